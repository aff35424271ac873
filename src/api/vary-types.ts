/** The types of systematic variations. */
import type { Histogram } from '../results/histogram.ts';
import type { AnyRows, Dataset, DatasetOf, Outputs } from './datasets.ts';

/** What the events are without any variation. */
export type Nominal = 'nominal';

/** Variations by name: each makes other events of the events, with fields of the same names. */
export type Variations<V extends string, E> = { readonly [K in V]: (events: Dataset<E>) => AnyRows };

/** The type of `vary`: the outputs of an analysis, of the events as they are and with each variation. */
export type Vary = <E, V extends string, O extends Outputs>(
  events: DatasetOf<E>,
  variations: Variations<V, E>,
  analysis: (events: Dataset<E>, variation: V | Nominal) => O,
) => { readonly [K in V | Nominal]: O };

/** Results by variation, as each result with an axis of variations: histograms become one, other results go by name. */
export type Stacked<R> = {
  readonly [K in keyof R[keyof R]]: R[keyof R][K] extends Histogram
    ? Histogram
    : R[keyof R][K] extends { readonly [name: string]: unknown }
      ? Stacked<{ readonly [V in keyof R]: R[V] extends { readonly [N in K]: infer U } ? U : never }>
      : { readonly [V in keyof R]: R[V][K & keyof R[V]] };
};
