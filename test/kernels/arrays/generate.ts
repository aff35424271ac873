import { bool, list, never, number, option, record, string, type Type } from '../../../compiler/tree/type.ts';
import { allocate } from '../../../kernels/dtype.ts';
import type { Layout } from '../../../kernels/layout.ts';
import { strings } from '../../../kernels/loop.ts';
import type { Draw } from '../../oracle/data.ts';

const DTYPES = ['float64', 'int64', 'float32', 'int32', 'uint8', 'uint64', 'int16'] as const;
const FLOATS = [0, 1, -1, 2.5, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e300, 7];
const TEXTS = ['', 'a', 'ab', 'b', 'é', '日本'];

/** A random type of rows: lists, regular ones too, options and records in any order, `depth` levels at most. */
export function anyType(draw: Draw, depth = 3): Type {
  const kind = draw.below(depth > 0 ? 12 : 4);
  if (kind < 2) return number(draw.pick(DTYPES));
  if (kind === 2) return draw.pick([bool, string, string, never]);
  if (kind === 3) return maybe(number(draw.pick(DTYPES)));
  if (kind < 8) return list(anyType(draw, depth - 1));
  if (kind === 8) return list(anyType(draw, depth - 1), draw.below(4));
  if (kind < 11) return maybe(anyType(draw, depth - 1));
  return recordType(draw, depth - 1);
}

const maybe = (type: Type): Type => (type === never ? never : option(type));

function recordType(draw: Draw, depth: number): Type {
  const names = draw.pick([['x'], ['x', 'y'], ['0', '1'], ['x', '__proto__', 'y']]);
  return record(names.map((name) => [name, anyType(draw, depth)] as const));
}

/** Buffers with random values of a type; under missing values lie values like others. */
export function anyLayout(draw: Draw, type: Type, length: number): Layout {
  switch (type.is) {
    case 'number': {
      const dtype = type.dtype === 'int' ? 'int64' : type.dtype;
      const data = allocate(dtype, length);
      for (let i = 0; i < length; i++) data[i] = anyNumber(draw, dtype) as never;
      return { is: 'numbers', dtype, data };
    }
    case 'bool':
      return { is: 'numbers', dtype: 'bool', data: Uint8Array.from({ length }, () => draw.below(2)) };
    case 'string':
      return strings(Array.from({ length }, () => draw.pick(TEXTS)));
    case 'list':
      return anyLists(draw, type.of, type.size, length);
    case 'option': {
      const valid = Uint8Array.from({ length: (length + 7) >> 3 }, () => draw.pick([0xff, draw.below(256)]));
      return { is: 'option', valid, content: anyLayout(draw, type.of, length) };
    }
    case 'record': {
      const fields = [...type.fields].map(([name, of]) => [name, anyLayout(draw, of, length)] as const);
      return { is: 'record', length, fields: new Map(fields) };
    }
    default:
      return { is: 'nothing', length };
  }
}

function anyNumber(draw: Draw, dtype: string): number | bigint {
  if (dtype === 'float64') return draw.pick(FLOATS);
  if (dtype === 'float32') return Math.fround(draw.pick(FLOATS));
  const small = draw.below(6) - (dtype.startsWith('u') ? 0 : 2);
  return dtype.endsWith('64') ? BigInt(small) : small;
}

function anyLists(draw: Draw, of: Type, size: number | undefined, length: number): Layout {
  const offsets = new Int32Array(length + 1);
  for (let i = 0; i < length; i++) offsets[i + 1] = (offsets[i] as number) + (size ?? draw.pick([0, 1, 2, 2, 3]));
  const content = anyLayout(draw, of, offsets[length] as number);
  return size === undefined ? { is: 'list', offsets, content } : { is: 'list', offsets, content, size };
}
