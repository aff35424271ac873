/** The types of selections: named cuts on events, and what is made of them. */
import type { Column, ColumnOf } from './columns.ts';
import type { Dataset, DatasetOf, Outputs } from './datasets.ts';
import type { Num, Truth } from './values.ts';

/** A condition on events: a function of the event, which is read, a column of truth values, or text of an expression. */
export type Cut<E> = ((event: E) => Truth) | ColumnOf<Truth, E> | string;

/** Cuts by their names, in their order. */
export type Cuts<N extends string, E> = { readonly [K in N]: Cut<E> };

/** A weight of events: a function of the event, which is read, a column, or a number. */
export type EventWeight<E> = ((event: E) => Num) | ColumnOf<Num, E> | Num;

/** Named cuts on events of type E. It never changes: what adds or leaves out cuts gives a new one. */
export interface Selection<in out E, N extends string> {
  /** The names of the cuts, in their order. */
  readonly names: readonly N[];
  /** The events that all cuts pass. */
  readonly events: Dataset<E>;
  /** Whether the event passes the cut: `bool`. */
  mask(name: N): Column<boolean, E>;
  /** Whether the event passes all the cuts that are named, or all there are: `bool`. */
  all(...names: readonly N[]): Column<boolean, E>;
  /** Whether the event passes any of the cuts that are named, or of all there are: `bool`. */
  any(...names: readonly N[]): Column<boolean, E>;
  /** Whether each cut that is named gives what is wanted of it: `{ trigger: true, veto: false }`: `bool`. */
  require(wanted: { readonly [K in N]?: boolean }): Column<boolean, E>;
  /** The selection with more cuts after those there are. */
  with<M extends string>(cuts: Cuts<M, E>): Selection<E, N | M>;
  /** The named cuts alone, in the order in which they are named. */
  only<K extends N>(...names: readonly K[]): Selection<E, K>;
  /** The selection without some of its cuts. */
  without<K extends N>(...names: readonly K[]): Selection<E, Exclude<N, K>>;
}

/** The type of `selection`. */
export type MakeSelection = <E, N extends string>(events: DatasetOf<E>, cuts: Cuts<N, E>) => Selection<E, N>;

/** How events are counted. */
export interface CountingOptions<E> {
  /** The weight of each event; without one, events are counted alone. */
  readonly weight?: EventWeight<E> | undefined;
}

/** What is made of the events that pass all cuts but one, for each cut. */
export type WithoutEach<N extends string, O extends Outputs> = { readonly [K in N]: O };
