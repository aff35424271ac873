import { Cursor } from '../container/cursor.ts';
import { BUILT_IN, numbers, type ObjectContext, readMembers } from './built-in.ts';
import { RootObject, type Value } from './root-object.ts';
import { KIND, type StreamerElement, type StreamerInfo, type Streamers } from './streamers.ts';
import { withoutPointer } from './type-name.ts';
import { endOf, readVersion, type Version } from './version.ts';

const NEW_CLASS = 0xffffffff;
const CLASS_TAG = 0x80000000;
const BYTE_COUNT = 0x40000000;
/** References count from here, so that 0 and 1 mean other things. */
const FIRST_PLACE = 2;
const MOST_DEPTH = 200;
/** So many times its bytes may be read again for references into what was jumped over. */
const MOST_READ_AGAIN = 8;

/**
 * Reads metadata objects (trees, branches, leaves, streamer information) from the bytes of a key, each as its class is
 * described in the file. What is not described is jumped over, as objects say how long they are; such an object has no
 * members. References to objects and classes are places in the bytes.
 */
export class ObjectReader implements ObjectContext {
  readonly cursor: Cursor;
  readonly #streamers: Streamers;
  /** How far places in references are ahead of the bytes: the length of the key. */
  readonly #ahead: number;
  readonly #objects = new Map<number, RootObject | undefined>();
  #depth = 0;
  #readAgain = 0;

  constructor(bytes: Uint8Array, keyLength: number, file: string, what: string, streamers: Streamers) {
    this.cursor = new Cursor(bytes, file, what);
    this.#ahead = keyLength;
    this.#streamers = streamers;
  }

  /** An object of a known class. */
  object(className: string): RootObject {
    this.#goDeeper();
    const object = BUILT_IN.get(className)?.(this, className) ?? this.#record(className);
    this.#depth--;
    return object;
  }

  /** An object of a class that is written in front of it, a reference to one, or nothing. */
  any(): RootObject | undefined {
    const start = this.cursor.at;
    const first = this.cursor.u32();
    if (first === 0) return undefined;
    const counted = first !== NEW_CLASS && (first & BYTE_COUNT) !== 0 && (first & CLASS_TAG) === 0;
    const tagAt = this.cursor.at - (counted ? 0 : 4);
    const tag = counted ? this.cursor.u32() : first;
    if (tag !== NEW_CLASS && (tag & CLASS_TAG) === 0) return this.#referred(tag, start);
    const end = counted ? endOf(this.cursor, tagAt, first) : undefined;
    const className = tag === NEW_CLASS ? this.cursor.cString() : this.#classAt(tag & ~CLASS_TAG, start);
    // Whoever refers to an object while it is read gets nothing.
    this.#objects.set(start, undefined);
    const object = this.object(className);
    this.#objects.set(start, object);
    if (end !== undefined) this.cursor.goto(end);
    return object;
  }

  /** The members that a base class adds. */
  base(className: string, members: Map<string, Value>): void {
    this.#goDeeper();
    const other = BUILT_IN.get(className)?.(this, className);
    if (other === undefined) this.#membersOf(className, members);
    else for (const [name, value] of other.members) members.set(name, value);
    this.#depth--;
  }

  #goDeeper(): void {
    if (++this.#depth > MOST_DEPTH) throw this.cursor.damage('its objects are nested too deep');
  }

  #referred(tag: number, before: number): RootObject | undefined {
    const at = tag - FIRST_PLACE - this.#ahead;
    if (this.#objects.has(at)) return this.#objects.get(at);
    if (at < 0) return undefined; // the object that the key leads to
    if (at >= before) throw this.cursor.damage('an object refers to one behind it');
    // It was jumped over.
    const back = this.cursor.at;
    this.cursor.goto(at);
    this.#goDeeper();
    const object = this.any();
    this.#depth--;
    this.#readAgain += this.cursor.at - at;
    if (this.#readAgain > MOST_READ_AGAIN * this.cursor.end)
      throw this.cursor.damage('its objects refer to one another too often');
    this.cursor.goto(back);
    return object;
  }

  #classAt(tag: number, before: number): string {
    const at = tag - FIRST_PLACE - this.#ahead;
    if (at < 0 || at >= before) throw this.cursor.damage('an object refers to a class that is not in front of it');
    const back = this.cursor.at;
    this.cursor.goto(at);
    if (this.cursor.u32() !== NEW_CLASS) throw this.cursor.damage('an object refers to a class where there is none');
    const name = this.cursor.cString();
    this.cursor.goto(back);
    return name;
  }

  #record(className: string): RootObject {
    const members = new Map<string, Value>();
    this.#membersOf(className, members);
    return new RootObject(className, members);
  }

  #membersOf(className: string, members: Map<string, Value>): void {
    if (readMembers(this, className, members)) return;
    const version = readVersion(this.cursor);
    const info = this.#streamers.find(className, version.version, version.checksum);
    if (info !== undefined) this.#members(info, members, version);
    else if (version.end === undefined)
      throw this.cursor.damage(`the file does not describe version ${version.version} of its class ${className}`);
    if (version.end !== undefined) this.cursor.goto(version.end);
  }

  // An unknown kind of member ends what can be read of an object that says how long it is.
  #members(info: StreamerInfo, members: Map<string, Value>, { end }: Version): void {
    for (const element of info.elements) {
      if (this.#member(element, members)) continue;
      if (end === undefined)
        throw this.cursor.damage(`the member ${info.name}::${element.name} (${element.typeName}) is not known`);
      return;
    }
  }

  #member(element: StreamerElement, members: Map<string, Value>): boolean {
    const { element: kind, type, name } = element;
    if (kind === 'TStreamerBase') {
      this.base(name, members);
      return true;
    }
    const read = NUMBERS.get(type % KIND.array);
    if (type > KIND.base && type < KIND.array && read !== undefined) members.set(name, read(this.cursor));
    else if (type > KIND.array && type < KIND.counted && read !== undefined)
      members.set(
        name,
        this.#numbers(
          element.dims.reduce((n, dim) => n * dim, 1),
          read,
        ),
      );
    else if (type > KIND.counted && type < KIND.object && read !== undefined) {
      const there = this.cursor.u8() !== 0;
      const count = members.get(element.countName);
      members.set(name, this.#numbers(there && typeof count === 'number' ? count : 0, read));
    } else return this.#object(element, members);
    return true;
  }

  #object({ type, name, typeName }: StreamerElement, members: Map<string, Value>): boolean {
    switch (type) {
      case KIND.tString:
        members.set(name, this.cursor.string());
        return true;
      case KIND.object:
      case KIND.any:
      case KIND.tObject:
      case KIND.tNamed:
      case KIND.ownedPointer:
      case KIND.ownedAnyPointer:
        members.set(name, this.object(withoutPointer(typeName)));
        return true;
      case KIND.pointer:
      case KIND.anyPointer:
        members.set(name, this.any());
        return true;
      default:
        return false;
    }
  }

  #numbers(count: number, read: (cursor: Cursor) => number): Float64Array {
    if (!(count >= 0 && count <= this.cursor.left)) throw this.cursor.damage(`an array has ${count} values`);
    return numbers(count, this.cursor, read);
  }
}

/** The basic kinds, as numbers. */
const NUMBERS: ReadonlyMap<number, (cursor: Cursor) => number> = new Map([
  [1, (c: Cursor) => c.i8()],
  [2, (c: Cursor) => c.i16()],
  [3, (c: Cursor) => c.i32()],
  [4, (c: Cursor) => Number(c.i64())],
  [5, (c: Cursor) => c.f32()],
  [6, (c: Cursor) => c.i32()],
  [8, (c: Cursor) => c.f64()],
  [11, (c: Cursor) => c.u8()],
  [12, (c: Cursor) => c.u16()],
  [13, (c: Cursor) => c.u32()],
  [14, (c: Cursor) => Number(c.u64())],
  [15, (c: Cursor) => c.u32()],
  [16, (c: Cursor) => Number(c.i64())],
  [17, (c: Cursor) => Number(c.u64())],
  [18, (c: Cursor) => c.u8()],
]);
