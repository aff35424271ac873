import { DamagedPage } from './damaged.ts';
import { behindHeader, headerAt, packedBytes } from './hybrid.ts';

// Where nothing is missing, all that levels say fits into one bit an entry: whether a row begins there, or an element is.
// Eight entries at a time, this is several times as fast as to look at each level.

/** The widest levels that are read so. */
export const WIDEST_LEVEL = 4;

/**
 * What four levels of some width say at once, by their packed bits: the lowest four bits are those of the levels, and bit
 * 16 + x is set where x is among them.
 */
export type LevelTable = Uint32Array;

/** A table for levels of `width` bits, the greatest of which are at most `WIDEST_LEVEL`. */
export function levelTable(width: number, isSet: (level: number) => boolean): LevelTable {
  return Uint32Array.from({ length: 2 ** (4 * width) }, (_, packed) => {
    let said = 0;
    for (let i = 0; i < 4; i++) {
      const level = (packed >>> (i * width)) & (2 ** width - 1);
      said |= ((isSet(level) ? 1 : 0) << i) | (1 << (16 + level));
    }
    return said >>> 0;
  });
}

/**
 * Appends one bit for each of `count` levels to a bitmap that has `to` bits, and room for one byte more than all need. Bits
 * behind the last are 0. Tells which levels there are: bit x for level x.
 */
export function levelBits(
  bytes: Uint8Array,
  width: number,
  table: LevelTable,
  out: Uint8Array,
  to: number,
  count: number,
): number {
  const stop = to + count;
  const end = bytes.length;
  let seen = 0;
  let at = 0;
  while (to < stop) {
    const header = headerAt(bytes, at, end);
    at = header < 0x80 ? at + 1 : behindHeader(bytes, at);
    const isRun = header % 2 === 0;
    const values = isRun ? header / 2 : Math.floor(header / 2) * 8;
    const length = Math.min(values, stop - to);
    if (length === 0) throw new DamagedPage('a run has no values');
    if (isRun) {
      if (at >= end) throw new DamagedPage('a run has no value');
      const level = bytes[at++] as number;
      if (level >> width !== 0) throw new DamagedPage(`a run repeats ${level}, which has more than ${width} bits`);
      seen |= 1 << level;
      // four equal levels stand at a multiple of 1111 in the table
      fillBits(out, to, to + length, (table[level * fourOnes(width)] as number) & 1);
    } else {
      const used = packedBytes(header, width, length, end - at);
      seen |= appendPacked(bytes, at, width, table, out, to, length);
      at += used;
    }
    to += length;
  }
  return seen;
}

const fourOnes = (width: number): number => 1 | (1 << width) | (1 << (2 * width)) | (1 << (3 * width));

/** Runs are short as a rule: calling `fill` for them takes longer than this loop. */
const SHORT = 32;

function fillBits(out: Uint8Array, from: number, to: number, bit: number): void {
  const value = -bit & 0xff;
  const inside = from & 7;
  const last = (to + 7) >> 3;
  let byte = from >> 3;
  if (inside > 0) {
    out[byte] = ((out[byte] as number) & ((1 << inside) - 1)) | (value << inside);
    byte++;
  }
  if (last - byte > SHORT) out.fill(value, byte, last);
  else for (; byte < last; byte++) out[byte] = value;
  if ((to & 7) > 0) out[to >> 3] = (out[to >> 3] as number) & ((1 << (to & 7)) - 1);
}

function appendPacked(
  bytes: Uint8Array,
  at: number,
  width: number,
  table: LevelTable,
  out: Uint8Array,
  to: number,
  count: number,
): number {
  const inside = to & 7;
  const whole = count >> 3;
  let byte = to >> 3;
  let carry = inside === 0 ? 0 : (out[byte] as number) & ((1 << inside) - 1);
  let seen = 0;
  for (let group = 0; group < whole; group++) {
    let low = 0;
    let high = 0;
    if (width === 2) {
      low = table[bytes[at] as number] as number;
      high = table[bytes[at + 1] as number] as number;
    } else if (width === 1) {
      low = table[(bytes[at] as number) & 15] as number;
      high = table[(bytes[at] as number) >> 4] as number;
    } else if (width === 3) {
      low = table[(bytes[at] as number) | (((bytes[at + 1] as number) & 15) << 8)] as number;
      high = table[((bytes[at + 1] as number) >> 4) | ((bytes[at + 2] as number) << 4)] as number;
    } else {
      low = table[(bytes[at] as number) | ((bytes[at + 1] as number) << 8)] as number;
      high = table[(bytes[at + 2] as number) | ((bytes[at + 3] as number) << 8)] as number;
    }
    at += width;
    seen |= low | high;
    carry |= ((low & 15) | ((high & 15) << 4)) << inside;
    out[byte++] = carry;
    carry >>= 8;
  }
  seen >>>= 16;
  // the last values one by one: what pads their group is no level
  let filled = inside;
  for (let i = 0; i < (count & 7); i++) {
    const level = levelAt(bytes, at, i, width);
    seen |= 1 << level;
    carry |= ((table[level * fourOnes(width)] as number) & 1) << filled;
    if (++filled === 8) {
      out[byte++] = carry;
      carry = 0;
      filled = 0;
    }
  }
  out[byte] = carry;
  return seen;
}

function levelAt(bytes: Uint8Array, at: number, i: number, width: number): number {
  let level = 0;
  for (let k = 0; k < width; k++) {
    const bit = i * width + k;
    level |= (((bytes[at + (bit >> 3)] as number) >> (bit & 7)) & 1) << k;
  }
  return level;
}

/**
 * Makes the offsets of lists from bits: where rows begin, and where elements are. They must be those of exactly as many rows
 * as there is room for: list i is elements offsets[i] up to offsets[i + 1].
 */
export function listsOfBits(starts: Uint8Array, elements: Uint8Array, count: number, offsets: Int32Array): void {
  if (count > 0 && ((starts[0] as number) & 1) === 0) throw new DamagedPage('the first value belongs to no row');
  const rows = offsets.length - 1;
  let row = 0;
  let found = 0;
  // each entry writes where the row after it begins; the last one of a row is right. Beyond the last row, in damaged
  // levels, nothing is written.
  for (let byte = 0; byte < (count + 7) >> 3; byte++) {
    const s = starts[byte] as number;
    const e = elements[byte] as number;
    offsets[row] = found;
    row += s & 1;
    found += e & 1;
    offsets[row] = found;
    row += (s >> 1) & 1;
    found += (e >> 1) & 1;
    offsets[row] = found;
    row += (s >> 2) & 1;
    found += (e >> 2) & 1;
    offsets[row] = found;
    row += (s >> 3) & 1;
    found += (e >> 3) & 1;
    offsets[row] = found;
    row += (s >> 4) & 1;
    found += (e >> 4) & 1;
    offsets[row] = found;
    row += (s >> 5) & 1;
    found += (e >> 5) & 1;
    offsets[row] = found;
    row += (s >> 6) & 1;
    found += (e >> 6) & 1;
    offsets[row] = found;
    row += (s >> 7) & 1;
    found += (e >> 7) & 1;
  }
  if (row !== rows) throw new DamagedPage(`the levels are those of ${row} rows, expected ${rows}`);
  offsets[rows] = found;
}

/** How many bits are set among those `from` up to `to`. */
export function countBits(bits: Uint8Array, from: number, to: number): number {
  let found = 0;
  let at = from;
  for (; at < to && (at & 7) > 0; at++) found += ((bits[at >> 3] as number) >> (at & 7)) & 1;
  for (; at + 8 <= to; at += 8) found += ONES[bits[at >> 3] as number] as number;
  for (; at < to; at++) found += ((bits[at >> 3] as number) >> (at & 7)) & 1;
  return found;
}

/** How many bits of a byte are set. */
const ONES = Uint8Array.from({ length: 256 }, (_, byte) => {
  let ones = 0;
  for (let bit = 0; bit < 8; bit++) ones += (byte >> bit) & 1;
  return ones;
});
