import { type Layout, lengthOf } from '../../../../kernels/layout.ts';
import { offsetsOfCounts } from '../../../../kernels/root/entries.ts';
import { sliceLayout, sliceOffsets } from '../../../../kernels/slice.ts';
import { SourceError } from '../../../../compiler/tree/problem.ts';
import type { Cursor } from '../container/cursor.ts';
import { damaged } from '../container/damaged.ts';
import type { Basket, PackedBasket } from './basket.ts';
import type { BasketPlace } from './branch.ts';
import type { Column } from './column.ts';
import { GrowingOffsets, MOST_BYTES } from './growing.ts';
import { NumberReader, type Reader, readerOf, StringReader } from './readers.ts';
import { fixedBytes, type Shape } from './shape.ts';

/** Entries of a tree. */
export interface Entries {
  readonly start: number;
  readonly stop: number;
}

/** The baskets that hold entries; they are in the order of entries. */
function basketsOf({ branch: { baskets = [] } }: Column, { start, stop }: Entries): readonly BasketPlace[] {
  let low = 0;
  for (let high = baskets.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((baskets[middle] as BasketPlace).stop > start) high = middle;
    else low = middle + 1;
  }
  let end = low;
  while (end < baskets.length && (baskets[end] as BasketPlace).start < stop) end++;
  return baskets.slice(low, end);
}

/** The entries of the baskets that hold entries. */
export function coverOf(column: Column, entries: Entries): Entries {
  const places = basketsOf(column, entries);
  return { start: places[0]?.start ?? entries.start, stop: places.at(-1)?.stop ?? entries.start };
}

/** Room is made for values of up to so many times their packed bytes; where there are more, when they come. */
const USUAL_RATIO = 16;

/** Collects the entries of one column from its baskets, which come in their order. */
export class Collector {
  readonly column: Column;
  /** The baskets that hold the entries. */
  readonly places: readonly BasketPlace[];
  readonly #file: string;
  readonly #cover: Entries;
  readonly #counter: Collector | undefined;
  readonly #reader: Reader;
  /** The bytes of a value, where all have as many. */
  readonly #bytes: number | undefined;
  /** Whether the values lie one after the other, and the counter tells how many there are in each entry. */
  readonly #countedAlone: boolean;
  /** Whether it must be known where each entry of a basket begins. */
  readonly #needsPlaces: boolean;
  readonly #offsets = new GrowingOffsets();
  /** Where numbers are unpacked to, and how much of it is taken. */
  #room: Uint8Array | undefined;
  #taken = 0;
  #content: Layout | undefined;
  #lists: Lists | undefined;

  /** `counter` is that of the column that counts, where it is read; all of its baskets are added before. */
  constructor(file: string, column: Column, entries: Entries, counter?: Collector) {
    this.column = column;
    this.places = basketsOf(column, entries);
    this.#file = file;
    this.#cover = coverOf(column, entries);
    this.#counter = counter;
    this.#reader = readerOf(column.shape);
    this.#bytes = fixedBytes(column.shape);
    const fixed = this.#bytes !== undefined;
    this.#countedAlone = counter !== undefined && fixed && column.entry !== 'marked';
    this.#needsPlaces = column.entry === 'one' ? !fixed && !tellsItsEnd(column.shape) : !this.#countedAlone;
  }

  /** Looks at all of the baskets. Numbers that lie one after the other are unpacked to where they belong. */
  expect(baskets: readonly PackedBasket[]): void {
    let [bytes, packed] = [0, 0];
    for (const { dataBytes, packedBytes } of baskets) {
      bytes += dataBytes;
      packed += packedBytes;
    }
    if (this.#needsPlaces || !(this.#reader instanceof NumberReader)) return;
    if (bytes <= Math.min(MOST_BYTES, packed * USUAL_RATIO)) this.#room = this.#reader.claim(bytes);
  }

  /** Unpacks a basket; gives what is to be done then, basket after basket. */
  async unpack(packed: PackedBasket): Promise<() => void> {
    if (this.#room === undefined) {
      const basket = await packed.unpack();
      return () => this.#addChecked(basket);
    }
    await packed.unpackData(this.#room.subarray(this.#taken, (this.#taken += packed.dataBytes)));
    return () => this.#checkSize(packed);
  }

  // What was unpacked is as long as the entries are.
  #checkSize({ start, stop, dataBytes, damage }: PackedBasket): void {
    const count = this.column.entry === 'one' ? stop - start : this.#countOfEntries(start, stop);
    if (count * (this.#bytes as number) !== dataBytes)
      throw damage(`it has ${dataBytes} bytes for ${count} values of ${stop - start} entries`);
  }

  #countOfEntries(start: number, stop: number): number {
    return (this.#counter as Collector).#asLists().elements(start, stop);
  }

  #addChecked(basket: Basket): void {
    try {
      this.#add(basket);
    } catch (error) {
      if (error instanceof RangeError) throw tooMany(basket, error);
      throw error;
    }
    const { cursor } = basket;
    if (cursor.left > 0) throw cursor.damage(`${cursor.left} bytes are left over behind the last entry`);
  }

  /** What was collected of some entries. */
  layout({ start, stop }: Entries): Layout {
    const content = this.#values();
    const [from, to] = [start - this.#cover.start, Math.max(0, stop - this.#cover.start)];
    if (this.column.entry === 'one') return sliceLayout(content, from, to);
    if (!this.#countedAlone) return sliceLayout({ is: 'list', offsets: this.#offsets.done(), content }, from, to);
    const lists = (this.#counter as Collector).#asLists();
    const before = lists.elements(this.#cover.start, start);
    const part = sliceLayout(content, before, before + lists.elements(start, stop));
    // columns with one counter have one and the same offsets
    return { is: 'list', offsets: lists.offsets(start, stop), content: part };
  }

  #values(): Layout {
    this.#content ??= this.#reader.layout();
    return this.#content;
  }

  // The lists that this column counts.
  #asLists(): Lists {
    if (this.#lists !== undefined) return this.#lists;
    const counts = this.#values();
    const { start, stop } = this.#cover;
    const offsets = counts.is === 'numbers' ? offsetsOfCounts(counts.data) : undefined;
    if (offsets === undefined || lengthOf(counts) !== stop - start)
      throw damaged(this.#file, `'${this.column.branch.path}' counts values, but has no count for each entry`);
    this.#lists = new Lists(start, offsets);
    return this.#lists;
  }

  #add(basket: Basket): void {
    const { cursor, start, stop } = basket;
    if (this.column.entry === 'one' && !this.#needsPlaces) return this.#reader.read(cursor, stop - start);
    const lists = this.#counter === undefined ? undefined : this.#counter.#asLists();
    if (this.#countedAlone) return this.#counted(basket, (lists as Lists).elements(start, stop));
    const places = basket.places();
    if (this.column.entry === 'one') this.#each(basket, places, (i) => this.#one(cursor, places?.[i + 1]));
    else if (this.#bytes !== undefined && this.column.entry !== 'marked' && places !== undefined)
      this.#byPlaces(basket, places);
    else this.#each(basket, places, (i) => this.#list(basket, places, i, lists?.elements(start + i, start + i + 1)));
  }

  // All values of the basket lie one after the other.
  #counted({ cursor }: Basket, count: number): void {
    if (count * (this.#bytes as number) !== cursor.left)
      throw cursor.damage(`it has ${cursor.left} bytes for ${count} values by its counter`);
    this.#reader.read(cursor, count);
  }

  #byPlaces({ cursor, start }: Basket, places: Int32Array): void {
    const bytes = this.#bytes as number;
    if (places[0] !== 0) throw cursor.damage(`its first entry begins at byte ${places[0]}`);
    const wrong = this.#offsets.pushPlaces(places, bytes);
    if (wrong >= 0) {
      const length = (places[wrong + 1] as number) - (places[wrong] as number);
      throw cursor.damage(`entry ${start + wrong} has ${length} bytes, ${bytes} a value`);
    }
    this.#reader.read(cursor, cursor.left / bytes);
  }

  // Where an entry begins is compared with what was read before it.
  #each({ cursor, start, stop }: Basket, places: Int32Array | undefined, read: (i: number) => void): void {
    for (let i = 0; i < stop - start; i++) {
      if (places !== undefined && places[i] !== cursor.at)
        throw cursor.damage(`entry ${start + i} begins at byte ${places[i]}, the one before ends at ${cursor.at}`);
      read(i);
    }
  }

  #one(cursor: Cursor, end: number | undefined): void {
    if (end === cursor.at && this.#reader instanceof StringReader) this.#reader.addEmpty();
    else this.#reader.read(cursor, 1);
  }

  #list({ cursor, start }: Basket, places: Int32Array | undefined, i: number, counter: number | undefined): void {
    const count = counter ?? this.#countOf(places, i);
    if (!(Number.isInteger(count) && count >= 0 && count <= cursor.left))
      throw cursor.damage(`entry ${start + i} has ${count} values by its counter`);
    this.#offsets.room(1);
    if (this.column.entry === 'marked' && cursor.u8() === 0) return this.#offsets.push(0);
    this.#offsets.push(count);
    if (this.column.entry === 'member-wise') this.#reader.readMemberWise(cursor, count);
    else this.#reader.read(cursor, count);
  }

  // The byte in front of marked values is not one of them.
  #countOf(places: Int32Array | undefined, i: number): number {
    const bytes = places === undefined ? Number.NaN : (places[i + 1] as number) - (places[i] as number) - 1;
    return bytes / (this.#bytes as number);
  }
}

/** The lists of entries from some entry on, by their offsets. */
class Lists {
  readonly #first: number;
  readonly #all: Int32Array;
  readonly #parts = new Map<string, Int32Array>();

  constructor(first: number, all: Int32Array) {
    this.#first = first;
    this.#all = all;
  }

  /** How many elements the lists of entries have. */
  elements(start: number, stop: number): number {
    return (this.#all[stop - this.#first] as number) - (this.#all[start - this.#first] as number);
  }

  /** The offsets of entries, from 0; the same object for the same entries. */
  offsets(start: number, stop: number): Int32Array {
    const key = `${start} ${stop}`;
    let part = this.#parts.get(key);
    if (part === undefined)
      this.#parts.set(key, (part = sliceOffsets(this.#all, start - this.#first, stop - this.#first).offsets));
    return part;
  }
}

/** Whether each value says where it ends, and is refused where it does not: then their places need not be compared. */
const tellsItsEnd = (shape: Shape): boolean => shape.is === 'framed' && shape.front === 'always';

function tooMany({ cursor }: Basket, cause: RangeError): SourceError {
  return new SourceError('too-large', `cannot read ${cursor.file}: ${cursor.what}: ${cause.message}`, {
    hint: 'read fewer rows at once, with a smaller chunkSize',
    cause,
  });
}
