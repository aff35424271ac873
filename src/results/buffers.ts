import type { NumberArray } from '../../kernels/dtype.ts';
import type { Layout } from '../../kernels/layout.ts';

/**
 * Values as flat typed arrays, in Arrow's layout; `fromColumns` takes them. List i is content[offsets[i]] up to
 * content[offsets[i + 1]], text i bytes[offsets[i]] up to bytes[offsets[i + 1]] in UTF-8. Bit i of `valid` (least
 * significant first) tells whether value i is there. Booleans are bytes, 0 or 1.
 */
export type Buffers =
  | NumberArray
  | { readonly bools: Uint8Array }
  | { readonly offsets: Int32Array; readonly bytes: Uint8Array }
  | { readonly offsets: Int32Array; readonly content: Buffers }
  | { readonly length: number; readonly fields: Readonly<Record<string, Buffers>> }
  | { readonly valid: Uint8Array; readonly content: Buffers }
  | { readonly tags: Int8Array; readonly index: Int32Array; readonly contents: readonly Buffers[] }
  | { readonly length: number };

/** The buffers of a layout, shared with it. */
export function layoutToBuffers(layout: Layout): Buffers {
  switch (layout.is) {
    case 'numbers':
      return layout.dtype === 'bool' ? { bools: layout.data as Uint8Array } : layout.data;
    case 'strings':
      return { offsets: layout.offsets, bytes: layout.bytes };
    case 'list':
      return { offsets: layout.offsets, content: layoutToBuffers(layout.content) };
    case 'record':
      return { length: layout.length, fields: fieldBuffers(layout.fields) };
    case 'option':
      return { valid: layout.valid, content: layoutToBuffers(layout.content) };
    case 'union':
      return { tags: layout.tags, index: layout.index, contents: layout.contents.map(layoutToBuffers) };
    case 'nothing':
      return { length: layout.length };
  }
}

/** The buffers of named columns. An object made of entries may have any name, `__proto__` too. */
export function fieldBuffers(fields: ReadonlyMap<string, Layout>): Readonly<Record<string, Buffers>> {
  return Object.fromEntries([...fields].map(([name, of]) => [name, layoutToBuffers(of)]));
}
