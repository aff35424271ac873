import { grid, leftAxis } from './axes-svg.ts';
import { colourOf } from './palette.ts';
import { type BinScale, linearBetween, type ValueScale } from './scales.ts';
import { type Drawn, type Ratios, ratioRange } from './series.ts';
import { band, circles, errorLines, offset } from './shapes-svg.ts';
import { type Frame, line, px } from './svg.ts';

/** How high the panel of ratios is, of the height of all panels together. */
export function ratioFrameHeight(panels: number): number {
  return Math.max(44, Math.min(panels * 0.3, 150));
}

/** The scale of ratios. */
export function ratioScale(
  ratios: Ratios,
  range: readonly [number, number] | undefined,
  { top, bottom }: Pick<Frame, 'top' | 'bottom'>,
): ValueScale {
  const [low, high] = ratioRange(ratios, range);
  // the ends are a little inside, where their numbers do not touch those of the panel above
  return linearBetween(low, high, [bottom - 5, top + 5], 26, 1);
}

/** The panel of ratios: the line at 1 with the error of the denominator, and points with the errors of numerators. */
export function ratioPanel(
  x: BinScale,
  y: ValueScale,
  { ratios, band: unsure }: Ratios,
  title: string,
  frame: Frame,
): string {
  const one = y.at(1);
  const inside = (at: number): number => Math.max(frame.top, Math.min(frame.bottom, at));
  // what reaches beyond the panel ends at its edge
  const within: ValueScale = { ...y, at: (value) => inside(y.at(value)) };
  const reference = one >= frame.top && one <= frame.bottom ? `M${px(frame.left)},${px(one)}H${px(frame.right)}` : '';
  const drawn = ratios.map((ratio, i) => {
    const move = offset(i, ratios.length, x);
    const seen = { ...ratio, values: ratio.values.map((value) => (isInside(y, value, frame) ? value : Number.NaN)) };
    return errorLines(x, within, ratio, move) + circles(x, within, seen, move) + arrows(x, y, ratio, move, frame);
  });
  return [
    grid(y, frame),
    band(x, within, unsure),
    line(reference, 0.7, 'stroke-dasharray="5 3"'),
    ...drawn,
    leftAxis(y.ticks, title, frame),
  ].join('');
}

/** Arrows at the edge, for ratios beyond it; where there is no denominator there is nothing. */
function arrows(x: BinScale, y: ValueScale, { values, colour }: Drawn, move: number, frame: Frame): string {
  const shapes = x.spans.flatMap(([low, high], i) => {
    const value = values[i] as number;
    if (!Number.isFinite(value) || value === 0 || isInside(y, value, frame)) return [];
    const at = (low + high) / 2 + move;
    const isAbove = y.at(value) < frame.top;
    const [tip, base] = isAbove ? [frame.top, frame.top + 7] : [frame.bottom, frame.bottom - 7];
    return `M${px(at)},${px(tip)}L${px(at - 3.5)},${px(base)}H${px(at + 3.5)}Z`;
  });
  return shapes.length === 0 ? '' : `<path class="beyond" d="${shapes.join('')}" fill="${colourOf(colour)}"/>`;
}

function isInside(y: ValueScale, value: number, frame: Frame): boolean {
  const at = y.at(value);
  return at >= frame.top - 1e-6 && at <= frame.bottom + 1e-6;
}
