import { type Layout, lengthOf, type RecordLayout } from '../../../kernels/layout.ts';
import { typeOfLayout } from '../../../compiler/tree/layout-type.ts';
import type { Type } from '../../../compiler/tree/type.ts';

/** A layout of a type: where only the type says that values may be missing, none is. Undefined where the layout is another. */
export function withOptions(layout: Layout, type: Type): Layout | undefined {
  const made = widened(layout, type);
  return typeOfLayout(made) === type ? made : undefined;
}

function widened(layout: Layout, type: Type): Layout {
  if (layout.is === 'option')
    return type.is === 'option' ? { ...layout, content: widened(layout.content, type.of) } : layout;
  if (type.is === 'option') {
    const valid = new Uint8Array((lengthOf(layout) + 7) >> 3).fill(0xff);
    return { is: 'option', valid, content: widened(layout, type.of) };
  }
  if (layout.is === 'list' && type.is === 'list') return { ...layout, content: widened(layout.content, type.of) };
  if (layout.is !== 'record' || type.is !== 'record') return layout;
  const fields: RecordLayout['fields'] = new Map(
    [...layout.fields].map(([name, field]) => {
      const of = type.fields.get(name);
      return [name, of === undefined ? field : widened(field, of)];
    }),
  );
  return { ...layout, fields };
}
