import { type ThriftReader, WIRE } from '../../../kernels/parquet/thrift.ts';

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
  /** The codec's number in the format. */
  readonly codec: number;
  /** The numbers of all encodings that occur in it, those of levels too. */
  readonly encodings: readonly number[];
  /** Where its first page is, which may be a dictionary. */
  readonly start: number;
  /** Why it is not to be read from the file itself, where that is so. */
  readonly elsewhere: 'encrypted' | 'in another file' | undefined;
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
  let elsewhere: ColumnChunk['elsewhere'];
  const found = emptyColumn();
  let id = 0;
  for (let wire = reader.field(id); wire !== WIRE.stop; wire = reader.field(id)) {
    id = reader.id;
    if (id === 3 && wire === WIRE.struct) readColumn(reader, found);
    else {
      if (id === 1) elsewhere ??= 'in another file';
      else if (id === 8 || id === 9) elsewhere = 'encrypted';
      reader.skip(wire);
    }
  }
  const { statistics, dictionary, data, ...rest } = found;
  // some writers give 0 where there is no dictionary
  const start = dictionary > 0 && dictionary < data ? dictionary : data;
  return { ...rest, ...statistics, start, elsewhere };
}

type Statistics = Pick<ColumnChunk, 'nullCount' | 'min' | 'max'>;
const NO_STATISTICS: Statistics = { nullCount: undefined, min: undefined, max: undefined };

interface FoundColumn {
  values: number;
  compressedSize: number;
  uncompressedSize: number;
  codec: number;
  encodings: number[];
  /** Offsets of the dictionary page and of the first data page. */
  dictionary: number;
  data: number;
  statistics: Statistics;
}

function emptyColumn(): FoundColumn {
  return {
    values: 0,
    compressedSize: 0,
    uncompressedSize: 0,
    codec: 0,
    encodings: [],
    dictionary: 0,
    data: 0,
    statistics: NO_STATISTICS,
  };
}

function readColumn(reader: ThriftReader, found: FoundColumn): void {
  let id = 0;
  for (let wire = reader.field(id); wire !== WIRE.stop; wire = reader.field(id)) {
    id = reader.id;
    if (id === 2 && wire === WIRE.list) found.encodings = readIntegers(reader);
    else if (id === 4 && wire === WIRE.i32) found.codec = reader.integer();
    else if (id === 5 && wire === WIRE.i64) found.values = reader.count();
    else if (id === 6 && wire === WIRE.i64) found.uncompressedSize = reader.count();
    else if (id === 7 && wire === WIRE.i64) found.compressedSize = reader.count();
    else if (id === 9 && wire === WIRE.i64) found.data = reader.count();
    else if (id === 11 && wire === WIRE.i64) found.dictionary = reader.count();
    else if (id === 12 && wire === WIRE.struct) found.statistics = readStatistics(reader);
    else reader.skip(wire);
  }
}

function readIntegers(reader: ThriftReader): number[] {
  const length = reader.list();
  reader.expect(reader.element, WIRE.i32);
  return Array.from({ length }, () => reader.integer());
}

/** How many values are missing in a column chunk, where the writer says so: all else is stepped over. */
export function readNullCount(reader: ThriftReader): number | undefined {
  if (!enter(reader, 3) || !enter(reader, 12)) return undefined;
  let id = 0;
  for (let wire = reader.field(id); wire !== WIRE.stop; wire = reader.field(id)) {
    id = reader.id;
    if (id === 3 && wire === WIRE.i64) return reader.count();
    reader.skip(wire);
  }
  return undefined;
}

/** Steps over the fields of a struct up to the inside of the struct of field `wanted`; tells whether there is one. */
function enter(reader: ThriftReader, wanted: number): boolean {
  let id = 0;
  for (let wire = reader.field(id); wire !== WIRE.stop; wire = reader.field(id)) {
    id = reader.id;
    if (id === wanted && wire === WIRE.struct) return true;
    reader.skip(wire);
  }
  return false;
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
