import type { NumbersLayout } from '../layout.ts';
import { ArrayProblem } from './kernel.ts';

/** Counts and positions as the 64-bit integers that results have. */
export function int64Of(values: Int32Array): NumbersLayout {
  const data = new BigInt64Array(values.length);
  const halves = new Int32Array(data.buffer);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    halves[2 * i] = value;
    halves[2 * i + 1] = value >> 31;
  }
  return { is: 'numbers', dtype: 'int64', data };
}

/** The lengths of lists, as the 64-bit integers that results have. */
export function lengthsOf(offsets: Int32Array): NumbersLayout {
  const data = new BigInt64Array(offsets.length - 1);
  const halves = new Int32Array(data.buffer);
  for (let i = 0; i < data.length; i++) halves[2 * i] = (offsets[i + 1] as number) - (offsets[i] as number);
  return { is: 'numbers', dtype: 'int64', data };
}

const LEAST = -0x80000000;
const MOST = 0x7fffffff;

/**
 * Integers of any width as 32-bit ones, for positions and counts. What does not fit becomes the nearest that does: as
 * arrays are shorter, it is out of range either way. Throws where the numbers are no integers.
 */
export function toInt32(numbers: NumbersLayout, what: string): Int32Array {
  const { dtype, data } = numbers;
  switch (dtype) {
    case 'int32':
      return data as Int32Array;
    case 'int64':
      return fromInt64(data as BigInt64Array);
    case 'uint64':
      return fromUint64(data as BigUint64Array);
    case 'uint32':
      return Int32Array.from(data as Uint32Array, (value) => Math.min(value, MOST));
    case 'int8':
    case 'uint8':
    case 'int16':
    case 'uint16':
      return new Int32Array(data as Int16Array);
    default:
      throw new ArrayProblem('wrong-type', `${what} must be integers, found ${dtype}`);
  }
}

function fromInt64(data: BigInt64Array): Int32Array {
  const halves = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
  const out = new Int32Array(data.length);
  for (let i = 0; i < out.length; i++) {
    const low = halves[2 * i] as number;
    const high = halves[2 * i + 1] as number;
    out[i] = high === low >> 31 ? low : high < 0 ? LEAST : MOST;
  }
  return out;
}

function fromUint64(data: BigUint64Array): Int32Array {
  const halves = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
  const out = new Int32Array(data.length);
  for (let i = 0; i < out.length; i++) {
    const low = halves[2 * i] as number;
    out[i] = halves[2 * i + 1] === 0 && low >= 0 ? low : MOST;
  }
  return out;
}

/** The integers 0, 1, 2 … */
export function countUp(length: number): Int32Array {
  const out = new Int32Array(length);
  for (let i = 0; i < length; i++) out[i] = i;
  return out;
}

/** Offsets of lists that all have the same length. */
export function regularOffsets(length: number, size: number): Int32Array {
  if (length * size > MOST) throw new RangeError(`${length * size} elements are more than 32-bit offsets can count`);
  const out = new Int32Array(length + 1);
  for (let i = 1; i <= length; i++) out[i] = i * size;
  return out;
}

/** The offsets of lists of the given lengths. */
export function offsetsOfCounts(counts: Int32Array): Int32Array {
  const out = new Int32Array(counts.length + 1);
  let total = 0;
  for (let i = 0; i < counts.length; i++) {
    total += counts[i] as number;
    out[i + 1] = total;
  }
  if (total > MOST) throw new RangeError(`${total} elements are more than 32-bit offsets can count`);
  return out;
}
