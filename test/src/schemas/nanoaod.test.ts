import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { SourceInfo } from '../../../compiler/source.ts';
import { present, showType, type Type } from '../../../compiler/tree/type.ts';
import { ak, axis, type Dataset, histogram, type List, open, type Untyped } from '../../../src/index.ts';
import { reference, shared } from '../../tools/shared.ts';
import { columnsOf, infoOf, inMemory, lists, plain, shown, valuesOf } from './support.ts';
import type { NanoEvents } from './types.ts';

interface Collection {
  readonly class: string | null;
  readonly fields: readonly string[];
  readonly jagged?: boolean;
  readonly count?: number;
}
interface Found {
  readonly collections: Readonly<Record<string, Collection>>;
  readonly results: Readonly<Record<string, Result>>;
}
interface Result {
  readonly type?: string;
  readonly value?: unknown;
  readonly error?: string;
}
interface Reference {
  readonly files: Readonly<Record<string, Found>>;
  readonly z_peak: Readonly<Record<string, Peak>>;
  readonly cutflow: Readonly<Record<string, readonly { cut: string; alone: number; cumulative_events: number[] }[]>>;
}
interface Peak {
  readonly copies: number;
  readonly selected_events: number[];
  readonly mass_float64: number[];
  readonly histogram: Bins;
}
interface Bins {
  readonly counts: number[];
  readonly underflow: number;
  readonly overflow: number;
}

type Written = (e: Dataset<NanoEvents>) => Parameters<typeof valuesOf>[0];

/** What is written with coffea, and how it is written here. */
const WRITTEN: Readonly<Record<string, Written>> = {
  'Muon.pt': (e) => e.Muon.pt,
  'Muon.matched_jet.pt': (e) => e.Muon.jet.pt,
  'Muon.matched_gen.pdgId': (e) => e.Muon.genPart.pdgId,
  'Muon.matched_fsrPhoton.pt': (e) => e.Muon.fsrPhoton.pt,
  'Electron.matched_gen.pdgId': (e) => e.Electron.genPart.pdgId,
  'Electron.matched_gen.pt': (e) => e.Electron.genPart.pt,
  'Electron.matched_jet.pt': (e) => e.Electron.jet.pt,
  'Electron.matched_photon.pt': (e) => e.Electron.photon.pt,
  'Electron.isTight': (e) => e.Electron.isTight,
  'Photon.matched_electron.pt': (e) => e.Photon.electron.pt,
  'Photon.matched_gen.pdgId': (e) => e.Photon.genPart.pdgId,
  'Tau.matched_jet.pt': (e) => e.Tau.jet.pt,
  'Tau.matched_gen.pdgId': (e) => e.Tau.genPart.pdgId,
  'Jet.matched_muons.pt': (e) => e.Jet.muons.pt,
  'Jet.matched_electrons.pt': (e) => e.Jet.electrons.pt,
  'Jet.matched_gen.pt': (e) => e.Jet.genJet.pt,
  'Jet.isTight': (e) => e.Jet.isTight,
  'FatJet.subjets.pt': (e) => e.FatJet.subJets.pt,
  'GenPart.pdgId': (e) => e.GenPart.pdgId,
  'GenPart.parent.pdgId': (e) => e.GenPart.parent.pdgId,
  'GenPart.parent.parent.pdgId': (e) => e.GenPart.parent.parent.pdgId,
  'GenPart.children.pdgId': (e) => e.GenPart.children.pdgId,
  'GenPart.distinctParent.pdgId': (e) => e.GenPart.distinctParent.pdgId,
  'GenPart.distinctChildren.pdgId': (e) => e.GenPart.distinctChildren.pdgId,
  'GenPart.distinctChildrenDeep.pdgId': (e) => e.GenPart.distinctChildrenDeep.pdgId,
  'GenPart.hasFlags(fromHardProcess, isLastCopy)': (e) =>
    e.GenPart.map((g) => g.hasFlags('fromHardProcess', 'isLastCopy')),
  'GenPart[abs(pdgId)==11].parent.pdgId': (e) => e.GenPart.filter((g) => Math.abs(g.pdgId) === 11).parent.pdgId,
  'GenVisTau.parent.pdgId': (e) => e.GenVisTau.parent.pdgId,
  'events[::-1].Electron.matched_gen.pt': (e) => ak.getitem(e.Electron.genPart.pt, ak.slice(undefined, undefined, -1)),
  'events[num(Muon)>0].Muon.matched_jet.pt': (e) => e.where((x) => x.Muon.length > 0).Muon.jet.pt,
  'Jet.nearest(Muon).pt': (e) => e.Jet.map((jet, x) => x.Muon.nearest(jet)?.pt),
  'Muon.nearest(Jet).pt': (e) => e.Muon.map((mu, x) => x.Jet.nearest(mu)?.pt),
  'Electron.nearest(Jet, threshold=0.4).pt': (e) =>
    e.Electron.map((el, x) => x.Jet.nearest(el, { threshold: 0.4 })?.pt),
  'MET.pt': (e) => e.MET.pt,
  'HLT.IsoMu24': (e) => e.HLT.IsoMu24,
  'Muon[:, :1].pt': (e) => e.Muon.slice(0, 1).pt,
  '(Electron+Electron pairs).charge': (e) => e.Electron.combinations(2, ['a', 'b']).map(({ a, b }) => a.add(b).charge),
};

/**
 * What is computed: in double here, in single precision by coffea. That loses digits, in the masses of muons that go almost the
 * same way all but two. With how much of a number may differ.
 */
const COMPUTED: Readonly<Record<string, readonly [write: Written, part: number]>> = {
  'Jet.matched_gen.pt / Jet.pt': [(e) => e.Jet.genJet.pt.div(e.Jet.pt), 1e-7],
  'Muon.delta_r(Muon.nearest(Jet))': [(e) => e.Muon.map((mu, x) => x.Jet.nearest(mu)?.deltaR(mu)), 1e-6],
  'Electron.metric_table(Jet)': [(e) => e.Electron.metricTable(e.Jet), 1e-6],
  '(Muon+Muon pairs).mass': [(e) => e.Muon.combinations(2, ['a', 'b']).map(({ a, b }) => a.add(b).mass), 6e-3],
  '(Electron+Electron pairs).mass': [
    (e) => e.Electron.combinations(2, ['a', 'b']).map(({ a, b }) => a.add(b).mass),
    1e-4,
  ],
};

/** The same lists and missing values, and numbers of which at most a part differs. */
function expectNear(got: unknown, want: unknown, part: number): void {
  const shape = (value: unknown): unknown =>
    Array.isArray(value) ? value.map(shape) : typeof value === 'number' ? 'a number' : value;
  expect(shape(got)).toEqual(shape(want));
  const numbers = (value: unknown): number[] =>
    (Array.isArray(value) ? value : [value]).flat(9).filter(Number.isFinite);
  const [values, others] = [numbers(got), numbers(want)];
  expect(values.length).toBeGreaterThan(0);
  for (const [i, value] of values.entries())
    expect(Math.abs(value - (others[i] as number)), `${value} and ${others[i]}`).toBeLessThanOrEqual(
      part * Math.abs(others[i] as number),
    );
}

/** Masses of all pairs, with components written out. */
function pairMasses(vectors: readonly Record<'pt' | 'eta' | 'phi' | 'mass', number>[]): number[] {
  const parts = vectors.map(({ pt, eta, phi, mass }) => {
    const [x, y, z] = [pt * Math.cos(phi), pt * Math.sin(phi), pt * Math.sinh(eta)];
    return [Math.sqrt(x * x + y * y + z * z + mass * mass), x, y, z];
  });
  return parts.flatMap((a, i) =>
    parts.slice(i + 1).map((b) => {
      const [e, x, y, z] = a.map((part, k) => part + (b[k] as number)) as [number, number, number, number];
      return Math.sqrt(e * e - x * x - y * y - z * z);
    }),
  );
}

/** Fields that coffea makes: of a constant mass or charge, and another name for `rawPt`. */
const ADDED: readonly string[] = [
  'CorrT1METJet.mass',
  'CorrT1METJet.pt',
  'FatJet.charge',
  'FsrPhoton.charge',
  'FsrPhoton.mass',
  'IsoTrack.mass',
  'Jet.charge',
  'SoftActivityJet.mass',
  'TrigObj.mass',
];
/** Names that only one column begins with are no record here: it keeps its name. */
const ALONE: readonly string[] = ['L1Reco.step', 'L1simulation.step', 'LHEWeight.originalXWGTUP'];

const found = reference<Reference>('nanoaod.json');
const FILES = [
  ['nano_dy', 'parquet', 'ZJets'],
  ['nano_dy', 'root', 'ZJets'],
  ['nano_dimuon', 'parquet', 'Data'],
  ['nano_dimuon', 'root', 'Data'],
] as const;

/** A ROOT file has several trees. */
const pathOf = (name: string, format: string): string =>
  `${shared(`data/${name}.${format}`)}${format === 'root' ? ':Events' : ''}`;

describe.skipIf(found === undefined).each(FILES)('%s.%s', (name, format, dataset) => {
  const file = pathOf(name, format);
  const { collections, results } = (found as Reference).files[`${name}.root`] as Found;

  it('has the collections and singletons of the reference', async () => {
    const events = await open<NanoEvents>(file);
    const { row } = infoOf(events);
    for (const [collection, { fields, jagged, count }] of Object.entries(collections)) {
      if (ALONE.includes(`${collection}.${fields[0]}`)) {
        expect(row.fields.has(`${collection}_${fields[0]}`)).toBe(true);
        continue;
      }
      const type = present(row.fields.get(collection) as Type);
      const of = type.is === 'list' ? present(type.of) : type;
      if (fields.length === 0) {
        expect(of.is, collection).not.toBe('record');
        continue;
      }
      expect(type.is === 'list', collection).toBe(jagged);
      if (of.is !== 'record') throw new Error(`${collection} is a ${of.is}`);
      expect(of.name).toBe(collection);
      // coffea adds fields of its own: places in all events together (…G), constants and an alias
      const lacking = fields.filter((field) => !field.endsWith('G') && !of.fields.has(field));
      expect(lacking.filter((field) => !ADDED.includes(`${collection}.${field}`))).toEqual([]);
      if (jagged !== true) continue;
      const lengths = (await valuesOf(events.field(collection as 'Muon').length)) as number[];
      expect(
        lengths.reduce((a, b) => a + b, 0),
        collection,
      ).toBe(count);
    }
  });

  it('has all expressions of the reference', () => {
    expect([...Object.keys(WRITTEN), ...Object.keys(COMPUTED)].sort()).toEqual(Object.keys(results).sort());
  });

  it.each(Object.entries(WRITTEN))('%s', async (text, write) => {
    const { error, value } = results[text] as Result;
    const events = await open<NanoEvents>(file);
    // data have no generated particles
    if (error !== undefined) return expect(() => write(events)).toThrow(/has no field|have no field/);
    expect(await valuesOf(write(events))).toEqual(plain(value));
  });

  it.each(Object.entries(COMPUTED))('%s', async (text, [write, part]) => {
    const { error, value } = results[text] as Result;
    const events = await open<NanoEvents>(file);
    if (error !== undefined) return expect(() => write(events)).toThrow(/has no field|have no field/);
    expectNear(await valuesOf(write(events)), plain(value), part);
  });

  it('has masses of pairs in double', async () => {
    const events = await open<NanoEvents>(file);
    const [write] = COMPUTED['(Muon+Muon pairs).mass'] as [Written, number];
    const muons = await events.Muon.map(({ pt, eta, phi, mass }) => ({ pt, eta, phi, mass })).toArray();
    expectNear(await valuesOf(write(events)), muons.map(pairMasses), 1e-9);
  });

  it('has its Z peak', async () => {
    const {
      mass_float64: wanted,
      histogram: bins,
      selected_events,
      copies,
    } = (found as Reference).z_peak[dataset] as Peak;
    const events = await open<NanoEvents>(file);
    const isPair = (e: NanoEvents): boolean => e.Muon.length === 2 && e.Muon.map((m) => m.charge).sum() === 0;
    expect(chosen(await events.map(isPair).toArray())).toEqual(selected_events);
    const masses = events.where(isPair).map((e) => {
      const [a, b] = [e.Muon.at(0), e.Muon.at(1)];
      return a === undefined || b === undefined ? 0 : a.add(b).mass;
    });
    const got = await masses.toArray();
    expect(got).toHaveLength(wanted.length);
    got.forEach((mass, i) => void expect(mass).toBeCloseTo(wanted[i] as number, 9));
    const peak = await histogram(axis.regular(60, 60, 120))
      .fill(masses)
      .run();
    // the reference has several copies of the file in one histogram
    const [under, ...rest] = peak.values({ flow: true });
    expect([under, ...rest].map((n) => (n as number) * copies)).toEqual([
      bins.underflow,
      ...bins.counts,
      bins.overflow,
    ]);
  });

  it('has its cutflow', async () => {
    const flow = (found as Reference).cutflow[dataset] ?? [];
    const events = await open<NanoEvents>(file);
    expect(flow.map(({ cut }) => cut)).toEqual(Object.keys(CUTS));
    let passed = events.map(() => true);
    for (const { cut, alone, cumulative_events } of flow) {
      const step = CUTS[cut] as (e: NanoEvents) => boolean;
      passed = passed.and(events.map(step));
      expect(await events.where(step).count().value(), cut).toBe(alone);
      expect(chosen(await passed.toArray()), cut).toEqual(cumulative_events);
    }
  });
});

/** The places at which it is true. */
const chosen = (flags: readonly boolean[]): number[] => flags.flatMap((flag, i) => (flag ? [i] : []));

const CUTS: Readonly<Record<string, (e: NanoEvents) => boolean>> = {
  all: () => true,
  'HLT.IsoMu24': (e) => e.HLT.IsoMu24,
  'at least one muon': (e) => e.Muon.length >= 1,
  'exactly two muons': (e) => e.Muon.length === 2,
  'opposite charge': (e) => e.Muon.length === 2 && e.Muon.charge.sum() === 0,
  'leading muon pt > 20': (e) => (e.Muon.first()?.pt ?? 0) > 20,
  '60 < mass < 120': (e) => {
    const [a, b] = [e.Muon.at(0), e.Muon.at(1)];
    if (a === undefined || b === undefined || e.Muon.length !== 2 || e.Muon.charge.sum() !== 0) return false;
    const mass = a.add(b).mass;
    return mass > 60 && mass < 120;
  },
};

const EVENTS = {
  nJet: Int32Array.from([2, 0, 1]),
  Jet_pt: lists([[50, 30], [], [20]]),
  Jet_muonIdx1: lists([[0, -1], [], [5]]),
  Jet_muonIdx2: lists([[1, 0], [], [-1]]),
  nMuon: Int32Array.from([2, 1, 0]),
  Muon_pt: lists([[11, 12], [13], []]),
  Muon_jetIdx: lists([[1, -1], [0], []]),
  Muon_svIdx: lists([[0, 0], [0], []]),
  nGenPart: Int32Array.from([4, 0, 2]),
  GenPart_pdgId: lists([[23, 23, 13, -13], [], [1, 2]]),
  GenPart_genPartIdxMother: lists([[-1, 0, 1, 1], [], [1, 0]]),
};

describe.skipIf(found === undefined).each(['nano_dy', 'nano_dimuon'])('%s in Parquet and in ROOT', (name) => {
  const both = () => Promise.all(['parquet', 'root'].map((format) => open<Untyped>(pathOf(name, format))));

  it('has the same types and references', async () => {
    const [parquet, root] = (await both()).map(infoOf) as [SourceInfo, SourceInfo];
    const types = ({ row }: SourceInfo) => [...row.fields].map(([field, type]) => `${field}: ${showType(type)}`).sort();
    expect(types(root)).toEqual(types(parquet));
    expect(types(root).length).toBeGreaterThan(50);
    expect(root.columns).toBe(parquet.columns);
    expect(shown(root.references ?? []).sort()).toEqual(shown(parquet.references ?? []).sort());
    expect(root.dropped).toEqual(parquet.dropped);
  });

  it('has the same values', async () => {
    const [parquet, root] = (await both()) as [Dataset<Untyped>, Dataset<Untyped>];
    const different: string[] = [];
    for (const field of parquet.columns) {
      const [a, b] = await Promise.all([parquet.field(field).toArray(), root.field(field).toArray()]);
      if (!isDeepStrictEqual(a, b)) different.push(field);
    }
    expect(different).toEqual([]);
  });
});

describe('references', () => {
  const events = () => inMemory<NanoEvents>(EVENTS, 'nanoaod');

  it('are found by the names of fields', () => {
    const { references = [], dropped } = infoOf(events());
    expect(shown(references)).toEqual([
      'Jet.muons -> Muon',
      'Muon.jet -> Jet',
      'GenPart.parent -> GenPart',
      'GenPart.children -> GenPart',
      'GenPart.distinctParent -> GenPart',
      'GenPart.distinctChildren -> GenPart',
      'GenPart.distinctChildrenDeep -> GenPart',
    ]);
    expect(dropped).toEqual([{ on: 'Muon', name: 'sv', why: 'there is no collection Sv' }]);
  });

  it('are missing where the index leads nowhere', async () => {
    expect(await valuesOf(events().Muon.jet.pt)).toEqual([[30, null], [null], []]);
    expect(await valuesOf(events().Jet.muons.pt)).toEqual([
      [
        [11, 12],
        [null, 11],
      ],
      [],
      [[null, null]],
    ]);
  });

  it('read what they touch, and nothing else', () => {
    expect(columnsOf(events().Muon.jet.pt)).toEqual(['Jet_pt', 'Muon_jetIdx']);
    expect(columnsOf(events().map((e) => e.Muon.map((m) => (m.jet === undefined ? 0 : 1))))).toEqual([
      'Muon_jetIdx',
      'nJet',
    ]);
    expect(columnsOf(events().GenPart.children.pdgId)).toEqual(['GenPart_genPartIdxMother', 'GenPart_pdgId']);
    expect(columnsOf(events().GenPart.index)).toHaveLength(1);
  });

  it('lead from chosen, sorted, paired and extended elements to the stored collection', async () => {
    const muons = events().Muon;
    expect(await valuesOf(muons.filter((m) => m.pt > 11).jet.pt)).toEqual([[null], [null], []]);
    expect(await valuesOf(muons.sortBy((m) => -m.pt).jet.pt)).toEqual([[null, 30], [null], []]);
    expect(await valuesOf(muons.combinations(2, ['a', 'b']).map(({ a, b }) => a.jet?.pt ?? b.jet?.pt ?? -1))).toEqual([
      [30],
      [],
      [],
    ]);
    expect(await valuesOf(muons.map((m) => ({ ...m, pt: m.pt * 2 })).jet.pt)).toEqual([[30, null], [null], []]);
    expect(await valuesOf(events().with({ Jet: (e) => e.Jet.slice(1) }).Muon.jet.pt)).toEqual([[30, null], [null], []]);
  });

  it('know parents and children, also where mothers go in a circle', async () => {
    const particles = events().GenPart;
    expect(await valuesOf(particles.index)).toEqual([[0, 1, 2, 3], [], [0, 1]]);
    expect(await valuesOf(particles.parent.parent.pdgId)).toEqual([[null, null, 23, 23], [], [1, 2]]);
    expect(await valuesOf(particles.children.pdgId)).toEqual([[[23], [13, -13], [], []], [], [[2], [1]]]);
    expect(await valuesOf(particles.distinctParent.pdgId)).toEqual([[null, null, 23, 23], [], [2, 1]]);
    expect(await valuesOf(particles.distinctParent.index)).toEqual([[null, null, 1, 1], [], [1, 0]]);
    expect(await valuesOf(particles.distinctChildren.pdgId)).toEqual([[[], [13, -13], [], []], [], [[2], [1]]]);
    expect(await valuesOf(particles.filter((g) => g.pdgId !== 23).parent.index)).toEqual([[1, 1], [], [1, 0]]);
  });

  it('refuse what leads nowhere, and say why', () => {
    const unknown = inMemory<{ Muon: List<{ sv?: object; photon?: object }> }>(EVENTS, 'nanoaod').Muon;
    expect(() => unknown.sv).toThrow('Muon.sv leads nowhere in these data: there is no collection Sv');
    expect(() => unknown.photon).toThrow("Muon has no field 'photon'");
    const rows = events().flatten((e) => e.Muon);
    expect(() => rows.map((m) => m.jet?.pt)).toThrow(
      'jet leads to Jet of the event, but after flatten the rows are no events',
    );
  });

  it('give way to stored fields', () => {
    const { references = [], dropped = [] } = infoOf(
      inMemory({ ...EVENTS, Muon_jet: lists([[1, 2], [3], []]) }, 'nanoaod'),
    );
    expect(shown(references)).not.toContain('Muon.jet -> Jet');
    expect(dropped).toContainEqual({ on: 'Muon', name: 'jet', why: 'a stored field has its name' });
  });

  it('are known with the flags that particles have', async () => {
    const flagged = inMemory<NanoEvents>(
      { ...EVENTS, GenPart_statusFlags: lists([[1, 8193, 8192, 0], [], [3, 1]]) },
      'nanoaod',
    );
    expect(await valuesOf(flagged.GenPart.map((g) => g.hasFlags('isPrompt', 'isLastCopy')))).toEqual([
      [false, true, false, false],
      [],
      [false, false],
    ]);
    expect(() => flagged.GenPart.map((g) => g.hasFlags('isPromt'))).toThrow(
      /there is no flag 'isPromt'[\s\S]*hint: did you mean 'isPrompt'\?/,
    );
  });
});
