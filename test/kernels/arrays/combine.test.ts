import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { argcartesian, cartesian } from '../../../kernels/arrays/cartesian.ts';
import { argcombinations, combinations } from '../../../kernels/arrays/combinations.ts';
import type { ArrayKernel } from '../../../kernels/arrays/kernel.ts';
import { concatLayouts } from '../../../kernels/concat.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { depthOf, type Sample, type Shape, samples, TEXTS } from './arbitrary.ts';
import { type Case, inputOf, run } from './cases.ts';
import { casesOf, check, made, problemOf, shapeOf } from './comparing.ts';

const CHOOSING: Readonly<Record<string, ArrayKernel>> = { combinations, argcombinations };
const CROSSING: Readonly<Record<string, ArrayKernel>> = { cartesian, argcartesian };

/** The arrays of a case, and their names where it gives some. */
function factorsOf(one: Case): { inputs: ReturnType<typeof inputOf>[]; names: string[] | null } {
  const [arrays] = one.args as [Record<string, unknown> | unknown[]];
  const inputs = Object.values(arrays).map((argument) => inputOf(one, argument));
  return { inputs, names: Array.isArray(arrays) ? null : Object.keys(arrays) };
}

/** All choices of n, the slow way. */
function chosen<T>(list: readonly T[], n: number, replacement: boolean): T[][] {
  if (n === 0) return [[]];
  return list.flatMap((x, i) =>
    chosen(list.slice(replacement ? i : i + 1), n - 1, replacement).map((rest) => [x, ...rest]),
  );
}

/** Something for each list at an axis; missing lists stay missing. */
function atLists(
  values: readonly unknown[],
  shape: Shape,
  axis: number,
  f: (list: readonly unknown[]) => unknown,
): unknown {
  if (axis === 0 || shape.is === 'leaf') return f(values);
  return values.map((v) => (v === undefined ? undefined : atLists(v as unknown[], shape.of, axis - 1, f)));
}

const choices = (parts: number) =>
  samples(parts, { leaves: [...TEXTS, ['int64', fc.integer()]] }).chain((arrays) => {
    const depth = depthOf((arrays[0] as Sample).shape);
    return fc.record({
      arrays: fc.constant(arrays),
      axis: fc.integer({ min: -depth, max: depth - 1 }),
      n: fc.integer({ min: 1, max: 4 }),
      replacement: fc.boolean(),
    });
  });

describe('combinations', () => {
  it.each(casesOf(['combinations', 'argcombinations']))('%s', (_, one) => {
    const [array, n] = one.args;
    const options = { n, ...one.kwargs };
    check(one, { kernel: CHOOSING[one.op] as ArrayKernel, inputs: [inputOf(one, array)], options });
  });

  it('of any arrays are all choices in order', () => {
    fc.assert(
      fc.property(choices(1), ({ arrays: [array], axis, n, replacement }) => {
        const { layout, values, shape } = array as Sample;
        const call = { inputs: [layout], options: { axis, n, replacement } };
        const at = axis < 0 ? depthOf(shape) + axis : axis;
        const wanted = atLists(values, shape, at, (list) => chosen(list, n, replacement));
        expect(layoutToValues(run({ kernel: combinations, ...call }))).toEqual(wanted);
        const positions = atLists(values, shape, at, (list) => chosen([...list.keys()], n, replacement));
        expect(layoutToValues(run({ kernel: argcombinations, ...call }))).toEqual(positions);
      }),
      { numRuns: 300 },
    );
  });

  it('inside the rows take each row for itself', () => {
    fc.assert(
      fc.property(choices(2), ({ arrays, axis, n, replacement }) => {
        fc.pre(axis !== 0 && axis !== -depthOf((arrays[0] as Sample).shape));
        const layouts = arrays.map(({ layout }) => layout);
        for (const kernel of [combinations, argcombinations]) {
          const of = (layout: Sample['layout']) => kernel([layout], { axis, n, replacement }, false);
          expect(layoutToValues(of(concatLayouts(layouts)))).toEqual(layoutToValues(concatLayouts(layouts.map(of))));
        }
      }),
    );
  });

  it('keep regular lists regular, and fields where they were', () => {
    const regular = made('3 * int64', [[3, 1, 2]]);
    expect(shapeOf(combinations([regular], { n: 2 }, false))).toBe('3 * (int64, int64)');
    expect(shapeOf(combinations([regular], { n: 2, replacement: true }, false))).toBe('6 * (int64, int64)');
    expect(shapeOf(combinations([regular], { n: 4 }, false))).toBe('0 * (int64, int64, int64, int64)');
    const records = made('{x: var * int64, y: var * string}', [{ x: [1, 2], y: [] }]);
    expect(layoutToValues(combinations([records], { n: 2 }, false))).toEqual([{ x: [[1, 2]], y: [] }]);
    expect(shapeOf(combinations([regular], { n: 2, with_name: 'Pair' }, false))).toBe('3 * Pair[int64, int64]');
  });

  it('refuse what makes no sense', () => {
    const lists = made('var * int64', []);
    const fails = (options: Record<string, unknown>) => problemOf(() => combinations([lists], options, true));
    expect(fails({})).toBe('wrong-option');
    expect(fails({ n: 1.5 })).toBe('wrong-option');
    expect(fails({ n: 1e9 })).toBe('wrong-option');
    expect(fails({ n: 2, axis: null })).toBe('wrong-option');
    expect(fails({ n: 2, axis: 2 })).toBe('no-such-axis');
    expect(fails({ n: 2, fields: ['a'] })).toBe('wrong-option');
    expect(fails({ n: 2, fields: ['a', 'a'] })).toBe('wrong-option');
    expect(problemOf(() => combinations([made('var * string', [])], { n: 2, axis: 2 }, true))).toBe('no-such-axis');
  });

  it('count beyond 32 bits as an error, before any are made', () => {
    const lists = made('var * int64', [Array.from({ length: 70_000 }, (_, i) => i)]);
    expect(() => combinations([lists], { n: 2 }, false)).toThrow(/32-bit/);
  });
});

type Element = number | undefined;
interface Cross {
  /** For each row the lists that go together, or levels of them. */
  readonly rows: readonly (readonly (readonly Element[] | undefined)[])[];
  readonly outer: boolean;
  readonly nested: boolean | readonly number[];
}
const WIDTH = 3;

const crosses: fc.Arbitrary<Cross> = fc.record({
  rows: fc.array(
    fc.array(
      fc.option(fc.array(fc.option(fc.integer(), { nil: undefined }), { maxLength: 3 }), { nil: undefined, freq: 6 }),
      {
        minLength: WIDTH,
        maxLength: WIDTH,
      },
    ),
    { maxLength: 4 },
  ),
  outer: fc.boolean(),
  nested: fc.oneof(fc.boolean(), fc.subarray([0, 1])),
});

/** Tuples in lists, as deep as they are nested. */
function crossed(lists: readonly (readonly Element[] | undefined)[], nested: Cross['nested']): unknown {
  if (lists.some((list) => list === undefined)) return undefined;
  const from = (at: number, tuple: readonly Element[]): unknown[] => {
    const list = lists[at] as readonly Element[];
    if (at === lists.length - 1) return list.map((x) => [...tuple, x]);
    const parts = list.map((x) => from(at + 1, [...tuple, x]));
    const isNested = nested === true || (Array.isArray(nested) && nested.includes(at));
    return isNested ? parts : parts.flat(1);
  };
  return from(0, []);
}

describe('cartesian', () => {
  it.each(casesOf(['cartesian', 'argcartesian']))('%s', (_, one) => {
    const { inputs, names } = factorsOf(one);
    check(one, { kernel: CROSSING[one.op] as ArrayKernel, inputs, options: { names, ...one.kwargs } });
  });

  it('pairs elements as loops in loops do', () => {
    fc.assert(
      fc.property(crosses, ({ rows, outer, nested }) => {
        const columns = Array.from({ length: WIDTH }, (_, j) => rows.map((row) => row[j]));
        const type = 'option[var * ?int64]';
        const inputs = columns.map((column) => (outer ? made(`var * ${type}`, [column, []]) : made(type, column)));
        const call = { inputs, options: { axis: outer ? 2 : 1, nested } };
        const wanted = rows.map((row) => crossed(row, nested));
        expect(layoutToValues(run({ kernel: cartesian, ...call }))).toEqual(outer ? [wanted, []] : wanted);
        const positions = rows.map((row) =>
          crossed(
            row.map((list) => list?.map((_, i) => i)),
            nested,
          ),
        );
        expect(layoutToValues(run({ kernel: argcartesian, ...call }))).toEqual(outer ? [positions, []] : positions);
        const rowsThemselves = columns.map((column) => made(type, column));
        const ofRows = run({ kernel: cartesian, inputs: rowsThemselves, options: { axis: 0, nested } });
        expect(layoutToValues(ofRows)).toEqual(crossed(columns as unknown as Element[][], nested));
      }),
      { numRuns: 200 },
    );
  });

  it('takes each row for itself', () => {
    fc.assert(
      fc.property(crosses, crosses, ({ rows, nested }, { rows: others }) => {
        const arrays = (some: Cross['rows']) =>
          Array.from({ length: WIDTH }, (_, j) =>
            made(
              'option[var * ?int64]',
              some.map((row) => row[j]),
            ),
          );
        const [a, b] = [arrays(rows), arrays(others)];
        const both = a.map((layout, j) => concatLayouts([layout, b[j] as Sample['layout']]));
        const of = (inputs: Sample['layout'][]) => cartesian(inputs, { nested }, false);
        expect(layoutToValues(of(both))).toEqual(layoutToValues(concatLayouts([of(a), of(b)])));
      }),
      { numRuns: 50 },
    );
  });

  it('keeps regular lists where they stay lists of their own', () => {
    const regular = made('2 * int64', [[1, 2]]);
    const shape = (inputs: Sample['layout'][], options: Record<string, unknown>) =>
      shapeOf(run({ kernel: cartesian, inputs, options }));
    expect(shape([regular, regular], { nested: true })).toBe('2 * 2 * (int64, int64)');
    expect(shape([regular, regular], {})).toBe('var * (int64, int64)');
    expect(shape([regular], {})).toBe('2 * (int64)');
    expect(shape([regular, regular, regular], { nested: [0] })).toBe('2 * var * (int64, int64, int64)');
    expect(
      shape([made('option[2 * int64]', [[1, 2], undefined]), made('var * int64', [[1], [2, 3]])], { nested: true }),
    ).toBe('option[2 * var * (int64, int64)]');
  });

  it('takes values beside lists as lists of one, and of none where they are missing', () => {
    const lists = made('var * int64', [[1, 2], [3]]);
    const pair = (other: Sample['layout']) =>
      layoutToValues(run({ kernel: cartesian, inputs: [lists, other], options: {} }));
    expect(pair(made('int64', [7, 8]))).toEqual([
      [
        [1, 7],
        [2, 7],
      ],
      [[3, 8]],
    ]);
    expect(pair(made('?int64', [undefined, 8]))).toEqual([[], [[3, 8]]]);
    const records = run({ kernel: cartesian, inputs: [lists, made('{x: int64}', [{ x: 1 }, { x: 2 }])], options: {} });
    expect(shapeOf(records)).toBe('var * (int64, {x: int64})');
    const deep = made('var * var * int64', [[[1, 2], []], [[3]]]);
    expect(
      layoutToValues(
        run({ kernel: cartesian, inputs: [deep, made('var * int64', [[5, 6], [7]])], options: { axis: 2 } }),
      ),
    ).toEqual([
      [
        [
          [1, 5],
          [2, 5],
        ],
        [],
      ],
      [[[3, 7]]],
    ]);
  });

  it('refuses what makes no sense, and names the first row that differs', () => {
    const lists = made('var * int64', [[1], [2]]);
    const fails = (kernel: ArrayKernel, inputs: Sample['layout'][], options: Record<string, unknown> = {}) =>
      problemOf(() => kernel(inputs, options, false));
    expect(fails(cartesian, [])).toBe('wrong-arguments');
    expect(fails(cartesian, [lists, made('int64', [1, 2])], { axis: -1 })).toBe('no-such-axis');
    expect(fails(cartesian, [lists, lists], { axis: 2 })).toBe('no-such-axis');
    expect(fails(cartesian, [lists, lists], { axis: null })).toBe('wrong-option');
    expect(fails(argcartesian, [lists, made('int64', [1, 2])])).toBe('no-such-axis');
    expect(fails(cartesian, [lists, lists], { nested: [1] })).toBe('wrong-option');
    expect(fails(cartesian, [lists, lists], { nested: 'x' })).toBe('wrong-option');
    expect(fails(cartesian, [lists, lists], { names: ['x', 'y'], nested: [0] })).toBe('wrong-option');
    expect(fails(cartesian, [lists, lists], { names: ['x', 'x'] })).toBe('wrong-option');
    const deep = (...values: unknown[]) => made('var * var * int64', values);
    const unlike = () => cartesian([deep([[1]], [[1], [2]]), deep([[1]], [[1]])], { axis: 2 }, false);
    expect(problemOf(unlike)).toBe('lengths-differ');
    expect(unlike).toThrow(expect.objectContaining({ row: 1 }));
  });

  it('has the names __proto__ and constructor like any other', () => {
    const lists = made('var * int64', [[1]]);
    const out = cartesian([lists, lists], { names: ['__proto__', 'constructor'] }, false);
    expect(shapeOf(out)).toBe('var * {__proto__: int64, constructor: int64}');
  });
});
