import type { Layout, NumbersLayout } from '../../../kernels/layout.ts';
import type { Found, ResultRow, SqlOutput } from '../../../compiler/emit/sql-output.ts';
import { quotedName } from '../../../compiler/emit/sql-scope.ts';
import type { ColumnTree } from '../rows/column-tree.ts';
import { ROWS_OF_FILE, runQuery, type Values } from './duckdb-scan.ts';

/** Rows `start` up to `stop` of a file. */
export interface RowRange {
  readonly file: string;
  readonly start: number;
  readonly stop: number;
}

/** Computes an output over rows of a file; undefined where they hold what storage would take in another meaning. */
export async function aggregateParquet(
  range: RowRange,
  query: SqlOutput,
  proven: (column: string) => boolean,
  signal?: AbortSignal,
): Promise<Found | undefined> {
  const names = query.columns.map((name, i) => `${quotedName(name)} AS c${i}`);
  const rows = `(SELECT ${names.length === 0 ? '0 AS nothing' : names.join(', ')} FROM ${ROWS_OF_FILE}) AS stored`;
  const doubts = query.doubts
    .filter(({ provenBy }) => provenBy === undefined || !proven(provenBy))
    .map(({ text }) => `(${text})`);
  if (doubts.length > 0) {
    const [row] = await rowsOf(
      range,
      `SELECT count(*) FROM ${rows} WHERE ${doubts.join(' OR ')}`,
      [],
      ['int64'],
      signal,
    );
    if (row?.[0] !== 0n) return undefined;
  }
  return query.finish(await rowsOf(range, query.text(rows), query.values, query.results, signal));
}

async function rowsOf(
  range: RowRange,
  text: string,
  values: Values,
  results: SqlOutput['results'],
  signal?: AbortSignal,
): Promise<ResultRow[]> {
  const trees = new Map(
    results.map((type, i): [string, ColumnTree] => [`result ${i}`, { is: 'leaf', optional: true, type }]),
  );
  const { rows, columns } = await runQuery({ ...range, text, values, columns: trees }, signal);
  const read = [...columns.values()].map(valuesOf);
  return Array.from({ length: rows }, (_, row) => read.map((at) => at(row)));
}

function valuesOf(layout: Layout): (row: number) => number | bigint | undefined {
  if (layout.is !== 'option') throw new Error(`found a ${layout.is}, wanted an option`);
  const { data } = layout.content as NumbersLayout;
  return (row) => (((layout.valid[row >> 3] as number) >> (row & 7)) & 1 ? data[row] : undefined);
}
