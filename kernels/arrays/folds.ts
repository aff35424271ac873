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

/** Whether each group has a number that is not zero; NaN is not. */
export function someNonzero(offsets: Int32Array, data: Float64Array): Uint8Array {
  const out = new Uint8Array(offsets.length - 1);
  for (let i = 0; i < out.length; i++) {
    const end = offsets[i + 1] as number;
    let k = offsets[i] as number;
    while (k < end && data[k] === 0) k++;
    out[i] = Number(k < end);
  }
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

// The position of the best value so far is moved by arithmetic: there is nothing for the processor to guess.

/** The least of each group, NaN only where there is nothing else, anything where there is nothing; -0 is less than 0. */
export function leasts(offsets: Int32Array, data: Float64Array): Float64Array {
  const out = new Float64Array(offsets.length - 1);
  let k = 0;
  for (let i = 0; i < out.length; i++) {
    const end = offsets[i + 1] as number;
    if (k >= end) continue;
    let at = firstNumber(k, end, data);
    for (k = at + 1; k < end; k++) at += (k - at) * Number((data[k] as number) < (data[at] as number));
    const best = data[at] as number;
    out[i] = best === 0 ? bestZero(offsets[i] as number, end, data, Math.min) : best;
  }
  return out;
}

/** The greatest of each group, as `leasts`. */
export function greatests(offsets: Int32Array, data: Float64Array): Float64Array {
  const out = new Float64Array(offsets.length - 1);
  let k = 0;
  for (let i = 0; i < out.length; i++) {
    const end = offsets[i + 1] as number;
    if (k >= end) continue;
    let at = firstNumber(k, end, data);
    for (k = at + 1; k < end; k++) at += (k - at) * Number((data[k] as number) > (data[at] as number));
    const best = data[at] as number;
    out[i] = best === 0 ? bestZero(offsets[i] as number, end, data, Math.max) : best;
  }
  return out;
}

/** The better one of the zeros of a group. */
function bestZero(start: number, end: number, data: Float64Array, better: (a: number, b: number) => number): number {
  let best = -better(-0, 0);
  for (let k = start; k < end; k++) if (data[k] === 0) best = better(best, data[k] as number);
  return best;
}

/** Where the least of each group is: the first of equal ones, NaN only where there is nothing else, -1 for nothing. */
export function leastPositions(offsets: Int32Array, data: Float64Array): Int32Array {
  const out = new Int32Array(offsets.length - 1);
  let k = 0;
  for (let i = 0; i < out.length; i++) {
    const end = offsets[i + 1] as number;
    out[i] = -1;
    if (k >= end) continue;
    let at = firstNumber(k, end, data);
    for (k = at + 1; k < end; k++) at += (k - at) * Number((data[k] as number) < (data[at] as number));
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
    out[i] = -1;
    if (k >= end) continue;
    let at = firstNumber(k, end, data);
    for (k = at + 1; k < end; k++) at += (k - at) * Number((data[k] as number) > (data[at] as number));
    out[i] = at;
  }
  return out;
}

/** Where the first value is that is not NaN; the first of all where there is none. */
function firstNumber(start: number, end: number, data: Float64Array): number {
  for (let k = start; k < end; k++) if (data[k] === data[k]) return k;
  return start;
}
