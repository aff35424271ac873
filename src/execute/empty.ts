import { allocate } from '../../kernels/dtype.ts';
import type { Layout } from '../../kernels/layout.ts';
import type { Type } from '../../compiler/tree/type.ts';

/** A layout of no values of a type. */
export function emptyLayout(type: Type): Layout {
  switch (type.is) {
    case 'option':
      return { is: 'option', valid: new Uint8Array(0), content: emptyLayout(type.of) };
    case 'list':
      return { is: 'list', offsets: new Int32Array(1), content: emptyLayout(type.of) };
    case 'string':
      return { is: 'strings', offsets: new Int32Array(1), bytes: new Uint8Array(0) };
    case 'record':
      return {
        is: 'record',
        length: 0,
        fields: new Map([...type.fields].map(([name, of]) => [name, emptyLayout(of)])),
      };
    case 'number':
      return numbers(type.dtype === 'int' ? 'int64' : type.dtype);
    case 'bool':
      return numbers('bool');
    default:
      return numbers('float64');
  }
}

function numbers(dtype: Parameters<typeof allocate>[0]): Layout {
  return { is: 'numbers', dtype, data: allocate(dtype, 0) };
}
