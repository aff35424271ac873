import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { float64, record } from '../../../compiler/tree/type.ts';
import { vectors } from '../../../src/behaviors/vector/vector.ts';
import {
  type Candidate,
  type Dataset,
  fromColumns,
  fromValues,
  type List,
  type LorentzVector,
  type Momentum2D,
  type Momentum4D,
  p4,
  plan,
  type Vector2D,
  type Vector3D,
  type Vector4D,
} from '../../../src/index.ts';

interface Muon extends Candidate {
  readonly id: number;
}
interface Event {
  readonly muons: List<Muon>;
  readonly jets: List<LorentzVector>;
  readonly met: Momentum2D;
}
const muon = (pt: number, eta: number, phi: number, charge: number, id = 0): object => ({
  pt,
  eta,
  phi,
  mass: 0.105,
  charge,
  id,
});
const jet = (pt: number, eta: number, phi: number): object => ({ pt, eta, phi, mass: 5.5 });
const events = fromValues<Event>(
  [
    {
      muons: [muon(30.5, 0.5, 0.25, 1, 1), muon(20.5, -0.5, 3, -1, 2), muon(10.5, 2.5, 1, 1, 3)],
      jets: [jet(50.5, 0.5, 0.25), jet(40.5, 0.75, 0.25), jet(30.5, -2, -3)],
      met: { pt: 25.5, phi: 3.1 },
    },
    { muons: [], jets: [jet(50.5, 0.5, 0.25)], met: { pt: 5.5, phi: -3.1 } },
    { muons: [muon(30.5, 0.5, 0.25, 1, 4)], jets: [], met: { pt: 15.5, phi: 0 } },
  ],
  { name: 'events' },
);
/** A dataset of one vector a row, of which nothing is known before. */
type Any = { readonly [name: string]: Any } & ((...args: readonly unknown[]) => Any) & number;
const of = (row: object): { map<T>(f: (row: Any) => T): { toArray(): Promise<T[]> } } =>
  fromValues([row], { name: 'one' }) as never;
const one = async <T>(row: object, f: (row: Any) => T): Promise<T> => (await of(row).map(f).toArray())[0] as T;
const refused = (f: () => unknown): string => {
  try {
    f();
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
  return 'accepted';
};

describe('which records are vectors', () => {
  test.each([
    ['pt, eta, phi, mass', { pt: 3.5, eta: 0, phi: 0, mass: 0 }, 3.5],
    ['names in another order', { mass: 0, phi: 0, eta: 0, pt: 3.5 }, 3.5],
    ['E and m', { px: 1.5, py: 0, pz: 0, E: 1.5 }, 1.5],
    ['a short mass', { pt: 2.5, phi: 0, pz: 0, m: 0 }, 2.5],
    ['integers', { px: 3, py: 4, pz: 0, energy: 5 }, 5],
    ['a momentum and a place', { pt: 2.5, eta: 0, phi: 0, mass: 0, x: 100, y: 100, z: 100 }, 2.5],
  ])('%s', async (_name, row, p) => {
    expect(await one(row, (v) => v['p'])).toBe(p);
    expect(await one(row, (v) => v['add']?.(v)['p'])).toBe(2 * p);
  });

  test('a stored field is read as it is, and is no part of the vector', async () => {
    const place = { pt: 2.5, eta: 0, phi: 0, mass: 0, x: 100.5, energy: 7.5 };
    expect(await one(place, (v) => [v['x'], v['px'], v['energy'], v['add']?.(v)['energy']])).toEqual([
      100.5, 2.5, 7.5, 5,
    ]);
  });

  test('the highest dimension counts, then momenta, then polar coordinates', async () => {
    const both = { pt: 1.5, phi: 0, x: 3.5, y: 0, z: 0, t: 4.5 };
    expect(await one(both, (v) => v['rho'])).toBe(3.5);
    const double = { pt: 1.5, eta: 0, phi: 0, mass: 0, px: 9.5, py: 0, pz: 0, energy: 9.5 };
    expect(await one(double, (v) => v['add']?.(v)['px'])).toBe(3);
  });

  test.each([
    ['text', { pt: '3', eta: 0.5, phi: 0.5, mass: 0.5 }],
    ['lists', { pt: [1.5], eta: [0.5], phi: [0.5], mass: [0.5] }],
    ['too few', { pt: 1.5, eta: 0.5 }],
    ['mixed names', { pt: 1.5, y: 0.5 }],
    ['a name of JavaScript', { pt: 1.5, constructor: 0.5 }],
  ])('not: %s', (_name, row) => {
    expect(refused(() => of(row).map((v) => v['px']))).toMatch(/^unknown-field/);
    expect(refused(() => of(row).map((v) => v['unit']?.()))).toMatch(/^unknown-method/);
    expect(refused(() => of(row).map((v) => v['constructor']?.()))).not.toBe('accepted');
  });

  test('a coordinate that may be missing leaves the property missing', async () => {
    const rows = fromValues([{ v: { x: 3, y: 4 } }, { v: { x: 3 } }], { name: 'some' }) as Dataset<{
      v: Vector2D;
    }>;
    expect(await rows.v.rho.toArray()).toEqual([5, undefined]);
    expect(await rows.v.add(rows.v).x.toArray()).toEqual([6, undefined]);
  });

  test('stored integers of 64 bits', async () => {
    const rows = fromColumns<Vector2D>({ x: new BigInt64Array([3n]), y: new BigInt64Array([4n]) }, { name: 'wide' });
    expect(await rows.map((v) => v.rho).toArray()).toEqual([5]);
  });
});

describe('vectors stay vectors', () => {
  test('through filter, sort, concat, pairs, sums and boosts', async () => {
    const found = await events
      .map((e) =>
        e.muons
          .filter((m) => m.pt > 15)
          .sortBy((m) => m.pt)
          .combinations(2, ['a', 'b'])
          .map(({ a, b }) => {
            const pair = a.add(b);
            return a.boostToCenterOfMass(pair).add(b.boostToCenterOfMass(pair)).p;
          }),
      )
      .toArray();
    expect(found.map((list) => list.map((p) => p < 1e-12))).toEqual([[true], [], []]);
    const all = events.jets.concat(events.jets).sum();
    const half = events.jets.sum();
    expect(await all.mass.toArray()).toEqual((await half.scale(2).mass.toArray()).map((m) => expect.closeTo(m, 9)));
    expect(
      await events
        .where((e) => e.jets.length > 0)
        .jets.at(0)
        .rapidity.toArray(),
    ).toHaveLength(2);
  });

  test('results hold what is stored', async () => {
    expect(Object.keys((await events.jets.sum().toArray())[0] as object)).toEqual(['px', 'py', 'pz', 'energy']);
    expect(Object.keys((await events.jets.sum().toPtPhiEtaMass().toArray())[0] as object)).toEqual([
      'pt',
      'phi',
      'eta',
      'mass',
    ]);
    expect(await events.met.toPxPy().px.toArray()).toEqual(await events.met.px.toArray());
    expect(Object.keys((await events.muons.boost({ x: 0, y: 0, z: 0.5 }).toArray())[0]?.[0] as object)).toEqual([
      'px',
      'py',
      'pz',
      'mass',
      'charge',
    ]);
  });

  test('a boost leaves a stored mass as it is', async () => {
    const masses = await events.muons.boost({ x: 0.9, y: 0.3, z: 0.3 }).mass.toArray();
    expect(masses.flat()).toEqual([0.105, 0.105, 0.105, 0.105]);
  });
});

describe('charges', () => {
  test('are added by sums, subtracted by differences', async () => {
    expect(await events.muons.sum().charge.toArray()).toEqual([1, 0, 1]);
    const pairs = events.muons.combinations(2, ['a', 'b']);
    expect(await pairs.map(({ a, b }) => a.add(b).charge).toArray()).toEqual([[0, 2, 0], [], []]);
    expect(await pairs.map(({ a, b }) => a.subtract(b).charge).toArray()).toEqual([[2, 0, -2], [], []]);
    expect(await pairs.a.add(pairs.b).charge.toArray()).toEqual([[0, 2, 0], [], []]);
  });

  test('stay with their particle', async () => {
    expect(await events.muons.rotateZ(1).charge.toArray()).toEqual([[1, -1, 1], [], [1]]);
    expect(await events.muons.scale(2).toPxPyPzEnergy().charge.toArray()).toEqual([[1, -1, 1], [], [1]]);
  });

  test('are not made where one has none', () => {
    const added = (): unknown => events.muons.map((m, e) => (m.add(e.jets.sum()) as unknown as Muon).charge);
    expect(refused(added)).toMatch(/^unknown-field/);
  });
});

describe('nearest', () => {
  test('gives the element, or nothing', async () => {
    expect(await events.muons.map((m, e) => e.jets.nearest(m)?.pt).toArray()).toEqual([
      [50.5, 30.5, 40.5],
      [],
      [undefined],
    ]);
    expect(await events.jets.nearest(events.muons.at(0)).pt.toArray()).toEqual([50.5, undefined, undefined]);
  });

  test('not beyond the threshold, which itself is near enough', async () => {
    const far = events.muons.map((m, e) => e.jets.nearest(m, { threshold: 0 })?.pt);
    expect(await far.toArray()).toEqual([[50.5, undefined, undefined], [], [undefined]]);
    expect(await events.muons.map((m, e) => e.jets.nearest(m, 0)?.pt).toArray()).toEqual(await far.toArray());
    const column = events.jets.nearest(events.muons.at(0), { threshold: events.met.pt });
    expect(await column.pt.toArray()).toEqual([50.5, undefined, undefined]);
  });

  test('by another metric', async () => {
    const inPt = events.jets.nearest(events.muons.at(0), { metric: (j, m) => Math.abs(j.pt - m.pt) });
    expect(await inPt.pt.toArray()).toEqual([30.5, undefined, undefined]);
    const limited = events.map((e) =>
      e.muons.map((m) => e.jets.nearest(m, { metric: (j, x) => Math.abs(j.pt - x.pt), threshold: 15 })?.pt),
    );
    expect(await limited.toArray()).toEqual([[30.5, 30.5, undefined], [], [undefined]]);
  });

  test('of NaN there is none', async () => {
    const rows = fromValues<{ jets: List<LorentzVector> }>(
      [{ jets: [jet(Number.NaN, Number.NaN, 0), jet(1.5, 1, 0)] }],
      {
        name: 'nan',
      },
    );
    expect(await rows.map((e) => e.jets.nearest({ eta: 0, phi: 0 })?.pt).toArray()).toEqual([1.5]);
    expect(await rows.map((e) => e.jets.nearest({ eta: Number.NaN, phi: 0 }, 9)?.pt).toArray()).toEqual([undefined]);
  });

  test('refuses a list, an unknown option, a metric that is no function', () => {
    const any = events as unknown as { readonly [name: string]: Any };
    expect(refused(() => any['jets']?.['nearest']?.(events.muons))).toMatch(/^wrong-type: nearest takes one vector/);
    expect(refused(() => any['jets']?.['nearest']?.(events.muons.at(0), { treshold: 1 }))).toMatch(
      /^wrong-argument: nearest has no option 'treshold'/,
    );
    expect(refused(() => any['jets']?.['nearest']?.(events.muons.at(0), { metric: 3 }))).toMatch(/^wrong-argument/);
    expect(refused(() => any['jets']?.['nearest']?.(events.met.pt))).toMatch(/^not-such-vector/);
  });

  test('metricTable', async () => {
    const table = await events.muons.metricTable(events.jets).toArray();
    expect(table.map((rows) => rows.map((row) => row.length))).toEqual([[3, 3, 3], [], [0]]);
    expect(table[0]?.[0]).toEqual([0, 0.25, expect.closeTo(Math.hypot(2.5, 2 * Math.PI - 3.25 + 0), 12)]);
    const inPt = events.muons.metricTable(events.jets, { metric: (m, j) => m.pt - j.pt });
    expect((await inPt.toArray())[0]?.[0]).toEqual([-20, -10, 0]);
  });
});

describe('errors say what is wrong', () => {
  const v = { two: { x: 1.5, y: 2.5 }, three: { x: 1.5, y: 2.5, z: 3.5 }, four: { pt: 1.5, eta: 0, phi: 0, mass: 1 } };
  test.each([
    ['another dimension', (e: Any) => e['four']?.['add']?.(e['three']), /^not-such-vector: add takes a vector of four/],
    ['a part would do', (e: Any) => e['three']?.['cross']?.(e['four']), /hint: take a part of it: \.to3D\(\)/],
    ['no vector at all', (e: Any) => e['four']?.['deltaR']?.(1), /^not-such-vector: deltaR needs eta and phi/],
    ['a scale by a vector', (e: Any) => e['four']?.['scale']?.(e['four']), /^wrong-type/],
    ['a negative scale of a mass', (e: Any) => e['four']?.['scale']?.(-2), /^negative-energy[\s\S]*negate\(\)/],
    ['two boosts at once', (e: Any) => e['four']?.['boostX']?.({ beta: 0.1, gamma: 1 }), /^wrong-argument/],
    ['no boost', (e: Any) => e['four']?.['boostX']?.({}), /^wrong-argument/],
    ['a wrong order', (e: Any) => e['four']?.['rotateEuler']?.(1, 2, 3, 'zxw'), /^wrong-argument: the order/],
    ['a method as a property', (e: Any) => e['four']?.['boost'], /^not-called/],
    ['a wrong tolerance', (e: Any) => e['four']?.['isClose']?.(e['four'], { rtol: 1 }), /no option 'rtol'/],
    ['p4 of three', () => p4({ pt: 1, eta: 0, phi: 0 } as never), /^not-such-vector: p4 needs/],
  ])('%s', (_name, f, message) => {
    expect(refused(() => of(v).map(f))).toMatch(message);
  });
});

describe('numbers', () => {
  test('a negative mass squared gives a negative mass, as in ROOT', async () => {
    const m2 = 1.5 * 1.5 - (3.5 * 3.5 + 0.5 * 0.5 + 0.25 * 0.25);
    const spacelike = { px: 3.5, py: 0.5, pz: 0.25, energy: 1.5 };
    expect(await one(spacelike, (v) => v['mass'])).toBe(-Math.sqrt(-m2));
    expect(await one({ pt: 3.5, eta: 0, phi: 0, mass: -2 }, (v) => v['energy2'])).toBe(3.5 * 3.5 - 4);
    expect(await one({ pt: 1.5, eta: 0, phi: 0, mass: -2 }, (v) => v['energy'])).toBe(0);
  });

  test('a tiny mass survives boosts, rotations and scales at any energy', async () => {
    const electron = { pt: 1e5, eta: 4, phi: 1, mass: 0.000511 };
    expect(
      await one(electron, (v) => [
        v['boostZ']?.(-0.999)['mass'],
        v['rotateX']?.(1)['mass'],
        v['scale']?.(2)['mass'],
        v['boost']?.({ px: 1, py: 2, pz: 3, energy: 9 })['mass'],
      ]),
    ).toEqual([0.000511, 0.000511, 0.001022, 0.000511]);
  });

  test('rapidity keeps its digits far forward', async () => {
    const rapidity = await one({ pt: 10, eta: 30, phi: 0, mass: 1 }, (v) => v['rapidity']);
    // y = η − ln(mT / pt) there
    expect(rapidity).toBeCloseTo(30 - Math.log(Math.sqrt(101) / 10), 12);
  });

  test('a scale by a number that is negative in some rows gives NaN where a mass is stored, never a wrong energy', async () => {
    const row = { pt: 1.5, eta: 0, phi: 0, mass: 1, by: -2 };
    expect(await one(row, (v) => [v['scale']?.(v['by'])['energy'], v['scale']?.(v['by'])['px']])).toEqual([
      Number.NaN,
      expect.closeTo(-3, 12),
    ]);
    expect(await one(row, (v) => v['negate']?.()['energy'])).toBe(-Math.sqrt(1.5 * 1.5 + 1));
  });

  test('a boost by something without a rest frame is NaN', async () => {
    const row = { pt: 1.5, eta: 0, phi: 0, mass: 1 };
    expect(await one(row, (v) => v['boost']?.({ px: 3, py: 4, pz: 0, energy: 5 })['px'])).toBeNaN();
    expect(await one(row, (v) => v['boost']?.({ x: 1, y: 0, z: 0 })['px'])).toBeNaN();
    expect(await one(row, (v) => v['boost']?.({ px: 0, py: 0, pz: 0, energy: 5 })['px'])).toBe(1.5);
  });
});

test('docs/vectors.md names all that vectors have', () => {
  const text = readFileSync(new URL('../../../docs/vectors.md', import.meta.url), 'utf8');
  const named = new Set([...text.matchAll(/`(\w+)(?:\([^`]*\))?`/g)].map(([, name]) => name));
  const types = [
    ['pt', 'phi'],
    ['pt', 'eta', 'phi'],
    ['pt', 'eta', 'phi', 'mass'],
    ['x', 'y', 'z', 't'],
  ].map((names) => record(names.map((name) => [name, float64] as const)));
  const names = types.flatMap((type) => {
    const members = vectors.membersOf(type);
    return [members?.properties, members?.methods, members?.listMethods].flatMap((of) => [...(of?.keys() ?? [])]);
  });
  expect(names.length).toBeGreaterThan(250);
  const conversion = /^to(Px|Pt|X|Rho)/;
  expect([...new Set(names)].filter((name) => !named.has(name) && !conversion.test(name))).toEqual([]);
});

describe('what is computed', () => {
  const pair = { a: jet(30.5, 0.5, 0.5), b: jet(20.5, 0.25, 0.75) };
  const rows = fromValues<{ a: LorentzVector; b: LorentzVector }>([pair], { name: 'pair' });
  const work = (f: (e: { a: LorentzVector; b: LorentzVector }) => number): { ops: string; reads: string } => {
    const json = plan({ out: rows.map(f) }) as unknown as {
      needs: { path: string[] }[];
      trees: { nodes: { op?: string }[] };
    };
    const ops = json.trees.nodes.flatMap(({ op }) => (op === undefined || op === 'collect' ? [] : [op]));
    return { ops: ops.sort().join(' '), reads: json.needs.map(({ path }) => path.join('.')).join(' ') };
  };

  test('ΔR of stored directions: two differences, wrapped, and a root', () => {
    expect(work(({ a, b }) => a.deltaR(b))).toEqual({
      ops: 'add mul mul sqrt sub sub wrapPhi',
      reads: 'a.eta a.phi b.eta b.phi',
    });
  });

  test('a component of a sum reads nothing of the others', () => {
    expect(work(({ a, b }) => a.add(b).px)).toEqual({ ops: 'add cos cos mul mul', reads: 'a.phi a.pt b.phi b.pt' });
  });

  test('a mass that a boost leaves as it is', () => {
    expect(work(({ a, b }) => a.boost(b).mass)).toEqual({ ops: '', reads: 'a.mass' });
  });

  test('plans show what was written', () => {
    const text = rows.map(({ a, b }) => a.add(b).boostZ(0.5).mass + a.rotateZ(1).px).explain();
    expect(text).toContain('event.a.add(event.b).boostZ(0.5).mass + event.a.rotateZ(1).px');
  });
});

test('columns of vectors in other systems', async () => {
  const rows = fromValues<{ hit: Vector4D<'rho' | 'phi' | 'z' | 't'>; tower: Momentum4D; at: Vector3D }>(
    [
      {
        hit: { rho: 5, phi: 0, z: 12, t: 20 },
        tower: { pt: 4, phi: 0, theta: Math.PI / 2, E: 5 },
        at: { x: 1, y: 2, z: 2 },
      },
    ],
    { name: 'systems' },
  );
  expect(await rows.hit.mag.toArray()).toEqual([13]);
  expect(await rows.tower.mass.toArray()).toEqual([expect.closeTo(3, 12)]);
  expect(await rows.at.unit().toXYZ().toArray()).toEqual([{ x: 1 / 3, y: 2 / 3, z: 2 / 3 }]);
});
