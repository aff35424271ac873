import { ThriftReader } from '../../kernels/parquet/thrift.ts';
import { ThriftStruct } from '../../kernels/parquet/thrift-tree.ts';
import type { Compress } from './compress.ts';
import type { Sink } from './file.ts';

// The fields that are looked at, by their numbers in the format (parquet.thrift of the Parquet project).
const FILE = { rows: 3, groups: 4 } as const;
const GROUP = { columns: 1, size: 2, offset: 5, compressedSize: 6, ordinal: 7 } as const;
const CHUNK = { offset: 2, column: 3, locations: 4, locationsLength: 5, index: 6, indexLength: 7 } as const;
const COLUMN = { codec: 4, size: 6, compressedSize: 7, data: 9, dictionary: 11 } as const;
const PAGE = { kind: 1, size: 2, compressedSize: 3, checksum: 4 } as const;
const LOCATIONS = { pages: 1 } as const;
const LOCATION = { offset: 1, size: 2 } as const;
const [DATA, DICTIONARY] = [0, 2];

const MAGIC = Buffer.from('PAR1');

/** How pages are compressed. */
export interface Codec {
  /** The codec's number in Parquet. */
  readonly number: number;
  readonly compress: Compress;
}

/** A page where it is written. */
interface Placed {
  readonly kind: number;
  readonly offset: number;
  /** The length with its header, as it is written and as it is when not compressed. */
  readonly compressedSize: number;
  readonly size: number;
}

/** Index bytes that stand behind all row groups, and the chunk that says where. */
interface Index {
  readonly chunk: ThriftStruct;
  readonly bytes: Uint8Array;
}

/**
 * Joins Parquet files that are not compressed to one that is: one after the other is added, of which only the row groups are
 * kept in mind. All that is said of columns, their types, statistics and indexes too, stays as it is.
 */
export class ParquetJoin {
  readonly #codec: Codec;
  readonly #sink: Sink;
  readonly #groups: ThriftStruct[] = [];
  readonly #indexes: Index[] = [];
  readonly #locations: Index[] = [];
  #footer: ThriftStruct | undefined;
  #rows = 0;
  #at = 0;

  constructor(codec: Codec, sink: Sink) {
    this.#codec = codec;
    this.#sink = sink;
  }

  /** Adds the rows of a file of the same columns, with pages of the first version. */
  async add(file: Uint8Array): Promise<void> {
    if (this.#at === 0) await this.#write(MAGIC);
    const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
    const end = file.length - 8;
    const footer = structAt(file, end - view.getUint32(end, true), end);
    this.#footer ??= footer;
    this.#rows += footer.integer(FILE.rows) ?? 0;
    for (const group of footer.structs(FILE.groups)) await this.#addGroup(file, group);
  }

  /** Writes what stands at the end. */
  async end(): Promise<void> {
    const footer = this.#footer as ThriftStruct;
    await this.#writeIndexes(this.#indexes, CHUNK.index, CHUNK.indexLength);
    await this.#writeIndexes(this.#locations, CHUNK.locations, CHUNK.locationsLength);
    footer.setStructs(FILE.groups, this.#groups);
    footer.setInteger(FILE.rows, this.#rows);
    const bytes = footer.bytes();
    await this.#write(bytes);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    await this.#write(Buffer.concat([length, MAGIC]));
  }

  async #addGroup(file: Uint8Array, group: ThriftStruct): Promise<void> {
    const start = this.#at;
    let size = 0;
    for (const chunk of group.structs(GROUP.columns)) size += await this.#addChunk(file, chunk);
    group.setInteger(GROUP.size, size);
    setIfThere(group, GROUP.offset, start);
    setIfThere(group, GROUP.compressedSize, this.#at - start);
    setIfThere(group, GROUP.ordinal, this.#groups.length);
    this.#groups.push(group);
  }

  /** Gives the bytes that the pages of the chunk have when not compressed. */
  async #addChunk(file: Uint8Array, chunk: ThriftStruct): Promise<number> {
    const column = chunk.struct(CHUNK.column) as ThriftStruct;
    const data = column.integer(COLUMN.data) as number;
    const start = column.integer(COLUMN.dictionary) ?? data;
    const pages = await this.#addPages(file, start, start + (column.integer(COLUMN.compressedSize) as number));
    const size = pages.reduce((sum, page) => sum + page.size, 0);
    const [first] = pages as [Placed];
    const dataPages = pages.filter(({ kind }) => kind === DATA);
    column.setInteger(COLUMN.codec, this.#codec.number);
    column.setInteger(COLUMN.size, size);
    column.setInteger(COLUMN.compressedSize, this.#at - first.offset);
    column.setInteger(COLUMN.data, dataPages[0]?.offset ?? first.offset);
    setIfThere(column, COLUMN.dictionary, first.offset);
    // where its pages are is told by the column itself; some writers put it here too
    if (chunk.integer(CHUNK.offset) === start) chunk.setInteger(CHUNK.offset, first.offset);
    this.#keepIndexes(file, chunk, dataPages);
    return size;
  }

  async #addPages(file: Uint8Array, start: number, end: number): Promise<readonly Placed[]> {
    const pages: { readonly header: ThriftStruct; readonly headerSize: number; readonly bytes: Promise<Uint8Array> }[] =
      [];
    for (let at = start; at < end; ) {
      const reader = new ThriftReader(file, at, end);
      const header = ThriftStruct.read(reader);
      const kind = header.integer(PAGE.kind);
      if (kind !== DATA && kind !== DICTIONARY) throw new Error(`pages of the kind ${kind} are not compressed here`);
      const stop = reader.at + (header.integer(PAGE.compressedSize) as number);
      const bytes = this.#codec.compress(file.subarray(reader.at, stop));
      // a failure is for whoever waits for this page
      bytes.catch(() => undefined);
      pages.push({ header, headerSize: reader.at - at, bytes });
      at = stop;
    }
    const placed: Placed[] = [];
    for (const { header, headerSize, bytes } of pages) {
      const packed = await bytes;
      const offset = this.#at;
      header.setInteger(PAGE.compressedSize, packed.length);
      header.delete(PAGE.checksum);
      await this.#write(header.bytes());
      await this.#write(packed);
      const size = headerSize + (header.integer(PAGE.size) as number);
      placed.push({ kind: header.integer(PAGE.kind) as number, offset, compressedSize: this.#at - offset, size });
    }
    return placed;
  }

  #keepIndexes(file: Uint8Array, chunk: ThriftStruct, pages: readonly Placed[]): void {
    const [index, locations] = [chunk.integer(CHUNK.index), chunk.integer(CHUNK.locations)];
    if (index !== undefined) {
      const length = chunk.integer(CHUNK.indexLength) as number;
      this.#indexes.push({ chunk, bytes: new Uint8Array(file.subarray(index, index + length)) });
    }
    if (locations === undefined) return;
    const struct = structAt(file, locations, locations + (chunk.integer(CHUNK.locationsLength) as number));
    for (const [i, location] of struct.structs(LOCATIONS.pages).entries()) {
      const page = pages[i] as Placed;
      location.setInteger(LOCATION.offset, page.offset);
      location.setInteger(LOCATION.size, page.compressedSize);
    }
    this.#locations.push({ chunk, bytes: struct.bytes() });
  }

  async #writeIndexes(indexes: readonly Index[], offset: number, length: number): Promise<void> {
    for (const { chunk, bytes } of indexes) {
      chunk.setInteger(offset, this.#at);
      chunk.setInteger(length, bytes.length);
      await this.#write(bytes);
    }
  }

  async #write(bytes: Uint8Array): Promise<void> {
    await this.#sink(bytes);
    this.#at += bytes.length;
  }
}

const structAt = (file: Uint8Array, start: number, end: number): ThriftStruct =>
  ThriftStruct.read(new ThriftReader(file, start, end));

function setIfThere(struct: ThriftStruct, id: number, value: number): void {
  if (struct.integer(id) !== undefined) struct.setInteger(id, value);
}
