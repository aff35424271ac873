import { SourceError } from '../../../compiler/tree/problem.ts';
import { float64, list, optionIf, record, type Type } from '../../../compiler/tree/type.ts';
import type { Layout } from '../../../kernels/layout.ts';
import { bitmapOf } from '../../../kernels/bits.ts';
import { grow } from '../../../kernels/loop.ts';
import { Bools, fitsWord, type Growing, Integers, Reals, Texts } from './growing.ts';

/** How values are taken. */
export interface SlotOptions {
  /** Integers that no double holds are rounded where they stand beside numbers with a fraction; else they are refused. */
  readonly round: boolean;
}

/**
 * Where values of one place go: a column that learns its type from the values appended to it. Integers beside numbers with
 * a fraction become such, missing values make an option, fields that not all records have too; values of unlike kinds are
 * refused.
 */
export class Slot {
  /** What errors call the place. */
  readonly path: string;
  readonly options: SlotOptions;
  /** How many values there are, missing ones with them. */
  length = 0;
  /** Whether values are only counted. */
  counts = false;
  #content: Growing | undefined;
  /** Whether a value was ever missing. */
  #missing = false;
  #valid: Uint8Array | undefined;

  constructor(path: string, options: SlotOptions = { round: false }) {
    this.path = path;
    this.options = options;
  }

  null(): void {
    this.setMissing();
    this.#mark(0);
    this.#content?.pushNothing();
    this.length++;
  }
  /** Appends something in place of a value whose record is missing. */
  nothing(): void {
    this.#mark(0);
    this.#content?.pushNothing();
    this.length++;
  }
  boolean(value: boolean): void {
    this.#of(Bools, () => new Bools(), 'boolean').push(value);
    this.#present();
  }
  /** Appends an integer that a double holds exactly, not -0. */
  integer(value: number): void {
    const content = (this.#content ??= this.#caughtUp(new Integers(this.path)));
    if (!(content instanceof Integers || content instanceof Reals)) throw this.#unlike('number');
    content.push(value);
    this.#present();
  }
  /** Appends any integer of 64 bits. */
  wide(value: bigint): void {
    if (!fitsWord(value)) throw new SourceError('too-large', `${this.path} holds an integer beyond 64 bits: ${value}`);
    const content = (this.#content ??= this.#caughtUp(new Integers(this.path)));
    if (content instanceof Integers) content.pushWide(value);
    else if (content instanceof Reals) content.push(this.#rounded(value));
    else throw this.#unlike('number');
    this.#present();
  }
  real(value: number): void {
    if (this.#content instanceof Integers) {
      const reals = this.#content.toReals(this.options.round);
      if (reals === undefined) throw this.#inexact();
      this.#content = reals;
    }
    this.#of(Reals, () => new Reals(), 'number').push(value);
    this.#present();
  }
  string(value: string): void {
    this.#of(Texts, () => new Texts(), 'string').push(value);
    this.#present();
  }
  /** Appends text that is UTF-8 already. */
  bytes(bytes: Uint8Array, start: number, end: number): void {
    this.#of(Texts, () => new Texts(), 'string').pushBytes(bytes, start, end);
    this.#present();
  }
  /** Begins a list: its elements go to `content`, then comes `end`. */
  list(): Lists {
    const lists = this.#of(Lists, () => new Lists(new Slot(`${this.path}[]`, this.options)), 'list');
    this.#present();
    return lists;
  }
  /** Begins a record: each field's value goes to `field(name)`, then comes `end`. */
  record(): Records {
    const records = this.#of(Records, () => new Records(this.path, this.options), 'record');
    this.#present();
    return records;
  }

  /** Counts a value without looking at it. */
  count(): void {
    this.length++;
  }

  /** Forgets the values, not what they were like. */
  clear(): void {
    this.length = 0;
    this.#content?.clear();
  }
  /** From now on values may be missing. */
  setMissing(): void {
    this.#missing = true;
  }
  /** Takes what values are like from what is known of them. */
  setContent(content: Growing): void {
    this.#content = content;
  }

  /** The type so far; `unknown` stands for what no value tells. */
  type(unknown: Type = float64): Type {
    return optionIf(this.#missing, this.#content?.type(unknown) ?? unknown);
  }
  /** The values so far, copied. */
  layout(unknown: Type = float64): Layout {
    const content = this.#content?.layout(unknown) ?? this.#nothing(unknown);
    if (!this.#missing) return content;
    const valid = this.#valid?.subarray(0, this.length) ?? new Uint8Array(this.length).fill(1);
    return { is: 'option', valid: bitmapOf(valid), content };
  }

  #nothing(unknown: Type): Layout {
    return unknown.is === 'never' ? { is: 'nothing', length: this.length } : this.#caughtUp(new Reals()).layout();
  }
  #of<T extends Growing>(Kind: abstract new (...args: never[]) => T, make: () => T, kind: string): T {
    const content = (this.#content ??= this.#caughtUp(make()));
    if (!(content instanceof Kind)) throw this.#unlike(kind);
    return content;
  }
  /** Before the first value that tells anything, there may be missing ones. */
  #caughtUp<T extends Growing>(content: T): T {
    for (let i = 0; i < this.length; i++) content.pushNothing();
    return content;
  }
  #present(): void {
    if (this.#missing) this.#mark(1);
    this.length++;
  }
  #mark(present: 0 | 1): void {
    if (!this.#missing) return;
    this.#valid ??= new Uint8Array(Math.max(64, this.length * 2)).fill(1);
    if (this.length === this.#valid.length) this.#valid = grow(this.#valid);
    this.#valid[this.length] = present;
  }
  #rounded(value: bigint): number {
    const near = Number(value);
    if (!this.options.round && BigInt(near) !== value) throw this.#inexact();
    return near;
  }
  #unlike(kind: string): SourceError {
    return new SourceError('unlike-values', `${this.path} holds unlike values: ${this.#content?.kind} and ${kind}`, {
      hint: 'values in one place must be of one kind',
    });
  }
  #inexact(): SourceError {
    return new SourceError(
      'unlike-values',
      `${this.path} holds unlike values: integers that no double holds and numbers with a fraction`,
      { hint: 'values in one place must be of one kind' },
    );
  }
}

/** Lists of values. */
export class Lists implements Growing {
  readonly kind = 'list';
  /** Where the elements go. */
  readonly content: Slot;
  #offsets = new Int32Array(64);
  #length = 0;

  constructor(content: Slot) {
    this.content = content;
  }

  /** Ends the list. */
  end(): void {
    if (++this.#length === this.#offsets.length) this.#offsets = grow(this.#offsets);
    if (this.content.length > 0x7fffffff)
      throw new SourceError('too-large', `${this.content.path} has more elements than 32-bit offsets can count`);
    this.#offsets[this.#length] = this.content.length;
  }
  pushNothing(): void {
    this.end();
  }
  clear(): void {
    this.#length = 0;
    this.content.clear();
  }
  layout(unknown: Type): Layout {
    const content: Layout = this.content.counts
      ? { is: 'record', length: this.content.length, fields: new Map() }
      : this.content.layout(unknown);
    return { is: 'list', offsets: this.#offsets.slice(0, this.#length + 1), content };
  }
  type(unknown: Type): Type {
    return list(this.content.type(unknown));
  }
}

interface Field {
  readonly name: string;
  readonly utf8: Uint8Array;
  readonly slot: Slot;
}
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Records. A field that a record has not got is missing in it. */
export class Records implements Growing {
  readonly kind = 'record';
  readonly #path: string;
  readonly #options: SlotOptions;
  readonly #byName = new Map<string, number>();
  readonly #fields: Field[] = [];
  /** Whether there are no other fields than those that are known. */
  #closed = false;
  /** Whether there ever was a record, rather than something in place of one. */
  #any = false;
  #length = 0;
  #filled = 0;
  /** Where the next field is looked for first: most records have them in one order. */
  #next = 0;

  constructor(path: string, options: SlotOptions) {
    this.#path = path;
    this.#options = options;
  }

  /** Where the value of a field goes; undefined where it is not wanted. */
  field(name: string): Slot | undefined {
    return this.#taken(this.#byName.get(name) ?? this.#added(name));
  }
  /** The same for a name that is UTF-8. */
  fieldOf(bytes: Uint8Array, start: number, end: number): Slot | undefined {
    const likely = this.#fields[this.#next];
    if (likely !== undefined && isEqual(likely.utf8, bytes, start, end)) return this.#taken(this.#next);
    return this.field(decoder.decode(bytes.subarray(start, end)));
  }
  /** Ends the record. */
  end(): void {
    this.#length++;
    this.#any = true;
    if (this.#filled < this.#fields.length)
      for (const { slot } of this.#fields) if (slot.length < this.#length) slot.null();
    this.#filled = 0;
    this.#next = 0;
  }

  /** Adds a field of which it is known what it holds. */
  know(name: string, slot: Slot): void {
    this.#byName.set(name, this.#fields.length);
    this.#fields.push({ name, utf8: encoder.encode(name), slot });
  }
  /** From now on other fields are not wanted. */
  close(): this {
    this.#closed = true;
    return this;
  }

  pushNothing(): void {
    this.#length++;
    for (const { slot } of this.#fields) slot.nothing();
  }
  clear(): void {
    this.#length = 0;
    for (const { slot } of this.#fields) slot.clear();
  }
  layout(unknown: Type): Layout {
    return {
      is: 'record',
      length: this.#length,
      fields: new Map(this.#fields.map(({ name, slot }) => [name, slot.layout(unknown)])),
    };
  }
  type(unknown: Type): Type {
    return record(this.#fields.map(({ name, slot }) => [name, slot.type(unknown)]));
  }

  #taken(index: number | undefined): Slot | undefined {
    if (index === undefined) return undefined;
    const { name, slot } = this.#fields[index] as Field;
    if (slot.length > this.#length)
      throw new SourceError('twin-fields', `a record of ${this.#path} has two fields '${name}'`);
    this.#filled++;
    this.#next = index + 1;
    return slot;
  }
  #added(name: string): number | undefined {
    if (this.#closed) return undefined;
    const slot = new Slot(`${this.#path}.${name}`, this.#options);
    if (this.#any) slot.setMissing();
    for (let i = 0; i < this.#length; i++) slot.nothing();
    this.know(name, slot);
    return this.#fields.length - 1;
  }
}

function isEqual(a: Uint8Array, b: Uint8Array, start: number, end: number): boolean {
  if (a.length !== end - start) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[start + i]) return false;
  return true;
}
