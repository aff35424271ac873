import { damaged } from './damaged.ts';

const TEXT = new TextDecoder();

/** Reads big-endian values one after the other, as ROOT writes them; never past the end. */
export class Cursor {
  readonly bytes: Uint8Array;
  /** The next byte to be read. */
  at: number;
  /** Nothing is read from here on. */
  readonly end: number;
  /** The file, for errors. */
  readonly file: string;
  /** What is read, for errors: "the key at byte 100". */
  readonly what: string;
  readonly #view: DataView;

  constructor(bytes: Uint8Array, file: string, what: string, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.file = file;
    this.what = what;
    this.at = start;
    this.end = end;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (start < 0 || start > end || end > bytes.length) throw this.damage('it lies outside of its bytes');
  }

  /** The error for what makes no sense here. */
  damage(how: string): Error {
    return damaged(this.file, `${this.what} is damaged: ${how}`);
  }

  get left(): number {
    return this.end - this.at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }
  i8(): number {
    return this.#view.getInt8(this.#take(1));
  }
  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }
  i16(): number {
    return this.#view.getInt16(this.#take(2));
  }
  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }
  i32(): number {
    return this.#view.getInt32(this.#take(4));
  }
  f32(): number {
    return this.#view.getFloat32(this.#take(4));
  }
  f64(): number {
    return this.#view.getFloat64(this.#take(8));
  }
  i64(): bigint {
    return this.#view.getBigInt64(this.#take(8));
  }
  u64(): bigint {
    return this.#view.getBigUint64(this.#take(8));
  }

  /** A 64-bit count or place in the file, which must be exact as a number. */
  place(): number {
    const value = Number(this.i64());
    if (!Number.isSafeInteger(value) || value < 0) throw this.damage(`it refers to byte ${value}`);
    return value;
  }

  /** The next bytes, sharing memory. */
  take(length: number): Uint8Array {
    const start = this.#take(length);
    return this.bytes.subarray(start, start + length);
  }

  skip(length: number): void {
    this.#take(length);
  }

  /** Goes to a byte that was found in the data. */
  goto(at: number): void {
    if (!(at >= 0 && at <= this.end)) throw this.damage(`it refers to its byte ${at}, but has ${this.end}`);
    this.at = at;
  }

  /** A string with its length in front: one byte, or 255 and four bytes. */
  string(): string {
    const short = this.u8();
    const length = short === 255 ? this.i32() : short;
    return TEXT.decode(this.take(length));
  }

  /** A string that ends with a zero byte. */
  cString(): string {
    const end = this.bytes.indexOf(0, this.at);
    if (end < 0 || end >= this.end) throw this.damage('a text in it does not end');
    const text = TEXT.decode(this.bytes.subarray(this.at, end));
    this.at = end + 1;
    return text;
  }

  #take(length: number): number {
    const start = this.at;
    if (!(length >= 0 && length <= this.end - start))
      throw this.damage(`${length} bytes are wanted, ${this.end - start} are left`);
    this.at = start + length;
    return start;
  }
}
