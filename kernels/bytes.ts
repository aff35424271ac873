import type { Layout } from './layout.ts';

/** The bytes of the values that a layout's buffers hold; what several parts share counts for each. */
export function bytesOfLayout(layout: Layout): number {
  switch (layout.is) {
    case 'numbers':
      return layout.data.byteLength;
    case 'strings':
      return layout.offsets.byteLength + layout.bytes.byteLength;
    case 'list':
      return layout.offsets.byteLength + bytesOfLayout(layout.content);
    case 'record':
      return [...layout.fields.values()].reduce((sum, field) => sum + bytesOfLayout(field), 0);
    case 'option':
      return layout.valid.byteLength + bytesOfLayout(layout.content);
    case 'union':
      return (
        layout.tags.byteLength +
        layout.index.byteLength +
        layout.contents.reduce((sum, content) => sum + bytesOfLayout(content), 0)
      );
    case 'nothing':
      return 0;
  }
}
