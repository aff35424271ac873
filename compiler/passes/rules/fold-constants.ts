import { isScalar } from '../../ops/op.ts';
import { lookUp } from '../../ops/table.ts';
import { type Expr, literal } from '../../tree/expr.ts';
import type { Rule } from '../rule.ts';

const ARITHMETIC: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ['add', (a: number, b: number) => a + b],
  ['sub', (a: number, b: number) => a - b],
  ['mul', (a: number, b: number) => a * b],
  ['div', (a: number, b: number) => a / b],
  ['neg', (a: number) => -a],
]);

/** Arithmetic on constants is done once, here. */
export const foldConstants: Rule = {
  name: 'fold-constants',
  why: 'arithmetic on constants is done once',
  apply: (expr) => {
    if (expr.node !== 'call' || !isScalar(lookUp(expr.op))) return undefined;
    const compute = ARITHMETIC.get(expr.op);
    const values = expr.args.map((arg: Expr) => (arg.node === 'literal' ? arg.value : undefined));
    if (compute === undefined || !values.every((v) => typeof v === 'number')) return undefined;
    const folded = literal(compute(values[0] as number, values[1] as number));
    return folded.type === expr.type ? folded : undefined;
  },
};
