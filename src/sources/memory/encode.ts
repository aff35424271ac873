import { allocate, type DType, type NumberArray } from '../../../kernels/dtype.ts';
import type { Layout } from '../../../kernels/layout.ts';
import { SourceError } from '../../../compiler/tree/problem.ts';
import { isInteger, type ListType, type RecordType, type Type } from '../../../compiler/tree/type.ts';
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
      return lists(values, type);
    case 'record':
      return records(values, type);
    case 'option':
      return options(values, type.of);
    case 'union':
      return unions(values, type.of);
    case 'never':
      return nothing(values);
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

function lists(values: ArrayLike<unknown>, { of, size }: ListType): Layout {
  const offsets = new Int32Array(values.length + 1);
  const flat: unknown[] = [];
  for (let i = 0; i < values.length; i++) {
    const inner = (values[i] ?? []) as ArrayLike<unknown>;
    const length = isMissing(values[i]) ? (size ?? 0) : inner.length;
    if (size !== undefined && length !== size)
      throw new SourceError('lengths-differ', `value ${i} is a list of ${length}, where all must have ${size}`);
    for (let j = 0; j < length; j++) flat.push(inner[j]);
    offsets[i + 1] = flat.length;
  }
  const content = valuesToLayout(flat, of);
  return size === undefined ? { is: 'list', offsets, content } : { is: 'list', offsets, content, size };
}

function records(values: ArrayLike<unknown>, { name, fields }: RecordType): Layout {
  const rows = Array.from(values);
  const columns = new Map<string, Layout>();
  for (const [field, type] of fields) {
    const column = rows.map((row) => (isMissing(row) ? undefined : fieldOf(row as PlainRecord, field)));
    columns.set(field, valuesToLayout(column, type));
  }
  const layout = { is: 'record', length: rows.length, fields: columns } as const;
  return name === '' ? layout : { ...layout, name };
}

/** Each value goes to the first type that it fits. */
function unions(values: ArrayLike<unknown>, types: readonly Type[]): Layout {
  const parts = types.map((): unknown[] => []);
  const tags = new Int8Array(values.length);
  const index = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const found = types.findIndex((type) => fits(values[i], type));
    const tag = found < 0 && isMissing(values[i]) ? 0 : found;
    if (tag < 0) throw new SourceError('unlike-values', `value ${i} fits none of the types of the union`);
    tags[i] = tag;
    index[i] = (parts[tag] as unknown[]).push(values[i]) - 1;
  }
  return {
    is: 'union',
    tags,
    index,
    contents: types.map((type, tag) => valuesToLayout(parts[tag] as unknown[], type)),
  };
}

/** Whether a plain value is one of a type. */
export function fits(value: unknown, type: Type): boolean {
  if (isMissing(value)) return type.is === 'option' || type.is === 'never';
  switch (type.is) {
    case 'option':
      return fits(value, type.of);
    case 'number':
      return typeof value === 'number' ? !isInteger(type) || Number.isInteger(value) : typeof value === 'bigint';
    case 'bool':
      return typeof value === 'boolean';
    case 'string':
      return typeof value === 'string';
    case 'list':
      return Array.isArray(value) && value.every((element) => fits(element, type.of));
    case 'record':
      return typeof value === 'object' && fitsRecord(value as PlainRecord, type);
    case 'union':
      return type.of.some((one) => fits(value, one));
    default:
      return false;
  }
}

function fitsRecord(value: PlainRecord, { fields }: RecordType): boolean {
  return (
    Object.keys(value).length <= fields.size && [...fields].every(([name, type]) => fits(fieldOf(value, name), type))
  );
}

function nothing(values: ArrayLike<unknown>): Layout {
  for (let i = 0; i < values.length; i++)
    if (!isMissing(values[i])) throw new SourceError('bad-type', `value ${i} is of no known type`);
  return { is: 'nothing', length: values.length };
}

function options(values: ArrayLike<unknown>, of: Type): Layout {
  const valid = new Uint8Array((values.length + 7) >> 3);
  for (let i = 0; i < values.length; i++) if (!isMissing(values[i])) (valid[i >> 3] as number) |= 1 << (i & 7);
  return { is: 'option', valid, content: valuesToLayout(values, of) };
}
