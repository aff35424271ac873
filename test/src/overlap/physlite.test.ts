import { describe, expect, it } from 'vitest';
import {
  axis,
  compute,
  type Dataset,
  fromValues,
  histogram,
  type List,
  type LorentzVector,
  open,
  overlapReport,
} from '../../../src/index.ts';
import { reference, shared } from '../../tools/shared.ts';
import { type PhysliteEvent, selected } from './physlite-selection.ts';

type Flags = Readonly<Record<'Electrons' | 'Muons' | 'Jets', Readonly<Record<string, boolean[][]>>>>;
interface Reference {
  readonly selection: {
    readonly flags: Flags;
    readonly counts: Readonly<Record<keyof Flags, Readonly<Record<string, number>>>>;
    readonly removed_per_step: Readonly<Record<string, Readonly<Record<string, number>>>>;
    readonly quantities: Readonly<Record<string, readonly number[][]>>;
  };
  readonly jet_electron_deltaR: Distances;
}
interface Distances {
  readonly before: Binned;
  readonly after: Binned;
  readonly before_values: readonly number[][];
  readonly after_values: readonly number[][];
}
interface Binned {
  readonly entries: number;
  readonly auto: Bins;
  readonly fixed: Bins & { readonly overflow: number };
}
interface Bins {
  readonly lo: number;
  readonly hi: number;
  readonly bins: number;
  readonly counts: readonly number[];
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

const wanted = reference<Reference>('physlite.json') as Reference;
const file = shared('data/PHYSLITE_example.root');

describe.skipIf(file === undefined || wanted === undefined)('PHYSLITE_example.root', () => {
  const opened = <E = PhysliteEvent>() => open<E>(`${file}:CollectionTree`, { schema: 'physlite' });

  it('has the flags of the reference, object by object, and their counts', async () => {
    const { flags, counts, removed_per_step } = wanted.selection;
    const got = await flagsOf(await opened());
    expect(got.flags).toEqual(flags);
    expect(got.removed).toEqual(Object.values(removed_per_step).flatMap((step) => Object.values(step)));
    const clean = selected(await opened());
    const { passed, electrons, muons, jets, bjets } = await compute({
      passed: overlapReport(clean),
      electrons: clean.flatten((e) => e.Electrons.filter((el) => el.signal)).count(),
      muons: clean.flatten((e) => e.Muons.filter((mu) => mu.signal)).count(),
      jets: clean.flatten((e) => e.Jets.filter((jet) => jet.signal)).count(),
      bjets: clean.flatten((e) => e.Jets.filter((jet) => jet.bjet)).count(),
    });
    const signal = { Electrons: electrons, Muons: muons, Jets: jets };
    for (const { name, all, takingPart, passed: passOR } of passed.collections) {
      const { bjet, ...others } = counts[name as keyof Flags];
      expect([name, { all, baseline: takingPart, passOR, signal: signal[name as keyof Flags] }]).toEqual([
        name,
        others,
      ]);
      if (name === 'Jets') expect(bjets).toBe(bjet);
    }
  });

  it.each(['before', 'after'] as const)('has the distances of jets and electrons %s overlap removal', async (when) => {
    const events = selected(await opened());
    const isLeft = (object: { readonly passOR: boolean }): boolean => object.passOR;
    const jets = when === 'before' ? events.Jets : events.Jets.filter(isLeft);
    const electrons = when === 'before' ? events.Electrons : events.Electrons.filter(isLeft);
    const distances = jets.cross(electrons, ['jet', 'el']).map(({ jet, el }) => jet.deltaR(el));
    const { entries, auto, fixed } = wanted.jet_electron_deltaR[when];
    const { values, found, inRange } = await compute({
      values: distances,
      found: histogram(axis.regular(auto.bins)).fill(distances),
      inRange: histogram(axis.regular(fixed.bins, fixed.lo, fixed.hi)).fill(distances),
    });
    expectClose(values, wanted.jet_electron_deltaR[`${when}_values`], 1e-12);
    expect([found, inRange].map((each) => each.sum({ flow: true }))).toEqual([entries, entries]);
    expect([...found.values()]).toEqual(auto.counts);
    const { lo, hi } = found.axes[0] as { lo: number; hi: number };
    expectClose([[lo, hi]], [[auto.lo, auto.hi]], 1e-12);
    expect([...inRange.values({ flow: true })]).toEqual([0, ...fixed.counts, fixed.overflow]);
  });

  it('has the quantities of the reference, tracks and tags by following links', async () => {
    const events = await opened<Linked>();
    const quantities = await compute({
      'electron |z0 sin theta|': events.Electrons.map((el, e) => fromPV(el.trackParticles[0], e)),
      'electron |d0/sigma|': events.Electrons.map((el) => significance(el.trackParticles[0])),
      'muon |z0 sin theta|': events.Muons.map((mu, e) => fromPV(mu.trackParticle, e)),
      'muon |d0/sigma|': events.Muons.map((mu) => significance(mu.trackParticle)),
      'jet DL1dv01': events.Jets.map(({ btagging: tag }) =>
        tag === undefined ? undefined : Math.log(tag.DL1dv01_pb / (0.018 * tag.DL1dv01_pc + 0.982 * tag.DL1dv01_pu)),
      ),
      'electron rapidity': events.Electrons.map((el) => el.rapidity),
      'jet rapidity': events.Jets.map((jet) => jet.rapidity),
    });
    expect(Object.keys(quantities).sort()).toEqual(Object.keys(wanted.selection.quantities).sort());
    for (const [name, values] of Object.entries(quantities))
      expectClose(values, wanted.selection.quantities[name] as number[][], 1e-9);
  });
});

interface Track {
  readonly d0: number;
  readonly z0: number;
  readonly vz: number;
  readonly theta: number;
  readonly definingParametersCovMatrixDiag: List<number>;
}
interface Tag {
  readonly DL1dv01_pb: number;
  readonly DL1dv01_pc: number;
  readonly DL1dv01_pu: number;
}
/** Objects with what their links lead to. */
interface Linked {
  readonly Electrons: List<LorentzVector & { readonly trackParticles: List<Track | undefined> }>;
  readonly Muons: List<{ readonly trackParticle: Track | undefined }>;
  readonly Jets: List<LorentzVector & { readonly btagging: Tag | undefined }>;
  readonly PrimaryVertices: List<{ readonly z: number; readonly vertexType: number }>;
}

const fromPV = (track: Track | undefined, { PrimaryVertices }: Linked): number | undefined => {
  const vertex = PrimaryVertices.find(({ vertexType }) => vertexType === 1);
  return track === undefined || vertex === undefined
    ? undefined
    : Math.abs((track.z0 + track.vz - vertex.z) * Math.sin(track.theta));
};
const significance = (track: Track | undefined): number | undefined =>
  track === undefined
    ? undefined
    : Math.abs(track.d0) / Math.sqrt(track.definingParametersCovMatrixDiag[0] ?? Number.NaN);

/** The same lists, missing values as null; numbers that differ by a part of them at most. */
function expectClose(got: readonly (readonly unknown[])[], want: readonly (readonly unknown[])[], part: number): void {
  expect(got.map((row) => row.length)).toEqual(want.map((row) => row.length));
  const others = want.flat();
  for (const [i, value] of got.flat().entries()) {
    const other = others[i];
    if (typeof other === 'number')
      expect(Math.abs((value as number) - other)).toBeLessThanOrEqual(part * Math.abs(other));
    else expect(value ?? null).toBe(other);
  }
}
