import type { UnionLayout } from '../layout.ts';

/** The row of the array in which value `at` of some part of it lies; asked only for the message of an error. */
export type RowOf = (at: number) => number;

/** The rows themselves. */
export const ownRow: RowOf = (at) => at;

/** The rows of the elements of lists. */
export function rowOfElements(rowOf: RowOf, offsets: Int32Array): RowOf {
  return (at) => {
    let [low, high] = [0, offsets.length - 1];
    // the last list that begins at or before the element; empty lists begin where the next one does
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((offsets[middle] as number) <= at) low = middle;
      else high = middle;
    }
    return rowOf(low);
  };
}

/** The rows of values that were taken from positions; undefined: all were. */
export function rowOfTaken(rowOf: RowOf, positions: Int32Array | undefined): RowOf {
  if (positions === undefined) return rowOf;
  return (at) => rowOf(positions[at] ?? 0);
}

/** The rows of the values of one kind in a union. */
export function rowOfKind(rowOf: RowOf, { tags, index }: UnionLayout, tag: number): RowOf {
  return (at) => rowOf(tags.findIndex((found, i) => found === tag && index[i] === at));
}
