import type { Expr } from './expr.ts';

/** Whether the rows of a dataset are elements of lists, not rows of its source. */
export function hasRows(dataset: Expr): boolean {
  return dataset.node === 'call' && (dataset.op === 'rows' || hasRows(dataset.args[0] as Expr));
}

/** How many choices and flattenings lie between a dataset, or a result of one, and its source. */
export function depthOf(dataset: Expr): number {
  return dataset.node === 'call' ? 1 + depthOf(dataset.args[0] as Expr) : 0;
}

/** Whether the rows of a dataset are chosen from those of another. */
export function isAmong(dataset: Expr, of: Expr): boolean {
  return dataset === of || (dataset.node === 'call' && isAmong(dataset.args[0] as Expr, of));
}
