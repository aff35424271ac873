import type { ExplainOptions } from '../../compiler/explain.ts';
import { call } from '../../compiler/ops/table.ts';
import { captureRow, overRow, type UserFunction } from './core.ts';
import { ColumnCore } from './column-core.ts';
import { columnProxy, type OwnMethod, type OwnMethods, valueOf } from './column.ts';
import type { RunOptions } from '../execute/run.ts';
import { DISPLAY } from '../results/notebook.ts';
import type { ParquetWriteOptions } from '../results/parquet.ts';
import type { ShowOptions } from '../results/preview.ts';
import { analyzeAll, explainAll } from './explain.ts';
import {
  type BatchOptions,
  batches,
  display,
  show,
  toArray,
  toIpc,
  toJson,
  toTypedArrays,
  toVector,
  type WriteOptions,
  writeArrow,
  writeCsv,
  writeNdjson,
  writeParquet,
} from './output.ts';

type Given<T> = T | undefined;

/** How the values of a column, or the rows of a dataset, are given out: the same words for both. */
export const resultMethods: ReadonlyMap<string | symbol, OwnMethod> = new Map<string | symbol, OwnMethod>([
  ['toArray', (column, [options]) => toArray(column, options as Given<RunOptions>)],
  ['toIpc', (column, [options]) => toIpc(column, options as Given<RunOptions>)],
  ['toJson', (column, [options]) => toJson(column, options as Given<RunOptions>)],
  ['batches', (column, [options]) => batches(column, options as Given<BatchOptions>)],
  ['show', (column, [options]) => show(column, options as Given<number | ShowOptions>)],
  [DISPLAY, (column) => display(column)],
  ['writeArrow', (column, [path, options]) => writeArrow(column, path as string, options as Given<WriteOptions>)],
  ['writeCsv', (column, [path, options]) => writeCsv(column, path as string, options as Given<WriteOptions>)],
  ['writeNdjson', (column, [path, options]) => writeNdjson(column, path as string, options as Given<WriteOptions>)],
  [
    'writeParquet',
    (column, [path, options]) =>
      writeParquet(column, path as string, options as Given<ParquetWriteOptions & WriteOptions>),
  ],
]);

/** What every column can do besides the words of its values. `all` gives the finished table to the columns they make. */
export function columnMethods(all: () => OwnMethods): OwnMethods {
  const proxy = (column: ColumnCore): object => columnProxy(column, all());
  return new Map<string | symbol, OwnMethod>([
    ...resultMethods,
    ['toArrow', (column, [options]) => toVector(column, options as RunOptions | undefined)],
    ['toTypedArrays', (column, [options]) => toTypedArrays(column, options as RunOptions | undefined)],
    ['explain', (column, [options]) => explainAll({ column: proxy(column) }, options as ExplainOptions | undefined)],
    ['analyze', (column, [options]) => analyzeAll({ column: proxy(column) }, options as ExplainOptions | undefined)],
    [
      'where',
      (column, [mask]) => {
        const { core } = column;
        const test =
          typeof mask === 'function'
            ? captureRow(core, mask as UserFunction)
            : { core, expr: valueOf(core, mask, 'where') };
        return proxy(
          new ColumnCore({ ...test.core, rows: call('where', [core.rows, overRow(core, test.expr)]) }, column.expr),
        );
      },
    ],
  ]);
}
