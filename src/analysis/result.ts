import type { Results } from '../api/types.ts';
import { isGroup } from '../api/outputs.ts';
import { Histogram } from '../results/histogram.ts';
import { escapeMarkup } from '../results/markup.ts';
import { DISPLAY, type MimeBundle } from '../results/notebook.ts';
import { type Drawable, report, type ReportPart, type ReportSection } from '../results/plots/report.ts';
import type { DataSetEntry, Ledger } from './ledger.ts';
import { closing, short, time } from './progress.ts';

/** What stands at the head of a report. */
export interface ReportOptions {
  readonly title?: string | undefined;
  readonly subtitle?: string | undefined;
  /** Sections before those of the run, such as pictures of your own. */
  readonly sections?: readonly ReportSection[] | undefined;
}

/** The results of an analysis, or of a part of it, with the account of how they came about. */
export class AnalysisResult<O, R = Results<O>> {
  /** The outputs over all data sets; what `postprocess` made of them where the processor has it. */
  readonly outputs: R;
  /** The outputs of each data set. */
  readonly datasets: Readonly<Record<string, Results<O>>>;
  readonly ledger: Ledger;
  readonly #merged: Results<O>;
  readonly #plan: () => string;

  constructor(
    merged: Results<O>,
    outputs: R,
    datasets: Readonly<Record<string, Results<O>>>,
    ledger: Ledger,
    plan: () => string,
  ) {
    this.#merged = merged;
    this.outputs = outputs;
    this.datasets = datasets;
    this.ledger = ledger;
    this.#plan = plan;
  }

  /**
   * The run as one HTML page that needs nothing else: pictures of all histograms and cutflows, numbers, the plan, timings,
   * and what became of each file and partition.
   *
   * @example
   * ```ts
   * await writeFile('report.html', result.report({ title: 'Z → µµ' }));
   * ```
   */
  report({ title = 'Analysis', subtitle, sections = [] }: ReportOptions = {}): string {
    const { started, executor } = this.ledger;
    return report({
      title,
      subtitle: subtitle ?? `${closing(this.ledger)} · ${executor} · ${started}`,
      sections: [
        ...sections,
        ...this.#results(),
        { title: 'Plan', parts: [{ code: this.#plan() }] },
        { title: 'Timings', parts: [{ table: { rows: timings(this.ledger) } }] },
        ledgerSection(this.ledger),
      ],
    });
  }

  /** The end of the run in a line, and the names of the outputs. */
  toString(): string {
    return `${closing(this.ledger)}\noutputs: ${leaves(this.#merged)
      .map(([name]) => name)
      .join(', ')}`;
  }

  /** What notebooks show. */
  [DISPLAY](): MimeBundle {
    const html = this.#results().flatMap(({ parts }) =>
      parts.flatMap((part) => (isDrawable(part) ? [part.toHTML()] : [])),
    );
    return {
      'text/html': [`<p>${escapeMarkup(closing(this.ledger))}</p>`, ...html].join('\n'),
      'text/plain': this.toString(),
    };
  }

  #results(): ReportSection[] {
    const found = leaves(this.#merged);
    const pictures = found.filter(([, value]) => isDrawable(value) && !hasTooManyAxes(value));
    const numbers = found.filter(([, value]) => typeof value === 'number' || typeof value === 'bigint');
    const others = found.filter((one) => !pictures.includes(one) && !numbers.includes(one));
    const bySet = numbers.map(([name, value]) => ({ output: name, all: String(value), ...this.#ofSets(name) }));
    return [
      ...pictures.map(([name, value]): ReportSection => ({ title: name, parts: [drawn(value as Drawable)] })),
      ...(numbers.length === 0 ? [] : [{ title: 'Numbers', parts: [{ table: { rows: bySet } }] }]),
      ...(others.length === 0 ? [] : [{ title: 'Other outputs', parts: [{ code: others.map(lineOf).join('\n') }] }]),
    ];
  }

  #ofSets(name: string): Record<string, string> {
    return Object.fromEntries(
      Object.entries(this.datasets).map(([set, outputs]) => [
        set,
        String(leaves(outputs).find(([other]) => other === name)?.[1] ?? ''),
      ]),
    );
  }
}

type Leaf = readonly [name: string, value: unknown];

function leaves(outputs: unknown, within = ''): Leaf[] {
  if (!isGroup(outputs)) return [[within, outputs]];
  return Object.entries(outputs).flatMap(([name, value]) => leaves(value, within === '' ? name : `${within}.${name}`));
}

const isDrawable = (value: unknown): value is Drawable =>
  typeof value === 'object' && value !== null && 'toHTML' in value && typeof value.toHTML === 'function';

/** Categories are drawn over one another. */
function drawn(value: Drawable): Drawable {
  const isByCategory =
    value instanceof Histogram && value.axes.length === 2 && value.axes.some(({ is }) => is === 'category');
  return isByCategory ? value.overlay() : value;
}

/** Histograms with three axes and more have no picture. */
const hasTooManyAxes = (value: unknown): boolean =>
  'axes' in (value as object) && (value as { axes: readonly unknown[] }).axes.length > 2;

function lineOf([name, value]: Leaf): string {
  if (Array.isArray(value)) return `${name}: ${value.length} values`;
  return `${name}:\n${String(value)}`;
}

function timings({ seconds, stages, eventsPerSecond, bytes, events }: Ledger): object[] {
  return [
    { what: 'the run, from beginning to end', value: time(seconds) },
    { what: 'reading and decoding, all workers', value: time(stages.read) },
    { what: 'computing, all workers', value: time(stages.loop) },
    { what: 'events', value: events.seen.toLocaleString('en-US') },
    { what: 'events a second', value: short(eventsPerSecond) },
    { what: 'bytes of the columns read', value: bytes.toLocaleString('en-US') },
  ];
}

const BAD = ['failed', 'partial', 'skipped'];

function ledgerSection({ datasets, files, partitions, notes, complete }: Ledger): ReportSection {
  const table = (caption: string, rows: readonly object[]): ReportPart => ({
    table: { rows, caption, notice: { column: 'status', values: BAD } },
  });
  const flat = <T extends { readonly error?: { readonly message: string } | undefined }>(
    rows: readonly T[],
  ): object[] => rows.map(({ error, ...rest }) => ({ ...rest, error: error?.message ?? '' }));
  const odd = datasets.flatMap((set) => set.odd.map((one) => ({ dataset: set.name, ...one })));
  return {
    title: 'Ledger',
    parts: [
      complete ? 'Complete: results are of all events of all files.' : 'NOT COMPLETE: see what failed below.',
      ...notes,
      table('Data sets', datasets.map(setRow)),
      ...(odd.length === 0 ? [] : [table('Files that may not be meant', odd)]),
      table('Files', flat(files)),
      table('Partitions', flat(partitions.map(({ seconds, ...rest }) => ({ ...rest, seconds: seconds.toFixed(3) })))),
    ],
  };
}

const setRow = ({ odd: _odd, columns, ...rest }: DataSetEntry): object => ({ ...rest, columns: columns.join(', ') });
