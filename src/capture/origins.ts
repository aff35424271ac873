import type { Expr } from '../../compiler/tree/expr.ts';
import type { Place } from '../../compiler/tree/problem.ts';

const origins = new WeakMap<Expr, Place>();

/** The first place in a user's text that the node was written at, where it was written at all. */
export function originOf(expr: Expr): Place | undefined {
  return origins.get(expr);
}

/** Remembers where a field or a call was written; the first place stays. */
export function noteOrigin(expr: Expr, place: Place): void {
  if ((expr.node === 'field' || expr.node === 'call') && !origins.has(expr)) origins.set(expr, place);
}
