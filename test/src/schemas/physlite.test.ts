import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { showType, type Type } from '../../../compiler/tree/type.ts';
import { ak, type Dataset, open } from '../../../src/index.ts';
import { containerKey } from '../../../src/schemas/storegate.ts';
import type { MemoryColumn } from '../../../src/sources/memory/columns.ts';
import { reference, shared } from '../../tools/shared.ts';
import { scratch } from '../sources/support.ts';
import { columnsOf, infoOf, inMemory, lists, plain, shown, valuesOf } from './support.ts';
import type { PhysliteEvents } from './types.ts';

const folder = scratch();
const CLASSES = { track: 1287425431, truth: 1237340765, btagging: 1264356158 };
const classOf = (name: string): number =>
  name.startsWith('Truth') ? CLASSES.truth : name.startsWith('BTagging') ? CLASSES.btagging : CLASSES.track;

interface Reference {
  readonly container_keys: Readonly<Record<string, string>>;
  readonly cross_references: Readonly<Record<string, { readonly value?: unknown }>>;
  readonly element_links: Readonly<Record<string, unknown>>;
  readonly collections: Readonly<Record<string, { fields: string[]; ndim: number; count: number }>>;
}
const found = reference<Reference>('physlite.json');

describe('keys of containers', () => {
  it.skipIf(found === undefined)('are those that the file has', () => {
    for (const [key, name] of Object.entries((found as Reference).container_keys))
      expect([name, containerKey(name, classOf(name))]).toEqual([name, Number(key)]);
  });

  it('count the bytes of names', () => {
    expect(containerKey('TruthElectrons', CLASSES.truth)).toBe(394100163);
    expect(containerKey('TruthElectrons', CLASSES.track)).not.toBe(394100163);
    expect(containerKey('', 0)).toBe(2 ** 30 - 1);
  });
});

/** A link: the key of a collection and the place in it. */
type Link = readonly [key: number, place: number];
const links = (rows: readonly (readonly Link[])[]): MemoryColumn => {
  const all = rows.flat();
  const { offsets } = lists(rows.map((row) => row.map(([, place]) => place)));
  const fields = {
    m_persKey: Uint32Array.from(all, ([key]) => key),
    m_persIndex: Uint32Array.from(all, ([, place]) => place),
  };
  return { offsets, content: { length: all.length, fields } };
};
const listsOfLinks = (rows: readonly (readonly (readonly Link[])[])[]): MemoryColumn => {
  const { offsets } = lists(rows.map((row) => row.map(() => 0)));
  return { offsets, content: links(rows.flat()) };
};

const [ELECTRONS, TAUS, BOTTOM, GSF] = [394100163, 375408000, 779635413, 776133387];
const NONE: Link = [0, 0];
const COLUMNS = {
  'AnalysisElectronsAuxDyn.pt': lists([[20, 30], [], [40]]),
  'AnalysisElectronsAuxDyn.trackParticleLinks': listsOfLinks([
    [
      [
        [GSF, 1],
        [GSF, 7],
      ],
      [],
    ],
    [],
    [[NONE, [ELECTRONS, 0]]],
  ]),
  'GSFTrackParticlesAuxDyn.z0': lists([[0.5, 1.5], [], [2.5]]),
  'GSFTrackParticlesAuxDyn.originalTrackParticle': links([[[490246363, 0], NONE], [], [[490246363, 5]]]),
  'InDetTrackParticlesAuxDyn.z0': lists([[9.5], [], []]),
  'TruthElectronsAuxDyn.pdgId': lists([[11, -11], [], [11]]),
  'TruthElectronsAuxDyn.parentLinks': listsOfLinks([
    [
      [[BOTTOM, 0]],
      [
        [TAUS, 0],
        [BOTTOM, 9],
      ],
    ],
    [],
    [[NONE]],
  ]),
  'TruthElectronsAuxDyn.childLinks': listsOfLinks([[[], []], [], [[]]]),
  'TruthTausAuxDyn.pdgId': lists([[15], [], []]),
  'TruthTausAuxDyn.parentLinks': listsOfLinks([[[[BOTTOM, 0]]], [], []]),
  'TruthTausAuxDyn.childLinks': listsOfLinks([[[[ELECTRONS, 1]]], [], []]),
  'TruthBottomAuxDyn.pdgId': lists([[5], [], []]),
  'TruthBottomAuxDyn.parentLinks': listsOfLinks([[[]], [], []]),
  'TruthBottomAuxDyn.childLinks': listsOfLinks([
    [
      [
        [ELECTRONS, 0],
        [TAUS, 0],
      ],
    ],
    [],
    [],
  ]),
  'TruthBottomAuxDyn.someLink': links([[NONE], [], []]),
  'EventInfoAuxDyn.eventNumber': Int32Array.from([1, 2, 3]),
};

describe('PHYSLITE in memory', () => {
  const events = () => inMemory<PhysliteEvents>(COLUMNS, 'physlite');

  it('is found by the names of columns', () => {
    const { row, references = [], dropped } = infoOf(events());
    expect([...row.fields.keys()]).toEqual([
      'Electrons',
      'GSFTrackParticles',
      'InDetTrackParticles',
      'TruthElectrons',
      'TruthTaus',
      'TruthBottom',
      'EventInfo',
    ]);
    expect(shown(references).slice(0, 3)).toEqual([
      'Electrons.trackParticles -> GSFTrackParticles',
      'GSFTrackParticles.originalTrackParticle -> InDetTrackParticles',
      'TruthElectrons.parents -> TruthBottom + TruthElectrons + TruthTaus',
    ]);
    expect(dropped).toEqual([{ on: 'TruthBottom', name: 'some', why: 'it is not known where it leads' }]);
  });

  it('is found by the names that RNTuples have; the objects themselves are no other collection', async () => {
    const { offsets } = lists([[1, 2], [], [3]]);
    const [clusters, electrons] = [360221983, lists([[20, 30], [], [40]])];
    const found = inMemory<PhysliteEvents>(
      {
        'AnalysisElectronsAuxDyn:pt': electrons,
        'AnalysisElectronsAuxDyn:caloClusterLinks': listsOfLinks([[[[clusters, 1]], []], [], [[[clusters, 0]]]]),
        'egammaClustersAuxDyn:calE': lists([[5, 7], [], [9]]),
        egammaClusters: { offsets, content: { length: 3, fields: { m_samplingPattern: Uint32Array.from([1, 2, 3]) } } },
        GSFTrackParticles: { offsets, content: { length: 3, fields: { own: Uint32Array.from([1, 2, 3]) } } },
      },
      'physlite',
    );
    const { row } = infoOf(found);
    expect([...row.fields.keys()]).toEqual(['Electrons', 'egammaClusters', 'GSFTrackParticles']);
    expect(showType(row.fields.get('egammaClusters') as Type)).toBe('var * egammaClusters[calE: int32]');
    expect(await valuesOf(found.Electrons.caloClusters.calE)).toEqual([[[7], []], [], [[9]]]);
  });

  it('follows links by key and place; others are missing', async () => {
    expect(await valuesOf(events().Electrons.trackParticles.z0)).toEqual([[[1.5, null], []], [], [[null, null]]]);
    expect(await valuesOf(events().Electrons.filter((el) => el.pt > 25).trackParticles.z0)).toEqual([
      [[]],
      [],
      [[null, null]],
    ]);
    expect(columnsOf(events().Electrons.trackParticles.z0)).toEqual([
      'AnalysisElectronsAuxDyn.trackParticleLinks',
      'GSFTrackParticlesAuxDyn.z0',
    ]);
  });

  it('follows links in what was written as lists of records', async () => {
    const file = join(folder, 'skim.parquet');
    await events()
      .select('Electrons', 'GSFTrackParticles', 'TruthElectrons', 'TruthTaus', 'TruthBottom')
      .writeParquet(file);
    await using skim = await open<PhysliteEvents>(file);
    expect(shown(infoOf(skim).references ?? []).slice(0, 2)).toEqual([
      'Electrons.trackParticles -> GSFTrackParticles',
      'TruthElectrons.parents -> TruthBottom + TruthElectrons + TruthTaus',
    ]);
    expect(await valuesOf(skim.Electrons.trackParticles.z0)).toEqual([[[1.5, null], []], [], [[null, null]]]);
    expect(await valuesOf(skim.TruthElectrons.parents.pdgId)).toEqual([[[5], [15, null]], [], [[null]]]);
  });

  it('follows chains over several collections, to any depth', async () => {
    const electrons = events().TruthElectrons;
    expect(await valuesOf(electrons.parents.pdgId)).toEqual([[[5], [15, null]], [], [[null]]]);
    expect(await valuesOf(electrons.parents.children.pdgId)).toEqual([[[[11, 15]], [[-11], null]], [], [[null]]]);
    expect(await valuesOf(electrons.parents.children.parents.pdgId)).toEqual([
      [[[[5], [5]]], [[[15, null]], null]],
      [],
      [[null]],
    ]);
  });
});

/** What is written with coffea, and how it is written here. */
const WRITTEN: Readonly<Record<string, (e: Dataset<PhysliteEvents>) => Parameters<typeof valuesOf>[0]>> = {
  'Electrons.trackParticles.z0': (e) => e.Electrons.trackParticles.z0,
  'Electrons.trackParticle.z0': (e) => e.Electrons.map((el) => el.trackParticles.first()?.z0),
  'Electrons[Electrons.pt > 10000].trackParticles.d0': (e) =>
    e.Electrons.filter((el) => el.pt > 10000).trackParticles.d0,
  'Electrons.caloClusters.calE': (e) => e.Electrons.caloClusters.calE,
  'Muons.trackParticle.z0': (e) => e.Muons.trackParticle.z0,
  'Muons.inDetTrackParticle.z0': (e) => e.Muons.inDetTrackParticle.z0,
  'Muons.extrapolatedMuonSpectrometerTrackParticle.z0': (e) => e.Muons.extrapolatedMuonSpectrometerTrackParticle.z0,
  'TruthElectrons.pdgId': (e) => e.TruthElectrons.pdgId,
  'TruthElectrons.parents.pdgId': (e) => e.TruthElectrons.parents.pdgId,
  'TruthElectrons.parents.children.pdgId': (e) => e.TruthElectrons.parents.children.pdgId,
  'TruthElectrons.children.pdgId': (e) => e.TruthElectrons.children.pdgId,
  'TruthMuons.parents.pdgId': (e) => e.TruthMuons.parents.pdgId,
  'TruthTaus.children.pdgId': (e) => e.TruthTaus.children.pdgId,
  'TruthBottom.parents.pdgId': (e) => e.TruthBottom.parents.pdgId,
  'Jets.btagging.DL1dv01_pb': (e) => e.Jets.btagging.DL1dv01_pb,
};

/** Momenta, which are computed of what is stored. */
const MOMENTA: Readonly<Record<string, (e: Dataset<PhysliteEvents>) => Parameters<typeof valuesOf>[0]>> = {
  'Electrons.trackParticles.pt': (e) => e.Electrons.trackParticles.pt,
  'TruthElectrons.pt': (e) => e.TruthElectrons.pt,
};

const file = shared('data/PHYSLITE_example.root');

describe.skipIf(file === undefined || found === undefined)('PHYSLITE_example.root', () => {
  const { cross_references: followed, element_links: byLoops, collections } = (found ?? {}) as Reference;

  // plain loops over the links go before coffea, which takes no notice of keys in one place
  it.each(Object.entries(WRITTEN))('%s', async (text, write) => {
    const events = await open<PhysliteEvents>(file as string);
    const want = byLoops[text] ?? followed[text]?.value;
    expect(want).toBeDefined();
    expect(await valuesOf(write(events))).toEqual(plain(want));
  });

  it('has all expressions of the reference', () => {
    const others = [...Object.keys(MOMENTA), 'TruthElectrons.parents.children.pdgId.ndim'];
    const inReference = new Set([...Object.keys(followed), ...Object.keys(byLoops)]);
    expect([...Object.keys(WRITTEN), ...others].sort()).toEqual([...inReference].sort());
  });

  it('knows how deep lists of links are', async () => {
    const events = await open<PhysliteEvents>(file as string);
    const want = followed['TruthElectrons.parents.children.pdgId.ndim']?.value;
    expect(ak.ndim(events.TruthElectrons.parents.children.pdgId)).toBe(want);
  });

  // computed in double here, in single precision by coffea
  it.each(Object.entries(MOMENTA))('%s', async (text, write) => {
    const events = await open<PhysliteEvents>(file as string);
    const [got, want] = [await valuesOf(write(events)), followed[text]?.value].map((lists) =>
      (lists as unknown[]).flat(2),
    );
    expect(got).toHaveLength(want?.length as number);
    got?.forEach((pt, i) => {
      const other = want?.[i] as number | null;
      if (other === null) expect(pt).toBeNull();
      else expect((pt as number) / other).toBeCloseTo(1, 5);
    });
  });

  it('has the collections of the reference', async () => {
    const events = await open<PhysliteEvents>(file as string);
    const { row } = infoOf(events);
    for (const [name, { ndim, count, fields }] of Object.entries(collections)) {
      const type = row.fields.get(name);
      expect(type, name).toBeDefined();
      if (type?.is !== 'list' || type.of.is !== 'record' || name.startsWith('TrigMatch') || fields.length === 0)
        continue;
      expect(ndim, name).toBe(2);
      const lengths = (await valuesOf(events.field(name as 'Jets').length)) as number[];
      expect([name, lengths.reduce((a, b) => a + b, 0)]).toEqual([name, count]);
    }
  });
});
