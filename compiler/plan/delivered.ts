import type { CallExpr, Expr, LambdaExpr } from '../tree/expr.ts';

/**
 * Whether an output is values as they lie in the delivered rows: it collects no more than a column of all rows, a field of the
 * elements of its lists, or records of such parts.
 */
export function isDelivered(output: CallExpr): boolean {
  if (output.op !== 'collect') return false;
  const [dataset, fn] = output.args as [Expr, LambdaExpr];
  return dataset.node === 'source' && isPart(fn.body, fn.params[0] as Expr);
}

/** Whether a path of fields leads from the root to the expression, or to each value of the record that it makes. */
function isPart(expr: Expr, root: Expr): boolean {
  if (expr === root) return true;
  if (expr.node === 'record') return expr.values.length > 0 && expr.values.every((value) => isPart(value, root));
  if (expr.node === 'field') return expr.of.type.is === 'record' && isPart(expr.of, root);
  if (expr.node !== 'call' || expr.op !== 'map' || expr.args.length !== 2) return false;
  const [list, fn] = expr.args as [Expr, LambdaExpr];
  return list.type.is === 'list' && isPart(list, root) && isPart(fn.body, fn.params[0] as Expr);
}
