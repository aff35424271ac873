/** What must and what must not compile of overlap removal. Nothing here is run. */
import type {
  ColumnOf,
  Dataset,
  List,
  LorentzVector,
  OverlapCounts,
  OverlapRemoval,
  Plain,
  Reduced,
  Untyped,
} from '../../src/api/types.ts';

type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
/** Compiles where both types are the same. */
declare function same<A, B>(yes: Same<A, B>): void;
/** Compiles where the column has values of exactly the type. */
declare function holds<T>(): <V>(column: ColumnOf<V, never>, yes: Same<T, V>) => void;

interface Electron extends LorentzVector {
  readonly track: number;
  readonly baseline: boolean;
}
interface Muon extends LorentzVector {
  readonly track: number;
  readonly calo: boolean;
}
interface Jet extends LorentzVector {
  readonly ntrk: number;
  readonly tracks: List<{ readonly z: number }>;
}
interface Event {
  readonly Electrons: List<Electron>;
  readonly Muons: List<Muon>;
  readonly Jets: List<Jet>;
  readonly weights: List<number>;
  readonly MET: { readonly pt: number };
  readonly run: number;
}
declare const events: Dataset<Event>;
declare const untyped: Dataset<Untyped>;
declare const overlapRemoval: OverlapRemoval;
declare function overlapReport<E>(events: Dataset<E>): Reduced<OverlapCounts>;

export async function removals(): Promise<void> {
  const clean = overlapRemoval(
    events,
    [
      { remove: 'Electrons', near: 'Muons', sharing: (el, mu) => el.track === mu.track, unless: (_, mu) => mu.calo },
      { remove: 'Jets', near: 'Electrons', dR: 0.2, using: 'rapidity', where: (jet, event) => jet.ntrk < event.run },
      { remove: 'Electrons', near: 'Jets', dR: (el, jet) => Math.min(0.4, el.pt / jet.pt), label: 'in a cone' },
      { remove: 'Electrons', near: 'Electrons', dR: 0.05, prefer: (el) => el.pt, against: 'all' },
    ],
    { where: { Electrons: 'baseline', Muons: (mu) => mu.pt > 3 } },
  );
  holds<List<boolean>>()(clean.Jets.passOR, true);
  holds<List<number>>()(clean.Electrons.removedBy, true);
  holds<List<number>>()(
    clean.Jets.filter((jet) => jet.passOR).map((jet) => jet.deltaR(jet) + jet.removedBy),
    true,
  );
  holds<List<List<number>>>()(clean.Jets.tracks.z, true);
  holds<number>()(clean.MET.pt, true);
  same<Awaited<ReturnType<ReturnType<typeof overlapReport>['value']>>, Plain<OverlapCounts>>(true);
  const { steps, collections } = await overlapReport(clean).value();
  same<(typeof steps)[number]['removed'], number>(true);
  same<(typeof collections)[number]['name'], string>(true);

  const left = overlapRemoval(events, [{ remove: 'Jets', near: 'Muons', dR: 0.4 }], { gives: 'left' });
  same<typeof left, typeof events>(true);
  overlapRemoval(events, [], {});
  overlapRemoval(untyped, [{ remove: 'Jets', near: 'Muons', dR: 0.4, unless: (jet) => jet.field('pt') > 3 }]);
}

export function mistakes(): void {
  // @ts-expect-error there is no such collection
  overlapRemoval(events, [{ remove: 'Jet', near: 'Muons', dR: 0.4 }]);
  // @ts-expect-error a list of numbers is no collection of objects
  overlapRemoval(events, [{ remove: 'weights', near: 'Muons', dR: 0.4 }]);
  // @ts-expect-error one record is no collection
  overlapRemoval(events, [{ remove: 'Jets', near: 'MET', dR: 0.4 }]);
  // @ts-expect-error jets have no flag of calorimeters
  overlapRemoval(events, [{ remove: 'Jets', near: 'Muons', dR: 0.4, unless: (jet) => jet.calo }]);
  // @ts-expect-error muons have no tracks counted
  overlapRemoval(events, [{ remove: 'Jets', near: 'Muons', dR: 0.4, unless: (_jet, mu) => mu.ntrk > 3 }]);
  // @ts-expect-error a cone is a number
  overlapRemoval(events, [{ remove: 'Jets', near: 'Muons', dR: (jet) => jet.pt > 3 }]);
  // @ts-expect-error a distance is measured in eta or rapidity
  overlapRemoval(events, [{ remove: 'Jets', near: 'Muons', dR: 0.4, using: 'theta' }]);
  // @ts-expect-error jets have no such field
  overlapRemoval(events, [{ remove: 'Jets', near: 'Muons', dR: 0.4 }], { where: { Jets: 'baseline' } });
  const clean = overlapRemoval(events, [{ remove: 'Jets', near: 'Electrons', dR: 0.4 }]);
  // @ts-expect-error muons took no part in it
  void clean.Muons.passOR;
}
