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
  'an unknown field of an element': [
    'unknown-field',
    () => events.Muon.filter((m: Any) => m.ptt > 3),
    "has no field 'ptt'",
    'm.ptt',
    '^',
    "did you mean 'pt'?",
  ],
  'an unknown field of a column': ['unknown-field', () => events.Muon.ptt, "has no field 'ptt'", "did you mean 'pt'?"],
  'an unknown field of the rows': ['unknown-field', () => events.Muonn, "no field 'Muonn'", "did you mean 'Muon'?"],
  'an unknown field in a string': [
    'unknown-field',
    () => events.eval('Muon.filter(m => m.ptt > 3)'),
    'm.ptt',
    '^^^^^',
    "did you mean 'pt'?",
  ],
  'two collections in arithmetic': [
    'other-collection',
    () => events.Muon.pt.add(events.Jet.pt),
    'lists of one collection, found elements of Muon and of Jet',
    'a.cross(b)',
  ],
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
  'a list where a number is wanted': [
    'wrong-type',
    () => events.where((e: Any) => e.Muon.pt > 20),
    'found list of float64',
    'e.Muon.pt > 20',
    '.some(',
  ],
  'a list as the mask of rows': [
    'wrong-type',
    () => events.where(events.Muon.pt.gt(20)),
    'where needs true or false, found list of bool',
    '.some(',
  ],
  'text compared with a number': [
    'wrong-type',
    () => events.Muon.filter((m: Any) => m.pt > '20'),
    'cannot compare float64 with string',
    'm.pt > ',
    'this is text',
  ],
  'a mask of another collection': [
    'other-collection',
    () => events.Jet.filter(events.Muon.pt.gt(20)),
    'found elements of Jet and of Muon',
  ],
  'an undefined variable': [
    'unknown-variable',
    // @ts-expect-error there is no such variable
    () => events.Muon.filter((m: Any) => m.pt > undefinedCut),
    "unknown variable 'undefinedCut'",
    '{ undefinedCut }',
  ],
  'the place of the best without its list': [
    'wrong-type',
    () => events.Muon.at(events.Jet.pt.argmax()),
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
  'a histogram of two collections': [
    'other-collection',
    () => (histogram(regular, regular) as Any).fill(events.Muon.pt, events.Jet.pt),
    'found elements of Muon and of Jet',
  ],
  'a histogram of values that may be missing': [
    'maybe-missing',
    () => filling(events.Muon.at(0).pt),
    'the values of axis 0 may be missing (?float64)',
    "{ missing: 'skip' }",
    'orElse',
  ],
  'an element that may be missing': [
    'maybe-missing',
    () => events.where((e: Any) => e.Muon[0].pt > 20),
    'before .pt may be missing',
    'e.Muon[0].pt',
    '?.pt',
  ],
  'a condition that may be missing': [
    'missing-condition',
    () => events.where(events.Muon.at(0).pt.gt(20)),
    'may be missing',
    'x.orElse(false)',
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

describe('mistakes', () => {
  for (const [name, [code, work, ...says]] of Object.entries(MISTAKES)) {
    test(name, async () => {
      const problem = await problemOf(work);
      expect(problem.code).toBe(code);
      const plain = (text: string): string =>
        text
          .replace(/\s+|[()]/g, '')
          .replace(/"/g, "'")
          .replace(/e2/g, 'e');
      for (const words of says) expect(plain(problem.message)).toContain(plain(words));
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
