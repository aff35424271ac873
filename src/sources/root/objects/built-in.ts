import type { Cursor } from '../container/cursor.ts';
import { readKey } from '../container/keys.ts';
import { EmbeddedBasket, RootObject, type Value } from './root-object.ts';
import { readVersion, type Version } from './version.ts';

/** What the classes that are read here need of the reader of objects. */
export interface ObjectContext {
  readonly cursor: Cursor;
  any(): RootObject | undefined;
  base(className: string, members: Map<string, Value>): void;
}

type ReadObject = (context: ObjectContext, className: string) => RootObject;
/** Reads the members of an object, or those that a base adds to another. */
type ReadMembers = (context: ObjectContext, members: Map<string, Value>, version: number) => void;
type ReadItems = (context: ObjectContext, version: number) => readonly (RootObject | undefined)[];

const REFERENCED = 0x10;
const COUNTED = 0x4000;

/** Reads over what TObject stores of itself; it mostly has no byte count. */
export function skipTObject(cursor: Cursor): void {
  if ((cursor.u16() & COUNTED) !== 0) cursor.skip(4);
  cursor.skip(4); // the unique number
  if ((cursor.u32() & REFERENCED) !== 0) cursor.skip(2);
}

function withVersion<T>({ cursor }: ObjectContext, read: (version: number) => T): T {
  const { version, end }: Version = readVersion(cursor);
  const value = read(version);
  if (end !== undefined) cursor.goto(end);
  return value;
}

const collection =
  (read: ReadItems): ReadObject =>
  (context, className) =>
    new RootObject(
      className,
      new Map(),
      withVersion(context, (version) => read(context, version)),
    );

/** Each object takes at least the four bytes that say there is none. */
function countOf(cursor: Cursor, least: number): number {
  const count = cursor.i32();
  if (!(count >= 0 && count * least <= cursor.left)) throw cursor.damage(`a collection has ${count} values`);
  return count;
}

const list: ReadItems = (context, version) => {
  const { cursor } = context;
  if (version > 3) {
    skipTObject(cursor);
    cursor.string();
  }
  return Array.from({ length: countOf(cursor, 4) }, () => {
    const item = context.any();
    cursor.string(); // an option for drawing
    return item;
  });
};

const objectArray: ReadItems = (context, version) => {
  const { cursor } = context;
  if (version > 2) skipTObject(cursor);
  if (version > 1) cursor.string();
  const length = countOf(cursor, 0);
  cursor.skip(4); // the index of the first
  if (length * 4 > cursor.left) throw cursor.damage(`a collection has ${length} objects`);
  return Array.from({ length }, () => context.any());
};

const element =
  (more: (cursor: Cursor, members: Map<string, Value>) => void = () => undefined): ReadMembers =>
  (context, members) => {
    context.base('TStreamerElement', members);
    more(context.cursor, members);
  };

const countedElement = element((cursor, members) => {
  cursor.skip(4); // the version of the class that has the counter
  members.set('fCountName', cursor.string());
});

const streamerElement: ReadMembers = (context, members, version) => {
  const { cursor } = context;
  context.base('TNamed', members);
  members.set('fType', cursor.i32());
  cursor.skip(8); // the size in memory, and the length of all dimensions together
  members.set('fArrayDim', cursor.i32());
  const length = version === 1 ? countOf(cursor, 4) : 5;
  members.set(
    'fMaxIndex',
    numbers(length, cursor, (from) => from.i32()),
  );
  members.set('fTypeName', cursor.string());
};

/** The feature `kGenerateOffsetMap` of ROOT's TIOFeatures. */
const SIZES = 1;
const SKIP_OFFSETS = 80;
const ONLY_OFFSETS_OF_DISK = 2;
const DISPLACEMENT = 0xff000000;

/** The header of a basket behind its key, as it also stands in front of baskets in the file. */
export interface BasketHeader {
  readonly entries: number;
  /** Where the data end, counted from the beginning of the key. */
  readonly last: number;
  readonly flag: number;
  readonly version: number;
  /** Where places of entries are stored, they are stored as sizes. */
  readonly sizes: boolean;
}

/** Reads what stands behind the key of a basket. */
export function readBasketHeader(cursor: Cursor): BasketHeader {
  const version = cursor.i16();
  cursor.skip(4); // the size of the buffer
  const features = cursor.i32() < 0 ? cursor.u8() : 0;
  const entries = cursor.i32();
  const last = cursor.i32();
  const flag = cursor.u8();
  if (entries < 0) throw cursor.damage(`a basket has ${entries} entries`);
  return { entries, last, flag, version, sizes: (features & SIZES) !== 0 };
}

function offsetsIn(cursor: Cursor, keyLength: number, last: number): Int32Array {
  const count = countOf(cursor, 4);
  const offsets = new Int32Array(count + 1);
  for (let i = 0; i < count; i++) offsets[i] = cursor.i32() - keyLength;
  offsets[count] = last - keyLength;
  return offsets;
}

/** A basket inside of a tree. */
function embeddedBasket({ cursor }: ObjectContext): RootObject {
  const { keyLength } = readKey(cursor);
  const { entries, last, flag, version } = readBasketHeader(cursor);
  const generated = flag >= SKIP_OFFSETS;
  const kind = generated ? flag - SKIP_OFFSETS : flag;
  let offsets: Int32Array | undefined;
  if (!generated && kind !== 0 && kind % 10 !== ONLY_OFFSETS_OF_DISK) {
    offsets = entries === 0 ? new Int32Array(1) : offsetsIn(cursor, keyLength, last);
    if (kind > 20 && kind < 40) for (let i = 0; i < entries; i++) offsets[i] = (offsets[i] as number) & ~DISPLACEMENT;
    if (kind > 40) cursor.skip(countOf(cursor, 4) * 4);
  }
  if (kind !== 1 && kind <= 10) return new EmbeddedBasket(new Uint8Array(0), 0, undefined);
  const length = version > 1 ? last : cursor.i32();
  const data = cursor.take(length);
  if (keyLength > data.length) throw cursor.damage('a basket ends inside of its key');
  return new EmbeddedBasket(data.subarray(keyLength), entries, offsets);
}

/** So many numbers, one after the other. */
export function numbers(length: number, cursor: Cursor, read: (cursor: Cursor) => number): Float64Array {
  const out = roomFor(length);
  for (let i = 0; i < length; i++) out[i] = read(cursor);
  return out;
}

// A tree has thousands of short arrays; memory of its own for each takes longer than what is read into it.
let shared = new Float64Array(0);
const SHARED = 1 << 12;

function roomFor(length: number): Float64Array {
  if (length > SHARED / 16) return new Float64Array(length);
  if (shared.length < length) shared = new Float64Array(SHARED);
  const room = shared.subarray(0, length);
  shared = shared.subarray(length);
  return room;
}

const array =
  (bytes: number, read: (cursor: Cursor) => number): ReadObject =>
  ({ cursor }, className) =>
    new RootObject(className, new Map([['fArray', numbers(countOf(cursor, bytes), cursor, read)]]));

/** Reads the members of a class that is read here, with its version in front; false where it is another. */
export function readMembers(context: ObjectContext, className: string, members: Map<string, Value>): boolean {
  const read = RECORDS.get(className);
  if (read === undefined) return false;
  withVersion(context, (version) => read(context, members, version));
  return true;
}

/** Classes with members whose bytes are not described by the file, or that describe others. */
const RECORDS: ReadonlyMap<string, ReadMembers> = new Map<string, ReadMembers>([
  [
    'TNamed',
    ({ cursor }, members) => {
      skipTObject(cursor);
      members.set('fName', cursor.string());
      members.set('fTitle', cursor.string());
    },
  ],
  [
    'TObjString',
    ({ cursor }, members) => {
      skipTObject(cursor);
      members.set('fString', cursor.string());
    },
  ],
  [
    'TStreamerInfo',
    (context, members) => {
      context.base('TNamed', members);
      members.set('fCheckSum', context.cursor.u32());
      members.set('fClassVersion', context.cursor.i32());
      members.set('fElements', context.any());
    },
  ],
  ['TStreamerElement', streamerElement],
  ['TStreamerBase', element((cursor, members) => members.set('fBaseVersion', cursor.i32()))],
  ['TStreamerBasicType', element()],
  ['TStreamerBasicPointer', countedElement],
  ['TStreamerLoop', countedElement],
  ['TStreamerObject', element()],
  ['TStreamerObjectAny', element()],
  ['TStreamerObjectPointer', element()],
  ['TStreamerObjectAnyPointer', element()],
  ['TStreamerString', element()],
  ['TStreamerSTL', element()],
  ['TStreamerSTLstring', (context, members) => context.base('TStreamerSTL', members)],
  ['TStreamerArtificial', element()],
]);

/** Collections, and what else has bytes of its own. */
export const BUILT_IN: ReadonlyMap<string, ReadObject> = new Map<string, ReadObject>([
  [
    'TObject',
    ({ cursor }, className) => {
      skipTObject(cursor);
      return new RootObject(className, new Map());
    },
  ],
  ['TString', ({ cursor }, className) => new RootObject(className, new Map([['fString', cursor.string()]]))],
  ['TList', collection(list)],
  ['THashList', collection(list)],
  ['TObjArray', collection(objectArray)],
  ['TArrayC', array(1, (cursor) => cursor.i8())],
  ['TArrayS', array(2, (cursor) => cursor.i16())],
  ['TArrayI', array(4, (cursor) => cursor.i32())],
  ['TArrayL', array(8, (cursor) => Number(cursor.i64()))],
  ['TArrayL64', array(8, (cursor) => Number(cursor.i64()))],
  ['TArrayF', array(4, (cursor) => cursor.f32())],
  ['TArrayD', array(8, (cursor) => cursor.f64())],
  ['TBasket', embeddedBasket],
]);
