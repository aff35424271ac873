/** Longer runs of literal bytes are copied by a call, which then costs less than a loop. */
const MANY = 1024;
/** Short runs are copied by words of four bytes, up to eight bytes more than wanted: what comes next overwrites them. */
const SPARE = 8;
const LEAST_MATCH = 4;

/**
 * Decodes an LZ4 block into `out`; tells whether it did. A block is a sequence of literal bytes and copies of what was decoded
 * before (github.com/lz4/lz4, doc/lz4_Block_format.md).
 *
 * @param whole the block must fill `out` exactly; else it must at least fill it, and what follows in it is not looked at
 */
export function decodeLz4Block(bytes: Uint8Array, out: Uint8Array, whole = true): boolean {
  const end = bytes.length;
  const size = out.length;
  const source = new DataView(bytes.buffer, bytes.byteOffset, end);
  const target = new DataView(out.buffer, out.byteOffset, size);
  let at = 0;
  let to = 0;
  while (at < end) {
    const token = bytes[at++] as number;
    let length = token >> 4;
    if (length > 0) {
      for (let more = length === 15 ? 255 : 0; more === 255; length += more) {
        if (at >= end) return false;
        more = bytes[at++] as number;
      }
      if (length > end - at) return false;
      if (length > size - to) {
        if (whole) return false;
        length = size - to;
      }
      const stop = to + length;
      if (length > MANY) out.set(bytes.subarray(at, at + length), to);
      else if (end - at >= length + SPARE && size - to >= length + SPARE) {
        target.setInt32(to, source.getInt32(at, true), true);
        target.setInt32(to + 4, source.getInt32(at + 4, true), true);
        for (let here = to + 8, from = at + 8; here < stop; here += 8, from += 8) {
          target.setInt32(here, source.getInt32(from, true), true);
          target.setInt32(here + 4, source.getInt32(from + 4, true), true);
        }
      } else for (let from = at; to < stop; ) out[to++] = bytes[from++] as number;
      at += length;
      to = stop;
    }
    if (to === size && !whole) return true;
    // the last sequence has no copy
    if (at === end) return to === size;
    if (end - at < 2) return false;
    const distance = source.getUint16(at, true);
    at += 2;
    length = token & 15;
    for (let more = length === 15 ? 255 : 0; more === 255; length += more) {
      if (at >= end) return false;
      more = bytes[at++] as number;
    }
    length += LEAST_MATCH;
    if (distance === 0 || distance > to) return false;
    if (length > size - to) {
      if (whole) return false;
      length = size - to;
    }
    const stop = to + length;
    // a copy may reach into what it writes itself, but a word at a time only where that lies behind
    if (distance >= 4 && size - to >= length + SPARE) {
      target.setInt32(to, target.getInt32(to - distance, true), true);
      target.setInt32(to + 4, target.getInt32(to + 4 - distance, true), true);
      for (to += 8; to < stop; to += 4) target.setInt32(to, target.getInt32(to - distance, true), true);
    } else for (; to < stop; to++) out[to] = out[to - distance] as number;
    to = stop;
  }
  return to === size && !whole;
}
