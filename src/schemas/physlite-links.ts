import { isKeyed, isKeyedList, type Reference, type Target } from '../../compiler/reference.ts';
import { present } from '../../compiler/tree/type.ts';
import { recordsOf, withReferences } from './references.ts';
import type { Arrangement } from './schema.ts';
import { containerKey } from './storegate.ts';

/** Where a link leads: of one collection (`on`), else of every one that has the field. */
interface LinkRule {
  readonly on?: string;
  readonly field: string;
  /** The property, where it is not the field's name without `Link`. */
  readonly name?: string;
  readonly to: readonly string[];
}

// Particles of the generator are spread over collections by kind; a link may lead to any of them.
const TRUTH: readonly string[] = [
  'TruthBoson',
  'TruthTop',
  'TruthBottom',
  'TruthElectrons',
  'TruthMuons',
  'TruthTaus',
  'TruthNeutrinos',
  'TruthPhotons',
];
const TRUTH_VERTICES = ['TruthVertices', 'HardScatterVertices'];

/** Truth particles that are kept with their decays have vertices of their own. */
const WITH_DECAYS = ['TruthBosonsWithDecay', 'TruthBSMWithDecay'].flatMap((kept): LinkRule[] => [
  { on: `${kept}Particles`, field: 'prodVtxLink', to: [`${kept}Vertices`] },
  { on: `${kept}Particles`, field: 'decayVtxLink', to: [`${kept}Vertices`] },
  { on: `${kept}Vertices`, field: 'incomingParticleLinks', to: [`${kept}Particles`] },
  { on: `${kept}Vertices`, field: 'outgoingParticleLinks', to: [`${kept}Particles`] },
]);

/** What is reconstructed, each kind by itself. */
const OBJECTS = ['Electrons', 'Muons', 'Photons', 'TauJets'];

/** The links of PHYSLITE. The first rule that fits counts. */
const RULES: readonly LinkRule[] = [
  ...WITH_DECAYS,
  { field: 'parentLinks', name: 'parents', to: TRUTH },
  { field: 'childLinks', name: 'children', to: TRUTH },
  { field: 'TruthLink', name: 'truth', to: TRUTH },
  { field: 'truthParticleLink', to: ['TruthParticles', ...TRUTH] },
  { field: 'prodVtxLink', to: TRUTH_VERTICES },
  { field: 'decayVtxLink', to: TRUTH_VERTICES },
  { field: 'incomingParticleLinks', to: ['HardScatterParticles'] },
  { field: 'outgoingParticleLinks', to: ['HardScatterParticles'] },
  { on: 'Electrons', field: 'trackParticleLinks', to: ['GSFTrackParticles'] },
  { on: 'GSFConversionVertices', field: 'trackParticleLinks', to: ['GSFTrackParticles'] },
  { on: 'PrimaryVertices', field: 'trackParticleLinks', to: ['InDetTrackParticles'] },
  { on: 'FourLeptonVertices', field: 'trackParticleLinks', to: ['InDetTrackParticles', 'GSFTrackParticles'] },
  { field: 'originalTrackParticleLink', to: ['InDetTrackParticles'] },
  { on: 'InDetTrackParticles', field: 'TTVA_AMVFVerticesLink', to: ['PrimaryVertices'] },
  { on: 'EventInfo', field: 'hardScatterVertexLink', to: ['PrimaryVertices'] },
  { field: 'caloClusterLinks', to: ['egammaClusters'] },
  { field: 'constituentClusterLinks', to: ['CaloCalTopoClusters'] },
  { on: 'Photons', field: 'vertexLinks', name: 'vertices', to: ['GSFConversionVertices'] },
  { on: 'TauJets', field: 'vertexLink', to: ['PrimaryVertices'] },
  { field: 'tauTrackLinks', to: ['TauTracks'] },
  { field: 'trackLinks', to: ['InDetTrackParticles'] },
  { on: 'Jets', field: 'GhostTrackLink', to: ['InDetTrackParticles'] },
  { on: 'LargeRJets', field: 'ParentLink', to: ['AntiKt10UFOCSSKJets'] },
  { on: 'METAssoc_MET', field: 'jetLink', to: ['Jets'] },
  { on: 'METAssoc_MET', field: 'objectLinks', to: OBJECTS },
  { field: 'TrigMatchedObjectsLink', to: OBJECTS },
  { field: 'originalTruthParticleLink', to: ['TruthParticles'] },
  { field: 'firstEgMotherTruthParticleLink', to: ['TruthParticles'] },
  { field: 'truthJetLink', to: ['AntiKt4TruthDressedWZJets'] },
  { field: 'btaggingLink', to: ['BTagging_AntiKt4EMPFlow'] },
  { on: 'Muons', field: 'combinedTrackParticleLink', name: 'trackParticle', to: ['CombinedMuonTrackParticles'] },
  { field: 'inDetTrackParticleLink', to: ['InDetTrackParticles', 'InDetForwardTrackParticles'] },
  { field: 'muonSpectrometerTrackParticleLink', to: ['MuonSpectrometerTrackParticles'] },
  { field: 'extrapolatedMuonSpectrometerTrackParticleLink', to: ['ExtrapolatedMuonTrackParticles'] },
  { field: 'msOnlyExtrapolatedMuonSpectrometerTrackParticleLink', to: ['MSOnlyExtrapolatedMuonTrackParticles'] },
];

/** Numbers of container classes (CLIDs of ATLAS's event data model), which are part of the keys of containers. */
const CLASSES: readonly (readonly [RegExp, number])[] = [
  [/TrackParticles$/, 1287425431],
  [/^(Truth|HardScatter).*Vertices$/, 1239726567],
  [/Vertices$/, 1092961325],
  [/Truth.*Jets$/, 1244316195],
  [/^Truth|^HardScatterParticles$/, 1237340765],
  [/Clusters$/, 1219821989],
  [/^BTagging_/, 1264356158],
  [/^TauTracks$/, 1306133771],
  [/Electrons$/, 1087532415],
  [/Muons$/, 1178459224],
  [/Photons$/, 1105575213],
  [/^TauJets$/, 1177172564],
  [/Jets$/, 1244316195],
];

/** Collections whose container has `Analysis` in front of its name. */
const ANALYSIS: ReadonlySet<string> = new Set([...OBJECTS, 'Jets', 'LargeRJets', 'SiHitElectrons']);

/** The field that holds a link: `Link` ends its name, so that the property can have the name without it. */
export function linkField(name: string, isLink: boolean): string {
  return isLink && !/Links?$/.test(name) ? `${name}Link` : name;
}

/**
 * The references of PHYSLITE: `trackParticleLinks` is the list `trackParticles`. `containers` are the stored names of
 * collections; where they are not stored, those that PHYSLITE has.
 */
export function physliteReferences(
  made: Arrangement,
  containers: ReadonlyMap<string, string> = new Map(),
): Arrangement {
  const nameOf = (to: string): string => containers.get(to) ?? (ANALYSIS.has(to) ? `Analysis${to}` : to);
  const wanted = [...made.row.fields].flatMap(([on, type]) =>
    [...(recordsOf(type)?.fields ?? [])].flatMap(([field, of]): Reference[] => {
      const link = isKeyed(present(of)) ? 'keyed' : isKeyedList(of) ? 'keyedList' : undefined;
      if (link === undefined) return [];
      const rule = RULES.find((one) => one.field === field && (one.on ?? on) === on);
      const name = rule?.name ?? field.replace(/Link(s?)$/, '$1');
      const targets = (rule?.to ?? []).map((to) => targetOf(to, nameOf(to)));
      return [{ on, name, targets, link: { is: link, field } }];
    }),
  );
  return withReferences(made, wanted);
}

function targetOf(collection: string, container: string): Target {
  const [, number] = CLASSES.find(([pattern]) => pattern.test(collection)) ?? [];
  return { collection, key: number === undefined ? undefined : containerKey(container, number) };
}
