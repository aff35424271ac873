import { scaleLinear } from 'd3-scale';
import { titleOf } from '../histogram-bins.ts';
import { bottomAxis, bottomLayout, leftAxis, leftWidth, overhang } from './axes-svg.ts';
import type { HeatFigure } from './figure.ts';
import { VIRIDIS } from './palette.ts';
import {
  type BinScale,
  binScale,
  linearBetween,
  logScale,
  type Stretch,
  type Tick,
  type ValueScale,
} from './scales.ts';
import {
  fitText,
  footnote,
  footnoteHeight,
  type Frame,
  heading,
  label,
  px,
  type SizeOptions,
  type Surround,
  svgDocument,
  widest,
} from './svg.ts';

/** So many steps of colour cannot be told apart. */
const STEPS = 128;

/** The drawing of a heat map with its bar of colours. Cells that are empty, or hold no number, have no colour. */
export function heatSvg(figure: HeatFigure, size: Required<SizeOptions>, surround: Surround): string {
  const { width } = size;
  const frame = frameOf(figure, size);
  const x = binScale(figure.axes[0], [frame.left, frame.right], 0);
  const y = binScale(figure.axes[1], [frame.bottom, frame.top], 0);
  const colours = colourScale(figure, [frame.bottom, frame.top]);
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
  const over = figure.axes.map(titleOf).filter((title) => title !== '');
  const words = [figure.title, [figure.valueTitle, over.join(' and ')].filter((word) => word !== '').join(' over ')];
  return svgDocument(size, words.filter((word) => word !== '').join('; '), surround, [
    heading(figure.title, width),
    surround === 'html' ? backdrop(frame) : '',
    `<g shape-rendering="crispEdges">${paths.join('')}</g>`,
    bottomAxis(x, frame, bottomLayout(x, frame.left - 4)),
    leftAxis(leftTicks(y, width), y.title, frame),
    footnote(figure.note, size),
    colourBar(colours, figure.valueTitle, { ...frame, left: frame.right + 18, right: frame.right + 32 }, width),
  ]);
}

/** Where the cells are: beside the texts of both axes, and of the bar of colours. */
function frameOf(figure: HeatFigure, { width, height }: Required<SizeOptions>): Frame {
  const [xAxis, yAxis] = figure.axes;
  const top = figure.title === '' ? 14 : 40;
  const note = footnoteHeight(figure.note);
  const leftOf = (bottom: number): number => {
    const y = binScale(yAxis, [bottom, top], 0);
    const texts = leftTicks(y, width).map(({ text }) => text);
    return leftWidth(texts, y.title);
  };
  const numbers = (bottom: number): number => {
    const texts = colourScale(figure, [bottom, top]).ticks.map(({ text }) => text);
    return widest(texts, 11);
  };
  // the room that is needed below depends on the width, and that hardly on the room below
  const [left, right] = [leftOf(height - 60), width - 62 - numbers(height - 60)];
  const x = binScale(xAxis, [left, right], 0);
  const bottom = height - bottomLayout(x, left - 4).height - note;
  return { left: leftOf(bottom), right: right - overhang(x, right + 12), top, bottom };
}

function leftTicks(y: BinScale, width: number): readonly Tick[] {
  const [low, high] = [y.spans[0]?.[0] ?? 0, y.spans.at(-1)?.[1] ?? 0];
  const every = y.named ? Math.ceil((14 * y.spans.length) / Math.abs(high - low)) : 1;
  const room = Math.min(160, width / 4);
  return y.ticks.filter((_, i) => i % every === 0).map(({ at, text }) => ({ at, text: fitText(text, room) }));
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
