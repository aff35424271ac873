import { allocate, ARRAY_OF, type DType } from '../dtype.ts';
import type { NumbersLayout } from '../layout.ts';
import { doublesOf } from './doubles.ts';

/** The element type that values of both types fit in, as NumPy has it (64-bit integers with others may need doubles). */
export function commonDType(a: DType, b: DType): DType {
  if (a === b || b === 'bool') return a;
  if (a === 'bool') return b;
  if (isFloat(a) || isFloat(b)) return commonFloat(a, b);
  if (isSigned(a) === isSigned(b)) return bitsIn(a) > bitsIn(b) ? a : b;
  const [signed, unsigned] = isSigned(a) ? [a, b] : [b, a];
  if (bitsIn(signed) > bitsIn(unsigned)) return signed;
  return bitsIn(unsigned) === 64 ? 'float64' : (`int${2 * bitsIn(unsigned)}` as DType);
}

function commonFloat(a: DType, b: DType): DType {
  const narrow = (dtype: DType): boolean => dtype === 'float32' || (!isFloat(dtype) && bitsIn(dtype) <= 16);
  return narrow(a) && narrow(b) ? 'float32' : 'float64';
}

const isFloat = (dtype: DType): boolean => dtype === 'float32' || dtype === 'float64';
const isSigned = (dtype: DType): boolean => dtype.startsWith('int');
const bitsIn = (dtype: DType): number => 8 * ARRAY_OF[dtype].BYTES_PER_ELEMENT;

/**
 * Numbers in a wider element type. Stored 64-bit integers become doubles only where that is exact; throws OverflowProblem
 * where it is not.
 */
export function castNumbers(numbers: NumbersLayout, dtype: DType): NumbersLayout {
  const { data } = numbers;
  if (numbers.dtype === dtype) return numbers;
  if (dtype === 'float64') return { is: 'numbers', dtype, data: doublesOf(numbers) };
  if (dtype === 'int64' || dtype === 'uint64') return { is: 'numbers', dtype, data: widen(data as Int32Array, dtype) };
  const to = allocate(dtype, data.length);
  (to as Float64Array).set(data as Float64Array);
  return { is: 'numbers', dtype, data: to };
}

/** Integers of at most 32 bits as 64-bit ones. */
function widen(data: ArrayLike<number>, dtype: 'int64' | 'uint64'): BigInt64Array | BigUint64Array {
  const out = new ARRAY_OF[dtype](data.length);
  const halves = new Int32Array(out.buffer);
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    halves[2 * i] = value;
    if (value < 0) halves[2 * i + 1] = -1;
  }
  return out;
}
