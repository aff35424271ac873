/** For each element of lists that lie one after the other: the number of its list. */
export function parentsOf(offsets: Int32Array): Int32Array {
  const out = new Int32Array(offsets[offsets.length - 1] as number);
  for (let i = 0, k = 0; i + 1 < offsets.length; i++) {
    const stop = offsets[i + 1] as number;
    while (k < stop) out[k++] = i;
  }
  return out;
}

/** The offsets of lists that lie from start to end each, put one after the other. */
export function offsetsOf(starts: Int32Array, ends: Int32Array): Int32Array {
  const out = new Int32Array(starts.length + 1);
  let total = 0;
  for (let i = 0; i < starts.length; i++) {
    total += (ends[i] as number) - (starts[i] as number);
    out[i + 1] = total;
  }
  if (total > 0x7fffffff) throw new RangeError(`${total} elements are more than 32-bit offsets can count`);
  return out;
}

/** Where the elements of lists lie, list by list. */
export function positionsOf(starts: Int32Array, offsets: Int32Array): Int32Array {
  const out = new Int32Array(offsets[starts.length] as number);
  for (let i = 0; i < starts.length; i++) {
    const shift = (starts[i] as number) - (offsets[i] as number);
    for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) out[k] = k + shift;
  }
  return out;
}

/** Whether the lists lie one after the other from 0 on. */
export function areDense(starts: Int32Array, ends: Int32Array): boolean {
  let at = 0;
  for (let i = 0; i < starts.length; i++) {
    if (starts[i] !== at) return false;
    at = ends[i] as number;
  }
  return true;
}

/** The index of each element in its list. */
export function indexInList(offsets: Int32Array): Float64Array {
  const out = new Float64Array(offsets[offsets.length - 1] as number);
  for (let i = 0; i + 1 < offsets.length; i++) {
    const start = offsets[i] as number;
    for (let k = start; k < (offsets[i + 1] as number); k++) out[k] = k - start;
  }
  return out;
}
