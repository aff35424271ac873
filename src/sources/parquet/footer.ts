import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { SourceError } from '../../../compiler/tree/problem.ts';
import { DamagedThrift, ThriftReader, WIRE } from '../../../kernels/parquet/thrift.ts';
import { readChunk, readElement, readNullCount, type ColumnChunk, type SchemaElement } from './metadata.ts';

/** A row group: how many rows, and its column chunks, which are read from the footer only when asked for. */
export interface RowGroup {
  readonly rows: number;
  chunk(leaf: number): ColumnChunk;
  /** What `chunk` says of missing values, found faster. */
  nullCount(leaf: number): number | undefined;
  /** Where in the footer's bytes each chunk is described. */
  readonly starts: Uint32Array;
}

/** What a Parquet file says of itself at its end. */
export interface Footer {
  readonly file: string;
  readonly rows: number;
  /** The schema in depth-first order; the first is the root. */
  readonly elements: readonly SchemaElement[];
  readonly groups: readonly RowGroup[];
  readonly createdBy: string | undefined;
  /** Bytes of the file, and when it was written (milliseconds since 1970) where that is known: it must not change. */
  readonly size: number;
  readonly modified: number | undefined;
  /** The footer as it is stored. */
  readonly bytes: Uint8Array;
}

/** A footer as plain data on shared memory: a worker gets it in a message, and need not read and parse it again. */
export interface SharedFooter extends Omit<Footer, 'groups'> {
  readonly groups: readonly { readonly rows: number; readonly starts: Uint32Array }[];
}

const MAGIC = 0x31524150; // 'PAR1'
const ENCRYPTED = 0x45524150; // 'PARE'
const FIRST_READ = 1 << 17;

/** Reads the footer of a Parquet file; only the end of the file is read. */
export function loadFooter(file: string): Footer {
  const handle = open(file);
  try {
    const status = fstatSync(handle);
    if (!status.isFile()) throw new SourceError('not-a-file', `cannot read ${file}: it is not a file`);
    const tail = readTail(handle, status.size, Math.min(status.size, FIRST_READ));
    const needed = Math.min(footerLength(tail, file, status.size) + 8, status.size);
    const whole = needed <= tail.length ? tail : readTail(handle, status.size, needed);
    return { ...parseFooter(whole, file, status.size), modified: status.mtimeMs };
  } finally {
    closeSync(handle);
  }
}

/** Parses a footer from the last bytes of a file of `size` bytes; `tail` has at least the whole footer. */
export function parseFooter(tail: Uint8Array, file: string, size: number = tail.length): Footer {
  const length = footerLength(tail, file, size);
  if (length + 8 > tail.length) throw truncated(file, size, length);
  const bytes = tail.subarray(tail.length - 8 - length, tail.length - 8);
  try {
    return { ...readMetadata(bytes, file), file, size, modified: undefined, bytes };
  } catch (error) {
    if (error instanceof DamagedThrift) throw damaged(file, error.message);
    throw error;
  }
}

/** The error for a file whose metadata make no sense. */
export function damaged(file: string, what: string): SourceError {
  return new SourceError('damaged', `cannot read the footer of ${file}: ${what}`, {
    hint: 'the file is damaged; write or copy it again',
  });
}

function open(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    const what = code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'permission denied' : String(code);
    throw new SourceError(code === 'ENOENT' ? 'no-such-file' : 'cannot-open', `cannot open ${file}: ${what}`, {
      cause,
    });
  }
}

function readTail(handle: number, size: number, length: number): Uint8Array {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const got = readSync(handle, buffer, done, length - done, size - length + done);
    if (got === 0) break;
    done += got;
  }
  return buffer.subarray(0, done);
}

function footerLength(tail: Uint8Array, file: string, size: number): number {
  if (size === 0) throw new SourceError('truncated', `${file} is empty (0 bytes), expected a Parquet file`);
  if (tail.length < 8) throw notParquet(file, 'it is too short');
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  const magic = view.getUint32(tail.length - 4, true);
  if (magic === ENCRYPTED)
    throw new SourceError('encrypted', `cannot read ${file}: its footer is encrypted, which is not supported`);
  if (magic !== MAGIC) {
    if (tail.length === size && view.getUint32(0, true) === MAGIC) throw truncated(file, size, undefined);
    throw notParquet(file, "its last 4 bytes are not 'PAR1'");
  }
  const length = view.getUint32(tail.length - 8, true);
  if (length + 12 > size) throw truncated(file, size, length);
  return length;
}

function notParquet(file: string, why: string): SourceError {
  const hint = 'either it is another kind of file, or the end was cut off while it was written or copied';
  return new SourceError('not-parquet', `${file} is not a whole Parquet file: ${why}`, { hint });
}

function truncated(file: string, size: number, footer: number | undefined): SourceError {
  const what =
    footer === undefined
      ? 'it begins as a Parquet file, but has no footer'
      : `its footer needs ${footer + 12} bytes, the file has ${size}`;
  return new SourceError('truncated', `${file} is cut short: ${what}`, { hint: 'write or copy the file again' });
}

function readMetadata(bytes: Uint8Array, file: string): Pick<Footer, 'rows' | 'elements' | 'groups' | 'createdBy'> {
  const reader = new ThriftReader(bytes, 0, bytes.length);
  let rows: number | undefined;
  let elements: SchemaElement[] | undefined;
  let groups: LazyRowGroup[] = [];
  let createdBy: string | undefined;
  let id = 0;
  for (let wire = reader.field(id); wire !== WIRE.stop; wire = reader.field(id)) {
    id = reader.id;
    if (id === 2) elements = readList(reader, wire, readElement);
    else if (id === 3) rows = readCount(reader, wire);
    else if (id === 4) groups = readList(reader, wire, (from) => readGroup(from, file));
    else if (id === 6 && wire === WIRE.binary) createdBy = reader.text();
    else reader.skip(wire);
  }
  if (elements === undefined || elements.length === 0) throw new DamagedThrift('it has no schema');
  if (rows === undefined) throw new DamagedThrift('it has no row count');
  checkGroups(elements, groups, rows);
  return { rows, elements, groups, createdBy };
}

function checkGroups(elements: readonly SchemaElement[], groups: readonly LazyRowGroup[], rows: number): void {
  const leaves = elements.reduce((count, element, at) => count + (at > 0 && element.physical !== undefined ? 1 : 0), 0);
  let sum = 0;
  for (const [at, group] of groups.entries()) {
    if (group.starts.length !== leaves)
      throw new DamagedThrift(`row group ${at} has ${group.starts.length} columns, the schema has ${leaves}`);
    sum += group.rows;
  }
  if (sum !== rows) throw new DamagedThrift(`its row groups have ${sum} rows, the file has ${rows}`);
}

function readCount(reader: ThriftReader, wire: number): number {
  reader.expect(wire, WIRE.i64);
  return reader.count();
}

function readList<T>(reader: ThriftReader, wire: number, readOne: (reader: ThriftReader) => T): T[] {
  reader.expect(wire, WIRE.list);
  const length = reader.list();
  if (length > 0) reader.expect(reader.element, WIRE.struct);
  return Array.from({ length }, () => readOne(reader));
}

function readGroup(reader: ThriftReader, file: string): LazyRowGroup {
  let starts = new Uint32Array(0);
  let rows: number | undefined;
  let id = 0;
  for (let wire = reader.field(id); wire !== WIRE.stop; wire = reader.field(id)) {
    id = reader.id;
    if (id === 1) {
      reader.expect(wire, WIRE.list);
      starts = new Uint32Array(reader.list());
      if (starts.length > 0) reader.expect(reader.element, WIRE.struct);
      for (let i = 0; i < starts.length; i++) {
        starts[i] = reader.at;
        reader.skipStruct();
      }
    } else if (id === 3) rows = readCount(reader, wire);
    else reader.skip(wire);
  }
  if (rows === undefined) throw new DamagedThrift('a row group has no row count');
  return new LazyRowGroup(reader.bytes, file, starts, rows);
}

class LazyRowGroup implements RowGroup {
  readonly rows: number;
  readonly starts: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #file: string;
  /** Chunks that were asked for: costs, sizes and the decoder all want the same ones. */
  readonly #chunks = new Map<number, ColumnChunk>();

  constructor(bytes: Uint8Array, file: string, starts: Uint32Array, rows: number) {
    this.rows = rows;
    this.starts = starts;
    this.#bytes = bytes;
    this.#file = file;
  }

  chunk(leaf: number): ColumnChunk {
    const known = this.#chunks.get(leaf);
    if (known !== undefined) return known;
    const chunk = this.#read(leaf, readChunk);
    this.#chunks.set(leaf, chunk);
    return chunk;
  }

  nullCount(leaf: number): number | undefined {
    return this.#read(leaf, readNullCount);
  }

  #read<T>(leaf: number, read: (reader: ThriftReader) => T): T {
    const start = this.starts[leaf];
    if (start === undefined) throw damaged(this.#file, `there is no column chunk ${leaf}`);
    try {
      return read(new ThriftReader(this.#bytes, start, this.#bytes.length));
    } catch (error) {
      if (error instanceof DamagedThrift) throw damaged(this.#file, `column chunk ${leaf}: ${error.message}`);
      throw error;
    }
  }
}

/** A copy of a footer on shared memory. */
export function shareFooter({ groups, ...footer }: Footer): SharedFooter {
  const bytes = new Uint8Array(new SharedArrayBuffer(footer.bytes.length));
  bytes.set(footer.bytes);
  const shared = groups.map(({ rows, starts }) => {
    const copy = new Uint32Array(new SharedArrayBuffer(starts.byteLength));
    copy.set(starts);
    return { rows, starts: copy };
  });
  return { ...footer, bytes, groups: shared };
}

/** A footer that was shared. */
export function footerFrom({ groups, ...footer }: SharedFooter): Footer {
  return {
    ...footer,
    groups: groups.map(({ rows, starts }) => new LazyRowGroup(footer.bytes, footer.file, starts, rows)),
  };
}
