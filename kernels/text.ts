import { type Make, plain } from './make.ts';

/** Functions of texts that need to know characters: code points, letter case and kinds of characters, as Unicode has them. */

const ASCII = /^\p{ASCII}*$/u;
const SURROGATE = /[\ud800-\udfff]/;

/** Whether all characters are ASCII; true for an empty text. */
export const isAscii = (x: string): boolean => ASCII.test(x);

/** The code points of a text, by index; a text whose UTF-16 units are its code points stands for itself. */
export const points = (x: string): string | readonly string[] => (SURROGATE.test(x) ? Array.from(x) : x);

/** Some of the code points as text. */
export function piece(of: string | readonly string[], from: number, to: number): string {
  return typeof of === 'string' ? of.slice(from, to) : of.slice(from, to).join('');
}

/** How many code points a text has in its UTF-16 units up to `end`. */
export function countPoints(x: string, end = x.length): number {
  let pairs = 0;
  for (let i = 0; i + 1 < end; i++) {
    if ((x.charCodeAt(i) & 0xfc00) === 0xd800 && (x.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      pairs++;
      i++;
    }
  }
  return end - pairs;
}

/** Capitals of one character for letters that JavaScript makes several of: the simple mappings of Unicode, and ẞ. */
const CAPITALS: ReadonlyMap<string, string> = new Map([
  ['ß', 'ẞ'],
  ...[0x1f80, 0x1f90, 0x1fa0].flatMap((start) =>
    Array.from({ length: 8 }, (_, i) => [String.fromCharCode(start + i), String.fromCharCode(start + i + 8)] as const),
  ),
  ...[0x1fb3, 0x1fc3, 0x1ff3].map((code) => [String.fromCharCode(code), String.fromCharCode(code + 9)] as const),
]);

const isOne = (x: string): boolean => x.length === 1 || (x.length === 2 && (x.codePointAt(0) as number) > 0xffff);

/** The capital of a character, always one character; itself where there is none. */
function capital(c: string): string {
  const made = c.toUpperCase();
  return isOne(made) ? made : (CAPITALS.get(c) ?? c);
}

/** The small letter of a character, always one character; itself where there is none. */
function small(c: string): string {
  const made = c.toLowerCase();
  return isOne(made) ? made : 'i';
}

function upper(x: string): string {
  const made = x.toUpperCase();
  // where JavaScript makes several characters of one, the text grows
  if (made.length === x.length) return made;
  let out = '';
  for (const c of x) out += capital(c);
  return out;
}

function lower(x: string): string {
  const made = x.toLowerCase();
  // so it does here; and Σ depends on where it stands
  if (made.length === x.length && !x.includes('Σ')) return made;
  let out = '';
  for (const c of x) out += small(c);
  return out;
}

/** The case of a character: small, capital, title (such as ǅ), or none. */
type Case = 'small' | 'capital' | 'title' | 'none';
function findCase(c: string): Case {
  if (/\p{Lt}/u.test(c)) return 'title';
  const [up, down] = [capital(c), small(c)];
  if (/\p{Ll}/u.test(c) || (up !== c && down === c)) return 'small';
  return /\p{Lu}/u.test(c) || (up === c && down !== c) ? 'capital' : 'none';
}

const cases = new Map<string, Case>();
const MOST_CASES = 4096;
function caseOf(c: string): Case {
  const known = cases.get(c);
  if (known !== undefined) return known;
  const found = findCase(c);
  if (cases.size < MOST_CASES) cases.set(c, found);
  return found;
}

function capitalize(x: string): string {
  const [first] = x;
  return first === undefined ? '' : capital(first) + lower(x.slice(first.length));
}

/** A word is a run of characters that have a case. */
function title(x: string): string {
  let out = '';
  let inside = false;
  for (const c of x) {
    const cased = caseOf(c) !== 'none';
    out += !cased ? c : inside ? small(c) : capital(c);
    inside = cased;
  }
  return out;
}

function swapCase(x: string): string {
  let out = '';
  for (const c of x) {
    const is = caseOf(c);
    out += is === 'small' ? capital(c) : is === 'capital' ? small(c) : c;
  }
  return out;
}

/** Whether there are characters with a case and all of them have this one. */
function allOfCase(x: string, wanted: Case): boolean {
  let found = false;
  for (const c of x) {
    const is = caseOf(c);
    if (is === 'none') continue;
    if (is !== wanted) return false;
    found = true;
  }
  return found;
}

function isTitle(x: string): boolean {
  let found = false;
  let inside = false;
  for (const c of x) {
    const is = caseOf(c);
    if (is !== 'none') {
      if ((is === 'small') !== inside) return false;
      found = true;
    }
    inside = is !== 'none';
  }
  return found;
}

function reverseText(x: string): string {
  let out = '';
  for (const c of x) out = c + out;
  return out;
}

/** A character class, for patterns: what Unicode takes for white space, as Arrow and Python do. */
export const SPACE = `[\\t-\\r\\p{Zs}\\u2028\\u2029${String.fromCharCode(0x1c, 0x1d, 0x1e, 0x1f, 0x85)}]`;

const every =
  (characters: string): Make =>
  () => {
    const pattern = new RegExp(`^${characters}$`, 'u');
    return (x: string) => pattern.test(x);
  };

export const textFunctions = {
  textLength: plain((x: string) => countPoints(x)),
  upper: plain(upper),
  lower: plain(lower),
  capitalize: plain(capitalize),
  title: plain(title),
  swapCase: plain(swapCase),
  reverseText: plain(reverseText),
  isAscii: plain(isAscii),
  isAlpha: every('\\p{L}+'),
  isAlnum: every('[\\p{L}\\p{N}]+'),
  isDecimal: every('\\p{Nd}+'),
  isDigit: every('[\\p{Nd}\\p{No}]+'),
  isNumeric: every('\\p{N}+'),
  isSpace: every(`${SPACE}+`),
  isPrintable: every('(?: |[^\\p{C}\\p{Z}])*'),
  isLower: plain((x: string) => allOfCase(x, 'small')),
  isUpper: plain((x: string) => allOfCase(x, 'capital')),
  isTitle: plain(isTitle),
} as const satisfies Readonly<Record<string, Make>>;
