/** The types of values: what a lambda sees, and what a column holds one of per row. */
import type { AsVector, Computed, Direction, Joining, LorentzVector, SumOf, VectorOf } from './vectors.ts';

declare const listTag: unique symbol;
declare const dynamicTag: unique symbol;

/** A value that is not made of other values. */
export type Scalar = number | bigint | boolean | string;

/** What a condition gives: true or false, never missing; of untyped data, any value. */
export type Truth = boolean | Dynamic;

/** A number, as arithmetic takes it: 64-bit integers may be bigint, and of truth values true is 1. */
export type Num = number | bigint;

/** Any function, as a member of a record: a method of a behaviour. */
export type Method = (...args: never[]) => unknown;

/** How `metricTable` measures. */
export interface MetricOptions<T, U> {
  /** The distance of an element to another value; ΔR where it is not given. */
  readonly metric?: (element: T, other: U) => number;
}

/** How `nearest` measures, and how far it looks; a number alone is a threshold. */
export interface NearestOptions<T, U> extends MetricOptions<T, U> {
  /** The greatest distance. */
  readonly threshold?: number;
}

/** What marks a list and holds the type of its elements; generic functions take this. */
export interface ListOf<T> {
  readonly [listTag]: T;
}

/** A list: the methods of lists, and the fields of its records, each as a list. */
export type List<T> = ListWords<T> & Lifted<T>;

/**
 * S, maybe missing, or lists of such, up to three deep. It has an end on purpose: the compiler would follow a type that
 * names itself without one wherever it stands for a type parameter.
 */
export type Nested<S> = S | undefined | ListOf<Nested1<S>>;
type Nested1<S> = S | undefined | ListOf<Nested2<S>>;
type Nested2<S> = S | undefined | ListOf<S | undefined>;

export interface SortOptions {
  /** Whether the greatest comes first; by default the least does. */
  readonly descending?: boolean;
}

/** At least two names, one for each element of a pair, a triple, … */
export type Names = readonly [string, string, ...string[]];

/** One choice of elements: a record with one element under each name. */
export type Choice<T, N extends readonly string[]> = { readonly [K in N[number]]: T };

/** A pair of elements of two lists. */
export type Pair<T, U, N extends readonly [string, string]> = {
  readonly [K in N[number]]: K extends N[0] ? T : U;
};

/** A list, from a list or from an array literal in a lambda. */
export type Held<U> = U extends readonly (infer V)[] ? List<Held<V>> : U;

/** The methods of lists, inside lambdas. A lambda given to them takes the element alone. */
export interface ListWords<T> extends ListOf<T> {
  /** The element at a place, missing where there is none: `?T`. */
  readonly [place: number]: T | undefined;
  /** How many elements there are: `int64`. */
  readonly length: number;
  /** The elements for which the condition holds: `var * T`. */
  filter(condition: ((element: T) => Truth) | ListOf<Truth>): List<T>;
  /** What the function gives for each element: `var * U`. */
  map<U>(f: (element: T) => U): List<Held<U>>;
  /** The lists that the function gives for the elements, as one list: `var * U`. */
  flatMap<U>(f: (element: T) => ListOf<U> | readonly U[]): List<U>;
  /** Whether the condition holds for any element: `bool`. */
  some(condition: (element: T) => Truth): boolean;
  /** Whether the condition holds for all elements: `bool`. */
  every(condition: (element: T) => Truth): boolean;
  /** The first element for which the condition holds: `?T`. */
  find(condition: (element: T) => Truth): T | undefined;
  /** How many elements there are, or for how many the condition holds: `int64`. */
  count(condition?: (element: T) => Truth): number;
  /** Whether an element equals the value: `bool`. */
  includes(value: T & Scalar): boolean;
  /** The sum of the elements, of truth values how many are true, of vectors the vector sum with the sum of charges. */
  sum(this: ListOf<Num | boolean | undefined>): number;
  sum<V>(this: ListOf<VectorOf<V>>): SumOf<V, V>;
  sum(f: (element: T) => Num | boolean | undefined): number;
  /** The product of the elements, or of what the function gives for them; 1 where there are none. */
  prod(this: ListOf<Num | undefined>): number;
  prod(f: (element: T) => Num | undefined): number;
  /** The least element, or the least of what the function gives: `?float64`. */
  min(this: ListOf<Num | undefined>): number | undefined;
  min(f: (element: T) => Num | undefined): number | undefined;
  /** The greatest element, or the greatest of what the function gives: `?float64`. */
  max(this: ListOf<Num | undefined>): number | undefined;
  max(f: (element: T) => Num | undefined): number | undefined;
  /** Whether any element is true: `bool`. */
  any(this: ListOf<boolean | undefined>): boolean;
  /** Whether all elements are true: `bool`. */
  all(this: ListOf<boolean | undefined>): boolean;
  /** The place of the least element, or of the least of what the function gives: `?int64`. */
  argmin(this: ListOf<Num | undefined>): number | undefined;
  argmin(f: (element: T) => Num | undefined): number | undefined;
  /** The place of the greatest element, or of the greatest of what the function gives: `?int64`. */
  argmax(this: ListOf<Num | undefined>): number | undefined;
  argmax(f: (element: T) => Num | undefined): number | undefined;
  /** The element for which the function gives the least: `?T`. */
  minBy(f: (element: T) => Num | undefined): T | undefined;
  /** The element for which the function gives the greatest: `?T`. */
  maxBy(f: (element: T) => Num | undefined): T | undefined;
  /** The element at a place, from the end where it is negative, missing where there is none: `?T`. */
  at(place: number): T | undefined;
  /** The first element: `?T`. */
  first(): T | undefined;
  /** The last element: `?T`. */
  last(): T | undefined;
  /** The elements from one place up to, not including, another: `var * T`. */
  slice(start?: number, end?: number): List<T>;
  /** The elements in opposite order, as a new list: `var * T`. */
  reverse(): List<T>;
  /** The elements in opposite order, as a new list: `var * T`. */
  toReversed(): List<T>;
  /** The elements in ascending order, as a new list: `var * T`. */
  sort(this: ListOf<Scalar | undefined>, options?: SortOptions): List<T>;
  /** The elements in the order of what the function gives for them: `var * T`. */
  sortBy(f: (element: T) => Scalar | undefined, options?: SortOptions): List<T>;
  /** The places of the elements, 0, 1, 2, …: `var * int64`. */
  indices(): List<number>;
  /** All ways to choose n elements without regard to order: `var * {a: T, b: T}`. */
  combinations<const N extends Names>(n: N['length'], names: N): List<Choice<T, N>>;
  /** All pairs of an element of this list and one of another: `var * {a: T, b: U}`. */
  cross<U, const N extends readonly [string, string]>(other: ListOf<U>, names: N): List<Pair<T, U, N>>;
  /** The elements of this list and then those of another: `var * T`. */
  concat(other: ListOf<T>): List<T>;
  /** The records of both lists as one collection of their common fields, with the place of the list in `origin`. */
  concat<U, const G extends string | null = 'origin'>(
    other: ListOf<U>,
    options: Collecting<G>,
  ): List<Collected<T | U, G, number>>;
  /** The texts with a separator (by default a comma) between them; missing ones are empty: `string`. */
  join(this: ListOf<string | undefined>, separator?: string): string;
  /** The elements of the lists in this list, as one list: `var * U`. */
  flat<U>(this: ListOf<ListOf<U>>): List<U>;
  /** The elements of the lists in this list, as one list: `var * U`. */
  flatten<U>(this: ListOf<ListOf<U>>): List<U>;
  /** The elements that are not missing: `var * T`. */
  present(): List<NonNullable<T>>;
  /** The element with the least distance to a vector, ΔR or another metric; not one farther than a threshold: `?T`. */
  nearest<X extends Direction>(
    this: ListOf<Direction | undefined>,
    to: X,
    options?: number | NearestOptions<NonNullable<T>, X>,
  ): T | undefined;
  /** The distance, ΔR or another metric, of each element to each of another list: `var * var * float64`. */
  metricTable<U extends Direction>(
    this: ListOf<Direction>,
    other: ListOf<U>,
    options?: MetricOptions<T, U>,
  ): List<List<number>>;
  /** A field of the records, also one that a method of lists hides: `var * U`. */
  field<K extends FieldKeys<T>>(name: K): List<FieldOf<T, K>>;
}

/** How lists of records become one collection; `tag` is the field that says which list a record is from, null for none. */
export interface Collecting<G> {
  /** The name of the records. */
  readonly as: string;
  /** `origin` where nothing is said. */
  readonly tag?: G;
}

/** Records of what the fields of the records U have in common, with the tag G that is one of L. */
export type Collected<U, G, L> = [U] extends [DynamicMark]
  ? Dynamic
  : AsVector<
      { readonly [K in Exclude<DataKeys<U>, Computed<U>>]: U[K & keyof U] } & {
        readonly [K in Extract<G, string>]: L;
      }
    >;

/** U, missing where T may be; of untyped data untyped. */
export type Opt<T, U> = T extends undefined ? U | undefined : T extends DynamicMark ? Dynamic : U;

/** The names of the fields of a record, without those of methods. */
export type DataKeys<R> = { [K in keyof R]-?: R[K] extends Method ? never : K }[keyof R & string];

/** The names that `.field(name)` takes: those of the record, or of the records in the lists. */
export type FieldKeys<T> = [T] extends [DynamicMark]
  ? string
  : [NonNullable<T>] extends [ListOf<infer U>]
    ? FieldKeys<U>
    : [NonNullable<T>] extends [Scalar]
      ? never
      : DataKeys<NonNullable<T>>;

/** What `.field(name)` gives: the field of a record, or the list of the field of the records in a list. */
export type FieldOf<T, K> = T extends undefined
  ? undefined
  : T extends DynamicMark
    ? Dynamic
    : T extends ListOf<infer U>
      ? List<FieldOf<U, K>>
      : K extends keyof T
        ? T[K]
        : never;

/** Fields that a list's own members hide, and names that would be places. */
type HiddenInList = keyof ListWords<unknown> | number | `${number}`;

/** What a list of T has for its elements: each field and method of the records, through lists, as a list. */
export type Lifted<T, N = NonNullable<T>> = [N] extends [DynamicMark]
  ? DynamicFields
  : [N] extends [Scalar]
    ? unknown
    : [N] extends [ListOf<infer U>]
      ? LiftedMembers<Lifted<U>, T>
      : LiftedMembers<N, T>;

type LiftedMembers<R, T> = {
  readonly [K in keyof R as K extends string ? Exclude<K, HiddenInList> : never]-?: R[K] extends (
    ...args: infer A
  ) => infer O
    ? K extends Joining
      ? R extends VectorOf<infer V>
        ? JoinEach<V, T>
        : (...args: A) => List<Opt<T, O>>
      : (...args: A) => List<Opt<T, O>>
    : List<Opt<T, R[K]>>;
};

/** A method that joins each vector, of kind V, in a list of T with another. */
export type JoinEach<V, T> = <W>(other: VectorOf<W>) => List<Opt<T, SumOf<V, W>>>;

/** A value as results hold it: lists are arrays, records have their fields and no methods. */
export type Plain<T> = T extends DynamicMark
  ? unknown
  : T extends Scalar | undefined
    ? T
    : T extends ListOf<infer U>
      ? Plain<U>[]
      : { readonly [K in Exclude<DataKeys<T>, Computed<T>>]: Plain<T[K]> };

/** What marks values of which no type is known. */
export interface DynamicMark {
  readonly [dynamicTag]: true;
}

/** Any field of an untyped value. */
interface DynamicFields {
  readonly [name: string]: Dynamic;
}

/**
 * A value of data opened without a type: a number, a list and a record at once, whose every field is another such value.
 * Names are checked when the expression is built. Where TypeScript runs with `noUncheckedIndexedAccess` or
 * `noPropertyAccessFromIndexSignature`, write `m.field('pt')`. Text cannot be compared with `===`: give `open` a type.
 */
export type Dynamic = number & DynamicWords & DynamicFields;

type DynamicMembers = Pick<ListWords<Dynamic>, 'length' | 'indices'> & LorentzVector & VectorOf<never>;

/** The methods of values of which no type is known. */
export interface DynamicWords extends DynamicMark, ListOf<Dynamic>, DynamicMembers {
  /** Any field: the way that works under every setting of TypeScript. */
  field(name: string): Dynamic;
  /** The elements for which the condition holds. */
  filter(condition: ((element: Dynamic) => Truth) | ListOf<Truth>): Dynamic;
  /** What the function gives for each element. */
  map(f: (element: Dynamic) => unknown): Dynamic;
  /** The lists that the function gives for the elements, as one list. */
  flatMap(f: (element: Dynamic) => unknown): Dynamic;
  /** Whether the condition holds for any element. */
  some(condition: (element: Dynamic) => Truth): boolean;
  /** Whether the condition holds for all elements. */
  every(condition: (element: Dynamic) => Truth): boolean;
  /** The first element for which the condition holds. */
  find(condition: (element: Dynamic) => Truth): Dynamic | undefined;
  /** How many elements there are, or for how many the condition holds. */
  count(condition?: (element: Dynamic) => Truth): number;
  /** Whether an element equals the value, or text has it within. */
  includes(value: Scalar): boolean;
  /** The sum of the elements, or of what the function gives for them. */
  sum(f?: (element: Dynamic) => Num | boolean): Dynamic;
  /** The product of the elements, or of what the function gives for them. */
  prod(f?: (element: Dynamic) => Num): number;
  /** The least element, or the least of what the function gives. */
  min(f?: (element: Dynamic) => Num): number | undefined;
  /** The greatest element, or the greatest of what the function gives. */
  max(f?: (element: Dynamic) => Num): number | undefined;
  /** Whether any element is true. */
  any(): boolean;
  /** Whether all elements are true. */
  all(): boolean;
  /** The place of the least element. */
  argmin(f?: (element: Dynamic) => Num): number | undefined;
  /** The place of the greatest element. */
  argmax(f?: (element: Dynamic) => Num): number | undefined;
  /** The element for which the function gives the least. */
  minBy(f: (element: Dynamic) => Num): Dynamic | undefined;
  /** The element for which the function gives the greatest. */
  maxBy(f: (element: Dynamic) => Num): Dynamic | undefined;
  /** The element at a place. */
  at(place: number): Dynamic | undefined;
  /** The first element. */
  first(): Dynamic | undefined;
  /** The last element. */
  last(): Dynamic | undefined;
  /** The elements from one place up to, not including, another. */
  slice(start?: number, end?: number): Dynamic;
  /** The elements in opposite order. */
  reverse(): Dynamic;
  /** The elements in opposite order. */
  toReversed(): Dynamic;
  /** The elements in ascending order. */
  sort(options?: SortOptions): Dynamic;
  /** The elements in the order of what the function gives for them. */
  sortBy(f: (element: Dynamic) => Scalar, options?: SortOptions): Dynamic;
  /** All ways to choose n elements. */
  combinations<const N extends Names>(n: N['length'], names: N): Dynamic;
  /** All pairs of an element of this list and one of another. */
  cross(other: ListOf<unknown>, names: readonly [string, string]): Dynamic;
  /** The elements of this list and then those of another. */
  concat(other: ListOf<unknown>, options?: Collecting<string | null>): Dynamic;
  /** The elements of the lists in this list. */
  flat(): Dynamic;
  /** The elements of the lists in this list. */
  flatten(): Dynamic;
  /** The elements that are not missing. */
  present(): Dynamic;
  /** The element with the least distance to a vector. */
  nearest<X>(to: X, options?: number | NearestOptions<Dynamic, X>): Dynamic | undefined;
  /** The distance of each element to each of another list. */
  metricTable(other: ListOf<unknown>, options?: MetricOptions<Dynamic, Dynamic>): Dynamic;
  /** Whether text begins with other text. */
  startsWith(text: string): boolean;
  /** Whether text ends with other text. */
  endsWith(text: string): boolean;
  /** Text in capitals. */
  toUpperCase(): string;
  /** Text in small letters. */
  toLowerCase(): string;
  /** Text without white space at its ends. */
  trim(): string;
  /** The pieces of text between separators. */
  split(separator: string): List<string>;
  /** The texts with a separator between them. */
  join(separator?: string): string;
}

/** A row of data opened without a type. */
export type Untyped = DynamicFields & {
  /** Any field: the way that works under every setting of TypeScript. */
  readonly field: (name: string) => Dynamic;
};
