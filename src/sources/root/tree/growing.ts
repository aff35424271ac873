import { offsetsOfPlaces } from '../../../../kernels/root/entries.ts';

const FIRST = 1024;
const MOST_ELEMENTS = 0x7fffffff;
/** So many bytes of values a column can have at once. */
export const MOST_BYTES = 2 ** 31;

/** Bytes that are added piece by piece. */
export class GrowingBytes {
  #bytes = new Uint8Array(FIRST);
  length = 0;

  /** Makes room for more bytes and gives the memory they belong in, from `length` on. */
  room(more: number): Uint8Array {
    const needed = this.length + more;
    if (needed > MOST_BYTES) throw new RangeError(`its values take more than ${MOST_BYTES} bytes`);
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.min(MOST_BYTES, Math.max(needed, this.#bytes.length * 2)));
      larger.set(this.#bytes.subarray(0, this.length));
      this.#bytes = larger;
    }
    return this.#bytes;
  }

  append(source: Uint8Array, start: number, end: number): void {
    const count = end - start;
    const bytes = this.room(count);
    // For a few bytes a loop is faster than a call.
    if (count <= 32) for (let i = start, to = this.length; i < end; i++) bytes[to++] = source[i] as number;
    else bytes.set(source.subarray(start, end), this.length);
    this.length += count;
  }

  /** What was added; nothing may be added afterwards. */
  done(): Uint8Array {
    return this.#bytes.length > 2 * this.length + FIRST
      ? this.#bytes.slice(0, this.length)
      : this.#bytes.subarray(0, this.length);
  }
}

const tooMany = (elements: number): RangeError =>
  new RangeError(`${elements} elements are more than 32-bit offsets can count`);

/** Offsets of lists that are added. */
export class GrowingOffsets {
  #offsets = new Int32Array(FIRST);
  lists = 0;
  last = 0;

  /** Makes room for more lists and gives the offsets they belong in, from `lists + 1` on. */
  room(more: number): Int32Array {
    const needed = this.lists + 1 + more;
    if (needed > this.#offsets.length) {
      const larger = new Int32Array(Math.max(needed, this.#offsets.length * 2));
      larger.set(this.#offsets.subarray(0, this.lists + 1));
      this.#offsets = larger;
    }
    return this.#offsets;
  }

  /** Adds a list of `count` values; there must be room. */
  push(count: number): void {
    this.last += count;
    if (this.last > MOST_ELEMENTS) throw tooMany(this.last);
    this.#offsets[++this.lists] = this.last;
  }

  /** Adds lists by their places in bytes, for values of `size` bytes; gives the first that does not hold whole values, else -1. */
  pushPlaces(places: Int32Array, size: number): number {
    const lists = places.length - 1;
    const offsets = this.room(lists);
    const wrong = offsetsOfPlaces(places, size, offsets, this.lists);
    if (wrong >= 0) return wrong;
    this.lists += lists;
    this.last = offsets[this.lists] as number;
    if (this.last < 0) throw tooMany(this.last + 2 ** 32);
    return -1;
  }

  done(): Int32Array {
    const length = this.lists + 1;
    return this.#offsets.length === length ? this.#offsets : this.#offsets.slice(0, length);
  }
}
