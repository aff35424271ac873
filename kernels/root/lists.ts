/** Where lists are copied to: their bytes, and where each ends, in elements. There must be room for all. */
export interface ListTarget {
  readonly bytes: Uint8Array;
  /** Offsets; those of the lists to come are written from `lists + 1` on. */
  readonly offsets: Int32Array;
  /** How many lists there are, and the bytes they take. */
  lists: number;
  length: number;
}

const SHORT = 64;
const FRAME = 6;
const COUNTED = 0x40000000;
const MEMBER_WISE = 0x4000;

/**
 * Copies lists of numbers of `size` bytes, each a 32-bit big-endian length and its elements, from `at` up to `end`.
 * Where they are `framed`, a byte count and a version are in front of each, and must agree with the length.
 *
 * @returns where the next value begins; negative where a list does not fit: then `-1 - at` of that list
 */
export function copyLists(
  source: Uint8Array,
  at: number,
  end: number,
  count: number,
  size: number,
  framed: boolean,
  target: ListTarget,
): number {
  const view = new DataView(source.buffer, source.byteOffset, source.byteLength);
  const { bytes, offsets } = target;
  const words = size >= 4 ? new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2) : undefined;
  const front = framed ? FRAME + 4 : 4;
  let here = at;
  let to = target.length;
  let list = target.lists;
  for (let i = 0; i < count; i++) {
    if (end - here < front) return -1 - here;
    const length = view.getInt32(here + front - 4) * size;
    const next = here + front + length;
    if (length < 0 || next > end) return -1 - here;
    if (
      framed &&
      (view.getUint32(here) !== COUNTED + front - 4 + length || (view.getUint16(here + 4) & MEMBER_WISE) !== 0)
    )
      return -1 - here;
    let from = here + front;
    if (length > SHORT) bytes.set(source.subarray(from, next), to);
    else if (words !== undefined)
      for (let word = to >> 2; from < next; from += 4) words[word++] = view.getInt32(from, true);
    else for (let byte = to; from < next; ) bytes[byte++] = source[from++] as number;
    to += length;
    offsets[++list] = to / size;
    here = next;
  }
  target.lists = list;
  target.length = to;
  return here;
}
