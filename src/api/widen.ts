import { call } from '../../compiler/ops/table.ts';
import { substitute } from '../../compiler/tree/bind.ts';
import {
  type CallExpr,
  type Expr,
  field,
  type LambdaExpr,
  type ParamExpr,
  param,
  rawLambda,
  record,
  type SourceExpr,
  source,
} from '../../compiler/tree/expr.ts';
import { present, type RecordType, table, type TableType } from '../../compiler/tree/type.ts';
import { JoinedRows } from '../sources/join/joined-rows.ts';
import type { Source } from '../sources/source.ts';
import type { Core } from './core.ts';

/** The node of a source in trees. */
export const sourceNode = ({ info: { name, row } }: Source): SourceExpr => source(name, table(row));

/** An expression of a row as one of a row that has more fields. The row as a whole keeps its fields, and no more. */
export function ofWiderRow(expr: Expr, from: ParamExpr, to: RecordType): Expr {
  if (from.type === to) return expr;
  const wide = param(0, to);
  const { fields, name } = present(from.type) as RecordType;
  const narrow = record(
    [...fields.keys()].map((key) => [key, field(wide, key)] as const),
    name,
  );
  return substitute(expr, new Map([[from, narrow]]));
}

/** Rows, or a result of rows, over a source whose rows have more fields than those it was built over. */
export function overWiderRows<E extends Expr>(of: E, to: SourceExpr): E;
export function overWiderRows(of: Expr, to: SourceExpr): Expr {
  if (of.node !== 'call') return to;
  const { args, op, options } = of as CallExpr;
  const [rows, fn] = args as [Expr, LambdaExpr];
  const wide = overWiderRows(rows, to);
  const row = (wide.type as TableType).row as RecordType;
  const [from] = fn.params as [ParamExpr];
  const over = from.type === row ? fn : rawLambda([param(0, row)], ofWiderRow(fn.body, from, row));
  return call(op as 'where', [wide, over], options);
}

/** Of some datasets the one with most joins whose rows are those of a dataset, with more fields; else the dataset. */
export function widestOf(core: Core, others: readonly Core[]): Core {
  let widest = core;
  for (const other of others)
    if (joinsBetween(other.source, core.source) > joinsBetween(widest.source, core.source)) widest = other;
  return widest;
}

/** How many joins lead from one source to another; -1 where none do. */
function joinsBetween(joined: Source, base: Source): number {
  if (joined === base) return 0;
  const below = joined instanceof JoinedRows ? joinsBetween(joined.base, base) : -1;
  return below < 0 ? -1 : below + 1;
}
