import { describe, expect, it } from 'vitest';
import { RecordBatch, type Vector } from 'apache-arrow';
import { open } from '../../../src/index.ts';
import { fromValues } from '../../../src/sources/memory.ts';
import type { Source } from '../../../src/sources/source.ts';

interface Row {
  x: number;
}

/** Six rows in three partitions, and which partitions were read, or stopped being read, so far. */
function watched(onRead: (index: number, signal?: AbortSignal) => void | Promise<void> = () => undefined) {
  const inner = fromValues(
    Array.from({ length: 6 }, (_, x) => ({ x })),
    { chunkSize: 2 },
  );
  const read: number[] = [];
  const source: Source = {
    info: inner.info,
    partitions: () => inner.partitions(),
    columnsOf: (needs) => inner.columnsOf(needs),
    close: () => inner.close(),
    read: async (partition, request, signal) => {
      read.push(partition.index);
      await onRead(partition.index, signal);
      return inner.read(partition, request, signal);
    },
  };
  return { source, read };
}
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

describe('batches', () => {
  it('are plain values, a partition each, in order', async () => {
    const events = await open<Row>(watched().source);
    const found: number[][] = [];
    for await (const batch of events.x.batches()) found.push(batch);
    expect(found).toEqual([
      [0, 1],
      [2, 3],
      [4, 5],
    ]);
  });

  it('of a dataset are rows', async () => {
    const events = await open<Row>(watched().source);
    const found: unknown[] = [];
    for await (const batch of events.where((e) => e.x > 2).batches()) found.push(batch);
    expect(found).toEqual([[{ x: 3 }], [{ x: 4 }, { x: 5 }]]);
  });

  it('are Arrow record batches where that is wanted', async () => {
    const events = await open<Row>(watched().source);
    const found: RecordBatch[] = [];
    for await (const batch of events.batches({ as: 'arrow' })) found.push(batch);
    expect(found.every((batch) => batch instanceof RecordBatch)).toBe(true);
    expect(found.map((batch) => [...(batch.getChildAt(0) as Vector)])).toEqual([
      [0n, 1n],
      [2n, 3n],
      [4n, 5n],
    ]);
  });

  it('are read one ahead and no further', async () => {
    const { source, read } = watched();
    const batches = (await open<Row>(source)).x.batches();
    expect(read).toEqual([]);
    await batches.next();
    await settled();
    expect(read).toEqual([0, 1]);
    await batches.next();
    await settled();
    expect(read).toEqual([0, 1, 2]);
    await batches.return?.();
  });

  it('stop being read when the loop is left', async () => {
    const signals: (AbortSignal | undefined)[] = [];
    const { source, read } = watched((_, signal) => void signals.push(signal));
    for await (const batch of (await open<Row>(source)).x.batches()) if (batch.length > 0) break;
    await settled();
    expect(read).toEqual([0, 1]);
    expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]);
  });

  it('stop at the signal, with its reason', async () => {
    const stop = new AbortController();
    const { source, read } = watched();
    const batches = (await open<Row>(source)).x.batches({ signal: stop.signal });
    await batches.next();
    stop.abort(new Error('enough'));
    await expect(batches.next()).rejects.toThrow('enough');
    await settled();
    expect(read).toEqual([0, 1]);
    expect((await batches.next()).done).toBe(true);
    const already = (await open<Row>(source)).x.batches({ signal: stop.signal });
    await expect(already.next()).rejects.toThrow('enough');
    expect(read).toEqual([0, 1]);
  });

  it('give what there is before an error, then the error', async () => {
    const { source } = watched((index) => {
      if (index === 1) throw new Error('bad disk');
    });
    const batches = (await open<Row>(source)).x.batches();
    expect((await batches.next()).value).toEqual([0, 1]);
    await settled();
    await expect(batches.next()).rejects.toThrow('bad disk');
  });

  it('tell how far they are', async () => {
    const told: string[] = [];
    const { source } = watched();
    const onProgress = (done: number, of: number): void => void told.push(`${done}/${of}`);
    for await (const _ of (await open<Row>(source)).x.batches({ onProgress }));
    expect(told).toEqual(['1/3', '2/3', '3/3']);
  });

  it('of another kind there are none', async () => {
    const { source } = watched();
    const batches = (await open<Row>(source)).x.batches({ as: 'arrows' as 'arrow' });
    await expect(batches.next()).rejects.toMatchObject({ code: 'bad-option', hint: "did you mean 'arrow'?" });
  });
});
