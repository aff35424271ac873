/** The types of joins. */
import type { Dataset, DatasetOf, With } from './datasets.ts';

/**
 * What rows are joined on: integers that both sides have under one name, or by the name on this side the one on the other
 * (inside records with dots: `{ 'EventInfo.eventNumber': 'event' }`); or `row`, where both have the same rows in the same order.
 */
export type JoinOn<E, F> = 'row' | readonly (keyof E & keyof F & string)[] | { readonly [here: string]: string };

/** The fields that a join adds: names of the friend's fields, or by their new names. */
export type JoinFields<F> = readonly (keyof F & string)[] | { readonly [name: string]: keyof F & string };

/** What becomes of a row that the friend has not got: an error (the default), or missing values. */
export type JoinMissing = 'error' | 'none';

/** How a dataset is joined with another. */
export interface JoinOptions<E, F, S, M> {
  /** What rows are found by. */
  readonly on: JoinOn<E, F>;
  /** The fields that are added. */
  readonly fields: S;
  /** What becomes of a row that the friend has not got. */
  readonly missing?: M;
}

/** The fields that a join adds to the rows. */
export type JoinedFields<F, S, M> = S extends readonly (infer K)[]
  ? { readonly [N in K & keyof F]: Found<F[N], M> }
  : { readonly [N in keyof S]: S[N] extends keyof F ? Found<F[S[N]], M> : never };

type Found<T, M> = M extends 'none' ? T | undefined : T;

/** The type of `join`. */
export type Join = <E, F, const S extends JoinFields<F>, const M extends JoinMissing = 'error'>(
  events: DatasetOf<E>,
  friend: DatasetOf<F>,
  how: JoinOptions<E, F, S, M>,
) => Dataset<With<E, JoinedFields<F, S, M>>>;
