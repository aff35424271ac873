import { makeFunction } from '../functions.ts';
import { mapValues } from './elementwise.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { operandsOf } from './operands.ts';
import { countOption, flagOption, numberOption } from './options.ts';
import type { Kind, ScalarFunction } from './scalar-functions.ts';

/**
 * `ak.round`: numbers rounded to `decimals` (0; negative ones round to tens, hundreds, …), halves to the even neighbour, in
 * the fields of records too. Integers stay integers.
 */
export const round: ArrayKernel = (inputs, options) => {
  if (inputs.length !== 1) throw new ArrayProblem('wrong-arguments', 'round takes one array');
  const decimals = countOption(options, 'decimals', 0, -300);
  if (decimals > 300)
    throw new ArrayProblem('wrong-option', `round takes decimals from -300 to 300, found ${decimals}`);
  return mapValues('round', operandsOf('round', inputs, options), (kinds) => rounder(kinds, decimals), {
    fields: true,
  });
};

function rounder([kind]: readonly Kind[], decimals: number): ScalarFunction {
  if (kind !== 'integer' && kind !== 'double')
    throw new ArrayProblem('wrong-type', `round takes numbers, found ${kind === 'text' ? 'text' : 'true or false'}`);
  const name = kind === 'integer' ? 'wholeRoundEven' : 'roundEven';
  return {
    name,
    takes: 'numbers',
    gives: kind,
    // rounding an integer may be an error, so it is done only where there is one
    loop: kind === 'integer' ? undefined : decimals === 0 ? 'rint' : 'one',
    of: makeFunction(name, { decimals }) as ScalarFunction['of'],
  };
}

/** How far numbers may be apart: `rtol` (1e-5) of the second, and `atol` (1e-8) besides. */
export interface Tolerance {
  readonly relative: number;
  readonly absolute: number;
  /** Whether NaN is close to NaN. */
  readonly equalNaN: boolean;
}

/** The tolerance that options say. */
export function toleranceOption(options: ArrayOptions): Tolerance {
  const [relative, absolute] = [numberOption(options, 'rtol', 1e-5), numberOption(options, 'atol', 1e-8)];
  if (!(relative >= 0 && absolute >= 0))
    throw new ArrayProblem(
      'wrong-option',
      `the options rtol and atol must be 0 or more, found ${relative} and ${absolute}`,
    );
  return { relative, absolute, equalNaN: flagOption(options, 'equal_nan') };
}

/**
 * `ak.isclose`: whether |a - b| is at most `atol` + `rtol` · |b|, value by value of two arrays that are brought to one shape,
 * in the fields of records too; with `equal_nan` NaN is close to NaN.
 */
export const isclose: ArrayKernel = (inputs, options) => {
  if (inputs.length !== 2) throw new ArrayProblem('wrong-arguments', 'isclose takes two arrays');
  const of = makeFunction('isClose', { ...toleranceOption(options) }) as ScalarFunction['of'];
  const close: ScalarFunction = { name: 'isclose', takes: 'numbers', gives: 'truth', loop: undefined, of };
  const choose = (kinds: readonly Kind[]): ScalarFunction => {
    if (kinds.includes('text')) throw new ArrayProblem('wrong-type', 'isclose takes numbers, found text');
    return close;
  };
  return mapValues('isclose', operandsOf('isclose', inputs, options), choose, { fields: true });
};
