import { type Expr, literal } from '../../tree/expr.ts';
import type { Rule } from '../rule.ts';

const isLiteral = (expr: Expr | undefined, value: boolean): boolean => expr?.node === 'literal' && expr.value === value;

/** `x && true` is x; `!!x` is x. */
export const foldLogic: Rule = {
  name: 'fold-logic',
  why: 'what is known already need not be asked',
  apply: (expr) => {
    if (expr.node !== 'call') return undefined;
    const [a, b] = expr.args;
    switch (expr.op) {
      case 'and':
        if (isLiteral(a, true)) return b;
        if (isLiteral(b, true) || a === b) return a;
        return isLiteral(a, false) ? literal(false) : undefined;
      case 'or':
        if (isLiteral(a, false)) return b;
        if (isLiteral(b, false) || a === b) return a;
        return isLiteral(a, true) ? literal(true) : undefined;
      case 'not':
        if (a?.node === 'literal') return literal(a.value !== true);
        return a?.node === 'call' && a.op === 'not' ? a.args[0] : undefined;
      default:
        return undefined;
    }
  },
};
