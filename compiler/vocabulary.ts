import type { Expr } from './tree/expr.ts';

/** What stands between the brackets of a call in the user's code. */
export type Argument =
  /** A value that is part of the expression. */
  | { readonly is: 'value'; readonly expr: Expr }
  /** A function: `build` gives its body for the given parameters (the element; for zipped lists several). */
  | { readonly is: 'lambda'; readonly build: (...params: readonly Expr[]) => Expr }
  /** A plain JavaScript constant: a name, a list of names, an options object, undefined. */
  | { readonly is: 'constant'; readonly value: unknown }
  /** An object of options that are not all constants. */
  | { readonly is: 'options'; readonly entries: ReadonlyMap<string, Argument> };

/**
 * The words that an expression can be made of: what `x.name`, `x.name(...)`, `a + b` and `Math.f(x)` mean, with all
 * checks of types. Lambdas, strings and chained calls speak through the same vocabulary, so they build the same tree.
 * Every function throws ExpressionError or TypeMismatchError (without a place; the caller points at the user's text).
 * `optional` is true where the user wrote `?.`; without it, reading a field of a value that may be missing is refused.
 */
export interface Vocabulary {
  property(of: Expr, name: string, optional: boolean): Expr;
  method(of: Expr, name: string, args: readonly Argument[], optional: boolean): Expr;
  /** JavaScript's operator: `+ - * / % ** < <= > >= == != === !== && || ?? ! ?:`, and `+x`, `-x` with one argument. */
  operator(symbol: string, args: readonly Expr[]): Expr;
  /** A call of a known function by its name: `Math.abs`, `Number.isNaN`, `deltaR`, `deltaPhi`, `p4`. */
  global(name: string, args: readonly Argument[]): Expr;
  /** Whether `global` knows the name. */
  isGlobal(name: string): boolean;
  /** `[a, b, c]`: a list of values. */
  listOf(items: readonly Expr[]): Expr;
  /** Whether x is there: `x !== undefined`, or the condition of `x ? …` for a record or list that may be missing. */
  isPresent(x: Expr): Expr;
  /** x where it is known to be there (inside the branch that its check guards). */
  known(x: Expr): Expr;
}
