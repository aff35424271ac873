import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axis } from '../../../../compiler/axis.ts';
import type { JaggedError } from '../../../../compiler/tree/problem.ts';
import { Histogram } from '../../../../src/results/histogram.ts';
import { binsFigure } from '../../../../src/results/plots/overlay.ts';
import { poissonInterval } from '../../../../src/results/plots/poisson.ts';
import { drawnRatios, drawnSeries, drawnTotal, joinBins, ratioRange } from '../../../../src/results/plots/series.ts';
import { fill, withValues } from './support.ts';

const X = axis.regular(4, 0, 8, { name: 'x', label: 'x [GeV]' });
const D = axis.category([], { name: 'dataset' });
const mixed = fill(
  [X, D],
  [
    [1, 1, 3, 9, -1, 5],
    ['Z', 'tt', 'Z', 'tt', 'Z', 'Data'],
  ],
  [1, 2, 3, 4, 5, 1],
);
const codeOf = (make: () => unknown): string => {
  try {
    make();
  } catch (error) {
    return (error as JaggedError).code;
  }
  return 'none';
};

describe('series of categories', () => {
  it('are what at() gives, with flow', () => {
    const { series, axis: along } = binsFigure(mixed, 'line', {});
    expect(along).toEqual(X);
    expect(series.map(({ name }) => name)).toEqual(['Z', 'tt', 'Data']);
    for (const { name, values, variances, under, over } of series) {
      const alone = mixed.at({ dataset: name });
      expect(values).toEqual([...alone.values()]);
      expect(variances).toEqual([...alone.variances()]);
      const cells = alone.values({ flow: true });
      expect([under, over]).toEqual([cells[0], cells.at(-1)]);
    }
  });

  it('come from either place, by name or place', () => {
    const turned = mixed.project('dataset', 'x');
    for (const by of [undefined, 'dataset', 0])
      expect(binsFigure(turned, 'line', by === undefined ? {} : { by }).series).toEqual(
        binsFigure(mixed, 'line', {}).series,
      );
  });

  it('can be chosen, in an order', () => {
    const { series } = binsFigure(mixed, 'stack', { categories: ['tt', 'Z'] });
    expect(series.map(({ name, colour }) => [name, colour])).toEqual([
      ['tt', 0],
      ['Z', 1],
    ]);
  });

  it('are summed where there are too many', () => {
    const names = Array.from({ length: 100 }, (_, i) => `d${i}`);
    const counts = names.flatMap((name, i) => Array<string>(i + 1).fill(name));
    const many = fill([D, X], [counts, counts.map((_, i) => i % 9)]);
    const { series } = binsFigure(many, 'stack', { data: 'd3' });
    expect(series.map(({ name }) => name)).toEqual([
      'd3',
      ...['d92', 'd93', 'd94', 'd95', 'd96', 'd97', 'd98', 'd99'],
      '91 others',
    ]);
    expect(binsFigure(many, 'stack', { categories: names }).series).toHaveLength(100);
    expect(binsFigure(many, 'stack', { most: 100 }).series).toHaveLength(100);
    const sum = series.reduce(
      (total, { values }) => total.map((value, i) => value + (values[i] as number)),
      [0, 0, 0, 0],
    );
    expect(sum).toEqual([...many.project('x').values()]);
    const over = series.reduce((total, one) => total + (one.over ?? 0), 0);
    expect(over).toBe(many.project('x').values({ flow: true }).at(-1));
  });

  it('have one more for what belongs to none', () => {
    const fixed = axis.category(['a'], { name: 'c' });
    const both = fill(
      [fixed, X],
      [
        ['a', 'b'],
        [1, 3],
      ],
    );
    expect(binsFigure(both, 'line', {}).series.map(({ name, values }) => [name, values])).toEqual([
      ['a', [1, 0, 0, 0]],
      ['(other)', [0, 1, 0, 0]],
    ]);
    expect(binsFigure(fill([fixed, X], [['a'], [1]]), 'line', {}).series).toHaveLength(1);
  });
});

describe('several histograms', () => {
  it('need the same bins', () => {
    const one = withValues([1, 2]);
    expect(binsFigure({ a: one, b: one.scale(2) }, 'line', {}).series.map(({ values }) => values)).toEqual([
      [1, 2],
      [2, 4],
    ]);
    expect(() => binsFigure({ a: one, b: withValues([1, 2, 3]) }, 'line', {})).toThrow(/a and b together/);
    const variable = new Histogram([axis.variable([0, 1, 2])]);
    expect(binsFigure({ a: one, b: variable }, 'line', {}).series).toHaveLength(2);
  });

  it.each<readonly [string, () => unknown]>([
    ['different-axes', () => binsFigure({ a: withValues([1]), b: withValues([1, 2]) }, 'line', {})],
    ['different-axes', () => binsFigure({ a: mixed.project('dataset'), b: mixed.project('x') }, 'line', {})],
    ['bad-plot', () => binsFigure({}, 'line', {})],
    ['bad-plot', () => binsFigure({ mixed }, 'line', {})],
    ['bad-plot', () => binsFigure(withValues([1]), 'line', {})],
    ['bad-plot', () => binsFigure(mixed, 'line', { by: 'x' })],
    ['bad-plot', () => binsFigure(mixed.project('dataset'), 'line', {})],
    ['no-such-axis', () => binsFigure(mixed, 'line', { by: 'datset' })],
    ['no-such-category', () => binsFigure(mixed, 'line', { data: 'data' })],
    ['no-such-category', () => binsFigure(mixed, 'line', { categories: ['ZZ'] })],
    ['no-such-category', () => binsFigure(mixed, 'line', { ratio: 'ZZ' })],
    ['bad-plot', () => binsFigure(mixed, 'line', { categories: ['Z', 'Z'] })],
    ['bad-plot', () => binsFigure({ a: withValues([1]) }, 'line', { ratio: true })],
    ['bad-plot', () => binsFigure({ a: withValues([1]) }, 'line', { ratio: 'a' })],
    ['bad-plot', () => binsFigure(mixed, 'line', { ratio: { to: 'Z', range: [1, 1] } })],
    ['bad-plot', () => binsFigure(mixed, 'line', { most: 0 })],
  ])('are refused with %s', (code, make) => {
    expect(codeOf(make)).toBe(code);
  });

  it('are refused with the nearest name', () => {
    expect(() => binsFigure(mixed, 'line', { data: 'data' })).toThrow(/did you mean 'Data'/);
  });
});

describe('error bars', () => {
  it('are standard deviations, and Poisson intervals for data', () => {
    const counts = fill([X], [[1, 1, 1, 1, 3]]);
    const figure = binsFigure({ mc: counts, Data: counts }, 'stack', { data: 'Data' });
    const [mc, data] = drawnSeries(figure);
    expect([mc?.low[0], mc?.high[0]]).toEqual([2, 6]);
    expect(data?.low[1]).toBeCloseTo(0.1728, 4);
    expect(data?.high[1]).toBeCloseTo(3.2995, 4);
  });

  it('can be left out', () => {
    for (const { low, values, high } of drawnSeries(binsFigure(mixed, 'line', { errors: false, data: 'Data' })))
      expect([low, high]).toEqual([values, values]);
    const total = drawnTotal(binsFigure(mixed, 'stack', { errors: false }));
    expect(total?.high).toEqual(total?.values);
  });

  it('of weighted entries are never Poisson', () => {
    const [one] = drawnSeries(binsFigure({ a: withValues([4], [16]) }, 'line', { errors: 'poisson' }));
    expect([one?.low, one?.high]).toEqual([[0], [8]]);
  });

  it('are those of densities where widths differ', () => {
    const wide = fill([axis.variable([0, 1, 5])], [[0.5, 2, 2, 3, 4]]);
    const [one] = drawnSeries(binsFigure({ wide }, 'line', { density: true }));
    expect(one?.values).toEqual([1, 1]);
    expect(one?.high).toEqual([2, 1.5]);
  });
});

describe('ratios', () => {
  const figure = binsFigure({ a: withValues([4, 0, 9]), b: withValues([2, 0, 0]), c: withValues([2, 5, 3]) }, 'stack', {
    data: 'a',
  });
  it('are of data to the sum of the stack, with the errors of data alone', () => {
    expect(figure.ratio).toMatchObject({ of: ['a'], to: ['b', 'c'], title: 'a / sum' });
    const { ratios, band } = drawnRatios(figure);
    expect(ratios[0]?.values).toEqual([1, 0, 3]);
    expect(band.low).toEqual([0.5, 1 - Math.sqrt(5) / 5, 1 - Math.sqrt(3) / 3]);
    expect(ratios[0]?.high[2]).toBeCloseTo(poissonInterval(9)[1] / 3, 10);
  });
  it('are nothing without a denominator', () => {
    const empty = binsFigure({ a: withValues([1, 2]), b: withValues([0, -1]) }, 'line', { ratio: 'b' });
    expect(drawnRatios(empty).ratios[0]?.values).toEqual([Number.NaN, Number.NaN]);
  });
  it('are what is asked for', () => {
    const one = withValues([1]);
    const of = (ratio: Parameters<typeof binsFigure>[2]['ratio'] & {}) =>
      binsFigure({ a: one, b: one, c: one }, 'line', { ratio }).ratio;
    expect(of(true)).toMatchObject({ of: ['b', 'c'], to: ['a'], title: 'ratio to a' });
    expect(of('b')).toMatchObject({ of: ['a', 'c'], to: ['b'] });
    expect(of({ of: 'c', to: ['a', 'b'], title: 't', range: [0, 3] })).toEqual({
      of: ['c'],
      to: ['a', 'b'],
      title: 't',
      range: [0, 3],
    });
    expect(binsFigure({ a: one, b: one }, 'stack', { data: 'a', ratio: false }).ratio).toBeUndefined();
  });
  it('reach as far as most of them', () => {
    expect(ratioRange(drawnRatios(figure), [0.5, 1.5])).toEqual([0.5, 1.5]);
    const near = binsFigure({ a: withValues([1000]), b: withValues([1010]) }, 'line', { ratio: 'b', errors: false });
    expect(ratioRange(drawnRatios(near), undefined)).toEqual([0.9, 1.1]);
    const far = binsFigure({ a: withValues([1000]), b: withValues([1]) }, 'line', { ratio: 'b' });
    expect(ratioRange(drawnRatios(far), undefined)).toEqual([0, 2]);
  });
});

describe('sums', () => {
  const bins = fc.array(fc.integer({ min: -50, max: 500 }), { minLength: 6, maxLength: 6 });
  it('of stacks are the sums of their series, also of joined bins', () => {
    fc.assert(
      fc.property(fc.array(bins, { minLength: 1, maxLength: 5 }), fc.constantFrom(1, 2, 3, 6), (all, n) => {
        const set = Object.fromEntries(all.map((values, i) => [`h${i}`, withValues(values, values.map(Math.abs))]));
        const figure = joinBins(binsFigure(set, 'stack', {}), n);
        const total = drawnTotal(figure);
        for (let bin = 0; bin < 6 / n; bin++) {
          const wanted = all.reduce(
            (sum, values) => sum + values.slice(bin * n, (bin + 1) * n).reduce((a, b) => a + b, 0),
            0,
          );
          expect(total?.values[bin]).toBe(wanted);
        }
      }),
    );
  });
});
