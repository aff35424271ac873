import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as extremes from '../../../kernels/arrays/extremes.ts';
import type { ArrayKernel } from '../../../kernels/arrays/kernel.ts';
import { MERGES } from '../../../kernels/arrays/partials.ts';
import * as reduce from '../../../kernels/arrays/reduce.ts';
import { concatLayouts } from '../../../kernels/concat.ts';
import type { Layout } from '../../../kernels/layout.ts';
import { OverflowProblem } from '../../../kernels/scalar.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { depthOf, leafOf, type Sample, sampleOf, samples } from './arbitrary.ts';
import { shapeOf } from './comparing.ts';
import { type Item, reduceValues } from './plain-reductions.ts';

interface Meaning {
  readonly kernel: ArrayKernel;
  readonly masks: boolean;
  /** Of at least one value, or of none where nothing is masked. */
  readonly of: (items: readonly Item[], type: string, masked: boolean) => unknown;
}

const isTrue = ({ x }: Item): boolean => x !== 0;
const checked = (x: number, type: string): number => {
  if (/int/.test(type) && Math.abs(x) > Number.MAX_SAFE_INTEGER) throw new OverflowProblem('too large');
  return x;
};
const add = (items: readonly Item[], type: string): number => items.reduce((sum, { x }) => checked(sum + x, type), 0);
const times = (items: readonly Item[], type: string): number =>
  items.reduce((product, { x }) => checked(product * x, type), 1) + (/int|bool/.test(type) ? 0 : -0);
const rangeOf = (type: string): [number | bigint | boolean, number | bigint | boolean] => {
  const known: Record<string, [number | bigint | boolean, number | bigint | boolean]> = {
    bool: [false, true],
    int8: [-128, 127],
    uint16: [0, 65535],
    int64: [-(2n ** 63n), 2n ** 63n - 1n],
  };
  return known[type] ?? [-Infinity, Infinity];
};
/** The items that are not NaN, or all where there are no others. */
const comparable = (items: readonly Item[]): readonly Item[] => {
  const some = items.filter(({ x }) => !Number.isNaN(x));
  return some.length > 0 ? some : items;
};
/** Where nothing is masked the end of the range takes part, so that NaN is not alone. */
const isAlone = (items: readonly Item[], masked: boolean): boolean =>
  items.length === 0 || (!masked && items.every(({ x }) => Number.isNaN(x)));
const least = (items: readonly Item[], type: string, masked: boolean): unknown =>
  isAlone(items, masked) ? rangeOf(type)[1] : asType(Math.min(...comparable(items).map(({ x }) => x)), type);
const greatest = (items: readonly Item[], type: string, masked: boolean): unknown =>
  isAlone(items, masked) ? rangeOf(type)[0] : asType(Math.max(...comparable(items).map(({ x }) => x)), type);
const asType = (x: number, type: string): unknown => (type === 'bool' ? x === 1 : x);
const where = (items: readonly Item[], best: (...x: number[]) => number): number => {
  const some = comparable(items);
  const x = best(...some.map((item) => item.x));
  // Math.min tells -0 from 0, positions do not
  return (some.find((item) => item.x === x || (Number.isNaN(item.x) && Number.isNaN(x)))?.place as number) ?? -1;
};

const MEANINGS: Readonly<Record<string, Meaning>> = {
  count: { kernel: reduce.count, masks: false, of: (items) => items.length },
  count_nonzero: { kernel: reduce.countNonzero, masks: false, of: (items) => items.filter(isTrue).length },
  sum: { kernel: reduce.sum, masks: false, of: add },
  prod: { kernel: reduce.prod, masks: false, of: times },
  any: { kernel: reduce.any, masks: false, of: (items) => items.some(isTrue) },
  all: { kernel: reduce.all, masks: false, of: (items) => items.every(isTrue) },
  min: { kernel: extremes.min, masks: true, of: least },
  max: { kernel: extremes.max, masks: true, of: greatest },
  argmin: { kernel: extremes.argmin, masks: true, of: (items) => where(items, Math.min) },
  argmax: { kernel: extremes.argmax, masks: true, of: (items) => where(items, Math.max) },
  nansum: {
    kernel: reduce.nansum,
    masks: false,
    of: (items, type) =>
      add(
        items.filter(({ x }) => !Number.isNaN(x)),
        type,
      ),
  },
  nanmin: { kernel: extremes.nanmin, masks: true, of: least },
  nanargmax: { kernel: extremes.nanargmax, masks: true, of: (items) => where(items, Math.max) },
};

/** What a call gives; integers beyond 2**53 are a result too. */
function orOverflow(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    if (error instanceof OverflowProblem) return 'overflow';
    throw error;
  }
}

interface Options {
  readonly axis: number | null;
  readonly keepdims: boolean;
  readonly mask_identity: boolean;
}

/** The meaning on plain values. */
function interpret(sample: Sample, { mask_identity: masked, ...along }: Options, name: string): unknown {
  const { of } = MEANINGS[name] as Meaning;
  const skipsNaN = name.startsWith('nan');
  return reduceValues(sample, along, (items) => {
    const some = skipsNaN ? items.filter(({ x }) => !Number.isNaN(x)) : items;
    return some.length === 0 && masked ? undefined : of(some, leafOf(sample.shape).type, masked);
  });
}

const options = (depth: number): fc.Arbitrary<Options> =>
  fc.record({
    axis: fc.option(fc.integer({ min: -depth, max: depth - 1 }), { nil: null, freq: 6 }),
    keepdims: fc.boolean(),
    mask_identity: fc.boolean(),
  });

const calls = (parts: number): fc.Arbitrary<{ arrays: Sample[]; option: Options; name: string }> =>
  samples(parts).chain((arrays) =>
    fc.record({
      arrays: fc.constant(arrays),
      option: options(depthOf((arrays[0] as Sample).shape)),
      name: fc.constantFrom(...Object.keys(MEANINGS)),
    }),
  );

describe('reductions of any arrays', () => {
  it('mean what they mean on plain values', () => {
    fc.assert(
      fc.property(calls(1), ({ arrays: [array], option, name }) => {
        const sample = array as Sample;
        const { kernel } = MEANINGS[name] as Meaning;
        const run = (layout: Layout): Layout => kernel([layout], { ...option }, false);
        expect(orOverflow(() => layoutToValues(run(sample.layout)))).toEqual(
          orOverflow(() => interpret(sample, option, name)),
        );
        const none = sampleOf(sample.shape, []).layout;
        expect(orOverflow(() => shapeOf(run(sample.layout)))).toBeOneOf([shapeOf(run(none)), 'overflow']);
      }),
      { numRuns: 1500 },
    );
  });

  it('mask what Awkward masks where nothing is said', () => {
    for (const [name, { kernel, masks }] of Object.entries(MEANINGS)) {
      const empty = sampleOf({ is: 'leaf', option: false, type: 'float64', value: fc.constant(0) }, []).layout;
      expect([name, layoutToValues(kernel([empty], {}, false))[0] === undefined]).toEqual([name, masks]);
    }
  });

  it('inside the rows take each row for itself', () => {
    fc.assert(
      fc.property(calls(2), ({ arrays, option, name }) => {
        const [a, b] = arrays.map(({ layout }) => layout) as [Layout, Layout];
        const depth = depthOf((arrays[0] as Sample).shape);
        fc.pre(option.axis !== null && option.axis !== 0 && option.axis !== -depth);
        const run = (layout: Layout) => (MEANINGS[name] as Meaning).kernel([layout], { ...option }, false);
        expect(orOverflow(() => layoutToValues(run(concatLayouts([a, b]))))).toEqual(
          orOverflow(() => layoutToValues(concatLayouts([run(a), run(b)]))),
        );
      }),
    );
  });

  it('of parts of the rows merge to that of all, in any grouping', () => {
    fc.assert(
      fc.property(calls(3), fc.boolean(), ({ arrays, option, name }, everything) => {
        const merge = MERGES[`ak.${name}`];
        fc.pre(merge !== undefined);
        const axis = everything ? null : 0;
        const run = (layout: Layout) => (MEANINGS[name] as Meaning).kernel([layout], { ...option, axis }, false);
        const whole = orOverflow(() => run(concatLayouts(arrays.map(({ layout }) => layout)))) as Layout;
        fc.pre(typeof whole !== 'string');
        const parts = arrays.map(({ layout }) => run(layout));
        const [a, b, c] = parts as [Layout, Layout, Layout];
        const join = merge as NonNullable<typeof merge>;
        const none = run(sampleOf((arrays[0] as Sample).shape, []).layout);
        for (const merged of [
          join(parts),
          join([join([a, b]), c]),
          join([a, join([b, c])]),
          join([none, a, b, none, c]),
        ])
          expect([shapeOf(merged), layoutToValues(merged)]).toEqual([shapeOf(whole), layoutToValues(whole)]);
        expect(layoutToValues(join([none, a]))).toEqual(layoutToValues(a));
      }),
      { numRuns: 1000 },
    );
  });
});
