import { labelsOfBins, namesOfBins, shortNumber, titleOf } from '../histogram-bins.ts';
import type { Cells } from '../table.ts';
import { percent } from './cutflow.ts';
import type { BinsFigure, CutflowFigure, HeatFigure, Series } from './figure.ts';
import { valueText } from './figure-words.ts';
import { drawnRatios } from './series.ts';

/** Beyond so many cells nobody reads the table of a heat map. */
const MOST_CELLS = 2500;

/** The numbers of a figure as a table; undefined where there are too many. */
export function tableOf(figure: BinsFigure | HeatFigure | CutflowFigure): Cells | undefined {
  switch (figure.is) {
    case 'bins':
      return binsTable(figure);
    case 'heat':
      return heatTable(figure);
    case 'cutflow':
      return cutflowTable(figure);
    default:
      return figure satisfies never;
  }
}

function binsTable(figure: BinsFigure): Cells {
  const { series } = figure;
  const ratios = figure.ratio === undefined ? [] : drawnRatios(figure).ratios;
  const flow = (word: string, of: (one: Series) => number | undefined): string[][] =>
    series.some((one) => (of(one) ?? 0) !== 0)
      ? [[word, ...series.map((one) => shortNumber(of(one) ?? 0)), ...ratios.map(() => '')]]
      : [];
  const ranges = namesOfBins(figure.axis) === undefined;
  return {
    columns: [
      titleOf(figure.axis) || 'bin',
      ...series.map(({ name }) => name || figure.yTitle),
      ...ratios.map(({ name }) =>
        ratios.length === 1 ? (figure.ratio?.title ?? '') : `${name} / ${figure.ratio?.to}`,
      ),
    ],
    rows: [
      ...flow('underflow', ({ under }) => under),
      ...labelsOfBins(figure.axis).map((bin, i) => [
        bin,
        ...series.map((one) => valueText(one, i)),
        ...ratios.map(({ values }) => (Number.isFinite(values[i]) ? shortNumber(values[i] as number) : '')),
      ]),
      ...flow(ranges ? 'overflow' : 'other', ({ over }) => over),
    ],
    numeric: [false, ...series.map(() => true), ...ratios.map(() => true)],
  };
}

function heatTable({ axes: [x, y], values }: HeatFigure): Cells | undefined {
  if (values.length > MOST_CELLS) return undefined;
  const [across, up] = [labelsOfBins(x), labelsOfBins(y)];
  return {
    columns: [`${titleOf(x) || 'x'} \\ ${titleOf(y) || 'y'}`, ...up],
    rows: across.map((bin, i) => [bin, ...up.map((_, j) => values[i * up.length + j])]),
    numeric: [false, ...up.map(() => true)],
  };
}

function cutflowTable({ bars, weighted }: CutflowFigure): Cells {
  const hasAlone = bars.some(({ alone }) => alone !== undefined);
  return {
    columns: ['cut', weighted ? 'sum of weights' : 'events', 'of all', 'of previous', ...(hasAlone ? ['alone'] : [])],
    rows: bars.map(({ cut, value, ofAll, ofPrevious, alone }) => [
      cut,
      value,
      percent(ofAll),
      percent(ofPrevious),
      ...(hasAlone ? [alone] : []),
    ]),
    numeric: [false, true, true, true, true],
  };
}
