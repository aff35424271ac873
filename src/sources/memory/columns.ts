import type { NumberArray } from '../../../kernels/dtype.ts';
import { type Layout, lengthOf } from '../../../kernels/layout.ts';
import { SourceError } from '../../../compiler/tree/problem.ts';
import { float64, type Type } from '../../../compiler/tree/type.ts';
import { valuesToLayout } from './encode.ts';
import { dtypeOf, inferType } from './infer.ts';

/**
 * A column: an array of values, or buffers as `toTypedArrays` gives them. These are typed arrays, lists as offsets and
 * content, text as offsets and bytes (UTF-8), booleans as bytes, values that may be missing as a bitmap (least
 * significant bit first) and content, and records as their fields.
 */
export type MemoryColumn =
  | NumberArray
  | readonly unknown[]
  | { readonly offsets: ArrayLike<number>; readonly content: MemoryColumn }
  | { readonly offsets: ArrayLike<number>; readonly bytes: Uint8Array }
  | { readonly bools: Uint8Array }
  | { readonly valid: Uint8Array; readonly content: MemoryColumn }
  | { readonly length: number; readonly fields: Readonly<Record<string, MemoryColumn>> }
  | { readonly tags: Int8Array; readonly index: Int32Array; readonly contents: readonly MemoryColumn[] }
  | { readonly length: number };

/**
 * The layout of a column; typed arrays are not copied. `path` is what errors call it, `unknown` the type of what no value
 * tells.
 */
export function columnLayout(column: MemoryColumn, path: string, unknown: Type = float64): Layout {
  const dtype = dtypeOf(column);
  if (dtype !== undefined) return { is: 'numbers', dtype, data: column as NumberArray };
  if (Array.isArray(column)) return valuesToLayout(column, inferType(column, path, unknown));
  const parts = column as Exclude<MemoryColumn, NumberArray | readonly unknown[]>;
  if (typeof parts !== 'object' || parts === null) throw noColumn(path);
  if ('offsets' in parts && 'content' in parts) {
    const content = columnLayout(parts.content, `${path}[]`, unknown);
    return { is: 'list', offsets: checkedOffsets(parts.offsets, lengthOf(content), path), content };
  }
  if ('offsets' in parts && 'bytes' in parts) {
    const { bytes } = parts;
    return { is: 'strings', offsets: checkedOffsets(parts.offsets, bytes.length, path), bytes };
  }
  if ('bools' in parts) return { is: 'numbers', dtype: 'bool', data: parts.bools };
  if ('valid' in parts) return optionLayout(parts.valid, columnLayout(parts.content, path, unknown), path);
  if ('fields' in parts) return recordLayout(parts.fields, parts.length, path);
  if ('contents' in parts)
    throw new SourceError('unlike-values', `${path} holds values of unlike types, which are not read from memory yet`);
  throw noColumn(path);
}

function noColumn(path: string): SourceError {
  return new SourceError('unknown-value', `${path} is no column`, {
    hint: 'give a typed array, an array of values, or { offsets, content }',
  });
}

function optionLayout(valid: Uint8Array, content: Layout, path: string): Layout {
  const length = lengthOf(content);
  if (valid.length < (length + 7) >> 3) {
    const reason = `the bitmap of ${path} has ${valid.length} bytes, too few for ${length} values`;
    throw new SourceError('bad-bitmap', reason, { hint: 'valid has one bit a value, least significant first' });
  }
  return { is: 'option', valid, content };
}

function recordLayout(fields: Readonly<Record<string, MemoryColumn>>, length: number, path: string): Layout {
  const layouts = new Map(Object.entries(fields).map(([name, of]) => [name, columnLayout(of, `${path}.${name}`)]));
  for (const [name, layout] of layouts) {
    const found = lengthOf(layout);
    if (found !== length)
      throw new SourceError('lengths-differ', `${path} has ${length} records, but ${found} values of '${name}'`);
  }
  return { is: 'record', length, fields: layouts };
}

function checkedOffsets(offsets: ArrayLike<number>, length: number, path: string): Int32Array {
  const wrong = (what: string): SourceError => new SourceError('bad-offsets', `the offsets of ${path} ${what}`);
  if (offsets.length === 0 || Number(offsets[0]) !== 0) throw wrong('must begin with 0');
  for (let i = 1; i < offsets.length; i++) {
    const [before, here] = [Number(offsets[i - 1]), Number(offsets[i])];
    if (!Number.isInteger(here) || here < before)
      throw wrong(`must be whole numbers that do not fall: ${before}, ${here} at position ${i}`);
  }
  const last = Number(offsets[offsets.length - 1]);
  if (last !== length) throw wrong(`end at ${last}, but the content has ${length} values`);
  return offsets instanceof Int32Array
    ? offsets
    : Int32Array.from({ length: offsets.length }, (_, i) => Number(offsets[i]));
}
