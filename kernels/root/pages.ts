import type { NumberArray } from '../dtype.ts';

/**
 * How the elements of an RNTuple page lie. Definition: ROOT's tree/ntuple/doc/BinaryFormatSpecification.md.
 * `split`: all first bytes, then all second bytes, and so on; `zigzag` and `delta` elements are split too.
 */
export type PageEncoding =
  | 'plain'
  | 'split'
  | 'zigzag'
  | 'delta'
  | 'bits'
  | 'half'
  | 'split half'
  | 'truncated'
  | { readonly least: number; readonly most: number };

/** The bytes of a page of `count` elements of `bits` bits. */
export const pageBytes = (count: number, bits: number): number => Math.ceil((count * bits) / 8);

/** Undoes the encoding of a page of numbers; `out` has as many elements as the page, or more. */
export function decodePage(
  page: Uint8Array,
  encoding: PageEncoding,
  bits: number,
  count: number,
  out: NumberArray,
): void {
  const bytes = new Uint8Array(out.buffer, out.byteOffset, count * out.BYTES_PER_ELEMENT);
  if (encoding === 'plain') return bytes.set(page.subarray(0, bytes.length));
  if (encoding === 'bits') return unpackBits(page, count, bytes);
  if (encoding === 'half') return unpackHalves(page, count, out as Float32Array);
  if (encoding === 'split half') {
    const halves = new Uint8Array(2 * count);
    unsplit(page, 2, count, halves);
    return unpackHalves(halves, count, out as Float32Array);
  }
  if (encoding === 'truncated') return unpackTruncated(page, bits, count, out as Float32Array);
  if (typeof encoding === 'object') return unpackQuantized(page, bits, count, encoding, out as Float32Array);
  unsplit(page, out.BYTES_PER_ELEMENT, count, bytes);
  if (encoding === 'zigzag') undoZigzag(out, count);
}

/**
 * Undoes the encoding of a page of indices of 4 or 8 bytes, which must not decrease.
 *
 * @returns how many elements were right: less than `count` where an index decreases, is negative, or is beyond 2**31
 */
export function decodeIndex(
  page: Uint8Array,
  encoding: 'plain' | 'delta',
  size: 4 | 8,
  count: number,
  out: Int32Array,
): number {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  let before = 0;
  for (let i = 0; i < count; i++) {
    const split = encoding === 'delta';
    if (size === 8 && (split ? word(page, i + 4 * count, count) : view.getInt32(i * 8 + 4, true)) !== 0) return i;
    const value = split ? before + word(page, i, count) : view.getInt32(i * size, true);
    if (value < before || value > 0x7fffffff) return i;
    out[i] = before = value;
  }
  return count;
}

/** Four bytes, each `step` after the one before, as a signed 32-bit integer. */
const word = (page: Uint8Array, at: number, step: number): number =>
  (page[at] as number) |
  ((page[at + step] as number) << 8) |
  ((page[at + 2 * step] as number) << 16) |
  ((page[at + 3 * step] as number) << 24);

/**
 * A page of a variant: for each element which alternative it is, from 1 (0 where it is none), and where it is among those.
 *
 * @returns how many elements were right: less than `count` where a number is beyond its type
 */
export function decodeSwitch(page: Uint8Array, count: number, tags: Int8Array, index: Int32Array): number {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  for (let i = 0; i < count; i++) {
    const [low, high, tag] = [
      view.getInt32(i * 12, true),
      view.getInt32(i * 12 + 4, true),
      view.getUint32(i * 12 + 8, true),
    ];
    if (low < 0 || high !== 0 || tag > 127) return i;
    index[i] = low;
    tags[i] = tag;
  }
  return count;
}

function unsplit(page: Uint8Array, size: number, count: number, out: Uint8Array): void {
  if (size === 4) return unsplitWords(page, count, new Int32Array(out.buffer, out.byteOffset, count), 0, 1);
  if (size === 8) {
    const words = new Int32Array(out.buffer, out.byteOffset, 2 * count);
    unsplitWords(page, count, words, 0, 2);
    return unsplitWords(page.subarray(4 * count), count, words, 1, 2);
  }
  for (let k = 0; k < size; k++)
    for (let i = 0, from = k * count, to = k; i < count; i++, to += size) out[to] = page[from++] as number;
}

function unsplitWords(page: Uint8Array, count: number, out: Int32Array, first: number, step: number): void {
  const [b, c, d] = [count, 2 * count, 3 * count];
  for (let i = 0, to = first; i < count; i++, to += step)
    out[to] =
      (page[i] as number) |
      ((page[b + i] as number) << 8) |
      ((page[c + i] as number) << 16) |
      ((page[d + i] as number) << 24);
}

function undoZigzag(out: NumberArray, count: number): void {
  if (out instanceof BigInt64Array) {
    const words = new Int32Array(out.buffer, out.byteOffset, 2 * count);
    for (let i = 0; i < words.length; i += 2) {
      const [low, high] = [words[i] as number, words[i + 1] as number];
      const sign = -(low & 1);
      words[i] = ((low >>> 1) | (high << 31)) ^ sign;
      words[i + 1] = (high >>> 1) ^ sign;
    }
    return;
  }
  const mask = out instanceof Int16Array ? 0xffff : -1;
  for (let i = 0; i < count; i++) {
    const value = (out[i] as number) & mask;
    out[i] = (value >>> 1) ^ -(value & 1);
  }
}

function unpackBits(page: Uint8Array, count: number, out: Uint8Array): void {
  for (let i = 0; i < count; i++) out[i] = ((page[i >> 3] as number) >> (i & 7)) & 1;
}

const WORD = new Uint32Array(1);
const FLOAT = new Float32Array(WORD.buffer);

/** The smallest half above 0. */
const LEAST_HALF = 2 ** -24;

function unpackHalves(page: Uint8Array, count: number, out: Float32Array | Float64Array): void {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  for (let i = 0; i < count; i++) {
    const half = view.getUint16(i * 2, true);
    const exponent = (half >> 10) & 31;
    const mantissa = half & 1023;
    if (exponent === 0) {
      out[i] = (half & 0x8000 ? -LEAST_HALF : LEAST_HALF) * mantissa;
      continue;
    }
    WORD[0] = ((half & 0x8000) << 16) | ((exponent === 31 ? 255 : exponent + 112) << 23) | (mantissa << 13);
    out[i] = FLOAT[0] as number;
  }
}

/** Goes through numbers of up to 32 bits that lie one after the other, the lowest bit first. */
function eachPacked(page: Uint8Array, bits: number, count: number, use: (value: number, i: number) => void): void {
  const most = 2 ** bits;
  let at = 0;
  let left = 0;
  let have = 0;
  for (let i = 0; i < count; i++) {
    // There are never more than 39 bits, which a double holds.
    for (; have < bits; have += 8) left += (page[at++] as number) * 2 ** have;
    const rest = Math.floor(left / most);
    use(left - rest * most, i);
    left = rest;
    have -= bits;
  }
}

function unpackTruncated(page: Uint8Array, bits: number, count: number, out: Float32Array | Float64Array): void {
  eachPacked(page, bits, count, (value, i) => {
    WORD[0] = value << (32 - bits);
    out[i] = FLOAT[0] as number;
  });
}

function unpackQuantized(
  page: Uint8Array,
  bits: number,
  count: number,
  { least, most }: { readonly least: number; readonly most: number },
  out: Float32Array | Float64Array,
): void {
  const scale = (most - least) / (2 ** bits - 1);
  eachPacked(page, bits, count, (value, i) => {
    out[i] = value * scale + least;
  });
}
