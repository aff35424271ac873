import { field, param } from '../../compiler/tree/expr.ts';
import type { TableType } from '../../compiler/tree/type.ts';
import type { Layout } from '../../kernels/layout.ts';
import { shippedWords } from '../behaviors/registry.ts';
import { type ArraySource, VALUE } from '../sources/array-source.ts';
import { ColumnCore } from './column-core.ts';
import { type Fold, run } from '../execute/run.ts';
import { newCore, planOf, resultOf } from './core.ts';

/** The lazy column of an array's entries. */
export function arrayColumn(data: ArraySource): ColumnCore {
  return new ColumnCore(newCore(data, shippedWords()), field(param(0, data.info.row), VALUE));
}

/** What a fold makes of a column, partition by partition. */
export async function foldColumn({ core, expr }: ColumnCore, fold: Fold, signal?: AbortSignal): Promise<Layout> {
  const output = { name: 'column', expr: resultOf(core, 'collect', expr) };
  const plan = planOf({ ...core, placement: 'local' }, [output]);
  return (await run(plan, core.source, { signal }, fold)).get('column') as Layout;
}

/** Whether a column is an array as it is, all of its rows. */
export function isWholeArray({ core, expr }: ColumnCore): boolean {
  return core.rows.node === 'source' && expr === field(param(0, (core.rows.type as TableType).row), VALUE);
}
