/**
 * Decodes an LZ4 block into `out`, which it must fill exactly; tells whether it did. A block is a sequence of literal
 * bytes and copies of what was decoded before (github.com/lz4/lz4, doc/lz4_Block_format.md).
 */
export function decodeLz4Block(bytes: Uint8Array, out: Uint8Array): boolean {
  const end = bytes.length;
  const size = out.length;
  let at = 0;
  let to = 0;
  while (at < end) {
    const token = bytes[at++] as number;
    let length = token >> 4;
    for (let more = length === 15 ? 255 : 0; more === 255; length += more) {
      if (at >= end) return false;
      more = bytes[at++] as number;
    }
    if (length > end - at || length > size - to) return false;
    if (length > 32) out.set(bytes.subarray(at, at + length), to);
    else for (let i = 0; i < length; i++) out[to + i] = bytes[at + i] as number;
    at += length;
    to += length;
    // the last sequence has no copy
    if (at === end) return to === size;
    if (end - at < 2) return false;
    const distance = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
    at += 2;
    length = token & 15;
    for (let more = length === 15 ? 255 : 0; more === 255; length += more) {
      if (at >= end) return false;
      more = bytes[at++] as number;
    }
    length += 4;
    if (distance === 0 || distance > to || length > size - to) return false;
    // a copy may reach into itself, so byte by byte
    for (let i = 0; i < length; i++) out[to + i] = out[to - distance + i] as number;
    to += length;
  }
  return false;
}
