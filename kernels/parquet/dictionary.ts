import { DamagedPage } from './damaged.ts';
import { behindHeader, headerAt, packedBytes } from './hybrid.ts';

/** The widest places in a dictionary that are looked up as they are unpacked. */
export const WIDEST_PLACE = 16;

/**
 * Looks up `count` values of 32 bits in a dictionary: their places are packed in at most 16 bits each. `out` gets them
 * from `to` on. No array of places is made in between.
 */
export function lookUpSingles(
  bytes: Uint8Array,
  start: number,
  width: number,
  dictionary: Int32Array,
  out: Int32Array,
  to: number,
  count: number,
): void {
  const end = bytes.length;
  const stop = to + count;
  const known = dictionary.length;
  let at = start;
  while (to < stop) {
    const header = headerAt(bytes, at, end);
    at = behindHeader(bytes, at);
    const values = header % 2 === 0 ? header / 2 : Math.floor(header / 2) * 8;
    const length = Math.min(values, stop - to);
    if (length === 0) throw new DamagedPage('a run has no values');
    if (header % 2 === 0) {
      const size = (width + 7) >> 3;
      if (size > end - at) throw new DamagedPage('a run has no value');
      const place = size === 2 ? (bytes[at] as number) | ((bytes[at + 1] as number) << 8) : (bytes[at] as number);
      if (place >= known) throw unknown(place, known);
      out.fill(dictionary[place] as number, to, to + length);
      at += size;
    } else {
      const used = packedBytes(header, width, length, end - at);
      const greatest =
        width === 1
          ? lookUpOnes(bytes, at, dictionary, out, to, length)
          : lookUpPacked(bytes, at, width, dictionary, out, to, length);
      if (greatest >= known) throw unknown(greatest, known);
      at += used;
    }
    to += length;
  }
}

const unknown = (place: number, known: number): DamagedPage =>
  new DamagedPage(`there is no value ${place}${place === known ? ' or above' : ''} in a dictionary of ${known}`);

// Both give the greatest place, or a number that is as great as it for the length of the dictionary.

function lookUpOnes(
  bytes: Uint8Array,
  at: number,
  from: Int32Array,
  out: Int32Array,
  to: number,
  count: number,
): number {
  const whole = to + (count & ~7);
  const stop = to + count;
  let set = 0;
  let i = to;
  for (; i < whole; i += 8) {
    const byte = bytes[at++] as number;
    set |= byte;
    out[i] = from[byte & 1] as number;
    out[i + 1] = from[(byte >> 1) & 1] as number;
    out[i + 2] = from[(byte >> 2) & 1] as number;
    out[i + 3] = from[(byte >> 3) & 1] as number;
    out[i + 4] = from[(byte >> 4) & 1] as number;
    out[i + 5] = from[(byte >> 5) & 1] as number;
    out[i + 6] = from[(byte >> 6) & 1] as number;
    out[i + 7] = from[byte >> 7] as number;
  }
  for (let bit = 0; i < stop; i++, bit++) {
    const place = ((bytes[at] as number) >> bit) & 1;
    set |= place;
    out[i] = from[place] as number;
  }
  return set === 0 ? 0 : 1;
}

// A place of at most 16 bits lies in the 4 bytes from its first one on.
function lookUpPacked(
  bytes: Uint8Array,
  at: number,
  width: number,
  from: Int32Array,
  out: Int32Array,
  to: number,
  count: number,
): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mask = (1 << width) - 1;
  const last = from.length - 1;
  const stop = to + count;
  const lastByte = bytes.length - 4;
  let wrong = 0;
  let bit = 0;
  let i = to;
  for (; i < stop && at <= lastByte; i++) {
    const place = (view.getUint32(at, true) >>> bit) & mask;
    wrong |= last - place;
    out[i] = from[place] as number;
    bit += width;
    at += bit >>> 3;
    bit &= 7;
  }
  for (; i < stop; i++) {
    let place = 0;
    for (let k = 0; k < width; k++, bit++) place |= (((bytes[at + (bit >> 3)] as number) >> (bit & 7)) & 1) << k;
    wrong |= last - place;
    out[i] = from[place] as number;
  }
  return wrong < 0 ? from.length : 0;
}
