import { describe } from 'vitest';
import { localIndex, num } from '../../../kernels/arrays/counting.ts';
import { flatten, ravel } from '../../../kernels/arrays/flattening.ts';
import type { ArrayKernel } from '../../../kernels/arrays/kernel.ts';
import { fillNone, padNone } from '../../../kernels/arrays/filling.ts';
import { mask } from '../../../kernels/arrays/masking.ts';
import { dropNone, firsts, isNone, nanToNone, singletons } from '../../../kernels/arrays/missing.ts';
import { fromRegular, toPacked, toRegular } from '../../../kernels/arrays/regular.ts';
import { runLengths } from '../../../kernels/arrays/runs.ts';
import { unflatten } from '../../../kernels/arrays/unflattening.ts';
import { arrayOf, type Call, type Case, casesWhere, compare, type Differs, inputOf, isInput } from './cases.ts';

const kernels: Readonly<Record<string, ArrayKernel>> = {
  num,
  local_index: localIndex,
  flatten,
  ravel,
  firsts,
  singletons,
  is_none: isNone,
  drop_none: dropNone,
  fill_none: fillNone,
  pad_none: padNone,
  nan_to_none: nanToNone,
  mask,
  unflatten,
  to_regular: toRegular,
  from_regular: fromRegular,
  run_lengths: runLengths,
  to_packed: toPacked,
};
const rowsBecomeOne = new Set(['num/axis0', 'num/strings-axis0', 'firsts/j/axis0']);
const SIZE = 'the size is not for the type to know';
/** Where Awkward's answer is not ours, and why. */
const different: Readonly<Record<string, Differs>> = {
  'unflatten/scalar-not-multiple': { error: 'lengths-differ', because: 'Awkward drops the remainder in silence' },
  'to_regular/ok': { type: '3 * var * int64', because: SIZE },
  'to_regular/axis1': { type: '2 * var * var * int64', because: SIZE },
  'to_regular/axis-none': { type: '2 * var * var * int64', because: SIZE },
  'firsts/j/axis0': { type: 'option[var * float64]', because: 'there may be no rows' },
};

/** The inputs and options of a kernel that a case stands for. */
function callOf(one: Case): Call {
  const { kwargs, args, op } = one;
  const kernel = kernels[op] as ArrayKernel;
  const inputs = args.filter(isInput).map((argument) => inputOf(one, argument));
  if (op === 'pad_none') return { kernel, inputs, options: { ...kwargs, target: args[1] } };
  if (op === 'fill_none') return { kernel, inputs: [...inputs, arrayOf([args[1]])], options: kwargs };
  if (op !== 'unflatten' || inputs.length === 2) return { kernel, inputs, options: kwargs };
  const [, counts] = args;
  if (typeof counts === 'number') return { kernel, inputs, options: { ...kwargs, counts } };
  return { kernel, inputs: [...inputs, arrayOf(counts as number[])], options: kwargs };
}

describe('structure, as in the reference', () => {
  for (const one of casesWhere(({ op }) => Object.hasOwn(kernels, op))) {
    compare(one, callOf(one), { isOne: rowsBecomeOne.has(one.id), differs: different[one.id] });
  }
});
