import { exact, whole } from './scalar.ts';

/** How much of a list counts: elements with valid 0 are missing and skipped. */
export type Valid = Uint8Array | undefined;
/** Keys that can be compared: doubles, 64-bit integers, truth values. */
export type Keys = Float64Array | BigInt64Array | BigUint64Array | Uint8Array;

/** The sum of each list, from left to right. */
export function sumLists(offsets: Int32Array, data: Float64Array, valid: Valid): Float64Array {
  const out = new Float64Array(offsets.length - 1);
  for (let i = 0; i < out.length; i++) {
    let sum = 0;
    for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) {
      if (valid === undefined || valid[k] === 1) sum += data[k] as number;
    }
    out[i] = sum;
  }
  return out;
}

/** The product of each list, from left to right. */
export function multiplyLists(offsets: Int32Array, data: Float64Array, valid: Valid): Float64Array {
  const out = new Float64Array(offsets.length - 1);
  for (let i = 0; i < out.length; i++) {
    let product = 1;
    for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) {
      if (valid === undefined || valid[k] === 1) product *= data[k] as number;
    }
    out[i] = product;
  }
  return out;
}

/** Sums or products of integers, each step checked at 2**53. */
export function foldIntegers(offsets: Int32Array, data: Keys, valid: Valid, multiply: boolean): Float64Array {
  const out = new Float64Array(offsets.length - 1);
  for (let i = 0; i < out.length; i++) {
    let result = multiply ? 1 : 0;
    for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) {
      if (valid !== undefined && valid[k] === 0) continue;
      const value = data[k] as number | bigint;
      const x = typeof value === 'bigint' ? exact(value) : value;
      result = whole(multiply ? result * x : result + x);
    }
    out[i] = result;
  }
  return out;
}

/**
 * The position of the best key in each list, -1 where there is none: the first of equal ones, NaN only where there is
 * nothing else.
 */
export function bestPositions(offsets: Int32Array, keys: Keys, valid: Valid, least: boolean): Int32Array {
  const out = new Int32Array(offsets.length - 1);
  for (let i = 0; i < out.length; i++) {
    let at = -1;
    let best: number | bigint = 0;
    for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) {
      if (valid !== undefined && valid[k] === 0) continue;
      const key = keys[k] as number | bigint;
      if (at >= 0 && !(least ? key < best : key > best) && (best === best || key !== key)) continue;
      best = key;
      at = k;
    }
    out[i] = at;
  }
  return out;
}

/** Whether each list has an element that is `wanted`. */
export function someIs(offsets: Int32Array, data: Uint8Array, wanted: number): Uint8Array {
  const out = new Uint8Array(offsets.length - 1);
  for (let i = 0; i < out.length; i++) {
    for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) {
      if (data[k] !== wanted) continue;
      out[i] = 1;
      break;
    }
  }
  return out;
}

/** How many elements of each list are true. */
export function countLists(offsets: Int32Array, data: Uint8Array): Float64Array {
  const out = new Float64Array(offsets.length - 1);
  for (let i = 0; i < out.length; i++) {
    let n = 0;
    for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) n += data[k] as number;
    out[i] = n;
  }
  return out;
}
