import { rebuild } from '../tree/bind.ts';
import type { Expr, ParamExpr } from '../tree/expr.ts';
import type { Env } from './value.ts';

/** The innermost environment that binds a parameter. */
export function holderOf(env: Env, param: ParamExpr): Env | undefined {
  let e: Env | undefined = env;
  while (e !== undefined && !e.values.has(param)) e = e.parent;
  return e;
}

/** The innermost environment whose values the expression uses; the outermost one for a constant. */
export function homeOf(env: Env, expr: Expr): Env {
  let e = env;
  while (e.parent !== undefined && !expr.free.includes(e.level)) e = e.parent;
  return e;
}

/** The same expression with one node exchanged for a parameter. */
export function exchange(expr: Expr, node: Expr, param: ParamExpr): Expr {
  const seen = new Map<Expr, Expr>([[node, param]]);
  const go = (x: Expr): Expr => {
    const done = seen.get(x);
    if (done !== undefined) return done;
    const made = rebuild(x, go);
    seen.set(x, made);
    return made;
  };
  return go(expr);
}
