/** The types of the functions of `ak`, with names, arguments and axis rules as in Awkward Array 2. */
import type { AkMath } from './ak-math-types.ts';
import type { AkStr } from './ak-str-types.ts';
import type { AkArrays, Arr, Keeping, Leaves } from './ak-array-types.ts';
import type { BooleanLike, Column, ColumnOf, NumberLike, TextLike, Zipped } from './columns.ts';
import type { ElementsOf, Reduced } from './datasets.ts';
import type {
  Choice,
  Collected,
  Collecting,
  Dynamic,
  DynamicMark,
  List,
  ListOf,
  Names,
  Nested,
  Num,
  Opt,
  Scalar,
  Truth,
} from './values.ts';
import type { AsVector, SumOf, VectorOf } from './vectors.ts';

/** Over everything, which gives one value for the dataset; so it is where no axis is given. */
export interface AxisNone {
  readonly axis?: null;
}

/** Over the rows, which gives one value for the dataset. */
export interface AxisRows {
  readonly axis: 0;
}

/** Over the lists of each row, which gives a column. */
export interface AxisLists {
  readonly axis: 1;
}

/** Over the innermost lists, which gives a column. */
export interface AxisInner {
  readonly axis: -1;
}

/** U in place of the innermost lists of T. */
export type Inner<T, U> = [NonNullable<T>] extends [DynamicMark]
  ? Dynamic
  : [NonNullable<T>] extends [ListOf<infer V>]
    ? [NonNullable<V>] extends [ListOf<unknown>]
      ? Opt<T, List<Inner<V, U>>>
      : Opt<T, U>
    : never;

/** A function that makes one value of many: S of scalars like N. */
export interface Reducer<N, S> {
  <E>(column: ColumnOf<N, E>, options?: AxisNone): Reduced<S>;
  <E>(column: ColumnOf<Scalar | undefined, E> & ColumnOf<N, E>, options: AxisRows): Reduced<S>;
  <T extends N & (ListOf<Scalar | undefined> | undefined), E>(
    column: ColumnOf<T, E>,
    options: AxisLists,
  ): Column<Opt<T, S>, E>;
  <T extends N & (ListOf<N> | undefined), E>(column: ColumnOf<T, E>, options: AxisInner): Column<Inner<T, S>, E>;
  (
    column: ColumnOf<unknown, never>,
    options: Keeping & ({ keepdims: boolean } | { mask_identity: boolean }),
  ): Arr<Dynamic>;
  (column: ColumnOf<ListOf<unknown> | undefined, never>, options: { readonly axis: 0 | 2 | 3 | -2 | -3 }): Arr<Dynamic>;
}

/** The sum of the vectors in lists. */
export type VectorSum = <T extends ListOf<VectorOf<unknown> | undefined> | undefined, E>(
  column: ColumnOf<T, E>,
  options: AxisLists | AxisInner,
) => Column<SumOfVectors<T>, E>;

/** The sum of the vectors in the lists of T; of lists of lists, those sums in a list. */
type SumOfVectors<T> =
  T extends ListOf<infer U> ? (NonNullable<U> extends VectorOf<infer V> ? SumOf<V, V> : never) : Extract<T, undefined>;

/** Numbers or truth values, maybe missing, or lists of such. */
export type Countable = Nested<Num | boolean>;

export interface SortArrayOptions {
  /** The axis to sort along: the lists of each row. */
  readonly axis?: 1 | -1;
  /** Whether the least comes first; by default it does. */
  readonly ascending?: boolean;
}

/** Options of sorting along any axis. */
export interface SortAnyOptions {
  readonly axis?: number;
  readonly ascending?: boolean;
  readonly stable?: boolean;
}

/** A value, or a column of values. */
type Arg<T, E> = T | ColumnOf<T, E>;

/** The records made of one value of each column. */
type Zip<C> = { readonly [K in keyof C]: C[K] extends ColumnOf<infer T, never> ? T : never };

/** The elements of one list of each column. */
type Elements<C> = {
  readonly [K in keyof C]: C[K] extends ColumnOf<infer T, never> ? (T extends ListOf<infer U> ? U : T) : never;
};

/** Records of the values of columns, vectors where they are; where there are lists among these, a list of records. */
type ZippedRecords<C> = [Extract<ValueOf<C[keyof C]>, ListOf<unknown>>] extends [never]
  ? AsVector<Zip<C>>
  : List<AsVector<Elements<C>>>;

/** The values of a column. */
type ValueOf<C> = C extends ColumnOf<infer T, never> ? T : never;

/** The elements of the lists of a column, or of several. */
type ElementOf<C> = C extends ColumnOf<infer T, never> ? (T extends ListOf<infer U> ? U : never) : never;

/** A column T of records, or of lists of records, with one more field. */
type WithField<T, K extends string, V> = T extends undefined
  ? undefined
  : T extends DynamicMark
    ? Dynamic
    : T extends ListOf<infer U>
      ? List<WithField<U, K, V extends ListOf<infer W> ? W : V>>
      : Omit<T, K> & { readonly [Key in K]: V };

/** The type of `ak`. All of its functions are for columns, outside lambdas. */
export interface Ak extends AkMath, AkArrays {
  /** Functions on columns of texts. */
  readonly str: AkStr;
  /** How many elements each list has. */
  num<T extends ListOf<unknown> | undefined, E>(column: ColumnOf<T, E>, options?: AxisLists): Column<Opt<T, number>, E>;
  num<E>(column: ColumnOf<unknown, E>, options: AxisRows): Reduced<number>;
  num<T extends ListOf<unknown> | undefined, E>(
    column: ColumnOf<T, E>,
    options: AxisInner,
  ): Column<Inner<T, number>, E>;
  /** How many values are not missing. */
  readonly count: Reducer<Countable, number>;
  /** The sum of the values, of truth values how many are true, of vectors the vector sum. */
  readonly sum: Reducer<Countable, number> & VectorSum;
  /** The product of the values. */
  readonly prod: Reducer<NumberLike, number>;
  /** The mean of the values, NaN where there are none. */
  readonly mean: Reducer<Countable, number>;
  /** The least value, missing where there are none. */
  readonly min: Reducer<NumberLike, number | undefined>;
  /** The greatest value, missing where there are none. */
  readonly max: Reducer<NumberLike, number | undefined>;
  /** The place of the least value, missing where there are none. */
  readonly argmin: Reducer<NumberLike, number | undefined>;
  /** The place of the greatest value, missing where there are none. */
  readonly argmax: Reducer<NumberLike, number | undefined>;
  /** Whether any value is true. */
  readonly any: Reducer<BooleanLike, boolean>;
  /** Whether all values are true. */
  readonly all: Reducer<BooleanLike, boolean>;
  /** The values, missing where the mask is not true: of each row, or of each element. */
  mask<T, E>(column: ColumnOf<T, E>, mask: ColumnOf<Truth, E>): Column<T | undefined, E>;
  mask<T, E>(column: ColumnOf<ListOf<T>, E>, mask: ColumnOf<ListOf<Truth>, E>): Column<List<T | undefined>, E>;
  /** The first value where the condition is true, else the second, elementwise through lists. */
  where<C extends BooleanLike, X extends ScalarLike, Y extends ScalarLike, E>(
    condition: ColumnOf<C, E>,
    then: Arg<X, E>,
    otherwise: Arg<Y, E>,
  ): Column<Zipped<Zipped<C, X, true>, Y, LeafValue<X | Y>>, E>;
  where<X extends object | undefined, E>(
    condition: ColumnOf<Truth, E>,
    then: ColumnOf<X, E>,
    otherwise: ColumnOf<X, E>,
  ): Column<X, E>;
  /** All ways to choose n elements of each list without regard to order. */
  combinations<T, E, const N extends Names>(
    column: ColumnOf<ListOf<T>, E>,
    n: N['length'],
    options: { readonly fields: N; readonly axis?: 1 },
  ): Column<List<Choice<T, N>>, E>;
  combinations<T, E>(column: ColumnOf<ListOf<T>, E>, n: 2): Column<List<readonly [T, T]>, E>;
  combinations<T, E>(column: ColumnOf<ListOf<T>, E>, n: 3): Column<List<readonly [T, T, T]>, E>;
  combinations(
    column: ColumnOf<unknown, never>,
    n: number,
    options?: {
      readonly axis?: number;
      readonly fields?: readonly string[];
      readonly replacement?: boolean;
      readonly with_name?: string;
    },
  ): Arr<Dynamic>;
  /** All ways to choose one element of each of the lists of a row. */
  cartesian<C extends { readonly [name: string]: ColumnOf<ListOf<unknown>, E> }, E>(
    columns: C & { readonly [name: string]: ColumnOf<ListOf<unknown>, E> },
    options?: { readonly axis?: 1 },
  ): Column<List<Elements<C>>, E>;
  cartesian(
    columns: readonly ColumnOf<unknown, never>[] | { readonly [name: string]: ColumnOf<unknown, never> },
    options?: { readonly axis?: number; readonly nested?: boolean | readonly (string | number)[] },
  ): Arr<Dynamic>;
  /** Records of the values of several columns, of lists element by element. */
  zip<C extends { readonly [name: string]: ColumnOf<unknown, E> }, E>(
    columns: C & { readonly [name: string]: ColumnOf<unknown, E> },
  ): Column<ZippedRecords<C>, E>;
  zip(
    columns: readonly unknown[] | { readonly [name: string]: unknown },
    options?: {
      readonly depth_limit?: number;
      readonly with_name?: string;
      readonly right_broadcast?: boolean;
      readonly optiontype_outside_record?: boolean;
    },
  ): Arr<Dynamic>;
  /** The elements as rows of their own, or with axis 2 or −1 the lists in each list as one list. */
  flatten<T, E>(column: ColumnOf<ListOf<T>, E>, options?: AxisLists): Column<T, ElementsOf<E>>;
  flatten<T, E>(column: ColumnOf<ListOf<ListOf<T>>, E>, options: { readonly axis: 2 | -1 }): Column<List<T>, E>;
  flatten(column: ColumnOf<unknown, never>, options: { readonly axis: number | null }): Arr<Dynamic>;
  /** The first element of each list, missing where there is none. */
  firsts<T, E>(column: ColumnOf<ListOf<T>, E>, options?: AxisLists): Column<T | undefined, E>;
  firsts(column: ColumnOf<unknown, never>, options: { readonly axis: number }): Arr<Dynamic>;
  /** The elements of each list in order. */
  sort<T extends Scalar | undefined, E>(column: ColumnOf<ListOf<T>, E>, options?: SortArrayOptions): Column<List<T>, E>;
  sort<T, E>(column: ColumnOf<T, E>, options?: SortAnyOptions): Column<T, E>;
  /** The places of the elements of each list in their order. */
  argsort<E>(column: ColumnOf<ListOf<Scalar | undefined>, E>, options?: SortArrayOptions): Column<List<number>, E>;
  argsort<T, E>(column: ColumnOf<T, E>, options?: SortAnyOptions): Column<Leaves<T, number>, E>;
  /**
   * The rows of several arrays, one after the other; or with axis 1 the lists of each row. Unlike things become a union.
   * As ak.concatenate. With `as`, the lists of records of each row as one collection of the fields that all have, named so;
   * a field `origin` says which one each is from, by number, or by name: `ak.concatenate({ e, mu }, { as: 'Lepton' })`.
   */
  concatenate<E>(
    columns: readonly ColumnOf<DynamicMark, E>[],
    options: Collecting<string | null> & { readonly axis?: 1 },
  ): Column<Dynamic, E>;
  concatenate<C extends ColumnOf<ListOf<unknown>, E>, E, const G extends string | null = 'origin'>(
    columns: readonly (C & ColumnOf<ListOf<unknown>, E>)[],
    options: Collecting<G> & { readonly axis?: 1 },
  ): Column<List<Collected<ElementOf<C>, G, number>>, E>;
  concatenate<
    const C extends { readonly [name: string]: ColumnOf<ListOf<unknown>, E> },
    E,
    const G extends string | null = 'origin',
  >(
    columns: C & { readonly [name: string]: ColumnOf<ListOf<unknown>, E> },
    options: Collecting<G> & { readonly axis?: 1 },
  ): Column<List<Collected<ElementOf<C[keyof C]>, G, Extract<keyof C, string>>>, E>;
  concatenate<T>(columns: readonly ColumnOf<T, never>[], options?: { readonly axis?: 0 }): Arr<T>;
  concatenate<T, E>(
    columns: readonly [ColumnOf<ListOf<T>, E>, ...ColumnOf<ListOf<T>, E>[]],
    options: AxisLists,
  ): Column<List<T>, E>;
  concatenate(
    columns: readonly unknown[],
    options: { readonly axis?: number; readonly mergebool?: boolean },
  ): Arr<Dynamic>;
  /** The records, or the records in the lists, with one more field. */
  with_field<T, V, const K extends string, E>(
    column: ColumnOf<T, E>,
    value: ColumnOf<V, E>,
    name: K,
  ): Column<WithField<T, K, V>, E>;
}

/** A scalar, maybe missing, or lists of such. */
type ScalarLike = NumberLike | BooleanLike | TextLike;

/** The type of the scalars in T, up to three lists deep. */
type LeafValue<T> = Wide<
  T extends ListOf<infer U> ? (U extends ListOf<infer V> ? (V extends ListOf<infer W> ? W : V) : U) : T
>;

/** A scalar type without its literals, and without missing values. */
type Wide<T> = T extends undefined | DynamicMark
  ? Extract<T, DynamicMark>
  : T extends boolean
    ? boolean
    : T extends number
      ? number
      : T extends bigint
        ? bigint
        : string;
