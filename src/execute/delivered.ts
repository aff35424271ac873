import type { CallExpr, Expr, LambdaExpr } from '../../compiler/tree/expr.ts';
import type { Layout, RecordLayout } from '../../kernels/layout.ts';

/**
 * The values of a collect call as they lie in the delivered rows, where it asks for no more than a column of all rows or a
 * field of the elements of its lists. Undefined where something must be computed or chosen.
 */
export function deliveredColumn(collect: CallExpr, rows: RecordLayout): Layout | undefined {
  const [dataset, fn] = collect.args as [Expr, LambdaExpr];
  return dataset.node === 'source' ? part(fn.body, fn.params[0] as Expr, rows) : undefined;
}

/** The part of a layout that a path of fields leads to. */
function part(expr: Expr, root: Expr, from: Layout): Layout | undefined {
  if (expr === root) return from;
  if (expr.node === 'field') {
    const of = part(expr.of, root, from);
    return of?.is === 'record' ? of.fields.get(expr.name) : undefined;
  }
  if (expr.node !== 'call' || expr.op !== 'map' || expr.args.length !== 2) return undefined;
  const [list, fn] = expr.args as [Expr, LambdaExpr];
  const lists = part(list, root, from);
  if (lists?.is !== 'list') return undefined;
  const content = part(fn.body, fn.params[0] as Expr, lists.content);
  return content === undefined ? undefined : { ...lists, content };
}
