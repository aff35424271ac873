import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { number } from '../../../../compiler/tree/type.ts';
import { type ByteSource, memoryBytes, type Range } from '../../../../src/sources/root/container/bytes.ts';
import { openRoot } from '../../../../src/sources/root/root-source.ts';
import { splitAddress } from '../../../../src/sources/root/places.ts';
import { cutsOf } from '../../../../src/sources/root/tree/cuts.ts';
import type { Column } from '../../../../src/sources/root/tree/column.ts';
import { need } from '../support.ts';

const file = readFileSync(join(import.meta.dirname, '../../../fixtures/root/kinds.root'));

/** Bytes in memory that remember what was read of them. */
function watched(): { bytes: ByteSource; reads: (readonly Range[])[] } {
  const inner = memoryBytes(file);
  const reads: (readonly Range[])[] = [];
  return { reads, bytes: { ...inner, read: (ranges) => (reads.push(ranges), inner.read(ranges)) } };
}

const sum = (ranges: readonly Range[]): number => ranges.reduce((all, { length }) => all + length, 0);

test('a run asks for the baskets of the needed branches alone, at once', async () => {
  const { bytes, reads } = watched();
  const source = await openRoot([{ bytes, tree: 'lists' }], { schema: 'plain' });
  const [partition] = source.partitions();
  reads.length = 0;
  const read = async (...names: string[]): Promise<readonly Range[]> => {
    await source.read(partition as never, { needs: names.map((name) => need(name)) });
    expect(reads).toHaveLength(1);
    return reads.pop() as readonly Range[];
  };
  const [floats, strings] = [await read('floats'), await read('strings')];
  expect(floats).toHaveLength(1);
  expect(await read('floats', 'strings')).toEqual([...floats, ...strings]);
  expect(sum(floats)).toBeLessThan(file.length / 50);
  expect(sum(await read(...source.info.row.fields.keys()))).toBeLessThan(file.length / 2);
});

test('opening reads no baskets', async () => {
  const { bytes, reads } = watched();
  const source = await openRoot([{ bytes, tree: 'lists' }]);
  const opened = reads.flat();
  reads.length = 0;
  await source.read(source.partitions()[0] as never, { needs: [need('')] });
  for (const { start, length } of reads.flat())
    expect(opened.some((one) => one.start < start + length && start < one.start + one.length)).toBe(false);
});

test('reading stops when it is cancelled', async () => {
  const source = await openRoot([{ bytes: memoryBytes(file), tree: 'lists' }]);
  const control = new AbortController();
  const reading = source.read(source.partitions()[0] as never, { needs: [need('')] }, control.signal);
  control.abort();
  await expect(reading).rejects.toThrow(/abort/i);
});

describe('partitions', () => {
  /** A branch with baskets that begin at the given rows. */
  const branch = (packedBytes: number, ...starts: number[]): Column =>
    ({
      type: number('float32'),
      branch: {
        packedBytes,
        baskets: starts.map((start, i) => ({ start, stop: starts[i + 1] ?? 100, seek: 1, bytes: 1 })),
      },
    }) as unknown as Column;
  const MB = 1 << 20;

  test('begin where baskets of all branches begin', () => {
    expect(cutsOf([branch(80 * MB, 0, 10, 25, 50, 75), branch(80 * MB, 0, 25, 40, 50)], 100)).toEqual([0, 25, 50, 100]);
  });

  test('of few bytes are joined', () => {
    const columns = [branch(MB, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90)];
    expect(cutsOf(columns, 100)).toEqual([0, 100]);
    expect(cutsOf([branch(160 * MB, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90)], 100)).toEqual([0, 20, 40, 60, 80, 100]);
  });

  test('of many bytes are cut where the largest branch has baskets', () => {
    const columns = [branch(900 * MB, 0, 20, 40, 60, 80), branch(100 * MB, 0, 50, 70)];
    expect(cutsOf(columns, 100)).toEqual([0, 20, 40, 60, 80, 100]);
  });

  test('of no rows are none', () => {
    expect(cutsOf([], 0)).toEqual([0]);
    expect(cutsOf([], 7)).toEqual([0, 7]);
  });
});

test.each([
  ['events.root:Events', 'events.root', 'Events'],
  ['data/*.root:dir/Events;2', 'data/*.root', 'dir/Events;2'],
  ['C:\\data\\events.root:Events', 'C:\\data\\events.root', 'Events'],
  ['file:///data/events.root:Events', 'file:///data/events.root', 'Events'],
  ['DAOD.123.pool.root.1:CollectionTree', 'DAOD.123.pool.root.1', 'CollectionTree'],
  ['events.root', 'events.root', undefined],
  ['root://host//events.root', 'root://host//events.root', undefined],
  ['events.parquet', 'events.parquet', undefined],
])('the address %s', (address, path, tree) => {
  expect(splitAddress(address)).toEqual({ file: path, tree });
});
