import { allocate, type DType, type NumberArray } from '../../../kernels/dtype.ts';
import type { Layout } from '../../../kernels/layout.ts';
import { SourceError } from '../../../compiler/tree/problem.ts';
import type { Type } from '../../../compiler/tree/type.ts';
import { fieldOf, isMissing, type PlainRecord } from './infer.ts';

/** Plain values as buffers of the given type, which must be the type of the values. */
export function valuesToLayout(values: ArrayLike<unknown>, type: Type): Layout {
  switch (type.is) {
    case 'number':
      return numbers(values, type.dtype === 'int' ? 'int64' : type.dtype);
    case 'bool':
      return numbers(values, 'bool');
    case 'string':
      return strings(values);
    case 'list':
      return lists(values, type.of);
    case 'record':
      return records(values, type.fields);
    case 'option':
      return options(values, type.of);
    default:
      throw new SourceError('bad-type', `values cannot be stored as '${type.is}'`);
  }
}

// Missing values reach these functions below an option, and as any value will do there, they are zero or empty.
function numbers(values: ArrayLike<unknown>, dtype: DType): Layout {
  const data: NumberArray = allocate(dtype, values.length);
  const wide = dtype === 'int64' || dtype === 'uint64';
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (isMissing(value)) continue;
    if (wide) (data as BigInt64Array)[i] = BigInt(value as number | bigint);
    else (data as Float64Array)[i] = Number(value);
  }
  return { is: 'numbers', dtype, data };
}

function strings(values: ArrayLike<unknown>): Layout {
  const encoder = new TextEncoder();
  const offsets = new Int32Array(values.length + 1);
  const parts: Uint8Array[] = [];
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    const part = encoder.encode(isMissing(value) ? '' : String(value));
    parts.push(part);
    offsets[i + 1] = (offsets[i] as number) + part.length;
  }
  const bytes = new Uint8Array(offsets[values.length] as number);
  for (let i = 0; i < parts.length; i++) bytes.set(parts[i] as Uint8Array, offsets[i]);
  return { is: 'strings', offsets, bytes };
}

function lists(values: ArrayLike<unknown>, of: Type): Layout {
  const offsets = new Int32Array(values.length + 1);
  const flat: unknown[] = [];
  for (let i = 0; i < values.length; i++) {
    const inner = values[i];
    if (!isMissing(inner))
      for (let j = 0; j < (inner as ArrayLike<unknown>).length; j++) flat.push((inner as ArrayLike<unknown>)[j]);
    offsets[i + 1] = flat.length;
  }
  return { is: 'list', offsets, content: valuesToLayout(flat, of) };
}

function records(values: ArrayLike<unknown>, fields: ReadonlyMap<string, Type>): Layout {
  const rows = Array.from(values);
  const columns = new Map<string, Layout>();
  for (const [name, type] of fields) {
    const column = rows.map((row) => (isMissing(row) ? undefined : fieldOf(row as PlainRecord, name)));
    columns.set(name, valuesToLayout(column, type));
  }
  return { is: 'record', length: rows.length, fields: columns };
}

function options(values: ArrayLike<unknown>, of: Type): Layout {
  const valid = new Uint8Array((values.length + 7) >> 3);
  for (let i = 0; i < values.length; i++) if (!isMissing(values[i])) (valid[i >> 3] as number) |= 1 << (i & 7);
  return { is: 'option', valid, content: valuesToLayout(values, of) };
}
