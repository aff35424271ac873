import { groupsOf, readPattern, readReplacement, type Wanted } from '../../kernels/pattern.ts';
import type { Ranges } from '../../kernels/ranges.ts';
import type { Options } from '../tree/expr.ts';
import { ExpressionError } from '../tree/problem.ts';

/** Checks of the constants of a call: they may come from a plan that was made elsewhere. */

const wrong = (op: string, name: string, wanted: string, hint?: string): ExpressionError =>
  new ExpressionError('wrong-argument', `${op} needs ${wanted} as ${name}`, { hint });

/** A text. */
export function needTextOption(op: string, options: Options, name: string): string {
  const value = options[name];
  if (typeof value !== 'string') throw wrong(op, name, 'text');
  return value;
}

/** A whole number, at least `least`. */
export function needWholeOption(op: string, options: Options, name: string, least = -(2 ** 31)): number {
  const value = options[name];
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > 2 ** 31)
    throw wrong(op, name, least === 0 ? 'a whole number, 0 or more,' : 'a whole number');
  return value;
}

/** A whole number, or null. */
export function needLimitOption(op: string, options: Options, name: string, least = 0): void {
  if (options[name] !== null) needWholeOption(op, options, name, least);
}

/** One of some words. */
export function needWordOption(op: string, options: Options, name: string, words: readonly string[]): void {
  if (!words.includes(options[name] as string)) throw wrong(op, name, `one of ${words.join(', ')}`);
}

/** True or false. */
export function needTruthOption(op: string, options: Options, name: string): void {
  if (typeof options[name] !== 'boolean') throw wrong(op, name, 'true or false');
}

/** What is written in RE2, which Awkward uses, and not in JavaScript. */
const ELSEWHERE: readonly (readonly [RegExp, string])[] = [
  [/\(\?[imsU-]+[:)]/, 'give flags as options, { ignore_case: true }, or pass a regular expression with flags: /…/i'],
  [/\[\[:\^?\w+:\]/, 'write the class out, [A-Za-z], or by its Unicode property, \\p{L}'],
  [/\\[AzZ]/, 'write ^ for the beginning of the text and $ for its end'],
  [/\\[pP][A-Z]/, 'write the property in braces: \\p{L}'],
  [/\\[QE]/, 'write a backslash before each character that stands for itself'],
  [/\\C/, 'write . for any character'],
];

/** A pattern and its flags; what cannot be read is an error before any data are. */
export function needPattern(op: string, options: Options): Wanted {
  const wanted = { pattern: needTextOption(op, options, 'pattern'), flags: needTextOption(op, options, 'flags') };
  if (!/^[ims]*$/.test(wanted.flags))
    throw wrong(op, 'flags', 'some of i, m and s', 'other flags of a regular expression mean nothing here');
  try {
    readPattern(wanted);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const hint = ELSEWHERE.find(([written]) => written.test(wanted.pattern))?.[1];
    throw new ExpressionError(
      'bad-pattern',
      `the pattern ${JSON.stringify(wanted.pattern)} cannot be read: ${error.message.replace(/^.*: /s, '')}`,
      {
        hint: hint ?? 'patterns are JavaScript’s regular expressions with the flag u',
      },
    );
  }
  return wanted;
}

/** A pattern that separates: it has something to match. */
export function needSeparator(op: string, options: Options): void {
  const { by } = options;
  const empty =
    by === 'regex'
      ? readPattern(needPattern(op, options)).test('')
      : by === 'text' && needTextOption(op, options, 'pattern') === '';
  if (empty)
    throw new ExpressionError('empty-separator', `${op} needs a separator that is not empty`, {
      hint: 'between any two characters there is nothing to split at',
    });
}

/** A replacement for what a pattern matches, with the groups that the pattern has. */
export function needReplacement(op: string, options: Options): void {
  const parts = readReplacement(needTextOption(op, options, 'replacement'));
  if (parts === undefined)
    throw wrong(
      op,
      'the replacement',
      'text',
      'a backslash stands before the number of a group, \\1, or before another backslash',
    );
  const { count } = groupsOf(needPattern(op, options));
  const most = Math.max(0, ...parts.filter((part) => typeof part === 'number'));
  if (most > count)
    throw new ExpressionError('no-such-group', `the replacement has group \\${most}, and the pattern has ${count}`);
}

/** The name of a group that the pattern has. */
export function needGroup(op: string, options: Options): void {
  const name = needTextOption(op, options, 'group');
  if (!groupsOf(needPattern(op, options)).names.includes(name))
    throw new ExpressionError('no-such-group', `the pattern has no group named ${JSON.stringify(name)}`);
}

const isWhole = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) >= 0;

/** Ranges of whole numbers by a whole number, as `{ "1": [[1, 5], [9, 9]] }`: ascending, and apart from each other. */
export function needRangesOption(op: string, options: Options, name: string): Ranges {
  const problem = rangesProblem(options[name]);
  if (problem !== undefined)
    throw new ExpressionError('bad-ranges', `${op} cannot have such ${name}: ${problem}`, {
      hint: 'ranges are pairs of whole numbers, the first and the last one, ascending: {"1": [[1, 5], [9, 9]]}',
    });
  return options[name] as Ranges;
}

/** What is wrong with ranges; undefined where nothing is. */
export function rangesProblem(ranges: unknown): string | undefined {
  if (typeof ranges !== 'object' || ranges === null || Array.isArray(ranges))
    return `needs an object of lists, found ${shown(ranges)}`;
  for (const [of, list] of Object.entries(ranges)) {
    if (!/^(0|[1-9]\d{0,15})$/.test(of) || !isWhole(Number(of))) return `${JSON.stringify(of)} is no whole number`;
    if (!Array.isArray(list)) return `${of} needs a list of ranges, found ${shown(list)}`;
    let before: readonly number[] | undefined;
    for (const range of list as readonly unknown[]) {
      if (!Array.isArray(range) || range.length !== 2 || !range.every(isWhole))
        return `${of} has a range ${shown(range)}, which is no pair of whole numbers`;
      const [first, last] = range as [number, number];
      if (first > last) return `${of} has a range that ends before it begins: ${shown(range)}`;
      if (before !== undefined && first <= (before[1] as number))
        return `${of} has the range ${shown(range)} after ${shown(before)}: they overlap, or are not ascending`;
      before = range;
    }
  }
  return undefined;
}

const shown = (value: unknown): string => String(JSON.stringify(value)).slice(0, 60);
