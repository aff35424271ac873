import { canFail } from '../../emit/failing.ts';
import { call } from '../../ops/table.ts';
import type { Expr } from '../../tree/expr.ts';
import type { Rule } from '../rule.ts';

const KEEPS_LENGTH = new Set(['map', 'sortBy', 'reverse', 'indices']);

/** How many elements there are does not depend on what they become: `map`, `sort` and `reverse` are not counted through. */
export const countWithoutValues: Rule = {
  name: 'count-without-values',
  why: 'a count needs offsets only, not the values',
  apply: (expr) => {
    if (expr.node !== 'call' || expr.op !== 'length') return undefined;
    const [of] = expr.args as [Expr];
    if (of.node !== 'call' || !KEEPS_LENGTH.has(of.op) || (of.op === 'map' && of.args.length > 2)) return undefined;
    // an order takes all values, and so tells of those that there cannot be
    if (of.op === 'sortBy' && canFail(of)) return undefined;
    return call('length', [of.args[0] as Expr]);
  },
};
