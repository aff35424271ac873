import { DamagedThrift, type ThriftReader, WIRE } from '../../../../kernels/parquet/thrift.ts';

/** What a page says of itself. */
export interface PageHeader {
  readonly kind: 'data' | 'data2' | 'dictionary' | 'other';
  /** Bytes of the page as stored, and as they are when they are no longer compressed. */
  readonly compressedSize: number;
  readonly size: number;
  /** The CRC-32 of the stored bytes, where the writer gave one. */
  readonly checksum: number | undefined;
  /** Values in a data page, missing ones too, or in a dictionary. */
  readonly values: number;
  readonly encoding: number;
  /** How levels are encoded in a page of the first version. */
  readonly definitionEncoding: number;
  readonly repetitionEncoding: number;
  /** Bytes of levels in a page of the second version: they stand before the values and are never compressed. */
  readonly definitionBytes: number;
  readonly repetitionBytes: number;
  /** Whether the values of a page of the second version are compressed. */
  readonly compressed: boolean;
}

type Writable = { -readonly [K in keyof PageHeader]: PageHeader[K] };

const KINDS: readonly PageHeader['kind'][] = ['data', 'other', 'dictionary', 'data2'];
const RLE = 3;

/** Reads a page's header and leaves the reader behind it. */
export function readPageHeader(reader: ThriftReader): PageHeader {
  const header: Writable = {
    kind: 'other',
    compressedSize: -1,
    size: -1,
    checksum: undefined,
    values: 0,
    encoding: 0,
    definitionEncoding: RLE,
    repetitionEncoding: RLE,
    definitionBytes: 0,
    repetitionBytes: 0,
    compressed: true,
  };
  let id = 0;
  for (let wire = reader.field(id); wire !== WIRE.stop; wire = reader.field(id)) {
    id = reader.id;
    if (id === 1 && wire === WIRE.i32) header.kind = KINDS[reader.integer()] ?? 'other';
    else if (id === 2 && wire === WIRE.i32) header.size = reader.count();
    else if (id === 3 && wire === WIRE.i32) header.compressedSize = reader.count();
    else if (id === 4 && wire === WIRE.i32) header.checksum = reader.integer() >>> 0;
    else if ((id === 5 || id === 7 || id === 8) && wire === WIRE.struct) readValues(reader, id, header);
    else reader.skip(wire);
  }
  if (header.compressedSize < 0 || header.size < 0) throw new DamagedThrift('a page has no size');
  return header;
}

type Part = 'values' | 'encoding' | 'definitionEncoding' | 'repetitionEncoding' | 'definitionBytes' | 'repetitionBytes';

/** The integers in the part of a header that is of its page's kind, by its own number and theirs. */
const PARTS: Readonly<Record<number, Readonly<Record<number, Part>>>> = {
  5: { 1: 'values', 2: 'encoding', 3: 'definitionEncoding', 4: 'repetitionEncoding' },
  7: { 1: 'values', 2: 'encoding' },
  8: { 1: 'values', 4: 'encoding', 5: 'definitionBytes', 6: 'repetitionBytes' },
};

function readValues(reader: ThriftReader, part: number, header: Writable): void {
  const names = PARTS[part] as Readonly<Record<number, Part>>;
  let id = 0;
  for (let wire = reader.field(id); wire !== WIRE.stop; wire = reader.field(id)) {
    id = reader.id;
    const name = names[id];
    if (name !== undefined && wire === WIRE.i32) header[name] = reader.count();
    else if (part === 8 && id === 7 && (wire === WIRE.true || wire === WIRE.false))
      header.compressed = wire === WIRE.true;
    else reader.skip(wire);
  }
}
