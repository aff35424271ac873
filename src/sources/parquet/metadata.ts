import { type ThriftReader, WIRE } from './thrift.ts';

/** How often a value occurs inside its parent. */
export type Repetition = 'required' | 'optional' | 'repeated';

/** One element of a Parquet schema: a column, or a group of `children` elements that follow. */
export interface SchemaElement {
  readonly name: string;
  /** The physical type's number (0 boolean, 1 int32, 2 int64, 3 int96, 4 float, 5 double, 6 bytes, 7 fixed bytes); undefined for a group. */
  readonly physical: number | undefined;
  readonly repetition: Repetition;
  readonly children: number;
  /** The older annotation's number. */
  readonly converted: number | undefined;
  /** The newer annotation: its number in the union, and for integers their width and sign. */
  readonly logical: { readonly kind: number; readonly bits: number; readonly signed: boolean } | undefined;
}

/** What the footer says of one column in one row group. */
export interface ColumnChunk {
  readonly values: number;
  readonly compressedSize: number;
  readonly uncompressedSize: number;
  readonly nullCount: number | undefined;
  /** Least and greatest value as stored bytes, where the writer gave them in the well-defined order. */
  readonly min: Uint8Array | undefined;
  readonly max: Uint8Array | undefined;
}

const REPETITIONS: readonly Repetition[] = ['required', 'optional', 'repeated'];

/** Reads a schema element. */
export function readElement(reader: ThriftReader): SchemaElement {
  let name = '';
  let physical: number | undefined;
  let repetition: Repetition = 'required';
  let children = 0;
  let converted: number | undefined;
  let logical: SchemaElement['logical'];
  let id = 0;
  for (let wire = reader.field(id); wire !== WIRE.stop; wire = reader.field(id)) {
    id = reader.id;
    if (id === 1 && wire === WIRE.i32) physical = reader.count();
    else if (id === 3 && wire === WIRE.i32) repetition = REPETITIONS[reader.integer()] ?? 'required';
    else if (id === 4 && wire === WIRE.binary) name = reader.text();
    else if (id === 5 && wire === WIRE.i32) children = reader.count();
    else if (id === 6 && wire === WIRE.i32) converted = reader.integer();
    else if (id === 10 && wire === WIRE.struct) logical = readLogical(reader);
    else reader.skip(wire);
  }
  return { name, physical, repetition, children, converted, logical };
}

function readLogical(reader: ThriftReader): SchemaElement['logical'] {
  let kind = 0;
  let bits = 0;
  let signed = true;
  let id = 0;
  for (let wire = reader.field(id); wire !== WIRE.stop; wire = reader.field(id)) {
    id = reader.id;
    kind = id;
    if (id !== 10 || wire !== WIRE.struct) {
      reader.skip(wire);
      continue;
    }
    let inner = 0;
    for (let part = reader.field(inner); part !== WIRE.stop; part = reader.field(inner)) {
      inner = reader.id;
      if (inner === 1 && part === WIRE.byte) bits = reader.byte();
      else if (inner === 2 && (part === WIRE.true || part === WIRE.false)) signed = part === WIRE.true;
      else reader.skip(part);
    }
  }
  return kind === 0 ? undefined : { kind, bits, signed };
}

/** Reads a column chunk. */
export function readChunk(reader: ThriftReader): ColumnChunk {
  const found = { values: 0, compressedSize: 0, uncompressedSize: 0, statistics: NO_STATISTICS };
  let id = 0;
  for (let wire = reader.field(id); wire !== WIRE.stop; wire = reader.field(id)) {
    id = reader.id;
    if (id === 3 && wire === WIRE.struct) readColumn(reader, found);
    else reader.skip(wire);
  }
  const { statistics, ...sizes } = found;
  return { ...sizes, ...statistics };
}

type Statistics = Pick<ColumnChunk, 'nullCount' | 'min' | 'max'>;
const NO_STATISTICS: Statistics = { nullCount: undefined, min: undefined, max: undefined };

function readColumn(
  reader: ThriftReader,
  found: { values: number; compressedSize: number; uncompressedSize: number; statistics: Statistics },
): void {
  let id = 0;
  for (let wire = reader.field(id); wire !== WIRE.stop; wire = reader.field(id)) {
    id = reader.id;
    if (id === 5 && wire === WIRE.i64) found.values = reader.count();
    else if (id === 6 && wire === WIRE.i64) found.uncompressedSize = reader.count();
    else if (id === 7 && wire === WIRE.i64) found.compressedSize = reader.count();
    else if (id === 12 && wire === WIRE.struct) found.statistics = readStatistics(reader);
    else reader.skip(wire);
  }
}

// Fields 1 and 2 (max, min) are the deprecated ones, whose order is not defined for unsigned values and texts.
function readStatistics(reader: ThriftReader): Statistics {
  let nullCount: number | undefined;
  let min: Uint8Array | undefined;
  let max: Uint8Array | undefined;
  let id = 0;
  for (let wire = reader.field(id); wire !== WIRE.stop; wire = reader.field(id)) {
    id = reader.id;
    if (id === 3 && wire === WIRE.i64) nullCount = reader.count();
    else if (id === 5 && wire === WIRE.binary) max = reader.binary();
    else if (id === 6 && wire === WIRE.binary) min = reader.binary();
    else reader.skip(wire);
  }
  return { nullCount, min, max };
}
