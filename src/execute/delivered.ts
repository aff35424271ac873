import { isDelivered } from '../../compiler/plan/delivered.ts';
import type { CallExpr, Expr, LambdaExpr } from '../../compiler/tree/expr.ts';
import { type Layout, lengthOf, type ListLayout, type RecordLayout } from '../../kernels/layout.ts';

/** The values of an output as they lie in the delivered rows; undefined where something must be computed or chosen. */
export function deliveredColumn(output: CallExpr, rows: RecordLayout): Layout | undefined {
  const fn = output.args[1] as LambdaExpr;
  return isDelivered(output) ? part(fn.body, fn.params[0] as Expr, rows) : undefined;
}

/** The part of a layout that a path of fields leads to, or the record of such parts. */
function part(expr: Expr, root: Expr, from: Layout): Layout {
  if (expr === root) return from;
  if (expr.node === 'record') {
    const fields = expr.values.map((value, i) => [expr.names[i] as string, part(value, root, from)] as const);
    return { is: 'record', length: lengthOf(from), fields: new Map(fields) };
  }
  if (expr.node === 'field') return (part(expr.of, root, from) as RecordLayout).fields.get(expr.name) as Layout;
  const [list, fn] = (expr as CallExpr).args as [Expr, LambdaExpr];
  const lists = part(list, root, from) as ListLayout;
  return { ...lists, content: part(fn.body, fn.params[0] as Expr, lists.content) };
}
