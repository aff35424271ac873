import { SourceError } from '../../../compiler/tree/problem.ts';
import { bool, float64, number, string, type Type } from '../../../compiler/tree/type.ts';
import type { Layout } from '../../../kernels/layout.ts';
import { grow, toInt64 } from '../../../kernels/loop.ts';

/** Values of one kind that more are appended to, in typed arrays that grow. */
export interface Growing {
  readonly kind: string;
  /** Appends something in place of a missing value. */
  pushNothing(): void;
  /** Forgets the values, not what they were like. */
  clear(): void;
  /** The values so far, copied; `unknown` is the type of what no value tells. */
  layout(unknown: Type): Layout;
  type(unknown: Type): Type;
}

/** True and false. */
export class Bools implements Growing {
  readonly kind = 'boolean';
  #data = new Uint8Array(64);
  #length = 0;

  push(value: boolean): void {
    if (this.#length === this.#data.length) this.#data = grow(this.#data);
    this.#data[this.#length++] = value ? 1 : 0;
  }
  pushNothing(): void {
    this.push(false);
  }
  clear(): void {
    this.#length = 0;
  }
  layout(): Layout {
    return { is: 'numbers', dtype: 'bool', data: this.#data.slice(0, this.#length) };
  }
  type(): Type {
    return bool;
  }
}

/** Double-precision numbers. */
export class Reals implements Growing {
  readonly kind = 'number';
  #data = new Float64Array(64);
  #length = 0;

  push(value: number): void {
    if (this.#length === this.#data.length) this.#data = grow(this.#data);
    this.#data[this.#length++] = value;
  }
  pushNothing(): void {
    this.push(0);
  }
  clear(): void {
    this.#length = 0;
  }
  layout(): Layout {
    return { is: 'numbers', dtype: 'float64', data: this.#data.slice(0, this.#length) };
  }
  type(): Type {
    return float64;
  }
}

const LEAST = -(2n ** 63n);
const MOST = 2n ** 64n;

/** Whether 64 bits hold an integer, with or without a sign. */
export const fitsWord = (value: bigint): boolean => value >= LEAST && value < MOST;

/** Integers of 64 bits: doubles as long as all are exact in them, then 64-bit words. */
export class Integers implements Growing {
  readonly kind = 'number';
  readonly #path: string;
  #small = new Float64Array(64);
  #wide: BigInt64Array | undefined;
  #length = 0;
  #negative = false;
  /** Whether one is too great for a sign. */
  #unsigned = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Appends an integer that a double holds exactly. */
  push(value: number): void {
    if (value < 0) this.#sign();
    if (this.#wide !== undefined) return this.#pushWord(BigInt(value));
    if (this.#length === this.#small.length) this.#small = grow(this.#small);
    this.#small[this.#length++] = value;
  }
  /** Appends any integer of 64 bits. */
  pushWide(value: bigint): void {
    if (value < 0n) this.#sign();
    if (value >= MOST / 2n) {
      if (this.#negative) throw this.#mixed();
      this.#unsigned = true;
    }
    this.#wide ??= this.#widened();
    this.#pushWord(value);
  }
  pushNothing(): void {
    this.push(0);
  }
  clear(): void {
    this.#length = 0;
  }

  /** The same as doubles; undefined where one of them is not exact, unless such are to be rounded. */
  toReals(round: boolean): Reals | undefined {
    const reals = new Reals();
    for (let i = 0; i < this.#length; i++) {
      const value = this.#at(i);
      const near = Number(value);
      if (!round && typeof value === 'bigint' && BigInt(near) !== value) return undefined;
      reals.push(near);
    }
    return reals;
  }

  layout(): Layout {
    const words = this.#wide?.slice(0, this.#length) ?? toInt64(this.#small.subarray(0, this.#length));
    if (!this.#unsigned) return { is: 'numbers', dtype: 'int64', data: words };
    return { is: 'numbers', dtype: 'uint64', data: new BigUint64Array(words.buffer) };
  }
  type(): Type {
    return number(this.#unsigned ? 'uint64' : 'int64');
  }
  /** From now on the type is uint64, whatever comes. */
  asUnsigned(): this {
    this.#unsigned = true;
    return this;
  }

  #at(i: number): number | bigint {
    if (this.#wide === undefined) return this.#small[i] as number;
    const word = this.#wide[i] as bigint;
    return this.#unsigned ? BigInt.asUintN(64, word) : word;
  }
  #pushWord(value: bigint): void {
    let wide = this.#wide as BigInt64Array;
    if (this.#length === wide.length) this.#wide = wide = grow(wide);
    wide[this.#length++] = value;
  }
  #widened(): BigInt64Array {
    const words = new BigInt64Array(this.#small.length);
    words.set(toInt64(this.#small.subarray(0, this.#length)));
    return words;
  }
  #sign(): void {
    if (this.#unsigned) throw this.#mixed();
    this.#negative = true;
  }
  #mixed(): SourceError {
    return new SourceError(
      'too-large',
      `${this.#path} holds integers beyond 64 bits: negative ones and others from 2**63`,
    );
  }
}

const encoder = new TextEncoder();

/** Text, as UTF-8. */
export class Texts implements Growing {
  readonly kind = 'string';
  #offsets = new Int32Array(64);
  #bytes = new Uint8Array(256);
  #length = 0;
  #size = 0;

  push(text: string): void {
    // a unit of UTF-16 has three bytes at most
    this.#room(text.length * 3);
    this.#size += encoder.encodeInto(text, this.#bytes.subarray(this.#size)).written;
    this.#end();
  }
  /** Appends text that is UTF-8 already. */
  pushBytes(bytes: Uint8Array, start: number, end: number): void {
    this.#room(end - start);
    if (end - start < 32) for (let i = start, at = this.#size; i < end; i++) this.#bytes[at++] = bytes[i] as number;
    else this.#bytes.set(bytes.subarray(start, end), this.#size);
    this.#size += end - start;
    this.#end();
  }
  pushNothing(): void {
    this.#end();
  }
  clear(): void {
    this.#length = 0;
    this.#size = 0;
  }
  layout(): Layout {
    const offsets = new Int32Array(this.#length + 1);
    offsets.set(this.#offsets.subarray(0, this.#length), 1);
    return { is: 'strings', offsets, bytes: this.#bytes.slice(0, this.#size) };
  }
  type(): Type {
    return string;
  }

  #room(bytes: number): void {
    if (this.#size + bytes > 0x7fffffff)
      throw new SourceError('too-large', 'a column of text has more than 2 GiB', { hint: 'read it in smaller parts' });
    while (this.#size + bytes > this.#bytes.length) this.#bytes = grow(this.#bytes);
  }
  #end(): void {
    if (this.#length === this.#offsets.length) this.#offsets = grow(this.#offsets);
    this.#offsets[this.#length++] = this.#size;
  }
}
