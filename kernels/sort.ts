import type { Keys } from './reduce.ts';

/** Up to so many, inserting one by one is the fastest way to sort. */
const FEW = 24;

/** Positions of the elements, each list in rising (or falling) order of the keys; equal keys keep their order, NaN comes last. */
export function sortedPositions(offsets: Int32Array, keys: Keys, descending: boolean): Int32Array {
  if (keys instanceof BigInt64Array || keys instanceof BigUint64Array)
    return positionsInOrder(offsets, (i, j) => {
      const [a, b] = [keys[i] as bigint, keys[j] as bigint];
      return descending ? a > b : a < b;
    });
  return risingPositions(
    offsets,
    descending ? negated(keys) : keys instanceof Float64Array ? keys : new Float64Array(keys),
  );
}

/** The falling order of numbers is the rising order of these. */
function negated(keys: Float64Array | Uint8Array): Float64Array {
  const out = new Float64Array(keys.length);
  for (let i = 0; i < out.length; i++) out[i] = -(keys[i] as number);
  return out;
}

function risingPositions(offsets: Int32Array, keys: Float64Array): Int32Array {
  const out = new Int32Array(offsets[offsets.length - 1] as number);
  for (let i = 0; i + 1 < offsets.length; i++) {
    const start = offsets[i] as number;
    const end = offsets[i + 1] as number;
    if (end - start > FEW) mergeKeys(out, start, end, keys);
    else insertKeys(out, start, end, keys);
  }
  return out;
}

/** Positions start up to end, sorted by their keys as they are put in one by one. */
function insertKeys(out: Int32Array, start: number, end: number, keys: Float64Array): void {
  for (let k = start; k < end; k++) {
    const key = keys[k] as number;
    let at = k;
    while (at > start) {
      const before = out[at - 1] as number;
      const other = keys[before] as number;
      if (!(key < other || (other !== other && key === key))) break;
      out[at] = before;
      at--;
    }
    out[at] = k;
  }
}

/** Keys and the positions they belong to; they move together, so that merging reads both in order. */
interface Run {
  readonly keys: Float64Array;
  readonly positions: Int32Array;
}

/** Positions start up to end, sorted by merging ever longer runs. */
function mergeKeys(out: Int32Array, start: number, end: number, keys: Float64Array): void {
  for (let at = start; at < end; at += FEW) insertKeys(out, at, Math.min(at + FEW, end), keys);
  const length = end - start;
  let from: Run = { keys: new Float64Array(length), positions: out.slice(start, end) };
  let to: Run = { keys: new Float64Array(length), positions: new Int32Array(length) };
  for (let k = 0; k < length; k++) from.keys[k] = keys[from.positions[k] as number] as number;
  for (let width = FEW; width < length; width *= 2) {
    for (let at = 0; at < length; at += 2 * width)
      mergeTwo(from, to, at, Math.min(at + width, length), Math.min(at + 2 * width, length));
    [from, to] = [to, from];
  }
  out.set(from.positions, start);
}

/** Two neighbouring runs as one; of equal keys those of the first come first. */
function mergeTwo(from: Run, to: Run, start: number, middle: number, end: number): void {
  const { keys, positions } = from;
  const { keys: mergedKeys, positions: merged } = to;
  let left = start;
  let right = middle;
  let at = start;
  while (left < middle && right < end) {
    const a = keys[left] as number;
    const b = keys[right] as number;
    const second = b < a || (a !== a && b === b);
    mergedKeys[at] = second ? b : a;
    merged[at++] = positions[second ? right++ : left++] as number;
  }
  for (; left < middle; at++, left++) {
    mergedKeys[at] = keys[left] as number;
    merged[at] = positions[left] as number;
  }
  for (; right < end; at++, right++) {
    mergedKeys[at] = keys[right] as number;
    merged[at] = positions[right] as number;
  }
}

/** Positions of the elements, each list so that none comes before an earlier one; others keep their order. */
export function positionsInOrder(offsets: Int32Array, before: (i: number, j: number) => boolean): Int32Array {
  const out = new Int32Array(offsets[offsets.length - 1] as number);
  const compare = (i: number, j: number): number => (before(i, j) ? -1 : before(j, i) ? 1 : i - j);
  for (let i = 0; i + 1 < offsets.length; i++) {
    const start = offsets[i] as number;
    const end = offsets[i + 1] as number;
    if (end - start > FEW) {
      const range = out.subarray(start, end);
      for (let k = 0; k < range.length; k++) range[k] = start + k;
      range.sort(compare);
      continue;
    }
    for (let k = start; k < end; k++) {
      let at = k;
      for (; at > start && before(k, out[at - 1] as number); at--) out[at] = out[at - 1] as number;
      out[at] = k;
    }
  }
  return out;
}

/** The numbers of each list in rising (or falling) order, NaN last; -0 and 0 keep their order. */
export function sortedValues(offsets: Int32Array, values: Float64Array, descending: boolean): Float64Array {
  const out = descending ? negated(values) : values.slice();
  for (let i = 0; i + 1 < offsets.length; i++) {
    const start = offsets[i] as number;
    const end = offsets[i + 1] as number;
    if (end - start > FEW) sortMany(out.subarray(start, end));
    else insertValues(out, start, end);
  }
  if (descending) for (let i = 0; i < out.length; i++) out[i] = -(out[i] as number);
  return out;
}

function insertValues(out: Float64Array, start: number, end: number): void {
  for (let k = start + 1; k < end; k++) {
    const value = out[k] as number;
    let at = k;
    while (at > start) {
      const other = out[at - 1] as number;
      if (!(value < other || (other !== other && value === value))) break;
      out[at] = other;
      at--;
    }
    out[at] = value;
  }
}

/** Typed arrays sort as is wanted here, except that they put -0 before 0: where there is one, zeros get their order back. */
function sortMany(range: Float64Array): void {
  const zeros = range.some((x) => Object.is(x, -0)) ? range.filter((x) => x === 0) : undefined;
  range.sort();
  if (zeros !== undefined) range.set(zeros, range.indexOf(0));
}

/** Positions of the elements, each list backwards. */
export function reversedPositions(offsets: Int32Array): Int32Array {
  const out = new Int32Array(offsets[offsets.length - 1] as number);
  for (let i = 0; i + 1 < offsets.length; i++) {
    const last = (offsets[i] as number) + (offsets[i + 1] as number) - 1;
    for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) out[k] = last - k;
  }
  return out;
}
