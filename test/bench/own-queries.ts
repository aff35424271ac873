/** Five queries unlike those of ADL, over the same files. Each is answered by several peers in peers/own_peer.py. */
import type { SingleMu } from '../../docs/examples/adl.ts';
import { axis, compute, type Dataset, histogram, type LazyHistogram } from '../../src/index.ts';

type Events = Dataset<SingleMu>;
type Run = (options: object) => Promise<number[]>;

interface Filled {
  values(options: { flow: boolean }): Float64Array;
}
const bins = (filled: Filled): number[] => [...filled.values({ flow: true })];

/** The jet multiplicities that are apart; more count as the last. */
const MOST = 4;

/** MET, weighted with the number of jets, in categories of jet multiplicity. */
function categories(events: Events): Run {
  const weighted = histogram(
    axis.integer(0, MOST + 1, { name: 'jets' }),
    axis.regular(50, 0, 200, { name: 'met' }),
  ).fill(
    events.map((e) => Math.min(e.Jet.length, MOST)),
    events.MET.pt,
    { weight: events.map((e) => 1 + 0.5 * e.Jet.length) },
  );
  return async (options) => bins((await compute({ weighted }, options))['weighted'] as Filled);
}

/** ΔR between each muon above 10 GeV and the jet nearest to it. */
function nearest(events: Events): Run {
  const muons = events.with({ good: (e) => e.Muon.filter((m) => m.pt > 10) });
  const distance = muons
    .where((e) => e.Jet.length > 0 && e.good.length > 0)
    .map((e) => e.good.map((m) => e.Jet.map((j) => m.deltaR(j)).min() ?? -1));
  const filled = histogram(axis.regular(100, 0, 5)).fill(distance);
  return async (options) => bins((await compute({ filled }, options))['filled'] as Filled);
}

/** The mass of every four jets above 20 GeV. */
function four(events: Events): Run {
  const mass = events.Jet.filter((j) => j.pt > 20)
    .combinations(4, ['a', 'b', 'c', 'd'])
    .map(({ a, b, c, d }) => a.add(b).add(c).add(d).mass);
  const filled = histogram(axis.regular(100, 0, 1000)).fill(mass);
  return async (options) => bins((await compute({ filled }, options))['filled'] as Filled);
}

/** MET of the events whose name has 77 in it and does not begin with 1; of texts.parquet. */
function texts(events: Events): Run {
  const named = events as unknown as Dataset<{ name: string; MET_pt: number }>;
  const chosen = named.where((e) => e.name.includes('77') && !e.name.startsWith('1'));
  const filled = histogram(axis.regular(100, 0, 200)).fill(chosen.MET_pt);
  return async (options) => bins((await compute({ filled }, options))['filled'] as Filled);
}

/** Twenty histograms in one pass: pt, eta and phi of jets, muons and electrons, of all and of those above 15 GeV, and MET. */
function many(events: Events): Run {
  const lists = [events.Jet, events.Muon, events.Electron] as unknown as Events['Muon'][];
  const outputs: Record<string, LazyHistogram> = {};
  for (const [i, all] of lists.entries()) {
    const hard = all.filter((x) => x.pt > 15);
    for (const [name, list] of [
      ['all', all],
      ['hard', hard],
    ] as const) {
      outputs[`${i} ${name} pt`] = histogram(axis.regular(50, 0, 100)).fill(list.pt);
      outputs[`${i} ${name} eta`] = histogram(axis.regular(50, -5, 5)).fill(list.eta);
      outputs[`${i} ${name} phi`] = histogram(axis.regular(50, -3.2, 3.2)).fill(list.phi);
    }
  }
  outputs['met'] = histogram(axis.regular(50, 0, 200)).fill(events.MET.pt);
  outputs['met phi'] = histogram(axis.regular(50, -3.2, 3.2)).fill(events.MET.phi);
  return async (options) =>
    Object.values(await compute(outputs, options)).flatMap((filled) => bins(filled as unknown as Filled));
}

export const OWN_QUERIES: Readonly<Record<string, (events: Events) => Run>> = {
  categories,
  nearest,
  four,
  texts,
  many,
};
