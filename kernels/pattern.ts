import type { Make } from './make.ts';
import { countPoints, SPACE } from './text.ts';

/** Functions that look for regular expressions in texts. The patterns are JavaScript's, read by code points. */

/** Which of a call's options make its pattern. */
export interface Wanted {
  readonly pattern: string;
  /** `i`: small and capital letters are the same; `m`: `^` and `$` at each line; `s`: `.` is any character. */
  readonly flags: string;
}

const NAMED_GROUP = /\\.|\[(?:\\.|[^\]\\])*\]|\(\?P</gs;

/** The pattern as a regular expression; `(?P<name>…)` is a named group as in Python. Throws SyntaxError. */
export function readPattern({ pattern, flags }: Wanted, more = ''): RegExp {
  return new RegExp(
    pattern.replace(NAMED_GROUP, (found) => (found === '(?P<' ? '(?<' : found)),
    `${flags}u${more}`,
  );
}

/** How many groups a pattern has, and the names of those that have one. */
export function groupsOf(wanted: Wanted): { readonly count: number; readonly names: readonly string[] } {
  const { source, flags } = readPattern(wanted);
  // with nothing as an alternative every text matches, and says which groups there are
  const found = new RegExp(`(?:${source})|`, flags).exec('') as RegExpExecArray;
  return { count: found.length - 1, names: Object.keys(found.groups ?? {}) };
}

/** The pattern for exactly this text. */
export const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

/** The pattern of an SQL LIKE pattern: `%` is any text, `_` any character, and what follows a backslash is itself. */
export function likePattern(like: string): string {
  const parts = like.replace(/\\(.)|[\s\S]/gsu, (found, literal: string | undefined) =>
    literal !== undefined ? escaped(literal) : found === '%' ? '.*' : found === '_' ? '.' : escaped(found),
  );
  return `^${parts}$`;
}

/** Where the next search begins after an empty match. */
const stepOver = (x: string, at: number): number => at + ((x.codePointAt(at) as number) > 0xffff ? 2 : 1);

/** The matches one after the other. An empty match right behind another match is left out where `apart` says so. */
function* matchesOf(x: string, pattern: RegExp, apart: boolean): Generator<RegExpExecArray> {
  let end = -1;
  pattern.lastIndex = 0;
  for (let found = pattern.exec(x); found !== null; found = pattern.exec(x)) {
    const empty = found[0] === '';
    if (!(apart && empty && found.index === end)) {
      end = pattern.lastIndex;
      yield found;
    }
    if (empty) pattern.lastIndex = found.index < x.length ? stepOver(x, found.index) : x.length + 1;
  }
}

function countMatches(x: string, pattern: RegExp): number {
  let n = 0;
  for (const _ of matchesOf(x, pattern, false)) n++;
  return n;
}

/** A replacement as pieces: texts, and the numbers of groups: `\0` is the whole match, `\\` a backslash. Undefined where it is none. */
export function readReplacement(text: string): readonly (string | number)[] | undefined {
  const parts: (string | number)[] = [];
  for (let at = 0; at < text.length; at++) {
    const c = text[at] as string;
    const next = text[at + 1] ?? '';
    if (c !== '\\') parts.push(c);
    else if (next === '\\') parts.push(next);
    else if (/\d/.test(next)) parts.push(Number(next));
    else return undefined;
    if (c === '\\') at++;
  }
  return parts;
}

export interface Replacing extends Wanted {
  readonly replacement: string;
  /** At most so many; null for all. */
  readonly max: number | null;
}

function replacer(options: Replacing) {
  const pattern = readPattern(options, 'g');
  const parts = readReplacement(options.replacement) ?? [];
  const { max } = options;
  return (x: string): string => {
    let [out, from, done] = ['', 0, 0];
    for (const found of matchesOf(x, pattern, true)) {
      if (done++ === max) break;
      out += x.slice(from, found.index);
      for (const part of parts) out += typeof part === 'string' ? part : (found[part] ?? '');
      from = found.index + found[0].length;
    }
    return out + x.slice(from);
  };
}

export interface Splitting {
  /** What separates: a text, a regular expression, or white space. */
  readonly by: 'text' | 'regex' | 'space';
  readonly pattern: string;
  readonly flags: string;
  /** At most so many splits; null for all. */
  readonly max: number | null;
  /** Whether to begin at the end. */
  readonly reverse: boolean;
}

/** The separators of a text, each with where it begins and ends, in order. */
type Separators = (x: string) => (readonly [number, number])[];

function textSeparators({ pattern, max, reverse }: Splitting): Separators {
  const { length } = pattern;
  return (x) => {
    const found: (readonly [number, number])[] = [];
    const next = (at: number): number =>
      reverse ? (at < length ? -1 : x.lastIndexOf(pattern, at - length)) : x.indexOf(pattern, at);
    for (let at = next(reverse ? x.length : 0); at >= 0 && found.length !== max; at = next(reverse ? at : at + length))
      found.push([at, at + length]);
    return reverse ? found.reverse() : found;
  };
}

function patternSeparators(pattern: RegExp, { max, reverse }: Splitting): Separators {
  return (x) => {
    const found: (readonly [number, number])[] = [];
    for (const { index, 0: text } of matchesOf(x, pattern, true)) {
      if (text !== '') found.push([index, index + text.length]);
      if (found.length === max && !reverse) break;
    }
    return reverse && max !== null ? found.slice(Math.max(0, found.length - max)) : found;
  };
}

function splitter(options: Splitting) {
  if (options.by === 'text' && options.max === null && !options.reverse)
    return (x: string): readonly string[] => x.split(options.pattern);
  const separators =
    options.by === 'text'
      ? textSeparators(options)
      : patternSeparators(options.by === 'regex' ? readPattern(options, 'g') : new RegExp(`${SPACE}+`, 'gu'), options);
  return (x: string): readonly string[] => {
    if (options.max === 0) return [x];
    let from = 0;
    const pieces = separators(x).map(([start, end]) => {
      const before = x.slice(from, start);
      from = end;
      return before;
    });
    return [...pieces, x.slice(from)];
  };
}

type Matcher = (x: string) => RegExpExecArray | null;
const matchers = new Map<string, Matcher>();
const MOST_MATCHERS = 100;

/** Finds the first match. The functions for the groups of one pattern share it, and so look at each text once. */
function matcherOf(wanted: Wanted): Matcher {
  const key = `${wanted.flags}/${wanted.pattern}`;
  const known = matchers.get(key);
  if (known !== undefined) return known;
  const pattern = readPattern(wanted);
  let last: { readonly text: string; readonly match: RegExpExecArray | null } | undefined;
  const matcher: Matcher = (text) => {
    if (last?.text !== text) last = { text, match: pattern.exec(text) };
    return last.match;
  };
  if (matchers.size >= MOST_MATCHERS) matchers.clear();
  matchers.set(key, matcher);
  return matcher;
}

export const patternFunctions = {
  matchesRegex: (wanted: Wanted) => {
    const pattern = readPattern(wanted);
    return (x: string) => pattern.test(x);
  },
  findRegex: (wanted: Wanted) => {
    const pattern = readPattern(wanted);
    return (x: string) => {
      const at = x.search(pattern);
      return at < 0 ? -1 : countPoints(x, at);
    };
  },
  countRegex: (wanted: Wanted) => {
    const pattern = readPattern(wanted, 'g');
    return (x: string) => countMatches(x, pattern);
  },
  replaceRegex: replacer,
  regexGroup: (wanted: Wanted & { readonly group: string }) => {
    const match = matcherOf(wanted);
    return (x: string) => match(x)?.groups?.[wanted.group] ?? '';
  },
  splitText: splitter,
} as const satisfies Readonly<Record<string, Make>>;
