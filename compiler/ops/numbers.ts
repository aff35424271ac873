import type { FunctionName } from '../../kernels/functions.ts';
import type { Expr, Options } from '../tree/expr.ts';
import { ExpressionError } from '../tree/problem.ts';
import { bool, int, isInteger, optionIf, present, type Type } from '../tree/type.ts';
import { defineOps, type Op } from './op.ts';
import { needRangesOption, needTruthOption, needWholeOption } from './options.ts';
import { givesFloat, givesNumber, mismatch, needNumbers } from './rules.ts';

const isInt = (type: Type): boolean => present(type) === int;

/** Two functions: of doubles, and of integers, which may have no result for some. */
const ofTwo = (doc: string, doubles: FunctionName, integers: FunctionName, mayFail = true): Op => ({
  doc,
  gives: givesNumber,
  fn: (_types, gives) => (isInt(gives) ? integers : doubles),
  mayFail: (_types, gives) => mayFail && isInt(gives),
  cost: 10,
});

/** All arguments are integers; whether one may be missing. */
function needIntegers(args: readonly Expr[], name: string, hint?: string): boolean {
  const missing = needNumbers(name, args);
  for (const { type } of args) if (!isInteger(present(type))) throw mismatch(name, 'integers', type, hint);
  return missing;
}

/** An operation on the bits of integers. */
const bits = (doc: string, fn: FunctionName, mayFail?: Op['mayFail']): Op => ({
  doc,
  gives: (args, _options, name) => optionIf(needIntegers(args, name, 'a double has no bits to work on: round it'), int),
  fn,
  ...(mayFail === undefined ? {} : { mayFail }),
  cost: 5,
});

function needToleranceOption(op: string, options: Options, name: string): void {
  const value = options[name];
  if (typeof value !== 'number' || !(value >= 0 && value < Infinity))
    throw new ExpressionError('wrong-argument', `${op} needs a number, 0 or more, as ${name}`);
}

/** Operations on numbers as NumPy has them, where JavaScript has others or none. */
export const numberOps = defineOps({
  mod: ofTwo('The remainder of a / b with the sign of b; of integers by 0 an error.', 'mod', 'wholeMod'),
  floorDivide: ofTwo(
    'The greatest whole number not above a / b; of integers by 0 an error.',
    'floorDivide',
    'wholeFloorDivide',
  ),
  fmod: ofTwo('The remainder of a / b with the sign of a; of integers by 0 an error.', 'fmod', 'wholeFmod'),
  power: ofTwo('a to the power b; of integers an integer, and an error for a negative power.', 'power', 'wholePower'),
  fmin: ofTwo('The smaller of two values; the other one where one is NaN.', 'fmin', 'fmin', false),
  fmax: ofTwo('The larger of two values; the other one where one is NaN.', 'fmax', 'fmax', false),
  copySign: { doc: 'The size of a with the sign of b, as a double.', gives: givesFloat, fn: 'copySign' },
  isClose: {
    doc: 'Whether |a - b| is at most `absolute` + `relative` · |b|; infinities are close to themselves.',
    gives: (args, options, name) => {
      needToleranceOption(name, options, 'relative');
      needToleranceOption(name, options, 'absolute');
      needTruthOption(name, options, 'equalNaN');
      return optionIf(needNumbers(name, args), bool);
    },
    fn: 'isClose',
  },
  inRanges: {
    doc: 'Whether b lies in one of the `ranges` that are given for a, their ends included.',
    gives: (args, options, name) => {
      needRangesOption(name, options, 'ranges');
      return optionIf(needIntegers(args, name), bool);
    },
    fn: 'inRanges',
    cost: 5,
  },
  roundEven: {
    ...ofTwo('The value rounded to `decimals`; halves go to the even neighbour.', 'roundEven', 'wholeRoundEven'),
    gives: (args, options, name) => {
      if (Math.abs(needWholeOption(name, options, 'decimals')) > 300)
        throw new ExpressionError('wrong-argument', `${name} takes decimals from -300 to 300`);
      return givesNumber(args, options, name);
    },
  },
  nanToNum: ofTwo(
    'The first value; in place of NaN the second, of ∞ the third, of -∞ the fourth.',
    'nanToNum',
    'nanToNum',
    false,
  ),
  bitAnd: bits('The bits that both integers have, in two’s complement.', 'bitAnd'),
  bitOr: bits('The bits that one or both integers have, in two’s complement.', 'bitOr'),
  bitXor: bits('The bits that one of the integers has, in two’s complement.', 'bitXor'),
  shiftLeft: bits('a · 2 to the power b, checked at 2**53; an error for negative b.', 'shiftLeft', () => true),
  shiftRight: bits(
    'The greatest whole number not above a / 2 to the power b; an error for negative b.',
    'shiftRight',
    () => true,
  ),
});
