import { ExpressionError } from '../../compiler/tree/problem.ts';

/** Plain values as CSV (RFC 4180): a column for each field of records, else one column. Values must be flat. */
export function valuesToCsv(values: readonly unknown[], name = 'value'): string {
  const names =
    values.find(isRecord) === undefined
      ? undefined
      : [...new Set(values.filter(isRecord).flatMap((row) => Object.keys(row)))];
  const lines = values.map((value, row) =>
    (names === undefined ? [value] : names.map((key) => (isRecord(value) ? value[key] : undefined)))
      .map((cell, i) => text(cell, names?.[i] ?? name, row))
      .join(','),
  );
  return `${[(names ?? [name]).map(quoted).join(','), ...lines].join('\n')}\n`;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function text(value: unknown, name: string, row: number): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'object') {
    throw new ExpressionError(
      'not-flat',
      `cannot write '${name}' as CSV: row ${row} holds ${Array.isArray(value) ? 'a list' : 'a record'}`,
      { hint: 'choose single values, such as Muon.length or MET.pt, or write JSON or Arrow' },
    );
  }
  return quoted(String(value));
}

const quoted = (value: string): string => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
