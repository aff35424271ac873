import {
  type Expr,
  field,
  freshParam,
  isFree,
  isTemporary,
  type LambdaExpr,
  type ParamExpr,
  param,
  rawCall,
  rawLambda,
  record,
} from './expr.ts';
import { carryMeaning } from './meaning.ts';
import type { Type } from './type.ts';

/** A lambda over fresh parameters of the given types, closed at its level as soon as nothing temporary is free in it. */
export function lambda(types: readonly Type[], build: (...params: ParamExpr[]) => Expr): LambdaExpr {
  const first = freshParam(types[0] as Type);
  const params = types.map((type, i) => (i === 0 ? first : param(first.level, type, i)));
  return close(rawLambda(params, build(...params)));
}

/** A lambda's body with fresh parameters in place of its own, so that it can be rewritten without capture. */
export function openLambda(fn: LambdaExpr): { params: ParamExpr[]; body: Expr } {
  const first = freshParam((fn.params[0] as ParamExpr).type);
  const params = fn.params.map((p, i) => (i === 0 ? first : param(first.level, p.type, p.index)));
  return { params, body: replace(fn.body, new Map(fn.params.map((p, i) => [p, params[i] as Expr]))) };
}

/** The body of a lambda with values in place of its parameters. */
export function apply(fn: LambdaExpr, values: readonly Expr[]): Expr {
  if (fn.params.every((p, i) => p === values[i])) return fn.body;
  const { params, body } = openLambda(fn);
  return substitute(body, new Map(params.map((p, i) => [p, values[i] as Expr])));
}

/** Puts expressions in place of parameters; lambdas on the way are opened, so nothing is captured. */
export function substitute(expr: Expr, values: ReadonlyMap<ParamExpr, Expr>): Expr {
  return walk(expr, values, true);
}

/** The tree with every lambda at its level: one more than the deepest level free in it. */
export function close<T extends Expr>(expr: T): T {
  return (expr.free.some(isTemporary) ? expr : closeLambdas(expr, new Map())) as T;
}

function closeLambdas(expr: Expr, seen: Map<Expr, Expr>): Expr {
  const known = seen.get(expr);
  if (known !== undefined) return known;
  const done = expr.node === 'lambda' ? closeLambda(expr, seen) : rebuild(expr, (child) => closeLambdas(child, seen));
  seen.set(expr, done);
  carryMeaning(expr, done, (x) => closeLambdas(x, seen));
  return done;
}

function closeLambda(fn: LambdaExpr, seen: Map<Expr, Expr>): Expr {
  // level 0 is the row's: lambdas over rows keep it, all others begin at 1
  const level = fn.params[0]?.level === 0 ? 0 : fn.free.reduce((deepest, l) => Math.max(deepest, l), 0) + 1;
  const params = fn.params.map((p) => param(level, p.type, p.index));
  const same = params.every((p, i) => p === fn.params[i]);
  const body = same ? fn.body : walk(fn.body, new Map(fn.params.map((p, i) => [p, params[i] as Expr])), true);
  return rawLambda(params, closeLambdas(body, same ? seen : new Map()));
}

function replace(expr: Expr, values: ReadonlyMap<ParamExpr, Expr>): Expr {
  return walk(expr, values, true);
}

function walk(root: Expr, values: ReadonlyMap<ParamExpr, Expr>, opening: boolean): Expr {
  const seen = new Map<Expr, Expr>();
  const levels = [...values.keys()].map((p) => p.level);
  const entering = new Set([...values.values()].flatMap((v) => v.free));
  const go = (expr: Expr): Expr => {
    if (!levels.some((level) => isFree(expr, level))) return expr;
    const known = seen.get(expr);
    if (known !== undefined) return known;
    const done =
      expr.node === 'param' ? (values.get(expr) ?? expr) : expr.node === 'lambda' ? under(expr) : rebuild(expr, go);
    seen.set(expr, done);
    carryMeaning(expr, done, go);
    return done;
  };
  const under = (fn: LambdaExpr): Expr => {
    const clash = fn.params.some((p) => entering.has(p.level) || levels.includes(p.level));
    if (!clash || !opening) return rawLambda(fn.params, go(fn.body));
    const { params, body } = openLambda(fn);
    return rawLambda(params, go(body));
  };
  return go(root);
}

/** The same node around other children. Types must not change, so the call keeps its own. */
export function rebuild(expr: Expr, map: (child: Expr) => Expr): Expr {
  switch (expr.node) {
    case 'field': {
      const of = map(expr.of);
      return of === expr.of ? expr : field(of, expr.name);
    }
    case 'lambda': {
      const body = map(expr.body);
      return body === expr.body ? expr : rawLambda(expr.params, body);
    }
    case 'call': {
      const args = expr.args.map(map);
      return args.every((a, i) => a === expr.args[i]) ? expr : rawCall(expr.op, args, expr.type, expr.options);
    }
    case 'record': {
      const values = expr.values.map(map);
      if (values.every((v, i) => v === expr.values[i])) return expr;
      const name = expr.type.is === 'record' ? expr.type.name : '';
      return record(
        values.map((v, i) => [expr.names[i] as string, v] as const),
        name,
      );
    }
    default:
      return expr;
  }
}

/** Puts every lambda of a finished tree at its level; a tree with temporaries free in it is an error. */
export function canonical(expr: Expr): Expr {
  if (expr.free.some(isTemporary)) throw new Error('a parameter of an unfinished lambda is free in the tree');
  return closeLambdas(expr, new Map());
}
