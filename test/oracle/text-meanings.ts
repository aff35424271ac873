import { type Given, type Meaning, type Value, failedIn, listAt, ofPresent, wholeAt } from './given.ts';

/** What operations on texts mean, by lists of characters and the plainest way to say it. */

const chars = (x: string): string[] => [...x];
const word =
  (f: (x: string, ...rest: string[]) => Value): Meaning =>
  (given) =>
    ofPresent((values) => f(...(values as [string])))(given);
const option = <T>(given: Given, name: string): T => given.options[name] as T;
const withOptions = (f: (x: string, given: Given, values: readonly Value[]) => Value): Meaning =>
  ofPresent((values, given) => f(values[0] as string, given, values));

const GREEK = Array.from({ length: 0x80 }, (_, i) => String.fromCharCode(0x1f80 + i));
/** One character for one: where JavaScript has several, the capital whose small letter this is. */
function capital(c: string): string {
  const made = c.toUpperCase();
  if (chars(made).length === 1) return made;
  return c === 'ß' ? 'ẞ' : (GREEK.find((d) => d !== c && d.toLowerCase() === c) ?? c);
}
const small = (c: string): string => (c === 'İ' ? 'i' : c.toLowerCase());
const is = (c: string, kinds: string): boolean => new RegExp(`^[${kinds}]$`, 'u').test(c);
const isTitleChar = (c: string): boolean => is(c, '\\p{Lt}');
const isSmall = (c: string): boolean => !isTitleChar(c) && (is(c, '\\p{Ll}') || (capital(c) !== c && small(c) === c));
const isCapital = (c: string): boolean => !isTitleChar(c) && (is(c, '\\p{Lu}') || (capital(c) === c && small(c) !== c));
const hasCase = (c: string): boolean => isSmall(c) || isCapital(c) || isTitleChar(c);
const spaces = new Set('\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000'.split(''));
for (let code = 0x2000; code <= 0x200a; code++) spaces.add(String.fromCharCode(code));

/** The runs of characters with a case, and those of characters without. */
function runs(x: string): string[][] {
  const found: string[][] = [];
  for (const c of chars(x)) {
    const last = found.at(-1);
    if (last !== undefined && hasCase(last[0] as string) === hasCase(c)) last.push(c);
    else found.push([c]);
  }
  return found;
}
const everyChar = (f: (c: string) => boolean): Meaning => word((x) => chars(x).length > 0 && chars(x).every(f));
const cased = (f: (c: string) => boolean): Meaning =>
  word((x) => {
    const letters = chars(x).filter(hasCase);
    return letters.length > 0 && letters.every(f);
  });

/** The places, in characters, at which a part begins, each behind the one before. */
function placesOf(x: string, part: string): number[] {
  const [all, wanted] = [chars(x), chars(part)];
  const found: number[] = [];
  for (let i = 0; i + wanted.length <= all.length; i++) {
    if (wanted.every((c, k) => all[i + k] === c)) {
      found.push(i);
      i += Math.max(0, wanted.length - 1);
    }
  }
  return found;
}

function replaced(x: string, part: string, by: string, max: number | null): string {
  const all = chars(x);
  const places = placesOf(x, part).slice(0, max ?? undefined);
  const { length } = chars(part);
  let out = '';
  for (let i = 0; i <= all.length; i++) {
    if (places.includes(i)) {
      out += by;
      if (length > 0) {
        i += length - 1;
        continue;
      }
    }
    out += all[i] ?? '';
  }
  return out;
}

const patternOf = (given: Given, more = ''): RegExp =>
  new RegExp(option<string>(given, 'pattern').replaceAll('(?P<', '(?<'), `${option(given, 'flags')}u${more}`);

/** Python's slice. */
function sliced(all: string[], start: number, stop: number | null, step: number): string {
  const n = all.length;
  const clip = (at: number, least: number, most: number): number =>
    Math.min(most, Math.max(least, at < 0 ? n + at : at));
  let out = '';
  if (step > 0) for (let i = clip(start, 0, n); i < (stop === null ? n : clip(stop, 0, n)); i += step) out += all[i];
  else for (let i = clip(start, -1, n - 1); i > (stop === null ? -1 : clip(stop, -1, n - 1)); i += step) out += all[i];
  return out;
}

function trimmed(x: string, side: string, leaves: (c: string) => boolean): string {
  const all = chars(x);
  if (side !== 'end') while (all.length > 0 && leaves(all[0] as string)) all.shift();
  if (side !== 'start') while (all.length > 0 && leaves(all.at(-1) as string)) all.pop();
  return all.join('');
}

function padded(x: string, side: string, width: number, padding: string): string {
  const all = chars(x);
  for (let turn = 1; all.length < width; turn++) {
    if (side === 'start' || (side === 'both' && turn % 2 === 0)) all.unshift(padding);
    else all.push(padding);
  }
  return all.join('');
}

/** Pieces by splitting one after the other, from the front or from the back. */
function split(x: string, given: Given): string[] {
  const by = option<string>(given, 'by');
  const pattern = option<string>(given, 'pattern');
  const max = option<number | null>(given, 'max') ?? Number.POSITIVE_INFINITY;
  const separators =
    by === 'text'
      ? textSeparators(x, pattern, option<boolean>(given, 'reverse'))
      : [...x.matchAll(by === 'space' ? new RegExp(`[${[...spaces].join('')}]+`, 'gu') : patternOf(given, 'g'))]
          .filter((m) => m[0] !== '')
          .map((m) => [m.index, m.index + m[0].length] as const);
  const chosen = option<boolean>(given, 'reverse')
    ? separators.slice(Math.max(0, separators.length - max))
    : separators.slice(0, max);
  const edges = [0, ...chosen.flat(), x.length];
  return Array.from({ length: chosen.length + 1 }, (_, i) => x.slice(edges[2 * i], edges[2 * i + 1]));
}

function textSeparators(x: string, part: string, reverse: boolean): (readonly [number, number])[] {
  const mirror = (text: string): string => text.split('').reverse().join('');
  const pieces = reverse ? mirror(x).split(mirror(part)).map(mirror).reverse() : x.split(part);
  let at = 0;
  return pieces.slice(0, -1).map((text) => {
    const start = at + text.length;
    at = start + part.length;
    return [start, at] as const;
  });
}

export const textMeanings = {
  textLength: word((x) => chars(x).length),
  upper: word((x) => chars(x).map(capital).join('')),
  lower: word((x) => chars(x).map(small).join('')),
  capitalize: word((x) =>
    chars(x)
      .map((c, i) => (i === 0 ? capital(c) : small(c)))
      .join(''),
  ),
  title: word((x) =>
    runs(x)
      .map(([first, ...rest]) => capital(first as string) + rest.map(small).join(''))
      .map((run, i) => (hasCase((runs(x)[i] as string[])[0] as string) ? run : (runs(x)[i] as string[]).join('')))
      .join(''),
  ),
  swapCase: word((x) =>
    chars(x)
      .map((c) => (isSmall(c) ? capital(c) : isCapital(c) ? small(c) : c))
      .join(''),
  ),
  reverseText: word((x) => chars(x).reverse().join('')),
  isAscii: word((x) => chars(x).every((c) => c <= '\x7f')),
  isAlpha: everyChar((c) => is(c, '\\p{Lu}\\p{Ll}\\p{Lt}\\p{Lm}\\p{Lo}')),
  isAlnum: everyChar((c) => is(c, '\\p{Lu}\\p{Ll}\\p{Lt}\\p{Lm}\\p{Lo}\\p{Nd}\\p{Nl}\\p{No}')),
  isDecimal: everyChar((c) => is(c, '\\p{Nd}')),
  isDigit: everyChar((c) => is(c, '\\p{Nd}') || is(c, '\\p{No}')),
  isNumeric: everyChar((c) => is(c, '\\p{Nd}\\p{Nl}\\p{No}')),
  isSpace: everyChar((c) => spaces.has(c)),
  isPrintable: word((x) =>
    chars(x).every((c) => c === ' ' || !is(c, '\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\p{Zs}\\p{Zl}\\p{Zp}')),
  ),
  isLower: cased(isSmall),
  isUpper: cased(isCapital),
  isTitle: word((x) => {
    const words = runs(x).filter(([c]) => hasCase(c as string));
    return words.length > 0 && words.every(([first, ...rest]) => !isSmall(first as string) && rest.every(isSmall));
  }),

  startsWith: word((x, part) => x.slice(0, (part as string).length) === part),
  endsWith: word((x, part) => {
    const { length } = part as string;
    return x.length >= length && x.slice(x.length - length) === part;
  }),
  includesText: word((x, part) => part === '' || x.split(part as string).length > 1),
  findText: word((x, part) => placesOf(x, part as string)[0] ?? -1),
  countText: word((x, part) => placesOf(x, part as string).length),
  replaceText: withOptions((x, given, [, part, by]) => replaced(x, part as string, by as string, option(given, 'max'))),
  matchesRegex: withOptions((x, given) => x.search(patternOf(given)) >= 0),
  findRegex: withOptions((x, given) => {
    const at = x.search(patternOf(given));
    return at < 0 ? -1 : chars(x.slice(0, at)).length;
  }),
  countRegex: withOptions((x, given) => [...x.matchAll(patternOf(given, 'g'))].length),
  replaceRegex: withOptions((x, given) => {
    let [done, end] = [0, -1];
    return x.replace(patternOf(given, 'g'), (match: string, ...rest: unknown[]) => {
      const at = rest.find((part) => typeof part === 'number') as number;
      if ((match === '' && at === end) || done === option<number | null>(given, 'max')) return match;
      done++;
      end = at + match.length;
      return option<string>(given, 'replacement').replace(/\\(\d|\\)/g, (_, n: string) =>
        n === '\\' ? n : n === '0' ? match : ((rest[Number(n) - 1] as string | undefined) ?? ''),
      );
    });
  }),
  regexGroup: withOptions((x, given) => x.match(patternOf(given))?.groups?.[option<string>(given, 'group')] ?? ''),
  isOneOf: withOptions((x, given) => option<(string | null)[]>(given, 'values').includes(x)),
  indexInTexts: withOptions((x, given) => option<(string | null)[]>(given, 'values').indexOf(x)),

  sliceText: withOptions((x, given) =>
    sliced(chars(x), option(given, 'start'), option(given, 'stop'), option(given, 'step')),
  ),
  replaceSlice: withOptions((x, given) => {
    const all = chars(x);
    const [start, stop] = [option<number>(given, 'start'), option<number>(given, 'stop')];
    const from = sliced(all, 0, start, 1);
    const both = sliced(all, 0, stop, 1);
    const kept = chars(both).length > chars(from).length ? both : from;
    return from + option<string>(given, 'replacement') + x.slice(kept.length);
  }),
  trimText: withOptions((x, given) => {
    const characters = option<string | null>(given, 'characters');
    return trimmed(x, option(given, 'side'), (c) =>
      characters === null ? spaces.has(c) : chars(characters).includes(c),
    );
  }),
  padText: withOptions((x, given) =>
    padded(x, option(given, 'side'), option(given, 'width'), option(given, 'padding')),
  ),
  repeatText: withOptions((x, given) => {
    const times = wholeAt(given, 1);
    if (typeof times !== 'number') return times;
    return times < 0 ? given.fail('a negative count') : Array.from({ length: times }, () => x).join('');
  }),
  joinTexts: ofPresent((values) =>
    (values as string[]).slice(0, -1).reduce((all, x, i) => (i === 0 ? x : all + values.at(-1) + x), ''),
  ),
  splitText: withOptions((x, given) => split(x, given)),
  joinText: (given: Given) => {
    const list = listAt(given, 0);
    if (!Array.isArray(list)) return list;
    return (
      failedIn(list) ??
      list.reduce<string>((all, x, i) => (i === 0 ? (x as string) : all + given.args[1]?.value + x), '')
    );
  },

  toUpperCase: word((x) => x.toUpperCase()),
  toLowerCase: word((x) => x.toLowerCase()),
  trimUnits: withOptions((x, given) => trimmed(x, option(given, 'side'), (c) => c.trim() === '')),
  lengthUnits: word((x) => x.split('').length),
  sliceUnits: withOptions((x, given) => {
    const ends = given.args.slice(1).map((_, i) => wholeAt(given, i + 1));
    return (
      failedIn(ends) ??
      x
        .split('')
        .slice(...(ends as number[]))
        .join('')
    );
  }),
  padUnits: withOptions((x, given, [, , padding]) => {
    const width = wholeAt(given, 1);
    if (typeof width !== 'number') return width;
    const missing = padding === '' ? 0 : Math.max(0, width - x.length);
    const fill = (padding as string).repeat(missing).slice(0, missing);
    return option(given, 'side') === 'start' ? fill + x : x + fill;
  }),
  charAt: withOptions((x, given) => {
    const at = wholeAt(given, 1);
    return typeof at !== 'number' ? at : (x.split('')[at] ?? '');
  }),
  indexUnits: word((x, part) => {
    const pieces = x.split(part as string);
    return part === '' ? 0 : pieces.length === 1 ? -1 : (pieces[0] as string).length;
  }),
  replaceAll: word((x, part, by) =>
    x.replace(new RegExp((part as string).replace(/[^a-z\d]/gi, '\\$&'), 'g'), by as string),
  ),
};
