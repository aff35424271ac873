import { allocate, type DType } from '../../kernels/dtype.ts';
import type { Layout } from '../../kernels/layout.ts';
import { bool, list, never, number, option, record, string, type Type, union } from './type.ts';

/** The type that a layout's buffers have. */
export function typeOfLayout(layout: Layout): Type {
  switch (layout.is) {
    case 'numbers':
      return layout.dtype === 'bool' ? bool : number(layout.dtype);
    case 'strings':
      return string;
    case 'list':
      return list(typeOfLayout(layout.content), layout.size);
    case 'record':
      return record(
        [...layout.fields].map(([name, field]) => [name, typeOfLayout(field)]),
        layout.name,
      );
    case 'option':
      return option(typeOfLayout(layout.content));
    case 'union':
      return union(layout.contents.map(typeOfLayout));
    case 'nothing':
      return never;
  }
}

/** A layout of no values of a type. */
export function emptyLayout(type: Type): Layout {
  switch (type.is) {
    case 'option':
      return { is: 'option', valid: new Uint8Array(0), content: emptyLayout(type.of) };
    case 'list':
      return withSize({ is: 'list', offsets: new Int32Array(1), content: emptyLayout(type.of) }, type.size);
    case 'string':
      return { is: 'strings', offsets: new Int32Array(1), bytes: new Uint8Array(0) };
    case 'record':
      return {
        is: 'record',
        length: 0,
        fields: new Map([...type.fields].map(([name, of]) => [name, emptyLayout(of)])),
        ...(type.name === '' ? {} : { name: type.name }),
      };
    case 'number':
      return numbers(type.dtype === 'int' ? 'int64' : type.dtype);
    case 'bool':
      return numbers('bool');
    case 'union':
      return { is: 'union', tags: new Int8Array(0), index: new Int32Array(0), contents: type.of.map(emptyLayout) };
    case 'never':
      return { is: 'nothing', length: 0 };
    case 'table':
      return emptyLayout(type.row);
  }
}

const withSize = (layout: Layout & { is: 'list' }, size: number | undefined): Layout =>
  size === undefined ? layout : { ...layout, size };

function numbers(dtype: DType): Layout {
  return { is: 'numbers', dtype, data: allocate(dtype, 0) };
}
