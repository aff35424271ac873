import { scaleLinear } from 'd3-scale';
import { titleOf } from '../histogram-bins.ts';
import { bottomAxis, bottomHeight, leftAxis, leftWidth, overhang } from './axes-svg.ts';
import type { HeatFigure } from './figure.ts';
import { VIRIDIS } from './palette.ts';
import { binScale, linearBetween, logScale, type Stretch, type ValueScale } from './scales.ts';
import { fitText, type Frame, label, px, type SizeOptions, type Surround, svgDocument, widest } from './svg.ts';

const NOTE = 11;
/** So many steps of colour cannot be told apart. */
const STEPS = 128;

/** The drawing of a heat map with its bar of colours. Cells that are empty, or hold no number, have no colour. */
export function heatSvg(figure: HeatFigure, size: Required<SizeOptions>, surround: Surround): string {
  const { width, height } = size;
  const [xAxis, yAxis] = figure.axes;
  const top = figure.title === '' ? 14 : 40;
  const bottom = height - bottomHeight(binScale(xAxis, [70, width - 90], 0)) - (figure.note === '' ? 6 : NOTE + 7);
  const y = binScale(yAxis, [bottom, top], 0);
  const every = y.named ? Math.ceil((14 * y.spans.length) / (bottom - top)) : 1;
  const yTicks = y.ticks
    .filter((_, i) => i % every === 0)
    .map(({ at, text }) => ({ at, text: fitText(text, Math.min(160, width / 4)) }));
  const colours = colourScale(figure, [bottom, top]);
  const numbers = widest(
    colours.ticks.map(({ text }) => text),
    11,
  );
  const frame = {
    left: leftWidth(
      yTicks.map(({ text }) => text),
      y.title,
    ),
    right: width - 62 - numbers,
    top,
    bottom,
  };
  frame.right -= Math.max(0, overhang(binScale(xAxis, [frame.left, frame.right], 0), frame.right + 12));
  const x = binScale(xAxis, [frame.left, frame.right], 0);
  const cells = new Map<number, string>();
  figure.values.forEach((value, i) => {
    const step = colours.stepOf(value);
    if (step === undefined) return;
    const [left, right] = x.spans[Math.floor(i / y.spans.length)] as Stretch;
    const [low, high] = y.spans[i % y.spans.length] as Stretch;
    const [up, down] = [Math.min(low, high), Math.max(low, high)];
    cells.set(step, `${cells.get(step) ?? ''}M${px(left)},${px(up)}H${px(right)}V${px(down)}H${px(left)}Z`);
  });
  const paths = [...cells].map(([step, path]) => `<path d="${path}" fill="${colourAt(step)}"/>`);
  const words = [figure.title, `${figure.valueTitle} over ${titleOf(xAxis)} and ${titleOf(yAxis)}`];
  return svgDocument(size, words.filter((word) => word !== '').join('; '), surround, [
    figure.title === ''
      ? ''
      : label(width / 2, 25, fitText(figure.title, width - 16, 15), 'text-anchor="middle" font-size="15"'),
    surround === 'html' ? backdrop(frame) : '',
    `<g shape-rendering="crispEdges">${paths.join('')}</g>`,
    bottomAxis(x, frame, true),
    leftAxis(yTicks, y.title, frame),
    figure.note === ''
      ? ''
      : label(12, height - 7, fitText(figure.note, width - 20, NOTE), `font-size="${NOTE}" fill-opacity="0.75"`),
    colourBar(colours, figure.valueTitle, { ...frame, left: frame.right + 18, right: frame.right + 32 }, width),
  ]);
}

/** On a dark page the least of the colours is too near to none. */
function backdrop({ left, right, top, bottom }: Frame): string {
  return `<rect x="${px(left)}" y="${px(top)}" width="${px(right - left)}" height="${px(bottom - top)}" fill-opacity="0.12"/>`;
}

interface ColourScale extends ValueScale {
  /** The step of colour of a value; undefined where a value has none. */
  readonly stepOf: (value: number) => number | undefined;
}

function colourScale({ values, log }: HeatFigure, stretch: Stretch): ColourScale {
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((least, value) => Math.min(least, value), 0);
  const high = finite.reduce((most, value) => Math.max(most, value), low);
  const scale = log ? logScale(values, stretch) : linearBetween(low, high > low ? high : low + 1, stretch);
  const stepOf = (value: number): number | undefined => {
    // empty cells stay free, so that one entry can be told from none
    if (value === 0 || !Number.isFinite(value) || (log && value < 0)) return undefined;
    const share = (scale.at(value) - stretch[0]) / (stretch[1] - stretch[0]);
    return Math.min(STEPS - 1, Math.max(0, Math.floor(share * STEPS)));
  };
  return { ...scale, stepOf };
}

const viridis = scaleLinear<string>()
  .domain(VIRIDIS.map((_, i) => i / (VIRIDIS.length - 1)))
  .range(VIRIDIS);

function colourAt(step: number): string {
  return viridis(step / (STEPS - 1));
}

function colourBar({ ticks }: ColourScale, title: string, frame: Frame, width: number): string {
  const high = (frame.bottom - frame.top) / STEPS;
  const cells = Array.from({ length: STEPS }, (_, i) => {
    const y = frame.bottom - (i + 1) * high;
    // a little overlap leaves no seams
    return `<rect x="${px(frame.left)}" y="${px(y)}" width="14" height="${px(high + 0.6)}" fill="${colourAt(i)}"/>`;
  });
  const marks = ticks
    .filter(({ text }) => text !== '')
    .map(({ at, text }) => label(frame.right + 4, at + 4, text, 'font-size="11"'));
  const turn = `font-size="12" text-anchor="end" transform="rotate(-90 ${width - 7} ${px(frame.top)})"`;
  return [...cells, ...marks, label(width - 7, frame.top, fitText(title, frame.bottom - frame.top), turn)].join('');
}
