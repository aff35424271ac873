import {
  ak,
  axis,
  type Dataset,
  explain,
  histogram,
  type LazyHistogram,
  type List,
  type LorentzVector,
  type Outputs,
  vary,
} from '../../src/index.ts';

interface Muon extends LorentzVector {
  readonly charge: number;
  readonly tightId: boolean;
  readonly pfRelIso04_all: number;
}
interface Electron extends LorentzVector {
  readonly cutBased: number;
}
interface Jet extends LorentzVector {
  readonly jetId: number;
}
export interface Nano {
  readonly Muon: List<Muon>;
  readonly Electron: List<Electron>;
  readonly Jet: List<Jet>;
  readonly MET: { readonly pt: number };
}

/** (a): the mass of two muons of opposite charges. */
export function zPeak(events: Dataset<Nano>): { readonly [name: string]: LazyHistogram } {
  const two = events.where(
    ak
      .num(events.Muon)
      .eq(2)
      .and(ak.sum(events.Muon.charge, { axis: 1 }).eq(0)),
  );
  return { z: histogram(axis.regular(60, 0, 200)).fill(two.Muon.at(0).add(two.Muon.at(1)).mass, { missing: 'skip' }) };
}

/** (b): chosen muons, electrons and jets, the jets cleaned against both, and three histograms. */
export function analysis(events: Dataset<Nano>): { readonly [name: string]: LazyHistogram } {
  const chosen = events.with({
    mu: (e) => e.Muon.filter((m) => m.pt > 10 && Math.abs(m.eta) < 2.4 && m.tightId && m.pfRelIso04_all < 0.25),
    el: (e) => e.Electron.filter((el) => el.pt > 10 && Math.abs(el.eta) < 2.5 && el.cutBased >= 2),
  });
  const clean = chosen.with({
    jets: (e) =>
      e.Jet.filter(
        (j) =>
          j.pt > 30 &&
          Math.abs(j.eta) < 2.4 &&
          j.jetId >= 2 &&
          e.mu.every((m) => m.deltaR(j) > 0.4) &&
          e.el.every((el) => el.deltaR(j) > 0.4),
      ),
  });
  const pairs = clean.where((e) => e.mu.length === 2 && e.mu.charge.sum() === 0);
  return {
    z: histogram(axis.regular(60, 0, 200)).fill(pairs.mu.at(0).add(pairs.mu.at(1)).mass, { missing: 'skip' }),
    ht: histogram(axis.regular(100, 0, 1000)).fill(clean.jets.pt.sum()),
    met: histogram(axis.regular(100, 0, 200)).fill(clean.MET.pt),
  };
}

/** The scales of the jet pt: 0.90 to 1.09. */
export const SCALES: readonly number[] = Array.from({ length: 20 }, (_, i) => (90 + i) / 100);

/** (c): the same, and the histogram of HT for 20 variations of the jet pt. */
export function variations(events: Dataset<Nano>): { readonly [name: string]: LazyHistogram } {
  const outputs: Record<string, LazyHistogram> = { ...analysis(events) };
  const chosen = events.with({
    mu: (e) => e.Muon.filter((m) => m.pt > 10 && Math.abs(m.eta) < 2.4 && m.tightId && m.pfRelIso04_all < 0.25),
    el: (e) => e.Electron.filter((el) => el.pt > 10 && Math.abs(el.eta) < 2.5 && el.cutBased >= 2),
  });
  for (const scale of SCALES) {
    const clean = chosen.with({
      pts: (e) =>
        e.Jet.filter(
          (j) =>
            j.pt * scale > 30 &&
            Math.abs(j.eta) < 2.4 &&
            j.jetId >= 2 &&
            e.mu.every((m) => m.deltaR(j) > 0.4) &&
            e.el.every((el) => el.deltaR(j) > 0.4),
        ).map((j) => j.pt * scale),
    });
    outputs[`ht ${scale}`] = histogram(axis.regular(100, 0, 1000)).fill(clean.pts.sum());
  }
  return outputs;
}

/** (d): the whole analysis with each of the scales, written once. */
export const varied = (events: Dataset<Nano>) =>
  vary(
    events,
    Object.fromEntries(
      SCALES.map((scale) => [
        `pt ${scale}`,
        (e: Dataset<Nano>) => e.withField('Jet.pt', (j, _e, { by }) => j.pt * by, { by: scale }),
      ]),
    ),
    analysis,
  );

/** The stored columns that the plan reads. */
export function columnsOf(outputs: Outputs): string[] {
  return (JSON.parse(explain(outputs, { format: 'json' })) as { columns: string[] }).columns;
}
