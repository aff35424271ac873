import { isAscii, isUtf8 } from 'node:buffer';
import { DamagedPage } from '../../../../kernels/parquet/damaged.ts';
import { decodeDeltas } from '../../../../kernels/parquet/delta.ts';
import { unpackIndexes } from '../../../../kernels/parquet/hybrid.ts';
import { type Texts, TextSink } from '../../../../kernels/parquet/texts.ts';
import type { LeafPlan } from './column-plan.ts';
import { damageOf } from './damage.ts';
import { ENCODING, encodingName } from './encodings.ts';
import type { DataPage, Pages } from './pages.ts';
import { placesFor } from './places.ts';
import type { Lease } from './rooms.ts';
import type { Structure } from './structure.ts';

/** The texts of a column chunk, one a slot, empty where it is missing. */
export function textsOf(
  { data, dictionary }: Pages,
  { shape }: LeafPlan,
  { slots, present, slotLevels }: Structure,
  lease: Lease,
): Texts {
  const sink = new TextSink(lease.words(slots + 1), (bytes) => lease.bytes(bytes));
  const decoder = new PageDecoder(sink, dictionary, lease);
  for (const [i, page] of data.entries()) {
    try {
      decoder.decode(page, present[i] as number);
    } catch (error) {
      throw new DamagedPage(`values of data page ${i}: ${damageOf(error)}`);
    }
  }
  return checked(sink.done(slots, slotLevels, shape.leaf));
}

/** Decodes the texts of one page after the other. */
class PageDecoder {
  readonly #sink: TextSink;
  readonly #stored: Pages['dictionary'];
  readonly #lease: Lease;
  #dictionary: Texts | undefined;

  constructor(sink: TextSink, dictionary: Pages['dictionary'], lease: Lease) {
    this.#sink = sink;
    this.#stored = dictionary;
    this.#lease = lease;
  }

  decode({ encoding, body }: DataPage, count: number): void {
    if (body === undefined || count === 0) return;
    switch (encoding) {
      case ENCODING.plain:
        return this.#sink.plain(body, count);
      case ENCODING.dictionary:
      case ENCODING.oldDictionary:
        return this.#look(body, count);
      case ENCODING.lengths:
        return this.#joined(body, count);
      default:
        throw new DamagedPage(`texts are not encoded as ${encodingName(encoding)}`);
    }
  }

  #joined(body: Uint8Array, count: number): void {
    const lengths = placesFor(count);
    const end = decodeDeltas(body, 0, body.length, { size: 4, data: lengths }, 0, count);
    this.#sink.joined(body, end, lengths, count);
  }

  #look(body: Uint8Array, count: number): void {
    if (this.#stored === undefined) throw new DamagedPage('its chunk has no dictionary');
    if (body.length === 0) throw new DamagedPage('values run past the end');
    this.#dictionary ??= this.#readDictionary(this.#stored);
    const places = placesFor(count);
    unpackIndexes(body, 1, body.length, body[0] as number, places, count);
    this.#sink.lookedUp(this.#dictionary, places, count);
  }

  #readDictionary({ bytes, values }: NonNullable<Pages['dictionary']>): Texts {
    if (4 * values > bytes.length) throw new DamagedPage('its dictionary is cut short');
    const sink = new TextSink(this.#lease.words(values + 1), (size) => this.#lease.bytes(size));
    sink.plain(bytes, values);
    return sink.done(values, undefined, 0);
  }
}

/** Throws where bytes are no text, as DuckDB does. */
function checked(texts: Texts): Texts {
  const { bytes, offsets } = texts;
  if (isAscii(bytes)) return texts;
  // taken together they could be text where each one alone is not
  const isCut = offsets.some((at) => at < bytes.length && ((bytes[at] as number) & 0xc0) === 0x80);
  if (isCut || !isUtf8(bytes)) throw new DamagedPage('a text is not in UTF-8');
  return texts;
}
