/** What the ADL queries fill, event by event, for looking at and for checks. */
import { type Dataset, deltaPhi } from '../../src/index.ts';
import { goodJets, type SingleMu, withTop, withZ } from './adl.ts';

/** The masses of the muon pairs of opposite charges: query 5. */
export function osMasses(events: Dataset<SingleMu>) {
  return events.Muon.combinations(2, ['a', 'b'])
    .filter(({ a, b }) => a.charge !== b.charge)
    .map(({ a, b }) => a.add(b).mass);
}

/** The mass, the pt, the highest b-tag and the places of the three jets: query 6. */
export function trijet(events: Dataset<SingleMu>) {
  const top = withTop(events).map(({ top }) => {
    if (top === undefined) return undefined;
    const sum = top.a.add(top.b).add(top.c);
    return { mass: sum.mass, pt: sum.pt, btag: Math.max(top.a.btag, top.b.btag, top.c.btag) };
  });
  const places = events
    .where((e) => e.Jet.length >= 3)
    .with({
      masses: (e) =>
        e.Jet.combinations(3, ['a', 'b', 'c']).map(({ a, b, c }) => Math.abs(a.add(b).add(c).mass - 172.5)),
    })
    .map((e) =>
      e.Jet.indices()
        .combinations(3, ['a', 'b', 'c'])
        .at(e.masses.argmin() ?? -1),
    );
  return { mass: top.mass, pt: top.pt, btag: top.btag, jets: places };
}

/** The places and the sum of pt of the good jets of all events: query 7. */
export function cleaned(events: Dataset<SingleMu>) {
  const all = goodJets(events);
  return {
    allEvents: all.goodJets.pt.sum(),
    places: all.map((e) =>
      e.Jet.indices().filter(
        e.Jet.map(
          (j) => j.pt > 30 && !e.muons.some((m) => m.deltaR(j) < 0.4) && !e.electrons.some((el) => el.deltaR(j) < 0.4),
        ),
      ),
    ),
  };
}

/** The mass of the pair, the pt of the third lepton and the transverse mass: query 8. */
export function zEvents(events: Dataset<SingleMu>) {
  const found = withZ(events);
  return {
    pairMass: found.map(({ pair }) => (pair === undefined ? undefined : pair.a.add(pair.b).mass)),
    thirdPt: found.third.pt,
    mt: found.map((e) =>
      e.third === undefined
        ? undefined
        : Math.sqrt(2 * e.MET.pt * e.third.pt * (1 - Math.cos(deltaPhi(e.MET.phi, e.third.phi)))),
    ),
  };
}
