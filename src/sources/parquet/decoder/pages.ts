import { DamagedPage } from '../../../../kernels/parquet/damaged.ts';
import type { ColumnChunk } from '../metadata.ts';
import { ThriftReader } from '../../../../kernels/parquet/thrift.ts';
import { crc32 } from './checksum.ts';
import { ChunkRoom, isAligned } from './chunk-room.ts';
import type { PageCodec } from './codecs.ts';
import type { LeafPlan } from './column-plan.ts';
import { damageOf } from './damage.ts';
import { ENCODING } from './encodings.ts';
import { type PageHeader, readPageHeader } from './page-header.ts';
import type { Lease } from './rooms.ts';

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
export function readPages(
  bytes: Uint8Array,
  chunk: ColumnChunk,
  leaf: LeafPlan,
  codec: PageCodec,
  lease: Lease,
): Pages {
  const data: DataPage[] = [];
  let dictionary: Pages['dictionary'];
  let seen = 0;
  const reader = new ThriftReader(bytes, 0, bytes.length);
  const opener = new PageOpener(chunk, leaf, codec, lease);
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
  readonly #codec: PageCodec;
  readonly #room: ChunkRoom;

  constructor(chunk: ColumnChunk, leaf: LeafPlan, codec: PageCodec, lease: Lease) {
    this.#chunk = chunk;
    this.#leaf = leaf;
    this.#codec = codec;
    this.#room = new ChunkRoom(lease, chunk.uncompressedSize);
  }

  check({ kind, size, values, checksum }: PageHeader, stored: Uint8Array, left: number): void {
    if (size > Math.max(this.#chunk.uncompressedSize, LEAST_LIMIT))
      throw new DamagedPage(`it has ${size} bytes, its whole chunk ${this.#chunk.uncompressedSize}`);
    if (kind !== 'dictionary' && values > left)
      throw new DamagedPage(`it has ${values} values, where ${left} are left of those in its chunk`);
    if (checksum !== undefined && crc32(stored) !== checksum) throw new DamagedPage('its checksum does not fit');
  }

  open({ size }: PageHeader, stored: Uint8Array): Uint8Array {
    const bytes = this.#codec.decompress(stored, size);
    return this.#mayStay(bytes) ? bytes : this.#room.apart(bytes);
  }

  /** A page of the first version: all is compressed, and levels have their length before them. */
  first(header: PageHeader, stored: Uint8Array): DataPage {
    const { shape, levelsOnly } = this.#leaf;
    const opened = this.#codec.decompress(stored, header.size);
    const middle = shape.element === undefined ? 0 : endOfLevels(opened, 0, header.repetitionEncoding);
    const start = shape.leaf === 0 ? middle : endOfLevels(opened, middle, header.definitionEncoding);
    const levels = this.#levels(opened.subarray(0, start));
    return {
      entries: header.values,
      repetition: middle === 0 ? NOTHING : levels.subarray(LENGTH, middle),
      definition: start === middle ? NOTHING : levels.subarray(middle + LENGTH, start),
      encoding: header.encoding,
      body: levelsOnly ? undefined : this.#values(opened.subarray(start), header),
    };
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
    const kept = this.#codec.memory === 'in' ? stored : this.#room.apart(stored.subarray(0, levels));
    return {
      entries: values,
      repetition: shape.element === undefined ? NOTHING : kept.subarray(0, repetitionBytes),
      definition: shape.leaf === 0 ? NOTHING : kept.subarray(repetitionBytes, levels),
      encoding,
      body: levelsOnly ? undefined : this.#second(packed, size, header),
    };
  }

  #second(packed: Uint8Array, size: number, header: PageHeader): Uint8Array {
    if (header.compressed) return this.#values(this.#codec.decompress(packed, size), header);
    return this.#values(packed, header, this.#codec.memory === 'in' && isAligned(packed));
  }

  /** Levels that stay: those of a page of the first version. */
  #levels(bytes: Uint8Array): Uint8Array {
    return this.#codec.memory === 'next' ? this.#room.levels(bytes) : bytes;
  }

  /** Values that stay; plain ones of several pages stand behind each other. */
  #values(bytes: Uint8Array, { encoding, values }: PageHeader, mayStay = this.#mayStay(bytes)): Uint8Array {
    if (mayStay && (values === this.#chunk.values || encoding !== ENCODING.plain)) return bytes;
    return encoding === ENCODING.plain ? this.#room.values(bytes) : this.#room.apart(bytes);
  }

  #mayStay(bytes: Uint8Array): boolean {
    return this.#codec.memory !== 'next' && isAligned(bytes);
  }
}

/** Bytes of the length that stands before levels in a page of the first version. */
const LENGTH = 4;

/** Where levels end that begin at `at`. */
function endOfLevels(page: Uint8Array, at: number, encoding: number): number {
  if (encoding !== ENCODING.rle) throw new DamagedPage('its levels are in another encoding than its chunk says');
  const left = page.length - at - LENGTH;
  const length = left < 0 ? -1 : new DataView(page.buffer, page.byteOffset + at).getInt32(0, true);
  if (length < 0 || length > left) throw new DamagedPage('its levels run past its end');
  return at + LENGTH + length;
}
