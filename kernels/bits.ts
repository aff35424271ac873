// Eight values make a byte at once, by arithmetic: there is nothing for the processor to guess.

/** The bitmap of flags, one byte (0 or 1) a value. */
export function bitmapOf(flags: Uint8Array): Uint8Array {
  const bits = new Uint8Array((flags.length + 7) >> 3);
  const whole = flags.length >> 3;
  for (let to = 0, i = 0; to < whole; to++, i += 8)
    bits[to] =
      (flags[i] as number) |
      ((flags[i + 1] as number) << 1) |
      ((flags[i + 2] as number) << 2) |
      ((flags[i + 3] as number) << 3) |
      ((flags[i + 4] as number) << 4) |
      ((flags[i + 5] as number) << 5) |
      ((flags[i + 6] as number) << 6) |
      ((flags[i + 7] as number) << 7);
  for (let i = 8 * whole; i < flags.length; i++)
    bits[whole] = (bits[whole] as number) | ((flags[i] as number) << (i & 7));
  return bits;
}

/** Whether bit i of a bitmap is set. */
export const isValid = (bits: Uint8Array, i: number): boolean => (((bits[i >> 3] as number) >> (i & 7)) & 1) === 1;

/** The first flags of a bitmap, one byte (0 or 1) each. */
export function flagsOf(bits: Uint8Array, length: number): Uint8Array {
  const flags = new Uint8Array(length);
  for (let i = 0; i < length; i++) flags[i] = ((bits[i >> 3] as number) >> (i & 7)) & 1;
  return flags;
}

/** The bitmap of positions: 0 for -1, else 1. The sign of -1 is 1, that of a position 0. */
export function bitmapOfPositions(positions: Int32Array): Uint8Array {
  const bits = new Uint8Array((positions.length + 7) >> 3);
  const whole = positions.length >> 3;
  for (let to = 0, i = 0; to < whole; to++, i += 8)
    bits[to] = ~(
      ((positions[i] as number) >>> 31) |
      (((positions[i + 1] as number) >>> 31) << 1) |
      (((positions[i + 2] as number) >>> 31) << 2) |
      (((positions[i + 3] as number) >>> 31) << 3) |
      (((positions[i + 4] as number) >>> 31) << 4) |
      (((positions[i + 5] as number) >>> 31) << 5) |
      (((positions[i + 6] as number) >>> 31) << 6) |
      (((positions[i + 7] as number) >>> 31) << 7)
    );
  for (let i = 8 * whole; i < positions.length; i++)
    bits[whole] = (bits[whole] as number) | ((((positions[i] as number) >>> 31) ^ 1) << (i & 7));
  return bits;
}
