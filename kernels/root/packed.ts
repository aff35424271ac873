/** Values of unsigned 32-bit big-endian integers: `integer / factor + least`, as ROOT's Double32_t with a range. */
export function unpackRange(bytes: Uint8Array, out: Float32Array | Float64Array, factor: number, least: number): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < out.length; i++) out[i] = view.getUint32(i * 4) / factor + least;
}

/** Values of three bytes: an exponent, then a sign and a mantissa of `bits` bits, as ROOT's Float16_t. */
export function unpackShort(bytes: Uint8Array, out: Float32Array | Float64Array, bits: number): void {
  const word = new Uint32Array(1);
  const float = new Float32Array(word.buffer);
  const mantissa = 2 ** (bits + 1) - 1;
  for (let i = 0; i < out.length; i++) {
    const at = i * 3;
    const low = ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    word[0] = ((bytes[at] as number) << 23) | ((low & mantissa) << (23 - bits));
    const value = float[0] as number;
    out[i] = (low & (1 << (bits + 1))) === 0 ? value : -value;
  }
}

/** Values of big-endian floats, widened. */
export function widenFloats(bytes: Uint8Array, out: Float64Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < out.length; i++) out[i] = view.getFloat32(i * 4);
}

/** Bytes as truth values: 0 stays 0, all else becomes 1. */
export function toTruth(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) if ((bytes[i] as number) > 1) bytes[i] = 1;
}
