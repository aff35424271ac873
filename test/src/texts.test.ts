import { describe, expect, it } from 'vitest';
import { ak, compute, fromValues, type JaggedError, type List } from '../../src/index.ts';

interface Row {
  readonly name: string;
  readonly other: string | undefined;
  readonly words: List<string | undefined>;
  readonly n: number;
}
const rows = [
  { name: 'Straße', other: 'x', words: ['a', 'B'], n: 2 },
  { name: '', other: undefined, words: [], n: 0 },
  { name: '😀e\u0301', other: '\ufeffİ', words: ['c', undefined], n: 1 },
];
const events = fromValues<Row>(rows);

const problem = (make: () => unknown): JaggedError => {
  try {
    make();
  } catch (error) {
    return error as JaggedError;
  }
  throw new Error('nothing was refused');
};
const failure = async (column: { toArray(): Promise<unknown> }): Promise<JaggedError> =>
  column.toArray().then(
    () => {
      throw new Error('nothing failed');
    },
    (error: JaggedError) => error,
  );

describe('ak.str', () => {
  it('counts characters, not bytes and not halves of characters', async () => {
    expect(await ak.str.length(events.name).toArray()).toEqual([6, 0, 3]);
    expect(await ak.str.find_substring(events.name, 'e').toArray()).toEqual([5, -1, 1]);
    expect(await ak.str.slice(events.name, -2).toArray()).toEqual(['ße', '', 'e\u0301']);
    expect(await ak.str.center(events.name, 7, '·').toArray()).toEqual(['Straße·', '·······', '··😀e\u0301··']);
    expect(await ak.str.reverse(events.name).toArray()).toEqual(['eßartS', '', '\u0301e😀']);
  });

  it('changes case character by character', async () => {
    expect(await ak.str.upper(events.name).toArray()).toEqual(['STRAẞE', '', '😀E\u0301']);
    expect(await ak.str.lower(events.other).toArray()).toEqual(['x', undefined, '\ufeffi']);
    expect(await ak.str.match_substring(events.name, 'SSE', { ignore_case: true }).toArray()).toEqual([
      false,
      false,
      false,
    ]);
    expect(await ak.str.ends_with(events.name, 'ẞE', { ignore_case: true }).toArray()).toEqual([true, false, false]);
  });

  it('keeps a byte order mark, which is a character', async () => {
    expect(await ak.str.length(events.other).toArray()).toEqual([1, undefined, 2]);
    expect(await ak.str.join_element_wise(events.other, events.other, '').toArray()).toEqual([
      'xx',
      undefined,
      '\ufeffİ\ufeffİ',
    ]);
  });

  it('knows missing texts', async () => {
    expect(await ak.str.join(events.words, '-').toArray()).toEqual(['a-B', '', undefined]);
    expect(await ak.str.join(events.words, events.other).toArray()).toEqual(['axB', undefined, undefined]);
    expect(await ak.str.is_in(events.other, ['x']).toArray()).toEqual([true, false, false]);
    expect(await ak.str.is_in(events.other, ['x', undefined]).toArray()).toEqual([true, true, false]);
    expect(await ak.str.is_in(events.other, ['x', undefined], { skip_nones: true }).toArray()).toEqual([
      true,
      false,
      false,
    ]);
    expect(await ak.str.index_in(events.other, [undefined, 'x', 'x']).toArray()).toEqual([1, 0, undefined]);
    expect(await ak.str.index_in(events.words, ['B', 'c']).toArray()).toEqual([[undefined, 0], [], [1, undefined]]);
  });

  it('repeats by a column, through lists', async () => {
    expect(await ak.str.repeat(events.words, events.n).toArray()).toEqual([['aa', 'BB'], [], ['c', undefined]]);
    const error = await failure(ak.str.repeat(events.name, ak.subtract(events.n, 1)));
    expect(error).toMatchObject({ code: 'negative-count', hint: 'repeat it 0 times or more' });
    expect((await failure(ak.str.repeat(events.name, 2 ** 30))).code).toBe('text-too-long');
  });

  it('reads patterns when the expression is built', async () => {
    expect(await ak.str.match_substring_regex(events.name, /^s/i).toArray()).toEqual([true, false, false]);
    expect(await ak.str.count_substring_regex(events.name, '.').toArray()).toEqual([6, 0, 3]);
    const refused = (pattern: string | RegExp) => problem(() => ak.str.match_substring_regex(events.name, pattern));
    expect(refused('(')).toMatchObject({
      code: 'bad-pattern',
      reason: 'the pattern "(" cannot be read: Unterminated group',
    });
    expect(refused('(?i)a').hint).toContain('ignore_case: true');
    expect(refused('[[:alpha:]]').hint).toContain('\\p{L}');
    expect(refused('\\Aa\\z').hint).toContain('^ for the beginning');
    expect(refused('\\pL').hint).toContain('in braces');
    expect(refused('\\Qa+b\\E').hint).toContain('a backslash before each character');
    expect(refused(/a/y).code).toBe('wrong-argument');
    const split = problem(() => ak.str.split_pattern_regex(events.name, 'a*'));
    expect(split.code).toBe('empty-separator');
    expect(problem(() => ak.str.split_pattern(events.name, '')).code).toBe('empty-separator');
    expect(problem(() => ak.str.replace_substring_regex(events.name, '(a)', '\\2')).code).toBe('no-such-group');
    expect(problem(() => ak.str.replace_substring_regex(events.name, 'a', '\\n')).code).toBe('wrong-argument');
    expect(problem(() => ak.str.extract_regex(events.name, '(a)(?<b>b)')).code).toBe('unnamed-group');
    expect(problem(() => ak.str.match_like(events.name, 'a\\')).code).toBe('bad-pattern');
  });

  it('takes groups of any name', async () => {
    const data = fromValues<{ x: string }>([{ x: 'a1' }, { x: '1' }]);
    const found = await ak.str.extract_regex(data.x, '(?<__proto__>a)?(?<n>\\d)').toArray();
    expect(found.map((row) => Object.entries(row as object))).toEqual([
      [
        ['__proto__', 'a'],
        ['n', '1'],
      ],
      [
        ['__proto__', ''],
        ['n', '1'],
      ],
    ]);
  });

  it('refuses what does not fit, and says what would', () => {
    expect(problem(() => ak.str.upper(events.n as never))).toMatchObject({
      code: 'wrong-type',
      reason: 'ak.str.upper needs text, found int64',
    });
    expect(problem(() => ak.str.lpad(events.name, -1)).reason).toBe(
      'padText needs a whole number, 0 or more, as width',
    );
    expect(problem(() => ak.str.rpad(events.name, 3, 'ab')).reason).toContain('one character to pad with');
    expect(problem(() => ak.str.slice(events.name, 0, 3, 0)).reason).toContain('step other than 0');
    expect(problem(() => ak.str.is_in(events.name, [1] as never)).code).toBe('wrong-argument');
    expect(problem(() => ak.str.join(events.name, '-')).reason).toContain('lists of texts');
    expect(problem(() => events.map((e) => ak.str.upper(e.name as never) as unknown as string)).hint).toContain(
      'toUpperCase',
    );
    expect(problem(() => events.map((e) => ak.sqrt(e.n as never) as unknown as number)).hint).toBe(
      'here write Math.sqrt(x)',
    );
  });
});

describe('methods of texts in lambdas and of columns', () => {
  it('are JavaScript’s, in UTF-16 units', async () => {
    expect(await events.map((e) => e.name.toUpperCase()).toArray()).toEqual(['STRASSE', '', '😀E\u0301']);
    expect(await events.name.length.toArray()).toEqual([6, 0, 4]);
    expect(await events.map((e) => e.name.length).toArray()).toEqual([6, 0, 4]);
    expect(await events.other.toLowerCase().length.toArray()).toEqual([1, undefined, 3]);
  });

  it('walk lists, and take columns', async () => {
    expect(await events.words.padStart(3, '.').toArray()).toEqual([['..a', '..B'], [], ['..c', undefined]]);
    expect(await events.words.repeat(events.n).toArray()).toEqual([['aa', 'BB'], [], ['c', undefined]]);
    expect(await events.name.concat(events.other).toArray()).toEqual(['Straßex', undefined, '😀e\u0301\ufeffİ']);
    expect(await events.words.join('-').toArray()).toEqual(['a-B', '', 'c-']);
  });

  it('take texts apart and put them together', async () => {
    const names = fromValues<{ x: string; n: number }>([
      { x: 'Jet_btag_score', n: 1 },
      { x: 'MET', n: 2 },
    ]);
    const made = names.map((e) =>
      e.x
        .split('_')
        .filter((word) => word !== 'btag')
        .map((word) => (word.at(-1) ?? '') + word.slice(0, -1))
        .join('/'),
    );
    expect(await made.toArray()).toEqual(['tJe/escor', 'TME']);
    expect(problem(() => names.map((e) => e.x + (e.n as never))).hint).toBe('only texts are put together: text + text');
  });

  it('say what there is', () => {
    expect(problem(() => events.map((e) => (e.name as never as { upper(): string }).upper())).hint).toContain(
      'toUpperCase',
    );
    expect(problem(() => events.map((e) => e.name.split(''))).hint).toContain('split_pattern');
    expect(problem(() => events.map((e) => e.name.trim as never)).hint).toBe('call it: .trim(…)');
    expect(problem(() => events.map((e) => (e.name as never as { padStart(): string }).padStart())).reason).toBe(
      'padStart takes 1 to 2 arguments, found 0',
    );
  });
});

describe('plans with texts', () => {
  it('show patterns, and survive being sent', async () => {
    const { explain, plan, runPlan } = await import('../../src/index.ts');
    const outputs = { n: ak.str.count_substring_regex(events.name, '[a-z]', { ignore_case: true }) };
    expect(explain(outputs)).toContain('countRegex(event.name, {"pattern":"[a-z]","flags":"i"})');
    const sent = JSON.parse(JSON.stringify(plan(outputs)));
    const wanted = await compute(outputs);
    const anyRows = events as never;
    expect(await runPlan(sent, anyRows)).toEqual(wanted);
    const hostile = JSON.parse(JSON.stringify(sent).replaceAll('[a-z]', '(?<'));
    await expect(runPlan(hostile, anyRows)).rejects.toMatchObject({ code: 'bad-pattern' });
  });
});
