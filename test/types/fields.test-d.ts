/** What must and what must not compile of fields added by their paths. Nothing here is run. */
import type { ColumnOf, Dataset, List, LorentzVector, Untyped } from '../../src/api/types.ts';

/** Compiles where the column has values of exactly the type. */
declare function holds<T>(): <V>(column: ColumnOf<V, never>, yes: Same<T, V>) => void;
type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;

interface Track {
  readonly z: number;
}
interface Jet extends LorentzVector {
  readonly tracks: List<Track>;
}
interface Event {
  readonly Jet: List<Jet>;
  readonly MET: { readonly pt: number };
  readonly Tau: List<LorentzVector> | undefined;
  readonly run: number;
}
declare const events: Dataset<Event>;
declare const untyped: Dataset<Untyped>;

export function fields(): void {
  const flagged = events.withField('Jet.good', (jet, event) => jet.pt > 20 && event.run > 1);
  holds<List<boolean>>()(flagged.Jet.good, true);
  holds<List<number>>()(flagged.Jet.pt, true);
  holds<List<number>>()(
    flagged.Jet.filter((jet) => jet.good).map((jet) => jet.deltaR(jet)),
    true,
  );
  const deep = events.withField('Jet.tracks.far', (track) => Math.abs(track.z) > 10);
  holds<List<List<boolean>>>()(deep.Jet.tracks.far, true);
  holds<number>()(events.withField('MET.doubled', (met) => 2 * met.pt).MET.doubled, true);
  holds<number>()(events.withField('twice', (event) => 2 * event.run).twice, true);
  holds<List<boolean> | undefined>()(events.withField('Tau.soft', (tau) => tau.pt < 20).Tau.soft, true);
  holds<List<boolean>>()(events.withField('Jet.hard', events.Jet.pt.gt(50)).Jet.hard, true);
  holds<List<number>>()(events.withField('Jet.run', events.run).Jet.run, true);
  holds<List<boolean>>()(
    events.withField('Jet.good', (jet, _event, { cut }) => jet.pt > cut, { cut: 3 }).Jet.good,
    true,
  );
  const rows: Dataset<never> = untyped.withField('Jet.good', (jet) => jet.field('pt') > 3) as never;
  void rows;
}

export function mistakes(): void {
  // @ts-expect-error there is no such collection
  events.withField('Jets.good', () => true);
  // @ts-expect-error a number has no fields
  events.withField('run.good', () => true);
  // @ts-expect-error jets have no such field
  events.withField('Jet.trackz.good', () => true);
  // @ts-expect-error jets have no such field
  events.withField('Jet.good', (jet) => jet.ptt > 20);
}
