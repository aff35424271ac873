// The object selection of shared/reference/object-selection.md, on events as a PHYSLITE file has them (MeV, mm).
import { type Dataset, type List, type LorentzVector, overlapRemoval } from '../../../src/index.ts';

/** A link to an object of another container; the key 0 means none. */
interface Link {
  readonly m_persKey: number;
  readonly m_persIndex: number;
}
interface Track {
  readonly d0: number;
  readonly z0: number;
  readonly vz: number;
  readonly theta: number;
  readonly definingParametersCovMatrixDiag: List<number>;
}
interface Electron extends LorentzVector {
  readonly DFCommonElectronsLHLooseBL: number;
  readonly DFCommonElectronsLHTight: number;
  readonly trackParticleLinks: List<Link>;
  readonly ptvarcone30_Nonprompt_All_MaxWeightTTVALooseCone_pt1000: number;
  readonly topoetcone20: number;
}
interface Muon extends LorentzVector {
  readonly DFCommonMuonPassIDCuts: number;
  readonly quality: number;
  readonly muonType: number;
  readonly inDetTrackParticleLink: Link;
  readonly combinedTrackParticleLink: Link;
  readonly ptvarcone30_Nonprompt_All_MaxWeightTTVA_pt1000: number;
  readonly topoetcone20: number;
}
interface Jet extends LorentzVector {
  readonly NNJvtPass: number;
  readonly NumTrkPt500: List<number>;
  readonly btaggingLink: Link;
}
export interface PhysliteEvent {
  readonly Electrons: List<Electron>;
  readonly Muons: List<Muon>;
  readonly Jets: List<Jet>;
  readonly PrimaryVertices: List<{ readonly z: number; readonly vertexType: number }>;
  readonly GSFTrackParticles: List<Track & { readonly originalTrackParticleLink: Link }>;
  readonly CombinedMuonTrackParticles: List<Track>;
  readonly BTagging_AntiKt4EMPFlow: List<{
    readonly DL1dv01_pb: number;
    readonly DL1dv01_pc: number;
    readonly DL1dv01_pu: number;
  }>;
}

const IN_DET_TRACKS = 490246363;

/** A track within 0.5 mm of the vertex along the beam, and within some standard deviations across. */
const fromVertex = (track: Track, vertexZ: number, most: number): boolean =>
  Math.abs(track.d0) / Math.sqrt(track.definingParametersCovMatrixDiag[0] ?? Number.NaN) < most &&
  Math.abs((track.z0 + track.vz - vertexZ) * Math.sin(track.theta)) < 0.5;

const vertexZ = (event: PhysliteEvent): number =>
  event.PrimaryVertices.find((vertex) => vertex.vertexType === 1)?.z ?? Number.NaN;

/** The events with the flags `baseline`, `passOR` and `signal`, of jets also `bjet`. */
export function selected(events: Dataset<PhysliteEvent>) {
  const baseline = events
    .withField(
      'Electrons.baseline',
      (el) => el.pt > 10000 && Math.abs(el.eta) < 2.47 && el.DFCommonElectronsLHLooseBL === 1,
    )
    .withField('Electrons.gsf', (el, event) => {
      const link = el.trackParticleLinks[0];
      return link === undefined || link.m_persKey === 0 ? undefined : event.GSFTrackParticles.at(link.m_persIndex);
    })
    .withField('Electrons.track', (el) => {
      const origin = el.gsf?.originalTrackParticleLink;
      return origin !== undefined && origin.m_persKey === IN_DET_TRACKS ? origin.m_persIndex : -1;
    })
    .withField('Muons.m', () => 105.658)
    .withField(
      'Muons.baseline',
      (mu) => mu.pt > 3000 && Math.abs(mu.eta) < 2.7 && mu.DFCommonMuonPassIDCuts === 1 && mu.quality % 8 <= 1,
    )
    .withField('Muons.track', ({ inDetTrackParticleLink: link }) =>
      link.m_persKey === IN_DET_TRACKS ? link.m_persIndex : -2,
    )
    .withField(
      'Jets.baseline',
      (jet) =>
        jet.pt > 20000 && Math.abs(jet.eta) < 2.8 && (jet.pt > 60000 || Math.abs(jet.eta) > 2.4 || jet.NNJvtPass === 1),
    );
  const clean = overlapRemoval(
    baseline,
    [
      {
        label: 'shared track, electron',
        remove: 'Electrons',
        near: 'Muons',
        sharing: (el, mu) => el.track === mu.track,
        unless: (_el, mu) => mu.muonType === 3,
      },
      {
        label: 'shared track, muon',
        remove: 'Muons',
        near: 'Electrons',
        against: 'all',
        sharing: (mu, el) => el.track === mu.track,
        where: (mu) => mu.muonType === 3,
      },
      { label: 'jet near electron', remove: 'Jets', near: 'Electrons', dR: 0.2 },
      { label: 'electron near jet', remove: 'Electrons', near: 'Jets', dR: 0.4 },
      {
        label: 'jet near muon, few tracks',
        remove: 'Jets',
        near: 'Muons',
        dR: 0.2,
        where: (jet) => (jet.NumTrkPt500[0] ?? 0) < 3,
      },
      { label: 'muon near jet', remove: 'Muons', near: 'Jets', dR: 0.4 },
    ],
    { where: 'baseline', using: 'rapidity' },
  );
  return clean
    .withField(
      'Electrons.signal',
      (el, event) =>
        el.passOR &&
        el.DFCommonElectronsLHTight === 1 &&
        el.gsf !== undefined &&
        fromVertex(el.gsf, vertexZ(event), 5) &&
        el.ptvarcone30_Nonprompt_All_MaxWeightTTVALooseCone_pt1000 / el.pt < 0.15 &&
        el.topoetcone20 / el.pt < 0.2,
    )
    .withField('Muons.signal', (mu, event) => {
      const link = mu.combinedTrackParticleLink;
      const track = link.m_persKey === 0 ? undefined : event.CombinedMuonTrackParticles.at(link.m_persIndex);
      return (
        mu.passOR &&
        track !== undefined &&
        fromVertex(track, vertexZ(event), 3) &&
        mu.ptvarcone30_Nonprompt_All_MaxWeightTTVA_pt1000 / mu.pt < 0.15 &&
        mu.topoetcone20 / mu.pt < 0.3
      );
    })
    .withField('Jets.signal', (jet) => jet.passOR && jet.pt > 25000 && Math.abs(jet.eta) < 2.5)
    .withField('Jets.bjet', (jet, event) => {
      const tag = event.BTagging_AntiKt4EMPFlow.at(jet.btaggingLink.m_persIndex);
      const score =
        tag === undefined ? Number.NaN : Math.log(tag.DL1dv01_pb / (0.018 * tag.DL1dv01_pc + 0.982 * tag.DL1dv01_pu));
      return jet.signal && score > 0.5;
    });
}
