import type { ExplainOptions } from '../../compiler/explain.ts';
import { call } from '../../compiler/ops/table.ts';
import { captureRow, overRow, type UserFunction } from './core.ts';
import { layoutOfColumn } from './array-column.ts';
import { ColumnCore } from './column-core.ts';
import { columnProxy, type OwnMethods, valueOf } from './column.ts';
import { showValues } from '../results/show.ts';
import { layoutToArrow, layoutToIpc } from '../results/arrow.ts';
import { computeAll } from './compute.ts';
import { analyzeAll, explainAll } from './explain.ts';

/** What every column can do besides the words of its values. `all` gives the finished table to the columns they make. */
export function columnMethods(all: () => OwnMethods): OwnMethods {
  const proxy = (column: ColumnCore): object => columnProxy(column, all());
  return new Map<string, OwnMethods extends ReadonlyMap<string, infer M> ? M : never>([
    ['toArray', async (column) => (await computeAll({ column: proxy(column) }))['column']],
    ['toArrow', async (column) => layoutToArrow(await layoutOfColumn(column))],
    ['toIpc', async (column) => layoutToIpc(await layoutOfColumn(column))],
    ['explain', (column, [options]) => explainAll({ column: proxy(column) }, options as ExplainOptions | undefined)],
    ['analyze', (column, [options]) => analyzeAll({ column: proxy(column) }, options as ExplainOptions | undefined)],
    [
      'show',
      async (column, [limit]) =>
        showValues((await computeAll({ column: proxy(column) }))['column'] as unknown[], Number(limit ?? 10)),
    ],
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
