import type { FixedAxis } from '../../../compiler/axis.ts';
import { ExpressionError, suggest } from '../../../compiler/tree/problem.ts';
import { binCount, cellCount, flowOf } from '../../../kernels/histogram.ts';
import { edgesOf, findAxis, namesOfBins } from '../histogram-bins.ts';
import type { Histogram } from '../histogram.ts';
import type { BinsFigure, ErrorBars, RatioPanel, Series, SeriesStyle } from './figure.ts';
import { COLOUR_COUNT } from './palette.ts';
import { totalOf } from './series.ts';

/** Histograms to be drawn together: those of the categories of an axis, or several with the same axis. */
export type HistogramSet = Histogram | Readonly<Record<string, Histogram>>;

/** What the panel below shows: each of `of`, or by default every other one, over the sum of `to`. */
export interface RatioOptions {
  readonly of?: string | readonly string[];
  readonly to: string | readonly string[];
  /** The least and greatest ratio; found when absent. What lies beyond is drawn as an arrow at the edge. */
  readonly range?: readonly [number, number];
  readonly title?: string;
}

/** How histograms are drawn together. */
export interface OverlayOptions {
  readonly title?: string;
  /** What the values are called; `entries` or `sum of weights` unless told. */
  readonly yTitle?: string;
  /** Whether the values have a logarithmic scale. */
  readonly log?: boolean;
  /** Whether values are divided by the width of their bin. */
  readonly density?: boolean;
  /** The axis whose categories are drawn apart, by its name or place; the first axis of categories unless told. */
  readonly by?: string | number;
  /** Which categories, in this order; all unless told. */
  readonly categories?: readonly (string | number)[];
  /** How many categories are drawn by themselves at most; the smallest are summed into one. 10 unless told. */
  readonly most?: number;
  /** The categories that are drawn as points, as data are. */
  readonly data?: string | readonly string[];
  /**
   * Error bars: none, √variance (the default), or the central interval of a Poisson mean, which is the default for `data`.
   */
  readonly errors?: boolean | 'poisson';
  /** A panel of ratios below: to this category, or as the options say. With stacked `data` it is there unless `false`. */
  readonly ratio?: boolean | string | RatioOptions;
}

/** The values of one category, before it is known how they are drawn. */
type Bare = Pick<Series, 'name' | 'values' | 'variances' | 'under' | 'over'>;

/** The figure of histograms drawn over or onto one another. */
export function binsFigure(set: HistogramSet, style: SeriesStyle, options: OverlayOptions): BinsFigure {
  const { axis, weighted, all } = isSet(set) ? bareOfSet(set) : bareOfCategories(set, options.by);
  const data = namesIn(options.data);
  const ratioNames =
    typeof options.ratio === 'object' ? [...namesIn(options.ratio.of), ...namesIn(options.ratio.to)] : [];
  const named = [...data, ...ratioNames, ...(typeof options.ratio === 'string' ? [options.ratio] : [])];
  const chosen = choose(all, options);
  for (const name of named) if (!chosen.some((one) => one.name === name)) throw noSuch(name, chosen);
  const kept = joinSmallest(
    chosen,
    options.categories === undefined ? (options.most ?? COLOUR_COUNT) : Infinity,
    named,
  );
  let colour = 0;
  const series = kept.map((bare): Series => {
    const isData = data.includes(bare.name);
    return {
      ...bare,
      style: isData ? 'points' : style,
      colour: isData && bare.name === data[0] ? undefined : colour++,
      errors: errorsOf(options.errors, isData),
    };
  });
  const per = options.density === true && namesOfBins(axis) === undefined ? ' per unit' : '';
  return {
    is: 'bins',
    title: options.title ?? '',
    axis,
    yTitle: options.yTitle ?? `${weighted ? 'sum of weights' : 'entries'}${per}`,
    log: options.log === true,
    density: options.density === true,
    series,
    ratio: ratioOf(series, options),
  };
}

function errorsOf(errors: OverlayOptions['errors'], isData: boolean): ErrorBars {
  if (errors === undefined) return isData ? 'poisson' : 'deviation';
  if (errors === 'poisson') return errors;
  return errors ? 'deviation' : 'none';
}

function bareOfSet(set: Readonly<Record<string, Histogram>>): { axis: FixedAxis; weighted: boolean; all: Bare[] } {
  const entries = Object.entries(set);
  const [first] = entries;
  if (first === undefined) throw new ExpressionError('bad-plot', 'cannot draw a set without histograms');
  for (const [name, { axes }] of entries) {
    if (axes.length !== 1) throw onlyOneAxis(`${JSON.stringify(name)} has ${axes.length} axes`);
    if (!sameBins(axes[0] as FixedAxis, first[1].axes[0] as FixedAxis))
      throw new ExpressionError('different-axes', `cannot draw ${first[0]} and ${name} together: their bins differ`, {
        hint: 'fill both with the same axis',
      });
  }
  const axis = first[1].axes[0] as FixedAxis;
  const all = entries.map(([name, one]) =>
    bareOf(name, axis, one.values({ flow: true }), one.variances({ flow: true })),
  );
  return { axis, weighted: entries.some(([, { weighted }]) => weighted), all };
}

function bareOfCategories(
  histogram: Histogram,
  by: string | number | undefined,
): { axis: FixedAxis; weighted: boolean; all: Bare[] } {
  const { axes } = histogram;
  const place = by === undefined ? axes.findIndex((axis) => namesOfBins(axis) !== undefined) : findAxis(axes, by);
  const split = axes[place];
  const names = split === undefined ? undefined : namesOfBins(split);
  if (split === undefined || names === undefined)
    throw new ExpressionError('bad-plot', 'cannot draw categories apart: the histogram has no axis of categories', {
      hint: 'overlay({ a, b }) draws several histograms',
    });
  if (axes.length !== 2) throw onlyOneAxis(`there are ${axes.length - 1} beside the categories`);
  const axis = axes[1 - place] as FixedAxis;
  const turned = histogram.project(place, 1 - place);
  const [values, variances] = [turned.values({ flow: true }), turned.variances({ flow: true })];
  const cells = cellCount(axis);
  const part = (of: Float64Array, i: number): Float64Array => of.subarray(i * cells, (i + 1) * cells);
  const all = names.map((name, i) => bareOf(name, axis, part(values, i), part(variances, i)));
  // what belongs to none of the categories is drawn too, so that nothing is lost unseen
  const rest = part(values, names.length);
  if (flowOf(split).over && rest.some((value) => value !== 0))
    all.push(bareOf('(other)', axis, rest, part(variances, names.length)));
  return { axis, weighted: histogram.weighted, all };
}

function bareOf(name: string, axis: FixedAxis, values: Float64Array, variances: Float64Array): Bare {
  const { under, over } = flowOf(axis);
  const from = under ? 1 : 0;
  const to = from + binCount(axis);
  return {
    name,
    values: [...values.subarray(from, to)],
    variances: [...variances.subarray(from, to)],
    under: under ? values[0] : undefined,
    over: over ? values[to] : undefined,
  };
}

function choose(all: readonly Bare[], { categories }: OverlayOptions): readonly Bare[] {
  if (categories === undefined) return all;
  const names = categories.map(String);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new ExpressionError('bad-plot', `cannot draw ${JSON.stringify(twice)} twice`);
  return names.map((name) => {
    const found = all.find((one) => one.name === name);
    if (found === undefined) throw noSuch(name, all);
    return found;
  });
}

/** The largest by themselves, in the order they have; all others in one, which comes last. */
function joinSmallest(all: readonly Bare[], most: number, always: readonly string[]): readonly Bare[] {
  if (!(most >= 1)) throw new ExpressionError('bad-plot', `cannot draw at most ${most} categories`);
  if (all.length <= most) return all;
  const size = ({ values }: Bare): number => values.reduce((sum, value) => sum + Math.abs(value), 0);
  const largest = all.filter(({ name }) => !always.includes(name)).sort((a, b) => size(b) - size(a));
  const apart = new Set([
    ...always,
    ...largest.slice(0, Math.max(0, most - 1 - always.length)).map(({ name }) => name),
  ]);
  const others = all.filter(({ name }) => !apart.has(name));
  const sum = totalOf(others.map((one): Series => ({ ...one, style: 'line', colour: 0, errors: 'deviation' })));
  return [...all.filter(({ name }) => apart.has(name)), { ...sum, name: `${others.length} others` }];
}

function ratioOf(series: readonly Series[], { ratio, data }: OverlayOptions): RatioPanel | undefined {
  if (ratio === false) return undefined;
  const stacked = series.filter(({ style }) => style === 'stack').map(({ name }) => name);
  const points = namesIn(data);
  const whole = stacked.length > 0 && points.length > 0;
  if (ratio === undefined && !whole) return undefined;
  if (ratio === undefined || ratio === true) {
    if (whole) return { of: points, to: stacked, title: panelTitle(points, stacked), range: undefined };
    const [first, ...others] = series.map(({ name }) => name);
    if (first === undefined || others.length === 0)
      throw new ExpressionError('bad-plot', 'cannot draw the ratio of one histogram', { hint: 'ratio takes two' });
    return { of: others, to: [first], title: panelTitle(others, [first]), range: undefined };
  }
  const { of, to, range, title } = typeof ratio === 'string' ? { to: ratio } : (ratio as RatioOptions);
  const below = namesIn(to);
  const above = of === undefined ? series.map(({ name }) => name).filter((name) => !below.includes(name)) : namesIn(of);
  if (above.length === 0 || below.length === 0)
    throw new ExpressionError('bad-plot', 'a ratio needs a numerator and a denominator');
  if (range !== undefined && !(range[0] < range[1] && Number.isFinite(range[1] - range[0])))
    throw new ExpressionError('bad-plot', `cannot draw ratios from ${range[0]} to ${range[1]}`);
  return { of: above, to: below, title: title ?? panelTitle(above, below), range };
}

function panelTitle(of: readonly string[], to: readonly string[]): string {
  const below = to.length === 1 ? (to[0] as string) : 'sum';
  return of.length === 1 ? `${of[0]} / ${below}` : `ratio to ${below}`;
}

function sameBins(a: FixedAxis, b: FixedAxis): boolean {
  const [names, others] = [namesOfBins(a), namesOfBins(b)];
  if (names !== undefined || others !== undefined) return names?.join('\n') === others?.join('\n');
  const [edges, otherEdges] = [edgesOf(a), edgesOf(b)];
  return edges.length === otherEdges.length && edges.every((edge, i) => edge === otherEdges[i]);
}

function isSet(set: HistogramSet): set is Readonly<Record<string, Histogram>> {
  return !Array.isArray((set as Histogram).axes);
}

function namesIn(given: string | readonly string[] | undefined): readonly string[] {
  if (given === undefined) return [];
  return typeof given === 'string' ? [given] : given;
}

function noSuch(name: string, all: readonly Bare[]): ExpressionError {
  return new ExpressionError('no-such-category', `there is no category ${JSON.stringify(name)} to draw`, {
    hint: suggest(
      name,
      all.map((one) => one.name),
    ),
  });
}

function onlyOneAxis(found: string): ExpressionError {
  return new ExpressionError('bad-plot', `histograms drawn together need one axis, but ${found}`, {
    hint: 'project() or at() first',
  });
}
