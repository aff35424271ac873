import { labelsOfBins } from '../histogram-bins.ts';
import { type BottomLayout, bottomAxis, bottomLayout, grid, leftAxis, leftWidth, overhang } from './axes-svg.ts';
import type { BinsFigure } from './figure.ts';
import { flowNote, summaryOf, valueText } from './figure-words.ts';
import { type LegendLayout, legendLayout, legendOf, legendSvg } from './legend-svg.ts';
import { ratioFrameHeight, ratioPanel, ratioScale } from './ratio-svg.ts';
import { type BinScale, binScale, linearScale, logScale, type ValueScale } from './scales.ts';
import { type Drawn, drawnRatios, drawnSeries, drawnTotal, type Ratios } from './series.ts';
import { areaShape, band, errorLines, offset, outline, points, stackHeights, stackShapes } from './shapes-svg.ts';
import {
  footnote,
  footnoteHeight,
  type Frame,
  heading,
  px,
  type SizeOptions,
  type Surround,
  svgDocument,
  tooltip,
} from './svg.ts';

/** Beyond so many bins the pointer is on none of them for long. */
const MOST_TOOLTIPS = 500;
/** Between the panels. */
const GAP = 12;

/** What is drawn of a figure. */
interface Shown {
  readonly series: readonly Drawn[];
  readonly total: Drawn | undefined;
  readonly ratios: Ratios | undefined;
  readonly legend: LegendLayout;
  readonly note: string;
}

/** Where it is drawn: the frames of both panels, which have the bins in common, and their scales. */
interface Places {
  readonly x: BinScale;
  readonly bottom: BottomLayout;
  readonly main: Frame;
  readonly y: ValueScale;
  readonly below: Frame;
  readonly ratioY: ValueScale | undefined;
}

/** The drawing of series over bins, with their legend and the panel of ratios. */
export function binsSvg(figure: BinsFigure, size: Required<SizeOptions>, surround: Surround): string {
  const top = figure.title === '' ? 14 : 38;
  const total = drawnTotal(figure);
  const shown: Shown = {
    series: drawnSeries(figure),
    total,
    ratios: figure.ratio === undefined ? undefined : drawnRatios(figure),
    legend: legendLayout(legendOf(figure, total), size.width - 130, (size.height - top) * 0.35),
    note: flowNote(figure),
  };
  const { x, y, main, bottom, below, ratioY } = placesOf(figure, shown, size, top);
  return svgDocument(size, summaryOf(figure), surround, [
    heading(figure.title, size.width),
    legendSvg(shown.legend, main.left, top),
    grid(y, main),
    drawSeries(x, y, shown),
    bottomAxis(x, main, ratioY === undefined ? bottom : undefined),
    leftAxis(y.ticks, figure.yTitle, main),
    ...(shown.ratios === undefined || ratioY === undefined
      ? []
      : [ratioPanel(x, ratioY, shown.ratios, figure.ratio?.title ?? '', below), bottomAxis(x, below, bottom)]),
    footnote(shown.note, size),
    surround === 'html' && x.spans.length <= MOST_TOOLTIPS ? tooltips(figure, x, main) : '',
  ]);
}

function placesOf(figure: BinsFigure, shown: Shown, { width, height }: Required<SizeOptions>, top: number): Places {
  const { ratios, legend, note } = shown;
  // how wide the numbers at the left are is known only once there is a height
  const rough = binScale(figure.axis, [90, width - 20]);
  const bottom = bottomLayout(rough, 36);
  const end = height - bottom.height - footnoteHeight(note);
  const ratioHeight = ratios === undefined ? 0 : ratioFrameHeight(end - top - legend.height);
  const heights = { top: top + legend.height, bottom: end - ratioHeight };
  const y = scaleOf(figure, shown, heights);
  const ratioY =
    ratios === undefined
      ? undefined
      : ratioScale(ratios, figure.ratio?.range, { top: heights.bottom + GAP, bottom: end });
  const texts = [...y.ticks, ...(ratioY?.ticks ?? [])].map(({ text }) => text);
  const main = {
    ...heights,
    left: leftWidth(texts, figure.yTitle),
    right: width - 20 - overhang(rough, width - 4),
  };
  const x = binScale(figure.axis, [main.left, main.right]);
  return { x, bottom, main, y, below: { ...main, top: heights.bottom + GAP, bottom: end }, ratioY };
}

function scaleOf(
  { log }: BinsFigure,
  { series, total }: Shown,
  { top, bottom }: Pick<Frame, 'top' | 'bottom'>,
): ValueScale {
  const values = [...series.filter(({ style }) => style !== 'stack'), ...(total === undefined ? [] : [total])];
  // with negative weights a stack may reach beyond its sum
  const all = [...values.flatMap((one) => [...one.values, ...one.high]), ...stackHeights(series)];
  return log ? logScale(all, [bottom, top]) : linearScale([...all, ...values.flatMap(({ low }) => low)], [bottom, top]);
}

function drawSeries(x: BinScale, y: ValueScale, { series, total }: Shown): string {
  const of = (style: Drawn['style']): Drawn[] => series.filter((one) => one.style === style);
  const floor = y.at(0);
  const lines = of('line');
  return [
    ...of('area').map((one) => areaShape(x, y, one, floor)),
    ...stackShapes(x, y, of('stack')),
    total === undefined ? '' : band(x, y, total),
    ...lines.map((one) => outline(x, y, one, floor)),
    ...[...of('area'), ...lines].map((one, i) => errorLines(x, y, one, offset(i, lines.length, x))),
    ...of('points').map((one, i, all) => points(x, y, one, offset(i, all.length, x))),
  ].join('');
}

function tooltips(figure: BinsFigure, x: BinScale, frame: Frame): string {
  const bins = labelsOfBins(figure.axis);
  const rects = x.spans.map(([low, high], i) => {
    const lines = figure.series.map((one) => `${one.name === '' ? '' : `${one.name}: `}${valueText(one, i)}`);
    return `<rect x="${px(low)}" y="${px(frame.top)}" width="${px(high - low)}" height="${px(frame.bottom - frame.top)}">${tooltip([bins[i], ...lines].join('\n'))}</rect>`;
  });
  return `<g fill="none" pointer-events="all">${rects.join('')}</g>`;
}
