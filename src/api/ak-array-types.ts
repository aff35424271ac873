/** The types of the functions of `ak` on whole arrays: in memory, or columns of files. Shapes are datashape. */
import type { Inner } from './ak-types.ts';
import type { Column, ColumnOf, Zipped } from './columns.ts';
import type { Reduced } from './datasets.ts';
import type { Dynamic, DynamicMark, FieldKeys, FieldOf, List, ListOf, Nested, Num, Scalar } from './values.ts';

declare const arrayTag: unique symbol;

/** The rows of arrays in memory: arrays of one length go together. */
export interface ArrayRows {
  readonly [arrayTag]: true;
}

/** An array: a column whose rows are its entries. */
export type Arr<T> = Column<T, ArrayRows>;

/** A plain value as arrays hold it: lists for arrays, records for objects, missing for null and undefined. */
export type FromPlain<T> =
  | FromPresent<Exclude<T, null | undefined>>
  | (Extract<T, null | undefined> extends never ? never : undefined);

type FromPresent<T> = [T] extends [never]
  ? never
  : [T] extends [readonly (infer U)[]]
    ? List<FromPlain<U>>
    : [T] extends [Scalar]
      ? Plainest<T>
      : [T] extends [object]
        ? { readonly [K in keyof T]: FromPlain<T[K]> }
        : never;

/** A scalar without its literals. */
type Plainest<T> = T extends boolean ? boolean : T extends number ? number : T extends bigint ? bigint : string;

/** A dimension of length 1, in a selection. */
export interface NewAxis {
  readonly [newaxisTag]: true;
}
declare const newaxisTag: unique symbol;
/** All the dimensions between, in a selection. */
export interface Ellipsis {
  readonly [ellipsisTag]: true;
}
declare const ellipsisTag: unique symbol;
/** Places from one up to another in steps. */
export interface Range {
  readonly [rangeTag]: true;
}
declare const rangeTag: unique symbol;

/** What chooses along one dimension: a place, a range, places or truth values, a field or several. */
export type Selector =
  | number
  | string
  | readonly string[]
  | readonly (number | boolean | null)[]
  | Range
  | NewAxis
  | Ellipsis
  | ColumnOf<Nested<Num | boolean | Dynamic>, never>;

/** The value with what stands for missing ones, at any depth. */
export type Filled<T, V> =
  | (NonNullable<T> extends infer P
      ? P extends ListOf<infer U>
        ? P extends DynamicMark
          ? P
          : List<Filled<U, V>>
        : P
      : never)
  | (undefined extends T ? V : never);

/** The value without missing ones, at any depth. */
export type Without<T> =
  NonNullable<T> extends infer P
    ? P extends ListOf<infer U>
      ? P extends DynamicMark
        ? P
        : List<Without<U>>
      : P
    : never;

/** U in place of the scalars of T, through its lists. */
export type Leaves<T, U> = Zipped<T, U & Scalar, U>;

interface Along {
  /** The axis: 0 are the rows, 1 their lists, −1 the deepest lists. */
  readonly axis?: number;
}
/** Options of reducers. */
export interface Keeping extends Along {
  /** Whether the axis stays, with length 1. */
  readonly keepdims?: boolean;
  /** Whether of no values the result is missing, not the identity of the operation. */
  readonly mask_identity?: boolean;
}
type Weighted = Keeping & { readonly weight?: ColumnOf<unknown, never>; readonly ddof?: number };

/** A statistic: over the lists of each row a column, without an axis one value. */
export interface Statistic<S> {
  <E>(column: ColumnOf<Nested<Num | boolean | Dynamic>, E>, options?: { readonly axis?: null }): Reduced<S>;
  <T extends ListOf<Num | boolean | undefined> | undefined, E>(
    column: ColumnOf<T, E>,
    options: Weighted & { readonly axis: 1; readonly keepdims?: false },
  ): Column<S | Extract<T, undefined>, E>;
  <T, E>(column: ColumnOf<T, E>, options: Weighted & { readonly axis: -1 }): Column<Inner<T, S>, E>;
  (column: ColumnOf<unknown, never>, options: Weighted): Arr<Dynamic>;
}

/** A measure of two arrays together. */
export interface Together<S> {
  <E>(x: ColumnOf<ListOf<Num>, E>, y: ColumnOf<ListOf<Num>, E>, options: Weighted & { readonly axis: 1 }): Column<S, E>;
  (x: ColumnOf<unknown, never>, y: ColumnOf<unknown, never>, options?: Weighted): Reduced<S>;
}

/** A straight line through points, by least squares. */
export interface LinearFit {
  readonly intercept: number;
  readonly slope: number;
  readonly intercept_error: number;
  readonly slope_error: number;
}

/** Values that arrays are made of: plain ones, a typed array, or offsets and content. */
type ArrayInput =
  | readonly unknown[]
  | ArrayBufferView
  | { readonly offsets: ArrayLike<number>; readonly content: ArrayInput };

type Several = readonly unknown[] | { readonly [name: string]: unknown };

/** The functions of `ak` on whole arrays. */
export interface AkArrays {
  /**
   * An array of plain values, a typed array (not copied), or offsets and content. `type` is the type of one entry, as
   * text, where plain values do not tell it: `ak.array([[], [1]], { type: 'var * float32' })`. As ak.Array.
   */
  array<T>(values: readonly T[], options?: { readonly type?: string }): Arr<FromPlain<T>>;
  array(values: ArrayInput, options?: { readonly type?: string }): Arr<Dynamic>;
  /** The type of the values, as text: `var * {pt: float32}`. As ak.type. */
  type(column: ColumnOf<unknown, never> | { readonly type: string }): string;
  /** The names of the fields of records; none where there are no records. As ak.fields. */
  fields(column: ColumnOf<unknown, never>): string[];
  /** Whether the records are tuples: fields 0, 1, 2 … As ak.is_tuple. */
  is_tuple(column: ColumnOf<unknown, never>): boolean;
  /** How many dimensions there are; the rows are one. As ak.Array.ndim. */
  ndim(column: ColumnOf<unknown, never>): number;
  /** The same array: arrays never change. As ak.copy. */
  copy<C>(column: C): C;
  /** The plain values, computed. As ak.to_list. */
  to_list(column: ColumnOf<unknown, never>): Promise<unknown[]>;
  /** The values as JSON text, computed. As ak.to_json. */
  to_json(column: ColumnOf<unknown, never>): Promise<string>;
  /** The array, checked to be one that NumPy could hold. As ak.to_numpy. */
  to_numpy<T, E>(column: ColumnOf<T, E>): Column<T, E>;

  /** A range of places, as start:stop:step in Python; undefined leaves an end open. */
  slice(start?: number | null, stop?: number | null, step?: number | null): Range;
  /** A dimension of length 1, in a selection. */
  readonly newaxis: NewAxis;
  /** All the dimensions between, in a selection. */
  readonly ellipsis: Ellipsis;
  /**
   * Part of an array: `ak.getitem(x, 0)`, `ak.getitem(x, ak.slice(), ak.slice(0, 2))`, `ak.getitem(x, mask)`. A mask or
   * places may be jagged. As x[...] of Awkward Array; a mask of another length is an error.
   */
  getitem<T, K extends FieldKeys<T>, E>(column: ColumnOf<T, E>, field: K): Column<FieldOf<T, K>, E>;
  getitem<T, E>(column: ColumnOf<ListOf<T>, E>, mask: ColumnOf<ListOf<boolean>, E>): Column<List<T>, E>;
  getitem<T, E>(column: ColumnOf<ListOf<T>, E>, places: ColumnOf<ListOf<Num>, E>): Column<List<T>, E>;
  getitem(column: ColumnOf<unknown, never>, ...where: readonly Selector[]): Arr<Dynamic>;

  /** All values one after the other, without lists; missing ones stay. As ak.ravel. */
  ravel(column: ColumnOf<unknown, never>): Arr<Dynamic>;
  /** Lists of the given lengths; a remainder is an error. As ak.unflatten. */
  unflatten<T, E>(column: ColumnOf<T, E>, counts: ArrayInput | number | ColumnOf<unknown, never>): Arr<List<T>>;
  unflatten(column: ColumnOf<unknown, never>, counts: unknown, options: Along): Arr<Dynamic>;
  /** The place of each value in its list. As ak.local_index. */
  local_index<E>(column: ColumnOf<ListOf<Scalar | object | undefined>, E>): Column<List<number>, E>;
  local_index(column: ColumnOf<unknown, never>, options?: Along): Arr<Dynamic>;
  /** How often each value stands in a row, one after the other. As ak.run_lengths. */
  run_lengths(column: ColumnOf<unknown, never>): Arr<Dynamic>;
  /** Lists that have one length, as regular lists; an error where they have not. As ak.to_regular. */
  to_regular<T, E>(column: ColumnOf<T, E>, options?: { readonly axis?: number | null }): Column<T, E>;
  /** Regular lists as lists of any length. As ak.from_regular. */
  from_regular<T, E>(column: ColumnOf<T, E>, options?: { readonly axis?: number | null }): Column<T, E>;
  /** The same values in buffers of their own. As ak.to_packed. */
  to_packed<T, E>(column: ColumnOf<T, E>): Column<T, E>;

  /** Lists of one element for what is there, empty ones for what is missing. As ak.singletons. */
  singletons<T, E>(column: ColumnOf<T, E>): Column<List<NonNullable<T>>, E>;
  /** Whether each value is missing; with an axis, each value of the lists there. As ak.is_none. */
  is_none<E>(column: ColumnOf<unknown, E>, options?: { readonly axis?: 0 }): Column<boolean, E>;
  is_none<T, E>(column: ColumnOf<ListOf<T>, E>, options: { readonly axis: 1 | -1 }): Column<List<boolean>, E>;
  is_none(column: ColumnOf<unknown, never>, options: Along): Arr<Dynamic>;
  /** The array without missing values. As ak.drop_none. */
  drop_none<T, E>(column: ColumnOf<T, E>, options?: { readonly axis?: number | null }): Column<Without<T>, E>;
  /** A value in place of missing ones. As ak.fill_none. */
  fill_none<T, const V, E>(
    column: ColumnOf<T, E>,
    value: V,
    options?: { readonly axis?: number | null },
  ): Column<Filled<T, FromPlain<V>>, E>;
  /** Lists with missing values added up to a length; with clip, of just that length. As ak.pad_none. */
  pad_none<T, E>(
    column: ColumnOf<ListOf<T>, E>,
    target: number,
    options?: { readonly axis?: 1; readonly clip?: boolean },
  ): Column<List<T | undefined>, E>;
  pad_none(
    column: ColumnOf<unknown, never>,
    target: number,
    options: Along & { readonly clip?: boolean },
  ): Arr<Dynamic>;
  /** NaN made missing. As ak.nan_to_none. */
  nan_to_none<T, E>(column: ColumnOf<T, E>): Column<Leaves<T, number | undefined>, E>;

  /** How many values are not zero. As ak.count_nonzero. */
  readonly count_nonzero: Statistic<number>;
  /** The sum of the values that are not NaN. As ak.nansum. */
  readonly nansum: Statistic<number>;
  /** The product of the values that are not NaN. As ak.nanprod. */
  readonly nanprod: Statistic<number>;
  /** The least value, without NaN. As ak.nanmin. */
  readonly nanmin: Statistic<number | undefined>;
  /** The greatest value, without NaN. As ak.nanmax. */
  readonly nanmax: Statistic<number | undefined>;
  /** The place of the least value, without NaN. As ak.nanargmin. */
  readonly nanargmin: Statistic<number | undefined>;
  /** The place of the greatest value, without NaN. As ak.nanargmax. */
  readonly nanargmax: Statistic<number | undefined>;
  /** The variance; `ddof` is taken off the number of values, `weight` are weights. As ak.var. */
  readonly var: Statistic<number>;
  /** The standard deviation: the root of `var`. As ak.std. */
  readonly std: Statistic<number>;
  /** The mean without NaN. As ak.nanmean. */
  readonly nanmean: Statistic<number | undefined>;
  /** The variance without NaN. As ak.nanvar. */
  readonly nanvar: Statistic<number | undefined>;
  /** The standard deviation without NaN. As ak.nanstd. */
  readonly nanstd: Statistic<number | undefined>;
  /** The greatest value less the least. As ak.ptp. */
  readonly ptp: Statistic<number | undefined>;
  /** The mean of the n-th powers. As ak.moment. */
  moment<E>(column: ColumnOf<ListOf<Num>, E>, n: number, options: Weighted & { readonly axis: 1 }): Column<number, E>;
  moment(column: ColumnOf<unknown, never>, n: number, options?: Weighted): Reduced<number>;
  /** eˣ of each value over the sum of these. As ak.softmax. */
  softmax<T, E>(column: ColumnOf<T, E>, options?: Along): Column<Leaves<T, number>, E>;
  /** The covariance. As ak.covar. */
  readonly covar: Together<number>;
  /** The correlation. As ak.corr. */
  readonly corr: Together<number>;
  /** A straight line by least squares. As ak.linear_fit. */
  readonly linear_fit: Together<LinearFit>;

  /** The places of all ways to choose n elements. As ak.argcombinations. */
  argcombinations<E>(
    column: ColumnOf<ListOf<unknown>, E>,
    n: number,
    options?: Along & { readonly fields?: readonly string[]; readonly replacement?: boolean },
  ): Column<Dynamic, E>;
  /** The places of all ways to choose one element of each list. As ak.argcartesian. */
  argcartesian(
    columns: Several,
    options?: Along & { readonly nested?: boolean | readonly (string | number)[] },
  ): Arr<Dynamic>;

  /** The fields of records, each as an array: in order, or with `how: 'dict'` by name. As ak.unzip. */
  unzip(column: ColumnOf<unknown, never>, options?: { readonly how?: 'tuple' }): Arr<Dynamic>[];
  unzip(column: ColumnOf<unknown, never>, options: { readonly how: 'dict' }): Readonly<Record<string, Arr<Dynamic>>>;
  /** Records of arrays that have one shape already. As ak.zip_no_broadcast. */
  zip_no_broadcast(columns: Several): Arr<Dynamic>;
  /** The records without a field. As ak.without_field. */
  without_field<T, const K extends string, E>(
    column: ColumnOf<T, E>,
    where: K | readonly string[],
  ): Column<Omitted<T, K>, E>;
  /** The records with the name that behaviours go by. As ak.with_name. */
  with_name<T, E>(column: ColumnOf<T, E>, name: string): Column<T, E>;
  /** Arrays brought to one shape. As ak.broadcast_arrays. */
  broadcast_arrays(...columns: readonly unknown[]): Arr<Dynamic>[];
  /** Arrays of records with the fields of all of them. As ak.broadcast_fields. */
  broadcast_fields(...columns: readonly unknown[]): Arr<Dynamic>[];
  /** Records that may be of several types, as one type with the fields of all. As ak.merge_union_of_records. */
  merge_union_of_records(column: ColumnOf<unknown, never>, options?: Along): Arr<Dynamic>;
  /** Records that may be missing, as records whose fields may be. As ak.merge_option_of_records. */
  merge_option_of_records(column: ColumnOf<unknown, never>, options?: Along): Arr<Dynamic>;

  /** Numbers of another element type. As ak.values_astype. */
  values_astype<T, E>(
    column: ColumnOf<T, E>,
    to: string,
    options?: { readonly including_unknown?: boolean },
  ): Column<T, E>;
  /** Numbers read from texts. As ak.strings_astype. */
  strings_astype<T, E>(column: ColumnOf<T, E>, to: string): Column<Leaves<T, number>, E>;
  /** The values, made to be of a type where nothing is lost. As ak.enforce_type. */
  enforce_type(column: ColumnOf<unknown, never>, type: string): Arr<Dynamic>;
  /** One value in place of every number. As ak.full_like. */
  full_like<T, E>(column: ColumnOf<T, E>, value: Scalar, options?: { readonly dtype?: string }): Column<T, E>;
  /** 0 in place of every number. As ak.zeros_like. */
  zeros_like<T, E>(column: ColumnOf<T, E>, options?: { readonly dtype?: string }): Column<T, E>;
  /** 1 in place of every number. As ak.ones_like. */
  ones_like<T, E>(column: ColumnOf<T, E>, options?: { readonly dtype?: string }): Column<T, E>;
  /** Whether two arrays have the same shape and nearly the same values. As ak.almost_equal. */
  almost_equal(
    left: ColumnOf<unknown, never>,
    right: ColumnOf<unknown, never>,
    options?: { readonly rtol?: number; readonly atol?: number; readonly dtype_exact?: boolean },
  ): Reduced<boolean>;
  /** Whether two arrays are equal. As ak.array_equal. */
  array_equal(
    left: ColumnOf<unknown, never>,
    right: ColumnOf<unknown, never>,
    options?: { readonly equal_nan?: boolean; readonly dtype_exact?: boolean },
  ): Reduced<boolean>;
}

type Omitted<T, K extends string> = T extends ListOf<infer U> ? List<Omitted<U, K>> : Omit<T, K>;
