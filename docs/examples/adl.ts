/** The eight ADL benchmark queries (github.com/iris-hep/adl-benchmarks-index). `npx tsx docs/examples/adl.ts FILE` */
import { pathToFileURL } from 'node:url';
import {
  ak,
  axis,
  compute,
  type Dataset,
  deltaPhi,
  histogram,
  type LazyHistogram,
  type List,
  type LorentzVector,
  open,
  p4,
} from '../../src/index.ts';

/** What the queries use of the file; `jagged typegen FILE` writes all of it. */
export interface SingleMu {
  readonly nMuon: number;
  readonly Muon: List<Lepton>;
  readonly Electron: List<Lepton>;
  readonly Jet: List<Jet>;
  readonly MET: { readonly pt: number; readonly phi: number };
}
export interface Lepton extends LorentzVector {
  readonly charge: number;
}
export interface Jet extends LorentzVector {
  readonly btag: number;
}

const MET = axis.regular(100, 0, 2000, { name: 'met', label: 'MET [GeV]' });
const JET_PT = axis.regular(100, 15, 60, { name: 'pt', label: 'jet pt [GeV]' });

/** Query 1: the missing transverse momentum of all events. */
export function q1(events: Dataset<SingleMu>): LazyHistogram {
  return histogram(MET).fill(events.MET.pt);
}

/** Query 2: the pt of all jets. */
export function q2(events: Dataset<SingleMu>): LazyHistogram {
  return histogram(JET_PT).fill(events.Jet.pt);
}

/** Query 3: the pt of the central jets. */
export function q3(events: Dataset<SingleMu>): LazyHistogram {
  return histogram(JET_PT).fill(events.Jet.filter((j) => Math.abs(j.eta) < 1).pt);
}

/** Query 4: MET of the events with at least two jets above 40 GeV. */
export function q4(events: Dataset<SingleMu>): LazyHistogram {
  return histogram(MET).fill(events.where((e) => e.Jet.count((j) => j.pt > 40) >= 2).MET.pt);
}

/** Query 5: MET of the events with a muon pair of opposite charge near the Z mass. */
export function q5(events: Dataset<SingleMu>): LazyHistogram {
  const nearZ = events.where((e) =>
    e.Muon.combinations(2, ['a', 'b']).some(({ a, b }) => {
      const { mass } = a.add(b);
      return a.charge !== b.charge && mass >= 60 && mass <= 120;
    }),
  );
  return histogram(MET).fill(nearZ.MET.pt);
}

/** For query 6: the events with three jets or more, with the three whose mass is closest to the top quark's as `top`. */
export function withTop(events: Dataset<SingleMu>) {
  return events
    .where((e) => e.Jet.length >= 3)
    .with({
      top: (e) => e.Jet.combinations(3, ['a', 'b', 'c']).minBy(({ a, b, c }) => Math.abs(a.add(b).add(c).mass - 172.5)),
    });
}

/** Query 6, first histogram: the pt of those three jets together. */
export function q6pt(events: Dataset<SingleMu>): LazyHistogram {
  const { top } = withTop(events);
  return histogram(axis.regular(100, 15, 40, { name: 'pt', label: 'trijet pt [GeV]' })).fill(
    top.a.add(top.b).add(top.c).pt,
    { missing: 'skip' },
  );
}

/** Query 6, second histogram: the highest b-tag among them. */
export function q6btag(events: Dataset<SingleMu>): LazyHistogram {
  const btag = withTop(events).map(({ top }) =>
    top === undefined ? undefined : Math.max(top.a.btag, top.b.btag, top.c.btag),
  );
  return histogram(axis.regular(100, 0, 1, { name: 'btag', label: 'highest b-tag' })).fill(btag, {
    missing: 'skip',
  });
}

/** For query 7: the jets above 30 GeV with no lepton above 10 GeV within ΔR < 0.4. */
export function goodJets(events: Dataset<SingleMu>) {
  const withLeptons = events.with({
    muons: (e) => e.Muon.filter((m) => m.pt > 10),
    electrons: (e) => e.Electron.filter((el) => el.pt > 10),
  });
  return withLeptons.with({
    goodJets: withLeptons.Jet.filter(
      (j, e) => j.pt > 30 && !e.muons.some((m) => m.deltaR(j) < 0.4) && !e.electrons.some((el) => el.deltaR(j) < 0.4),
    ),
  });
}

/** Query 7: the scalar sum of the pt of those jets, where there is one. */
export function q7(events: Dataset<SingleMu>): LazyHistogram {
  const chosen = goodJets(events).where((e) => e.goodJets.length > 0);
  return histogram(axis.regular(100, 15, 200, { name: 'ht', label: 'sum of jet pt [GeV]' })).fill(
    chosen.goodJets.pt.sum(),
  );
}

/** The Lorentz vector alone, so that nothing else of the particle is read. */
const vector = ({ pt, eta, phi, mass }: LorentzVector): LorentzVector => p4({ pt, eta, phi, mass });

/**
 * For query 8: the events with three light leptons or more, with `pair`, the two of one flavour and opposite charges whose
 * mass is closest to the Z's, and `third`, the hardest lepton besides them.
 */
export function withZ(events: Dataset<SingleMu>) {
  const threeOrMore = events
    .where((e) => e.Muon.length + e.Electron.length >= 3)
    .with({
      both: (e) =>
        e.Muon.map((m) => ({ ...vector(m), charge: m.charge, flavor: 13 })).concat(
          e.Electron.map((el) => ({ ...vector(el), charge: el.charge, flavor: 11 })),
        ),
    });
  const withPlaces = threeOrMore.with({
    leptons: ak.with_field(threeOrMore.both, threeOrMore.both.indices(), 'place'),
  });
  return withPlaces
    .with({
      pair: (e) =>
        e.leptons
          .combinations(2, ['a', 'b'])
          .filter(({ a, b }) => a.flavor === b.flavor && a.charge !== b.charge)
          .minBy(({ a, b }) => Math.abs(a.add(b).mass - 91.2)),
    })
    .with({
      third: (e) =>
        e.leptons
          .filter((l) => l.place !== (e.pair?.a.place ?? -1) && l.place !== (e.pair?.b.place ?? -1))
          .maxBy((l) => l.pt),
    })
    .where((e) => e.pair !== undefined);
}

/** Query 8: the transverse mass of MET and that lepton. */
export function q8(events: Dataset<SingleMu>): LazyHistogram {
  const mt = withZ(events).map((e) =>
    e.third === undefined
      ? undefined
      : Math.sqrt(2 * e.MET.pt * e.third.pt * (1 - Math.cos(deltaPhi(e.MET.phi, e.third.phi)))),
  );
  return histogram(axis.regular(100, 15, 250, { name: 'mt', label: 'transverse mass [GeV]' })).fill(mt, {
    missing: 'skip',
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const events = await open<SingleMu>(process.argv[2] ?? '');
  const queries = { q1, q2, q3, q4, q5, q6pt, q6btag, q7, q8 };
  const filled = Object.fromEntries(Object.entries(queries).map(([name, query]) => [name, query(events)]));
  for (const [name, result] of Object.entries(await compute(filled))) console.log(`${name}\n${result}\n`);
}
