/** Following references reads the index or link and what is asked of the target, and nothing else. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Dataset, open, type Untyped } from '../../../src/index.ts';
import { loadFooter } from '../../../src/sources/parquet/footer.ts';
import { memoryBytes, type Range } from '../../../src/sources/root/container/bytes.ts';
import { RootFile } from '../../../src/sources/root/container/root-file.ts';
import { splitAddress } from '../../../src/sources/root/places.ts';
import { openRoot } from '../../../src/sources/root/root-source.ts';
import { findTable, openTable } from '../../../src/sources/root/tables.ts';
import { reference, shared } from '../../tools/shared.ts';
import { scratch } from '../sources/support.ts';
import { columnsOf, plain } from './support.ts';
import type { NanoEvents, PhysliteEvents } from './types.ts';

const references = reference<unknown>('nanoaod.json');
const folder = scratch();

type Query<E> = (events: Dataset<E>) => { toArray(): Promise<unknown>; explain(): string };
type Case<E> = readonly [what: string, query: Query<E>, columns: readonly string[]];

/** The columns by their names, which are those of Parquet and ROOT. */
const NANO: readonly Case<NanoEvents>[] = [
  ['a field of what an index leads to', (e) => e.Muon.jet.pt, ['Jet_pt', 'Muon_jetIdx']],
  ['the same in a lambda', (e) => e.Muon.map((m) => m.jet?.pt ?? 0), ['Jet_pt', 'Muon_jetIdx']],
  ['whether it leads anywhere', (e) => e.Muon.filter((m) => m.jet !== undefined).length, ['Muon_jetIdx', 'nJet']],
  ['several indices', (e) => e.Jet.muons.pt, ['Jet_muonIdx1', 'Jet_muonIdx2', 'Muon_pt']],
  [
    'a reference of chosen elements',
    (e) => e.Muon.filter((m) => m.pt > 10).genPart.pdgId,
    ['GenPart_pdgId', 'Muon_genPartIdx', 'Muon_pt'],
  ],
  [
    'a reference of a reference',
    (e) => e.Jet.electrons.photon.pt,
    ['Electron_photonIdx', 'Jet_electronIdx1', 'Jet_electronIdx2', 'Photon_pt'],
  ],
  ['parents', (e) => e.GenPart.parent.parent.pdgId, ['GenPart_genPartIdxMother', 'GenPart_pdgId']],
  ['children', (e) => e.GenPart.children.pt, ['GenPart_genPartIdxMother', 'GenPart_pt']],
  ['children of copies', (e) => e.GenPart.distinctChildrenDeep.pdgId, ['GenPart_genPartIdxMother', 'GenPart_pdgId']],
  ['the number of children', (e) => e.GenPart.map((g) => g.children.length), ['GenPart_genPartIdxMother']],
  ['sub-jets', (e) => e.FatJet.subJets.pt, ['FatJet_subJetIdx1', 'FatJet_subJetIdx2', 'SubJet_pt']],
];

/** Columns as they are called in Parquet; a link of one object is two branches in ROOT. */
const ONE_LINK: Case<PhysliteEvents> = [
  'one link of each object',
  (e) => e.Jets.btagging.DL1dv01_pb,
  ['AnalysisJetsAuxDyn.btaggingLink', 'BTagging_AntiKt4EMPFlowAuxDyn.DL1dv01_pb'],
];
const PHYSLITE: readonly Case<PhysliteEvents>[] = [
  ONE_LINK,
  [
    'a field of what links lead to',
    (e) => e.Electrons.trackParticles.z0,
    ['AnalysisElectronsAuxDyn.trackParticleLinks', 'GSFTrackParticlesAuxDyn.z0'],
  ],
  [
    'links of chosen objects',
    (e) => e.Electrons.filter((el) => el.pt > 2e4).caloClusters.calE,
    ['AnalysisElectronsAuxDyn.caloClusterLinks', 'AnalysisElectronsAuxDyn.pt', 'egammaClustersAuxDyn.calE'],
  ],
  [
    'how many there are',
    (e) => e.Electrons.map((el) => el.trackParticles.length),
    ['AnalysisElectronsAuxDyn.trackParticleLinks'],
  ],
  [
    'what several collections have in common',
    (e) => e.TruthElectrons.parents.pdgId,
    [
      'TruthElectronsAuxDyn.parentLinks',
      ...['Bottom', 'Electrons', 'Muons', 'Neutrinos', 'Photons', 'Taus'].map((name) => `Truth${name}AuxDyn.pdgId`),
    ],
  ],
];

const NANO_ROOT = `${shared('data/nano_dy.root')}:Events`;
const NANO_PARQUET = shared('data/nano_dy.parquet') as string;
const PHYSLITE_ROOT = `${shared('data/PHYSLITE_example.root')}:CollectionTree`;

const PHYSLITE_NTUPLE = `${shared('data/uproot-physlite-rntuple_v1-0-0-0.root')}:EventData`;

/** The columns of a query as the plan names them, without the parts in which ROOT stores links. */
const named = (column: Parameters<typeof columnsOf>[0]): string[] =>
  [...new Set(columnsOf(column).map((name) => name.replace(/\/.*|\.m_pers\w+$/, '')))].sort();

describe.skipIf(references === undefined)('in ROOT', () => {
  it.each(NANO)('NanoAOD: %s', (_, query, columns) => readsFromRoot(NANO_ROOT, query, columns));
  it.each(PHYSLITE)('PHYSLITE: %s', (_, query, columns) => readsFromRoot(PHYSLITE_ROOT, query, columns));
  it.each(PHYSLITE)('PHYSLITE in an RNTuple: %s', (_, query, columns) => {
    // it has two more kinds of particles
    const more = columns.some((name) => name.startsWith('Truth'))
      ? ['TruthBosonAuxDyn.pdgId', 'TruthTopAuxDyn.pdgId']
      : [];
    const names = [...columns, ...more].map((name) => name.replace('AuxDyn.', 'AuxDyn:'));
    return readsFromRoot(PHYSLITE_NTUPLE, query, names);
  });
});

// the ranges of the file that the query asks for are those of the columns
async function readsFromRoot<E>(address: string, query: Query<E>, columns: readonly string[]): Promise<void> {
  const { file: path, tree } = splitAddress(address);
  const asked: Range[] = [];
  const inner = memoryBytes(readFileSync(path));
  const bytes = { ...inner, read: (ranges: readonly Range[]) => (asked.push(...ranges), inner.read(ranges)) };
  const events = await open<E>(await openRoot([{ bytes, tree }]));
  expect(named(query(events))).toEqual([...columns].sort());
  const file = await RootFile.open(bytes);
  const table = await openTable(file, await findTable(file, tree));
  const rangesOf = async (work: () => Promise<unknown>): Promise<number[]> => {
    asked.length = 0;
    await work();
    return [...new Set(asked.map(({ start }) => start))].sort((a, b) => a - b);
  };
  const wanted = await rangesOf(() => table.read(columnsOf(query(events)), 0, table.rows));
  expect(wanted.length).toBeGreaterThanOrEqual(columns.length);
  expect(await rangesOf(() => query(events).toArray())).toEqual(wanted);
}

describe.skipIf(references === undefined)('in Parquet', () => {
  it.each(NANO)('NanoAOD: %s', async (_, query, columns) => {
    expect(named(query(await open(NANO_PARQUET)))).toEqual([...columns].sort());
    await readsWithoutTheRest(NANO_PARQUET, query, (leaf) => columns.includes(leaf.split('.')[0] as string));
  });

  it.each(PHYSLITE)('PHYSLITE as it is stored: %s', async (_, query, columns) => {
    const path = await converted('stored.parquet', 'plain');
    expect(named(query(await open(path)))).toEqual([...columns].sort());
    await readsWithoutTheRest(path, query, (leaf) =>
      columns.some((name) => leaf === name || leaf.startsWith(`${name}.`)),
    );
  });

  // lists in lists are read by DuckDB, which reads a list of records as a whole
  it.each([ONE_LINK])('PHYSLITE as records: %s', async (_, query, columns) => {
    const path = await converted('records.parquet', 'physlite');
    const fields = columns.map((name) => name.replace(/^(?:Analysis)?(\w+)AuxDyn\./, '$1.'));
    await readsWithoutTheRest(path, query, (leaf) =>
      fields.some((name) => `${leaf}.`.replace(/\.list\.\w+\./, '.').startsWith(`${name}.`)),
    );
  });
});

const made = new Map<string, Promise<string>>();
function converted(name: string, schema: 'plain' | 'physlite'): Promise<string> {
  const path = join(folder, name);
  const write = async (): Promise<string> => {
    await (await open<Untyped>(PHYSLITE_ROOT, { schema })).writeParquet(path);
    return path;
  };
  const making = made.get(name) ?? write();
  made.set(name, making);
  return making;
}

/** The query gives the same of a copy in which the pages of all other leaves are destroyed. */
async function readsWithoutTheRest<E>(
  path: string,
  query: Query<E>,
  isNeeded: (leaf: string) => boolean,
): Promise<void> {
  const { elements, groups } = loadFooter(path);
  const leaves = leafPaths(elements);
  const bytes = readFileSync(path);
  let kept = 0;
  for (const group of groups)
    for (const [i, leaf] of leaves.entries()) {
      const { start, compressedSize } = group.chunk(i);
      if (isNeeded(leaf)) kept++;
      else bytes.fill(0xff, start, start + compressedSize);
    }
  expect(kept).toBeGreaterThan(0);
  expect(kept).toBeLessThan(leaves.length / 10);
  const copy = join(folder, 'rest-destroyed.parquet');
  writeFileSync(copy, bytes);
  const [whole, rest] = [await open<E>(path), await open<E>(copy)];
  expect(plain(await query(rest).toArray())).toEqual(plain(await query(whole).toArray()));
}

/** The paths of the leaves of a Parquet schema, in the order of their chunks. */
function leafPaths(elements: ReturnType<typeof loadFooter>['elements']): string[] {
  const paths: string[] = [];
  let at = 1;
  const visit = (above: readonly string[]): void => {
    const { name, children } = elements[at++] as (typeof elements)[number];
    if (children === 0) paths.push([...above, name].join('.'));
    for (let i = 0; i < children; i++) visit([...above, name]);
  };
  while (at < elements.length) visit([]);
  return paths;
}
