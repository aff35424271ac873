// Encoders of Parquet values and levels, written for clearness: what they write, the decoder must read.

/** Bytes that grow. */
export class Bytes {
  readonly #list: number[] = [];

  byte(value: number): this {
    this.#list.push(value & 255);
    return this;
  }

  /** A little-endian integer of `size` bytes. */
  fixed(value: bigint | number, size: number): this {
    for (let i = 0n; i < size; i++) this.byte(Number((BigInt.asUintN(64, BigInt(value)) >> (8n * i)) & 255n));
    return this;
  }

  all(bytes: Iterable<number>): this {
    for (const byte of bytes) this.#list.push(byte);
    return this;
  }

  varint(value: bigint | number): this {
    let rest = BigInt(value);
    for (; rest >= 128n; rest >>= 7n) this.byte(Number(rest & 127n) | 128);
    return this.byte(Number(rest));
  }

  zigzag(value: bigint | number): this {
    const whole = BigInt(value);
    return this.varint(whole >= 0n ? 2n * whole : -2n * whole - 1n);
  }

  get length(): number {
    return this.#list.length;
  }

  done(): Uint8Array {
    return Uint8Array.from(this.#list);
  }
}

/** Values packed in `width` bits each, the lowest bits first. */
export function packBits(values: readonly (number | bigint)[], width: number): Uint8Array {
  const out = new Uint8Array(Math.ceil((values.length * width) / 8));
  for (const [i, value] of values.entries())
    for (let bit = 0; bit < width; bit++) {
      const at = i * width + bit;
      if ((BigInt(value) >> BigInt(bit)) & 1n) out[at >> 3] = (out[at >> 3] as number) | (1 << (at & 7));
    }
  return out;
}

/** The hybrid of runs and packed bits; `packed` says whether the next piece is packed, `piece` how long it may be. */
export function hybrid(
  values: readonly number[],
  width: number,
  packed: () => boolean = () => false,
  piece: () => number = () => 1000,
): Uint8Array {
  const out = new Bytes();
  for (let at = 0; at < values.length; ) {
    if (packed()) {
      const groups = Math.max(1, Math.min(piece(), Math.ceil((values.length - at) / 8)));
      const some = values.slice(at, at + 8 * groups);
      at += some.length;
      while (some.length % 8 > 0) some.push(0);
      out.varint(2 * groups + 1).all(packBits(some, width));
    } else {
      const value = values[at] as number;
      const longest = Math.max(1, piece());
      let length = 1;
      while (length < longest && values[at + length] === value) length++;
      at += length;
      out.varint(2 * length).fixed(value, (width + 7) >> 3);
    }
  }
  return out.done();
}

/** DELTA_BINARY_PACKED, in blocks of 128 values with 4 parts, wrapping around at `bits`. */
export function deltas(values: readonly (number | bigint)[], bits: 32 | 64): Uint8Array {
  const wrap = (value: bigint): bigint => BigInt.asIntN(bits, value);
  const all = values.map((value) => wrap(BigInt(value)));
  const out = new Bytes()
    .varint(128)
    .varint(4)
    .varint(all.length)
    .zigzag(all[0] ?? 0n);
  for (let at = 1; at < all.length; at += 128) {
    const steps = all.slice(at, at + 128).map((value, i) => wrap(value - (all[at + i - 1] as bigint)));
    const [least] = steps.toSorted((a, b) => Number(a - b)) as [bigint];
    const rests = steps.map((step) => BigInt.asUintN(bits, step - least));
    const parts = Array.from({ length: 4 }, (_, i) => rests.slice(32 * i, 32 * i + 32));
    const widths = parts.map((part) => part.reduce((most, rest) => Math.max(most, rest.toString(2).length), 0));
    out.zigzag(least);
    for (const [i, part] of parts.entries())
      out.byte(part.length === 0 ? 0 : part.every((rest) => rest === 0n) ? 0 : (widths[i] as number));
    for (const [i, part] of parts.entries()) {
      if (part.length === 0 || part.every((rest) => rest === 0n)) continue;
      while (part.length < 32) part.push(0n);
      out.all(packBits(part, widths[i] as number));
    }
  }
  return out.done();
}

/** BYTE_STREAM_SPLIT of values of `size` bytes each. */
export function split(plain: Uint8Array, size: number): Uint8Array {
  const count = plain.length / size;
  return Uint8Array.from(plain, (_, at) => plain[(at % count) * size + Math.floor(at / count)] as number);
}
