import type { BinScale, Tick, ValueScale } from './scales.ts';
import { fitText, type Frame, label, line, px, widest, widthOf } from './svg.ts';

/** The texts below an axis, and how much room they take. */
interface Bottom {
  readonly ticks: readonly Tick[];
  /** By how many degrees the texts are turned. */
  readonly turn: number;
  readonly height: number;
}

const TITLE = 13;
/** The slant of names that have no room side by side, and how far it leads across and down. */
const SLANT = { degrees: 35, across: 0.82, down: 0.58 };
const LONGEST = 140;

/** How much room ticks, their texts and the title take below an axis. */
export function bottomHeight(x: BinScale): number {
  return bottomOf(x).height + (x.title === '' ? 4 : 20);
}

/** How much room texts of ticks and the title take left of an axis. */
export function leftWidth(texts: readonly string[], title: string): number {
  return Math.max(40, widest(texts) + 14 + (title === '' ? 0 : 20));
}

/** The axis below a frame; without `texts` its ticks alone. */
export function bottomAxis(x: BinScale, frame: Frame, texts = true): string {
  const { ticks, turn, height } = bottomOf(x);
  const marks = ticks.map(({ at }) => `M${px(at)},${px(frame.bottom)}v${texts ? 5 : 3}`);
  const axis = line(`M${px(frame.left)},${px(frame.bottom)}H${px(frame.right)}${marks.join('')}`);
  if (!texts) return axis;
  const names = ticks.map(({ at, text }) => {
    if (turn === 0) return label(at, frame.bottom + 19, text, 'text-anchor="middle"');
    const [left, top] = [at + (turn === 90 ? 4 : 0), frame.bottom + (turn === 90 ? 8 : 14)];
    return label(left, top, text, `text-anchor="end" transform="rotate(-${turn} ${px(left)} ${px(top)})"`);
  });
  const title = fitText(x.title, frame.right - 8, TITLE);
  const below =
    title === '' ? '' : label(frame.right, frame.bottom + height + 12, title, `text-anchor="end" font-size="${TITLE}"`);
  return [axis, ...names, below].join('');
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

function bottomOf({ ticks, named }: BinScale): Bottom {
  const step = ticks.length < 2 ? Infinity : (ticks[1] as Tick).at - (ticks[0] as Tick).at;
  if (!named) return { ticks: apart(ticks), turn: 0, height: 22 };
  const wide = widest(ticks.map(({ text }) => text));
  const first = ticks[0]?.at ?? 0;
  if (wide + 6 <= Math.min(step, 2 * first)) return { ticks, turn: 0, height: 22 };
  // where lines of text would touch, only every so many names are written
  const every = Math.max(1, Math.ceil(15 / step));
  const shown = ticks.filter((_, i) => i % every === 0).map(({ at, text }) => ({ at, text: fitText(text, LONGEST) }));
  const long = Math.min(LONGEST, wide);
  // upright where slanted ones would reach beyond the edge
  return long * SLANT.across < first - 4
    ? { ticks: shown, turn: SLANT.degrees, height: 16 + SLANT.down * long }
    : { ticks: shown, turn: 90, height: 12 + long };
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
