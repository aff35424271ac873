import type { Layout, NumbersLayout } from '../../../../kernels/layout.ts';
import { SourceError } from '../../../../compiler/tree/problem.ts';
import { sliceLayout } from '../../../../kernels/slice.ts';
import type { Range } from '../container/bytes.ts';
import type { Cursor } from '../container/cursor.ts';
import { damaged } from '../container/damaged.ts';
import type { RootFile } from '../container/root-file.ts';
import { type Basket, unpackBasket } from './basket.ts';
import type { BasketPlace } from './branch.ts';
import type { Column } from './column.ts';
import { GrowingOffsets } from './growing.ts';
import { type Reader, readerOf, StringReader } from './readers.ts';
import { fixedBytes, type Shape } from './shape.ts';

/** Entries of a tree. */
export interface Entries {
  readonly start: number;
  readonly stop: number;
}

/** Columns to read, and those that count for them. */
export interface ColumnRequest extends Entries {
  readonly columns: readonly Column[];
  /** The column of a branch that counts. */
  readonly counterOf: (column: Column) => Column | undefined;
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
function coverOf(column: Column, entries: Entries): Entries {
  const places = basketsOf(column, entries);
  return { start: places[0]?.start ?? entries.start, stop: places.at(-1)?.stop ?? entries.start };
}

const needsCounter = ({ branch, entry, shape }: Column): boolean =>
  entry !== 'one' && (branch.noOffsets || fixedBytes(shape) === undefined);

/** Reads entries of columns: all of their baskets are asked for at once. In the order of the columns. */
export async function readColumns(
  file: RootFile,
  request: ColumnRequest,
  signal?: AbortSignal,
): Promise<readonly Layout[]> {
  const reading = new Reading(file, request, signal);
  return reading.run();
}

interface Wanted {
  readonly column: Column;
  readonly entries: Entries;
}

class Reading {
  readonly #file: RootFile;
  readonly #request: ColumnRequest;
  readonly #signal: AbortSignal | undefined;
  readonly #bytes = new Map<BasketPlace, Uint8Array>();
  readonly #counts = new Map<string, Promise<NumbersLayout>>();

  constructor(file: RootFile, request: ColumnRequest, signal?: AbortSignal) {
    this.#file = file;
    this.#request = request;
    this.#signal = signal;
  }

  async run(): Promise<readonly Layout[]> {
    const { columns, start, stop } = this.#request;
    await this.#fetch(columns.flatMap((column) => this.#wanted(column)));
    const layouts: Layout[] = [];
    for (const column of columns) {
      this.#signal?.throwIfAborted();
      layouts.push(await this.#read(column, { start, stop }));
    }
    return layouts;
  }

  #wanted(column: Column): readonly Wanted[] {
    const { start, stop } = this.#request;
    const counter = this.#counterOf(column);
    const own = { column, entries: { start, stop } };
    return counter === undefined ? [own] : [own, { column: counter, entries: coverOf(column, { start, stop }) }];
  }

  #counterOf(column: Column): Column | undefined {
    return needsCounter(column) ? this.#request.counterOf(column) : undefined;
  }

  async #fetch(wanted: readonly Wanted[]): Promise<void> {
    const places = new Map<BasketPlace, Range>();
    for (const { column, entries } of wanted)
      for (const place of basketsOf(column, entries))
        if ('seek' in place) places.set(place, { start: place.seek, length: place.bytes });
    const total = [...places.values()].reduce((sum, { length }) => sum + length, 0);
    if (total > this.#file.size) throw damaged(this.#file.name, 'its baskets lie over one another');
    const bytes = await this.#file.read([...places.values()], this.#signal);
    [...places.keys()].forEach((place, i) => this.#bytes.set(place, bytes[i] as Uint8Array));
  }

  async #read(column: Column, entries: Entries): Promise<Layout> {
    const cover = coverOf(column, entries);
    const collector = new Collector(column);
    const counter = this.#counterOf(column);
    for (const place of basketsOf(column, entries)) {
      const basket = await unpackBasket(this.#file, column.branch, place, this.#bytes.get(place));
      const counts = counter === undefined ? undefined : await this.#countsOf(counter, cover);
      collector.add(basket, counts, cover.start);
    }
    return sliceLayout(collector.layout(), entries.start - cover.start, Math.max(0, entries.stop - cover.start));
  }

  #countsOf(counter: Column, entries: Entries): Promise<NumbersLayout> {
    const key = `${entries.start} ${entries.stop} ${counter.branch.path}`;
    let counts = this.#counts.get(key);
    if (counts === undefined) this.#counts.set(key, (counts = this.#numbers(counter, entries)));
    return counts;
  }

  async #numbers(counter: Column, entries: Entries): Promise<NumbersLayout> {
    const layout = await this.#read(counter, entries);
    if (layout.is === 'numbers' && layout.data.length === entries.stop - entries.start) return layout;
    throw damaged(this.#file.name, `'${counter.branch.path}' counts values, but has no number for each entry`);
  }
}

/** Collects the entries of one column from its baskets. */
class Collector {
  readonly #column: Column;
  readonly #reader: Reader;
  readonly #bytes: number | undefined;
  readonly #offsets = new GrowingOffsets();

  constructor(column: Column) {
    this.#column = column;
    this.#reader = readerOf(column.shape);
    this.#bytes = fixedBytes(column.shape);
  }

  /** Adds the entries of a basket; `counts` begin with the entry `first`. */
  add(basket: Basket, counts: NumbersLayout | undefined, first: number): void {
    try {
      this.#add(basket, counts, first);
    } catch (error) {
      if (error instanceof RangeError) throw tooMany(basket, error);
      throw error;
    }
    const { cursor } = basket;
    if (cursor.left > 0) throw cursor.damage(`${cursor.left} bytes are left over behind the last entry`);
  }

  #add(basket: Basket, counts: NumbersLayout | undefined, first: number): void {
    const { cursor, start, stop } = basket;
    const fixed = this.#bytes !== undefined;
    if (this.#column.entry === 'one' && (fixed || tellsItsEnd(this.#column.shape)))
      return this.#reader.read(cursor, stop - start);
    const offsets = basket.offsets();
    if (this.#column.entry === 'one') this.#each(basket, offsets, (i) => this.#one(cursor, offsets?.[i + 1]));
    else if (fixed && this.#column.entry !== 'marked' && offsets !== undefined) this.#byOffsets(basket, offsets);
    else this.#each(basket, offsets, (i) => this.#counted(basket, offsets, i, counts?.data[start - first + i]));
  }

  layout(): Layout {
    const content = this.#reader.layout();
    return this.#column.entry === 'one' ? content : { is: 'list', offsets: this.#offsets.done(), content };
  }

  // Where an entry begins is compared with what was read before it.
  #each({ cursor, start, stop }: Basket, offsets: Int32Array | undefined, read: (i: number) => void): void {
    for (let i = 0; i < stop - start; i++) {
      if (offsets !== undefined && offsets[i] !== cursor.at)
        throw cursor.damage(`entry ${start + i} begins at byte ${offsets[i]}, the one before ends at ${cursor.at}`);
      read(i);
    }
  }

  #one(cursor: Cursor, end: number | undefined): void {
    if (end === cursor.at && this.#reader instanceof StringReader) this.#reader.addEmpty();
    else this.#reader.read(cursor, 1);
  }

  // All values of the basket lie one after the other.
  #byOffsets({ cursor, start }: Basket, offsets: Int32Array): void {
    const bytes = this.#bytes as number;
    this.#offsets.room(offsets.length - 1);
    let before = offsets[0] as number;
    if (before !== 0) throw cursor.damage(`its first entry begins at byte ${before}`);
    for (let i = 1; i < offsets.length; i++) {
      const here = offsets[i] as number;
      const count = (here - before) / bytes;
      if (!Number.isInteger(count))
        throw cursor.damage(`entry ${start + i - 1} has ${here - before} bytes, ${bytes} a value`);
      this.#offsets.push(count);
      before = here;
    }
    this.#reader.read(cursor, cursor.left / bytes);
  }

  #counted(
    { cursor, start }: Basket,
    offsets: Int32Array | undefined,
    i: number,
    counter: number | bigint | undefined,
  ): void {
    const count = counter === undefined ? this.#countOf(offsets, i) : Number(counter);
    if (!(Number.isInteger(count) && count >= 0 && count <= cursor.left))
      throw cursor.damage(`entry ${start + i} has ${count} values by its counter`);
    this.#offsets.room(1);
    if (this.#column.entry === 'marked' && cursor.u8() === 0) return this.#offsets.push(0);
    this.#offsets.push(count);
    if (this.#column.entry === 'member-wise') this.#reader.readMemberWise(cursor, count);
    else this.#reader.read(cursor, count);
  }

  // The byte in front of marked values is not one of them.
  #countOf(offsets: Int32Array | undefined, i: number): number {
    const bytes = offsets === undefined ? Number.NaN : (offsets[i + 1] as number) - (offsets[i] as number) - 1;
    return bytes / (this.#bytes as number);
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
