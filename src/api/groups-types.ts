/** The types of what is gathered by keys: sets and maps. */
import type { ColumnOf } from './columns.ts';
import type { Lazy } from './datasets.ts';
import type { Dynamic, DynamicMark, ListOf, Nested, Num, Plain, Scalar } from './values.ts';

/** What can be a key: a single value, or a record of such. */
export type Key = Scalar | Dynamic | { readonly [part: string]: Scalar };

/** The keys of a column: its values, or the elements of its lists. */
export type KeyOf<T> = [NonNullable<T>] extends [DynamicMark]
  ? unknown
  : [NonNullable<T>] extends [ListOf<infer U>]
    ? KeyOf<U>
    : Plain<NonNullable<T>>;

/** How keys are gathered. */
export interface GatherOptions {
  /** How many different keys there may be, so that memory has a bound: a million unless told. More are an error. */
  readonly most?: number;
  /** Entries with something missing are refused unless they are to be skipped. */
  readonly missing?: 'skip';
}

/** The type of `distinct`. */
export type Distinct = <T, E>(key: ColumnOf<T, E>, options?: GatherOptions) => Lazy<Set<KeyOf<T>>>;

/** The type of `countBy`. */
export type CountBy = <T, E>(key: ColumnOf<T, E>, options?: GatherOptions) => Lazy<Map<KeyOf<T>, number>>;

/** The type of `sumBy`. */
export type SumBy = <T, E>(
  key: ColumnOf<T, E>,
  value: ColumnOf<Nested<Num | boolean | Dynamic>, E> | Num,
  options?: GatherOptions,
) => Lazy<Map<KeyOf<T>, number>>;
