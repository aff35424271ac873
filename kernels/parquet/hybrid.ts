import { DamagedPage } from './damaged.ts';

// The hybrid of runs and packed bits: a header, whose lowest bit tells which, and then either one value that is repeated
// (header >> 1 times) or groups of 8 values in `width` bits each, the lowest bits first.

const LONGEST_HEADER = 5;

export function headerAt(bytes: Uint8Array, start: number, end: number): number {
  // most runs are short
  let value = start < end ? (bytes[start] as number) : 0x80;
  if (value < 0x80) return value;
  value = 0;
  for (let i = 0; i < LONGEST_HEADER; i++) {
    if (start + i >= end) throw new DamagedPage('a run has no header');
    const byte = bytes[start + i] as number;
    // beyond 31 bits by multiplication, as shifts would wrap around
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return value;
  }
  throw new DamagedPage('the header of a run is too long');
}

/** The position behind a header that was read before. */
export function behindHeader(bytes: Uint8Array, start: number): number {
  let at = start;
  while ((bytes[at] as number) >= 0x80) at++;
  return at + 1;
}

/** How many bytes of packed bits hold the next `count` values, which must be there. */
export function packedBytes(header: number, width: number, count: number, left: number): number {
  const whole = Math.floor(header / 2) * width;
  // writers may leave out what pads the last group
  if (Math.ceil((count * width) / 8) > left) throw new DamagedPage('packed values run past the end');
  return Math.min(whole, left);
}

/**
 * Unpacks `count` values of at most 8 bits, one a byte, into `out` from `to` on. This is how levels are stored, and truth
 * values.
 */
export function unpackLevels(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  out: Uint8Array,
  to: number,
  count: number,
): void {
  const stop = to + count;
  let at = start;
  while (to < stop) {
    const header = headerAt(bytes, at, end);
    at = behindHeader(bytes, at);
    if (header % 2 === 0) {
      const length = Math.min(header / 2, stop - to);
      if (length === 0) throw new DamagedPage('a run has no values');
      if (width > 0 && at >= end) throw new DamagedPage('a run has no value');
      const value = width === 0 ? 0 : (bytes[at++] as number);
      if (value >> width !== 0) throw new DamagedPage(`a run repeats ${value}, which has more than ${width} bits`);
      out.fill(value, to, to + length);
      to += length;
    } else {
      const length = Math.min(Math.floor(header / 2) * 8, stop - to);
      if (length === 0) throw new DamagedPage('a run has no values');
      const used = packedBytes(header, width, length, end - at);
      if (width === 1) unpackOnes(bytes, at, out, to, length);
      else if (width === 2) unpackTwos(bytes, at, out, to, length);
      else unpackBytes(bytes, at, width, out, to, length);
      at += used;
      to += length;
    }
  }
}

/** Unpacks single bits, the lowest first. */
export function unpackOnes(bytes: Uint8Array, at: number, out: Uint8Array, to: number, count: number): void {
  const whole = to + (count & ~7);
  const stop = to + count;
  let i = to;
  for (; i < whole; i += 8) {
    const byte = bytes[at++] as number;
    out[i] = byte & 1;
    out[i + 1] = (byte >> 1) & 1;
    out[i + 2] = (byte >> 2) & 1;
    out[i + 3] = (byte >> 3) & 1;
    out[i + 4] = (byte >> 4) & 1;
    out[i + 5] = (byte >> 5) & 1;
    out[i + 6] = (byte >> 6) & 1;
    out[i + 7] = byte >> 7;
  }
  for (let bit = 0; i < stop; i++, bit++) out[i] = ((bytes[at] as number) >> bit) & 1;
}

function unpackTwos(bytes: Uint8Array, at: number, out: Uint8Array, to: number, count: number): void {
  const whole = to + (count & ~3);
  const stop = to + count;
  let i = to;
  for (; i < whole; i += 4) {
    const byte = bytes[at++] as number;
    out[i] = byte & 3;
    out[i + 1] = (byte >> 2) & 3;
    out[i + 2] = (byte >> 4) & 3;
    out[i + 3] = byte >> 6;
  }
  for (let bit = 0; i < stop; i++, bit += 2) out[i] = ((bytes[at] as number) >> bit) & 3;
}

function unpackBytes(bytes: Uint8Array, at: number, width: number, out: Uint8Array, to: number, count: number): void {
  const mask = (1 << width) - 1;
  const last = bytes.length - 1;
  let bit = 0;
  for (let i = to; i < to + count; i++) {
    const high = at < last ? (bytes[at + 1] as number) : 0;
    out[i] = (((bytes[at] as number) | (high << 8)) >>> bit) & mask;
    bit += width;
    at += bit >>> 3;
    bit &= 7;
  }
}

/** Unpacks `count` values of at most 32 bits into `out` from its beginning. This is how places in a dictionary are stored. */
export function unpackIndexes(
  bytes: Uint8Array,
  start: number,
  end: number,
  width: number,
  out: Int32Array,
  count: number,
): void {
  if (width > 32) throw new DamagedPage(`values of ${width} bits`);
  let at = start;
  // a dictionary with one value needs no bits, and some writers leave the runs out
  let to = width === 0 ? count : 0;
  if (width === 0) out.fill(0, 0, count);
  const size = (width + 7) >> 3;
  while (to < count) {
    const header = headerAt(bytes, at, end);
    at = behindHeader(bytes, at);
    if (header % 2 === 0) {
      const length = Math.min(header / 2, count - to);
      if (length === 0) throw new DamagedPage('a run has no values');
      if (size > end - at) throw new DamagedPage('a run has no value');
      let value = 0;
      for (let i = 0; i < size; i++) value |= (bytes[at + i] as number) << (8 * i);
      out.fill(value, to, to + length);
      at += size;
      to += length;
    } else {
      const length = Math.min(Math.floor(header / 2) * 8, count - to);
      if (length === 0) throw new DamagedPage('a run has no values');
      const used = packedBytes(header, width, length, end - at);
      if (width <= 24) unpackNarrow(bytes, at, width, out, to, length);
      else unpackWide(bytes, at, 0, width, out, to, length);
      at += used;
      to += length;
    }
  }
}

// A value of at most 24 bits lies in the 4 bytes from its first one on.
function unpackNarrow(bytes: Uint8Array, at: number, width: number, out: Int32Array, to: number, count: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mask = (1 << width) - 1;
  const last = bytes.length - 4;
  const stop = to + count;
  let bit = 0;
  let i = to;
  for (; i < stop && at <= last; i++) {
    out[i] = (view.getUint32(at, true) >>> bit) & mask;
    bit += width;
    at += bit >>> 3;
    bit &= 7;
  }
  if (i < stop) unpackWide(bytes, at, bit, width, out, i, stop - i);
}

// Bit by bit: the last values before the end, and dictionaries of more than 16 million, which are not worth more speed.
function unpackWide(
  bytes: Uint8Array,
  at: number,
  bit: number,
  width: number,
  out: Int32Array,
  to: number,
  count: number,
): void {
  for (let i = to; i < to + count; i++) {
    let value = 0;
    for (let k = 0; k < width; k++) {
      value |= (((bytes[at] as number) >> bit) & 1) << k;
      if (++bit === 8) {
        bit = 0;
        at++;
      }
    }
    out[i] = value;
  }
}
