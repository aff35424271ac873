/** Types of the analysis tools. Nothing here is run. */
import {
  axis,
  type Column,
  compute,
  countBy,
  type Cutflow,
  cutflow,
  type Dataset,
  distinct,
  type Histogram,
  histogram,
  type Lazy,
  type List,
  type LorentzVector,
  type LumiList,
  lumiList,
  lumiMask,
  type NMinusOne,
  nMinusOne,
  overlapRemoval,
  overlapReport,
  runPlan,
  selection,
  stackVariations,
  sumBy,
  type Untyped,
  vary,
  weights,
} from '../../src/index.ts';

type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
/** Compiles where the value is of exactly the type. */
declare function is<T>(): <V>(value: V, yes: Same<T, V>) => void;

interface Event {
  readonly run: number;
  readonly luminosityBlock: number;
  readonly trigger: boolean;
  readonly weight: number;
  readonly name: string;
  readonly perhaps: number | undefined;
  readonly MET: { readonly pt: number };
  readonly Jet: List<LorentzVector & { readonly flavour: number }>;
  readonly Muon: List<LorentzVector>;
}
declare const events: Dataset<Event>;
declare const untyped: Dataset<Untyped>;
declare const other: Dataset<{ readonly x: number }>;

// selections: cuts see the event, names are checked
const good = selection(events, {
  trigger: (e) => e.trigger,
  jets: (e) => e.Jet.length >= 2,
  met: events.MET.pt.gt(20),
  text: 'MET.pt > 3',
});
is<readonly ('trigger' | 'jets' | 'met' | 'text')[]>()(good.names, true);
is<Column<boolean, Event>>()(good.all('trigger', 'met'), true);
is<Dataset<Event>>()(good.events, true);
good.require({ trigger: true, jets: false }).toArray();
good.with({ more: (e) => e.MET.pt > 3 }).mask('more');
good.only('met').without('met');
selection(untyped, { any: (e) => e.field('x') > 3 }).mask('any');

export async function results(): Promise<void> {
  const { cuts, without, plots } = await compute({
    cuts: cutflow(good, { weight: (e) => e.weight }),
    without: nMinusOne(good, { weight: events.weight }),
    plots: nMinusOne(good, (chosen, cut) => {
      is<'trigger' | 'jets' | 'met' | 'text'>()(cut, true);
      return { met: histogram(axis.regular(2, 0, 1)).fill(chosen.MET.pt) };
    }),
  });
  is<Cutflow>()(cuts, true);
  is<NMinusOne>()(without, true);
  is<Histogram>()(plots.jets.met, true);

  // weights
  const w = weights(events)
    .with('generator', (e) => e.weight)
    .with('pileup', events.weight, { up: (e) => e.weight * 2, down: 1 });
  is<readonly ('pileupUp' | 'pileupDown')[]>()(w.variations, true);
  is<Column<number, Event>>()(w.variation('pileupUp'), true);
  w.partial({ include: ['generator'] });
  histogram(axis.regular(1, 0, 1)).fill(good.events.MET.pt, { weight: w.of(good.events).total() });
  const { statistics } = await compute({ statistics: w.statistics() });
  is<number>()(statistics.total.sum, true);
  is<number | undefined>()(statistics.generator.min, true);

  // variations: one analysis, its outputs under each name
  const varied = vary(
    events.with({ w: w.total() }),
    {
      jesUp: (e) => e.withField('Jet.pt', (j) => j.pt * 1.02),
      jesDown: (e) => e.withField('Jet.pt', (j) => j.pt * 0.98),
      ...w.variationsOf('w'),
    },
    (e, variation) => {
      is<'nominal' | 'jesUp' | 'jesDown' | 'pileupUp' | 'pileupDown'>()(variation, true);
      return { ht: histogram(axis.regular(1, 0, 1)).fill(e.Jet.pt.sum(), { weight: e.w }), deep: { n: e.count() } };
    },
  );
  const found = await compute({ varied });
  is<Histogram>()(found.varied.jesUp.ht, true);
  is<number>()(found.varied.nominal.deep.n, true);
  const stacked = stackVariations(found.varied);
  is<Histogram>()(stacked.ht, true);
  is<number>()(stacked.deep.n.pileupUp, true);

  // luminosity sections
  const golden = lumiMask('golden.json');
  is<Column<boolean, Event>>()(golden(events), true);
  is<Column<boolean, Event>>()(golden(events.run, events.luminosityBlock), true);
  is<boolean>()(golden(1, 2), true);
  events.where((e) => golden(e.run, e.luminosityBlock) && e.trigger);
  is<Lazy<LumiList>>()(lumiList(good.events), true);

  // sets and maps
  const sets = await compute({
    runs: distinct(events.run),
    flavours: countBy(events.Jet.flavour),
    pairs: countBy(events.map((e) => ({ run: e.run, name: e.name }))),
    sums: sumBy(events.name, events.Jet.pt),
    some: distinct(events.perhaps, { missing: 'skip', most: 10 }),
    any: distinct(untyped.field('x')),
  });
  is<Set<number>>()(sets.runs, true);
  is<Map<number, number>>()(sets.flavours, true);
  is<Map<{ readonly run: number; readonly name: string }, number>>()(sets.pairs, true);
  is<Map<string, number>>()(sets.sums, true);
  is<Set<number>>()(sets.some, true);
  is<Set<unknown>>()(sets.any, true);
}

// what takes datasets takes them after a choice, too
const chosen = events.where((e) => e.trigger);
selection(chosen, { jets: (e) => e.Jet.length > 1 });
weights(chosen).with('w', (e) => e.weight);
vary(chosen, { same: (e) => e }, (e) => ({ met: e.MET.pt }));
lumiMask('golden.json')(chosen);
overlapReport(overlapRemoval(chosen, [{ remove: 'Jet', near: 'Muon', dR: 0.4 }]));
void runPlan({}, chosen);

export function mistakes(): void {
  const w = weights(events).with('pileup', 1, { up: 2 });
  // @ts-expect-error a cut there is not
  good.mask('triger');
  // @ts-expect-error a cut there is not
  good.all('trigger', 'nothing');
  // @ts-expect-error a cut there is not
  good.require({ nothing: true });
  // @ts-expect-error a cut that was left out
  good.without('met').mask('met');
  // @ts-expect-error a number is no condition
  selection(events, { met: (e) => e.MET.pt });
  // @ts-expect-error a condition that may be missing
  selection(events, { met: (e) => (e.perhaps === undefined ? undefined : true) });
  // @ts-expect-error a field there is not
  selection(events, { met: (e) => e.METT.pt > 3 });
  // @ts-expect-error a column of other rows
  selection(events, { met: other.x.gt(3) });
  // @ts-expect-error a weight that may be missing
  cutflow(good, { weight: (e) => e.perhaps });
  // @ts-expect-error a weight of other rows
  cutflow(good, { weight: other.x });
  // @ts-expect-error events are no selection
  cutflow(events);
  // @ts-expect-error a weight there is not
  w.partial({ include: ['pileupp'] });
  // @ts-expect-error a variation there is not
  w.variation('pileupDown');
  // @ts-expect-error text is no weight
  w.with('name', (e) => e.name);
  // @ts-expect-error weights of rows that have not the fields
  w.of(other);
  // @ts-expect-error a variation gives a dataset
  vary(events, { up: (e) => e.MET.pt }, (e) => ({ n: e.count() }));
  // @ts-expect-error a field there is not
  vary(events, { up: (e) => e.withField('Jet.pt', (j) => j.ptt) }, (e) => ({ n: e.count() }));
  // @ts-expect-error an analysis gives what can be computed
  vary(events, { up: (e) => e }, () => ({ n: 3 }));
  // @ts-expect-error rows without run and luminosity section
  lumiMask('golden.json')(other);
  // @ts-expect-error rows without run and luminosity section
  lumiList(other);
  // @ts-expect-error text cannot be summed
  sumBy(events.run, events.name);
}
