import type { Candidate, List, LorentzVector } from '../../../src/index.ts';

/** What the tests read of NanoAOD, as `jagged typegen` writes it. */
export interface NanoEvents {
  readonly Electron: List<Electron>;
  readonly FatJet: List<FatJet>;
  readonly GenPart: List<GenPart>;
  readonly GenVisTau: List<GenVisTau>;
  readonly HLT: { readonly IsoMu24: boolean };
  readonly Jet: List<Jet>;
  readonly MET: { readonly pt: number };
  readonly Muon: List<Muon>;
  readonly Photon: List<Photon>;
  readonly Tau: List<Tau>;
}

interface Measured {
  readonly pt: number;
}
interface Linked extends Measured {
  readonly jet: Jet | undefined;
  readonly genPart: GenPart | undefined;
}
export interface Electron extends Candidate {
  readonly jet: Jet | undefined;
  readonly genPart: GenPart | undefined;
  readonly photon: Photon | undefined;
  readonly isTight: boolean;
}
export interface Muon extends Candidate {
  readonly jet: Jet | undefined;
  readonly genPart: GenPart | undefined;
  readonly fsrPhoton: Measured | undefined;
}
interface Photon extends Linked {
  readonly electron: Electron | undefined;
}
type Tau = Linked;
export interface Jet extends LorentzVector {
  readonly muons: List<Muon | undefined>;
  readonly electrons: List<Electron | undefined>;
  readonly genJet: Measured | undefined;
  readonly isTight: boolean;
}
interface FatJet extends Measured {
  readonly subJets: List<Measured | undefined>;
}
interface GenVisTau extends Measured {
  readonly parent: GenPart | undefined;
}
export interface GenPart extends Measured {
  readonly pdgId: number;
  readonly index: number;
  readonly parent: GenPart | undefined;
  readonly children: List<GenPart>;
  readonly distinctParent: GenPart | undefined;
  readonly distinctChildren: List<GenPart>;
  readonly distinctChildrenDeep: List<GenPart>;
  hasFlags(...names: readonly string[]): boolean;
}

interface Track {
  readonly z0: number;
  readonly d0: number;
  readonly pt: number;
}
interface Truth {
  readonly pdgId: number;
  readonly pt: number;
  readonly parents: List<Truth | undefined>;
  readonly children: List<Truth | undefined>;
}

/** What the tests read of PHYSLITE. */
export interface PhysliteEvents {
  readonly Electrons: List<{
    readonly pt: number;
    readonly trackParticles: List<Track | undefined>;
    readonly caloClusters: List<{ readonly calE: number } | undefined>;
  }>;
  readonly Muons: List<{
    readonly trackParticle: Track | undefined;
    readonly inDetTrackParticle: Track | undefined;
    readonly extrapolatedMuonSpectrometerTrackParticle: Track | undefined;
  }>;
  readonly GSFTrackParticles: List<Track>;
  readonly Jets: List<{ readonly btagging: { readonly DL1dv01_pb: number } | undefined }>;
  readonly TruthElectrons: List<Truth>;
  readonly TruthMuons: List<Truth>;
  readonly TruthTaus: List<Truth>;
  readonly TruthBottom: List<Truth>;
}
