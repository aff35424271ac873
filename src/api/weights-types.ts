/** The types of weights: named factors of a weight of events, with their variations. */
import type { Column } from './columns.ts';
import type { AnyRows, DatasetOf, Reduced } from './datasets.ts';
import type { EventWeight } from './selection-types.ts';

/** The name of a variation of a factor: `pileup` and `up` give `pileupUp`. */
export type VariationName<N extends string, L extends string> = `${N}${Capitalize<L>}`;

/** Which factors are taken: some, or all but some. */
export type FactorChoice<N extends string> =
  | { readonly include: readonly N[]; readonly exclude?: undefined }
  | { readonly exclude: readonly N[]; readonly include?: undefined };

/** What is known of a weight over all events; least and greatest are missing where there are no events. */
export type WeightStatistics = {
  readonly sum: Reduced<number>;
  readonly sumOfSquares: Reduced<number>;
  readonly min: Reduced<number | undefined>;
  readonly max: Reduced<number | undefined>;
};

/** The weight of events as a product of named factors N, with variations V. It never changes: `with` gives a new one. */
export interface Weights<in out E, N extends string, V extends string> {
  /** The names of the factors, in their order. */
  readonly names: readonly N[];
  /** The names of all variations: of `pileup` with `up` and `down`, `pileupUp` and `pileupDown`. */
  readonly variations: readonly V[];
  /** The weights with one more factor, and other values of it by what they are called: `{ up, down }`, or others. */
  with<M extends string, L extends string = never>(
    name: M,
    nominal: EventWeight<E>,
    variations?: { readonly [K in L]: EventWeight<E> },
  ): Weights<E, N | M, V | VariationName<M, L>>;
  /** The product of all factors: `float64`, or `int64` where all of them are. */
  total(): Column<number, E>;
  /** The product of some of the factors. */
  partial(choice: FactorChoice<N>): Column<number, E>;
  /** The product of all factors, one of them varied. */
  variation(name: V): Column<number, E>;
  /** The same weights for rows that were chosen among those of these weights. */
  of<F extends E>(events: DatasetOf<F>): Weights<F, N, V>;
  /** The variations as `vary` takes them: each gives the events another field of this name. */
  variationsOf(field: string): { readonly [K in V]: (events: AnyRows) => AnyRows };
  /** Sum, sum of squares, least and greatest of each factor and of the total, to be computed. */
  statistics(): { readonly [K in N | 'total']: WeightStatistics };
}

/** The type of `weights`. */
export type MakeWeights = <E>(events: DatasetOf<E>) => Weights<E, never, never>;
