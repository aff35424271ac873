/**
 * Where entries begin in the data of a basket: 32-bit big-endian numbers at byte `at`, counted from `origin`. Writes
 * them to `places` from 0 on, with the end of the data behind the last.
 *
 * @returns whether each begins where the one before ends, or behind, and none outside of the data
 */
export function placesOf(bytes: Uint8Array, at: number, origin: number, end: number, places: Int32Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = places.length - 1;
  let before = 0;
  let ordered = true;
  for (let i = 0, from = at; i < entries; i++, from += 4) {
    const place = view.getInt32(from) - origin;
    ordered = ordered && place >= before;
    places[i] = before = place;
  }
  places[entries] = end;
  return ordered && before <= end;
}

/**
 * Offsets of lists from the places in bytes where they begin, for values of `size` bytes; written from `offsets[first + 1]`
 * on. `places[0]` is where `offsets[first]` is.
 *
 * @returns the first list that does not hold whole values; -1 where there is none
 */
export function offsetsOfPlaces(places: Int32Array, size: number, offsets: Int32Array, first: number): number {
  let before = places[0] as number;
  let offset = offsets[first] as number;
  for (let i = 1; i < places.length; i++) {
    const place = places[i] as number;
    const count = (place - before) / size;
    if (count !== (count | 0)) return i - 1;
    offsets[first + i] = offset += count;
    before = place;
  }
  return -1;
}

/**
 * Offsets of lists that have so many elements.
 *
 * @returns undefined where a count is negative, or the sum more than 32-bit offsets can count
 */
export function offsetsOfCounts(counts: ArrayLike<number | bigint>): Int32Array | undefined {
  const offsets = new Int32Array(counts.length + 1);
  let sum = 0;
  for (let i = 0; i < counts.length; i++) {
    const count = Number(counts[i]);
    sum += count;
    if (!(count >= 0 && sum <= 0x7fffffff)) return undefined;
    offsets[i + 1] = sum;
  }
  return offsets;
}
