import type { NumberArray } from '../dtype.ts';
import type { NumbersLayout } from '../layout.ts';
import { exact } from '../scalar.ts';

const GREATEST = Number.MAX_SAFE_INTEGER;

/** Numbers of any kind as doubles. 64-bit integers that a double does not hold are an OverflowProblem. */
export function doublesOf({ data }: NumbersLayout): Float64Array {
  const doubles = exactDoubles(data);
  if (doubles !== undefined) return doubles;
  for (const value of data as BigInt64Array) exact(value);
  throw new RangeError('an integer beyond 2**53 was there, and is gone');
}

/** Numbers of any kind as doubles, or undefined where there are 64-bit integers that a double does not hold. */
export function exactDoubles(data: NumberArray): Float64Array | undefined {
  if (data instanceof Float64Array) return data;
  if (data instanceof BigInt64Array) return signedDoubles(data);
  if (data instanceof BigUint64Array) return unsignedDoubles(data);
  return new Float64Array(data);
}

function signedDoubles(data: BigInt64Array): Float64Array | undefined {
  const halves = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
  const out = new Float64Array(data.length);
  for (let i = 0; i < out.length; i++) {
    const x = (halves[2 * i + 1] as number) * 4294967296 + ((halves[2 * i] as number) >>> 0);
    if (x > GREATEST || x < -GREATEST) return undefined;
    out[i] = x;
  }
  return out;
}

function unsignedDoubles(data: BigUint64Array): Float64Array | undefined {
  const halves = new Uint32Array(data.buffer, data.byteOffset, 2 * data.length);
  const out = new Float64Array(data.length);
  for (let i = 0; i < out.length; i++) {
    const x = (halves[2 * i + 1] as number) * 4294967296 + (halves[2 * i] as number);
    if (x > GREATEST) return undefined;
    out[i] = x;
  }
  return out;
}

/** One byte a number: 1 where it is not zero. NaN is not zero. */
export function nonzeroFlags({ dtype, data }: NumbersLayout): Uint8Array {
  if (dtype === 'bool') return data as Uint8Array;
  const out = new Uint8Array(data.length);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    const halves = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
    for (let i = 0; i < out.length; i++)
      out[i] = Number(((halves[2 * i] as number) | (halves[2 * i + 1] as number)) !== 0);
    return out;
  }
  const doubles = exactDoubles(data) as Float64Array;
  for (let i = 0; i < out.length; i++) out[i] = Number(doubles[i] !== 0);
  return out;
}
