import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cartesian } from '../../../kernels/arrays/cartesian.ts';
import { combinations } from '../../../kernels/arrays/combinations.ts';
import { concatenate } from '../../../kernels/arrays/concatenate.ts';
import { max, min } from '../../../kernels/arrays/extremes.ts';
import { fillNone, padNone } from '../../../kernels/arrays/filling.ts';
import { firsts } from '../../../kernels/arrays/missing.ts';
import { any } from '../../../kernels/arrays/reduce.ts';
import type { ArrayKernel } from '../../../kernels/arrays/kernel.ts';
import type { Layout, OptionLayout } from '../../../kernels/layout.ts';
import { layoutToValues } from '../../../kernels/values.ts';

/** Lists of numbers that float32 holds; doubles have loops of their own, other numbers go the general way. */
const lists = fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 5 }), { minLength: 1, maxLength: 12 });

function listsOf(values: readonly (readonly number[])[], array: typeof Float64Array | typeof Float32Array): Layout {
  const offsets = new Int32Array(values.length + 1);
  values.forEach((list, i) => {
    offsets[i + 1] = (offsets[i] as number) + list.length;
  });
  const dtype = array === Float64Array ? 'float64' : 'float32';
  return { is: 'list', offsets, content: { is: 'numbers', dtype, data: array.from(values.flat()) } };
}

const KERNELS: readonly (readonly [string, ArrayKernel, Record<string, unknown>, inputs: number])[] = [
  ['pairs', combinations, { n: 2 }, 1],
  ['pairs with replacement', combinations, { n: 2, replacement: true }, 1],
  ['triples', combinations, { n: 3 }, 1],
  ['products', cartesian, {}, 2],
  ['products of three', cartesian, {}, 3],
  ['nested products', cartesian, { nested: true }, 2],
  ['joined lists', concatenate, { axis: 1 }, 2],
  ['padded lists', padNone, { target: 3 }, 1],
  ['first elements', firsts, {}, 1],
  ['any', any, { axis: 1 }, 1],
  ['least', min, { axis: 1 }, 1],
  ['greatest', max, { axis: 1 }, 1],
];

describe('doubles and single floats', () => {
  it.each(KERNELS)('have the same %s', (_name, kernel, options, inputs) => {
    fc.assert(
      fc.property(lists, lists, (values, others) => {
        const beside = values.map((_, i) => others[i % others.length] as number[]);
        const all = [values, beside, values].slice(0, inputs);
        const run = (array: typeof Float64Array | typeof Float32Array): unknown[] =>
          layoutToValues(
            kernel(
              all.map((one) => listsOf(one, array)),
              options as never,
              false,
            ),
          );
        expect(run(Float64Array)).toEqual(run(Float32Array));
      }),
    );
  });
});

describe('the least and the greatest double of lists', () => {
  const double = fc.constantFrom(Number.NaN, -0, 0, 1, -1, Infinity, -Infinity, 0.5);
  const plainly = (list: readonly number[], better: (...values: number[]) => number): number | undefined => {
    const numbers = list.filter((x) => !Number.isNaN(x));
    return list.length === 0 ? undefined : numbers.length === 0 ? Number.NaN : better(...numbers);
  };

  it('are those of Math.min and Math.max without NaN', () => {
    fc.assert(
      fc.property(fc.array(fc.array(double, { maxLength: 4 }), { maxLength: 20 }), (values) => {
        const array = listsOf(values, Float64Array);
        for (const [kernel, better] of [
          [min, Math.min],
          [max, Math.max],
        ] as const)
          expect(layoutToValues(kernel([array], { axis: 1 }, false))).toEqual(
            values.map((list) => plainly(list, better)),
          );
      }),
    );
  });
});

describe('missing doubles', () => {
  it('are filled, and present ones keep their bits', () => {
    const data = Float64Array.of(1, Number.NaN, -0, 4, 5, 6, 7, 8, 9);
    const array: OptionLayout = {
      is: 'option',
      valid: Uint8Array.of(0b01110110, 1),
      content: { is: 'numbers', dtype: 'float64', data },
    };
    const fill: Layout = { is: 'numbers', dtype: 'float64', data: Float64Array.of(-2.5) };
    expect(layoutToValues(fillNone([array, fill], { axis: 0 }, false))).toEqual([
      -2.5,
      Number.NaN,
      -0,
      -2.5,
      5,
      6,
      7,
      -2.5,
      9,
    ]);
  });
});
