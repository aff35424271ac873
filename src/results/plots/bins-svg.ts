import { labelsOfBins } from '../histogram-bins.ts';
import { bottomAxis, bottomHeight, grid, leftAxis, leftWidth, overhang } from './axes-svg.ts';
import type { BinsFigure } from './figure.ts';
import { flowNote, summaryOf, valueText } from './figure-words.ts';
import { legendLayout, legendOf, legendSvg } from './legend-svg.ts';
import { ratioFrameHeight, ratioPanel, ratioScale } from './ratio-svg.ts';
import { type BinScale, binScale, linearScale, logScale, type ValueScale } from './scales.ts';
import { type Drawn, drawnRatios, drawnSeries, drawnTotal } from './series.ts';
import { areaShape, band, errorLines, offset, outline, points, stackHeights, stackShapes } from './shapes-svg.ts';
import { fitText, type Frame, label, px, type SizeOptions, type Surround, svgDocument, tooltip } from './svg.ts';

const NOTE = 11;
/** Beyond so many bins the pointer is on none of them for long. */
const MOST_TOOLTIPS = 500;

/** The drawing of series over bins, with their legend and the panel of ratios. */
export function binsSvg(figure: BinsFigure, size: Required<SizeOptions>, surround: Surround): string {
  const { width, height } = size;
  const series = drawnSeries(figure);
  const total = drawnTotal(figure);
  const ratios = figure.ratio === undefined ? undefined : drawnRatios(figure);
  const values = [...series.filter(({ style }) => style !== 'stack'), ...(total === undefined ? [] : [total])];
  const note = flowNote(figure);

  const top = figure.title === '' ? 14 : 38;
  const entries = legendOf(figure, total);
  const legend = legendLayout(entries, width - 130, (height - top) * 0.35);
  const rough = binScale(figure.axis, [70, width - 20]);
  const below = bottomHeight(rough) + (note === '' ? 4 : NOTE + 7);
  const panels = height - top - legend.height - below;
  const ratioHeight = ratios === undefined ? 0 : ratioFrameHeight(panels);
  const frame = { left: 0, right: width - 20, top: top + legend.height, bottom: height - below - ratioHeight };
  const y = scaleOf(figure, values, series, frame);
  const ratioFrame = { ...frame, top: frame.bottom + 12, bottom: height - below };
  const ratioY = ratios === undefined ? undefined : ratioScale(ratios, figure.ratio?.range, ratioFrame);
  frame.left = leftWidth(
    [...y.ticks, ...(ratioY?.ticks ?? [])].map(({ text }) => text),
    figure.yTitle,
  );
  frame.right -= Math.max(0, overhang(rough, width - 4));
  const place = { ...ratioFrame, left: frame.left, right: frame.right };
  const x = binScale(figure.axis, [frame.left, frame.right]);

  return svgDocument(size, summaryOf(figure), surround, [
    figure.title === ''
      ? ''
      : label(width / 2, 25, fitText(figure.title, width - 16, 15), 'text-anchor="middle" font-size="15"'),
    legendSvg(legend, frame.left, top),
    grid(y, frame),
    drawSeries(x, y, series, total),
    bottomAxis(x, frame, ratios === undefined),
    leftAxis(y.ticks, figure.yTitle, frame),
    ratios === undefined || ratioY === undefined ? '' : ratioPanel(x, ratioY, ratios, figure.ratio?.title ?? '', place),
    ratios === undefined ? '' : bottomAxis(x, place),
    note === ''
      ? ''
      : label(12, height - 7, fitText(note, width - 20, NOTE), `font-size="${NOTE}" fill-opacity="0.75"`),
    surround === 'html' && x.spans.length <= MOST_TOOLTIPS ? tooltips(figure, x, frame) : '',
  ]);
}

function scaleOf(figure: BinsFigure, values: readonly Drawn[], series: readonly Drawn[], frame: Frame): ValueScale {
  const stretch = [frame.bottom, frame.top] as const;
  // with negative weights a stack may reach beyond its sum
  const all = [...values.flatMap((one) => [...one.values, ...one.high]), ...stackHeights(series)];
  return figure.log ? logScale(all, stretch) : linearScale([...all, ...values.flatMap(({ low }) => low)], stretch);
}

function drawSeries(x: BinScale, y: ValueScale, series: readonly Drawn[], total: Drawn | undefined): string {
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
