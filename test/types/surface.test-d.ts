/** What must and what must not compile. Nothing here is run. */
import type { RecordBatch, Table, Vector } from 'apache-arrow';
import type { NumberArray } from '../../kernels/dtype.ts';
import type { axis as Axes } from '../../compiler/axis.ts';
import type {
  Ak,
  Column,
  ColumnOf,
  Compute,
  Dataset,
  DeltaPhi,
  DeltaR,
  HistogramBuilder,
  List,
  LorentzVector,
  MakeHistogram,
  Momentum4D,
  P4,
  Plain,
  Reduced,
  Untyped,
} from '../../src/api/types.ts';
import type { Histogram } from '../../src/results/histogram.ts';

type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
/** Compiles where both types are the same. */
declare function same<A, B>(yes: Same<A, B>): void;
/** Compiles where the column has values of exactly the type. */
declare function holds<T>(): <V>(column: ColumnOf<V, never>, yes: Same<T, V>) => void;

type SumVector = Momentum4D<'px' | 'py' | 'pz' | 'energy'>;
interface Muon extends LorentzVector {
  readonly charge: number;
  readonly tight: boolean;
  readonly hits: List<number>;
}
interface Jet extends LorentzVector {
  readonly btag: number;
  readonly muon: Muon | undefined;
  readonly tracks: List<{ readonly z: number }>;
}
interface SingleMu {
  readonly Muon: List<Muon>;
  readonly Jet: List<Jet>;
  readonly Electron: List<Muon>;
  readonly MET: { readonly pt: number; readonly phi: number };
  readonly run: number;
  readonly era: string;
  readonly trigger: boolean;
  readonly weight: number | undefined;
}
declare const events: Dataset<SingleMu>;
declare const other: Dataset<{ readonly x: number }>;
declare const ak: Ak;
declare const axis: typeof Axes;
declare const histogram: MakeHistogram;
declare const compute: Compute;
declare const p4: P4;
declare const deltaR: DeltaR;
declare const deltaPhi: DeltaPhi;

const CUT = 10;
const goodMuons = events.Muon.filter((m) => m.pt > CUT && Math.abs(m.eta) < 2.4);
const dimuons = goodMuons
  .combinations(2, ['lead', 'sub'])
  .filter(({ lead, sub }) => lead.charge !== sub.charge)
  .map(({ lead, sub }) => lead.add(sub).mass);
const regular = axis.regular(60, 60, 120, { name: 'mass', label: 'm(µµ) [GeV]' });
const mass = histogram(regular).fill(dimuons);
const met = histogram(axis.regular(100, 0, 200)).fill(events.where((e) => e.Muon.length >= 2).MET.pt);

export async function design(): Promise<void> {
  const text: string = mass.explain();
  const json: string = mass.explain({ format: 'json' });
  const r = await compute({ mass, met, pts: goodMuons.pt, n: events.count(), run: events.run });
  same<typeof r.mass, Histogram>(true);
  same<typeof r.pts, number[][]>(true);
  same<typeof r.n, number>(true);
  same<typeof r.run, number[]>(true);
  const nested = await compute({ muons: { mass, deep: { pts: goodMuons.pt } }, n: events.count() });
  same<typeof nested.muons.mass, Histogram>(true);
  same<typeof nested.muons.deep.pts, number[][]>(true);
  const h: Histogram = await mass.run();

  const mm = events.where(
    ak
      .num(events.Muon)
      .eq(2)
      .and(ak.sum(events.Muon.charge, { axis: 1 }).eq(0)),
  );
  const zmm = mm.Muon.at(0).add(mm.Muon.at(1));
  const ms: (number | undefined)[] = await zmm.mass.toArray();
  const n: number = await events.count().value();
  const muons = await events.Muon.toArray();
  const hits: number[] | undefined = muons[0]?.[0]?.hits;
  // @ts-expect-error results hold what is stored or was built, not what a vector computes
  muons[0]?.[0]?.energy;
  void [text, json, h, ms, n, hits];
}

// overlap removal; what `with` adds is seen by lambdas, and columns from before can be used after
const ev = events.with({ goodEl: (e) => e.Electron.filter((el) => el.pt > 10), good: goodMuons });
const cleanJets = ev.Jet.filter((j, e) => !e.goodEl.some((el) => el.deltaR(j) < 0.4));
holds<List<Jet>>()(cleanJets, true);
ev.where(events.MET.pt.gt(30)).good.pt;
histogram(axis.regular(1, 0, 1), axis.regular(1, 0, 1)).fill(events.MET.pt, cleanJets.pt);
holds<string>()(events.with({ run: (e) => `${e.run}` }).run, true);
events.select('MET', 'run').MET.pt.add(1);

// parameters
events.Muon.filter((m, _e, { cut }) => m.pt > cut, { cut: 25 });
events.where((e, { cut }) => e.MET.pt > cut, { cut: 25 });
holds<List<number>>()(
  events.Jet.map((j, e, { scale }) => j.pt * scale + e.MET.pt, { scale: 2 }),
  true,
);

// lists inside lambdas
events.where((e) => e.Muon.length === 2 && e.Muon.charge.sum() === 0 && (e.Muon[0]?.pt ?? 0) > 20);
events.where(
  (e) => (e.Jet.maxBy((j) => j.btag)?.pt ?? 0) > 20 && e.Muon.tight.any() && e.Jet.tracks.z.flat().length > 1,
);
events.where((e) => e.Jet.nearest(p4({ pt: 1, eta: 0, phi: 0, mass: 0 }), 0.4) === undefined);
events.map((e) => deltaPhi(e.MET.phi, e.Muon.first()?.phi ?? 0));
events.Jet.map((j, e) => e.Muon.filter((m) => deltaR(m, j) < 1).sum().mass);
events.Jet.map((j, e) =>
  e.Muon.cross(e.Electron, ['mu', 'el'])
    .map((c) => c.mu.pt - c.el.pt + j.pt)
    .max(),
);
holds<List<List<number>>>()(
  events.Jet.map((j) => [j.pt, j.eta]),
  true,
);
holds<List<number | undefined>>()(
  events.Jet.map((j) => j.muon?.pt),
  true,
);

// columns: fields, operations through lists, options
holds<List<number>>()(events.Muon.pt, true);
holds<List<List<number>>>()(events.Muon.hits, true);
holds<List<List<number>>>()(events.Jet.tracks.z, true);
holds<List<boolean>>()(events.Muon.pt.gt(30), true);
holds<List<number>>()(events.MET.pt.add(events.Muon.pt), true);
holds<number | undefined>()(events.weight.mul(2), true);
holds<number>()(events.weight.orElse(1).mul(2), true);
holds<List<number | undefined>>()(events.Jet.muon.pt, true);
holds<List<number>>()(events.Muon.deltaR(p4({ pt: 1, eta: 0, phi: 0, energy: 0 })), true);
holds<List<number | undefined>>()(events.Jet.deltaR(events.Muon.at(0)), true);
holds<List<number>>()(
  events.Muon.combinations(2, ['a', 'b']).a.add(events.Muon.combinations(2, ['a', 'b']).b).mass,
  true,
);
holds<List<number>>()(events.Jet.pt.filter(events.Jet.eta.abs().lt(1)), true);
events.where(ak.sum(events.Jet.pt.gt(40), { axis: 1 }).gt(1)).MET.pt.add(events.run);
events.where(events.run.add(events.MET.pt).gt(1).and(events.trigger));
holds<SumVector>()(events.Muon.sum(), true);
holds<number>()(
  events.Muon.sum((m) => m.pt),
  true,
);
holds<number | undefined>()(events.Muon.pt.max(), true);
holds<boolean>()(events.era.eq('B').or(events.trigger).and(events.trigger.not()), true);
holds<List<Muon>>()(events.Muon.filter(events.Muon.pt.gt(30).and(events.Muon.tight)), true);
holds<Muon | undefined>()(
  events.Muon.find((m) => m.tight),
  true,
);
holds<SumVector | undefined>()(events.Muon.at(0).add(events.Jet.at(0)).scale(2), true);
holds<List<Muon>>()(
  events.Muon.sortBy((m) => m.pt, { descending: true }),
  true,
);
holds<List<number>>()(events.Muon.hits.flatten(), true);
holds<List<{ a: Muon; b: Jet }>>()(
  events.Muon.cross(events.Jet, ['a', 'b']).map((x) => ({ a: x.a, b: x.b })),
  true,
);
events
  .flatten((e) => e.Jet)
  .where((j) => j.pt > 30)
  .tracks.z.sum();
const column: Column<number, SingleMu> = events.run.where(events.trigger);
void column;
same<Plain<List<{ readonly a: List<number>; f(): void }>>, { readonly a: number[] }[]>(true);

// ak
const total: Reduced<number> = ak.sum(events.Muon.pt);
const rows: Reduced<number | undefined> = ak.max(events.MET.pt, { axis: 0 });
holds<number | undefined>()(ak.max(events.Muon.pt, { axis: -1 }), true);
holds<List<number>>()(ak.sum(events.Muon.hits, { axis: -1 }), true);
holds<boolean>()(ak.any(events.Muon.tight, { axis: 1 }), true);
holds<number | undefined>()(ak.firsts(events.Muon).pt, true);
holds<List<number>>()(ak.where(events.Muon.tight, events.Muon.pt, 0), true);
holds<number>()(ak.where(events.trigger, 1, 0), true);
holds<List<number | undefined>>()(ak.mask(events.Muon.pt, events.Muon.tight), true);
ak.combinations(events.Muon, 2, { fields: ['a', 'b'] }).filter((c) => c.a.pt > c.b.pt);
ak.cartesian({ m: events.Muon, j: events.Jet }).map((c) => c.m.deltaR(c.j));
ak.zip({ pt: events.Muon.pt, q: events.Muon.charge })
  .filter((m) => m.q > 0)
  .pt.max();
ak.zip({ met: events.MET.pt, run: events.run }).met.gt(1);
ak.with_field(events.Muon, events.Muon.pt.mul(2), 'twice').filter((m) => m.twice > 10);
ak.concatenate([events.Muon, events.Electron], { axis: 1 }).charge;
ak.sort(events.Muon.pt, { ascending: false }).at(0);
ak.argsort(events.Muon.pt).at(0).gt(1);
ak.flatten(events.Muon).pt.gt(30);
void [total, rows];

// data without a type
declare const untyped: Dataset<Untyped>;
const loose = untyped.field('Muon').filter((m) => m.pt > 10 && m.field('charge') !== 0);
histogram(axis.regular(1, 0, 1)).fill(loose.field('pt'));
untyped.where((e) => e.field('Muon').some((m) => m.field('tight') && m.pt > 3));
untyped.where(ak.num(untyped.field('Muon')).eq(2).and(untyped.field('trigger')));
loose
  .combinations(2, ['a', 'b'])
  .map((c) => c.field('a').add(c.field('b')).mass)
  .field('x');
untyped['Muon']?.filter((m) => (m['pt'] ?? 0) > 10);

// names that clash with methods: the method wins, `.field` reads the field
interface Clash {
  readonly Jet: List<{ readonly filter: number; readonly length: number; readonly pt: number }>;
  readonly where: number;
  readonly explain: boolean;
}
declare const clash: Dataset<Clash>;
clash.Jet.filter((j) => j.length > 1 && j.filter > 1);
holds<number>()(clash.Jet.length, true);
holds<List<number>>()(clash.Jet.field('length'), true);
holds<number>()(clash.field('where'), true);
clash.where((e) => e.where > 2 && e.Jet.field('filter').length > 1);

// histograms
const builder: HistogramBuilder<readonly [typeof regular]> = histogram(regular);
histogram(axis.category(), axis.boolean()).fill(events.era, events.trigger);
builder.fill(events.Muon.hits, { weight: events.weight, missing: 'skip' });

/** Each of these would be wrong, and does not compile. */
export function traps(): void {
  // @ts-expect-error unknown field of an element
  events.Muon.filter((m) => m.ptt > 3);
  // @ts-expect-error the second parameter is the event, not the place
  events.Muon.filter((_m, i) => i < 2);
  // @ts-expect-error unknown field of the events
  events.Mu;
  // @ts-expect-error missing values would vanish unseen
  builder.fill(events.Muon.hits, { weight: events.weight });
  // @ts-expect-error records cannot be filled
  histogram(regular).fill(events.Muon);
  // @ts-expect-error two axes need two columns
  histogram(regular, regular).fill(events.MET.pt);
  // @ts-expect-error text on an axis of numbers
  histogram(regular).fill(events.era);
  // @ts-expect-error columns of two datasets
  histogram(regular, regular).fill(events.MET.pt, other.x);
  // @ts-expect-error weights of another dataset
  histogram(regular).fill(events.MET.pt, { weight: other.x });
  // @ts-expect-error a histogram that is not filled
  void compute({ h: histogram(regular) });
  // @ts-expect-error a histogram that is not filled, in an object
  void compute({ inner: { h: histogram(regular) } });
  // @ts-expect-error a dataset is no output
  void compute({ events });
  // @ts-expect-error a number is no output
  void compute({ inner: { n: 3 } });
  // @ts-expect-error a list is no vector
  events.Muon.at(0).add(events.Jet);
  // @ts-expect-error three names for three elements
  goodMuons.combinations(3, ['a', 'b']);
  // @ts-expect-error the element may be missing
  events.where((e) => e.Muon.at(0).pt > 3);
  // @ts-expect-error the element may be missing
  events.where((e) => e.Muon.at(0).add(e.Muon.at(1)).mass > 60);
  // @ts-expect-error a condition may not be missing
  events.where((e) => e.Muon.first()?.tight);
  // @ts-expect-error a mask may not be missing
  events.where(events.Muon.at(0).pt.gt(30));
  events.where(events.Muon.at(0).pt.gt(30).orElse(false));
  // @ts-expect-error a condition gives a truth value
  events.Muon.filter((m) => m.pt);
  // @ts-expect-error a captured column (negated it passes here and is refused when the lambda is read)
  events.Jet.filter((j) => goodMuons.some((m) => m.deltaR(j) < 0.4));
  // @ts-expect-error operators are for lambdas
  events.MET.pt > 30;
  // @ts-expect-error operators are for lambdas
  events.MET.pt === 30;
  // @ts-expect-error operators are for lambdas
  events.MET.pt + 1;
  // @ts-expect-error Math is for lambdas
  Math.abs(events.MET.pt);
  // @ts-expect-error ak is for columns
  events.where((e) => ak.num(e.Muon) === 2);
  // @ts-expect-error columns of two datasets
  events.MET.pt.add(other.x);
  // @ts-expect-error a mask of another dataset
  events.where(other.x.gt(1));
  // @ts-expect-error a field that `with` added is not there before
  events.where(ev.good.length.gt(1));
  // @ts-expect-error a reduced value in an expression of rows
  events.MET.pt.sub(ak.mean(events.MET.pt));
  // @ts-expect-error an object literal is no vector: p4 makes one
  events.Muon.map((m) => ({ pt: m.pt, eta: m.eta, phi: m.phi, mass: m.mass })).at(0).deltaR;
  // @ts-expect-error a method wins over the field of its name
  clash.where.gt(1);
  // @ts-expect-error numbers have no `and`
  events.MET.pt.and(events.trigger);
  // @ts-expect-error a list is not a number
  events.where((e) => e.Muon > 2);
  // @ts-expect-error lists of records have no sum unless the records are vectors
  ak.zip({ a: events.Muon.pt }).sum();
  // @ts-expect-error no such field
  events.Muon.field('ptt');
  // @ts-expect-error the lists of scalars are not there
  ak.sum(events.MET.pt, { axis: 1 });
  // @ts-expect-error components of two kinds
  p4({ pt: 1, eta: 1, phi: 1 });
  // @ts-expect-error parameters that were not given
  events.Muon.filter((m, _e, { cut }) => m.pt > cut, { other: 25 });
}

/** What is given out. */
export async function givesOut(): Promise<void> {
  const { offsets, content } = await events.Muon.pt.toTypedArrays();
  same<typeof offsets, Int32Array>(true);
  same<typeof content, NumberArray>(true);
  const muons = await events.Muon.toTypedArrays();
  same<typeof muons.content.fields.charge, NumberArray>(true);
  same<typeof muons.content.fields.tight.bools, Uint8Array>(true);
  const { weight, era } = await events.toTypedArrays();
  same<typeof weight, { readonly valid: Uint8Array; readonly content: NumberArray }>(true);
  same<typeof era.bytes, Uint8Array>(true);
  for await (const batch of events.MET.pt.batches()) same<typeof batch, number[]>(true);
  for await (const batch of events.batches({ as: 'arrow' })) same<typeof batch, RecordBatch>(true);
  for await (const batch of events.select('run').batches({ signal: new AbortController().signal }))
    same<typeof batch, { readonly run: number }[]>(true);
  same<Awaited<ReturnType<typeof events.toArrow>>, Table>(true);
  same<Awaited<ReturnType<typeof events.run.toArrow>>, Vector>(true);
  await events.writeParquet('x', { codec: 'zstd', layout: 'flat', rowGroupSize: 1 });
  // @ts-expect-error no such codec
  await events.writeParquet('x', { codec: 'zip' });
  // @ts-expect-error no such batches
  events.batches({ as: 'rows' });
}
