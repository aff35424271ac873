import { call } from '../../ops/table.ts';
import { apply, lambda } from '../../tree/bind.ts';
import type { Expr, LambdaExpr } from '../../tree/expr.ts';
import type { Rule } from '../rule.ts';

/** A filter of a filter is one filter with both conditions, the inner one first. */
export const fuseFilters: Rule = {
  name: 'fuse-filters',
  why: 'two filters in a row are one walk over the list',
  apply: (expr) => {
    if (expr.node !== 'call' || expr.op !== 'filter') return undefined;
    const [of, outer] = expr.args as [Expr, LambdaExpr];
    if (of.node !== 'call' || of.op !== 'filter') return undefined;
    const [list, inner] = of.args as [Expr, LambdaExpr];
    const both = lambda([(inner.params[0] as Expr).type], (x) => call('and', [apply(inner, [x]), apply(outer, [x])]));
    return call('filter', [list, both]);
  },
};
