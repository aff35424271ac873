import { field, param, source } from '../../compiler/tree/expr.ts';
import { table, type TableType } from '../../compiler/tree/type.ts';
import type { Layout } from '../../kernels/layout.ts';
import { shippedWords } from '../behaviors/registry.ts';
import { ArraySource, VALUE } from '../sources/array-source.ts';
import { ColumnCore } from './column-core.ts';
import { computeAll } from './compute.ts';
import { type Fold, run } from '../execute/run.ts';
import { ASK, type Core, planOf, resultOf, simplyAsked } from './core.ts';

/** The lazy column of an array's entries. */
export function arrayColumn(data: ArraySource): ColumnCore {
  const rows = source(data.info.name, table(data.info.row));
  const core: Core = {
    source: data,
    rows,
    added: new Map(),
    selected: false,
    words: shippedWords(),
    placement: 'auto',
    threads: {},
    captured: new Map(),
    origins: [],
    overlaps: [],
  };
  return new ColumnCore(core, field(param(0, data.info.row), VALUE));
}

/** The buffers of a column, computed. */
export async function layoutOfColumn(column: ColumnCore, signal?: AbortSignal): Promise<Layout> {
  const { core, expr } = column;
  if (core.source instanceof ArraySource && isWholeArray(column)) return core.source.layout(signal);
  const asked = { [ASK]: () => simplyAsked(core, resultOf(core, 'collect', expr), (value) => value) };
  return (await computeAll({ column: asked }, { signal }))['column'] as Layout;
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
