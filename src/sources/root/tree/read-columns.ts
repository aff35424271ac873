import type { Layout } from '../../../../kernels/layout.ts';
import { ahead } from '../container/ahead.ts';
import type { Range } from '../container/bytes.ts';
import { damaged } from '../container/damaged.ts';
import type { RootFile } from '../container/root-file.ts';
import { openBasket, type PackedBasket } from './basket.ts';
import type { BasketPlace } from './branch.ts';
import { Collector, coverOf, type Entries } from './collector.ts';
import type { Column } from './column.ts';
import { fixedBytes } from './shape.ts';

/** Columns to read, and those that count for them. */
export interface ColumnRequest extends Entries {
  readonly columns: readonly Column[];
  /** The column of a branch that counts. */
  readonly counterOf: (column: Column) => Column | undefined;
}

/** Reads entries of columns: all of their baskets are asked for at once. In the order of the columns. */
export async function readColumns(
  file: RootFile,
  request: ColumnRequest,
  signal?: AbortSignal,
): Promise<readonly Layout[]> {
  const collectors = collectorsOf(file.name, request);
  const ranges = rangesOf(file, [...collectors.values()]);
  const collect = async (read: readonly Uint8Array[]): Promise<void> => {
    const bytes = new Map([...ranges.keys()].map((place, i) => [place, read[i] as Uint8Array]));
    const baskets = [...collectors.values()].flatMap((collector) => opened(file, collector, bytes));
    for await (const add of ahead(baskets, ({ packed, collector }) => collector.unpack(packed))) {
      signal?.throwIfAborted();
      add();
    }
  };
  await file.lend([...ranges.values()], collect, signal);
  return request.columns.map((column) => (collectors.get(column) as Collector).layout(request));
}

/** Where the values of each column are collected: first the columns that count, as others need their values. */
function collectorsOf(file: string, { columns, start, stop, counterOf }: ColumnRequest): Map<Column, Collector> {
  const own = { start, stop };
  const counters = new Map<Column, Column>();
  const counted = new Map<Column, Entries>();
  for (const column of columns) {
    const counter = counterOf(column);
    if (counter === undefined || !isCounterRead(column, counter, columns, counterOf)) continue;
    counters.set(column, counter);
    counted.set(counter, join(counted.get(counter) ?? own, coverOf(column, own)));
  }
  const collectors = new Map<Column, Collector>();
  for (const [counter, entries] of counted) collectors.set(counter, new Collector(file, counter, entries));
  for (const column of columns) {
    const counter = counters.get(column);
    if (!collectors.has(column))
      collectors.set(column, new Collector(file, column, own, counter && collectors.get(counter)));
  }
  return collectors;
}

const join = (a: Entries, b: Entries): Entries => ({
  start: Math.min(a.start, b.start),
  stop: Math.max(a.stop, b.stop),
});

// Where nothing else tells how many values the entries have, or where it takes the place of the offsets of several columns.
function isCounterRead(
  { entry, branch, shape }: Column,
  counter: Column,
  columns: readonly Column[],
  counterOf: ColumnRequest['counterOf'],
): boolean {
  if (entry === 'one') return false;
  if (branch.noOffsets || fixedBytes(shape) === undefined) return true;
  if (entry === 'marked') return false;
  return columns.includes(counter) || columns.filter((other) => counterOf(other) === counter).length > 1;
}

/** Where the baskets are that must be fetched. */
function rangesOf(file: RootFile, collectors: readonly Collector[]): Map<BasketPlace, Range> {
  const ranges = new Map<BasketPlace, Range>();
  for (const { places } of collectors)
    for (const place of places) if ('seek' in place) ranges.set(place, { start: place.seek, length: place.bytes });
  const total = [...ranges.values()].reduce((sum, { length }) => sum + length, 0);
  if (total > file.size) throw damaged(file.name, 'its baskets lie over one another');
  return ranges;
}

interface Opened {
  readonly packed: PackedBasket;
  readonly collector: Collector;
}

function opened(file: RootFile, collector: Collector, bytes: ReadonlyMap<BasketPlace, Uint8Array>): readonly Opened[] {
  const { column, places } = collector;
  const baskets = places.map((place) => openBasket(file, column.branch, place, bytes.get(place)));
  collector.expect(baskets);
  return baskets.map((packed) => ({ packed, collector }));
}
