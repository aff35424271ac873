import { ARRAY_OF, type DType, type NumberArray } from '../../../../kernels/dtype.ts';
import type { Layout } from '../../../../kernels/layout.ts';
import { copyLists } from '../../../../kernels/root/lists.ts';
import { toTruth, unpackRange, unpackShort, widenFloats } from '../../../../kernels/root/packed.ts';
import { SourceError } from '../../../../compiler/tree/problem.ts';
import type { Cursor } from '../container/cursor.ts';
import { skipTObject } from '../objects/built-in.ts';
import { readFrame, type Version } from '../objects/version.ts';
import { GrowingBytes, GrowingOffsets } from './growing.ts';
import { BYTES, type Expected, holdsNothing, leastBytes, type Member, type Packing, type Shape } from './shape.ts';

/** Collects the values of one shape from the bytes of entries. */
export interface Reader {
  /** Reads `count` values that lie one after the other. */
  read(cursor: Cursor, count: number): void;
  /** Reads the values of a member for `count` objects that are written member by member. */
  readMemberWise(cursor: Cursor, count: number): void;
  /** All values that were read; called once, at the end. */
  layout(): Layout;
}

/** A reader for values of a shape. */
export function readerOf(shape: Shape): Reader {
  switch (shape.is) {
    case 'number':
      return new NumberReader(shape.dtype);
    case 'packed':
      return new PackedReader(shape.dtype, shape.packing);
    case 'string':
      return new StringReader(shape.long);
    case 'list':
      return shape.of.is === 'number' ? new NumberListReader(shape.of.dtype) : new ListReader(shape.of);
    case 'array':
      return new ArrayReader(shape.length, readerOf(shape.of));
    case 'record':
      return new RecordReader(shape.members);
    case 'framed':
      return new FramedReader(shape);
    case 'labelled':
      return new LabelledReader(shape);
    case 'skipped':
      return new SkippingReader();
    case 'counted':
      return new CountedReader(shape.of);
  }
}

export class NumberReader implements Reader {
  readonly bytes = new GrowingBytes();
  readonly #dtype: DType;
  readonly #size: number;

  constructor(dtype: DType) {
    this.#dtype = dtype;
    this.#size = BYTES[dtype];
  }

  /** The memory of so many bytes, which someone else fills. */
  claim(bytes: number): Uint8Array {
    const { length } = this.bytes;
    const room = this.bytes.room(bytes);
    this.bytes.length += bytes;
    return room.subarray(length, this.bytes.length);
  }

  read(cursor: Cursor, count: number): void {
    const start = cursor.at;
    cursor.skip(count * this.#size);
    this.bytes.append(cursor.bytes, start, cursor.at);
  }

  readMemberWise(cursor: Cursor, count: number): void {
    this.read(cursor, count);
  }

  /** The value that was read last. */
  last(): number {
    return Number(numbersOf(this.bytes.done().slice(-this.#size), this.#dtype)[0]);
  }

  layout(): Layout {
    return { is: 'numbers', dtype: this.#dtype, data: numbersOf(this.bytes.done(), this.#dtype) };
  }
}

/** The numbers of big-endian bytes, which are changed in place; they must begin their memory. */
function numbersOf(bytes: Uint8Array, dtype: DType): NumberArray {
  const size = BYTES[dtype];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (size === 2) buffer.swap16();
  else if (size === 4) buffer.swap32();
  else if (size === 8) buffer.swap64();
  else if (dtype === 'bool') toTruth(bytes);
  return new ARRAY_OF[dtype](bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.length / size);
}

class PackedReader implements Reader {
  readonly #bytes = new GrowingBytes();
  readonly #dtype: 'float32' | 'float64';
  readonly #packing: Packing;
  readonly #size: number;

  constructor(dtype: 'float32' | 'float64', packing: Packing) {
    this.#dtype = dtype;
    this.#packing = packing;
    this.#size = packing.is === 'short' ? 3 : 4;
  }

  read(cursor: Cursor, count: number): void {
    const start = cursor.at;
    cursor.skip(count * this.#size);
    this.#bytes.append(cursor.bytes, start, cursor.at);
  }

  readMemberWise(cursor: Cursor, count: number): void {
    this.read(cursor, count);
  }

  layout(): Layout {
    const bytes = this.#bytes.done();
    const data = new ARRAY_OF[this.#dtype](bytes.length / this.#size);
    if (this.#packing.is === 'range') unpackRange(bytes, data, this.#packing.factor, this.#packing.least);
    else if (this.#packing.is === 'short') unpackShort(bytes, data, this.#packing.bits);
    else widenFloats(bytes, data as Float64Array);
    return { is: 'numbers', dtype: this.#dtype, data };
  }
}

export class StringReader implements Reader {
  readonly #bytes = new GrowingBytes();
  readonly #offsets = new GrowingOffsets();
  readonly #long: boolean;

  constructor(long: boolean) {
    this.#long = long;
  }

  read(cursor: Cursor, count: number): void {
    this.#offsets.room(count);
    for (let i = 0; i < count; i++) {
      const short = this.#long ? 255 : cursor.u8();
      const length = short === 255 ? cursor.i32() : short;
      const start = cursor.at;
      cursor.skip(length);
      this.#bytes.append(cursor.bytes, start, cursor.at);
      this.#offsets.push(length);
    }
  }

  readMemberWise(cursor: Cursor, count: number): void {
    this.read(cursor, count);
  }

  /** Adds an empty text, which ROOT writes as no bytes at all in leaves. */
  addEmpty(): void {
    this.#offsets.room(1);
    this.#offsets.push(0);
  }

  layout(): Layout {
    return { is: 'strings', offsets: this.#offsets.done(), bytes: this.#bytes.done() };
  }
}

/** Lists of numbers with their lengths in front. */
class NumberListReader implements Reader {
  readonly #bytes = new GrowingBytes();
  readonly #offsets = new GrowingOffsets();
  readonly #dtype: DType;
  readonly #size: number;

  constructor(dtype: DType) {
    this.#dtype = dtype;
    this.#size = BYTES[dtype];
  }

  read(cursor: Cursor, count: number): void {
    this.#copy(cursor, count, false);
  }

  /** Reads lists with a byte count and a version in front of each. */
  readFramed(cursor: Cursor, count: number): void {
    this.#copy(cursor, count, true);
  }

  readMemberWise(cursor: Cursor, count: number): void {
    this.read(cursor, count);
  }

  layout(): Layout {
    const content: Layout = { is: 'numbers', dtype: this.#dtype, data: numbersOf(this.#bytes.done(), this.#dtype) };
    return { is: 'list', offsets: this.#offsets.done(), content };
  }

  #copy(cursor: Cursor, count: number, framed: boolean): void {
    const bytes = this.#bytes.room(cursor.left);
    const offsets = this.#offsets.room(count);
    const target = { bytes, offsets, lists: this.#offsets.lists, length: this.#bytes.length };
    const at = copyLists(cursor.bytes, cursor.at, cursor.end, count, this.#size, framed, target);
    if (at < 0) throw cursor.damage(`the list at byte ${-1 - at} does not fit in, or is no list`);
    cursor.goto(at);
    this.#bytes.length = target.length;
    this.#offsets.lists = target.lists;
    this.#offsets.last = target.length / this.#size;
  }
}

/** Lists with their lengths in front. */
class ListReader implements Reader {
  readonly #offsets = new GrowingOffsets();
  readonly #of: Reader;
  readonly #least: number;

  constructor(of: Shape) {
    this.#of = readerOf(of);
    this.#least = Math.max(1, leastBytes(of));
  }

  read(cursor: Cursor, count: number): void {
    this.#offsets.room(count);
    for (let i = 0; i < count; i++) this.#of.read(cursor, this.#length(cursor, this.#least));
  }

  /** Lists whose elements are written member by member, behind one version of their class. */
  readElementsMemberWise(cursor: Cursor, count: number): void {
    if (cursor.i16() <= 0) cursor.skip(4);
    const of = this.#of instanceof FramedReader ? this.#of.of : this.#of;
    if (of instanceof ListReader) throw cursor.damage('a list of no objects claims to have members');
    this.#offsets.room(count);
    for (let i = 0; i < count; i++) {
      const length = this.#length(cursor, 1);
      if (length === 0) continue;
      if (of instanceof RecordReader) of.readMembers(cursor, length);
      else of.readMemberWise(cursor, length);
    }
  }

  readMemberWise(cursor: Cursor, count: number): void {
    this.read(cursor, count);
  }

  layout(): Layout {
    return { is: 'list', offsets: this.#offsets.done(), content: this.#of.layout() };
  }

  // A length that the bytes that are left can hold.
  #length(cursor: Cursor, least: number): number {
    const length = cursor.i32();
    if (!(length >= 0 && length * least <= cursor.left))
      throw cursor.damage(`a list of ${length} values does not fit in ${cursor.left} bytes`);
    this.#offsets.push(length);
    return length;
  }
}

/** Arrays of one length. */
class ArrayReader implements Reader {
  readonly #of: Reader;
  readonly #length: number;
  #count = 0;

  constructor(length: number, of: Reader) {
    this.#length = length;
    this.#of = of;
  }

  read(cursor: Cursor, count: number): void {
    this.#count += count;
    this.#of.read(cursor, count * this.#length);
  }

  readMemberWise(cursor: Cursor, count: number): void {
    this.#count += count;
    this.#of.readMemberWise(cursor, count * this.#length);
  }

  layout(): Layout {
    const offsets = Int32Array.from({ length: this.#count + 1 }, (_, i) => i * this.#length);
    return { is: 'list', offsets, content: this.#of.layout(), size: this.#length };
  }
}

/** Arrays as long as another member of the object says; a byte in front says whether there is one. */
class CountedReader implements Reader {
  readonly #offsets = new GrowingOffsets();
  readonly #of: Reader;
  readonly #least: number;

  constructor(of: Shape) {
    this.#of = readerOf(of);
    this.#least = Math.max(1, leastBytes(of));
  }

  /** Reads one array. */
  readCounted(cursor: Cursor, counter: number): void {
    const length = cursor.u8() === 0 ? 0 : counter;
    if (!(length >= 0 && length * this.#least <= cursor.left))
      throw cursor.damage(`an array of ${length} values does not fit in ${cursor.left} bytes`);
    this.#offsets.room(1);
    this.#offsets.push(length);
    this.#of.read(cursor, length);
  }

  read(cursor: Cursor): void {
    throw cursor.damage('an array has no counter');
  }

  readMemberWise(cursor: Cursor): void {
    throw cursor.damage('arrays of variable length are stored member by member, which is not read');
  }

  layout(): Layout {
    return { is: 'list', offsets: this.#offsets.done(), content: this.#of.layout() };
  }
}

interface MemberReader {
  readonly member: Member;
  readonly reader: Reader;
  readonly counter: NumberReader | undefined;
}

/** The members of objects. */
class RecordReader implements Reader {
  readonly #members: readonly MemberReader[];
  #count = 0;

  constructor(members: readonly Member[]) {
    const readers = new Map<string, Reader>();
    this.#members = members.map((member) => {
      const reader = readerOf(member.shape);
      readers.set(member.name, reader);
      const counter = member.shape.is === 'counted' ? readers.get(member.shape.counter) : undefined;
      return { member, reader, counter: counter instanceof NumberReader ? counter : undefined };
    });
  }

  read(cursor: Cursor, count: number): void {
    this.#count += count;
    for (let i = 0; i < count; i++)
      for (const { reader, counter } of this.#members) {
        if (counter !== undefined && reader instanceof CountedReader) reader.readCounted(cursor, counter.last());
        else reader.read(cursor, 1);
      }
  }

  /** Reads objects that are written member by member. */
  readMembers(cursor: Cursor, count: number): void {
    this.#count += count;
    for (const { member, reader } of this.#members) {
      const base = member.isBase && reader instanceof FramedReader ? reader.of : undefined;
      if (base instanceof RecordReader) base.readMembers(cursor, count);
      else reader.readMemberWise(cursor, count);
    }
  }

  readMemberWise(cursor: Cursor, count: number): void {
    this.read(cursor, count);
  }

  layout(): Layout {
    const fields = new Map<string, Layout>();
    for (const { member, reader } of this.#members) {
      if (holdsNothing(member.shape)) continue;
      const layout = reader.layout();
      if (member.isBase && layout.is === 'record')
        for (const [name, field] of layout.fields)
          fields.set(fields.has(name) ? `${member.name}::${name}` : name, field);
      else fields.set(fields.has(member.name) ? `${member.name}#` : member.name, layout);
    }
    return { is: 'record', length: this.#count, fields };
  }
}

/** Values with a byte count and a version in front. */
class FramedReader implements Reader {
  readonly of: Reader;
  readonly #front: (Shape & { is: 'framed' })['front'];
  readonly #expected: Expected | undefined;

  constructor({ of, front, expected }: Shape & { is: 'framed' }) {
    this.of = readerOf(of);
    this.#front = front;
    this.#expected = expected;
  }

  read(cursor: Cursor, count: number): void {
    if (this.#front === 'never') return this.of.read(cursor, count);
    if (this.of instanceof NumberListReader) return this.of.readFramed(cursor, count);
    for (let i = 0; i < count; i++) {
      if (this.#front === 'maybe' && !this.#hasFrame(cursor)) this.of.read(cursor, 1);
      else this.#frame(cursor, 1);
    }
  }

  #hasFrame(cursor: Cursor): boolean {
    const start = cursor.at;
    const version = readFrame(cursor);
    cursor.goto(start);
    return version !== undefined && this.#expected !== undefined && isExpected(version, this.#expected);
  }

  readMemberWise(cursor: Cursor, count: number): void {
    if (this.#expected !== undefined) return this.read(cursor, count);
    this.#frame(cursor, count);
  }

  layout(): Layout {
    return this.of.layout();
  }

  #frame(cursor: Cursor, count: number): void {
    const version = readFrame(cursor);
    if (version === undefined) throw cursor.damage('an object does not say how long it is');
    if (this.#expected !== undefined) checkVersion(cursor, version, this.#expected);
    if (!version.memberWise) this.of.read(cursor, count);
    else if (this.of instanceof ListReader) this.of.readElementsMemberWise(cursor, count);
    else throw cursor.damage('it claims to be stored member by member');
    if (cursor.at !== version.end)
      throw cursor.damage(`an object ends ${version.end - cursor.at} bytes behind what its class says`);
  }
}

function isExpected({ version, checksum }: Version, expected: Expected): boolean {
  return version === expected.version || (checksum !== undefined && checksum === expected.checksum);
}

function checkVersion(cursor: Cursor, version: Version, expected: Expected): void {
  if (isExpected(version, expected)) return;
  const reason = `cannot read ${cursor.file}: ${cursor.what} has version ${version.version} of the class ${expected.name}, expected ${expected.version}`;
  throw new SourceError('not-supported', reason);
}

/** Values with the name of their class in front. */
class LabelledReader implements Reader {
  readonly #of: Reader;
  readonly #label: string;

  constructor({ of, label }: Shape & { is: 'labelled' }) {
    this.#of = readerOf(of);
    this.#label = label;
  }

  read(cursor: Cursor, count: number): void {
    for (let i = 0; i < count; i++) {
      cursor.skip(1); // the length of the name
      const label = cursor.cString();
      if (label !== this.#label) throw cursor.damage(`an object is of the class ${label}, expected ${this.#label}`);
      this.#of.read(cursor, 1);
    }
  }

  readMemberWise(cursor: Cursor, count: number): void {
    this.read(cursor, count);
  }

  layout(): Layout {
    return this.#of.layout();
  }
}

/** What TObject stores of itself. */
class SkippingReader implements Reader {
  read(cursor: Cursor, count: number): void {
    for (let i = 0; i < count; i++) skipTObject(cursor);
  }

  readMemberWise(cursor: Cursor, count: number): void {
    this.read(cursor, count);
  }

  layout(): Layout {
    return { is: 'record', length: 0, fields: new Map() };
  }
}
