import type { FixedAxis } from '../../../compiler/axis.ts';
import { edgesOf, namesOfBins } from '../histogram-bins.ts';
import type { BinsFigure, Series, SeriesStyle } from './figure.ts';
import { poissonInterval } from './poisson.ts';

/** Values with the ends of their error bars, as they are drawn. Without error bars both ends are the value. */
export interface Drawn {
  readonly name: string;
  readonly style: SeriesStyle;
  readonly colour: number | undefined;
  readonly values: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
}

/** What a panel of ratios shows. */
export interface Ratios {
  readonly ratios: readonly Drawn[];
  readonly band: Drawn;
}

/** The series as they are drawn: with error bars, and per unit of the axis where the figure says so. */
export function drawnSeries(figure: BinsFigure): Drawn[] {
  return figure.series.map((series) => drawn(series, widthsOf(figure)));
}

/** The sum of the stacked series, with its error; undefined where none are stacked. */
export function drawnTotal(figure: BinsFigure): Drawn | undefined {
  const stacked = figure.series.filter(({ style }) => style === 'stack');
  return stacked.length === 0 ? undefined : drawn(totalOf(stacked), widthsOf(figure));
}

/**
 * The series of the ratio panel. Error bars are those of the numerator alone; the band around 1 is the error of the
 * denominator. Bins without denominator have NaN.
 */
export function drawnRatios({ series, ratio }: BinsFigure): Ratios {
  const named = (names: readonly string[]): Series[] =>
    names.flatMap((name) => series.find((one) => one.name === name) ?? []);
  const denominator = drawn(totalOf(named(ratio?.to ?? [])), undefined);
  const over = ({ values, low, high, ...rest }: Drawn): Drawn => {
    const divide = (value: number, i: number): number => {
      const by = denominator.values[i] as number;
      return by > 0 ? value / by : Number.NaN;
    };
    return { ...rest, values: values.map(divide), low: low.map(divide), high: high.map(divide) };
  };
  return { ratios: named(ratio?.of ?? []).map((one) => over(drawn(one, undefined))), band: over(denominator) };
}

/** What the panel reaches: around 1 as far as most ratios do, but not below 0 and above 2 unless it is told. */
export function ratioRange(
  { ratios, band }: Ratios,
  range: readonly [number, number] | undefined,
): readonly [number, number] {
  if (range !== undefined) return range;
  const reach = [...ratios, band].flatMap(({ values, low, high }) =>
    values.flatMap((value, i) =>
      value === 0 ? [] : [Math.abs((low[i] as number) - 1), Math.abs((high[i] as number) - 1)],
    ),
  );
  const sorted = reach.filter(Number.isFinite).sort((a, b) => a - b);
  // a few bins with hardly any entries shall not press the others together
  const most = sorted[Math.floor(sorted.length * 0.8)] ?? 0;
  const step = [0.1, 0.2, 0.3, 0.5, 1].find((size) => size >= most * 1.05) ?? 1;
  return [1 - step, 1 + step];
}

/** The figure with every n bins joined; n divides the number of bins, which are ranges. */
export function joinBins(figure: BinsFigure, n: number): BinsFigure {
  if (n === 1) return figure;
  const join = (values: readonly number[]): number[] =>
    Array.from({ length: values.length / n }, (_, i) => sum(values.slice(i * n, (i + 1) * n)));
  const { name, label } = figure.axis;
  const axis: FixedAxis = {
    is: 'variable',
    edges: [...edgesOf(figure.axis)].filter((_, i) => i % n === 0),
    ...(name === undefined ? {} : { name }),
    ...(label === undefined ? {} : { label }),
  };
  const series = figure.series.map((one) => ({ ...one, values: join(one.values), variances: join(one.variances) }));
  return { ...figure, axis, series };
}

/** The sum of series, bin by bin; there is at least one. */
export function totalOf(series: readonly Series[]): Series {
  const first = series[0] as Series;
  if (series.length === 1) return first;
  const add = (of: (one: Series) => readonly number[]): number[] =>
    first.values.map((_, i) => sum(series.map((one) => of(one)[i] as number)));
  const flow = (of: (one: Series) => number | undefined): number | undefined =>
    of(first) === undefined ? undefined : sum(series.map((one) => of(one) ?? 0));
  return {
    ...first,
    name: 'sum',
    values: add((one) => one.values),
    variances: add((one) => one.variances),
    // the sum of counts is a count, but what is stacked is mostly simulated
    errors: series.every(({ errors }) => errors === 'none') ? 'none' : 'deviation',
    under: flow((one) => one.under),
    over: flow((one) => one.over),
  };
}

function drawn(
  { name, style, colour, values, variances, errors }: Series,
  widths: readonly number[] | undefined,
): Drawn {
  const ends = values.map((value, i) => errorEnds(value, variances[i] as number, errors));
  const per = (value: number, i: number): number => value / (widths?.[i] ?? 1);
  return {
    name,
    style,
    colour,
    values: values.map(per),
    low: ends.map(([low]) => low).map(per),
    high: ends.map(([, high]) => high).map(per),
  };
}

function errorEnds(value: number, variance: number, errors: Series['errors']): readonly [number, number] {
  if (errors === 'none') return [value, value];
  // a count is its own variance
  if (errors === 'poisson' && value === variance && Number.isSafeInteger(value) && value >= 0)
    return poissonInterval(value);
  const deviation = Math.sqrt(variance);
  return Number.isFinite(deviation) ? [value - deviation, value + deviation] : [value, value];
}

function widthsOf({ axis, density }: BinsFigure): number[] | undefined {
  if (!density || namesOfBins(axis) !== undefined) return undefined;
  const edges = edgesOf(axis);
  return Array.from(edges.subarray(1), (high, i) => high - (edges[i] as number));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
