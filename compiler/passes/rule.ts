import { canonical, rebuild } from '../tree/bind.ts';
import type { Expr } from '../tree/expr.ts';
import { carryMeaning } from '../tree/meaning.ts';

/** A rewrite with a name: gives a new node that means the same, or undefined where it does not apply. */
export interface Rule {
  readonly name: string;
  readonly why: string;
  readonly apply: (expr: Expr) => Expr | undefined;
}

/** What rewriting did: the tree and how often each rule fired, in the order of first firing. */
export interface Rewritten {
  readonly expr: Expr;
  readonly fired: ReadonlyMap<string, number>;
}

/** Told after each round of rewriting: the rules that fired in it, and the tree then. */
export type Observer = (rules: readonly string[], expr: Expr) => void;

const MOST_ROUNDS = 20;

/** Applies the rules from the leaves up until none fires. Fails, naming the rule, if a rule changes a node's type. */
export function rewrite(root: Expr, rules: readonly Rule[], observe?: Observer): Rewritten {
  const fired = new Map<string, number>();
  let expr = root;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const inRound = new Set<string>();
    const next = canonical(
      rewriteOnce(expr, rules, (rule) => {
        inRound.add(rule);
        fired.set(rule, (fired.get(rule) ?? 0) + 1);
      }),
    );
    if (next === expr) break;
    expr = next;
    observe?.([...inRound], expr);
  }
  return { expr, fired };
}

function rewriteOnce(root: Expr, rules: readonly Rule[], note: (rule: string) => void): Expr {
  const seen = new Map<Expr, Expr>();
  const go = (expr: Expr): Expr => {
    const known = seen.get(expr);
    if (known !== undefined) return known;
    let done = rebuild(expr, go);
    carryMeaning(expr, done, go);
    for (const rule of rules) {
      const next = rule.apply(done);
      if (next === undefined || next === done) continue;
      if (next.type !== done.type) throw new Error(`rule ${rule.name} changed a type`);
      note(rule.name);
      done = next;
    }
    seen.set(expr, done);
    return done;
  };
  return go(root);
}
