import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromValues } from '../../src/index.ts';

interface Row {
  readonly a: string;
  readonly b: string;
  readonly n: number;
  readonly words: readonly string[];
}
const PREFIX = 'Jet_';

const lambdas: readonly ((e: Row) => unknown)[] = [
  (e) => e.a.toUpperCase(),
  (e) => e.a.toLowerCase(),
  (e) => e.a.trim() + e.b.trimStart() + e.a.trimEnd(),
  (e) => e.a.length + e.b.length,
  (e) => e.a.startsWith(e.b) || e.a.endsWith(e.b) || e.a.includes(e.b),
  (e) => e.a.indexOf(e.b),
  (e) => e.a.slice(e.n),
  (e) => e.a.slice(1, e.n),
  (e) => e.a.slice(-2),
  (e) => e.a.charAt(e.n),
  (e) => e.a.at(e.n) ?? 'none',
  (e) => e.a[1] ?? 'none',
  (e) => e.a.at(-1) ?? 'none',
  // biome-ignore lint/complexity/useMathMinMax: a condition is wanted here
  (e) => e.a.repeat(e.n > 0 ? e.n : 0),
  (e) => e.a.padStart(e.n + 4, e.b),
  (e) => e.a.padEnd(6),
  (e) => e.a.replaceAll(e.b, e.a),
  (e) => e.a.replaceAll('a', '[$&$$]'),
  (e) => e.a.split('a'),
  (e) => e.a.split('ab').join('-'),
  (e) => e.a.concat(e.b, '!'),
  (e) => (e.a.startsWith(PREFIX) ? e.a.slice(PREFIX.length) : PREFIX + e.a),
  (e) => e.words.join('+'),
  (e) => e.words.join(),
  (e) => e.words.map((word) => word.toUpperCase().charAt(0) + word.slice(1)),
  (e) => e.words.filter((word) => word.includes(e.a)).map((word) => word.length),
  (e) => e.words.some((word) => word.trim() === e.a),
  (e) => e.a < e.b,
];

const text = fc.oneof(
  fc.string({ maxLength: 6 }),
  fc.string({
    unit: fc.constantFrom('a', 'b', 'A', 'ß', 'İ', 'Σ', ' ', '\ufeff', '😀', '\u0301', '$', '&', ','),
    maxLength: 8,
  }),
);
const row = fc.record({
  a: text,
  b: text,
  n: fc.integer({ min: -3, max: 4 }),
  words: fc.array(text, { maxLength: 4 }),
});
// the first row shows the type of every column
const shown: Row = { a: 'abcab', b: 'b', n: 2, words: ['a'] };

/** Half a pair of UTF-16 has no place in UTF-8: results have U+FFFD there. */
const wellFormed = (x: unknown): unknown => {
  if (Array.isArray(x)) return x.map(wellFormed);
  return typeof x === 'string' ? Buffer.from(x).toString() : x;
};

test.each(lambdas.map((fn) => [fn.toString().slice(0, 60), fn] as const))(
  'texts read and called give the same: %s',
  async (_text, fn) => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 6 }), async (rows) => {
        const all = [shown, ...rows];
        const read = await (fromValues(all) as unknown as { map(f: unknown): { toArray(): Promise<unknown[]> } })
          .map(fn)
          .toArray();
        expect(read).toEqual(all.map((r) => wellFormed(fn(r))));
      }),
      { numRuns: 40 },
    );
  },
);
