import { damaged } from '../container/damaged.ts';

const TEXT = new TextDecoder();

/** A list frame: how many items it has, and its payload. */
export interface ListFrame {
  readonly count: number;
  readonly items: BytesReader;
}

/**
 * Reads the little-endian values of RNTuple envelopes one after the other; never past the end. Lists and records stand in
 * frames, which tell their own length, so that what a newer version adds to them is skipped.
 */
export class BytesReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  readonly file: string;
  /** What is read, for errors: "the header of the RNTuple 'Events'". */
  readonly what: string;
  /** The next byte to be read. */
  at: number;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, file: string, what: string, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.file = file;
    this.what = what;
    this.at = start;
    this.end = end;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The error for what makes no sense here. */
  damage(how: string): Error {
    return damaged(this.file, `${this.what} is damaged: ${how}`);
  }

  get left(): number {
    return this.end - this.at;
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2), true);
  }
  u32(): number {
    return this.#view.getUint32(this.#take(4), true);
  }
  i32(): number {
    return this.#view.getInt32(this.#take(4), true);
  }
  i64(): bigint {
    return this.#view.getBigInt64(this.#take(8), true);
  }
  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8), true);
  }
  f64(): number {
    return this.#view.getFloat64(this.#take(8), true);
  }

  /** A 64-bit count or place in the file, which must be exact as a number. */
  count(): number {
    const value = Number(this.u64());
    if (!Number.isSafeInteger(value)) throw this.damage(`a number in it is ${value}`);
    return value;
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** Text with its length in front. */
  string(): string {
    const length = this.u32();
    const start = this.#take(length);
    return TEXT.decode(this.bytes.subarray(start, start + length));
  }

  /** A record frame; this reader goes on behind it. */
  record(): BytesReader {
    const start = this.at;
    return this.#frame(start, this.i64());
  }

  /** A list frame; this reader goes on behind it. */
  list(): ListFrame {
    const start = this.at;
    const size = this.i64();
    if (size >= 0n) throw this.damage('it has a record where a list is expected');
    const items = this.#frame(start, -size);
    const count = items.u32();
    // Every item has a byte at least.
    if (count > items.left) throw this.damage(`a list in it has ${count} items in ${items.left} bytes`);
    return { count, items };
  }

  #frame(start: number, size: bigint): BytesReader {
    const head = this.at - start;
    const length = Number(size);
    if (!(length >= head && length <= this.end - start))
      throw this.damage(`a part of it has ${size} bytes, ${this.end - start} are left`);
    this.at = start + length;
    return new BytesReader(this.bytes, this.file, this.what, start + head, start + length);
  }

  #take(length: number): number {
    const start = this.at;
    if (!(length <= this.end - start)) throw this.damage(`${length} bytes are wanted, ${this.end - start} are left`);
    this.at = start + length;
    return start;
  }
}
