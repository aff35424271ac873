import { shortNumber } from './histogram-bins.ts';
import { escapeMarkup } from './markup.ts';
import { showValue } from './show.ts';

/** A table as plain data. Columns are the keys of the rows, in the order of their first appearance, unless told. */
export interface TableData {
  /** Plain objects, such as the partitions of a ledger. */
  readonly rows: readonly object[];
  readonly columns?: readonly string[];
  readonly caption?: string;
  /** Rows to be noticed: those with one of these values in a column. */
  readonly notice?: { readonly column: string; readonly values: readonly unknown[] };
}

/** The cells of a table, and which columns hold numbers. */
export interface Cells {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
  readonly numeric: readonly boolean[];
}

/** A value in a cell: numbers with separators and at most six digits, nothing for what is missing. */
export function cellText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value)))
    return value.toLocaleString('en-US');
  if (typeof value === 'number') {
    const isPlain = Math.abs(value) >= 1e-4 && Math.abs(value) < 1e15;
    return isPlain ? value.toLocaleString('en-US', { maximumSignificantDigits: 6 }) : shortNumber(value);
  }
  if (typeof value === 'string') return value;
  return isErrorEntry(value) ? `${value.code ?? value.name ?? 'error'}: ${value.message}` : showValue(value);
}

/** Whether a value says what went wrong: an error, or one as plain data. */
function isErrorEntry(value: unknown): value is { name?: unknown; code?: unknown; message: string } {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}

/** The table as HTML. */
export function tableHtml({ rows: objects, columns, caption, notice }: TableData): string {
  const rows = objects as readonly Readonly<Record<string, unknown>>[];
  const names = columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const isNumber = (value: unknown): boolean => value == null || typeof value === 'number' || typeof value === 'bigint';
  const cells = {
    columns: names,
    rows: rows.map((row) => names.map((name) => row[name])),
    numeric: names.map((name) => rows.every((row) => isNumber(row[name]))),
  };
  const noticed = rows.map((row) => notice?.values.includes(row[notice.column]) === true);
  return cellsHtml(cells, caption, noticed);
}

/** Cells as an HTML table; numbers are set to the right, and rows to be noticed stand on red. */
export function cellsHtml(
  { columns, rows, numeric }: Cells,
  caption?: string,
  noticed: readonly boolean[] = [],
): string {
  const aligned = columns.map((_, i) => `style="text-align:${numeric[i] ? 'right' : 'left'};padding:2px 10px"`);
  const head = columns.map((name, i) => `<th scope="col" ${aligned[i]}>${escapeMarkup(name)}</th>`);
  const body = rows.map((row, i) => {
    const cells = row.map((value, c) => `<td ${aligned[c]}>${escapeMarkup(cellText(value))}</td>`);
    return `<tr${noticed[i] ? ' style="background:rgba(189,31,1,0.18)"' : ''}>${cells.join('')}</tr>`;
  });
  const above = caption === undefined ? '' : `<caption>${escapeMarkup(caption)}</caption>`;
  return `<table style="border-collapse:collapse">${above}<thead><tr>${head.join('')}</tr></thead><tbody>${body.join('\n')}</tbody></table>`;
}
