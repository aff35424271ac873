/** What of `ak` on whole arrays and collections must and must not compile. Nothing here is run. */
import type {
  Ak,
  Candidate,
  Column,
  ColumnOf,
  Dataset,
  Dynamic,
  List,
  Momentum4D,
  Reduced,
  Untyped,
} from '../../src/api/types.ts';

type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
/** Compiles where the column has values of exactly the type. */
declare function holds<T>(): <V>(column: ColumnOf<V, never>, yes: Same<T, V>) => void;

interface Electron extends Candidate {
  readonly sieie: number;
  readonly tight: boolean;
}
interface Muon extends Candidate {
  readonly tight: boolean;
  readonly isolation: number;
}
interface Event {
  readonly Electron: List<Electron>;
  readonly Muon: List<Muon>;
  readonly MET: { readonly pt: number; readonly phi: number };
  readonly run: number;
  readonly era: string;
}
declare const events: Dataset<Event>;
declare const untyped: Dataset<Untyped>;
declare const ak: Ak;

// one collection of several
const leptons = ak.concatenate([events.Electron, events.Muon], { as: 'Lepton' });
holds<List<number>>()(leptons.pt, true);
holds<List<number>>()(leptons.origin, true);
holds<List<boolean>>()(leptons.tight, true);
holds<List<number>>()(leptons.energy, true);
leptons
  .filter((l) => l.origin === 0 && l.tight)
  .combinations(2, ['a', 'b'])
  .map(({ a, b }) => a.add(b).mass);
const named = ak.concatenate({ e: events.Electron, mu: events.Muon }, { as: 'Lepton', tag: 'flavour' });
holds<List<'e' | 'mu'>>()(named.flavour, true);
named.filter((l) => l.flavour === 'mu' && l.deltaR(l) < 1);
// @ts-expect-error there is no such collection among these
named.filter((l) => l.flavour === 'tau');
// @ts-expect-error only muons have an isolation
leptons.isolation;
// @ts-expect-error no tag was wanted
ak.concatenate([events.Electron, events.Muon], { as: 'Lepton', tag: null }).origin;
// @ts-expect-error named columns make a collection, which wants a name
ak.concatenate({ e: events.Electron, mu: events.Muon });
events.map((e) => e.Electron.concat(e.Muon, { as: 'Lepton' }).filter((l) => l.origin === 1 && l.pt > 3).length);
holds<List<number>>()(events.Electron.concat(events.Muon, { as: 'Lepton', tag: 'from' }).from, true);
// @ts-expect-error electrons and muons are not the same
events.Electron.concat(events.Muon).pt;
ak.concatenate([untyped.field('Electron'), untyped.field('Muon')], { as: 'Lepton' }).field('pt');

// sums of vectors
const total = ak.sum(leptons, { axis: 1 });
holds<number>()(total.mass, true);
holds<number>()(ak.sum(events.Muon, { axis: -1 }).charge, true);
const sum: Column<number, Event> = total.pt;
// @ts-expect-error not over all rows
ak.sum(events.Muon);
// @ts-expect-error no other reducer takes vectors
ak.max(events.Muon, { axis: 1 });

// records that are vectors
const jets = ak.zip({ pt: events.Muon.pt, eta: events.Muon.eta, phi: events.Muon.phi, mass: events.Muon.mass });
holds<List<number>>()(jets.energy, true);
holds<List<number>>()(jets.deltaR(events.Muon), true);
const met = ak.zip({ pt: events.MET.pt, phi: events.MET.phi });
holds<number>()(met.px, true);
// @ts-expect-error a vector across the beam has no mass
met.mass;
// @ts-expect-error these are no vectors
ak.zip({ a: events.Muon.pt }).px;
const p4: Momentum4D<'px' | 'py' | 'pz' | 'energy'> | undefined = (
  await ak.sum(jets, { axis: 1 }).toArray()
)[0] as never;

// arrays in memory
const jagged = ak.array([[1, 2], [], [3]]);
holds<List<number>>()(jagged, true);
holds<number>()(ak.num(jagged), true);
holds<number>()(ak.sum(jagged, { axis: 1 }), true);
holds<Dynamic>()(ak.sum(jagged, { axis: 1, keepdims: true }), true);
holds<List<number>>()(ak.getitem(jagged, jagged.gt(1)), true);
holds<List<number | undefined>>()(ak.pad_none(jagged, 2), true);
holds<List<number>>()(ak.fill_none(ak.pad_none(jagged, 2), 0), true);
holds<List<boolean>>()(ak.is_none(jagged, { axis: 1 }), true);
holds<{ readonly x: number } | undefined>()(ak.array([{ x: 1 }, null]), true);
holds<number | undefined>()(ak.firsts(jagged), true);
holds<number>()(ak.flatten(jagged), true);
holds<List<number>>()(ak.local_index(jagged), true);
holds<List<number>>()(ak.unflatten(ak.array([1, 2, 3]), [2, 1]), true);
holds<List<number>>()(ak.zeros_like(jagged), true);
const spread: Reduced<number> = ak.std(jagged);
const least: Reduced<number | undefined> = ak.nanmin(jagged);
const equal: Reduced<boolean> = ak.almost_equal(jagged, jagged);
// @ts-expect-error there is no axis 1 in a flat array
ak.sum(ak.array([1, 2]), { axis: 1 });
// @ts-expect-error texts are no numbers
ak.sum(events.era);
// @ts-expect-error rows of files and arrays do not go together
ak.where(events.run.gt(1), jagged, 0);
// @ts-expect-error the length is a number
ak.pad_none(jagged, 'two');
// @ts-expect-error a function of columns takes columns
ak.num([[1], [2]]);
// @ts-expect-error the field is gone
ak.without_field(events.Muon, 'pt').pt;
// @ts-expect-error there is no such function
ak.sums(jagged);
void [sum, p4, spread, least, equal];
