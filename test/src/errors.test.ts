/** Mistakes that people make, each with the text they get: what is wrong, where, and the way out. */
import { describe, expect, test } from 'vitest';
import { ak, axis, compute, fromValues, histogram, JaggedError } from '../../src/index.ts';

const muon = { pt: 30.5, eta: 0.1, phi: 0.2, mass: 0.1, charge: 1 };
const rows = [
  { Muon: [muon], Jet: [{ ...muon }, { ...muon }], MET: { pt: 3 } },
  { Muon: [], Jet: [{ ...muon }], MET: { pt: 4 } },
];
const events = fromValues(rows) as any;
const plain = fromValues([
  { a: [1], b: [2] },
  { a: [1], b: [2, 3] },
]) as any;
type Any = any;
const lists = (ak as Any).array([[1, 2], [], [3]]);
const regular = axis.regular(10, 0, 100);
const filling = (...columns: Any[]): Any => (histogram(regular) as Any).fill(...columns);
const goodMuons = events.Muon.filter((m: Any) => m.pt > 10);

async function problemOf(work: () => unknown): Promise<JaggedError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof JaggedError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const MISTAKES: Readonly<Record<string, [code: string, work: () => unknown, ...says: string[]]>> = {
  'an unknown field of a column': ['unknown-field', () => events.Muon.ptt, "has no field 'ptt'", "did you mean 'pt'?"],
  'a selection beside what it was chosen from': [
    'other-collection',
    () => events.Muon.filter((m: Any) => m.pt > 10).pt.add(events.Muon.pt),
    'elements of event.Muon.filter(x => x.pt > 10) and of Muon',
    'choose before the fields',
  ],
  'lists of unlike lengths in arithmetic': [
    'lengths-differ',
    () => plain.a.add(plain.b).toArray(),
    'differ in length: 1 and 2',
    'row 1',
    'same collection',
  ],
  'two collections in a lambda': [
    'wrong-type',
    () => events.map((e: Any) => e.Muon.pt + e.Jet.pt),
    'needs a number, found list',
    'e.Muon.pt + e.Jet.pt',
    '.map(',
  ],
  'a list as the mask of rows': [
    'wrong-type',
    () => events.where(events.Muon.pt.gt(20)),
    'where needs true or false, found list of bool',
    '.some(',
  ],
  'the place of the best, which may be missing': [
    'wrong-type',
    () => events.Jet.at(events.Jet.pt.argmax()),
    'found int64 or missing',
    'maxBy',
  ],
  'the place of the best as a mask': [
    'missing-condition',
    () => events.where(events.Muon.pt.argmax()),
    'the condition of where may be missing',
  ],
  'a histogram of records': [
    'wrong-type',
    () => filling(events.Muon).explain(),
    'axis 0 needs a number, found',
    'fill one of its fields: pt',
  ],
  'arithmetic with a value that may be missing': [
    'maybe-missing',
    () => events.map((e: Any) => e.Muon.pt.max() + 1),
    'may be missing',
    '(x ?? 0)',
  ],
  'operators on columns': [
    'column-as-value',
    () => events.where(events.MET.pt > 3),
    'a column is not a value',
    'x.gt(30) for x > 30',
    'a.and(b) for a && b',
  ],
  'arithmetic with columns': ['column-as-value', () => events.MET.pt + 1, 'a column is not a value'],
  'a column in a text': [
    'column-as-value',
    () => `${events.MET.pt}`,
    'it cannot be put into text',
    'await column.show()',
  ],
  'a column inside a lambda': [
    'captured-column',
    () => events.Jet.filter((j: Any) => goodMuons.some((m: Any) => m.deltaR(j) < 0.4)),
    'goodMuons',
    'events.with({ name: column })',
  ],
  'ak inside a lambda': [
    'ak-inside',
    () => events.where((e: Any) => (ak as Any).num(e.Muon) === 2),
    'ak.num works on columns',
    'list.length',
  ],
  'the place as second parameter of an inner lambda': [
    'element-alone',
    () => events.map((e: Any) => e.Muon.map((m: Any, i: Any) => m.pt + i)),
    "not 'i' too",
    'list.indices()',
  ],
  'a histogram that is not filled': [
    'not-filled',
    () => compute({ mass: histogram(regular) } as Any),
    'the histogram mass is not filled',
    '.fill(column)',
  ],
  'a dataset as output': ['not-lazy', () => compute({ events }), 'name those you want'],
  'columns of two datasets': [
    'other-dataset',
    () => events.MET.pt.add((fromValues([{ x: 1 }]) as Any).x),
    'a column of other rows',
    'the same dataset',
  ],
};

const best = (list: Any): Any => (ak as Any).argmax(list, { axis: 1 });

/** The typical mistakes, each refused while the expression is built: nothing has run then. */
const TYPICAL: readonly [name: string, code: string, build: () => unknown, ...says: string[]][] = [
  ['an unknown field', 'unknown-field', () => events.Muonn, "no field 'Muonn'", "did you mean 'Muon'?"],
  [
    'an unknown field in a lambda',
    'unknown-field',
    () => events.Muon.filter((m: Any) => m.ptt > 3),
    'm.ptt > 3',
    '^',
    "did you mean 'pt'?",
  ],
  [
    'two collections in arithmetic',
    'other-collection',
    () => events.Muon.pt.add(events.Jet.pt),
    'elements of Muon and of Jet',
    'a.cross(b)',
  ],
  [
    'a list where a number is wanted',
    'wrong-type',
    () => events.where((e: Any) => e.Muon.pt > 20),
    'found list of float64',
    'e.Muon.pt > 20',
    '^',
    '.some(',
  ],
  [
    'a value of the wrong type',
    'wrong-type',
    () => events.Muon.filter((m: Any) => m.pt > '20'),
    'cannot compare float64 with string',
    'm.pt > ',
    '^',
    'this is text',
  ],
  [
    'a mask of another collection',
    'other-collection',
    () => events.Jet.filter(events.Muon.pt.gt(20)),
    'elements of Jet and of Muon',
    'a.cross(b)',
  ],
  [
    'an undefined variable',
    'unknown-variable',
    // @ts-expect-error there is no such variable
    () => events.Muon.filter((m: Any) => m.pt > undefinedCut),
    "unknown variable 'undefinedCut'",
    'm.pt > undefinedCut',
    '^',
    '{ undefinedCut }',
  ],
  [
    'the place of the best as a selection of rows',
    'index-without-list',
    () => (ak as Any).getitem(events.Muon, best(events.Muon.pt)),
    'ak.argmax gives places in the lists of Muon.pt',
    'list.maxBy(',
    'keepdims: true',
  ],
  [
    'the place of the best of an array as a selection of rows',
    'index-without-list',
    () => (ak as Any).getitem(lists, best(lists)),
    'in the lists of the array',
    'keepdims: true',
  ],
  [
    'the same, with something for empty lists',
    'index-without-list',
    () => (ak as Any).getitem(events.Muon, events.Jet.pt.argmin().orElse(0)),
    'ak.argmin gives places in the lists of Jet.pt',
    'list.minBy(',
  ],
  [
    'the place of the best of one collection in another',
    'other-collection',
    () => events.Muon.at(events.Jet.pt.argmax().orElse(0)),
    'at takes a place in Muon, found that of the best of Jet.pt',
    'list.maxBy(',
  ],
  [
    'the same in a lambda',
    'other-collection',
    () => events.map((e: Any) => e.Muon.at(e.Jet.pt.argmax() ?? 0)?.pt),
    'e.Muon.at(e.Jet.pt.argmax() ?? 0)',
    '^',
    'list.maxBy(',
  ],
  [
    'a histogram of what cannot be broadcast',
    'other-collection',
    () => (histogram(regular, regular) as Any).fill(events.Muon.pt, events.Jet.pt),
    'elements of Muon and of Jet',
    'a.cross(b)',
  ],
  [
    'missing values that would vanish unseen in a histogram',
    'maybe-missing',
    () => filling(events.Muon.at(0).pt),
    'may be missing (?float64)',
    "{ missing: 'skip' }",
  ],
  [
    'missing values that would vanish unseen in a condition',
    'missing-condition',
    () => events.where(events.Muon.at(0).pt.gt(20)),
    'may be missing',
    'x.orElse(false)',
  ],
  [
    'missing values that would vanish unseen in a lambda',
    'maybe-missing',
    () => events.where((e: Any) => e.Muon[0].pt > 20),
    'e.Muon[0].pt',
    '^',
    '?.pt',
  ],
];

/** Texts without what compilers and formatters change in lambdas. */
const withoutStyle = (text: string): string =>
  text
    .replace(/\s+|[()]/g, '')
    .replace(/"/g, "'")
    .replace(/e2/g, 'e');

describe('typical mistakes are refused when the expression is built', () => {
  test.each(TYPICAL)('%s', (_, code, build, ...says) => {
    let problem: unknown;
    try {
      build();
    } catch (error) {
      problem = error;
    }
    expect(problem).toBeInstanceOf(JaggedError);
    expect((problem as JaggedError).code).toBe(code);
    expect((problem as JaggedError).hint).toBeTypeOf('string');
    for (const words of says) expect(withoutStyle((problem as JaggedError).message)).toContain(withoutStyle(words));
  });

  test('what looks alike and is right is not', async () => {
    const { getitem, argmax, array } = ak as Any;
    const kept = getitem(lists, argmax(lists, { axis: 1, keepdims: true }));
    expect(await kept.toArray()).toStrictEqual([[2], [undefined], [3]]);
    expect(await events.Jet.at(events.Jet.pt.argmax().orElse(0)).pt.toArray()).toStrictEqual([30.5, 30.5]);
    const places = events.Jet.indices().combinations(2, ['a', 'b']);
    const masses = events.Jet.combinations(2, ['a', 'b']).map(({ a, b }: Any) => a.pt + b.pt);
    expect(await places.at(masses.argmax().orElse(0)).toArray()).toStrictEqual([{ a: 0, b: 1 }, undefined]);
    // places of the best that are looked up in a table
    const filled = array([[1, 2], [3]]);
    expect(await getitem(array(['first', 'second']), filled.argmax().orElse(0)).toArray()).toStrictEqual([
      'second',
      'first',
    ]);
  });
});

describe('mistakes', () => {
  for (const [name, [code, work, ...says]] of Object.entries(MISTAKES)) {
    test(name, async () => {
      const problem = await problemOf(work);
      expect(problem.code).toBe(code);
      for (const words of says) expect(withoutStyle(problem.message)).toContain(withoutStyle(words));
    });
  }

  test('a column may be awaited by mistake and stays a column', async () => {
    expect(await events.Muon).not.toBeUndefined();
    expect(events.Muon.then).toBeUndefined();
  });

  test('missing values that a histogram skips are counted and said', async () => {
    const h = await filling(events.Muon.at(0).pt, { missing: 'skip' }).run();
    expect(h.skipped).toBe(1);
    expect(h.toString()).toContain('skipped 1 missing');
  });
});
