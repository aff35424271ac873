import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ArrayKernel } from '../../../kernels/arrays/kernel.ts';
import { softmax } from '../../../kernels/arrays/softmax.ts';
import * as statistics from '../../../kernels/arrays/statistics.ts';
import { concatLayouts } from '../../../kernels/concat.ts';
import type { Layout } from '../../../kernels/layout.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { depthOf, type Sample, samples, textOf } from './arbitrary.ts';
import { type Case, inputOf, isInput, run } from './cases.ts';
import { casesOf, check, expectClose, made, problemOf, shapeOf } from './comparing.ts';
import { mapValues, reduceValues } from './plain-reductions.ts';

const KERNELS: Readonly<Record<string, ArrayKernel>> = {
  mean: statistics.mean,
  var: statistics.variance,
  std: statistics.std,
  nanmean: statistics.nanmean,
  nanvar: statistics.nanvar,
  nanstd: statistics.nanstd,
  moment: statistics.moment,
  covar: statistics.covar,
  corr: statistics.corr,
  linear_fit: statistics.linearFit,
  softmax,
};

/** The arrays of a case, with the weights after them, and its options. */
function callOf(one: Case) {
  const { weight, ...kwargs } = one.kwargs;
  const arrays = [...one.args, ...(weight === undefined ? [] : [weight])].filter(isInput);
  const n = one.args.find((argument) => typeof argument === 'number');
  return {
    kernel: KERNELS[one.op] as ArrayKernel,
    inputs: arrays.map((argument) => inputOf(one, argument)),
    options: n === undefined ? kwargs : { ...kwargs, n },
  };
}

/** Numbers of which sums of products are exact, or nearly so. */
const LEAVES = [
  ['float64', fc.constantFrom(-2, -0.5, 0, 0.25, 1, 3)],
  ['int64', fc.constantFrom(-3, 0, 1, 2)],
  ['float32', fc.constantFrom(0.5, 1.5)],
  ['bool', fc.boolean()],
] as const;

/** Other columns as functions of the first. */
const second = (x: number): number => (x * x + 1) / 2 - x / 4;
const weight = (x: number): number => (x > 0 ? 2 : 0.5);

const total = (list: readonly number[]): number => list.reduce((sum, x) => sum + x, 0);
interface Pairs {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly w: readonly number[];
}
const meanOf = (list: readonly number[], w: readonly number[]): number =>
  total(list.map((x, i) => x * (w[i] as number))) / total(w);
const spreadOf = (a: readonly number[], b: readonly number[], w: readonly number[]): number => {
  const [aMean, bMean] = [meanOf(a, w), meanOf(b, w)];
  return total(a.map((x, i) => (w[i] as number) * (x - aMean) * ((b[i] as number) - bMean)));
};

/** The definitions, pair by pair. */
const MEANINGS: Readonly<Record<string, (pairs: Pairs) => number>> = {
  mean: ({ x, w }) => meanOf(x, w),
  var: ({ x, w }) => (spreadOf(x, x, w) / total(w)) * (total(w) / (total(w) - 0.25)),
  std: ({ x, w }) => Math.sqrt((spreadOf(x, x, w) / total(w)) * (total(w) / (total(w) - 0.25))),
  moment: ({ x, w }) =>
    meanOf(
      x.map((value) => value ** 3),
      w,
    ),
  covar: ({ x, y, w }) => spreadOf(x, y, w) / total(w),
  corr: ({ x, y, w }) => spreadOf(x, y, w) / Math.sqrt(spreadOf(x, x, w) * spreadOf(y, y, w)),
};
const TAKES_TWO = new Set(['covar', 'corr']);

const calls = (parts: number) =>
  samples(parts, { leaves: LEAVES }).chain((arrays) => {
    const depth = depthOf((arrays[0] as Sample).shape);
    return fc.record({
      arrays: fc.constant(arrays),
      name: fc.constantFrom(...Object.keys(MEANINGS)),
      axis: fc.option(fc.integer({ min: -depth, max: depth - 1 }), { nil: null, freq: 6 }),
      keepdims: fc.boolean(),
      mask_identity: fc.boolean(),
      weighs: fc.boolean(),
    });
  });

/** The array, where wanted another one that depends on it, and weights. */
function columnsOf({ layout, shape, values }: Sample, name: string, weighs: boolean): Layout[] {
  const type = textOf(shape).replace(/\w+(?=\]*$)/, 'float64');
  const column = (f: (x: number) => number): Layout => made(type, mapValues(values, (v) => f(Number(v))) as unknown[]);
  return [layout, ...(TAKES_TWO.has(name) ? [column(second)] : []), ...(weighs ? [column(weight)] : [])];
}

describe('statistics', () => {
  it.each(casesOf(Object.keys(KERNELS)))('%s', (_, one) => check(one, callOf(one)));

  it('of any arrays are what their definitions say', () => {
    fc.assert(
      fc.property(calls(1), ({ arrays: [array], name, axis, keepdims, mask_identity, weighs }) => {
        const sample = array as Sample;
        const found = run({
          kernel: KERNELS[name] as ArrayKernel,
          inputs: columnsOf(sample, name, weighs),
          options: { axis, keepdims, mask_identity, n: 3, ddof: 0.25 },
        });
        const wanted = reduceValues(sample, { axis, keepdims }, (items) => {
          if (items.length === 0) return mask_identity ? undefined : Number.NaN;
          const x = items.map((item) => item.x);
          const pairs = { x, y: x.map(second), w: x.map((value) => (weighs ? weight(value) : 1)) };
          return (MEANINGS[name] as (pairs: Pairs) => number)(pairs);
        });
        expectClose(layoutToValues(found), wanted, 1e-9);
      }),
      { numRuns: 500 },
    );
  });

  it('inside the rows take each row for itself', () => {
    fc.assert(
      fc.property(calls(2), ({ arrays, name, axis, keepdims, mask_identity, weighs }) => {
        fc.pre(axis !== null && axis !== 0 && axis !== -depthOf((arrays[0] as Sample).shape));
        const [a, b] = arrays.map((sample) => columnsOf(sample, name, weighs)) as [Layout[], Layout[]];
        const options = { axis, keepdims, mask_identity, n: 2 };
        const of = (inputs: Layout[]): Layout => (KERNELS[name] as ArrayKernel)(inputs, options, false);
        const both = a.map((layout, i) => concatLayouts([layout, b[i] as Layout]));
        expect(layoutToValues(of(both))).toEqual(layoutToValues(concatLayouts([of(a), of(b)])));
      }),
    );
  });

  it('keep the digits of values that are close together', () => {
    const far = 1e9;
    const x = made('float64', [far, far + 1, far + 2]);
    const y = made('float64', [far + 1, far + 3, far + 5]);
    expect(layoutToValues(statistics.variance([x], {}, false))).toEqual([2 / 3]);
    expect(layoutToValues(statistics.corr([x, y], {}, false))[0]).toBeCloseTo(1, 12);
    const [fit] = layoutToValues(statistics.linearFit([x, y], {}, false)) as { slope: number; intercept: number }[];
    expect([fit?.slope, fit?.intercept]).toEqual([2, 1 - far]);
  });

  it('count pairs only where both values are there', () => {
    const x = made('var * ?int64', [[1, 2, undefined, 4], []]);
    const y = made('var * ?float64', [[3, undefined, 9, 9], []]);
    expect(layoutToValues(statistics.covar([x, y], { axis: 1 }, false))).toEqual([4.5, Number.NaN]);
    expect(layoutToValues(statistics.mean([x, y], { axis: 1, mask_identity: true }, false))).toEqual([3.25, undefined]);
    const [fit] = layoutToValues(statistics.linearFit([x, y], { axis: 1 }, false)) as { slope: number }[];
    expect(fit?.slope).toBe(2);
    const nothing = made('var * unknown', [[], []]);
    expect(layoutToValues(statistics.corr([nothing, nothing], { axis: 1 }, false))).toEqual([Number.NaN, Number.NaN]);
  });

  it('give weights of rows to all that is in them, and drop NaN with its weight', () => {
    const x = made('var * float64', [[1, 2], [3]]);
    const w = made('int64', [2, 5]);
    expect(layoutToValues(statistics.mean([x, w], {}, false))).toEqual([21 / 9]);
    const some = made('var * float64', [[1, Number.NaN, 4], [Number.NaN]]);
    const weights = made('var * int64', [[2, 100, 1], [1]]);
    expect(layoutToValues(statistics.nanmean([some, weights], { axis: 1 }, false))).toEqual([2, undefined]);
    expect(layoutToValues(statistics.nanmean([some, weights], { axis: 1, mask_identity: false }, false))).toEqual([
      2,
      Number.NaN,
    ]);
  });

  it('of lines have dimensions and missing values in their fields', () => {
    const x = made('option[var * int64]', [[1, 2, 3], [], undefined]);
    const lines = statistics.linearFit([x, x], { axis: 1, keepdims: true, mask_identity: true }, false);
    const field = 'option[1 * ?float64]';
    expect(shapeOf(lines)).toBe(
      `LinearFit[intercept: ${field}, slope: ${field}, intercept_error: ${field}, slope_error: ${field}]`,
    );
    expect(layoutToValues(lines).map((line) => (line as { slope: unknown }).slope)).toEqual([
      [1],
      [undefined],
      undefined,
    ]);
  });

  it('refuse what they cannot compute', () => {
    const x = made('var * int64', [[1, 2]]);
    const fails = (kernel: ArrayKernel, inputs: Layout[], options: Record<string, unknown> = {}) =>
      problemOf(() => kernel(inputs, options, false));
    expect(fails(statistics.mean, [])).toBe('wrong-arguments');
    expect(fails(statistics.covar, [x])).toBe('wrong-arguments');
    expect(fails(statistics.mean, [x, x, x])).toBe('wrong-arguments');
    expect(fails(statistics.mean, [made('var * {x: int64}', [])])).toBe('wrong-type');
    expect(fails(statistics.covar, [x, made('var * string', [[]])])).toBe('wrong-type');
    expect(fails(statistics.mean, [x], { axis: 2 })).toBe('no-such-axis');
    expect(fails(statistics.moment, [x])).toBe('wrong-option');
    expect(fails(statistics.variance, [x], { ddof: 'one' })).toBe('wrong-option');
    expect(fails(statistics.covar, [x, made('var * int64', [[1]])])).toBe('lengths-differ');
    expect(fails(statistics.mean, [made('int64', [2n ** 60n])])).toBe('overflow');
  });
});

describe('softmax', () => {
  it('does not overflow, and takes infinities as they come', () => {
    const lists = [
      [1000, 1000],
      [Infinity, 1],
      [-Infinity, -Infinity],
      [-Infinity, 0],
      [Number.NaN, 1],
    ];
    expect(layoutToValues(softmax([made('var * float64', lists)], {}, false))).toEqual([
      [0.5, 0.5],
      [Number.NaN, 0],
      [Number.NaN, Number.NaN],
      [0, 1],
      [Number.NaN, Number.NaN],
    ]);
  });

  it('is along the deepest axis alone', () => {
    expect(layoutToValues(softmax([made('int64', [7])], { axis: 0 }, false))).toEqual([1]);
    expect(problemOf(() => softmax([made('var * int64', [])], { axis: 0 }, true))).toBe('wrong-option');
    expect(problemOf(() => softmax([made('var * string', [])], {}, true))).toBe('wrong-type');
    expect(shapeOf(softmax([made('var * unknown', [[], [undefined]])], {}, false))).toBe('var * ?float64');
    expect(layoutToValues(softmax([made('option[var * ?int64]', [undefined, [undefined, 3]])], {}, false))).toEqual([
      undefined,
      [undefined, 1],
    ]);
  });
});
