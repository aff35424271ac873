import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FunctionName, makeFunction } from '../../kernels/functions.ts';
import { strings, text as decode } from '../../kernels/loop.ts';
import { escaped, groupsOf, likePattern, readReplacement } from '../../kernels/pattern.ts';
import { countPoints } from '../../kernels/text.ts';

/** What pyarrow's kernels say of some blocks of characters, in which Unicode changes no more: ranges are hexadecimal. */
interface Facts {
  readonly ranges: string;
  readonly is: Readonly<Record<string, string>>;
  readonly maps: Readonly<Record<string, { readonly from: string; readonly to: string }>>;
}
const facts = JSON.parse(readFileSync(new URL('./unicode-facts.json', import.meta.url), 'utf8')) as Facts;

function characters(ranges: string): string[] {
  return ranges.split(' ').flatMap((range) => {
    const [first, last] = range.split('-').map((code) => Number.parseInt(code, 16)) as [number, number | undefined];
    return Array.from({ length: (last ?? first) - first + 1 }, (_, i) => String.fromCodePoint(first + i));
  });
}
const all = characters(facts.ranges);
const text = (name: FunctionName, options = {}) => makeFunction(name, options) as (...values: unknown[]) => unknown;

const PREDICATES = {
  alpha: 'isAlpha',
  alnum: 'isAlnum',
  decimal: 'isDecimal',
  digit: 'isDigit',
  numeric: 'isNumeric',
  lower: 'isLower',
  upper: 'isUpper',
  title: 'isTitle',
  space: 'isSpace',
  printable: 'isPrintable',
} as const satisfies Record<string, FunctionName>;

describe('characters are what Arrow takes them for', () => {
  it.each(Object.entries(PREDICATES))('is_%s', (name, fn) => {
    const wanted = new Set(characters(facts.is[name] as string));
    const is = text(fn);
    expect(wanted.size).toBeGreaterThan(0);
    expect(all.filter((c) => is(c) !== wanted.has(c))).toEqual([]);
  });

  it.each([
    ['upper', 'upper'],
    ['lower', 'lower'],
    ['swapcase', 'swapCase'],
  ] as const)('%s', (name, fn) => {
    const { from, to } = facts.maps[name] as Facts['maps'][string];
    const target = [...to];
    const wanted = new Map([...from].map((c, i) => [c, target[i]]));
    const map = text(fn);
    expect(wanted.size).toBeGreaterThan(100);
    expect(all.filter((c) => map(c) !== (wanted.get(c) ?? c))).toEqual([]);
  });
});

describe('code points', () => {
  it('are counted, a lone half of a pair too', () => {
    expect(['', 'a', '😀', 'e\u0301', '\ud83d', '\ude00\ud83d', '😀\ud83d😀'].map((x) => countPoints(x))).toEqual([
      0, 1, 1, 2, 1, 2, 3,
    ]);
    expect(countPoints('a😀b', 3)).toBe(2);
  });

  it('are what slices, paddings and trimmed characters count', () => {
    const cut = text('sliceText', { start: 1, stop: 3, step: 1 });
    expect(['😀😀😀😀', 'abcd', ''].map(cut)).toEqual(['😀😀', 'bc', '']);
    expect(text('padText', { side: 'start', width: 3, padding: '😀' })('😀')).toBe('😀😀😀');
    // a half that two characters share is no character
    expect(text('trimText', { side: 'both', characters: '😀' })('😁😀')).toBe('😁');
  });
});

describe('texts as a column', () => {
  it('are UTF-8, read back as they were', () => {
    const unit = fc.constantFrom('a', '\u007f', 'é', '߿', '日', '\uffff', '😀', '\ud83d', '\ude00', '\ufeff');
    const many = fc.array(fc.oneof(fc.string({ unit, maxLength: 6 }), fc.string({ minLength: 60, maxLength: 70 })));
    fc.assert(
      fc.property(many, (texts) => {
        const { offsets, bytes } = strings(texts);
        const encoded = texts.map((x) => [...Buffer.from(x)]);
        expect(texts.map((_, i) => [...bytes.subarray(offsets[i], offsets[i + 1])])).toEqual(encoded);
        expect(texts.map((_, i) => decode(offsets, bytes, i))).toEqual(texts.map((x) => Buffer.from(x).toString()));
      }),
    );
  });
});

describe('slices are Python’s', () => {
  it.each([
    [1, null, -1, 'ba'],
    [4, 1, -1, 'edc'],
    [10, -10, -2, 'fdb'],
    [-1, null, -1, 'fedcba'],
    [0, -100, -1, 'a'],
    [-100, 3, 1, 'abc'],
    [4, 2, 1, ''],
    [0, null, 2, 'ace'],
  ])('[%s:%s:%s]', (start, stop, step, wanted) => {
    expect(text('sliceText', { start, stop, step })('abcdef')).toBe(wanted);
  });
});

describe('patterns', () => {
  it('know their groups, with Python’s names too', () => {
    const of = (pattern: string) => groupsOf({ pattern, flags: '' });
    expect(of('(?P<a>x)|(?<b>y)(z)')).toEqual({ count: 3, names: ['a', 'b'] });
    expect(of('[(?P<]\\(?')).toEqual({ count: 0, names: [] });
    expect(of('a|')).toEqual({ count: 0, names: [] });
  });

  it('are texts or SQL patterns taken literally', () => {
    const odd = 'a.b*c+d?e^f$g(h)i[j]k{l}m|n\\o/p-q';
    expect(text('matchesRegex', { pattern: `^${escaped(odd)}$`, flags: '' })(odd)).toBe(true);
    const like = (pattern: string, value: string) =>
      text('matchesRegex', { pattern: likePattern(pattern), flags: 's' })(value);
    expect([
      like('a%b', 'a\nb'),
      like('a\\%b', 'a%b'),
      like('a\\%b', 'axb'),
      like('_', '😀'),
      like('a.c', 'abc'),
    ]).toEqual([true, true, false, true, false]);
  });

  it('replace and count as RE2 does where they match nothing', () => {
    const replace = (pattern: string, replacement: string, x: string, max: number | null = null) =>
      text('replaceRegex', { pattern, flags: '', replacement, max })(x);
    expect(replace('b*', '-', 'abab')).toBe('-a-a-');
    expect(replace('b*', '-', '日bb本')).toBe('-日-本-');
    expect(replace('', '-', '😀')).toBe('-😀-');
    expect(replace('(a)|(b)', '[\\1\\2]', 'ab', 1)).toBe('[a]b');
    expect(replace('a', '$&', 'a')).toBe('$&');
    expect(text('countRegex', { pattern: 'a*', flags: '' })('baab')).toBe(4);
    expect(readReplacement('\\x')).toBeUndefined();
    expect(readReplacement('\\')).toBeUndefined();
  });
});

describe('pieces', () => {
  const split = (options: object) =>
    text('splitText', { by: 'text', pattern: ',', flags: '', max: null, reverse: false, ...options });
  it.each([
    [{}, 'a,b,,c', ['a', 'b', '', 'c']],
    [{}, '', ['']],
    [{ max: 1 }, 'a,b,c', ['a', 'b,c']],
    [{ max: 1, reverse: true }, 'a,b,c', ['a,b', 'c']],
    [{ max: 0 }, 'a,b', ['a,b']],
    [{ pattern: 'aa' }, 'aaa', ['', 'a']],
    [{ pattern: 'aa', reverse: true }, 'aaa', ['a', '']],
    [{ by: 'space' }, '  a\u3000b ', ['', 'a', 'b', '']],
    [{ by: 'space', max: 1, reverse: true }, '  a  b ', ['  a  b', '']],
    [{ by: 'regex', pattern: '([0-9])+' }, 'a1b22c', ['a', 'b', 'c']],
    [{ by: 'regex', pattern: '(?=b)|,' }, 'ab,c', ['ab', 'c']],
  ])('%o of %s', (options, x, wanted) => {
    expect(split(options)(x)).toEqual(wanted);
  });
});
