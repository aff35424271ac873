import { expect, it } from 'vitest';
import { compute, type Dataset, fromValues, open, overlapReport } from '../../../src/index.ts';
import { reference, shared } from '../../tools/shared.ts';
import { type PhysliteEvent, selected } from './physlite-selection.ts';

type Flags = Readonly<Record<'Electrons' | 'Muons' | 'Jets', Readonly<Record<string, boolean[][]>>>>;
interface Selection {
  readonly selection: { readonly flags: Flags; readonly removed_per_step: Record<string, Record<string, number>> };
}

/** All flags of the selection, and what its steps removed. */
async function flagsOf(events: Dataset<PhysliteEvent>) {
  const { Electrons, Muons, Jets, ...rest } = { ...(await computed(events)) };
  return { flags: { Electrons, Muons, Jets }, removed: rest.report };
}

async function computed(events: Dataset<PhysliteEvent>) {
  const { Electrons: el, Muons: mu, Jets: jet } = selected(events);
  const r = await compute({
    report: overlapReport(selected(events)),
    ...{ a: el.baseline, b: el.passOR, c: el.signal, d: mu.baseline, e: mu.passOR, f: mu.signal },
    ...{ g: jet.baseline, h: jet.passOR, i: jet.signal, j: jet.bjet },
  });
  return {
    Electrons: { baseline: r.a, passOR: r.b, signal: r.c },
    Muons: { baseline: r.d, passOR: r.e, signal: r.f },
    Jets: { baseline: r.g, passOR: r.h, signal: r.i, bjet: r.j },
    report: r.report.steps.map(({ removed }) => removed),
  };
}

const link = (m_persIndex: number, m_persKey = 490246363) => ({ m_persKey, m_persIndex });
const track = { d0: 0.01, z0: 0.1, vz: 0.05, theta: 1.5, definingParametersCovMatrixDiag: [0.01, 0.02] };
const electron = {
  ...{ pt: 40000.5, eta: 0.5, phi: 0.5, m: 0.511, DFCommonElectronsLHLooseBL: 1, DFCommonElectronsLHTight: 1 },
  ...{ trackParticleLinks: [link(0, 776133387)], topoetcone20: 100.5 },
  ptvarcone30_Nonprompt_All_MaxWeightTTVALooseCone_pt1000: 10.5,
};
const muon = {
  ...{ pt: 30000.5, eta: -1.5, phi: 2.5, DFCommonMuonPassIDCuts: 1, quality: 17, muonType: 0, topoetcone20: 10.5 },
  ...{ inDetTrackParticleLink: link(7), combinedTrackParticleLink: link(0, 873304470) },
  ptvarcone30_Nonprompt_All_MaxWeightTTVA_pt1000: 10.5,
};
const jet = {
  ...{
    pt: 50000.5,
    eta: 0.55,
    phi: 0.55,
    m: 5000.5,
    NNJvtPass: 1,
    NumTrkPt500: [5, 1],
    btaggingLink: link(0, 582299515),
  },
};
const made = [
  {
    Electrons: [electron, { ...electron, eta: -0.9 }, { ...electron, trackParticleLinks: [], eta: 2, pt: 9000.5 }],
    Muons: [muon, { ...muon, inDetTrackParticleLink: link(3), eta: 2.5, muonType: 3 }, { ...muon, quality: 18 }],
    Jets: [jet, { ...jet, eta: -1.1, phi: 0.75, pt: 30000.5 }, { ...jet, eta: -1.6, phi: 2.5, NumTrkPt500: [2] }],
    PrimaryVertices: [
      { z: 99.5, vertexType: 3 },
      { z: 0.1, vertexType: 1 },
    ],
    GSFTrackParticles: [{ ...track, originalTrackParticleLink: link(3) }],
    CombinedMuonTrackParticles: [track],
    BTagging_AntiKt4EMPFlow: [{ DL1dv01_pb: 0.75, DL1dv01_pc: 0.15, DL1dv01_pu: 0.1 }],
  },
];

it('the selection does what its words say, on events made by hand', async () => {
  const { flags, removed } = await flagsOf(fromValues<PhysliteEvent>(made));
  expect(flags).toEqual({
    // the first two share their track with the muon that is calorimeter-tagged, which goes; the first is near no jet that stays
    Electrons: {
      baseline: [[true, true, false]],
      passOR: [[true, false, false]],
      signal: [[true, false, false]],
    },
    Muons: {
      baseline: [[true, true, false]],
      passOR: [[true, false, false]],
      signal: [[true, false, false]],
    },
    Jets: {
      baseline: [[true, true, true]],
      passOR: [[false, true, false]],
      signal: [[false, true, false]],
      bjet: [[false, true, false]],
    },
  });
  expect(removed).toEqual([0, 1, 1, 1, 1, 0]);
});

const wanted = reference<Selection>('physlite.json')?.selection;
const file = shared('data/PHYSLITE_example.root');

it.skipIf(file === undefined || wanted === undefined)(
  'the selection on PHYSLITE_example.root is that of the reference',
  async () => {
    const events = await open<PhysliteEvent>(`${file}:CollectionTree`, { schema: 'physlite' as never });
    const { flags, removed } = await flagsOf(events);
    expect(flags).toEqual(wanted?.flags);
    const steps = Object.values(wanted?.removed_per_step ?? {});
    expect(removed).toEqual(steps.flatMap((step) => Object.values(step)));
  },
);
