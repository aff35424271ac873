import { ExecutionError } from '../../compiler/tree/problem.ts';
import { present, showType, type Type } from '../../compiler/tree/type.ts';
import { VALUE } from './arrow.ts';
import { numberText } from './json.ts';

/** How values of a type are written as CSV. */
export interface CsvWriter {
  /** The line of names. */
  readonly head: string;
  /** The lines of some values. */
  readonly lines: (values: readonly unknown[]) => string;
}

/**
 * Values of a type as CSV (RFC 4180): a column for each field of records, else one named `value`. Missing values are
 * empty, texts without characters are `""`; text that looks like something else stands in quotes. Throws ExecutionError before anything is computed where values are not flat.
 */
export function csvWriter(type: Type): CsvWriter {
  const isRecord = type.is === 'record';
  const columns = isRecord ? [...type.fields] : [[VALUE, type] as const];
  for (const [name, of] of columns) checkFlat(name, of);
  const line = (value: unknown): string =>
    columns.map(([name, of]) => cell(isRecord ? (value as Record<string, unknown>)[name] : value, of)).join(',');
  return {
    head: `${columns.map(([name]) => quoted(name)).join(',')}\n`,
    lines: (values) => values.map((value) => `${line(value)}\n`).join(''),
  };
}

function checkFlat(name: string, type: Type): void {
  const { is } = present(type);
  if (is === 'number' || is === 'bool' || is === 'string' || is === 'never') return;
  throw new ExecutionError('not-flat', `cannot write '${name}' as CSV: its type is ${showType(type)}`, {
    hint: 'choose single values, such as Muon.length or MET.pt, or write JSON, Arrow or Parquet',
  });
}

function cell(value: unknown, type: Type): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return PLAIN.test(value) && !WORDS.has(value) ? quoted(value) : inQuotes(value);
  return typeof value === 'number' ? numberText(value, present(type)) : String(value);
}

/** Text that nobody takes for a number. */
const PLAIN = /^[\p{L}_]/u;
/** Text that somebody takes for something else. */
const WORDS = new Set(['true', 'false', 'NaN', 'nan', 'Infinity', 'inf']);

const quoted = (value: string): string => (/[",\r\n]/.test(value) ? inQuotes(value) : value);
const inQuotes = (value: string): string => `"${value.replaceAll('"', '""')}"`;
