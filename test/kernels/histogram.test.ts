import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axis, axisFromJson, isAuto, withRange } from '../../compiler/axis.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import type { BinAxis, HistogramPartial } from '../../kernels/histogram.ts';
import {
  emptyPartial,
  fillPartial,
  integerIndex,
  mergePartials,
  partialFromJson,
  partialToJson,
  regularIndex,
  variableIndex,
} from '../../kernels/histogram.ts';

const plain = (partial: HistogramPartial): unknown => JSON.parse(JSON.stringify(partialToJson(partial)));

describe('bin index', () => {
  it.each([
    [Number.NaN, 11],
    [Infinity, 11],
    [-Infinity, 0],
    [-0, 1],
    [0, 1],
    [1, 11],
    [-1e-300, 0],
    [0.1, 2],
    [0.9999999999999999, 10],
  ])('regular: %d in cell %d', (x, cell) => {
    expect(regularIndex(x as number, 0, 1, 10)).toBe(cell);
  });
  it('regular: an axis wider than a double', () => {
    const cells = [-Infinity, -1e308, 0, 1e308, Infinity, Number.NaN].map((x) => regularIndex(x, -1e308, 1e308, 4));
    expect(cells).toEqual([5, 1, 1, 5, 5, 5]);
  });
  it('has one bin', () => {
    expect([59, 60, 119.9, 120].map((x) => regularIndex(x, 60, 120, 1))).toEqual([0, 1, 1, 2]);
  });
  it('variable: a bin has its lower edge', () => {
    expect(
      [-1, 0, 0.5, 1, 2.9, 3, Number.NaN, Infinity, -Infinity, -0].map((x) => variableIndex(x, [0, 1, 3])),
    ).toEqual([0, 1, 1, 2, 2, 3, 3, 3, 0, 1]);
  });
  it('integer: fractions go down', () => {
    expect([-3, -2, -1.5, 1.9, 2, Number.NaN, -Infinity, Infinity, -0].map((x) => integerIndex(x, -2, 2))).toEqual([
      0, 1, 1, 4, 5, 5, 0, 5, 3,
    ]);
  });
  it('regular is always in range, and agrees with edges away from them', () => {
    fc.assert(
      fc.property(
        fc.double(),
        fc.integer({ min: 1, max: 5000 }),
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (x, bins, lo, width) => {
          const cell = regularIndex(x, lo, lo + width, bins);
          expect(Number.isInteger(cell) && cell >= 0 && cell <= bins + 1).toBe(true);
          expect(cell === 0).toBe(x < lo && (x - lo) / (lo + width - lo) < 0);
        },
      ),
    );
  });
});

const AXES = [
  axis.regular(4, 0, 8),
  axis.category([]),
  axis.category([1, 2], { growth: false }),
  axis.boolean(),
] satisfies BinAxis[];
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: undefined, freq: 8 });
const entry = fc.record({
  x: maybe(fc.oneof(fc.double(), fc.integer({ min: -1, max: 9 }))),
  name: maybe(fc.constantFrom('a', 'b', 'c', '__proto__')),
  run: maybe(fc.integer({ min: 1, max: 3 })),
  flag: maybe(fc.boolean()),
  // whole numbers, so that sums do not depend on their order
  weight: maybe(fc.integer({ min: -5, max: 5 })),
});
type Entry = typeof entry extends fc.Arbitrary<infer T> ? T : never;
const entries = fc.array(entry, { maxLength: 30 });
const fill = (rows: readonly Entry[], weighted: boolean): HistogramPartial =>
  fillPartial(
    AXES,
    [rows.map((r) => r.x), rows.map((r) => r.name), rows.map((r) => r.run), rows.map((r) => r.flag)],
    weighted ? rows.map((r) => r.weight) : undefined,
  );

describe('merging', () => {
  it('has the empty partial as identity', () => {
    fc.assert(
      fc.property(entries, fc.boolean(), (rows, weighted) => {
        const filled = fill(rows, weighted);
        const empty = emptyPartial(AXES, { weighted });
        expect(plain(mergePartials(AXES, empty, filled))).toEqual(plain(filled));
        expect(plain(mergePartials(AXES, filled, empty))).toEqual(plain(filled));
      }),
    );
  });
  it('is associative, also of weighted with unweighted', () => {
    fc.assert(
      fc.property(
        fc.tuple(entries, entries, entries),
        fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
        (rows, weighted) => {
          const [a, b, c] = rows.map((r, i) => fill(r, weighted[i] as boolean)) as [
            HistogramPartial,
            HistogramPartial,
            HistogramPartial,
          ];
          const merge = (x: HistogramPartial, y: HistogramPartial) => mergePartials(AXES, x, y);
          expect(plain(merge(merge(a, b), c))).toEqual(plain(merge(a, merge(b, c))));
        },
      ),
    );
  });
  it('of split data is filling all', () => {
    fc.assert(
      fc.property(entries, fc.nat(30), fc.boolean(), (rows, cut, weighted) => {
        const parts = mergePartials(AXES, fill(rows.slice(0, cut), weighted), fill(rows.slice(cut), weighted));
        expect(plain(parts)).toEqual(plain(fill(rows, weighted)));
      }),
    );
  });
  it('survives JSON', () => {
    fc.assert(
      fc.property(entries, fc.boolean(), (rows, weighted) => {
        const filled = fill(rows, weighted);
        expect(partialFromJson(AXES, JSON.parse(JSON.stringify(partialToJson(filled))))).toEqual(filled);
      }),
    );
    const odd = { counts: Float64Array.of(Number.NaN, -0, Infinity), categories: [undefined], skipped: 0 };
    expect(partialFromJson([axis.regular(1, 0, 1)], JSON.parse(JSON.stringify(partialToJson(odd))))).toEqual(odd);
    expect(() => partialFromJson(AXES, { counts: [1], categories: [null, ['a'], [1, 2], null], skipped: 0 })).toThrow(
      /cells/,
    );
    expect(() =>
      partialFromJson(AXES, { counts: [], categories: [null, ['a', 'a'], [1, 2], null], skipped: 0 }),
    ).toThrow(/categories/);
  });
  it('counts skipped entries and grows no category for them', () => {
    const { skipped, categories } = fillPartial(
      [axis.category([]), axis.regular(1, 0, 1)],
      [
        ['a', 'b', undefined],
        [0, null, 0],
      ],
    );
    expect({ skipped, categories }).toEqual({ skipped: 2, categories: [['a'], undefined] });
  });
});

describe('axis', () => {
  it('is plain data', () => {
    for (const spec of [
      axis.regular(3, 0, 1, { name: 'x', label: 'X' }),
      axis.regular(3, { name: 'x' }),
      axis.variable([0, 1]),
      axis.integer(0, 2),
      axis.boolean(),
      axis.category(['a'], { growth: true }),
      axis.category([3]),
    ]) {
      expect(axisFromJson(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
    }
    expect(axis.category([]).growth && !axis.category(['a']).growth).toBe(true);
    expect(isAuto(axis.regular(3))).toBe(true);
  });
  it.each([
    () => axis.regular(0, 0, 1),
    () => axis.regular(1.5, 0, 1),
    () => axis.regular(1, 1, 1),
    () => axis.regular(1, 0, Number.NaN),
    () => axis.regular(1, -1e308, 1e308),
    () => axis.variable([1]),
    () => axis.variable([0, 0]),
    () => axis.variable([0, Infinity]),
    () => axis.integer(0, 0.5),
    () => axis.integer(2, 1),
    () => axis.category(['a', 'a']),
    () => axis.category([1.5]),
    () => axis.category(['a', 1] as string[]),
    () => axis.category([], { growth: false }),
    () => axisFromJson({ is: 'circle' }),
    () => axisFromJson(null),
  ])('refuses %s', (make) => {
    expect(make).toThrow(ExpressionError);
  });
  it('finds a range that holds all values', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e100, max: 1e100, noNaN: true }),
        fc.double({ min: -1e100, max: 1e100, noNaN: true }),
        fc.integer({ min: 1, max: 100 }),
        (a, b, bins) => {
          const [min, max] = [Math.min(a, b), Math.max(a, b)];
          const { lo, hi } = withRange(axis.regular(bins), min, max);
          for (const x of [min, max]) expect([0, bins + 1]).not.toContain(regularIndex(x, lo, hi, bins));
        },
      ),
    );
    expect(withRange(axis.regular(2), Infinity, -Infinity)).toMatchObject({ lo: 0, hi: 1 });
  });
});
