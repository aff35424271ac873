const TOO_SHORT = 'the LZ4 block ends too early';
const TOO_LONG = 'the LZ4 block holds more than it should';
const LEAST_MATCH = 4;
const COPY_AT_ONCE = 32;

/**
 * Unpacks one LZ4 block (the block format, without a frame) that must give exactly `size` bytes.
 *
 * @throws RangeError where the block is damaged or has another size. Definition: lz4_Block_format.md of the LZ4 project.
 */
export function unpackLz4(packed: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  const end = packed.length;
  let from = 0;
  let to = 0;
  while (from < end) {
    const token = packed[from++] as number;
    let literals = token >> 4;
    if (literals === 15) {
      let more = 255;
      while (more === 255) {
        if (from >= end) throw new RangeError(TOO_SHORT);
        more = packed[from++] as number;
        literals += more;
      }
    }
    if (literals > end - from) throw new RangeError(TOO_SHORT);
    if (literals > size - to) throw new RangeError(TOO_LONG);
    if (literals > COPY_AT_ONCE) {
      out.set(packed.subarray(from, from + literals), to);
      from += literals;
      to += literals;
    } else for (const stop = from + literals; from < stop; ) out[to++] = packed[from++] as number;
    if (from === end) break;
    if (end - from < 2) throw new RangeError(TOO_SHORT);
    const back = (packed[from] as number) | ((packed[from + 1] as number) << 8);
    from += 2;
    if (back === 0 || back > to) throw new RangeError('the LZ4 block refers to bytes before its beginning');
    let length = token & 15;
    if (length === 15) {
      let more = 255;
      while (more === 255) {
        if (from >= end) throw new RangeError(TOO_SHORT);
        more = packed[from++] as number;
        length += more;
      }
    }
    length += LEAST_MATCH;
    if (length > size - to) throw new RangeError(TOO_LONG);
    // A match may reach into what it writes itself: then it is a repetition, copied byte by byte.
    if (length > COPY_AT_ONCE && back >= length) {
      out.copyWithin(to, to - back, to - back + length);
      to += length;
    } else for (const stop = to + length; to < stop; to++) out[to] = out[to - back] as number;
  }
  if (to !== size) throw new RangeError(`the LZ4 block holds ${to} bytes, expected ${size}`);
  return out;
}
