import { describe } from 'vitest';
import { localIndex, num } from '../../../kernels/arrays/counting.ts';
import { flatten, ravel } from '../../../kernels/arrays/flattening.ts';
import type { ArrayKernel } from '../../../kernels/arrays/kernel.ts';
import { fillNone, padNone } from '../../../kernels/arrays/filling.ts';
import { mask } from '../../../kernels/arrays/masking.ts';
import { dropNone, firsts, isNone, nanToNone, singletons } from '../../../kernels/arrays/missing.ts';
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
};
const rowsBecomeOne = new Set(['num/axis0', 'num/strings-axis0', 'firsts/j/axis0']);
/** Where Awkward's answer is not ours, and why. */
const different: Readonly<Record<string, Differs>> = {
  'firsts/j/axis0': { type: 'option[var * float64]', because: 'there may be no rows' },
};

/** The inputs and options of a kernel that a case stands for. */
function callOf(one: Case): Call {
  const { kwargs, args, op } = one;
  const kernel = kernels[op] as ArrayKernel;
  const inputs = args.filter(isInput).map((argument) => inputOf(one, argument));
  if (op === 'pad_none') return { kernel, inputs, options: { ...kwargs, target: args[1] } };
  if (op === 'fill_none') return { kernel, inputs: [...inputs, arrayOf([args[1]])], options: kwargs };
  return { kernel, inputs, options: kwargs };
}

describe('structure, as in the reference', () => {
  for (const one of casesWhere(({ op }) => Object.hasOwn(kernels, op))) {
    compare(one, callOf(one), { isOne: rowsBecomeOne.has(one.id), differs: different[one.id] });
  }
});
