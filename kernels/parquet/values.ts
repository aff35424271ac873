import { DamagedPage } from './damaged.ts';

// Values are moved as bits, never as floating numbers: so NaN keeps its payload. Values of 8 bytes are pairs of words.

/** Single bytes, 32-bit words, or pairs of 32-bit words; a column's values as they are moved about. */
export interface Words {
  /** Bytes a value: 1, 4 or 8. */
  readonly size: 1 | 4 | 8;
  /** Bytes for size 1, else words. */
  readonly data: Uint8Array | Int32Array;
}

/** New room for values. */
export function wordsFor(size: 1 | 4 | 8, count: number): Words {
  return { size, data: size === 1 ? new Uint8Array(count) : new Int32Array(size === 4 ? count : 2 * count) };
}

/** Values that stand one after the other in `bytes`: a view where they are aligned, else a copy. */
export function wordsAt(bytes: Uint8Array, at: number, size: 1 | 4 | 8, count: number): Words {
  const length = size * count;
  if (length > bytes.length - at) throw new DamagedPage('values run past the end');
  if (size === 1) return { size, data: bytes.subarray(at, at + length) };
  const start = bytes.byteOffset + at;
  // 8-byte values are looked at as such in the end
  if (start % size === 0) return { size, data: new Int32Array(bytes.buffer, start, length >> 2) };
  return { size, data: new Int32Array(bytes.buffer.slice(start, start + length)) };
}

/** Copies values that stand one after the other in `bytes` into `out`, from value `to` on. */
export function copyWords(bytes: Uint8Array, at: number, out: Words, to: number, count: number): void {
  const length = out.size * count;
  if (length > bytes.length - at) throw new DamagedPage('values run past the end');
  const { buffer, byteOffset } = out.data;
  new Uint8Array(buffer, byteOffset + to * out.size, length).set(bytes.subarray(at, at + length));
}

/** Looks up values in a dictionary: `out` from `to` on gets those that `index` names. */
export function gatherWords(dictionary: Words, index: Int32Array, out: Words, to: number, count: number): void {
  const known = dictionary.data.length / (dictionary.size === 8 ? 2 : 1);
  const areKnown =
    out.size === 1
      ? gatherBytes(dictionary.data as Uint8Array, index, out.data as Uint8Array, to, count)
      : out.size === 4
        ? gatherSingles(dictionary.data as Int32Array, index, out.data as Int32Array, to, count)
        : gatherPairs(dictionary.data as Int32Array, index, out.data as Int32Array, to, count);
  if (areKnown) return;
  const bad = index.subarray(0, count).find((place) => place >>> 0 >= known) as number;
  throw new DamagedPage(`there is no value ${bad >>> 0} in a dictionary of ${known}`);
}

// Each tells whether all places were in the dictionary: `wrong` is negative as soon as one is not.
function gatherBytes(from: Uint8Array, index: Int32Array, out: Uint8Array, to: number, count: number): boolean {
  const last = from.length - 1;
  let wrong = 0;
  for (let i = 0; i < count; i++) {
    const place = index[i] as number;
    wrong |= place | (last - place);
    out[to + i] = from[place] as number;
  }
  return wrong >= 0;
}

function gatherSingles(from: Int32Array, index: Int32Array, out: Int32Array, to: number, count: number): boolean {
  const last = from.length - 1;
  let wrong = 0;
  for (let i = 0; i < count; i++) {
    const place = index[i] as number;
    wrong |= place | (last - place);
    out[to + i] = from[place] as number;
  }
  return wrong >= 0;
}

function gatherPairs(from: Int32Array, index: Int32Array, out: Int32Array, to: number, count: number): boolean {
  const last = from.length / 2 - 1;
  let wrong = 0;
  let put = 2 * to;
  for (let i = 0; i < count; i++) {
    const place = index[i] as number;
    wrong |= place | (last - place);
    out[put++] = from[2 * place] as number;
    out[put++] = from[2 * place + 1] as number;
  }
  return wrong >= 0;
}

/**
 * Moves values to their places, in place: `values` holds them one after the other at its beginning, and each entry with a
 * level of at least `leaf` gets the next one; the others get zero.
 */
export function spreadWords(values: Words, present: number, levels: Uint8Array, count: number, leaf: number): void {
  if (values.size === 1) spreadBytes(values.data as Uint8Array, present, levels, count, leaf);
  else if (values.size === 4) spreadSingles(values.data as Int32Array, present, levels, count, leaf);
  else spreadPairs(values.data as Int32Array, present, levels, count, leaf);
}

// From the end on, so that nothing is overwritten before it is moved.
function spreadBytes(data: Uint8Array, present: number, levels: Uint8Array, count: number, leaf: number): void {
  let from = present;
  for (let i = count - 1; i >= 0; i--) data[i] = (levels[i] as number) >= leaf ? (data[--from] as number) : 0;
}

function spreadSingles(data: Int32Array, present: number, levels: Uint8Array, count: number, leaf: number): void {
  let from = present;
  for (let i = count - 1; i >= 0; i--) data[i] = (levels[i] as number) >= leaf ? (data[--from] as number) : 0;
}

function spreadPairs(data: Int32Array, present: number, levels: Uint8Array, count: number, leaf: number): void {
  let from = present;
  for (let i = count - 1; i >= 0; i--) {
    const there = (levels[i] as number) >= leaf;
    if (there) from--;
    data[2 * i] = there ? (data[2 * from] as number) : 0;
    data[2 * i + 1] = there ? (data[2 * from + 1] as number) : 0;
  }
}
