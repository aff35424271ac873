import type { DType, NumberArray } from './dtype.ts';

/**
 * The buffers of a jagged array, laid out as in Arrow: lists are offsets and content, records are
 * columns of equal length, missing values are a validity bitmap (least significant bit first, 1 = present).
 */
export type Layout =
  | NumbersLayout
  | StringsLayout
  | ListLayout
  | RecordLayout
  | OptionLayout
  | UnionLayout
  | NothingLayout;

export interface NumbersLayout {
  readonly is: 'numbers';
  readonly dtype: DType;
  readonly data: NumberArray;
}

/** UTF-8 text: string i is bytes[offsets[i]] up to bytes[offsets[i + 1]]. */
export interface StringsLayout {
  readonly is: 'strings';
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** Lists: list i is content[offsets[i]] up to content[offsets[i + 1]]; offsets[0] is 0. */
export interface ListLayout {
  readonly is: 'list';
  readonly offsets: Int32Array;
  readonly content: Layout;
  /** The length of every list, where the type says that all have the same (a regular list). */
  readonly size?: number | undefined;
}

/**
 * Records: one column a field. A Map, so that a field may have any name (`__proto__` too). Records whose fields are named
 * 0, 1, 2 … in order are tuples.
 */
export interface RecordLayout {
  readonly is: 'record';
  readonly length: number;
  readonly fields: ReadonlyMap<string, Layout>;
  /** What behaviours go by, such as `Muon`; none where it is left out. */
  readonly name?: string | undefined;
}

export interface OptionLayout {
  readonly is: 'option';
  readonly valid: Uint8Array;
  readonly content: Layout;
}

/** Values of unlike types: value i is contents[tags[i]][index[i]]. */
export interface UnionLayout {
  readonly is: 'union';
  readonly tags: Int8Array;
  readonly index: Int32Array;
  readonly contents: readonly Layout[];
}

/** Values of which nothing is known: the elements of lists that are all empty, what is missing throughout. */
export interface NothingLayout {
  readonly is: 'nothing';
  readonly length: number;
}

/** Whether the names are those of a tuple: 0, 1, 2 … in order. */
export function areTupleNames(names: Iterable<string>): boolean {
  let at = 0;
  for (const name of names) if (name !== String(at++)) return false;
  return at > 0;
}

/** How many values a layout holds. */
export function lengthOf(layout: Layout): number {
  switch (layout.is) {
    case 'numbers':
      return layout.data.length;
    case 'strings':
    case 'list':
      return Math.max(0, layout.offsets.length - 1);
    case 'record':
    case 'nothing':
      return layout.length;
    case 'union':
      return layout.tags.length;
    case 'option':
      return lengthOf(layout.content);
  }
}
