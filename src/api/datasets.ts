/** The types of datasets, reduced values and histograms to be filled. */
import type { Table } from 'apache-arrow';
import type { AxisSpec, BooleanAxis, CategoryAxis } from '../../compiler/axis.ts';
import type { RunOptions } from '../execute/run.ts';
import type { Histogram } from '../results/histogram.ts';
import type { Column, ColumnOf, Explained } from './columns.ts';
import type { ColumnBuffers, GivesOut } from './output-types.ts';
import type { FieldPath, HolderOf, ValueBeside, WithPath } from './paths.ts';
import type { Dynamic, Held, ListOf, Nested, Num, Plain, Truth } from './values.ts';

declare const reducedTag: unique symbol;
declare const histogramTag: unique symbol;
declare const elementsTag: unique symbol;
declare const rowsTag: unique symbol;

/** What marks a dataset and holds the type of its rows; functions that take any dataset take this. */
export interface RowsOf<out E> {
  readonly [rowsTag]: E;
}

/** A dataset: rows of type E, with each field as a column. A method hides a field of its name: `.field(name)` reads it. */
export type Dataset<E> = DatasetMembers<E>['dataset'];

/** Holds the type under no name of its own: see Operations in columns.ts. */
interface DatasetMembers<E> {
  readonly dataset: DatasetWords<E> & DatasetFields<E>;
}

type DatasetFields<in out E> = {
  readonly [K in keyof E as K extends string ? Exclude<K, keyof DatasetWords<unknown>> : never]-?: Column<E[K], E>;
};

/** Rows E with the fields X, which replace those of the same names. */
export type With<E, X> = string extends keyof E
  ? E & X
  : [keyof E & keyof X] extends [never]
    ? E & X
    : Omit<E, keyof X> & X;

/** What every dataset has. */
export interface DatasetWords<in out E> extends RowsOf<E>, Explained, AsyncDisposable, GivesOut<E> {
  /** The names of the fields. */
  readonly columns: readonly string[];
  /** The type of the rows, as datashape. */
  readonly type: string;
  /** The rows for which the condition holds, or where the mask is true; text is an expression of the fields. */
  where(condition: ((event: E) => Truth) | ColumnOf<Truth, E> | string): Dataset<E>;
  where<P extends object>(condition: (event: E, params: P) => Truth, params: P): Dataset<E>;
  /** The rows with more fields. */
  with<X extends object>(
    fields: {
      readonly [K in keyof X]: ((event: E) => X[K]) | ColumnOf<X[K], E>;
    },
  ): Dataset<With<E, X>>;
  /**
   * The rows with one more field somewhere inside: of each element of a collection, `Electrons.baseline`, or deeper,
   * `Jets.tracks.good`. The function takes the record that gets the field, and the event; a column of lists is walked
   * together with the collection, so it must be of the same one.
   */
  withField<const P extends string, V>(
    path: P & FieldPath<E, P>,
    value: (holder: HolderOf<E, P>, event: E) => V,
  ): Dataset<WithPath<E, P, Held<V>>>;
  withField<const P extends string, V, A extends object>(
    path: P & FieldPath<E, P>,
    value: (holder: HolderOf<E, P>, event: E, params: A) => V,
    params: A,
  ): Dataset<WithPath<E, P, Held<V>>>;
  withField<const P extends string, C>(
    path: P & FieldPath<E, P>,
    value: ColumnOf<C, E>,
  ): Dataset<WithPath<E, P, ValueBeside<E, P, C>>>;
  /** The rows with the named fields alone. */
  select<K extends keyof E & string>(...names: K[]): Dataset<Pick<E, K>>;
  /** The dataset whose rows are the elements of the lists that the function gives for the rows. */
  flatten<U extends object>(f: ((event: E) => ListOf<U>) | ColumnOf<ListOf<U>, E>): Dataset<U>;
  flatten<U extends object, P extends object>(f: (event: E, params: P) => ListOf<U>, params: P): Dataset<U>;
  /** What an expression of the fields, as text, gives for each row; its type is not known. */
  eval(expression: string): Column<Dynamic, E>;
  /** What the function gives for each row. */
  map<U>(f: (event: E) => U): Column<Held<U>, E>;
  map<U, P extends object>(f: (event: E, params: P) => U, params: P): Column<Held<U>, E>;
  /** A field, also one that a method of datasets hides. */
  field<K extends keyof E & string>(name: K): Column<E[K], E>;
  /** How many rows there are: `int64`. */
  count(): Reduced<number>;
  /** All rows, as an Arrow table that shares the buffers of the result. */
  toArrow(options?: RunOptions): Promise<Table>;
  /** All rows, as flat typed arrays in Arrow's layout, by field; `fromColumns` takes them. */
  toTypedArrays(options?: RunOptions): Promise<ColumnBuffers<E>>;
  /** Ends the use of the files. */
  close(): Promise<void>;
}

/** The rows that `ak.flatten` makes from rows E: one for each element. */
export interface ElementsOf<E> {
  readonly [elementsTag]: E;
}

/** What marks a reduced value and holds its type. */
export interface ReducedOf<out T> {
  readonly [reducedTag]: T;
}

/** One value for the whole dataset, computed when asked for; not to be used in expressions of rows. */
export interface Reduced<T> extends Explained, ReducedOf<T> {
  /** The value. */
  value(options?: RunOptions): Promise<Plain<T>>;
}

/** A value that can be filled, or lists of such: each element is an entry. */
export type Fillable<S> = S | Dynamic | ListOf<S | Dynamic | ListOf<S | Dynamic | ListOf<S | Dynamic>>>;

/** The same, where values may be missing. */
export type MaybeFillable<S> = Nested<S | Dynamic>;

/** What can be filled on an axis: text on categories, numbers and truth values elsewhere. */
export type FillOf<A> = [A] extends [BooleanAxis]
  ? Fillable<boolean>
  : [A] extends [Exclude<AxisSpec, CategoryAxis>]
    ? Fillable<Num | boolean>
    : Fillable<Num | boolean | string>;

/** What may fill a category axis besides a column: one category for all entries, such as the name of a data set. */
type SameCategory<A> = A extends CategoryAxis ? string | number : never;

/** The columns to fill, one for each axis. */
export type FillColumns<A extends readonly unknown[], E> = {
  [I in keyof A]: ColumnOf<FillOf<A[I]>, E> | SameCategory<A[I]>;
};

/** The columns to fill where missing values are skipped. */
export type MaybeFillColumns<A extends readonly unknown[], E> = {
  [I in keyof A]: ColumnOf<FillOf<A[I]> | MaybeFillable<Num | boolean | string>, E> | SameCategory<A[I]>;
};

export interface FillOptions<E> {
  /** The weight of each entry; by default each counts 1. */
  readonly weight?: Num | ColumnOf<Fillable<Num>, E>;
}

/** Options where missing values and weights are skipped. */
export interface SkippingOptions<E> {
  readonly missing: 'skip';
  readonly weight?: Num | ColumnOf<MaybeFillable<Num>, E>;
}

/** A histogram with nothing to fill it yet: `fill` gives one that can be computed. */
export interface HistogramBuilder<A extends readonly AxisSpec[]> {
  /** The axes. */
  readonly axes: A;
  /** The histogram filled with a column for each axis, all of one dataset. The builder stays as it is. */
  fill<E>(...columns: FillColumns<A, E>): LazyHistogram;
  fill<E>(...columns: [...columns: FillColumns<A, E>, options: FillOptions<E>]): LazyHistogram;
  fill<E>(...columns: [...columns: MaybeFillColumns<A, E>, options: SkippingOptions<E>]): LazyHistogram;
}

/** A histogram that knows what fills it, computed when asked for. */
export interface LazyHistogram extends Explained {
  readonly [histogramTag]: true;
  /** The filled histogram. */
  run(options?: RunOptions): Promise<Histogram>;
}

/** The type of `histogram`, which begins a histogram over the given axes. */
export type MakeHistogram = <const A extends readonly [AxisSpec, ...AxisSpec[]]>(...axes: A) => HistogramBuilder<A>;

/** What can be computed. */
export type Output = LazyHistogram | ColumnOf<unknown, never> | ReducedOf<unknown>;

/** Outputs by name; objects of outputs may stand in each other. */
export interface Outputs {
  readonly [name: string]: Output | Outputs;
}

/** The result of one output: a histogram, the plain values of a column, or a reduced value; of an object, that of each. */
export type ResultOf<O> = O extends LazyHistogram
  ? Histogram
  : O extends ColumnOf<infer T, never>
    ? Plain<T>[]
    : O extends ReducedOf<infer T>
      ? Plain<T>
      : Results<O>;

/** The results of outputs, under the same names. */
export type Results<O> = { [K in keyof O]: ResultOf<O[K]> };

/** The type of `compute`, which runs one plan for all outputs. */
export type Compute = <const O extends Outputs>(outputs: O, options?: RunOptions) => Promise<Results<O>>;
