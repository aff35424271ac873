import type { DType } from '../../../../kernels/dtype.ts';
import type { PageEncoding } from '../../../../kernels/root/pages.ts';
import type { ColumnDescription } from './schema-description.ts';
import { Unreadable } from '../tree/unreadable.ts';

/** What the elements of a column are, and how they lie in its pages. */
export type ColumnType =
  | { readonly is: 'number'; readonly dtype: DType; readonly encoding: PageEncoding; readonly bits: number }
  | { readonly is: 'index'; readonly encoding: 'plain' | 'delta'; readonly bits: 32 | 64 }
  | { readonly is: 'switch'; readonly bits: 96 };

const number = (dtype: DType, encoding: PageEncoding, bits: number): ColumnType => ({
  is: 'number',
  dtype,
  encoding,
  bits,
});

const SWITCH: ColumnType = { is: 'switch', bits: 96 };

/** The types of columns by their numbers, up to those with a number of bits of their own. */
const TYPES: readonly ColumnType[] = [
  number('bool', 'bits', 1),
  number('uint8', 'plain', 8), // Byte
  number('uint8', 'plain', 8), // Char
  number('int8', 'plain', 8),
  number('uint8', 'plain', 8),
  number('int16', 'plain', 16),
  number('uint16', 'plain', 16),
  number('int32', 'plain', 32),
  number('uint32', 'plain', 32),
  number('int64', 'plain', 64),
  number('uint64', 'plain', 64),
  number('float32', 'half', 16),
  number('float32', 'plain', 32),
  number('float64', 'plain', 64),
  { is: 'index', encoding: 'plain', bits: 32 },
  { is: 'index', encoding: 'plain', bits: 64 },
  SWITCH,
  number('int16', 'zigzag', 16),
  number('uint16', 'split', 16),
  number('int32', 'zigzag', 32),
  number('uint32', 'split', 32),
  number('int64', 'zigzag', 64),
  number('uint64', 'split', 64),
  number('float32', 'split half', 16),
  number('float32', 'split', 32),
  number('float64', 'split', 64),
  { is: 'index', encoding: 'delta', bits: 32 },
  { is: 'index', encoding: 'delta', bits: 64 },
];

const REAL32_TRUNCATED = 0x1c;
const REAL32_QUANTIZED = 0x1d;

/** The type of a column. @throws Unreadable where it is not known, or has a number of bits that it cannot have */
export function typeOfColumn({ type, bits, range }: ColumnDescription): ColumnType {
  if (type === REAL32_TRUNCATED && bits >= 10 && bits <= 31) return number('float32', 'truncated', bits);
  if (type === REAL32_QUANTIZED && bits >= 1 && bits <= 32 && range !== undefined)
    return number('float32', range, bits);
  const known = TYPES[type];
  if (known === undefined || known.bits !== bits)
    throw new Unreadable(`its column has type ${type} with ${bits} bits, which is not known`);
  return known;
}
