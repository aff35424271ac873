import { DamagedThrift, type ThriftReader, WIRE } from './thrift.ts';

/** A value as it was read; doubles are their bytes. */
export type ThriftValue = number | boolean | Uint8Array | ThriftList | ThriftStruct;

export interface ThriftList {
  readonly element: number;
  readonly values: readonly ThriftValue[];
}

interface Field {
  readonly id: number;
  readonly wire: number;
  readonly value: ThriftValue;
}

/** A struct with all of its fields, known or not: what is not changed is written again as it was. */
export class ThriftStruct {
  readonly #fields = new Map<number, Field>();

  /** Reads a struct; what is deeper than structs of Parquet are is refused. */
  static read(reader: ThriftReader, depth = 0): ThriftStruct {
    if (depth > DEEPEST) throw new DamagedThrift('it is nested too deep');
    const struct = new ThriftStruct();
    let id = 0;
    for (let wire = reader.field(id); wire !== WIRE.stop; wire = reader.field(id)) {
      id = reader.id;
      const isBool = wire === WIRE.true || wire === WIRE.false;
      struct.#fields.set(id, { id, wire, value: isBool ? wire === WIRE.true : readValue(reader, wire, depth) });
    }
    return struct;
  }

  /** An integer field; undefined where there is none. */
  integer(id: number): number | undefined {
    const value = this.#fields.get(id)?.value;
    return typeof value === 'number' ? value : undefined;
  }

  struct(id: number): ThriftStruct | undefined {
    const value = this.#fields.get(id)?.value;
    return value instanceof ThriftStruct ? value : undefined;
  }

  /** The structs of a list; none where there is no such field. */
  structs(id: number): readonly ThriftStruct[] {
    const value = this.#fields.get(id)?.value;
    if (typeof value !== 'object' || !('values' in value) || value instanceof Uint8Array) return [];
    return value.values.filter((one) => one instanceof ThriftStruct);
  }

  /** Changes an integer field, which must be there. */
  setInteger(id: number, value: number): void {
    const field = this.#fields.get(id);
    if (field === undefined) throw new DamagedThrift(`it has no field ${id}`);
    this.#fields.set(id, { ...field, value });
  }

  setStructs(id: number, values: readonly ThriftStruct[]): void {
    this.#fields.set(id, { id, wire: WIRE.list, value: { element: WIRE.struct, values } });
  }

  delete(id: number): void {
    this.#fields.delete(id);
  }

  /** The bytes of the struct. */
  bytes(): Uint8Array {
    const out = new Out();
    this.write(out);
    return out.done();
  }

  write(out: Out): void {
    let previous = 0;
    for (const { id, wire, value } of [...this.#fields.values()].sort((a, b) => a.id - b.id)) {
      const kind = typeof value === 'boolean' ? (value ? WIRE.true : WIRE.false) : wire;
      const step = id - previous;
      if (step <= 15) out.byte((step << 4) | kind);
      else {
        out.byte(kind);
        out.integer(id);
      }
      previous = id;
      if (typeof value !== 'boolean') writeValue(out, wire, value);
    }
    out.byte(WIRE.stop);
  }
}

const DEEPEST = 64;

function readValue(reader: ThriftReader, wire: number, depth: number): ThriftValue {
  switch (wire) {
    case WIRE.byte:
    case WIRE.double: {
      const start = reader.at;
      reader.skip(wire);
      return new Uint8Array(reader.bytes.subarray(start, reader.at));
    }
    case WIRE.i16:
    case WIRE.i32:
    case WIRE.i64:
      return reader.integer();
    case WIRE.binary:
      // a copy, which does not keep alive all that was read
      return new Uint8Array(reader.binary());
    case WIRE.list:
    case WIRE.set: {
      const length = reader.list();
      const { element } = reader;
      return { element, values: Array.from({ length }, () => readElement(reader, element, depth)) };
    }
    case WIRE.struct:
      return ThriftStruct.read(reader, depth + 1);
    default:
      throw new DamagedThrift(`values of wire type ${wire} are not in Parquet`);
  }
}

// Inside lists a bool has a byte of its own.
function readElement(reader: ThriftReader, element: number, depth: number): ThriftValue {
  if (element === WIRE.true || element === WIRE.false) return reader.byte() === WIRE.true;
  return readValue(reader, element, depth + 1);
}

function writeValue(out: Out, wire: number, value: ThriftValue): void {
  if (value instanceof ThriftStruct) return value.write(out);
  if (typeof value === 'number') return out.integer(value);
  if (typeof value === 'boolean') return out.byte(value ? WIRE.true : WIRE.false);
  if (value instanceof Uint8Array) {
    if (wire === WIRE.binary) out.varint(value.length);
    return out.all(value);
  }
  const { element, values } = value;
  if (values.length < 15) out.byte((values.length << 4) | element);
  else {
    out.byte(0xf0 | element);
    out.varint(values.length);
  }
  for (const one of values) writeValue(out, element, one);
}

/** Bytes that are written one after the other. */
class Out {
  #bytes = new Uint8Array(256);
  #length = 0;

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = value;
  }

  all(bytes: Uint8Array): void {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  varint(value: number): void {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.byte((rest % 0x80) | 0x80);
    this.byte(rest);
  }

  integer(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#length + more, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}
