import { allocate, type NumberArray } from '../dtype.ts';
import { wideToDoubles } from '../elementwise.ts';
import type { Layout, NumbersLayout } from '../layout.ts';
import { whole } from '../scalar.ts';
import { isValid } from '../bits.ts';

/** So many numbers are computed at a time: what is between two steps stays near the processor. */
const AT_A_TIME = 4096;

/** Gives numbers `from` up to `to` of a column as doubles. */
export type Reader = (from: number, to: number) => Float64Array;

/** A column of numbers (or of nothing), or a single one that goes with all; `valid` tells which ones count. */
export function readerOf(layout: Layout, single: boolean, valid: Uint8Array | undefined): Reader {
  const data = layout.is === 'numbers' ? layout.data : new Float64Array(single ? 1 : 0);
  const scratch = new Float64Array(AT_A_TIME);
  if (single) {
    if (data.length > 0) scratch.fill(doublesOf(data, 0, 1, new Float64Array(1), undefined)[0] as number);
    return (from, to) => scratch.subarray(0, to - from);
  }
  if (layout.is === 'nothing') return (from, to) => scratch.subarray(0, to - from);
  if (data instanceof Float64Array) return (from, to) => data.subarray(from, to);
  return (from, to) => doublesOf(data, from, to, scratch, valid).subarray(0, to - from);
}

function doublesOf(
  data: NumberArray,
  from: number,
  to: number,
  out: Float64Array,
  valid: Uint8Array | undefined,
): Float64Array {
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) return wideToDoubles(data, from, to, out, valid);
  out.set(data.subarray(from, to) as Float64Array);
  return out;
}

/** Gives each number to all elements of its list, without a copy of them all. */
export function spreadReader(data: NumberArray, offsets: Int32Array): Reader {
  const values = doublesOf(data, 0, data.length, new Float64Array(data.length), undefined);
  const scratch = new Float64Array(AT_A_TIME);
  let list = 0;
  return (from, to) => {
    if (from < (offsets[list] as number)) list = 0;
    let i = from;
    while (i < to) {
      const stop = Math.min(to, offsets[list + 1] as number);
      const value = values[list] as number;
      while (i < stop) scratch[i++ - from] = value;
      if (i < to) list++;
    }
    return scratch.subarray(0, to - from);
  };
}

/** Computes some of the results from some of the numbers; `from` is the place of the first one. */
export type Work<Out> = (columns: readonly Float64Array[], out: Out, from: number) => void;

function inSteps(length: number, run: (from: number, to: number) => void): void {
  for (let from = 0; from < length; from += AT_A_TIME) run(from, Math.min(length, from + AT_A_TIME));
}

/** Doubles from numbers. */
export function computeDoubles(readers: readonly Reader[], length: number, work: Work<Float64Array>): NumbersLayout {
  const data = new Float64Array(length);
  inSteps(length, (from, to) =>
    work(
      readers.map((read) => read(from, to)),
      data.subarray(from, to),
      from,
    ),
  );
  return { is: 'numbers', dtype: 'float64', data };
}

/** Truth values from numbers. */
export function computeTruth(readers: readonly Reader[], length: number, work: Work<Uint8Array>): NumbersLayout {
  const data = new Uint8Array(length);
  inSteps(length, (from, to) =>
    work(
      readers.map((read) => read(from, to)),
      data.subarray(from, to),
      from,
    ),
  );
  return { is: 'numbers', dtype: 'bool', data };
}

/** Integers from integers; each that counts is checked at 2**53. */
export function computeIntegers(
  readers: readonly Reader[],
  length: number,
  valid: Uint8Array | undefined,
  work: Work<Float64Array>,
): NumbersLayout {
  const data = allocate('int64', length) as BigInt64Array;
  const halves = new Int32Array(data.buffer);
  const scratch = new Float64Array(Math.min(length, AT_A_TIME));
  inSteps(length, (from, to) => {
    const some = scratch.subarray(0, to - from);
    work(
      readers.map((read) => read(from, to)),
      some,
      from,
    );
    writeIntegers(some, halves, from, valid);
  });
  return { is: 'numbers', dtype: 'int64', data };
}

/** Whole numbers as pairs of the low and the high half of 64 bits. */
function writeIntegers(values: Float64Array, halves: Int32Array, from: number, valid: Uint8Array | undefined): void {
  for (let k = 0; k < values.length; k++) {
    const value = values[k] as number;
    const small = value | 0;
    const at = 2 * (from + k);
    if (small === value) {
      halves[at] = small;
      halves[at + 1] = small >> 31;
    } else if (valid === undefined || isValid(valid, from + k)) {
      const checked = whole(value);
      halves[at] = checked;
      halves[at + 1] = Math.floor(checked / 4294967296);
    }
  }
}
