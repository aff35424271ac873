import { type Expr, type LambdaExpr, visit } from '../tree/expr.ts';

/** The stored list behind one that some operations make of it, if they look at nothing but its elements, and no lists in them. */
export function listBehind(expr: Expr, ops: ReadonlySet<string>): Expr | undefined {
  if (isPath(expr)) return expr;
  if (expr.node !== 'call' || !ops.has(expr.op) || expr.args.length !== 2) return undefined;
  const [of, fn] = expr.args as [Expr, LambdaExpr];
  let lists = false;
  visit(fn.body, (node) => {
    lists ||= node.node === 'lambda' || node.type.is === 'list';
  });
  return lists || fn.free.length > 0 ? undefined : listBehind(of, ops);
}

const isPath = (expr: Expr): boolean => expr.node === 'param' || (expr.node === 'field' && isPath(expr.of));

/** Whether a list is stored in the row. */
export const isStoredList = (expr: Expr): boolean => expr.node === 'field' && isPath(expr) && expr.free[0] === 0;
