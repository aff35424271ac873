/** Files without what references lead to: the reference goes, a note stays, all else works. */
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { open } from '../../../src/index.ts';
import { reference, shared } from '../../tools/shared.ts';
import { scratch } from '../sources/support.ts';
import { infoOf, plain, shown } from './support.ts';
import type { NanoEvents, PhysliteEvents } from './types.ts';

const references = reference<unknown>('physlite.json');
const folder = scratch();

async function jagged(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(args, { out: (text) => void out.push(text), err: (text) => void err.push(text) });
  return { code, out: out.join(''), err: err.join('') };
}

/** A part of a file in Parquet. */
async function part(from: string, name: string, schema: string, columns: readonly string[]): Promise<string> {
  const to = join(folder, name);
  const { code, err } = await jagged('convert', from, to, '--schema', schema, '--columns', columns.join(','));
  expect(code, err).toBe(0);
  return to;
}

const NANO = `${shared('data/nano_dy.root')}:Events`;
const PHYSLITE = `${shared('data/PHYSLITE_example.root')}:CollectionTree`;

describe.skipIf(references === undefined).each([
  ['flat columns', 'plain', ['nMuon', 'Muon_pt', 'Muon_jetIdx', 'Muon_genPartIdx', 'nGenPart', 'GenPart_pdgId']],
  ['records', 'nanoaod', ['Muon', 'GenPart']],
] as const)('NanoAOD without jets, in %s', (_, schema, columns) => {
  let file: string;
  beforeAll(async () => {
    file = await part(NANO, `nano-${schema}.parquet`, schema, columns);
  });

  it('has the references that lead somewhere, and works', async () => {
    const events = await open<NanoEvents>(file);
    const { references: found = [] } = infoOf(events);
    expect(shown(found)).toContain('Muon.genPart -> GenPart');
    expect(shown(found).filter((text) => text.endsWith('-> Jet'))).toEqual([]);
    const whole = await open<NanoEvents>(NANO);
    const values = async (of: typeof events) =>
      plain([await of.Muon.pt.toArray(), await of.Muon.genPart.pdgId.toArray(), await of.Muon.length.toArray()]);
    expect(await values(events)).toEqual(await values(whole));
    expect(() => events.Muon.jet).toThrow('Muon.jet leads nowhere in these data: there is no collection Jet');
    expect(() => events.Muon.map((m) => m.jet?.pt)).toThrow('Muon.jet leads nowhere');
  });

  it('is noted by inspect, left out by typegen', async () => {
    const brief = await jagged('inspect', file);
    expect(brief.out).toMatch(/^references that lead nowhere: \d+ \(--unreadable lists them\)$/m);
    const { code, out } = await jagged('inspect', file, '--unreadable', '--match', '^Muon\\.');
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}Muon\.jet +leads nowhere: there is no collection Jet$/m);
    expect(out).not.toContain('genPart');
    const { out: types } = await jagged('typegen', file);
    expect(types).toContain('readonly genPart: GenPart | undefined;');
    expect(types).not.toContain('readonly jet:');
  });

  it('says in a query what is wrong', async () => {
    const { code, err } = await jagged('query', file, 'Muon.jet.pt');
    expect(code).toBe(1);
    expect(err).toContain('Muon.jet leads nowhere in these data: there is no collection Jet');
    expect((await jagged('query', file, 'Muon.genPart.pdgId', '--json')).code).toBe(0);
  });
});

describe.skipIf(references === undefined).each([
  [
    'flat columns',
    'plain',
    [
      ...['pt', 'trackParticleLinks', 'caloClusterLinks'].map((name) => `AnalysisElectronsAuxDyn.${name}`),
      'egammaClustersAuxDyn.calE',
      ...['pdgId', 'parentLinks'].map((name) => `TruthElectronsAuxDyn.${name}`),
      'TruthTausAuxDyn.pdgId',
    ],
  ],
  ['records', 'physlite', ['Electrons', 'egammaClusters', 'TruthElectrons', 'TruthTaus']],
] as const)('PHYSLITE without tracks and most truth, in %s', (_, schema, columns) => {
  let file: string;
  beforeAll(async () => {
    file = await part(PHYSLITE, `physlite-${schema}.parquet`, schema, columns);
  });

  it('has the references that lead somewhere, and works', async () => {
    const events = await open<PhysliteEvents>(file);
    const { references: found = [] } = infoOf(events);
    expect(shown(found)).toContain('Electrons.caloClusters -> egammaClusters');
    expect(shown(found)).toContain('TruthElectrons.parents -> TruthElectrons + TruthTaus');
    const whole = await open<PhysliteEvents>(PHYSLITE);
    const values = async (of: typeof events) =>
      plain([await of.Electrons.pt.toArray(), await of.Electrons.caloClusters.calE.toArray()]);
    expect(await values(events)).toEqual(await values(whole));
    expect(() => events.Electrons.trackParticles).toThrow(
      'Electrons.trackParticles leads nowhere in these data: there is no collection GSFTrackParticles',
    );
  });

  it('gives nothing where one of several collections is not there', async () => {
    const events = await open<PhysliteEvents>(file);
    const whole = await open<PhysliteEvents>(PHYSLITE);
    const all = (await whole.TruthElectrons.parents.pdgId.toArray()).flat(2);
    const some = (await events.TruthElectrons.parents.pdgId.toArray()).flat(2);
    const isTau = (pdgId: number | undefined): boolean => Math.abs(pdgId ?? 0) === 15;
    expect(all.filter(isTau)).toHaveLength(1);
    expect(some).toEqual(all.map((pdgId) => (isTau(pdgId) ? pdgId : undefined)));
  });

  it('is noted by inspect, left out by typegen', async () => {
    const brief = await jagged('inspect', file);
    expect(brief.out).toMatch(/^references that lead nowhere: \d+ \(--unreadable lists them\)$/m);
    const { out } = await jagged('inspect', file, '--unreadable', '--match', '^Electrons\\.');
    expect(out).toMatch(/^ {2}Electrons\.trackParticles +leads nowhere: there is no collection GSFTrackParticles$/m);
    const { out: types } = await jagged('typegen', file);
    expect(types).toContain('readonly caloClusters: List<EgammaClusters | undefined>;');
    expect(types).toContain('readonly caloClusterLinks: List<ElementLink>;');
    expect(types).not.toContain('readonly trackParticles:');
  });
});
