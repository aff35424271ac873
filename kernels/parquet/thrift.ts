/** Bytes that are no valid Thrift, or that end too early. */
export class DamagedThrift extends Error {}

/** The wire types of the compact protocol. */
export const WIRE = {
  stop: 0,
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  map: 11,
  struct: 12,
  uuid: 13,
} as const;

const DEEPEST = 64;
const TEXT = new TextDecoder('utf-8');

/** Reads Thrift's compact protocol from `bytes`, never beyond `end`. */
export class ThriftReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  at: number;
  /** The id of the field read last. */
  id = 0;
  /** The element type and count of the list header read last. */
  element = 0;

  constructor(bytes: Uint8Array, at: number, end: number) {
    this.bytes = bytes;
    this.at = at;
    this.end = Math.min(end, bytes.length);
  }

  byte(): number {
    if (this.at >= this.end) throw new DamagedThrift('it ends too early');
    return this.bytes[this.at++] as number;
  }

  /** An unsigned variable-length integer; beyond 2**53 it is refused. */
  varint(): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    throw new DamagedThrift('an integer has more than 10 bytes');
  }

  /** A signed integer. Those beyond 2**53 never occur in a footer that is whole, apart from statistics, which are bytes. */
  integer(): number {
    const raw = this.varint();
    if (raw > Number.MAX_SAFE_INTEGER) throw new DamagedThrift('an integer is beyond 2**53');
    return raw % 2 === 0 ? raw / 2 : -(raw + 1) / 2;
  }

  /** An integer that counts something. */
  count(): number {
    const value = this.integer();
    if (value < 0) throw new DamagedThrift(`a count is ${value}`);
    return value;
  }

  binary(): Uint8Array {
    const length = this.varint();
    if (length > this.end - this.at) throw new DamagedThrift('a text runs past the end');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text(): string {
    return TEXT.decode(this.binary());
  }

  /** Reads a field's header: gives its wire type, `WIRE.stop` at the end of the struct, and sets `id`. */
  field(previous: number): number {
    const header = this.byte();
    const wire = header & 0x0f;
    if (wire === WIRE.stop) return wire;
    const step = header >> 4;
    this.id = step === 0 ? this.integer() : previous + step;
    return wire;
  }

  /** Reads a list's header: gives its length and sets `element`. */
  list(): number {
    const header = this.byte();
    this.element = header & 0x0f;
    const length = header >> 4 === 15 ? this.varint() : header >> 4;
    // Every element has at least one byte, so a damaged length cannot make us loop or allocate for long.
    if (length > this.end - this.at) throw new DamagedThrift('a list runs past the end');
    return length;
  }

  expect(wire: number, wanted: number): void {
    if (wire !== wanted) throw new DamagedThrift(`field ${this.id} has wire type ${wire}, expected ${wanted}`);
  }

  /** Steps over a value of the given wire type inside a struct. */
  skip(wire: number, depth = 0): void {
    if (depth > DEEPEST) throw new DamagedThrift('it is nested too deep');
    switch (wire) {
      case WIRE.true:
      case WIRE.false:
        return;
      case WIRE.byte:
        return this.jump(1);
      case WIRE.i16:
      case WIRE.i32:
      case WIRE.i64:
        return this.skipVarint();
      case WIRE.double:
        return this.jump(8);
      case WIRE.uuid:
        return this.jump(16);
      case WIRE.binary:
        return this.jump(this.varint());
      case WIRE.list:
      case WIRE.set:
        return this.skipList(depth);
      case WIRE.map:
        return this.skipMap(depth);
      case WIRE.struct:
        return this.skipStruct(depth);
      default:
        throw new DamagedThrift(`unknown wire type ${wire}`);
    }
  }

  // Most of a footer is stepped over, before the engine has optimised this: integers, the most of it, take one call each.
  skipStruct(depth = 0): void {
    for (let header = this.byte(); (header & 0x0f) !== WIRE.stop; header = this.byte()) {
      if (header >> 4 === 0) this.skipVarint();
      const wire = header & 0x0f;
      if (wire === WIRE.i32 || wire === WIRE.i64) this.skipVarint();
      else this.skip(wire, depth + 1);
    }
  }

  private skipVarint(): void {
    const { bytes, at, end } = this;
    const last = Math.min(end, at + 10);
    let next = at;
    while (next < last && (bytes[next] as number) >= 0x80) next++;
    if (next === last)
      throw new DamagedThrift(last === end ? 'it ends too early' : 'an integer has more than 10 bytes');
    this.at = next + 1;
  }

  private skipList(depth: number): void {
    const length = this.list();
    const element = this.element;
    for (let i = 0; i < length; i++) this.skipElement(element, depth);
  }

  private skipMap(depth: number): void {
    const length = this.varint();
    if (length === 0) return;
    if (length > this.end - this.at) throw new DamagedThrift('a map runs past the end');
    const kinds = this.byte();
    for (let i = 0; i < length; i++) {
      this.skipElement(kinds >> 4, depth);
      this.skipElement(kinds & 0x0f, depth);
    }
  }

  // Inside lists and maps a bool has a byte of its own.
  private skipElement(wire: number, depth: number): void {
    if (wire === WIRE.true || wire === WIRE.false) this.jump(1);
    else this.skip(wire, depth + 1);
  }

  private jump(length: number): void {
    if (length > this.end - this.at) throw new DamagedThrift('a value runs past the end');
    this.at += length;
  }
}
