import type { DType, NumberArray } from './dtype.ts';

/**
 * The buffers of a jagged array, laid out as in Arrow: lists are offsets and content, records are
 * columns of equal length, missing values are a validity bitmap (least significant bit first, 1 = present).
 */
export type Layout = NumbersLayout | StringsLayout | ListLayout | RecordLayout | OptionLayout;

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
}

/** Records: one column a field. A Map, so that a field may have any name (`__proto__` too). */
export interface RecordLayout {
  readonly is: 'record';
  readonly length: number;
  readonly fields: ReadonlyMap<string, Layout>;
}

export interface OptionLayout {
  readonly is: 'option';
  readonly valid: Uint8Array;
  readonly content: Layout;
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
      return layout.length;
    case 'option':
      return lengthOf(layout.content);
  }
}
