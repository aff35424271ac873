/** The types of overlap removal: steps that name collections of the rows, and what they leave on each object. */
import type { Dataset, DatasetOf, With } from './datasets.ts';
import type { Dynamic, DynamicMark, List, ListOf, Num, Scalar, Truth } from './values.ts';

/** The names of the collections of rows E: its lists of records. */
export type CollectionName<E> = string extends keyof E
  ? string
  : {
      [K in keyof E & string]: E[K] extends ListOf<infer U>
        ? [U] extends [Scalar | undefined | ListOf<unknown>]
          ? [U] extends [DynamicMark]
            ? K
            : never
          : K
        : never;
    }[keyof E & string];

/** An object of the collection K of rows E. */
export type ObjectOf<E, K> = K extends keyof E
  ? [E[K]] extends [DynamicMark]
    ? Dynamic
    : E[K] extends ListOf<infer U>
      ? U
      : never
  : Dynamic;

/** What overlap removal leaves on each object. */
export interface OverlapFlags {
  /** Whether the object takes part and no step has removed it. */
  readonly passOR: boolean;
  /** The place of the step that removed the object among the steps, from 0; −1 where none did. */
  readonly removedBy: number;
}

/** A condition on an object to be removed, A, one of those near it, B, and their event. */
export type PairCondition<A, B, E> = (removed: A, near: B, event: E) => Truth;

/** One step of an overlap removal: which objects it removes, and near which others. All functions are read, not called. */
export interface OverlapRule<in out A, in out B, in out E, R extends string, N extends string> {
  /** The collection that objects are removed from. */
  readonly remove: R;
  /** The collection whose objects remove them. */
  readonly near: N;
  /** The cone: a pair closer than this overlaps. A number, or a function of the pair, such as a cone that depends on pt. */
  readonly dR?: number | ((removed: A, near: B, event: E) => Num) | undefined;
  /** What the distance is measured in: pseudorapidity (the default) or rapidity, each with φ. */
  readonly using?: 'eta' | 'rapidity' | undefined;
  /** What a pair must share to overlap, such as a track; beside `dR` both must hold. */
  readonly sharing?: PairCondition<A, B, E> | undefined;
  /** The pairs that are let alone. */
  readonly unless?: PairCondition<A, B, E> | undefined;
  /** Which objects the step may remove; by default all that are left. */
  readonly where?: ((removed: A, event: E) => Truth) | undefined;
  /** Which objects remove: those that the steps before have left (the default), or all that take part. */
  readonly against?: 'left' | 'all' | undefined;
  /** Within one collection: of two that overlap the one with the greater value stays, of equal ones the first. */
  readonly prefer?: ((object: A, event: E) => Num) | undefined;
  /** What the step is called in explain and in the report. */
  readonly label?: string | undefined;
}

/** A step over the collections of rows E. */
export type OverlapStep<E> = {
  [R in CollectionName<E>]: {
    [N in CollectionName<E>]: OverlapRule<ObjectOf<E, R>, ObjectOf<E, N>, E, R, N>;
  }[CollectionName<E>];
}[CollectionName<E>];

/** The name of a field of the objects of a collection. */
type FlagName<E, K extends string> = K extends string ? keyof ObjectOf<E, K> & string : never;

/** Options of an overlap removal of rows E: W are the collections that `where` names, G what is asked for. */
export interface OverlapOptions<E, W extends CollectionName<E> = CollectionName<E>, G = 'flags' | 'left'> {
  /**
   * Which objects take part; the others are not removed by a step, remove nothing, and do not pass. The name of a field of
   * truth values that all the collections have, or for each collection such a name or a function of object and event.
   */
  readonly where?:
    | FlagName<E, CollectionName<E>>
    | {
        readonly [K in W]?: (keyof ObjectOf<E, K> & string) | ((object: ObjectOf<E, K>, event: E) => Truth) | undefined;
      }
    | undefined;
  /** What the distance is measured in, where a step does not say: `eta` by default. */
  readonly using?: 'eta' | 'rapidity' | undefined;
  /** What becomes of the collections: each object gets flags (the default), or those that do not pass are left out. */
  readonly gives?: G | undefined;
}

/** The collections that steps name. */
type NamedIn<S> = S extends readonly (infer T)[]
  ? T extends { readonly remove: infer R; readonly near: infer N }
    ? R | N
    : never
  : never;

/** Rows E after an overlap removal with steps S, which gives G; W are collections named besides. */
export type AfterOverlap<E, S, W, G> = [G] extends ['left']
  ? E
  : string extends keyof E
    ? E
    : With<E, { readonly [K in (NamedIn<S> | W) & keyof E]: List<With<ObjectOf<E, K>, OverlapFlags>> }>;

/** How many objects a step has removed. */
export interface StepCount {
  readonly step: number;
  readonly label: string;
  readonly remove: string;
  readonly near: string;
  readonly removed: number;
}

/** How many objects of a collection there are, how many took part, and how many passed. */
export interface CollectionCount {
  readonly name: string;
  readonly all: number;
  readonly takingPart: number;
  readonly passed: number;
}

/** What an overlap removal has done to all rows. */
export interface OverlapCounts {
  readonly steps: List<StepCount>;
  readonly collections: List<CollectionCount>;
}

/** The type of `overlapRemoval`. */
export type OverlapRemoval = <
  E,
  const S extends readonly OverlapStep<E>[],
  W extends CollectionName<E> = never,
  G extends 'flags' | 'left' = 'flags',
>(
  events: DatasetOf<E>,
  steps: S,
  options?: OverlapOptions<NoInfer<E>, W, G>,
) => Dataset<AfterOverlap<E, S, W, G>>;
