import { whole } from '../scalar.ts';

/** Loops that make one value of each group of doubles. They are simple on purpose: the engine makes them fast. */

/** The sum of each group, from left to right. */
export function sums(offsets: Int32Array, data: Float64Array): Float64Array {
  const out = new Float64Array(offsets.length - 1);
  let k = 0;
  for (let i = 0; i < out.length; i++) {
    const end = offsets[i + 1] as number;
    let sum = 0;
    for (; k < end; k++) sum += data[k] as number;
    out[i] = sum;
  }
  return out;
}

/** The product of each group, from left to right. */
export function products(offsets: Int32Array, data: Float64Array): Float64Array {
  const out = new Float64Array(offsets.length - 1);
  let k = 0;
  for (let i = 0; i < out.length; i++) {
    const end = offsets[i + 1] as number;
    let product = 1;
    for (; k < end; k++) product *= data[k] as number;
    out[i] = product;
  }
  return out;
}

const GREATEST = Number.MAX_SAFE_INTEGER;

/** The sum of each group of integers; beyond 2**53 it is an OverflowProblem at the step where it happens. */
export function wholeSums(offsets: Int32Array, data: Float64Array): Float64Array {
  const out = new Float64Array(offsets.length - 1);
  let k = 0;
  for (let i = 0; i < out.length; i++) {
    const end = offsets[i + 1] as number;
    let sum = 0;
    for (; k < end; k++) {
      sum += data[k] as number;
      if (sum > GREATEST || sum < -GREATEST) whole(sum);
    }
    out[i] = sum;
  }
  return out;
}

/** The product of each group of integers; beyond 2**53 it is an OverflowProblem at the step where it happens. */
export function wholeProducts(offsets: Int32Array, data: Float64Array): Float64Array {
  const out = new Float64Array(offsets.length - 1);
  let k = 0;
  for (let i = 0; i < out.length; i++) {
    const end = offsets[i + 1] as number;
    let product = 1;
    for (; k < end; k++) {
      product *= data[k] as number;
      if (product > GREATEST || product < -GREATEST) whole(product);
    }
    out[i] = product;
  }
  return out;
}

/** The length of each group. */
export function lengths(offsets: Int32Array): Int32Array {
  const out = new Int32Array(offsets.length - 1);
  for (let i = 0; i < out.length; i++) out[i] = (offsets[i + 1] as number) - (offsets[i] as number);
  return out;
}

/** How many bytes of each group are 1. */
export function ones(offsets: Int32Array, flags: Uint8Array): Int32Array {
  const out = new Int32Array(offsets.length - 1);
  let k = 0;
  for (let i = 0; i < out.length; i++) {
    const end = offsets[i + 1] as number;
    let n = 0;
    for (; k < end; k++) n += flags[k] as number;
    out[i] = n;
  }
  return out;
}

/** The least of each group, NaN only where there is nothing else, infinity where there is nothing; -0 is less than 0. */
export function leasts(offsets: Int32Array, data: Float64Array): Float64Array {
  const out = new Float64Array(offsets.length - 1);
  let k = 0;
  for (let i = 0; i < out.length; i++) {
    const end = offsets[i + 1] as number;
    let best = Infinity;
    for (; k < end; k++) best = Math.min(best, data[k] as number);
    out[i] = best === best ? best : fold(offsets[i] as number, end, data, Math.min);
  }
  return out;
}

/** The greatest of each group, as `leasts`; -infinity where there is nothing. */
export function greatests(offsets: Int32Array, data: Float64Array): Float64Array {
  const out = new Float64Array(offsets.length - 1);
  let k = 0;
  for (let i = 0; i < out.length; i++) {
    const end = offsets[i + 1] as number;
    let best = -Infinity;
    for (; k < end; k++) best = Math.max(best, data[k] as number);
    out[i] = best === best ? best : fold(offsets[i] as number, end, data, Math.max);
  }
  return out;
}

/** The best of what is not NaN, NaN where there is nothing else. */
function fold(start: number, end: number, data: Float64Array, better: (a: number, b: number) => number): number {
  let best = Number.NaN;
  for (let k = start; k < end; k++) {
    const x = data[k] as number;
    if (x === x) best = best === best ? better(best, x) : x;
  }
  return best;
}

/** Where the least of each group is: the first of equal ones, NaN only where there is nothing else, -1 for nothing. */
export function leastPositions(offsets: Int32Array, data: Float64Array): Int32Array {
  const out = new Int32Array(offsets.length - 1);
  let k = 0;
  for (let i = 0; i < out.length; i++) {
    const end = offsets[i + 1] as number;
    let at = k < end ? k : -1;
    let best = k < end ? (data[k++] as number) : 0;
    for (; k < end; k++) {
      const x = data[k] as number;
      if (x < best || (best !== best && x === x)) {
        best = x;
        at = k;
      }
    }
    out[i] = at;
  }
  return out;
}

/** Where the greatest of each group is, as `leastPositions`. */
export function greatestPositions(offsets: Int32Array, data: Float64Array): Int32Array {
  const out = new Int32Array(offsets.length - 1);
  let k = 0;
  for (let i = 0; i < out.length; i++) {
    const end = offsets[i + 1] as number;
    let at = k < end ? k : -1;
    let best = k < end ? (data[k++] as number) : 0;
    for (; k < end; k++) {
      const x = data[k] as number;
      if (x > best || (best !== best && x === x)) {
        best = x;
        at = k;
      }
    }
    out[i] = at;
  }
  return out;
}
