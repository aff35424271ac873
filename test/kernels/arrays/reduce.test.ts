import { describe, expect, it } from 'vitest';
import * as extremes from '../../../kernels/arrays/extremes.ts';
import type { ArrayKernel } from '../../../kernels/arrays/kernel.ts';
import * as reduce from '../../../kernels/arrays/reduce.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { inputOf } from './cases.ts';
import { casesOf, check, type Deviation, made, problemOf, shapeOf } from './comparing.ts';

const KERNELS: Readonly<Record<string, ArrayKernel>> = {
  count: reduce.count,
  count_nonzero: reduce.countNonzero,
  sum: reduce.sum,
  prod: reduce.prod,
  any: reduce.any,
  all: reduce.all,
  nansum: reduce.nansum,
  nanprod: reduce.nanprod,
  min: extremes.min,
  max: extremes.max,
  argmin: extremes.argmin,
  argmax: extremes.argmax,
  nanmin: extremes.nanmin,
  nanmax: extremes.nanmax,
  nanargmin: extremes.nanargmin,
  nanargmax: extremes.nanargmax,
  ptp: extremes.ptp,
};

const WIDENED = 'float32 is computed with as float64';
const INT64 = 'computed integers are int64, checked at 2**53';
const f32 = (values: number[]): number[] => values.map(Math.fround);
const [a, b, c] = f32([0.1, 0.2, 0.3]) as [number, number, number];
const big = Math.fround(1e30);
const DEVIATIONS: Readonly<Record<string, Deviation>> = {
  'sum/jf32/axis1': { why: WIDENED, type: 'float64', value: [a + b + c, 0, 1.5 + big] },
  'sum/jf32/none': { why: WIDENED, type: 'float64', value: big },
  'prod/jf32/axis1': { why: WIDENED, type: 'float64', value: [a * b * c, 1, 1.5 * big] },
  'prod/jf32/none': { why: WIDENED, type: 'float64', value: a * b * c * 1.5 * big },
  'ptp/jf32/axis1': { why: WIDENED, type: '?float64', value: [c - a, undefined, big - 1.5] },
  'ptp/ji32/axis1': { why: INT64, type: '?int64' },
  'sum/ju8/axis1': { why: INT64, type: 'int64' },
  'sum/u64j/axis1': { why: INT64, type: 'int64' },
  'prod/ju8/axis1': { why: INT64, type: 'int64' },
  'prod/u64j/axis1': { why: INT64, type: 'int64' },
  'sum/big/int64': { why: INT64, error: 'overflow' },
  'sum/ubig/uint64-wraps': { why: INT64, error: 'overflow' },
  'sum/strings': { why: 'sums of character codes have no meaning', error: 'wrong-type' },
  'min/jnan/axis1': { why: 'nothing but NaN gives NaN', value: [1, undefined, Number.NaN, -Infinity, -0] },
  'max/jnan/axis1': { why: 'nothing but NaN gives NaN', value: [3, undefined, Number.NaN, Infinity, 2] },
  'argmin/dup/axis1-ties-nan': { why: 'NaN is skipped, as in min', value: [1, 0, undefined, 3] },
  'argmax/dup/axis1-ties-nan': { why: 'NaN is skipped, as in max', value: [0, 0, undefined, 1] },
};

describe('reductions', () => {
  it.each(casesOf(Object.keys(KERNELS)))('%s', (id, one) => {
    const [array] = one.args;
    check(
      one,
      { kernel: KERNELS[one.op] as ArrayKernel, inputs: [inputOf(one, array)], options: one.kwargs },
      DEVIATIONS[id],
    );
  });

  it('keep the rows of regular lists apart where there are none', () => {
    const none = made('3 * int64', []);
    expect(layoutToValues(reduce.sum([none], { axis: 0 }, false))).toEqual([0, 0, 0]);
    expect(layoutToValues(extremes.min([none], { axis: 0 }, false))).toEqual([undefined, undefined, undefined]);
    const inside = made('var * 3 * int64', [[[1, 2, 3]], []]);
    const sums = reduce.sum([inside], { axis: 1 }, false);
    expect([shapeOf(sums), layoutToValues(sums)]).toEqual([
      '3 * int64',
      [
        [1, 2, 3],
        [0, 0, 0],
      ],
    ]);
  });

  it('see nothing of missing lists', () => {
    const lists = made('var * option[var * ?int64]', [[[3, 1], undefined, [2, undefined, 5]], [undefined], []]);
    expect(layoutToValues(reduce.sum([lists], { axis: 1 }, false))).toEqual([[5, 1, 5], [], []]);
    expect(layoutToValues(reduce.sum([lists], { axis: 2 }, false))).toEqual([[4, undefined, 7], [undefined], []]);
    expect(shapeOf(reduce.sum([lists], { axis: 2, keepdims: true }, false))).toBe('var * option[1 * int64]');
    expect(layoutToValues(extremes.argmin([lists], { axis: 1 }, false))).toEqual([[2, 0, 2], [], []]);
    expect(layoutToValues(extremes.argmin([lists], {}, false))).toEqual([1]);
    expect(layoutToValues(extremes.argmax([lists], {}, false))).toEqual([4]);
    const regular = made('option[2 * int64]', [[1, 2], undefined]);
    expect(layoutToValues(reduce.count([regular], {}, false))).toEqual([2]);
    expect(layoutToValues(reduce.count([regular], { axis: 0 }, false))).toEqual([1, 1]);
  });

  it('of everything keep as many dimensions as there were', () => {
    const lists = made('var * option[var * int64]', [[[1], undefined, [2]], []]);
    const sum = reduce.sum([lists], { keepdims: true }, false);
    expect([shapeOf(sum), layoutToValues(sum)]).toEqual(['1 * 1 * int64', [[[3]]]]);
  });

  it('compare 64-bit integers exactly', () => {
    const far = 2n ** 60n;
    const lists = made('var * int64', [[far + 1n, far], [], [-far, far]]);
    expect(layoutToValues(extremes.min([lists], { axis: 1 }, false))).toEqual([far, undefined, -far]);
    expect(layoutToValues(extremes.argmax([lists], { axis: 1 }, false))).toEqual([0, undefined, 1]);
    expect(problemOf(() => reduce.sum([lists], { axis: 1 }, false))).toBe('overflow');
    const unsigned = made('var * uint64', [[2n ** 64n - 1n, 1], []]);
    expect(layoutToValues(extremes.max([unsigned], { axis: 1, mask_identity: false }, false))).toEqual([
      2n ** 64n - 1n,
      0,
    ]);
    expect(layoutToValues(reduce.any([unsigned], { axis: 1 }, false))).toEqual([true, false]);
  });

  it('check each step of a sum of integers, not only the last', () => {
    const lists = made('int64', [2 ** 53 - 1, 1, -1]);
    expect(problemOf(() => reduce.sum([lists], {}, false))).toBe('overflow');
  });

  it('take an initial value of the type alone', () => {
    const bytes = made('var * int8', [[1], []]);
    expect(layoutToValues(extremes.min([bytes], { axis: 1, initial: 0 }, false))).toEqual([0, undefined]);
    expect(layoutToValues(extremes.max([bytes], { axis: 1, initial: 5, mask_identity: false }, false))).toEqual([5, 5]);
    expect(problemOf(() => extremes.max([bytes], { initial: 300 }, false))).toBe('wrong-option');
    expect(problemOf(() => extremes.max([bytes], { initial: 0.5 }, false))).toBe('wrong-option');
    expect(problemOf(() => extremes.max([bytes], { initial: 'x' }, false))).toBe('wrong-option');
  });

  it('refuse what they cannot reduce', () => {
    const records = made('var * {x: int64}', []);
    expect(problemOf(() => reduce.count([records], {}, true))).toBe('wrong-type');
    expect(problemOf(() => reduce.sum([made('union[int64, string]', [])], {}, true))).toBe('wrong-type');
    expect(problemOf(() => reduce.sum([made('var * int64', [])], { axis: 2 }, true))).toBe('no-such-axis');
    expect(problemOf(() => reduce.sum([made('var * int64', [])], { axis: 0.5 }, true))).toBe('wrong-option');
    expect(problemOf(() => reduce.sum([made('var * int64', [])], { keepdims: 1 }, true))).toBe('wrong-option');
  });

  it('of nothing known are float64', () => {
    const nothing = made('var * unknown', [[], []]);
    expect(shapeOf(extremes.min([nothing], { axis: 1 }, false))).toBe('?float64');
    expect(layoutToValues(extremes.argmin([nothing], { axis: 0 }, false))).toEqual([]);
    expect(layoutToValues(reduce.sum([made('unknown', [undefined, undefined])], {}, false))).toEqual([0]);
    expect(layoutToValues(reduce.sum([made('var * unknown', [[undefined], []])], { axis: 0 }, false))).toEqual([0]);
  });
});
