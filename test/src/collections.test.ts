/** Several collections as one, and sums of vectors. */
import { describe, expect, test } from 'vitest';
import { ak as functions, fromValues, TypeMismatchError } from '../../src/index.ts';

type Any = any;
const ak = functions as Any;
const particle = (pt: number, more: object): object => ({ pt, eta: 0.5, phi: 1, mass: 0.1, charge: 1, ...more });
const rows = [
  { Electron: [particle(1, { sieie: 1 }), particle(2, { sieie: 2 })], Muon: [particle(3, { global: true })] },
  { Electron: [], Muon: [particle(5, { global: true }), particle(6, { global: false })] },
  { Electron: [], Muon: [] },
];
const events = fromValues(rows, { chunkSize: 2 }) as Any;
const COMMON = 'pt: int64, eta: float64, phi: int64, mass: float64, charge: int64';
const unlike = fromValues([{ a: [{ a: 1 }], b: [{ b: 1 }], text: [{ a: 'one' }] }]) as Any;

describe('several collections as one', () => {
  const leptons = ak.concatenate([events.Electron, events.Muon], { as: 'Lepton' });

  test('records of the common fields, named, with the number of the collection', async () => {
    expect(ak.type(leptons)).toBe(`var * Lepton[${COMMON}, origin: int64]`);
    expect(await leptons.pt.toArray()).toStrictEqual([[1, 2, 3], [5, 6], []]);
    expect(await leptons.origin.toArray()).toStrictEqual([[0, 0, 1], [1, 1], []]);
  });

  test('named collections, another tag, none', async () => {
    const named = ak.concatenate({ e: events.Electron, mu: events.Muon }, { as: 'Lepton', tag: 'from' });
    expect(await named.from.toArray()).toStrictEqual([['e', 'e', 'mu'], ['mu', 'mu'], []]);
    const muons = named.filter((l: Any) => l.from === 'mu' && l.pt > 3);
    expect(await muons.pt.toArray()).toStrictEqual([[], [5, 6], []]);
    expect(ak.type(ak.concatenate([events.Electron, events.Muon], { as: 'L', tag: null }))).toBe(`var * L[${COMMON}]`);
  });

  test('they stay vectors', async () => {
    const [[first]] = await leptons.px.toArray();
    expect(first).toBeCloseTo(Math.cos(1), 12);
    expect(await leptons.nearest(leptons.at(1)).pt.toArray()).toStrictEqual([1, 5, undefined]);
  });

  test('the method of lists, on columns and in lambdas', async () => {
    const joined = events.Electron.concat(events.Muon, { as: 'Lepton' });
    expect(ak.type(joined)).toBe(ak.type(leptons));
    expect(await joined.toArray()).toStrictEqual(await leptons.toArray());
    const inside = events.map((e: Any) =>
      e.Electron.concat(e.Muon, { as: 'Lepton' }).filter((l: Any) => l.origin === 1),
    );
    expect(await inside.pt.toArray()).toStrictEqual([[3], [5, 6], []]);
  });

  test('only what is asked for is read', () => {
    expect(leptons.pt.explain()).toContain('Electron.pt\n  Muon.pt\n');
    expect(leptons.pt.explain()).not.toContain('Electron.eta');
  });

  test('arrays in memory give the same', async () => {
    const [e, mu] = [ak.array(rows.map(({ Electron }) => Electron)), ak.array(rows.map(({ Muon }) => Muon))];
    const arrays = ak.concatenate([e, mu], { as: 'Lepton' });
    expect(ak.type(arrays)).toBe(ak.type(leptons));
    expect(await arrays.toArray()).toStrictEqual(await leptons.toArray());
    expect(await ak.concatenate({ e, mu }, { as: 'Lepton' }).origin.toArray()).toStrictEqual([
      ['e', 'e', 'mu'],
      ['mu', 'mu'],
      [],
    ]);
    const flat = ak.concatenate([ak.array([{ x: 1 }]), ak.array([{ x: 2 }])], { as: 'X', axis: 0 });
    expect(await flat.toArray()).toStrictEqual([
      { x: 1, origin: 0 },
      { x: 2, origin: 1 },
    ]);
  });

  test.each<[string, string, () => unknown, string]>([
    ['a tag that is a field', 'wrong-option', () => events.Electron.concat(events.Muon, { as: 'L', tag: 'pt' }), 'pt'],
    ['an unknown option', 'wrong-option', () => events.Electron.concat(events.Muon, { As: 'L' }), "did you mean 'as'?"],
    ['names without a name', 'wrong-option', () => ak.concatenate({ e: events.Electron }), "as: 'Lepton'"],
    ['numbers', 'wrong-type', () => ak.concatenate([events.Electron.pt, events.Muon.pt], { as: 'L' }), 'of records'],
    ['beside one of them', 'other-collection', () => leptons.pt.add(events.Muon.pt), 'Muon'],
    ['nothing in common', 'unlike-fields', () => unlike.a.concat(unlike.b, { as: 'L' }), 'no field in common'],
    [
      'a field of unlike types',
      'unlike-types',
      () => unlike.a.concat(unlike.text, { as: 'L' }),
      "the field 'a' is int64 and string",
    ],
  ])('refused: %s', (_, code, work, says) => {
    expect(work).toThrow(expect.objectContaining({ code, message: expect.stringContaining(says) }));
  });
});

describe('ak.sum of vectors', () => {
  test('over the lists of rows, as the method has it', async () => {
    const sum = ak.sum(events.Muon, { axis: 1 });
    expect(ak.type(sum)).toBe(ak.type(events.Muon.sum()));
    expect(await sum.toArray()).toStrictEqual(await events.Muon.sum().toArray());
    expect(await ak.sum(events.Muon, { axis: -1 }).charge.toArray()).toStrictEqual([1, 2, 0]);
  });

  test('of arrays in memory', async () => {
    const array = ak.array(rows.map(({ Muon }) => Muon));
    expect(await ak.sum(array, { axis: 1 }).mass.toArray()).toStrictEqual(
      await ak.sum(events.Muon, { axis: 1 }).mass.toArray(),
    );
  });

  test('records that are no vectors, and all rows together, are refused', () => {
    expect(() => ak.sum(ak.array([[{ a: 1 }]]), { axis: 1 })).toThrow(TypeMismatchError);
    expect(() => ak.sum(events.Muon)).toThrow('choose one of its fields: pt');
  });

  test('records of columns are vectors where they can be', async () => {
    const { pt, eta, phi, mass } = events.Muon;
    expect(await ak.zip({ pt, eta, phi, mass }).energy.toArray()).toStrictEqual(await events.Muon.energy.toArray());
  });
});
