import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argsort, sort } from '../../../kernels/arrays/sort.ts';
import { concatLayouts } from '../../../kernels/concat.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { depthOf, NUMBERS, type Sample, type Shape, samples, TEXTS } from './arbitrary.ts';
import { inputOf, run } from './cases.ts';
import { casesOf, check, type Deviation, made, problemOf, shapeOf } from './comparing.ts';

const NAN_LAST = 'NaN sorts last in both directions';
const NaN_ = Number.NaN;
const MISSING = 'positions count missing values, and are those of the values that come there';
const rest = [[1, 1, 2, 2], [3, 3], []];
const DEVIATIONS: Readonly<Record<string, Deviation>> = {
  'sort/dup/nan-ties': { why: NAN_LAST, value: [...rest, [0, 1, NaN_, NaN_]] },
  'sort/dup/nan-ties-descending': { why: NAN_LAST, value: [[2, 2, 1, 1], [3, 3], [], [1, 0, NaN_, NaN_]] },
  'argsort/dup/nan-ties': { why: NAN_LAST, value: [[1, 3, 0, 2], [0, 1], [], [3, 1, 0, 2]] },
  'argsort/dup/nan-ties-descending': { why: NAN_LAST, value: [[0, 2, 1, 3], [0, 1], [], [1, 3, 0, 2]] },
};

/** A value and where along the axis it lay. */
interface Item {
  readonly v: unknown;
  readonly place: number;
}

/** The meaning on plain values: groups are the values at equal places, and keep their places. */
function interpret({ shape, values }: Sample, axis: number, ascending: boolean, positions: boolean): unknown {
  const rank = ({ v }: Item): number => (v === undefined ? 2 : Number.isNaN(v) ? 1 : 0);
  const bytes = (v: unknown): unknown => (typeof v === 'string' ? Buffer.from(v, 'utf8').toString('latin1') : v);
  const order = (items: readonly Item[]): Item[] =>
    [...items].sort((a, b) => {
      if (rank(a) !== rank(b) || rank(a) > 0) return rank(a) - rank(b);
      const [x, y] = [bytes(a.v) as number, bytes(b.v) as number];
      return (x < y ? -1 : x > y ? 1 : 0) * (ascending ? 1 : -1);
    });
  const columns = (items: readonly Item[], of: Shape): unknown[] => {
    if (of.is === 'leaf') return order(items).map(({ v, place }) => (positions ? place : v));
    const lists = [...items.filter(({ v }) => v !== undefined)] as { v: unknown[]; place: number }[];
    const out = lists.map(({ v }) => v.slice());
    for (let p = 0; p < Math.max(0, ...out.map((list) => list.length)); p++) {
      const rows = lists.map((_, i) => i).filter((i) => p < (lists[i] as { v: unknown[] }).v.length);
      const column = columns(
        rows.map((i) => ({ v: lists[i]?.v[p], place: (lists[i] as { place: number }).place })),
        of.of,
      );
      for (const [k, i] of rows.entries()) (out[i] as unknown[])[p] = column[k];
    }
    return [...out, ...items.slice(lists.length).map(() => undefined)];
  };
  const along = (list: readonly unknown[], of: Shape, axis: number): unknown => {
    if (axis > 0 && of.is === 'list')
      return list.map((v) => (v === undefined ? undefined : along(v as unknown[], of.of, axis - 1)));
    return columns(
      list.map((v, place) => ({ v, place })),
      of,
    );
  };
  return along(values, shape, axis < 0 ? depthOf(shape) + axis : axis);
}

const sorted = (parts: number) =>
  samples(parts, { leaves: [...NUMBERS, ...TEXTS] }).chain((arrays) => {
    const depth = depthOf((arrays[0] as Sample).shape);
    return fc.record({
      arrays: fc.constant(arrays),
      axis: fc.integer({ min: -depth, max: depth - 1 }),
      ascending: fc.boolean(),
    });
  });

describe('sort and argsort', () => {
  it.each(casesOf(['sort', 'argsort']))('%s', (id, one) => {
    const kernel = one.op === 'sort' ? sort : argsort;
    check(one, { kernel, inputs: [inputOf(one, one.args[0])], options: one.kwargs }, DEVIATIONS[id]);
  });

  it('order any arrays as plain values are ordered', () => {
    fc.assert(
      fc.property(sorted(1), ({ arrays: [array], axis, ascending }) => {
        const sample = array as Sample;
        const call = { inputs: [sample.layout], options: { axis, ascending } };
        expect(layoutToValues(run({ kernel: sort, ...call }))).toEqual(interpret(sample, axis, ascending, false));
        expect(layoutToValues(run({ kernel: argsort, ...call })), MISSING).toEqual(
          interpret(sample, axis, ascending, true),
        );
        expect(shapeOf(sort(call.inputs, call.options, false))).toBe(shapeOf(sample.layout));
      }),
      { numRuns: 600 },
    );
  });

  it('inside the rows take each row for itself', () => {
    fc.assert(
      fc.property(sorted(2), ({ arrays, axis, ascending }) => {
        fc.pre(axis !== 0 && axis !== -depthOf((arrays[0] as Sample).shape));
        const [a, b] = arrays as [Sample, Sample];
        for (const kernel of [sort, argsort]) {
          const of = ({ layout }: { layout: Sample['layout'] }) => kernel([layout], { axis, ascending }, false);
          const both = of({ layout: concatLayouts([a.layout, b.layout]) });
          expect(layoutToValues(both)).toEqual(layoutToValues(concatLayouts([of(a), of(b)])));
        }
      }),
    );
  });

  it('sort long lists as short ones', () => {
    const value = fc.constantFrom(-1, -0, 0, 1, 0.5, Number.NaN, Infinity);
    const lists = fc.array(fc.array(value, { minLength: 20, maxLength: 300 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(lists, fc.boolean(), (values, ascending) => {
        const array = made('var * float64', values);
        const options = { ascending };
        const order = layoutToValues(argsort([array], options, false)) as number[][];
        const rank = (x: number): number => (Number.isNaN(x) ? Infinity : ascending ? x : -x);
        expect(order).toEqual(
          values.map((list) =>
            list
              .map((x, i) => [Number.isNaN(x) ? 1 : 0, rank(x), i] as const)
              .sort((a, b) => a[0] - b[0] || (a[1] === b[1] ? a[2] - b[2] : a[1] - b[1]))
              .map(([, , i]) => i),
          ),
        );
        expect(layoutToValues(sort([array], options, false))).toEqual(
          order.map((list, row) => list.map((i) => values[row]?.[i])),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('compare 64-bit integers and long texts exactly', () => {
    const far = 2n ** 62n;
    const integers = made('int64', [far + 1n, far - 1n, -far, far]);
    expect(layoutToValues(sort([integers], {}, false))).toEqual([-far, far - 1n, far, far + 1n]);
    expect(layoutToValues(argsort([integers], { ascending: false }, false))).toEqual([0, 3, 1, 2]);
    const texts = made('string', ['common prefix b', 'common', 'common\0', 'common prefix a', '', '\0']);
    const wanted = ['', '\0', 'common', 'common\0', 'common prefix a', 'common prefix b'];
    expect(layoutToValues(sort([texts], {}, false))).toEqual(wanted);
  });

  it('go into the fields of records, each at its depth', () => {
    const records = made('{x: var * int64, y: var * var * int64}', [{ x: [2, 1], y: [[4, 3], []] }]);
    expect(layoutToValues(sort([records], {}, false))).toEqual([{ x: [1, 2], y: [[3, 4], []] }]);
    expect(problemOf(() => sort([records], { axis: 2 }, false))).toBe('no-such-axis');
  });

  it('refuse what has no order', () => {
    expect(problemOf(() => sort([made('var * {x: int64}', [])], {}, true))).toBe('wrong-type');
    expect(problemOf(() => sort([made('var * union[int64, string]', [])], {}, true))).toBe('wrong-type');
    expect(problemOf(() => sort([made('int64', [])], { axis: 1 }, true))).toBe('no-such-axis');
    expect(problemOf(() => argsort([made('int64', [])], { axis: null }, true))).toBe('wrong-option');
    expect(problemOf(() => argsort([made('int64', [])], { stable: 'no' }, true))).toBe('wrong-option');
  });
});
