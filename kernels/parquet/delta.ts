import { DamagedPage } from './damaged.ts';
import type { Words } from './values.ts';

// DELTA_BINARY_PACKED: a header (values a block, miniblocks a block, values in all, the first value), then blocks. A block
// has its least difference, one bit width a miniblock, and the miniblocks: differences less the least one, packed with the
// lowest bits first. All arithmetic wraps around. 64-bit values are pairs of words.

const LARGEST_BLOCK = 1 << 24;

/**
 * Decodes exactly `count` integers into `out` from value `to` on; `size` 4 wraps around at 32 bits, 8 at 64. Tells where
 * they end.
 */
export function decodeDeltas(
  bytes: Uint8Array,
  at: number,
  end: number,
  out: Words,
  to: number,
  count: number,
): number {
  const reader = new DeltaReader(bytes, at, end);
  const { blockSize, miniblocks, total } = reader.header();
  if (total !== count) throw new DamagedPage(`${total} differences, expected ${count}`);
  if (count === 0) return end - reader.left;
  const miniblock = blockSize / miniblocks;
  const put = out.size === 4 ? new Put32(out.data as Int32Array, to) : new Put64(out.data as Int32Array, 2 * to);
  reader.zigzag();
  put.first(reader.low, reader.high);
  for (let done = 1; done < count; ) {
    reader.zigzag();
    const { low, high } = reader;
    const widths = reader.take(miniblocks);
    for (let i = 0; i < miniblocks && done < count; i++) {
      const width = bytes[widths + i] as number;
      if (width > 8 * out.size) throw new DamagedPage(`differences of ${width} bits`);
      const used = Math.min(miniblock, count - done);
      // the last miniblock may be cut short
      const start = reader.take(Math.min((miniblock * width) / 8, reader.left), Math.ceil((used * width) / 8));
      put.miniblock(bytes, start, width, used, low, high);
      done += used;
    }
  }
  return end - reader.left;
}

class DeltaReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #at: number;
  /** The words of the integer read last. */
  low = 0;
  high = 0;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.#bytes = bytes;
    this.#at = at;
    this.#end = end;
  }

  get left(): number {
    return this.#end - this.#at;
  }

  header(): { blockSize: number; miniblocks: number; total: number } {
    const blockSize = this.#count();
    const miniblocks = this.#count();
    const total = this.#count();
    if (miniblocks === 0 || blockSize === 0 || blockSize > LARGEST_BLOCK || blockSize % (32 * miniblocks) !== 0)
      throw new DamagedPage(`blocks of ${blockSize} differences in ${miniblocks} parts`);
    return { blockSize, miniblocks, total };
  }

  /** Reads a signed integer into `low` and `high`: 0, -1, 1, -2, … are 0, 1, 2, 3, … */
  zigzag(): void {
    this.#varint();
    const sign = -(this.low & 1);
    this.low = ((this.low >>> 1) | (this.high << 31)) ^ sign;
    this.high = (this.high >>> 1) ^ sign;
  }

  /** Steps over bytes, of which at least `needed` must be there, and gives their position. */
  take(length: number, needed = length): number {
    if (needed > this.left) throw new DamagedPage('differences run past the end');
    this.#at += length;
    return this.#at - length;
  }

  #count(): number {
    this.#varint();
    if (this.high !== 0 || this.low < 0) throw new DamagedPage('a count is too large');
    return this.low;
  }

  #varint(): void {
    this.low = 0;
    this.high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#bytes[this.take(1)] as number;
      const bits = byte & 0x7f;
      if (shift < 32) this.low |= bits << shift;
      if (shift > 24) this.high |= shift < 32 ? bits >>> (32 - shift) : bits << (shift - 32);
      if (byte < 0x80) return;
    }
    throw new DamagedPage('an integer has more than 10 bytes');
  }
}

/** `width` bits, at most 32, from bit `bit` of `bytes[at]` on. */
function bitsAt(bytes: Uint8Array, at: number, bit: number, width: number): number {
  const low =
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24);
  const word = bit === 0 ? low : (low >>> bit) | ((bytes[at + 4] as number) << (32 - bit));
  return width === 32 ? word : word & ((1 << width) - 1);
}

class Put32 {
  readonly #out: Int32Array;
  #to: number;
  #value = 0;

  constructor(out: Int32Array, to: number) {
    this.#out = out;
    this.#to = to;
  }

  first(low: number): void {
    this.#value = low;
    this.#out[this.#to++] = low;
  }

  miniblock(bytes: Uint8Array, start: number, width: number, count: number, least: number): void {
    const out = this.#out;
    let to = this.#to;
    let value = this.#value;
    let bits = 0;
    for (let i = 0; i < count; i++, bits += width) {
      const step = width === 0 ? 0 : bitsAt(bytes, start + (bits >>> 3), bits & 7, width);
      value = (value + step + least) | 0;
      out[to++] = value;
    }
    this.#to = to;
    this.#value = value;
  }
}

class Put64 {
  readonly #out: Int32Array;
  #to: number;
  #low = 0;
  #high = 0;

  constructor(out: Int32Array, to: number) {
    this.#out = out;
    this.#to = to;
  }

  first(low: number, high: number): void {
    this.#low = low;
    this.#high = high;
    this.#out[this.#to++] = low;
    this.#out[this.#to++] = high;
  }

  miniblock(bytes: Uint8Array, start: number, width: number, count: number, leastLow: number, leastHigh: number): void {
    const out = this.#out;
    const lowWidth = Math.min(width, 32);
    const highWidth = width - lowWidth;
    let to = this.#to;
    let low = this.#low;
    let high = this.#high;
    let bits = 0;
    for (let i = 0; i < count; i++, bits += width) {
      const stepLow = lowWidth === 0 ? 0 : bitsAt(bytes, start + (bits >>> 3), bits & 7, lowWidth);
      const stepHigh = highWidth === 0 ? 0 : bitsAt(bytes, start + ((bits + 32) >>> 3), bits & 7, highWidth);
      const sum = (low >>> 0) + (stepLow >>> 0) + (leastLow >>> 0);
      // a sum of three words carries 0, 1 or 2
      high = (high + stepHigh + leastHigh + Math.floor(sum / 4294967296)) | 0;
      low = sum | 0;
      out[to++] = low;
      out[to++] = high;
    }
    this.#to = to;
    this.#low = low;
    this.#high = high;
  }
}
