import type { FixedAxis } from '../../../compiler/axis.ts';
import { edgesOf, namesOfBins, titleOf } from '../histogram-bins.ts';
import type { PlotRow } from '../histogram-table.ts';
import type { BinsFigure, CutflowFigure, HeatFigure } from './figure.ts';
import { colourOf } from './palette.ts';
import { type Drawn, drawnRatios, drawnSeries } from './series.ts';

/** A mark of Observable Plot: `Plot[mark](data, options)`. */
export interface PlotMark {
  readonly mark: 'rectY' | 'ruleX' | 'ruleY' | 'dot' | 'rect' | 'cell' | 'barX' | 'barY' | 'tickY';
  readonly data: readonly (PlotRow | number)[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** What Observable Plot draws: `Plot.plot({ ...options, marks: marks.map((m) => Plot[m.mark](m.data, m.options)) })`. */
export interface PlotSpec {
  /** One row a bin and category, cell or cut. */
  readonly rows: readonly PlotRow[];
  readonly options: Readonly<Record<string, unknown>>;
  readonly marks: readonly PlotMark[];
  /** The panel of ratios, a plot of its own. */
  readonly ratio?: Omit<PlotSpec, 'ratio'>;
}

/** The rows and marks of a figure for Observable Plot, as plain data. */
export function plotSpec(figure: BinsFigure | HeatFigure | CutflowFigure): PlotSpec {
  switch (figure.is) {
    case 'bins':
      return binsSpec(figure);
    case 'heat':
      return heatSpec(figure);
    case 'cutflow':
      return cutflowSpec(figure);
    default:
      return figure satisfies never;
  }
}

function binsSpec(figure: BinsFigure): PlotSpec {
  const series = drawnSeries(figure);
  const named = namesOfBins(figure.axis) !== undefined;
  const rowsOf = series.map((one) => rowsOfSeries(figure, one, 'count'));
  const rows = rowsOf.flat();
  const of = (style: Drawn['style']): PlotRow[] => rowsOf.filter((_, i) => series[i]?.style === style).flat();
  const fill = { fill: 'category' };
  const across = named ? { x: 'x' } : { x1: 'x1', x2: 'x2' };
  const filled = named ? 'barY' : 'rectY';
  const level = named ? 'tickY' : 'ruleY';
  const withErrors = rows.filter(({ low, high, category }) => low !== high && !isStacked(series, category));
  const marks: PlotMark[] = [
    { mark: filled, data: of('area'), options: { ...across, y: 'count', ...fill, fillOpacity: 0.4 } },
    { mark: filled, data: of('stack'), options: { ...across, y: 'count', ...fill } },
    { mark: level, data: of('line'), options: { ...across, y: 'count', stroke: 'category', strokeWidth: 2 } },
    { mark: 'ruleX', data: withErrors, options: { x: 'x', y1: 'low', y2: 'high', stroke: 'category' } },
    { mark: 'dot', data: of('points'), options: { x: 'x', y: 'count', ...fill } },
  ];
  const x = scaleOf(figure.axis);
  const color = {
    legend: series.length > 1,
    domain: series.map(({ name }) => name),
    range: series.map(({ colour }) => colourOf(colour)),
  };
  const y = { label: figure.yTitle, grid: true, ...(figure.log ? { type: 'log', clamp: true } : {}) };
  const title = figure.title === '' ? {} : { title: figure.title };
  return {
    rows,
    options: { ...title, x, y, color },
    marks: withData(marks),
    ...(figure.ratio === undefined ? {} : { ratio: ratioSpec(figure, { x, color: { ...color, legend: false } }) }),
  };
}

function ratioSpec(figure: BinsFigure, shared: Readonly<Record<string, unknown>>): Omit<PlotSpec, 'ratio'> {
  const { ratios } = drawnRatios(figure);
  const rows = ratios
    .flatMap((one) => rowsOfSeries(figure, one, 'ratio'))
    .filter(({ ratio }) => Number.isFinite(ratio) && ratio !== 0);
  return {
    rows,
    options: {
      ...shared,
      y: { label: figure.ratio?.title, grid: true, domain: figure.ratio?.range ?? [0, 2] },
      height: 150,
    },
    marks: withData([
      { mark: 'ruleY', data: [1], options: { strokeDasharray: '5 3' } },
      { mark: 'ruleX', data: rows, options: { x: 'x', y1: 'low', y2: 'high', stroke: 'category', clip: true } },
      { mark: 'dot', data: rows, options: { x: 'x', y: 'ratio', fill: 'category', clip: true } },
    ]),
  };
}

function rowsOfSeries({ axis }: BinsFigure, { name, values, low, high }: Drawn, key: string): PlotRow[] {
  const names = namesOfBins(axis);
  const edges = edgesOf(axis);
  return values.map((value, i) => {
    const [x1, x2] = [edges[i] as number, edges[i + 1] as number];
    const place = names === undefined ? { x1, x2, x: (x1 + x2) / 2 } : { x: names[i] as string };
    const ends = { low: low[i] as number, high: high[i] as number };
    return { ...place, [key]: value, error: (ends.high - ends.low) / 2, ...ends, category: name };
  });
}

function heatSpec({ axes, values, valueTitle, log, title }: HeatFigure): PlotSpec {
  const [x, y] = axes.map((axis) => ({ names: namesOfBins(axis), edges: edgesOf(axis) })) as [Side, Side];
  const height = y.edges.length - 1;
  const rows = Array.from(values, (count, i) => ({
    ...placeOf('x', x, Math.floor(i / height)),
    ...placeOf('y', y, i % height),
    count,
  }));
  const named = x.names !== undefined && y.names !== undefined;
  const channel = (letter: string, { names }: Side): object =>
    names === undefined ? { [`${letter}1`]: `${letter}1`, [`${letter}2`]: `${letter}2` } : { [letter]: letter };
  const mixed = !named && (x.names !== undefined || y.names !== undefined);
  const mark = named ? 'cell' : mixed ? (x.names === undefined ? 'barX' : 'barY') : 'rect';
  return {
    rows,
    options: {
      ...(title === '' ? {} : { title }),
      x: scaleOf(axes[0]),
      y: scaleOf(axes[1]),
      color: { scheme: 'viridis', legend: true, label: valueTitle, ...(log ? { type: 'log' } : {}) },
    },
    marks: withData([
      {
        mark,
        data: rows.filter(({ count }) => count !== 0 && Number.isFinite(count)),
        options: { ...channel('x', x), ...channel('y', y), fill: 'count', inset: 0 },
      },
    ]),
  };
}

/** The scale of an axis, with all of its bins, be they empty. */
function scaleOf(axis: FixedAxis): Readonly<Record<string, unknown>> {
  const edges = edgesOf(axis);
  return { label: titleOf(axis), domain: namesOfBins(axis) ?? [edges[0], edges.at(-1)] };
}

interface Side {
  readonly names: string[] | undefined;
  readonly edges: Float64Array;
}

function placeOf(letter: string, { names, edges }: Side, i: number): PlotRow {
  if (names !== undefined) return { [letter]: names[i] as string };
  return { [`${letter}1`]: edges[i] as number, [`${letter}2`]: edges[i + 1] as number };
}

function cutflowSpec({ bars, title, weighted, log }: CutflowFigure): PlotSpec {
  const rows = bars.map(({ cut, value, ofAll, ofPrevious, alone }) => ({
    cut,
    count: value,
    ...(ofAll === undefined ? {} : { ofAll }),
    ...(ofPrevious === undefined ? {} : { ofPrevious }),
    ...(alone === undefined ? {} : { alone }),
  }));
  return {
    rows,
    options: {
      ...(title === '' ? {} : { title }),
      marginLeft: 120,
      x: { label: weighted ? 'sum of weights' : 'events', grid: true, ...(log ? { type: 'log', clamp: true } : {}) },
      y: { label: '', domain: bars.map(({ cut }) => cut) },
    },
    marks: withData([{ mark: 'barX', data: rows, options: { x: 'count', y: 'cut', fill: colourOf(0) } }]),
  };
}

function withData(marks: readonly PlotMark[]): PlotMark[] {
  return marks.filter(({ data }) => data.length > 0);
}

function isStacked(series: readonly Drawn[], category: number | string | undefined): boolean {
  return series.some(({ name, style }) => name === category && style === 'stack');
}
