import { ARRAY_OF, type DType, type NumberArray } from '../dtype.ts';
import type { Words } from './values.ts';

/** Bytes a stored value has: integers of fewer than 32 bits are stored in 32. */
export function storedSize(dtype: DType): 1 | 4 | 8 {
  if (dtype === 'bool') return 1;
  return ARRAY_OF[dtype].BYTES_PER_ELEMENT === 8 ? 8 : 4;
}

/** Stored values as what they are: a view, or a copy where integers are narrowed. */
export function numbersOf({ data, size }: Words, dtype: DType, from: number, to: number): NumberArray {
  const ArrayType = ARRAY_OF[dtype];
  if (ArrayType.BYTES_PER_ELEMENT === size)
    return new ArrayType(data.buffer as ArrayBuffer, data.byteOffset + from * size, to - from);
  const out = new ArrayType(to - from) as Int16Array;
  for (let i = from; i < to; i++) out[i - from] = data[i] as number;
  return out;
}
