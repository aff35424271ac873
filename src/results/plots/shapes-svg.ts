import { colourOf, dashOf } from './palette.ts';
import type { BinScale, ValueScale } from './scales.ts';
import type { Drawn } from './series.ts';
import { px } from './svg.ts';

/** A filled outline from the floor; bins with names are bars. */
export function areaShape(x: BinScale, y: ValueScale, { values, colour }: Drawn, floor: number): string {
  const fill = colourOf(colour);
  if (x.named)
    return bars(
      x,
      values.map(y.at),
      values.map(() => floor),
      fill,
    );
  const path = steps(x, values.map(y.at), floor);
  return `<path d="${path}" fill="${fill}" fill-opacity="0.25" stroke="${fill}" stroke-width="1.5" stroke-linejoin="round"/>`;
}

/** An outline alone. */
export function outline(x: BinScale, y: ValueScale, { values, colour }: Drawn, floor: number): string {
  const path = steps(x, values.map(y.at), floor);
  return `<path d="${path}" fill="none" stroke="${colourOf(colour)}" stroke-width="1.8" stroke-linejoin="round"${dashOf(colour)}/>`;
}

/** Each series from where the one before it ends. */
export function stackShapes(x: BinScale, y: ValueScale, series: readonly Drawn[]): string[] {
  let from = x.spans.map(() => y.at(0));
  return stacked(series).map((heights, s) => {
    const to = heights.map(y.at);
    const fill = colourOf(series[s]?.colour);
    const shape = x.named ? bars(x, to, from, fill) : between(x, to, from, fill);
    from = to;
    return shape;
  });
}

/** All heights that the series of a stack reach. */
export function stackHeights(series: readonly Drawn[]): number[] {
  return stacked(series.filter(({ style }) => style === 'stack')).flat();
}

/** The heights that each series reaches on those before it. What is not a number adds nothing. */
function stacked(series: readonly Drawn[]): number[][] {
  let reached: readonly number[] = [];
  return series.map(({ values }) => {
    const heights = values.map((value, i) => (reached[i] ?? 0) + (Number.isFinite(value) ? value : 0));
    reached = heights;
    return heights;
  });
}

function between(x: BinScale, to: readonly number[], from: readonly number[], fill: string): string {
  const there = x.spans.map(([, high], i) => `V${px(to[i] as number)}H${px(high)}`);
  const back = x.spans.map(([low], i) => `V${px(from[i] as number)}H${px(low)}`).toReversed();
  const start = `M${px(x.spans[0]?.[0] ?? 0)},${px(from[0] ?? 0)}`;
  // a thin edge of the same colour closes the seam between neighbours
  return `<path d="${start}${there.join('')}${back.join('')}Z" fill="${fill}" stroke="${fill}" stroke-width="0.4"/>`;
}

/** Error bars in the middle of bins, moved by some pixels. */
export function errorLines(x: BinScale, y: ValueScale, one: Drawn, move: number): string {
  const bars = x.spans.flatMap((span, i) => errorLine(y, one, i, middle(span) + move));
  return bars.length === 0
    ? ''
    : `<path class="errors" d="${bars.join('')}" stroke="${colourOf(one.colour)}" stroke-width="1.3" fill="none"/>`;
}

/** How far error bars of several series stand beside the middle of a bin, so that each is seen. */
export function offset(i: number, of: number, { spans }: BinScale): number {
  const [low, high] = spans[0] ?? [0, 0];
  return of < 2 ? 0 : (i - (of - 1) / 2) * Math.min(3, (high - low) / (of + 1));
}

/** Points with error bars; bins that are empty have none. */
export function points(x: BinScale, y: ValueScale, one: Drawn, move: number): string {
  return errorLines(x, y, one, move) + circles(x, y, one, move);
}

/** Points alone. */
export function circles(x: BinScale, y: ValueScale, one: Drawn, move: number): string {
  const wide = (x.spans[0]?.[1] ?? 0) - (x.spans[0]?.[0] ?? 0);
  const radius = Math.max(1.4, Math.min(3.2, wide / 3));
  const all = x.spans.flatMap((span, i) => {
    const value = one.values[i] as number;
    return isEmpty(value) ? [] : `<circle cx="${px(middle(span) + move)}" cy="${px(y.at(value))}" r="${px(radius)}"/>`;
  });
  return all.length === 0 ? '' : `<g fill="${colourOf(one.colour)}">${all.join('')}</g>`;
}

/** The error of a sum, as a shade. */
export function band(x: BinScale, y: ValueScale, { low, high }: Drawn): string {
  const boxes = x.spans.flatMap(([left, right], i) => {
    const [top, bottom] = [y.at(high[i] as number), y.at(low[i] as number)];
    if (!Number.isFinite(top) || !Number.isFinite(bottom) || high[i] === low[i]) return [];
    return `M${px(left)},${px(top)}H${px(right)}V${px(bottom)}H${px(left)}Z`;
  });
  return boxes.length === 0 ? '' : `<path class="band" d="${boxes.join('')}" fill="currentColor" fill-opacity="0.3"/>`;
}

function errorLine(y: ValueScale, { values, low, high }: Drawn, i: number, at: number): string[] {
  if (isEmpty(values[i] as number) || low[i] === high[i]) return [];
  const [top, bottom] = [y.at(high[i] as number), y.at(low[i] as number)];
  return Number.isFinite(top) && Number.isFinite(bottom) ? [`M${px(at)},${px(top)}V${px(bottom)}`] : [];
}

function isEmpty(value: number): boolean {
  return value === 0 || !Number.isFinite(value);
}

/** The outline over bins; bins without a number leave a gap, and those with names are apart. */
function steps(x: BinScale, heights: readonly number[], floor: number): string {
  let path = '';
  let drawing = false;
  x.spans.forEach(([low, high], i) => {
    const height = heights[i] as number;
    if (!Number.isFinite(height)) {
      if (drawing) path += `V${px(floor)}`;
      drawing = false;
      return;
    }
    if (!drawing) path += `M${px(low)},${px(floor)}`;
    path += `V${px(height)}H${px(high)}`;
    drawing = !x.named;
    if (x.named) path += `V${px(floor)}`;
  });
  return drawing ? `${path}V${px(floor)}` : path;
}

function bars(x: BinScale, to: readonly number[], from: readonly number[], fill: string): string {
  const rects = x.spans.flatMap(([low, high], i) => {
    const [a, b] = [to[i] as number, from[i] as number];
    if (!Number.isFinite(a) || a === b) return [];
    return `<rect x="${px(low)}" y="${px(Math.min(a, b))}" width="${px(high - low)}" height="${px(Math.abs(a - b))}"/>`;
  });
  return rects.length === 0 ? '' : `<g fill="${fill}">${rects.join('')}</g>`;
}

function middle([low, high]: readonly [number, number]): number {
  return (low + high) / 2;
}
