import { escapeMarkup } from '../markup.ts';
import { type TableData, tableHtml } from '../table.ts';

/** Something that is drawn as HTML: pictures and histograms are. What it gives is put into the page as it is. */
export interface Drawable {
  toHTML(): string;
}

/** A part of a report: paragraphs of text, text with its line breaks such as a plan, a table, or a picture. */
export type ReportPart = string | { readonly code: string } | { readonly table: TableData } | Drawable;

/** A section of a report. */
export interface ReportSection {
  readonly title: string;
  readonly parts: readonly ReportPart[];
}

/** A report as plain data. */
export interface ReportData {
  readonly title: string;
  /** A line below the title: when, where, by whom. */
  readonly subtitle?: string;
  readonly sections: readonly ReportSection[];
}

const STYLE = `
:root { color-scheme: light dark; --faint: color-mix(in srgb, CanvasText 14%, Canvas); --shade: color-mix(in srgb, CanvasText 5%, Canvas); }
body { margin: 0 auto; padding: 1.5rem 1.25rem 4rem; max-width: 64rem; font: 15px/1.5 system-ui, sans-serif; color: CanvasText; background: Canvas; overflow-wrap: anywhere; }
h1 { margin: 0 0 .25rem; font-size: 1.7rem; line-height: 1.2; }
h2 { margin: 2.5rem 0 .75rem; padding-bottom: .25rem; border-bottom: 1px solid var(--faint); font-size: 1.25rem; }
.subtitle { margin: 0; opacity: .75; }
nav { margin: 1.25rem 0; padding: .5rem 1rem; background: var(--shade); border-radius: 6px; }
nav ol { margin: 0; padding-left: 1.4rem; }
a { color: LinkText; }
pre { margin: .75rem 0; padding: .75rem 1rem; overflow: auto; max-height: 40rem; background: var(--shade); border-radius: 6px; font: 12.5px/1.45 ui-monospace, monospace; overflow-wrap: normal; }
.table { margin: .75rem 0; width: fit-content; max-width: 100%; overflow: auto; max-height: 34rem; border: 1px solid var(--faint); border-radius: 6px; overflow-wrap: normal; }
table { font-size: 13px; font-variant-numeric: tabular-nums; }
.table > table { width: max-content; }
th { position: sticky; top: 0; background: Canvas; }
th, td { border-bottom: 1px solid var(--faint); vertical-align: top; }
.table td { max-width: 30rem; white-space: pre-wrap; overflow-wrap: anywhere; }
caption { padding: .35rem .6rem; text-align: left; opacity: .75; }
figure { margin: .75rem 0 !important; padding: 0 !important; }
@media print { .table, pre { max-height: none; overflow: visible; } nav { break-after: avoid; } figure, tr { break-inside: avoid; } }
`;

/**
 * One HTML page of plain data: sections with text, plans, tables and pictures, and a table of contents. It needs nothing
 * from outside, forbids scripts, and shows all text as text.
 *
 * @example
 * ```ts
 * const page = report({
 *   title: 'Z → µµ',
 *   sections: [
 *     { title: 'Mass', parts: [stack(masses, { data: 'Data' })] },
 *     { title: 'Plan', parts: [{ code: peak.explain() }] },
 *     { title: 'Ledger', parts: [{ table: { rows: ledger.parts, notice: { column: 'status', values: ['failed'] } } }] },
 *   ],
 * });
 * await writeFile('report.html', page);
 * ```
 */
export function report({ title, subtitle, sections }: ReportData): string {
  const contents = sections.map(({ title: name }, i) => `<li><a href="#s${i + 1}">${escapeMarkup(name)}</a></li>`);
  const bodies = sections.map(
    ({ title: name, parts }, i) =>
      `<section id="s${i + 1}">\n<h2>${escapeMarkup(name)}</h2>\n${parts.map(partHtml).join('\n')}\n</section>`,
  );
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    // whatever a file is called or holds: nothing is loaded and nothing runs
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escapeMarkup(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    `<h1>${escapeMarkup(title)}</h1>`,
    subtitle === undefined ? '' : `<p class="subtitle">${escapeMarkup(subtitle)}</p>`,
    sections.length < 2 ? '' : `<nav aria-label="Contents"><ol>${contents.join('')}</ol></nav>`,
    ...bodies,
    '</body>',
    '</html>',
    '',
  ]
    .filter((line, i, all) => line !== '' || i === all.length - 1)
    .join('\n');
}

function partHtml(part: ReportPart): string {
  if (typeof part === 'string') return paragraphs(part);
  if ('code' in part) return `<pre>${escapeMarkup(part.code)}</pre>`;
  if ('table' in part) return `<div class="table">${tableHtml(part.table)}</div>`;
  return part.toHTML();
}

function paragraphs(text: string): string {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => `<p>${escapeMarkup(paragraph.trim())}</p>`)
    .join('\n');
}
