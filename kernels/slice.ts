import type { NumberArray } from './dtype.ts';
import { type Layout, lengthOf } from './layout.ts';

/** Values `start` up to `stop` of a layout; the whole of it is the same object, numbers are not copied. */
export function sliceLayout(layout: Layout, start: number, stop: number): Layout {
  if (start === 0 && stop === lengthOf(layout)) return layout;
  switch (layout.is) {
    case 'numbers':
      return { ...layout, data: layout.data.subarray(start, stop) as NumberArray };
    case 'strings': {
      const { offsets, from, to } = sliceOffsets(layout.offsets, start, stop);
      return { is: 'strings', offsets, bytes: layout.bytes.subarray(from, to) };
    }
    case 'list': {
      const { offsets, from, to } = sliceOffsets(layout.offsets, start, stop);
      return { ...layout, offsets, content: sliceLayout(layout.content, from, to) };
    }
    case 'record': {
      const fields = new Map([...layout.fields].map(([name, field]) => [name, sliceLayout(field, start, stop)]));
      return { ...layout, length: stop - start, fields };
    }
    case 'nothing':
      return { is: 'nothing', length: stop - start };
    case 'union':
      return { ...layout, tags: layout.tags.subarray(start, stop), index: layout.index.subarray(start, stop) };
    case 'option':
      return {
        is: 'option',
        valid: sliceBits(layout.valid, start, stop),
        content: sliceLayout(layout.content, start, stop),
      };
  }
}

/** Offsets of a slice, from 0, and the part of the content that they point to. */
export function sliceOffsets(
  offsets: Int32Array,
  start: number,
  stop: number,
): { offsets: Int32Array; from: number; to: number } {
  const from = offsets[start] ?? 0;
  const to = offsets[stop] ?? from;
  const cut = offsets.subarray(start, stop + 1);
  return { offsets: from === 0 ? cut : cut.map((offset) => offset - from), from, to };
}

/** Bits `start` up to `stop` of a bitmap. */
export function sliceBits(bits: Uint8Array, start: number, stop: number): Uint8Array {
  const to = new Uint8Array((stop - start + 7) >> 3);
  for (let i = 0; i < stop - start; i++) {
    const at = start + i;
    if (((bits[at >> 3] as number) >> (at & 7)) & 1) (to[i >> 3] as number) |= 1 << (i & 7);
  }
  return to;
}
