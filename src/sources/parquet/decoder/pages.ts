import { DamagedPage } from '../../../../kernels/parquet/damaged.ts';
import type { Decompress } from '../../codecs/codec.ts';
import type { ColumnChunk } from '../metadata.ts';
import { ThriftReader } from '../../../../kernels/parquet/thrift.ts';
import { crc32 } from './checksum.ts';
import type { LeafPlan } from './column-plan.ts';
import { damageOf } from './damage.ts';
import { ENCODING } from './encodings.ts';
import { type PageHeader, readPageHeader } from './page-header.ts';

/** A data page, decompressed and taken apart; empty bytes where it has no levels. */
export interface DataPage {
  /** Entries, those without a value too. */
  readonly entries: number;
  readonly repetition: Uint8Array;
  readonly definition: Uint8Array;
  readonly encoding: number;
  /** The encoded values; undefined where only the levels are wanted. */
  readonly body: Uint8Array | undefined;
}

/** The pages of a column chunk. */
export interface Pages {
  readonly data: readonly DataPage[];
  readonly dictionary: { readonly bytes: Uint8Array; readonly values: number } | undefined;
}

const NOTHING = new Uint8Array(0);
// Where a damaged header asks for more than its chunk has, little is allocated before that is found out.
const LEAST_LIMIT = 1 << 24;

/** Reads the pages of a column chunk from its bytes. */
export function readPages(bytes: Uint8Array, chunk: ColumnChunk, leaf: LeafPlan, decompress: Decompress): Pages {
  const data: DataPage[] = [];
  let dictionary: Pages['dictionary'];
  let seen = 0;
  const reader = new ThriftReader(bytes, 0, bytes.length);
  const opener = new PageOpener(chunk, leaf, decompress);
  for (let page = 0; seen < chunk.values; page++) {
    try {
      const header = readPageHeader(reader);
      if (header.compressedSize > bytes.length - reader.at) throw new DamagedPage('it runs past the end of its chunk');
      const stored = bytes.subarray(reader.at, reader.at + header.compressedSize);
      reader.at += header.compressedSize;
      if (header.kind === 'other') continue;
      opener.check(header, stored, chunk.values - seen);
      if (header.kind === 'dictionary') {
        if (dictionary !== undefined || data.length > 0) throw new DamagedPage('a dictionary stands after other pages');
        // where only levels are read, nothing is looked up
        dictionary = { bytes: leaf.levelsOnly ? NOTHING : opener.open(header, stored), values: header.values };
        continue;
      }
      data.push(header.kind === 'data' ? opener.first(header, stored) : opener.second(header, stored));
      seen += header.values;
    } catch (error) {
      throw new DamagedPage(`page ${page}: ${damageOf(error)}`);
    }
  }
  return { data, dictionary };
}

class PageOpener {
  readonly #chunk: ColumnChunk;
  readonly #leaf: LeafPlan;
  readonly #decompress: Decompress;

  constructor(chunk: ColumnChunk, leaf: LeafPlan, decompress: Decompress) {
    this.#chunk = chunk;
    this.#leaf = leaf;
    this.#decompress = decompress;
  }

  check({ kind, size, values, checksum }: PageHeader, stored: Uint8Array, left: number): void {
    if (size > Math.max(this.#chunk.uncompressedSize, LEAST_LIMIT))
      throw new DamagedPage(`it has ${size} bytes, its whole chunk ${this.#chunk.uncompressedSize}`);
    if (kind !== 'dictionary' && values > left)
      throw new DamagedPage(`it has ${values} values, where ${left} are left of those in its chunk`);
    if (checksum !== undefined && crc32(stored) !== checksum) throw new DamagedPage('its checksum does not fit');
  }

  open({ size }: PageHeader, stored: Uint8Array): Uint8Array {
    return this.#decompress(stored, size);
  }

  /** A page of the first version: all is compressed, and levels have their length before them. */
  first(header: PageHeader, stored: Uint8Array): DataPage {
    const { shape, levelsOnly } = this.#leaf;
    const page = this.#decompress(stored, header.size);
    let rest = page;
    const levels = (encoding: number): Uint8Array => {
      if (encoding !== ENCODING.rle) throw new DamagedPage('its levels are in another encoding than its chunk says');
      const length = rest.length < 4 ? -1 : new DataView(rest.buffer, rest.byteOffset).getInt32(0, true);
      if (length < 0 || length > rest.length - 4) throw new DamagedPage('its levels run past its end');
      const found = rest.subarray(4, 4 + length);
      rest = rest.subarray(4 + length);
      return found;
    };
    const repetition = shape.element === undefined ? NOTHING : levels(header.repetitionEncoding);
    const definition = shape.leaf === 0 ? NOTHING : levels(header.definitionEncoding);
    const { values, encoding } = header;
    return { entries: values, repetition, definition, encoding, body: levelsOnly ? undefined : rest };
  }

  /** A page of the second version: levels stand before the values and are never compressed. */
  second(header: PageHeader, stored: Uint8Array): DataPage {
    const { repetitionBytes, definitionBytes, values, encoding } = header;
    const { levelsOnly, shape } = this.#leaf;
    const levels = repetitionBytes + definitionBytes;
    if (levels > stored.length || levels > header.size) throw new DamagedPage('its levels run past its end');
    const packed = stored.subarray(levels);
    const size = header.size - levels;
    if (!header.compressed && size !== packed.length)
      throw new DamagedPage(`it has ${packed.length} bytes of values, expected ${size}`);
    return {
      entries: values,
      repetition: shape.element === undefined ? NOTHING : stored.subarray(0, repetitionBytes),
      definition: shape.leaf === 0 ? NOTHING : stored.subarray(repetitionBytes, levels),
      encoding,
      body: levelsOnly ? undefined : header.compressed ? this.#decompress(packed, size) : packed,
    };
  }
}
