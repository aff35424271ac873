import type { FixedAxis } from '../../compiler/axis.ts';
import { flowOf } from '../../kernels/histogram.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { edgesOf, namesOfBins } from './histogram-bins.ts';
import type { FlowOptions, Histogram } from './histogram.ts';

/** One bin for Observable Plot; bins of categories have `x` (or `y`), others `x1` and `x2`. */
export type PlotRow = Readonly<Record<string, number | string>>;

type Bin = { readonly name: string } | { readonly lo: number; readonly hi: number };

/** The bins of a histogram of one or two axes as rows; the value is `y` for one axis and `value` for two. */
export function plotRows(histogram: Histogram): PlotRow[] {
  const { axes } = histogram;
  if (axes.length < 1 || axes.length > 2)
    throw new ExpressionError('bad-plot', `cannot plot a histogram with ${axes.length} axes`, {
      hint: 'project() it on one or two',
    });
  const value = axes.length === 1 ? 'y' : 'value';
  return rows(histogram, {}, (bins, y, variance) => {
    const row: Record<string, number | string> = {};
    bins.forEach((bin, i) => {
      const letter = i === 0 ? 'x' : 'y';
      if ('name' in bin) row[letter] = bin.name;
      else Object.assign(row, { [`${letter}1`]: bin.lo, [`${letter}2`]: bin.hi });
    });
    return { ...row, [value]: y, error: Math.sqrt(variance) };
  });
}

/** The bins as comma-separated values with a header, RFC 4180. */
export function toCsv(histogram: Histogram, options: FlowOptions): string {
  const header = histogram.axes.flatMap((axis, i) => {
    const name = axis.name ?? `axis${i}`;
    return namesOfBins(axis) === undefined ? [`${name}_lo`, `${name}_hi`] : [name];
  });
  const lines = rows(histogram, options, (bins, value, variance) => [
    ...bins.flatMap((bin) => ('name' in bin ? [bin.name] : [String(bin.lo), String(bin.hi)])),
    String(value),
    String(variance),
  ]);
  return [[...header, 'value', 'variance'], ...lines].map((line) => `${line.map(quote).join(',')}\n`).join('');
}

function rows<T>(
  histogram: Histogram,
  options: FlowOptions,
  row: (bins: Bin[], value: number, variance: number) => T,
): T[] {
  const axes = histogram.axes.map((axis) => binsOf(axis, options.flow === true));
  const values = histogram.values(options);
  const variances = histogram.variances(options);
  return Array.from(values, (value, cell) => {
    const bins: Bin[] = [];
    let rest = cell;
    for (const axis of axes.toReversed()) {
      bins.unshift(axis[rest % axis.length] as Bin);
      rest = Math.floor(rest / axis.length);
    }
    return row(bins, value, variances[cell] as number);
  });
}

function binsOf(axis: FixedAxis, flow: boolean): Bin[] {
  const { under, over } = flowOf(axis);
  const names = namesOfBins(axis);
  if (names !== undefined) return [...names, ...(flow && over ? ['(other)'] : [])].map((name) => ({ name }));
  const edges = [...edgesOf(axis)];
  const all = flow && under && over ? [-Infinity, ...edges, Infinity] : edges;
  return all.slice(1).map((hi, i) => ({ lo: all[i] as number, hi }));
}

function quote(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
