import type { Keys } from './reduce.ts';

/** Positions of the elements, each list in rising (or falling) order of the keys; equal keys keep their order, NaN comes last. */
export function sortedPositions(offsets: Int32Array, keys: Keys, descending: boolean): Int32Array {
  const out = new Int32Array(offsets[offsets.length - 1] as number);
  for (let i = 0; i + 1 < offsets.length; i++)
    sortRange(out, keys, offsets[i] as number, offsets[i + 1] as number, descending);
  return out;
}

const MOST_INSERTED = 64;

function sortRange(out: Int32Array, keys: Keys, start: number, end: number, descending: boolean): void {
  if (end - start > MOST_INSERTED) return sortLong(out, keys, start, end, descending);
  for (let k = start; k < end; k++) {
    const key = keys[k] as number | bigint;
    let at = k;
    while (at > start && comesBefore(key, keys[out[at - 1] as number] as number | bigint, descending)) {
      out[at] = out[at - 1] as number;
      at--;
    }
    out[at] = k;
  }
}

function sortLong(out: Int32Array, keys: Keys, start: number, end: number, descending: boolean): void {
  const range = out.subarray(start, end);
  for (let k = 0; k < range.length; k++) range[k] = start + k;
  range.sort((a, b) => {
    const [x, y] = [keys[a] as number | bigint, keys[b] as number | bigint];
    if (comesBefore(x, y, descending)) return -1;
    return comesBefore(y, x, descending) ? 1 : a - b;
  });
}

function comesBefore(a: number | bigint, b: number | bigint, descending: boolean): boolean {
  return b !== b ? a === a : descending ? a > b : a < b;
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
