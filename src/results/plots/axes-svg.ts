import type { BinScale, Tick, ValueScale } from './scales.ts';
import { fitText, type Frame, label, line, px, widest, widthOf } from './svg.ts';

/** How the texts below an axis are set, and how much room they take together with the title. */
export interface BottomLayout {
  /** By how many degrees they are turned. */
  readonly turn: number;
  /** One of so many is written. */
  readonly every: number;
  readonly longest: number;
  readonly height: number;
}

const TITLE = 13;
/** The slant of names that have no room side by side, and how far it leads across and down. */
const SLANT = { degrees: 35, across: 0.82, down: 0.58 };
const LONGEST = 140;

/**
 * How names are set below an axis that is about as wide as the given one: side by side, else slanted, else upright. The
 * first one may reach so far to the left of the axis.
 */
export function bottomLayout({ ticks, title, named, spans }: BinScale, left: number): BottomLayout {
  const below = title === '' ? 4 : 20;
  const wide = widest(ticks.map(({ text }) => text));
  const [first, second] = ticks;
  const step = second === undefined ? (spans[0]?.[1] ?? 0) : second.at - (first as Tick).at;
  if (!named || wide + 6 <= step) return { turn: 0, every: 1, longest: Infinity, height: 22 + below };
  // where lines of text would touch, only every so many names are written
  const every = Math.ceil(15 / step);
  const room = Math.min(LONGEST, (left + step / 2) / SLANT.across);
  const slanted = Math.min(room, wide);
  return slanted >= Math.min(wide, 90)
    ? { turn: SLANT.degrees, every, longest: slanted, height: 16 + SLANT.down * slanted + below }
    : { turn: 90, every, longest: LONGEST, height: 12 + Math.min(LONGEST, wide) + below };
}

/** How much room texts of ticks and the title take left of an axis. */
export function leftWidth(texts: readonly string[], title: string): number {
  return Math.max(40, widest(texts) + 14 + (title === '' ? 0 : 20));
}

/** The axis below a frame; without a layout its ticks alone. */
export function bottomAxis(x: BinScale, frame: Frame, layout?: BottomLayout): string {
  const ticks = x.named ? x.ticks.filter((_, i) => i % (layout?.every ?? 1) === 0) : apart(x.ticks);
  const marks = ticks.map(({ at }) => `M${px(at)},${px(frame.bottom)}v${layout === undefined ? 3 : 5}`);
  const axis = line(`M${px(frame.left)},${px(frame.bottom)}H${px(frame.right)}${marks.join('')}`);
  if (layout === undefined) return axis;
  const { turn, longest, height } = layout;
  const names = ticks.map(({ at, text }) => {
    if (turn === 0) return label(at, frame.bottom + 19, text, 'text-anchor="middle"');
    const [left, top] = [at + (turn === 90 ? 4 : 0), frame.bottom + (turn === 90 ? 8 : 14)];
    const turned = `text-anchor="end" transform="rotate(-${turn} ${px(left)} ${px(top)})"`;
    return label(left, top, fitText(text, longest), turned);
  });
  const title = fitText(x.title, frame.right - 8, TITLE);
  const place = `text-anchor="end" font-size="${TITLE}"`;
  return [axis, ...names, title === '' ? '' : label(frame.right, frame.bottom + height - 8, title, place)].join('');
}

/** The axis left of a frame. */
export function leftAxis(ticks: readonly Tick[], title: string, frame: Frame): string {
  const marks = ticks.map(({ at, text }) => `M${px(frame.left)},${px(at)}h${text === '' ? -3 : -5}`);
  const texts = ticks.flatMap(({ at, text }) =>
    text === '' ? [] : [label(frame.left - 8, at + 4, fitText(text, frame.left - 12), 'text-anchor="end"')],
  );
  const axis = line(`M${px(frame.left)},${px(frame.top)}V${px(frame.bottom)}${marks.join('')}`);
  const room = frame.bottom - frame.top;
  // the panel of ratios is low: a smaller title says more than a cut one
  const size = Math.max(10, Math.min(TITLE, Math.floor(room / widthOf(title, 1))));
  const turn = `text-anchor="end" font-size="${size}" transform="rotate(-90 15 ${px(frame.top)})"`;
  const turned = title === '' ? '' : label(15, frame.top, fitText(title, room, size), turn);
  return [axis, ...texts, turned].join('');
}

/** Faint lines at the ticks that have texts. */
export function grid({ ticks }: ValueScale, frame: Frame): string {
  const lines = ticks.flatMap(({ at, text }) =>
    text === '' ? [] : [`M${px(frame.left)},${px(at)}H${px(frame.right)}`],
  );
  return line(lines.join(''), 0.12);
}

/** Ticks whose texts do not touch: every one, or every second, and so on. */
function apart(ticks: readonly Tick[]): readonly Tick[] {
  const [first, second] = ticks;
  if (first === undefined || second === undefined) return ticks;
  const every = Math.ceil((widest(ticks.map(({ text }) => text)) + 8) / Math.max(1, Math.abs(second.at - first.at)));
  return ticks.filter((_, i) => i % every === 0);
}

/** How far a text that is centred on the last tick reaches beyond it. */
export function overhang(x: BinScale, right: number): number {
  const last = x.named ? undefined : x.ticks.at(-1);
  return last === undefined ? 0 : Math.max(0, last.at + widthOf(last.text) / 2 - right);
}
