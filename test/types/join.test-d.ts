/** What must and what must not compile of joins. Nothing here is run. */
import type { ColumnOf, Dataset, Join, List, LorentzVector, Untyped } from '../../src/api/types.ts';

type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
/** Compiles where both types are the same. */
declare function same<A, B>(yes: Same<A, B>): void;
/** Compiles where the column has values of exactly the type. */
declare function holds<T>(): <V>(column: ColumnOf<V, never>, yes: Same<T, V>) => void;

interface Event {
  readonly run: number;
  readonly event: number;
  readonly Jet: List<LorentzVector>;
}
interface Scores {
  readonly run: number;
  readonly event: number;
  readonly evt: number;
  readonly score: number;
  readonly label: string;
  readonly Jet_btagNew: List<number>;
  readonly best: { readonly pt: number };
}
declare const events: Dataset<Event>;
declare const scores: Dataset<Scores>;
declare const untyped: Dataset<Untyped>;
declare const join: Join;
declare function rowsOf<E>(events: Dataset<E>): E;

export function joins(): void {
  const joined = join(events, scores, { on: ['run', 'event'], fields: ['score', 'Jet_btagNew', 'best'] });
  holds<number>()(joined.score, true);
  holds<List<number>>()(joined.Jet_btagNew, true);
  holds<number>()(joined.best.pt, true);
  holds<number>()(
    joined.map((e) => e.Jet.length + e.score),
    true,
  );
  holds<List<number>>()(joined.withField('Jet.btagNew', joined.Jet_btagNew).Jet.btagNew, true);
  same<ReturnType<typeof rowsOf<Event>>, Event>(true);
  rowsOf(joined).best.pt.toFixed();

  const named = join(events, scores, { on: { event: 'evt' }, fields: { newScore: 'score', text: 'label' } });
  holds<number>()(named.newScore, true);
  holds<string>()(named.text, true);

  const perhaps = join(events, scores, { on: 'row', fields: ['score'], missing: 'none' });
  holds<number | undefined>()(perhaps.score, true);
  holds<number>()(
    perhaps.map((e) => e.score ?? 0),
    true,
  );
  const twice = join(joined, scores, { on: ['run', 'event'], fields: { again: 'score' } });
  holds<number>()(
    twice.map((e) => e.again + e.score),
    true,
  );
  join(untyped, scores, { on: ['run', 'event'], fields: ['score'] }).where((e) => e.score > 1);
  join(events, untyped, { on: ['run', 'event'], fields: ['score'] });
}

export function mistakes(): void {
  // @ts-expect-error the friend has no such field
  join(events, scores, { on: ['run'], fields: ['scor'] });
  // @ts-expect-error nor under another name
  join(events, scores, { on: ['run'], fields: { x: 'scor' } });
  // @ts-expect-error both sides must have the key
  join(events, scores, { on: ['evt'], fields: ['score'] });
  // @ts-expect-error the fields are named
  join(events, scores, { on: ['run'] });
  // @ts-expect-error there is no such choice
  join(events, scores, { on: ['run'], fields: ['score'], missing: 'skip' });
  // @ts-expect-error a friend is a dataset
  join(events, 'scores.parquet', { on: ['run'], fields: ['score'] });
  const joined = join(events, scores, { on: ['run', 'event'], fields: ['score'] });
  // @ts-expect-error the field was not asked for
  void joined.label;
  const perhaps = join(events, scores, { on: ['run', 'event'], fields: ['score'], missing: 'none' });
  // @ts-expect-error the score may be missing
  perhaps.map((e) => e.score + 1);
}
