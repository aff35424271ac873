import { type Make, plain } from './make.ts';
import { ValueProblem } from './scalar.ts';
import { countPoints, piece, points, SPACE } from './text.ts';

/** Functions that take texts apart and put them together. Places and lengths count code points, unless `Units` says UTF-16. */

/** How often a text occurs in another, occurrences that share no character; an empty one is before each character and at the end. */
function countText(x: string, part: string): number {
  if (part === '') return countPoints(x) + 1;
  let n = 0;
  for (let at = x.indexOf(part); at >= 0; at = x.indexOf(part, at + part.length)) n++;
  return n;
}

function findText(x: string, part: string): number {
  const at = x.indexOf(part);
  return at < 0 ? -1 : countPoints(x, at);
}

function replacer({ max }: { readonly max: number | null }) {
  return (x: string, part: string, by: string): string => {
    if (part === '') return fillBetween(x, by, max);
    let [out, from, done] = ['', 0, 0];
    for (let at = x.indexOf(part); at >= 0 && done !== max; at = x.indexOf(part, from)) {
      out += x.slice(from, at) + by;
      from = at + part.length;
      done++;
    }
    return out + x.slice(from);
  };
}

/** A text before each character and at the end, the first `max` of them. */
function fillBetween(x: string, by: string, max: number | null): string {
  let [out, done] = ['', 0];
  const put = (): string => (done++ < (max ?? Number.POSITIVE_INFINITY) ? by : '');
  for (const c of x) out += put() + c;
  return out + put();
}

/** A place in a text of n characters: from the end where it is negative, never outside. */
const placeIn = (at: number, n: number): number => Math.max(0, Math.min(n, at < 0 ? n + at : at));

export interface Range {
  readonly start: number;
  readonly stop: number | null;
  readonly step: number;
}

function slicer({ start, stop, step }: Range) {
  if (step > 0) {
    return (x: string): string => {
      const all = points(x);
      const [from, to] = [placeIn(start, all.length), stop === null ? all.length : placeIn(stop, all.length)];
      if (step === 1) return piece(all, from, Math.max(from, to));
      let out = '';
      for (let i = from; i < to; i += step) out += all[i] as string;
      return out;
    };
  }
  return (x: string): string => {
    const all = points(x);
    const n = all.length;
    const from = Math.min(n - 1, start < 0 ? n + start : start);
    const end = stop === null ? -1 : stop < 0 ? Math.max(-1, n + stop) : stop;
    let out = '';
    for (let i = from; i > end; i += step) out += all[i] as string;
    return out;
  };
}

/** Puts a text in place of the characters from `start` up to `stop`. */
function sliceReplacer({ start, stop, replacement }: { start: number; stop: number; replacement: string }) {
  return (x: string): string => {
    const all = points(x);
    const from = placeIn(start, all.length);
    const to = Math.max(from, placeIn(stop, all.length));
    return piece(all, 0, from) + replacement + piece(all, to, all.length);
  };
}

export type Side = 'both' | 'start' | 'end';

export interface Trimming {
  readonly side: Side;
  /** The characters to leave out; null for white space. */
  readonly characters: string | null;
}

function trimmer({ side, characters }: Trimming) {
  const space = new RegExp(`^${SPACE}$`, 'u');
  const set = new Set(characters ?? '');
  const out = (c: string): boolean => (characters === null ? space.test(c) : set.has(c));
  return (x: string): string => {
    const all = points(x);
    let [from, to] = [0, all.length];
    if (side !== 'end') while (from < to && out(all[from] as string)) from++;
    if (side !== 'start') while (to > from && out(all[to - 1] as string)) to--;
    return piece(all, from, to);
  };
}

export interface Padding {
  readonly side: Side;
  readonly width: number;
  /** One character. */
  readonly padding: string;
}

/** Where a text stands in the middle, the character left over comes behind it. */
function padder({ side, width, padding }: Padding) {
  return (x: string): string => {
    const missing = width - countPoints(x);
    if (missing <= 0) return x;
    const before = side === 'start' ? missing : side === 'end' ? 0 : missing >> 1;
    return padding.repeat(before) + x + padding.repeat(missing - before);
  };
}

function repeatText(x: string, times: number): string {
  if (times < 0)
    throw new ValueProblem('negative-count', `text cannot be repeated ${times} times`, 'repeat it 0 times or more');
  return x.repeat(times);
}

const joinTexts = (...values: string[]): string => values.slice(0, -1).join(values.at(-1));

/** The texts of each list with a separator between them. */
export function joinLists(offsets: Int32Array, texts: readonly string[], separators: readonly string[]): string[] {
  return separators.map((separator, i) => texts.slice(offsets[i], offsets[i + 1]).join(separator));
}

export interface Values {
  readonly values: readonly (string | null)[];
}

export const textPartFunctions = {
  startsWith: plain((x: string, part: string) => x.startsWith(part)),
  endsWith: plain((x: string, part: string) => x.endsWith(part)),
  includesText: plain((x: string, part: string) => x.includes(part)),
  findText: plain(findText),
  countText: plain(countText),
  replaceText: replacer,
  sliceText: slicer,
  replaceSlice: sliceReplacer,
  trimText: trimmer,
  padText: padder,
  repeatText: plain(repeatText),
  joinTexts: plain(joinTexts),
  isOneOf: ({ values }: Values) => {
    const set = new Set(values);
    return (x: string) => set.has(x);
  },
  indexInTexts: ({ values }: Values) => {
    const places = new Map(values.map((value, i) => [value, i] as const).reverse());
    return (x: string) => places.get(x) ?? -1;
  },

  toUpperCase: plain((x: string) => x.toUpperCase()),
  toLowerCase: plain((x: string) => x.toLowerCase()),
  trimUnits: ({ side }: { readonly side: Side }) =>
    side === 'both'
      ? (x: string) => x.trim()
      : side === 'start'
        ? (x: string) => x.trimStart()
        : (x: string) => x.trimEnd(),
  lengthUnits: plain((x: string) => x.length),
  sliceUnits: plain((x: string, start: number, end?: number) => x.slice(start, end)),
  padUnits: ({ side }: { readonly side: Side }) =>
    side === 'start'
      ? (x: string, width: number, padding: string) => x.padStart(width, padding)
      : (x: string, width: number, padding: string) => x.padEnd(width, padding),
  charAt: plain((x: string, at: number) => x.charAt(at)),
  indexUnits: plain((x: string, part: string) => x.indexOf(part)),
  replaceAll: plain((x: string, part: string, by: string) => x.replaceAll(part, by)),
} as const satisfies Readonly<Record<string, Make>>;
