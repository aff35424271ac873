import { type Layout, lengthOf } from '../layout.ts';
import { sums } from './folds.ts';
import type { ArrayKernel, ArrayOptions } from './kernel.ts';
import { numberOption } from './options.ts';
import { type Spread, spreadOf } from './spread.ts';
import { type Samples, type Statistic, statistic } from './samples.ts';

/** The sum of weights of each group: how many values there are where there are no weights. */
function totals({ offsets, weights }: Samples): Float64Array {
  if (weights !== undefined) return sums(offsets, weights);
  const out = new Float64Array(offsets.length - 1);
  for (let i = 0; i < out.length; i++) out[i] = (offsets[i + 1] as number) - (offsets[i] as number);
  return out;
}

/** Each value with its weight. */
function weighted(values: Float64Array, weights: Float64Array | undefined): Float64Array {
  return weights === undefined ? values : products(values, weights);
}

function products(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) * (b[i] as number);
  return out;
}

function quotients(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) / (b[i] as number);
  return out;
}

/** The means of groups of values. */
const means = (samples: Samples, values: Float64Array): Float64Array =>
  quotients(sums(samples.offsets, weighted(values, samples.weights)), totals(samples));

/** How the pairs of two columns lie around their means; with one column, how it does by itself. */
function spread({ offsets, columns, weights }: Samples): Spread {
  const [x, y = x] = columns as [Float64Array, Float64Array?];
  return spreadOf(offsets, x, y as Float64Array, weights);
}

/** The mean square of deviations, for `ddof` values less. */
function variances(samples: Samples, options: ArrayOptions): Float64Array {
  const ddof = numberOption(options, 'ddof', 0);
  const { total, xx } = spread(samples);
  const out = quotients(xx, total);
  if (ddof === 0) return out;
  for (let i = 0; i < out.length; i++) {
    const weight = total[i] as number;
    out[i] = (out[i] as number) * (weight / (weight - ddof));
  }
  return out;
}

function roots(values: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(values[i] as number);
  return out;
}

const MEAN: Statistic = {
  what: 'ak.mean',
  takes: 1,
  of: (samples) => [means(samples, samples.columns[0] as Float64Array)],
};
const VARIANCE: Statistic = { what: 'ak.var', takes: 1, of: (samples, options) => [variances(samples, options)] };
const DEVIATION: Statistic = {
  what: 'ak.std',
  takes: 1,
  of: (samples, options) => [roots(variances(samples, options))],
};
const skippingNaN = (one: Statistic, what: string): Statistic => ({ ...one, what, masks: true, skipsNaN: true });

/**
 * `ak.mean`: the sum of values times weights, by the sum of weights; float64. The weights are a second array. Nothing gives NaN,
 * or with `mask_identity` a missing value.
 */
export const mean: ArrayKernel = statistic(MEAN);

/**
 * `ak.var`: the mean of the squares of deviations from the mean, computed in two passes. With `ddof` it is divided by so many
 * values less.
 */
export const variance: ArrayKernel = statistic(VARIANCE);

/** `ak.std`: the square root of the variance, with the options of `variance`. */
export const std: ArrayKernel = statistic(DEVIATION);

/** `ak.nanmean`: `mean` that takes NaN as missing; nothing gives a missing value. */
export const nanmean: ArrayKernel = statistic(skippingNaN(MEAN, 'ak.nanmean'));

/** `ak.nanvar`: `variance` that takes NaN as missing; nothing gives a missing value. */
export const nanvar: ArrayKernel = statistic(skippingNaN(VARIANCE, 'ak.nanvar'));

/** `ak.nanstd`: `std` that takes NaN as missing; nothing gives a missing value. */
export const nanstd: ArrayKernel = statistic(skippingNaN(DEVIATION, 'ak.nanstd'));

/** `ak.moment`: the mean of the `n`th powers, about zero. */
export const moment: ArrayKernel = statistic({
  what: 'ak.moment',
  takes: 1,
  of: (samples, options) => {
    const n = numberOption(options, 'n');
    const [values] = samples.columns as [Float64Array];
    const powers = n === 1 ? values : n === 2 ? products(values, values) : values.map((x) => x ** n);
    return [means(samples, powers)];
  },
});

/** `ak.covar`: the mean of the products of the deviations of two arrays, in two passes. Pairs with a missing value do not count. */
export const covar: ArrayKernel = statistic({
  what: 'ak.covar',
  takes: 2,
  of: (samples) => {
    const { total, xy } = spread(samples);
    return [quotients(xy, total)];
  },
});

/** `ak.corr`: the correlation of two arrays, from -1 to 1. Pairs with a missing value do not count. */
export const corr: ArrayKernel = statistic({
  what: 'ak.corr',
  takes: 2,
  of: (samples) => {
    const { xx, xy, yy } = spread(samples);
    return [quotients(xy, roots(products(xx, yy)))];
  },
});

/**
 * `ak.linear_fit`: the straight line through the points of two arrays by least squares, as records `LinearFit` of intercept,
 * slope and their errors. Weights are the inverse squares of the errors of y. Computed from deviations from the means, which
 * keeps the digits that sums of squares lose. Pairs with a missing value do not count.
 */
export const linearFit: ArrayKernel = statistic({
  what: 'ak.linear_fit',
  takes: 2,
  of: fitLines,
  finish: ([intercept, slope, interceptError, slopeError]) => ({
    is: 'record',
    length: lengthOf(intercept as Layout),
    fields: new Map([
      ['intercept', intercept as Layout],
      ['slope', slope as Layout],
      ['intercept_error', interceptError as Layout],
      ['slope_error', slopeError as Layout],
    ]),
    name: 'LinearFit',
  }),
});

function fitLines(samples: Samples): readonly Float64Array[] {
  const { total, xMean, yMean, xx, xy } = spread(samples);
  const slope = quotients(xy, xx);
  const intercept = new Float64Array(slope.length);
  const squares = new Float64Array(slope.length);
  for (let i = 0; i < slope.length; i++) {
    const x = xMean[i] as number;
    intercept[i] = (yMean[i] as number) - (slope[i] as number) * x;
    squares[i] = (xx[i] as number) + (total[i] as number) * x * x;
  }
  const delta = products(total, xx);
  return [intercept, slope, roots(quotients(squares, delta)), roots(quotients(total, delta))];
}
