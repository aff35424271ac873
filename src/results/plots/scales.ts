import { scaleBand, scaleLinear, scaleLog } from 'd3-scale';
import type { FixedAxis } from '../../../compiler/axis.ts';
import { edgesOf, namesOfBins, titleOf } from '../histogram-bins.ts';

/** A mark along an axis; without text it is a small one. */
export interface Tick {
  readonly at: number;
  readonly text: string;
}

/** Where values are drawn. */
export interface ValueScale {
  readonly at: (value: number) => number;
  readonly ticks: readonly Tick[];
}

/** Where the bins of an axis are drawn, from the first to the last. */
export interface BinScale {
  readonly spans: readonly (readonly [number, number])[];
  readonly ticks: readonly Tick[];
  readonly title: string;
  /** Whether bins have names rather than edges: they are bands apart from each other. */
  readonly named: boolean;
}

/** Two places between which something is drawn; of a vertical scale the lower end comes first. */
export type Stretch = readonly [from: number, to: number];

/** A scale of values from zero, or from below where some are negative. */
export function linearScale(values: readonly number[], stretch: Stretch): ValueScale {
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((least, value) => Math.min(least, value), 0);
  const high = finite.reduce((most, value) => Math.max(most, value), 0);
  const room = (high - low) * 0.05;
  const domain = low === high ? [0, 1] : [low < 0 ? low - room : 0, high > 0 ? high + room : 0];
  return linearBetween(domain[0] as number, domain[1] as number, stretch);
}

/** A scale between two values, with its ticks: about so many pixels apart, and about so many at least. */
export function linearBetween(low: number, high: number, [from, to]: Stretch, spacing = 55, least = 2): ValueScale {
  const scale = scaleLinear().domain([low, high]).range([from, to]);
  const count = Math.max(least, Math.round(Math.abs(to - from) / spacing));
  const text = numberFormat(low, high, count);
  return { at: scale, ticks: scale.ticks(count).map((tick) => ({ at: scale(tick), text: text(tick) })) };
}

/** A logarithmic scale of the values above zero; all others are at its lower end. */
export function logScale(values: readonly number[], stretch: Stretch): ValueScale {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const least = positive.reduce((low, value) => Math.min(low, value), Infinity);
  const most = positive.reduce((high, value) => Math.max(high, value), 0);
  const domain = positive.length === 0 ? [0.5, 10] : [least / 2, most * 2];
  const scale = scaleLog().domain(domain).range(stretch).clamp(true);
  const [low, high] = domain as [number, number];
  const decades = Math.log10(high / low);
  const every = Math.max(1, Math.ceil(decades / Math.max(2, Math.abs(stretch[1] - stretch[0]) / 35)));
  const ticks = scale.ticks().flatMap((tick): Tick[] => {
    const power = Math.floor(Math.log10(tick) + 1e-9);
    const first = Math.round(tick / 10 ** power);
    // between the powers only where there are few of them
    const hasText = first === 1 ? power % every === 0 : decades < 2 && (first === 2 || first === 5);
    return hasText ? [{ at: scale(tick), text: powerText(first, power) }] : [{ at: scale(tick), text: '' }];
  });
  return { at: (value) => (value > 0 && value < Infinity ? scale(value) : stretch[0]), ticks };
}

/** The bins of an axis between two places; `gap` is the share of a band that is left free between names. */
export function binScale(axis: FixedAxis, [from, to]: Stretch, gap = 0.2): BinScale {
  const names = namesOfBins(axis);
  if (names === undefined) {
    const edges = [...edgesOf(axis)];
    const { at, ticks } = linearBetween(edges[0] as number, edges.at(-1) as number, [from, to], 80);
    const spans = edges.slice(1).map((high, i) => [at(edges[i] as number), at(high)] as const);
    return { spans, ticks, title: titleOf(axis), named: false };
  }
  const band = scaleBand<number>()
    .domain(names.map((_, i) => i))
    .range([from, to])
    .padding(gap);
  const spans = names.map((_, i) => [band(i) as number, (band(i) as number) + band.bandwidth()] as const);
  const ticks = spans.map(([a, b], i) => ({ at: (a + b) / 2, text: names[i] as string }));
  return { spans, ticks, title: titleOf(axis), named: true };
}

/** Numbers as ticks have them: short, whatever their size. */
function numberFormat(low: number, high: number, count: number): (value: number) => string {
  const most = Math.max(Math.abs(low), Math.abs(high));
  const letters = most >= 1e9 || most < 1e-3 ? '~e' : most >= 1e5 ? '~s' : undefined;
  const text = scaleLinear().domain([low, high]).tickFormat(count, letters);
  return (value) => (value === 0 && letters !== undefined ? '0' : text(value));
}

const RAISED = '⁰¹²³⁴⁵⁶⁷⁸⁹';

function powerText(first: number, power: number): string {
  if (power >= -2 && power <= 3) return power < 0 ? (first * 10 ** power).toFixed(-power) : String(first * 10 ** power);
  const raised = [...String(Math.abs(power))].map((digit) => RAISED[Number(digit)]).join('');
  return `${first === 1 ? '' : `${first}·`}10${power < 0 ? '⁻' : ''}${raised}`;
}
