import type { Data, DataType, Table } from 'apache-arrow';
import type { DType, NumberArray } from '../../../kernels/dtype.ts';
import { type Layout, lengthOf } from '../../../kernels/layout.ts';
import { SourceError } from '../../../compiler/tree/problem.ts';
import { dtypeOf } from './infer.ts';
import { concatLayouts } from '../../../kernels/concat.ts';
import { sliceBits, sliceLayout, sliceOffsets } from '../../../kernels/slice.ts';

// The numbers of Arrow's types, so that this file needs no code of the library.
const [INT, FLOAT, UTF8, BOOL, DATE, TIME, TIMESTAMP, LIST, STRUCT, FIXED_SIZE_LIST, DURATION, DICTIONARY] = [
  2, 3, 5, 6, 8, 9, 10, 12, 13, 16, 18, -1,
];

/** The columns of an Arrow table, or those of the wanted names. Buffers are shared where the table has one chunk; several are put together. */
export function arrowColumns(table: Table, wanted?: readonly string[]): Map<string, Layout> {
  const columns = new Map<string, Layout>();
  for (const [i, { name, type }] of table.schema.fields.entries()) {
    if (columns.has(name)) throw new SourceError('twin-columns', `the Arrow table has two columns '${name}'`);
    if (wanted?.includes(name) === false) continue;
    // a table without batches has chunks without anything in them
    const chunks = (table.getChildAt(i)?.data ?? []).filter(({ length }) => length > 0);
    const some =
      chunks.length === 0 ? [emptyData(type as DataType, name)] : chunks.map((data) => layoutOf(data as Data, name));
    columns.set(name, concatLayouts(some));
  }
  return columns;
}

function emptyData(type: DataType, name: string): Layout {
  const none = new Int32Array(1);
  if ([UTF8, DICTIONARY].includes(type.typeId as number))
    return { is: 'strings', offsets: none, bytes: new Uint8Array(0) };
  if ((type.typeId as number) === BOOL) return { is: 'numbers', dtype: 'bool', data: new Uint8Array(0) };
  const children = (type.children ?? []).map(
    (child) => [child.name, emptyData(child.type as DataType, `${name}.${child.name}`)] as const,
  );
  if ([LIST, FIXED_SIZE_LIST].includes(type.typeId as number))
    return { is: 'list', offsets: none, content: (children[0] as readonly [string, Layout])[1] };
  if ((type.typeId as number) === STRUCT) return { is: 'record', length: 0, fields: new Map(children) };
  const ArrayType = (type as { ArrayType?: new (length: number) => NumberArray }).ArrayType;
  return numbers(ArrayType === undefined ? undefined : new ArrayType(0), 0, type, name);
}

function layoutOf(data: Data, name: string): Layout {
  const content = contentOf(data, name);
  if (data.nullCount === 0) return content;
  return { is: 'option', valid: sliceBits(data.nullBitmap, data.offset, data.offset + data.length), content };
}

function contentOf(data: Data, name: string): Layout {
  const { length } = data;
  switch (data.typeId as number) {
    case BOOL: {
      const bits = sliceBits(data.values as Uint8Array, data.offset, data.offset + length);
      return {
        is: 'numbers',
        dtype: 'bool',
        data: Uint8Array.from({ length }, (_, i) => ((bits[i >> 3] as number) >> (i & 7)) & 1),
      };
    }
    case UTF8: {
      const { offsets, from, to } = sliceOffsets(data.valueOffsets as Int32Array, 0, length);
      return { is: 'strings', offsets, bytes: (data.values as Uint8Array).subarray(from, to) };
    }
    case LIST: {
      const { offsets, from, to } = sliceOffsets(data.valueOffsets as Int32Array, 0, length);
      return { is: 'list', offsets, content: sliceLayout(layoutOf(data.children[0] as Data, `${name}[]`), from, to) };
    }
    case FIXED_SIZE_LIST: {
      const { listSize } = data.type as DataType & { readonly listSize: number };
      const offsets = Int32Array.from({ length: length + 1 }, (_, i) => i * listSize);
      const content = layoutOf(data.children[0] as Data, `${name}[]`);
      return { is: 'list', offsets, content: sliceLayout(content, 0, length * listSize) };
    }
    case STRUCT:
      return struct(data, name);
    case DICTIONARY:
      return decoded(data, name);
    default:
      return numbers(data.values as unknown, length, data.type as DataType, name);
  }
}

// Texts of a dictionary are written out, as there is no layout for them.
function decoded(data: Data, name: string): Layout {
  const words = concatLayouts((data.dictionary?.data ?? []).map((part) => layoutOf(part as Data, name)));
  if (words.is !== 'strings')
    throw new SourceError(
      'unsupported-type',
      `column '${name}' of the Arrow table is a dictionary of something else than text`,
    );
  const indices = data.values as ArrayLike<number | bigint>;
  const missing = data.nullCount > 0 ? sliceBits(data.nullBitmap, data.offset, data.offset + data.length) : undefined;
  const offsets = new Int32Array(data.length + 1);
  const parts: Uint8Array[] = [];
  for (let i = 0; i < data.length; i++) {
    const there = missing === undefined || (((missing[i >> 3] as number) >> (i & 7)) & 1) === 1;
    const index = Number(indices[i]);
    const part = there
      ? words.bytes.subarray(words.offsets[index], words.offsets[index + 1])
      : words.bytes.subarray(0, 0);
    parts.push(part);
    offsets[i + 1] = (offsets[i] as number) + part.length;
  }
  const bytes = new Uint8Array(offsets[data.length] as number);
  for (const [i, part] of parts.entries()) bytes.set(part, offsets[i]);
  return { is: 'strings', offsets, bytes };
}

function struct(data: Data, name: string): Layout {
  const fields = new Map<string, Layout>();
  for (const [i, child] of (data.type as DataType).children.entries()) {
    fields.set(child.name, sliceLayout(layoutOf(data.children[i] as Data, `${name}.${child.name}`), 0, data.length));
  }
  return { is: 'record', length: data.length, fields };
}

function numbers(values: unknown, length: number, type: DataType, name: string): Layout {
  const known = [INT, FLOAT, DATE, TIME, TIMESTAMP, DURATION].includes(type.typeId as number);
  const half = (type.typeId as number) === FLOAT && (type as { precision?: number }).precision === 0;
  const dtype: DType | undefined = known && !half ? dtypeOf(values) : undefined;
  if (dtype === undefined) {
    throw new SourceError(
      'unsupported-type',
      `column '${name}' of the Arrow table has type ${String(type)}, which is not supported`,
      { hint: 'cast or drop it first' },
    );
  }
  return { is: 'numbers', dtype, data: (values as NumberArray).subarray(0, length) as NumberArray };
}

/** The number of rows that all columns have. */
export function commonLength(columns: ReadonlyMap<string, Layout>): number {
  let first: { name: string; length: number } | undefined;
  for (const [name, layout] of columns) {
    const length = lengthOf(layout);
    first ??= { name, length };
    if (length !== first.length) {
      throw new SourceError(
        'lengths-differ',
        `columns '${first.name}' and '${name}' differ in length: ${first.length} and ${length}`,
      );
    }
  }
  return first?.length ?? 0;
}
