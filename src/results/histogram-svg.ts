import { scaleBand, scaleLinear, scaleLog } from 'd3-scale';
import type { FixedAxis } from '../../compiler/axis.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { edgesOf, namesOfBins, titleOf } from './histogram-bins.ts';
import type { Histogram } from './histogram.ts';

export interface SvgOptions {
  readonly width?: number;
  readonly height?: number;
  readonly title?: string;
  /** Whether bins have bars of one standard deviation; only for one axis. */
  readonly errors?: boolean;
  /** Whether the values have a logarithmic scale; only for one axis. */
  readonly log?: boolean;
}

/** Where one value or bin of an axis is drawn, with the marks along it. */
interface Side {
  readonly spans: readonly (readonly [number, number])[];
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  readonly title: string;
  readonly named: boolean;
}

interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const BLUE = '#2f6ea8';
const HEAT = ['#eaf2fa', '#b5d2ea', '#6aa6d6', '#2b70b3', '#0b3064'];

/** A drawing of the histogram as SVG text: an outline for one axis, a heat map for two, bars for categories. */
export function drawSvg(histogram: Histogram, options: SvgOptions): string {
  const { width = 640, height = 420, title = '' } = options;
  if (!(width >= 160 && height >= 120 && width <= 20000 && height <= 20000))
    throw new ExpressionError('bad-size', `a drawing needs 160 to 20000 by 120 to 20000, found ${width} by ${height}`);
  if (histogram.axes.length < 1 || histogram.axes.length > 2)
    throw new ExpressionError('bad-plot', `cannot draw a histogram with ${histogram.axes.length} axes`, {
      hint: 'project() it on one or two',
    });
  const flat = histogram.axes.length === 1;
  const xNames = namesOfBins(histogram.axes[0] as FixedAxis) ?? [];
  const yNames = flat ? [] : (namesOfBins(histogram.axes[1] as FixedAxis) ?? []);
  const slanted = slants(xNames, width);
  const left = Math.max(64, Math.min(width / 3, 40 + 7 * Math.min(20, longest(yNames))));
  const bottom = height - (slanted ? 44 + Math.min(height / 3, 5 * Math.min(20, longest(xNames))) : 48);
  const frame = { left, right: width - (flat ? 20 : 84), top: title === '' ? 16 : 40, bottom };
  const heading = title === '' ? '' : label(width / 2, 24, title, 'text-anchor="middle" font-size="15"');
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="#222">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    heading,
    flat ? drawOne(histogram, frame, options) : drawTwo(histogram, frame),
    '</svg>',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function drawOne(histogram: Histogram, frame: Frame, { errors = false, log = false }: SvgOptions): string {
  const axis = histogram.axes[0] as FixedAxis;
  const values = [...histogram.values()];
  const deviations = [...histogram.variances()].map(Math.sqrt);
  const reach = errors ? deviations.map((d) => (Number.isFinite(d) ? d : 0)) : values.map(() => 0);
  const y = valueScale(values, reach, frame, log);
  const floor = y.at(log ? 0 : Math.max(0, y.low));
  const x = sideOf(axis, frame.left, frame.right);
  const heights = values.map((value) => (Number.isFinite(value) ? y.at(value) : floor));
  const shape = x.named ? drawBars(x, heights, floor) : drawOutline(x, heights, floor);
  const bars = errors
    ? drawErrors(
        x,
        values.map((value, i) => [y.at(value + (reach[i] as number)), y.at(value - (reach[i] as number))]),
      )
    : '';
  const perBin = histogram.weighted ? 'sum of weights' : 'entries';
  const vertical = { spans: [], ticks: y.ticks, title: perBin, named: false };
  return [grid(vertical, frame), shape, bars, drawBottom(x, frame, floor), drawLeft(vertical, frame)]
    .filter((part) => part !== '')
    .join('\n');
}

function valueScale(
  values: readonly number[],
  reach: readonly number[],
  frame: Frame,
  log: boolean,
): { at: (value: number) => number; low: number; ticks: Side['ticks'] } {
  const finite = values.flatMap((value, i) =>
    Number.isFinite(value) ? [value + (reach[i] as number), value - (reach[i] as number)] : [],
  );
  const range = [frame.bottom, frame.top];
  const count = Math.max(2, Math.round((frame.bottom - frame.top) / 60));
  if (log) {
    const positive = values.filter((value) => value > 0 && Number.isFinite(value));
    const low = positive.reduce((least, value) => Math.min(least, value), Infinity);
    const scale = scaleLog()
      .domain(positive.length === 0 ? [0.5, 10] : [low / 2, Math.max(...[...finite, low]) * 1.5])
      .range(range)
      .clamp(true);
    const text = scale.tickFormat(count);
    return {
      at: (value) => (value > 0 ? scale(value) : frame.bottom),
      low: 0,
      ticks: scale
        .ticks(count)
        .map((tick) => ({ at: scale(tick), text: text(tick) }))
        .filter((tick) => tick.text !== ''),
    };
  }
  const low = finite.reduce((least, value) => Math.min(least, value), 0);
  const high = finite.reduce((most, value) => Math.max(most, value), 0);
  const room = (high - low) * 0.05;
  const scale = scaleLinear()
    .domain(low === high ? [0, 1] : [low < 0 ? low - room : 0, high + room])
    .range(range);
  const text = scale.tickFormat(count);
  return { at: scale, low: 0, ticks: scale.ticks(count).map((tick) => ({ at: scale(tick), text: text(tick) })) };
}

/** The bins and ticks of an axis between two places; categories are bands with a gap, drawn edge to edge in heat maps. */
function sideOf(axis: FixedAxis, from: number, to: number, gap = 0.2): Side {
  const names = namesOfBins(axis);
  if (names === undefined) {
    const edges = [...edgesOf(axis)];
    const scale = scaleLinear()
      .domain([edges[0] as number, edges.at(-1) as number])
      .range([from, to]);
    const count = Math.max(2, Math.round(Math.abs(to - from) / 80));
    const text = scale.tickFormat(count);
    return {
      spans: edges.slice(1).map((high, i) => [scale(edges[i] as number), scale(high)]),
      ticks: scale.ticks(count).map((tick) => ({ at: scale(tick), text: text(tick) })),
      title: titleOf(axis),
      named: false,
    };
  }
  const band = scaleBand<number>()
    .domain(names.map((_, i) => i))
    .range([from, to])
    .padding(gap);
  const spans = names.map((_, i) => [band(i) as number, (band(i) as number) + band.bandwidth()] as const);
  return {
    spans,
    ticks: spans.map(([a, b], i) => ({ at: (a + b) / 2, text: names[i] as string })),
    title: titleOf(axis),
    named: true,
  };
}

function drawOutline(x: Side, heights: readonly number[], floor: number): string {
  const steps = x.spans.map(([, high], i) => `V${round(heights[i] as number)}H${round(high)}`).join('');
  const path = `M${round(x.spans[0]?.[0] ?? 0)},${round(floor)}${steps}V${round(floor)}`;
  return `<path d="${path}" fill="${BLUE}" fill-opacity="0.22" stroke="${BLUE}" stroke-width="1.5" stroke-linejoin="round"/>`;
}

function drawBars(x: Side, heights: readonly number[], floor: number): string {
  const bars = x.spans.map(([low, high], i) => {
    const top = heights[i] as number;
    return `<rect x="${round(low)}" y="${round(Math.min(top, floor))}" width="${round(high - low)}" height="${round(Math.abs(floor - top))}"/>`;
  });
  return `<g fill="${BLUE}" fill-opacity="0.75">${bars.join('')}</g>`;
}

function drawErrors(x: Side, ends: readonly (readonly number[])[]): string {
  const bars = x.spans.flatMap(([low, high], i) => {
    const [top = 0, bottom = 0] = ends[i] ?? [];
    return Number.isFinite(top) && Number.isFinite(bottom) && top !== bottom
      ? `M${round((low + high) / 2)},${round(top)}V${round(bottom)}`
      : [];
  });
  return bars.length === 0
    ? ''
    : `<path class="errors" d="${bars.join('')}" stroke="#173a5a" stroke-width="1.2" fill="none"/>`;
}

function drawTwo(histogram: Histogram, frame: Frame): string {
  const [xAxis, yAxis] = histogram.axes as [FixedAxis, FixedAxis];
  const x = sideOf(xAxis, frame.left, frame.right, 0);
  const y = sideOf(yAxis, frame.bottom, frame.top, 0);
  const values = histogram.values();
  const finite = [...values].filter(Number.isFinite);
  const low = finite.reduce((least, value) => Math.min(least, value), 0);
  const high = finite.reduce((most, value) => Math.max(most, value), low);
  const top = high > low ? high : low + 1;
  const colour = scaleLinear<string>()
    .domain(HEAT.map((_, i) => low + ((top - low) * i) / (HEAT.length - 1)))
    .range(HEAT)
    .clamp(true);
  const cells = [...values].flatMap((value, i) => {
    const [[x1, x2], [y1, y2]] = [
      x.spans[Math.floor(i / y.spans.length)] as [number, number],
      y.spans[i % y.spans.length] as [number, number],
    ];
    // empty cells stay white, so that one entry can be told from none
    if (value === 0 || !Number.isFinite(value)) return [];
    return `<rect x="${round(x1)}" y="${round(Math.min(y1, y2))}" width="${round(x2 - x1)}" height="${round(Math.abs(y2 - y1))}" fill="${colour(value)}"/>`;
  });
  return [
    `<g shape-rendering="crispEdges">${cells.join('')}</g>`,
    drawBottom(x, frame, frame.bottom),
    drawLeft(y, frame),
    drawLegend(frame, [low, top], colour),
  ].join('\n');
}

function drawLegend(frame: Frame, domain: readonly [number, number], colour: (value: number) => string): string {
  const scale = scaleLinear().domain(domain).range([frame.bottom, frame.top]);
  const x = frame.right + 16;
  const step = (frame.bottom - frame.top) / 40;
  const cells = Array.from({ length: 40 }, (_, i) => {
    const y = frame.top + i * step;
    return `<rect x="${x}" y="${round(y)}" width="12" height="${round(step + 0.5)}" fill="${colour(scale.invert(y + step / 2))}"/>`;
  });
  const text = scale.tickFormat(5);
  const ticks = scale.ticks(5).map((tick) => label(x + 17, scale(tick) + 4, text(tick), 'font-size="11"'));
  return [...cells, ...ticks].join('');
}

function drawBottom(x: Side, frame: Frame, base: number): string {
  const slanted =
    x.named &&
    slants(
      x.ticks.map((tick) => tick.text),
      frame.right - frame.left,
    );
  const ticks = x.ticks.map(({ at, text }) => {
    const turn = slanted
      ? `text-anchor="end" transform="rotate(-35 ${round(at)} ${round(frame.bottom + 16)})"`
      : 'text-anchor="middle"';
    return `<path d="M${round(at)},${round(frame.bottom)}v5" stroke="#444"/>${label(at, frame.bottom + (slanted ? 16 : 19), clip(text), turn)}`;
  });
  const zero =
    base === frame.bottom ? '' : `<path d="M${round(frame.left)},${round(base)}H${round(frame.right)}" stroke="#999"/>`;
  const down = slanted ? 28 + 5 * Math.min(20, longest(x.ticks.map((tick) => tick.text))) : 38;
  const title =
    x.title === '' ? '' : label(frame.right, frame.bottom + down, x.title, 'text-anchor="end" font-size="13"');
  return `${zero}<path d="M${round(frame.left)},${round(frame.bottom)}H${round(frame.right)}" stroke="#444"/>${ticks.join('')}${title}`;
}

function drawLeft(y: Side, frame: Frame): string {
  const ticks = y.ticks.map(
    ({ at, text }) =>
      `<path d="M${round(frame.left)},${round(at)}h-5" stroke="#444"/>${label(frame.left - 8, at + 4, clip(text), 'text-anchor="end"')}`,
  );
  const title =
    y.title === ''
      ? ''
      : label(16, frame.top, y.title, `text-anchor="end" font-size="13" transform="rotate(-90 16 ${frame.top})"`);
  return `<path d="M${round(frame.left)},${round(frame.top)}V${round(frame.bottom)}" stroke="#444"/>${ticks.join('')}${title}`;
}

function grid(y: Side, frame: Frame): string {
  const lines = y.ticks.map(({ at }) => `M${round(frame.left)},${round(at)}H${round(frame.right)}`);
  return lines.length === 0 ? '' : `<path d="${lines.join('')}" stroke="#e8e8e8" fill="none"/>`;
}

function slants(names: readonly string[], width: number): boolean {
  return Math.min(20, longest(names)) * names.length * 7.5 > width;
}

function label(x: number, y: number, text: string, attributes: string): string {
  return `<text x="${round(x)}" y="${round(y)}" ${attributes}>${escapeXml(text)}</text>`;
}

/** Text that is safe in XML; control characters, which XML does not allow, are replaced. */
function escapeXml(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function clip(text: string): string {
  return text.length <= 20 ? text : `${text.slice(0, 19)}…`;
}

function longest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, text.length), 0);
}

function round(x: number): number {
  return Math.round(x * 100) / 100;
}
