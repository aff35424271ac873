/** The types of columns: one value per row of a dataset, computed when asked for. */
import type { Vector } from 'apache-arrow';
import type { ExplainOptions } from '../../compiler/explain.ts';
import type { RunOptions } from '../execute/run.ts';
import type { Dataset } from './datasets.ts';
import type { BuffersOf, GivesOut } from './output-types.ts';
import type {
  Choice,
  Collected,
  Collecting,
  Dynamic,
  DynamicMark,
  FieldKeys,
  FieldOf,
  Held,
  JoinEach,
  Lifted,
  List,
  ListOf,
  Names,
  Nested,
  Num,
  Opt,
  Pair,
  Scalar,
  MetricOptions,
  SortOptions,
  Truth,
} from './values.ts';
import type { Direction, Joining, SumOf, VectorOf } from './vectors.ts';

declare const valueTag: unique symbol;
declare const rowTag: unique symbol;

/**
 * What marks a column and holds the types of its values and of its rows; generic functions take this. A column that
 * needs rows E can be used with any rows that have what E has, so also after `with`.
 */
export interface ColumnOf<out T, in E> {
  readonly [valueTag]: T;
  readonly [rowTag]: (row: E) => void;
}

/** A column: what can be done to a value can be done to the column of such values. */
export type Column<T, E> = Operations<T, E, NonNullable<T>>['column'];

/** What can show its plan. */
export interface Explained {
  /** The plan: as text, JSON or DOT. Nothing is run. */
  explain(options?: ExplainOptions): string;
  /** Runs it and shows the plan with the rows and the time of each kind of step. */
  analyze(options?: ExplainOptions): Promise<string>;
}

/** What every column has. */
export interface ColumnWords<in out T, in out E> extends ColumnOf<T, E>, Explained, GivesOut<T> {
  /** The dataset that the column is of. */
  readonly dataset: Dataset<E>;
  /** The values of all rows, as an Arrow vector that shares the buffers of the result. */
  toArrow(options?: RunOptions): Promise<Vector>;
  /** The values of all rows, as flat typed arrays in Arrow's layout. */
  toTypedArrays(options?: RunOptions): Promise<BuffersOf<T>>;
  /** The values of the rows where the mask is true. */
  where(mask: ColumnOf<Truth, E>): Column<T, E>;
  /** The values, missing in the rows where the mask is not true: `?T`. */
  mask(mask: ColumnOf<Truth, E>): Column<T | undefined, E>;
  /** A field of the records, also one that a method of columns hides. */
  field<K extends FieldKeys<T>>(name: K): Column<FieldOf<T, K>, E>;
  /** Whether the value is missing: `bool`. */
  isMissing(): Column<boolean, E>;
  /** Whether the value is not missing: `bool`. */
  isPresent(): Column<boolean, E>;
  /** The value, or another where it is missing: `T`. */
  orElse(other: NonNullable<T> | ColumnOf<NonNullable<T>, E>): Column<NonNullable<T>, E>;
}

/** A number, maybe missing, or lists of such. */
export type NumberLike = Nested<Num>;

/** A truth value, maybe missing, or lists of such. */
export type BooleanLike = Nested<Truth>;

/** Text, maybe missing, or lists of such. */
export type TextLike = Nested<string | Dynamic>;

/** U in the lists of T and A, which are walked together; missing where either is. */
export type Zipped<T, A, U> = ZippedPresent<NonNullable<T>, NonNullable<A>, U> | Extract<T | A, undefined>;

type ZippedPresent<T, A, U> = [T] extends [DynamicMark]
  ? Dynamic
  : [A] extends [DynamicMark]
    ? Dynamic
    : [T] extends [ListOf<infer V>]
      ? List<Zipped<V, [A] extends [ListOf<infer W>] ? W : A, U>>
      : [A] extends [ListOf<infer W>]
        ? List<Zipped<T, W, U>>
        : U;

/** U in the lists of T. */
type Each<T, U> = Zipped<T, U & Scalar, U>;

/**
 * An operation of a column T with one more operand: a value V, or a column A of such values or lists of them. Two
 * signatures, so that nothing is left to infer where the operand is a value.
 */
export interface WithOther<in out T, in out E, in out V, in out L, in out R> {
  (other: V): Column<Each<T, R>, E>;
  <A extends L>(other: ColumnOf<A, E>): Column<Zipped<T, A, R>, E>;
}

/** Operations of numbers, elementwise through lists; a list and a number, or two lists of equal lengths, may be joined. */
export interface NumberOps<in out T, in out E> extends ColumnWords<T, E> {
  /** The sum with another number. */
  readonly add: WithOther<T, E, Num, NumberLike, number>;
  /** The number less another. */
  readonly sub: WithOther<T, E, Num, NumberLike, number>;
  /** The product with another number. */
  readonly mul: WithOther<T, E, Num, NumberLike, number>;
  /** The number divided by another: `float64`. */
  readonly div: WithOther<T, E, Num, NumberLike, number>;
  /** The remainder of the division by another number. */
  readonly rem: WithOther<T, E, Num, NumberLike, number>;
  /** The number to the power of another: `float64`. */
  readonly pow: WithOther<T, E, Num, NumberLike, number>;
  /** The number with the opposite sign. */
  neg(): Column<Each<T, number>, E>;
  /** The absolute value. */
  abs(): Column<Each<T, number>, E>;
  /** The square root: `float64`. */
  sqrt(): Column<Each<T, number>, E>;
  /** e to the power of the number: `float64`. */
  exp(): Column<Each<T, number>, E>;
  /** The natural logarithm: `float64`. */
  log(): Column<Each<T, number>, E>;
  /** The sine: `float64`. */
  sin(): Column<Each<T, number>, E>;
  /** The cosine: `float64`. */
  cos(): Column<Each<T, number>, E>;
  /** The tangent: `float64`. */
  tan(): Column<Each<T, number>, E>;
  /** The greatest integer not above the number. */
  floor(): Column<Each<T, number>, E>;
  /** The least integer not below the number. */
  ceil(): Column<Each<T, number>, E>;
  /** The nearest integer. */
  round(): Column<Each<T, number>, E>;
  /** Whether the number is greater than another: `bool`. */
  readonly gt: WithOther<T, E, Num, NumberLike, boolean>;
  /** Whether the number is greater than another or equal: `bool`. */
  readonly ge: WithOther<T, E, Num, NumberLike, boolean>;
  /** Whether the number is less than another: `bool`. */
  readonly lt: WithOther<T, E, Num, NumberLike, boolean>;
  /** Whether the number is less than another or equal: `bool`. */
  readonly le: WithOther<T, E, Num, NumberLike, boolean>;
  /** Whether the number equals another: `bool`. */
  readonly eq: WithOther<T, E, Num, NumberLike, boolean>;
  /** Whether the number differs from another: `bool`. */
  readonly ne: WithOther<T, E, Num, NumberLike, boolean>;
  /** Whether the number is NaN: `bool`. */
  isNaN(): Column<Each<T, boolean>, E>;
}

/** Operations of truth values, elementwise through lists. */
export interface BooleanOps<in out T, in out E> extends ColumnWords<T, E> {
  /** Whether both are true: `bool`. */
  readonly and: WithOther<T, E, boolean, BooleanLike, boolean>;
  /** Whether one or both are true: `bool`. */
  readonly or: WithOther<T, E, boolean, BooleanLike, boolean>;
  /** Whether it is false: `bool`. */
  not(): Column<Each<T, boolean>, E>;
  /** Whether both are true or both false: `bool`. */
  readonly eq: WithOther<T, E, boolean, BooleanLike, boolean>;
  /** Whether one is true and one false: `bool`. */
  readonly ne: WithOther<T, E, boolean, BooleanLike, boolean>;
}

/** Operations of text, elementwise through lists. */
export interface TextOps<in out T, in out E> extends ColumnWords<T, E> {
  /** Whether the text equals another: `bool`. */
  readonly eq: WithOther<T, E, string, TextLike, boolean>;
  /** Whether the text differs from another: `bool`. */
  readonly ne: WithOther<T, E, string, TextLike, boolean>;
  /** Whether the text begins with another: `bool`. */
  readonly startsWith: WithOther<T, E, string, TextLike, boolean>;
  /** Whether the text ends with another: `bool`. */
  readonly endsWith: WithOther<T, E, string, TextLike, boolean>;
  /** The text in capitals, as JavaScript has it: ß becomes SS. */
  toUpperCase(): Column<Each<T, string>, E>;
  /** The text in small letters, as JavaScript has it. */
  toLowerCase(): Column<Each<T, string>, E>;
  /** The text without white space at its ends, as JavaScript has it. */
  trim(): Column<Each<T, string>, E>;
  /** The text without white space at its beginning. */
  trimStart(): Column<Each<T, string>, E>;
  /** The text without white space at its end. */
  trimEnd(): Column<Each<T, string>, E>;
  /** The place of another text, in UTF-16 units; −1 where it does not occur: `int64`. */
  readonly indexOf: WithOther<T, E, string, TextLike, number>;
  /** The UTF-16 unit at a place, an empty text where there is none. */
  readonly charAt: WithOther<T, E, number, NumberLike, string>;
  /** The text several times; a negative number is an error when it runs. */
  readonly repeat: WithOther<T, E, number, NumberLike, string>;
  /** The pieces between occurrences of a text that is not empty: `var * string`. */
  split(separator: string): Column<Zipped<T, string, List<string>>, E>;
  /** The text made so many UTF-16 units long with another before it. */
  padStart(length: number, padding?: string): Column<Each<T, string>, E>;
  /** The text made so many UTF-16 units long with another behind it. */
  padEnd(length: number, padding?: string): Column<Each<T, string>, E>;
  /** The text with another in place of each occurrence of one; `$&` is what was found. */
  replaceAll(text: string, by: string): Column<Each<T, string>, E>;
}

/** What text has and lists of text have not: there these are methods of the list. */
export interface TextIncludes<in out T, in out E> extends TextOps<T, E> {
  /** How many UTF-16 units the text has: `int64`; `ak.str.length` counts characters. */
  readonly length: Column<Opt<T, number>, E>;
  /** Whether the text has another within: `bool`. */
  readonly includes: WithOther<T, E, string, TextLike, boolean>;
  /** The UTF-16 units from one place up to, not including, another; negative places count from the end. */
  slice(start: number, end?: number): Column<Opt<T, string>, E>;
  /** The UTF-16 unit at a place, from the end where it is negative; missing where there is none: `?string`. */
  at(place: number): Column<string | undefined, E>;
  /** The text and others behind it. */
  readonly concat: WithOther<T, E, string, TextLike, string>;
}

/** A function of the element and its row. */
export type ElementFn<U, E, R> = (element: U, event: E) => R;

/** A function of the element, its row, and the parameters given with it. */
export type ElementFnWith<U, E, P, R> = (element: U, event: E, params: P) => R;

/** A column of lists to be reduced as a whole. */
type ListsOf<U, E> = ColumnOf<ListOf<U> | undefined, E>;

/** A number given once, or one for each row. */
type Place<E> = number | ColumnOf<number, E>;

/** How `nearest` measures, and how far it looks in each row; a number or a column of numbers alone is a threshold. */
export interface NearestColumn<T, X, E> extends MetricOptions<T, X> {
  /** The greatest distance. */
  readonly threshold?: Place<E>;
}

/** The methods of lists, for a column T of lists of U. */
export interface ListColumn<in out T, in out U, in out E> extends ColumnWords<T, E> {
  /** How many elements there are: `int64`. */
  readonly length: Column<Opt<T, number>, E>;
  /** The elements for which the condition holds, or where the mask is true: `var * U`. */
  filter(condition: ElementFn<U, E, Truth> | ColumnOf<ListOf<Truth>, E>): Column<Opt<T, List<U>>, E>;
  filter<P extends object>(condition: ElementFnWith<U, E, P, Truth>, params: P): Column<Opt<T, List<U>>, E>;
  /** What the function gives for each element: `var * V`. */
  map<V>(f: ElementFn<U, E, V>): Column<Opt<T, List<Held<V>>>, E>;
  map<V, P extends object>(f: ElementFnWith<U, E, P, V>, params: P): Column<Opt<T, List<Held<V>>>, E>;
  /** The lists that the function gives for the elements, as one list: `var * V`. */
  flatMap<V>(f: ElementFn<U, E, ListOf<V> | readonly V[]>): Column<Opt<T, List<V>>, E>;
  flatMap<V, P extends object>(
    f: ElementFnWith<U, E, P, ListOf<V> | readonly V[]>,
    params: P,
  ): Column<Opt<T, List<V>>, E>;
  /** Whether the condition holds for any element: `bool`. */
  some(condition: ElementFn<U, E, Truth>): Column<Opt<T, boolean>, E>;
  some<P extends object>(condition: ElementFnWith<U, E, P, Truth>, params: P): Column<Opt<T, boolean>, E>;
  /** Whether the condition holds for all elements: `bool`. */
  every(condition: ElementFn<U, E, Truth>): Column<Opt<T, boolean>, E>;
  every<P extends object>(condition: ElementFnWith<U, E, P, Truth>, params: P): Column<Opt<T, boolean>, E>;
  /** The first element for which the condition holds: `?U`. */
  find(condition: ElementFn<U, E, Truth>): Column<Opt<T, U> | undefined, E>;
  find<P extends object>(condition: ElementFnWith<U, E, P, Truth>, params: P): Column<Opt<T, U> | undefined, E>;
  /** How many elements there are, or for how many the condition holds: `int64`. */
  count(condition?: ElementFn<U, E, Truth>): Column<Opt<T, number>, E>;
  count<P extends object>(condition: ElementFnWith<U, E, P, Truth>, params: P): Column<Opt<T, number>, E>;
  /** Whether an element equals the value: `bool`. */
  includes(value: (U & Scalar) | ColumnOf<U & Scalar, E>): Column<Opt<T, boolean>, E>;
  /** The sum of the elements, of truth values how many are true, of vectors the vector sum with the sum of charges. */
  sum(this: ListsOf<Num | boolean | undefined, E>): Column<Opt<T, number>, E>;
  sum<V>(this: ListsOf<VectorOf<V>, E>): Column<Opt<T, SumOf<V, V>>, E>;
  sum(f: ElementFn<U, E, Num | boolean | undefined>): Column<Opt<T, number>, E>;
  sum<P extends object>(f: ElementFnWith<U, E, P, Num | boolean | undefined>, params: P): Column<Opt<T, number>, E>;
  /** The product of the elements, or of what the function gives for them; 1 where there are none. */
  prod(this: ListsOf<Num | undefined, E>): Column<Opt<T, number>, E>;
  prod(f: ElementFn<U, E, Num | undefined>): Column<Opt<T, number>, E>;
  prod<P extends object>(f: ElementFnWith<U, E, P, Num | undefined>, params: P): Column<Opt<T, number>, E>;
  /** The least element, or the least of what the function gives: `?float64`. */
  min(this: ListsOf<Num | undefined, E>): Column<Opt<T, number> | undefined, E>;
  min(f: ElementFn<U, E, Num | undefined>): Column<Opt<T, number> | undefined, E>;
  min<P extends object>(f: ElementFnWith<U, E, P, Num | undefined>, params: P): Column<Opt<T, number> | undefined, E>;
  /** The greatest element, or the greatest of what the function gives: `?float64`. */
  max(this: ListsOf<Num | undefined, E>): Column<Opt<T, number> | undefined, E>;
  max(f: ElementFn<U, E, Num | undefined>): Column<Opt<T, number> | undefined, E>;
  max<P extends object>(f: ElementFnWith<U, E, P, Num | undefined>, params: P): Column<Opt<T, number> | undefined, E>;
  /** Whether any element is true: `bool`. */
  any(this: ListsOf<Truth | undefined, E>): Column<Opt<T, boolean>, E>;
  /** Whether all elements are true: `bool`. */
  all(this: ListsOf<Truth | undefined, E>): Column<Opt<T, boolean>, E>;
  /** The place of the least element, or of the least of what the function gives: `?int64`. */
  argmin(this: ListsOf<Num | undefined, E>): Column<Opt<T, number> | undefined, E>;
  argmin(f: ElementFn<U, E, Num | undefined>): Column<Opt<T, number> | undefined, E>;
  argmin<P extends object>(
    f: ElementFnWith<U, E, P, Num | undefined>,
    params: P,
  ): Column<Opt<T, number> | undefined, E>;
  /** The place of the greatest element, or of the greatest of what the function gives: `?int64`. */
  argmax(this: ListsOf<Num | undefined, E>): Column<Opt<T, number> | undefined, E>;
  argmax(f: ElementFn<U, E, Num | undefined>): Column<Opt<T, number> | undefined, E>;
  argmax<P extends object>(
    f: ElementFnWith<U, E, P, Num | undefined>,
    params: P,
  ): Column<Opt<T, number> | undefined, E>;
  /** The element for which the function gives the least: `?U`. */
  minBy(f: ElementFn<U, E, Num | undefined>): Column<Opt<T, U> | undefined, E>;
  minBy<P extends object>(f: ElementFnWith<U, E, P, Num | undefined>, params: P): Column<Opt<T, U> | undefined, E>;
  /** The element for which the function gives the greatest: `?U`. */
  maxBy(f: ElementFn<U, E, Num | undefined>): Column<Opt<T, U> | undefined, E>;
  maxBy<P extends object>(f: ElementFnWith<U, E, P, Num | undefined>, params: P): Column<Opt<T, U> | undefined, E>;
  /** The element at a place, from the end where it is negative, missing where there is none: `?U`. */
  at(place: Place<E>): Column<Opt<T, U> | undefined, E>;
  /** The first element: `?U`. */
  first(): Column<Opt<T, U> | undefined, E>;
  /** The last element: `?U`. */
  last(): Column<Opt<T, U> | undefined, E>;
  /** The elements from one place up to, not including, another: `var * U`. */
  slice(start?: Place<E>, end?: Place<E>): Column<Opt<T, List<U>>, E>;
  /** The elements in opposite order: `var * U`. */
  reverse(): Column<Opt<T, List<U>>, E>;
  /** The elements in opposite order: `var * U`. */
  toReversed(): Column<Opt<T, List<U>>, E>;
  /** The elements in ascending order: `var * U`. */
  sort(this: ListsOf<Scalar | undefined, E>, options?: SortOptions): Column<Opt<T, List<U>>, E>;
  /** The elements in the order of what the function gives for them: `var * U`. */
  sortBy(f: ElementFn<U, E, Scalar | undefined>, options?: SortOptions): Column<Opt<T, List<U>>, E>;
  /** The places of the elements, 0, 1, 2, …: `var * int64`. */
  indices(): Column<Opt<T, List<number>>, E>;
  /** All ways to choose n elements without regard to order: `var * {a: U, b: U}`. */
  combinations<const N extends Names>(n: N['length'], names: N): Column<Opt<T, List<Choice<U, N>>>, E>;
  /** All pairs of an element of this list and one of another: `var * {a: U, b: V}`. */
  cross<V, const N extends readonly [string, string]>(
    other: ColumnOf<ListOf<V>, E>,
    names: N,
  ): Column<Opt<T, List<Pair<U, V, N>>>, E>;
  /** The elements of this list and then those of another: `var * U`. */
  concat(other: ColumnOf<ListOf<U>, E>): Column<Opt<T, List<U>>, E>;
  /** The records of both lists as one collection of their common fields, with the place of the list in `origin`. */
  concat<V, const G extends string | null = 'origin'>(
    other: ColumnOf<ListOf<V>, E>,
    options: Collecting<G>,
  ): Column<Opt<T, List<Collected<U | V, G, number>>>, E>;
  /** The texts with a separator (by default a comma) between them; missing ones are empty: `string`. */
  join(this: ListsOf<string | undefined, E>, separator?: string | ColumnOf<string, E>): Column<Opt<T, string>, E>;
  /** The elements of the lists in this list, as one list: `var * V`. */
  flat<V>(this: ListsOf<ListOf<V>, E>): Column<Opt<T, List<V>>, E>;
  /** The elements of the lists in this list, as one list: `var * V`. */
  flatten<V>(this: ListsOf<ListOf<V>, E>): Column<Opt<T, List<V>>, E>;
  /** The elements that are not missing: `var * U`. */
  present(): Column<Opt<T, List<NonNullable<U>>>, E>;
  /** The element with the least distance to a vector, ΔR or another metric; not one farther than a threshold: `?U`. */
  nearest<X extends Direction>(
    this: ListsOf<Direction | undefined, E>,
    to: X | ColumnOf<X | undefined, E>,
    options?: Place<E> | NearestColumn<NonNullable<U>, X, E>,
  ): Column<Opt<T, U> | undefined, E>;
  /** The distance, ΔR or another metric, of each element to each of another list: `var * var * float64`. */
  metricTable<X extends Direction>(
    this: ListsOf<Direction, E>,
    other: ColumnOf<ListOf<X>, E>,
    options?: MetricOptions<U, X>,
  ): Column<Opt<T, List<List<number>>>, E>;
}

/** What stands for the arguments of a method of records outside lambdas: values, or columns of them. */
export type ColumnArgs<A extends readonly unknown[], E> = { [I in keyof A]: A[I] | ColumnOf<A[I] | undefined, E> };

/** The same for lists of records: also columns of lists, which are walked together with them. */
export type ListArgs<A extends readonly unknown[], E> = {
  [I in keyof A]: A[I] | ColumnOf<A[I] | undefined | ListOf<A[I] | undefined>, E>;
};

/** `undefined` where an argument is a column whose values may be missing. */
export type MissingIn<A> = A extends ColumnOf<infer V, never> ? Extract<V, undefined> : never;

/** The same, or where the column is of lists and their elements may be missing. */
export type MissingInList<A> =
  A extends ColumnOf<infer V, never> ? Extract<V | (V extends ListOf<infer W> ? W : never), undefined> : never;

/** The kind of a vector, or of the vectors in a column. */
type KindOf<G> =
  G extends VectorOf<infer W> ? W : G extends ColumnOf<infer V, never> ? KindOfValue<NonNullable<V>> : never;
type KindOfValue<V> = V extends VectorOf<infer W> ? W : V extends ListOf<infer U> ? KindOfValue<NonNullable<U>> : never;

/** What can be joined with a vector outside lambdas. */
type Joined<E> = VectorOf<unknown> | ColumnOf<VectorOf<unknown> | undefined, E>;

/** A method that joins vectors, of kind V, of a column T with others. */
export type JoinColumn<V, T, E> = <G extends Joined<E>>(
  other: G,
) => Column<Opt<T | MissingIn<G>, SumOf<V, KindOf<G>>>, E>;

/** The same for the vectors, which may be missing where U may, in the lists of a column T. */
export type JoinLists<V, U, T, E> = <G extends Joined<E> | ColumnOf<ListOf<VectorOf<unknown> | undefined>, E>>(
  other: G,
) => Column<Opt<T, List<Opt<U, SumOf<V, KindOf<G>>> | MissingInList<G>>>, E>;

/** The fields and methods of records, for a column T of records R. */
export type RecordMembers<in out R, in out T, in out E> = {
  readonly [K in keyof R as K extends string
    ? Exclude<K, keyof ColumnWords<unknown, unknown>>
    : never]-?: R[K] extends (...args: infer A) => infer O
    ? K extends Joining
      ? R extends VectorOf<infer V>
        ? JoinColumn<V, T, E>
        : RecordMethod<A, O, T, E>
      : RecordMethod<A, O, T, E>
    : Column<Opt<T, R[K]>, E>;
};

/** A method of records with arguments A and result O. */
type RecordMethod<A extends readonly unknown[], O, T, E> = <G extends ColumnArgs<A, E>>(
  ...args: G
) => Column<Opt<T | MissingIn<G[number]>, O>, E>;

/** The fields and methods of the records in lists, where L is what a list has for its elements. */
export type ListMembers<in out L, in out T, in out E> = {
  readonly [K in keyof L as K extends string
    ? Exclude<K, keyof ListColumn<unknown, unknown, unknown> | keyof ColumnWords<unknown, unknown>>
    : never]-?: L[K] extends JoinEach<infer V, infer U>
    ? JoinLists<V, U, T, E>
    : L[K] extends (...args: infer A) => ListOf<infer O>
      ? <G extends ListArgs<A, E>>(...args: G) => Column<Opt<T, List<O | MissingInList<G[number]>>>, E>
      : Column<Opt<T, L[K]>, E>;
};

/** The columns of data opened without a type. */
interface DynamicColumns<in out E> {
  readonly [name: string]: Column<Dynamic, E>;
}

type LeafOf<T> = [NonNullable<T>] extends [ListOf<infer U>] ? LeafOf<U> : NonNullable<T>;

/**
 * What can be done to a column of T: by what T is, N without missing values. Types stand in members here, not under
 * names of their own, because the compiler measures how a named type varies, and for these would not come to an end.
 */
interface Operations<T, E, N> {
  readonly column: [N] extends [DynamicMark]
    ? DynamicOps<T, E>
    : [N] extends [ListOf<infer U>]
      ? ListColumn<T, U, E> & ListMembers<Lifted<U>, T, E> & LeafOps<T, E, LeafOf<U>>['list']
      : [N] extends [Scalar]
        ? LeafOps<T, E, N>['scalar']
        : ColumnWords<T, E> & RecordMembers<N, T, E>;
}

/** The operations of the scalars L in T. */
interface LeafOps<T, E, L> {
  readonly list: [L] extends [Num]
    ? NumberOps<T, E>
    : [L] extends [boolean]
      ? BooleanOps<T, E>
      : [L] extends [string]
        ? TextOps<T, E>
        : unknown;
  readonly scalar: [L] extends [string] ? TextIncludes<T, E> : LeafOps<T, E, L>['list'];
}

type DynamicOps<T, E> = NumberOps<T, E> &
  BooleanOps<T, E> &
  TextIncludes<T, E> &
  ListColumn<T, Dynamic, E> &
  DynamicColumns<E>;
