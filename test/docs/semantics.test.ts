import { describe, expect, it } from 'vitest';
import { asDataset, columnOf, stringExpr } from '../../src/api/dataset.ts';
import type { Core } from '../../src/api/core.ts';
import { ak, axis, compute, fromValues, histogram, type List } from '../../src/index.ts';

const row = {
  nan: Number.NaN,
  x: 2.5,
  n: 7,
  big: 2 ** 53 - 1,
  xs: [1, Number.NaN, 3],
  empty: [1].slice(1),
  ns: [1, 2, 3],
  ys: [3, Number.NaN, 1],
  t: 'Straße😀',
};
// the second row gives `empty` its type, and something to be missing
const events = fromValues([
  { ...row, maybe: 1 },
  { ...row, empty: [1.5], maybe: undefined },
]);
const core = asDataset(events) as Core;
const first = async (text: string): Promise<unknown> =>
  ((await (columnOf(core, stringExpr(core, text)) as { toArray(): Promise<unknown[]> }).toArray()) as unknown[])[0];

describe('what docs/semantics.md says', () => {
  it.each([
    ['nan > 1', false],
    ['nan === nan', false],
    ['nan !== nan', true],
    ['xs.sum()', Number.NaN],
    ['xs.min()', 1],
    ['xs.max()', 3],
    ['Math.min(nan, 1)', Number.NaN],
    ['empty.sum()', 0],
    ['empty.prod()', 1],
    ['empty.some(v => v > 0)', false],
    ['empty.every(v => v > 0)', true],
    ['empty.min()', undefined],
    ['empty.first()', undefined],
    ['ns.at(9)', undefined],
    ['ns.at(-1)', 3],
    ['n / 2', 3.5],
    ['Math.round(x)', 3],
    ['-n % 4', -3],
    ['Math.sqrt(-1)', Number.NaN],
    ['1 / 0 + x', Infinity],
    ['ys.sort()', [1, 3, Number.NaN]],
    ['t.toUpperCase()', 'STRASSE😀'],
    ['t.length', 8],
    ['t.charAt(7)', '\ufffd'],
    ['ns.combinations(2, ["a", "b"]).map(p => p.a * 10 + p.b)', [12, 13, 23]],
  ])('%s', async (text, expected) => {
    expect(await first(text)).toEqual(expected);
  });

  it('counts characters in ak.str, and changes case one by one', async () => {
    const texts = fromValues<{ t: string; words: List<string | undefined> }>([
      { t: 'ß😀x', words: ['a', undefined] },
      { t: '', words: [] },
    ]);
    expect(await ak.str.length(texts.t).toArray()).toEqual([3, 0]);
    expect(await ak.str.find_substring(texts.t, 'x').toArray()).toEqual([2, -1]);
    expect(await ak.str.upper(texts.t).toArray()).toEqual(['ẞ😀X', '']);
    expect(await ak.str.join(texts.words, '-').toArray()).toEqual([undefined, '']);
    expect(await ak.str.replace_substring(texts.t, '', '.').toArray()).toEqual(['.ß.😀.x.', '.']);
    expect(await ak.str.extract_regex(texts.t, '(?P<a>ß)|(?<b>y)').toArray()).toEqual([{ a: 'ß', b: '' }, undefined]);
  });

  it('has NumPy’s rules in ak', async () => {
    const numbers = fromValues<{ n: number; x: number }>([
      { n: -7, x: 2.5 },
      { n: 3, x: -0.5 },
    ]);
    expect(await ak.mod(numbers.n, 4).toArray()).toEqual([1, 3]);
    expect(await ak.fmod(numbers.n, 4).toArray()).toEqual([-3, 3]);
    expect(await ak.round(numbers.x).toArray()).toEqual([2, -0]);
    expect(await ak.power(1, ak.log(numbers.n)).toArray()).toEqual([1, 1]);
    await expect(ak.floor_divide(numbers.n, 0).toArray()).rejects.toMatchObject({ code: 'division-by-zero' });
  });

  it('stops at integers beyond 2^53', async () => {
    await expect(first('big + 1')).rejects.toThrow(/2\*\*53|2\^53|beyond/);
  });

  it('refuses a missing condition', () => {
    expect(() => stringExpr(core, '(maybe > 0) ? 1 : 2')).toThrow('may be missing');
  });

  it('puts NaN into overflow, the upper edge too, and counts what is missing', async () => {
    const data = fromValues<{ v: number | undefined; l: List<number> }>([
      { v: Number.NaN, l: [] },
      { v: 0, l: [] },
      { v: 1, l: [] },
      { v: undefined, l: [] },
    ]);
    const { h } = await compute({ h: histogram(axis.regular(2, 0, 1)).fill(data.v, { missing: 'skip' }) });
    expect([...h.values({ flow: true })]).toEqual([0, 1, 0, 2]);
    expect(h.skipped).toBe(1);
  });
});
