import type { DType } from '../../../../kernels/dtype.ts';
import { joinStreams } from '../../../../kernels/parquet/byte-stream-split.ts';
import { DamagedPage } from '../../../../kernels/parquet/damaged.ts';
import { lookUpSingles, WIDEST_PLACE } from '../../../../kernels/parquet/dictionary.ts';
import { decodeDeltas } from '../../../../kernels/parquet/delta.ts';
import { unpackIndexes, unpackLevels, unpackOnes } from '../../../../kernels/parquet/hybrid.ts';
import { storedSize } from '../../../../kernels/parquet/integers.ts';
import type { Texts } from '../../../../kernels/parquet/texts.ts';
import {
  copyWords,
  gatherWords,
  spreadWords,
  type Words,
  wordsAt,
  wordsFor,
} from '../../../../kernels/parquet/values.ts';
import type { ColumnChunk } from '../metadata.ts';
import type { PageCodec } from './codecs.ts';
import type { LeafPlan } from './column-plan.ts';
import { damageOf } from './damage.ts';
import { ENCODING, encodingName } from './encodings.ts';
import { type DataPage, type Pages, readPages } from './pages.ts';
import { placesFor } from './places.ts';
import type { Lease } from './rooms.ts';
import type { Structure, Structures } from './structure.ts';
import { textsOf } from './texts.ts';

/** A column chunk, decoded: what its levels say, and the value of each slot, zero where it is missing. */
export interface DecodedChunk {
  readonly structure: Structure;
  /** Undefined where only the levels are wanted. */
  readonly values: Words | Texts | undefined;
}

/** Decodes the bytes of a column chunk. */
export function decodeChunk(
  bytes: Uint8Array,
  chunk: ColumnChunk,
  leaf: LeafPlan,
  structures: Structures,
  codec: PageCodec,
  lease: Lease,
): DecodedChunk {
  const pages = readPages(bytes, chunk, leaf, codec, lease);
  const structure = structures.of(pages.data, leaf.shape);
  return { structure, values: leaf.levelsOnly ? undefined : valuesOf(pages, leaf, structure, lease) };
}

function valuesOf(pages: Pages, leaf: LeafPlan, structure: Structure, lease: Lease): Words | Texts {
  const { dtype } = leaf;
  return dtype === 'string'
    ? textsOf(pages, leaf, structure, lease)
    : numbersOf(pages, { ...leaf, dtype }, structure, lease);
}

function numbersOf(pages: Pages, leaf: NumberLeaf, { slots, present, slotLevels }: Structure, lease: Lease): Words {
  const size = storedSize(leaf.dtype);
  const all = slotLevels === undefined && leaf.dtype !== 'bool' ? plainValues(pages, size, present) : undefined;
  if (all !== undefined) return wordsAt(all, 0, size, slots);
  const out = roomFor(lease, size, slots);
  const decoder = new ValueDecoder(leaf, pages.dictionary, out);
  for (const [i, page] of pages.data.entries()) {
    try {
      decoder.decode(page, present[i] as number);
    } catch (error) {
      throw new DamagedPage(`values of data page ${i}: ${damageOf(error)}`);
    }
  }
  if (slotLevels !== undefined) spreadWords(out, decoder.to, slotLevels, slots, leaf.shape.leaf);
  return out;
}

/** The values of all pages, where they are plain and stand behind each other. */
function plainValues({ data }: Pages, size: number, present: readonly number[]): Uint8Array | undefined {
  const first = data[0]?.body;
  if (first === undefined) return undefined;
  let length = 0;
  for (const [i, { encoding, body }] of data.entries()) {
    const bytes = size * (present[i] as number);
    if (encoding !== ENCODING.plain || body === undefined) return undefined;
    if (body.buffer !== first.buffer || body.byteOffset !== first.byteOffset + length || body.length < bytes)
      return undefined;
    if (body.length > bytes && i < data.length - 1) return undefined;
    length += bytes;
  }
  return new Uint8Array(first.buffer, first.byteOffset, length);
}

const roomFor = (lease: Lease, size: Words['size'], count: number): Words => ({
  size,
  data: size === 1 ? lease.bytes(count) : lease.words(size === 4 ? count : 2 * count),
});

/** A leaf that is no text. */
type NumberLeaf = LeafPlan & { readonly dtype: DType };

/** Decodes the values of one page after the other. */
class ValueDecoder {
  readonly #leaf: NumberLeaf;
  readonly #out: Words;
  readonly #stored: Pages['dictionary'];
  #dictionary: Words | undefined;
  /** How many values there are so far. */
  to = 0;

  constructor(leaf: NumberLeaf, dictionary: Pages['dictionary'], out: Words) {
    this.#leaf = leaf;
    this.#stored = dictionary;
    this.#out = out;
  }

  decode({ encoding, body }: DataPage, count: number): void {
    if (body === undefined || count === 0) return;
    this.#decode(encoding, body, count);
    this.to += count;
  }

  #decode(encoding: number, body: Uint8Array, count: number): void {
    switch (encoding) {
      case ENCODING.plain:
        return this.#plain(body, count);
      case ENCODING.dictionary:
      case ENCODING.oldDictionary:
        return this.#look(body, count);
      case ENCODING.rle:
        return this.#booleans(body, count);
      case ENCODING.delta:
        if (this.#out.size === 1 || this.#leaf.dtype.startsWith('float')) break;
        decodeDeltas(body, 0, body.length, this.#out, this.to, count);
        return;
      case ENCODING.split:
        return joinStreams(body, 0, body.length, this.#out, this.to, count);
    }
    throw new DamagedPage(`values of type ${this.#leaf.dtype} are not encoded as ${encodingName(encoding)}`);
  }

  #plain(body: Uint8Array, count: number): void {
    if (this.#leaf.dtype !== 'bool') return copyWords(body, 0, this.#out, this.to, count);
    if (body.length * 8 < count) throw new DamagedPage('values run past the end');
    unpackOnes(body, 0, this.#out.data as Uint8Array, this.to, count);
  }

  #booleans(body: Uint8Array, count: number): void {
    if (this.#leaf.dtype !== 'bool') throw new DamagedPage('only truth values are encoded as RLE');
    const length = body.length < 4 ? -1 : new DataView(body.buffer, body.byteOffset).getInt32(0, true);
    if (length < 0 || length > body.length - 4) throw new DamagedPage('values run past the end');
    unpackLevels(body, 4, 4 + length, 1, this.#out.data as Uint8Array, this.to, count);
  }

  #look(body: Uint8Array, count: number): void {
    if (this.#stored === undefined) throw new DamagedPage('its chunk has no dictionary');
    if (body.length === 0) throw new DamagedPage('values run past the end');
    this.#dictionary ??= this.#readDictionary(this.#stored);
    const width = body[0] as number;
    if (this.#out.size === 4 && width > 0 && width <= WIDEST_PLACE) {
      const [from, out] = [this.#dictionary.data as Int32Array, this.#out.data as Int32Array];
      return lookUpSingles(body, 1, width, from, out, this.to, count);
    }
    const places = placesFor(count);
    unpackIndexes(body, 1, body.length, width, places, count);
    gatherWords(this.#dictionary, places, this.#out, this.to, count);
  }

  #readDictionary({ bytes, values }: NonNullable<Pages['dictionary']>): Words {
    if (this.#leaf.dtype !== 'bool') return wordsAt(bytes, 0, this.#out.size, values);
    if (bytes.length * 8 < values) throw new DamagedPage('its dictionary is cut short');
    const out = wordsFor(1, values);
    unpackOnes(bytes, 0, out.data as Uint8Array, 0, values);
    return out;
  }
}
