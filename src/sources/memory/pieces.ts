import { allocate, type NumberArray } from '../../../kernels/dtype.ts';
import {
  type Layout,
  lengthOf,
  type ListLayout,
  type NumbersLayout,
  type OptionLayout,
  type RecordLayout,
  type StringsLayout,
} from '../../../kernels/layout.ts';

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
      return { is: 'list', offsets, content: sliceLayout(layout.content, from, to) };
    }
    case 'record': {
      const fields = new Map([...layout.fields].map(([name, field]) => [name, sliceLayout(field, start, stop)]));
      return { is: 'record', length: stop - start, fields };
    }
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

/** Layouts of one type, one after the other; where only some are options, the result is one. */
export function concatLayouts(layouts: readonly Layout[]): Layout {
  const [first] = layouts;
  if (first === undefined) throw new RangeError('nothing to put together');
  if (layouts.length === 1) return first;
  if (layouts.some(({ is }) => is === 'option')) return concatOptions(layouts);
  switch (first.is) {
    case 'numbers':
      return concatNumbers(layouts as readonly NumbersLayout[], first);
    case 'strings':
      return concatStrings(layouts as readonly StringsLayout[]);
    case 'list': {
      const contents = layouts.map((layout) => (layout as ListLayout).content);
      return { is: 'list', offsets: concatOffsets(layouts as readonly ListLayout[]), content: concatLayouts(contents) };
    }
    default:
      return concatRecords(layouts as readonly RecordLayout[]);
  }
}

function concatNumbers(layouts: readonly NumbersLayout[], { dtype }: NumbersLayout): Layout {
  const data = allocate(
    dtype,
    layouts.reduce((sum, layout) => sum + layout.data.length, 0),
  );
  let at = 0;
  for (const layout of layouts) {
    data.set(layout.data as never, at);
    at += layout.data.length;
  }
  return { is: 'numbers', dtype, data };
}

function concatStrings(layouts: readonly StringsLayout[]): Layout {
  const offsets = concatOffsets(layouts);
  const bytes = new Uint8Array(offsets[offsets.length - 1] as number);
  let at = 0;
  for (const layout of layouts) {
    const used = layout.bytes.subarray(0, layout.offsets[layout.offsets.length - 1]);
    bytes.set(used, at);
    at += used.length;
  }
  return { is: 'strings', offsets, bytes };
}

function concatOffsets(parts: readonly { readonly offsets: Int32Array }[]): Int32Array {
  const offsets = new Int32Array(parts.reduce((sum, part) => sum + part.offsets.length - 1, 1));
  let at = 0;
  for (const part of parts) {
    const base = offsets[at] as number;
    for (let i = 1; i < part.offsets.length; i++) offsets[++at] = base + (part.offsets[i] as number);
  }
  return offsets;
}

function concatRecords(layouts: readonly RecordLayout[]): Layout {
  const fields = new Map<string, Layout>();
  for (const name of (layouts[0] as RecordLayout).fields.keys())
    fields.set(name, concatLayouts(layouts.map((layout) => layout.fields.get(name) as Layout)));
  return { is: 'record', length: layouts.reduce((sum, layout) => sum + layout.length, 0), fields };
}

function concatOptions(layouts: readonly Layout[]): OptionLayout {
  const valid = new Uint8Array((layouts.reduce((sum, layout) => sum + lengthOf(layout), 0) + 7) >> 3);
  let at = 0;
  for (const layout of layouts) {
    const bits = layout.is === 'option' ? layout.valid : undefined;
    for (let i = 0; i < lengthOf(layout); i++, at++) {
      if (bits === undefined || ((bits[i >> 3] as number) >> (i & 7)) & 1) (valid[at >> 3] as number) |= 1 << (at & 7);
    }
  }
  return {
    is: 'option',
    valid,
    content: concatLayouts(layouts.map((layout) => (layout.is === 'option' ? layout.content : layout))),
  };
}
