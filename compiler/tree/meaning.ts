import type { Expr } from './expr.ts';

/** What a person wrote for an expression that was expanded: `lead.add(sub).mass` for its arithmetic. Only for showing. */
export interface Meaning {
  readonly name: string;
  readonly args: readonly Expr[];
  /** Whether it was written as a call. */
  readonly called: boolean;
}

const meanings = new WeakMap<Expr, Meaning>();

/** What was written for the expression, where it was expanded. */
export function meaningOf(expr: Expr): Meaning | undefined {
  return meanings.get(expr);
}

/**
 * Remembers what was written; the first meaning stays. A part of what it was written of has none: `p4({ px: a + b }).x`
 * is a + b, and parts are older than the whole.
 */
export function noteMeaning(expr: Expr, meaning: Meaning): Expr {
  if (meaning.args.every(({ id }) => id < expr.id)) note(expr, meaning);
  return expr;
}

function note(expr: Expr, meaning: Meaning): void {
  if ((expr.node === 'call' || expr.node === 'record') && !meanings.has(expr)) meanings.set(expr, meaning);
}

/** A node that was made from another by exchanging what is below keeps its meaning. */
export function carryMeaning(from: Expr, to: Expr, map: (expr: Expr) => Expr): void {
  if (from === to) return;
  const meaning = meanings.get(from);
  if (meaning !== undefined) note(to, { ...meaning, args: meaning.args.map(map) });
}
