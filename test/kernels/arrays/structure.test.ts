import { describe } from 'vitest';
import { localIndex, num } from '../../../kernels/arrays/counting.ts';
import { flatten, ravel } from '../../../kernels/arrays/flattening.ts';
import type { ArrayKernel } from '../../../kernels/arrays/kernel.ts';
import { casesWhere, compare, inputOf } from './cases.ts';

const kernels: Readonly<Record<string, ArrayKernel>> = { num, local_index: localIndex, flatten, ravel };
const rowsBecomeOne = new Set(['num/axis0', 'num/strings-axis0']);

describe('structure, as in the reference', () => {
  for (const one of casesWhere(({ op }) => Object.hasOwn(kernels, op))) {
    const kernel = kernels[one.op] as ArrayKernel;
    const call = { kernel, inputs: [inputOf(one, one.args[0])], options: one.kwargs };
    compare(one, call, { isOne: rowsBecomeOne.has(one.id) });
  }
});
