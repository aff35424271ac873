/** The types of fields by their paths: `Electrons.baseline` is the field `baseline` of each of the `Electrons`. */
import type { With } from './datasets.ts';
import type { Dynamic, DynamicMark, List, ListOf, Scalar } from './values.ts';

/** What the lists around a value hold. */
type Inside<T> = [NonNullable<T>] extends [DynamicMark]
  ? Dynamic
  : [NonNullable<T>] extends [ListOf<infer U>]
    ? Inside<U>
    : NonNullable<T>;

/** The record that the last name of a path is a field of. */
export type HolderOf<T, P> = P extends `${infer K}.${infer R}`
  ? K extends keyof T
    ? HolderOf<Inside<T[K]>, R>
    : never
  : T;

/** The path, where all names but the last are those of records; never where they are not. */
export type FieldPath<T, P> = P extends `${infer K}.${infer R}`
  ? K extends keyof T
    ? Inside<T[K]> extends infer H
      ? [H] extends [DynamicMark]
        ? P
        : [H] extends [Scalar]
          ? never
          : [FieldPath<H, R>] extends [never]
            ? never
            : P
      : never
    : never
  : P;

/** What stands beside the record of a path in a column of C, whose lists are walked together with those on the way. */
export type ValueBeside<T, P, C> = P extends `${infer K}.${infer R}`
  ? K extends keyof T
    ? ValueBeside<Inside<T[K]>, R, Beside<T[K], C>>
    : never
  : C;

type Beside<T, C> = [NonNullable<T>] extends [DynamicMark]
  ? Dynamic
  : [NonNullable<T>] extends [ListOf<infer U>]
    ? [C] extends [ListOf<infer D>]
      ? Beside<U, D>
      : C
    : C;

/** T with a field of V at the end of the path. */
export type WithPath<T, P, V> = P extends `${infer K}.${infer R}`
  ? K extends keyof T
    ? With<T, { readonly [X in K]: Around<T[K], R, V> }>
    : never
  : P extends string
    ? With<T, { readonly [X in P]: V }>
    : never;

type Around<T, R, V> = T extends undefined
  ? undefined
  : T extends DynamicMark
    ? Dynamic
    : T extends ListOf<infer U>
      ? List<Around<U, R, V>>
      : WithPath<T, R, V>;
