import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fromColumns, fromValues, type Dataset, type List } from '../../src/index.ts';
import { lists, valuesOf } from '../src/schemas/support.ts';

// a run is many queries
const runs = Math.ceil(Number(process.env['JAGGED_RUNS'] ?? 400) / 10);

interface Particle {
  readonly pdgId: number;
  readonly index: number;
  readonly parent: Particle | undefined;
  readonly children: List<Particle>;
  readonly distinctParent: Particle | undefined;
  readonly distinctChildren: List<Particle>;
  readonly distinctChildrenDeep: List<Particle>;
}
interface Muon {
  readonly pt: number;
  readonly jet: Jet | undefined;
}
interface Jet {
  readonly pt: number;
  readonly muons: List<Muon | undefined>;
}
interface Events {
  readonly Muon: List<Muon>;
  readonly Jet: List<Jet>;
  readonly GenPart: List<Particle>;
}

/** An event as lists of numbers; indices may be negative or too large. */
interface Row {
  readonly muons: readonly { pt: number; jet: number }[];
  readonly jets: readonly { pt: number; first: number; second: number }[];
  readonly particles: readonly { id: number; mother: number }[];
}

const index = fc.integer({ min: -2, max: 5 });
const pt = fc.integer({ min: 1, max: 9 });
const row: fc.Arbitrary<Row> = fc.record({
  muons: fc.array(fc.record({ pt, jet: index }), { maxLength: 4 }),
  jets: fc.array(fc.record({ pt, first: index, second: index }), { maxLength: 4 }),
  particles: fc.array(fc.record({ id: fc.integer({ min: 1, max: 3 }), mother: index }), { maxLength: 6 }),
});

const columns = (rows: readonly Row[]) => ({
  nMuon: rows.map(({ muons }) => muons.length),
  Muon_pt: rows.map(({ muons }) => muons.map((m) => m.pt)),
  Muon_jetIdx: rows.map(({ muons }) => muons.map(({ jet }) => jet)),
  nJet: rows.map(({ jets }) => jets.length),
  Jet_pt: rows.map(({ jets }) => jets.map((j) => j.pt)),
  Jet_muonIdx1: rows.map(({ jets }) => jets.map(({ first }) => first)),
  Jet_muonIdx2: rows.map(({ jets }) => jets.map(({ second }) => second)),
  nGenPart: rows.map(({ particles }) => particles.length),
  GenPart_pdgId: rows.map(({ particles }) => particles.map(({ id }) => id)),
  GenPart_genPartIdxMother: rows.map(({ particles }) => particles.map(({ mother }) => mother)),
});

/** The same events with indices of 32 bits, and as values, whose indices are of 64 bits. */
function datasets(rows: readonly Row[], chunkSize: number): Dataset<Events>[] {
  const all = columns(rows);
  const small = Object.fromEntries(
    Object.entries(all).map(([name, column]) => [
      name,
      name.startsWith('n') ? Int32Array.from(column as number[]) : lists(column as number[][]),
    ]),
  );
  const values = rows.map((_, i) => Object.fromEntries(Object.entries(all).map(([name, column]) => [name, column[i]])));
  const wide = rows.some(({ muons, jets, particles }) => muons.length && jets.length && particles.length);
  const options = { schema: 'nanoaod', chunkSize } as const;
  return [fromColumns<Events>(small, options), ...(wide ? [fromValues<Events>(values, options)] : [])];
}

/** What the references mean, with loops over plain values. */
function expected({ muons, jets, particles }: Row) {
  const at = <T>(list: readonly T[], i: number): T | undefined => (i >= 0 ? list[i] : undefined);
  const muonPt = (i: number): number | null => at(muons, i)?.pt ?? null;
  const own = (place: number) => at(particles, place);
  const distinct = (i: number): number | undefined => {
    const been = new Set<number>();
    let place = particles[i]?.mother as number;
    while (own(place) !== undefined && own(place)?.id === particles[i]?.id && !been.has(place)) {
      been.add(place);
      place = own(place)?.mother as number;
    }
    return own(place) === undefined || own(place)?.id === particles[i]?.id ? undefined : place;
  };
  const places = particles.map((_, i) => i);
  const childrenOf = (i: number): number[] => places.filter((k) => particles[k]?.mother === i);
  const isCopy = (i: number): boolean => own(particles[i]?.mother as number)?.id === particles[i]?.id;
  // down from the first of a chain: copies are gone into, others found
  const deep = (i: number): number[] => {
    if (isCopy(i) || own(particles[i]?.mother as number) === undefined) return [];
    const chain = [i];
    for (const one of chain) chain.push(...childrenOf(one).filter((k) => isCopy(k)));
    const others = chain.flatMap((one) => childrenOf(one).filter((k) => !isCopy(k)));
    const ends = chain.slice(1).filter((one) => childrenOf(one).length === 0);
    return [...others.sort((a, b) => a - b), ...ends.sort((a, b) => a - b)];
  };
  return {
    jet: muons.map(({ jet }) => at(jets, jet)?.pt ?? null),
    chain: muons.map(({ jet }) => {
      const first = at(jets, jet)?.first;
      return first === undefined ? null : muonPt(first);
    }),
    chosen: muons.filter((m) => m.pt > 4).map(({ jet }) => at(jets, jet)?.pt ?? null),
    muons: jets.map(({ first, second }) => [muonPt(first), muonPt(second)]),
    hard: muons.filter(({ jet }) => (at(jets, jet)?.pt ?? 0) > 4).length,
    grandparent: particles.map(({ mother }) => own(own(mother)?.mother ?? -1)?.id ?? null),
    children: places.map((i) => places.filter((k) => particles[k]?.mother === i)),
    grandchildren: places.map((i) =>
      places.filter((k) => particles[k]?.mother === i).map((k) => particles.filter((p) => p.mother === k).length),
    ),
    distinctParent: places.map((i) => distinct(i) ?? null),
    distinctChildren: places.map((i) => places.filter((k) => distinct(k) === i)),
    distinctChildrenDeep: places.map(deep),
  };
}

const QUERIES = {
  jet: (e) => e.Muon.jet.pt,
  chain: (e) => e.Muon.map((m) => m.jet?.muons.at(0)?.pt),
  chosen: (e) => e.Muon.filter((m) => m.pt > 4).map((m) => m.jet?.pt),
  muons: (e) => e.Jet.muons.pt,
  hard: (e) => e.Muon.filter((m) => (m.jet?.pt ?? 0) > 4).length,
  grandparent: (e) => e.GenPart.parent.parent.pdgId,
  children: (e) => e.GenPart.children.index,
  grandchildren: (e) => e.GenPart.map((g) => g.children.map((c) => c.children.length)),
  distinctParent: (e) => e.GenPart.distinctParent.index,
  distinctChildren: (e) => e.GenPart.map((g) => g.distinctChildren.map((c) => c.index)),
  distinctChildrenDeep: (e) => e.GenPart.map((g) => g.distinctChildrenDeep.map((c) => c.index)),
} satisfies Record<keyof ReturnType<typeof expected>, (e: Dataset<Events>) => Parameters<typeof valuesOf>[0]>;

it('references give what plain loops give, with both engines', { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(row, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 3 }),
      async (rows, chunk) => {
        const want = rows.map(expected);
        for (const events of datasets(rows, chunk))
          for (const [name, query] of Object.entries(QUERIES))
            expect(await valuesOf(query(events)), name).toEqual(want.map((one) => one[name as keyof typeof QUERIES]));
      },
    ),
    { numRuns: runs },
  );
});
