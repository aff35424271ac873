import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromArrays, tableFromIPC, tableToIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import { fromValues, type List, open } from '../../../src/index.ts';
import { openArrow } from '../../../src/sources/arrow-source.ts';
import { need, rowsOf, scratch } from './support.ts';

const folder = scratch();
const path = (name: string): string => join(folder, name);
const rows = Array.from({ length: 10 }, (_, i) => ({
  i,
  l: Array.from({ length: i % 3 }, (_, j) => ({ x: j + 0.5, s: `${i}` })),
  o: i === 7 ? undefined : i * 1.5,
}));

describe('an Arrow file', () => {
  it('has a partition for each record batch, all with the type of the whole', async () => {
    const data = fromValues(rows, { chunkSize: 4 });
    await data.writeArrow(path('rows.arrow'));
    const source = await openArrow([path('rows.arrow')]);
    expect(source.partitions().map(({ start, stop }) => [start, stop])).toEqual([
      [0, 3],
      [3, 6],
      [6, 10],
    ]);
    expect(source.info.rows).toBe(10);
    const events = await open<{ l: List<{ x: number }>; i: number }>(path('rows.arrow'));
    expect(events.type).toBe(data.type);
    expect(await events.toArray()).toEqual(rows);
    expect(
      await events
        .where((e) => e.i > 5)
        .l.x.sum()
        .toArray(),
    ).toEqual([0, 0.5, 2, 0]);
    expect(await rowsOf(source, [need('l', true)])).toEqual(rows.map(({ l }) => ({ l: l.map(() => ({})) })));
  });

  it('is joined with others where values are missing in one of them', async () => {
    await fromValues([{ x: 1.5 }]).writeArrow(path('a.arrow'));
    await fromValues([{ x: 2.5 }, { x: null }]).writeArrow(path('b.arrow'));
    await fromValues([{ x: 'text' }]).writeArrow(path('c.arrow'));
    const both = await open([path('a.arrow'), path('b.arrow')]);
    expect([both.type, await both.toArray()]).toEqual(['{x: ?float64}', [{ x: 1.5 }, { x: 2.5 }, { x: undefined }]]);
    await expect(open([path('a.arrow'), path('c.arrow')])).rejects.toMatchObject({ code: 'schema-differs' });
  });

  it('may have no rows', async () => {
    await fromValues<{ x: number }>([{ x: 1.5, l: [{ s: 'a' }] }])
      .where((e) => e.x > 2)
      .writeArrow(path('none.arrow'));
    const none = await open(path('none.arrow'));
    expect([none.type, await none.toArray()]).toEqual(['{x: float64, l: var * {s: string}}', []]);
  });

  it('may be a stream', async () => {
    const table = tableFromArrays({ x: Int32Array.of(1, 2), s: ['a', 'b'] });
    writeFileSync(path('stream.arrow'), tableToIPC(table, 'stream'));
    expect(await (await open(path('stream.arrow'))).toArray()).toEqual([
      { x: 1, s: 'a' },
      { x: 2, s: 'b' },
    ]);
    await expect(open([path('stream.arrow'), path('rows.arrow')])).rejects.toMatchObject({ code: 'several-files' });
  });

  it('with dictionaries is read batch by batch too', async () => {
    const table = tableFromArrays({ s: ['a', 'b', 'a'] });
    writeFileSync(path('words.arrow'), tableToIPC(table.concat(table), 'file'));
    expect(tableFromIPC(readFileSync(path('words.arrow'))).batches.length).toBe(2);
    expect(await (await open(path('words.arrow'))).toArray()).toEqual(
      ['a', 'b', 'a', 'a', 'b', 'a'].map((s) => ({ s })),
    );
  });

  it.each([
    ['bad-arrow', Buffer.from('not an Arrow file'), 'is no Arrow IPC file'],
    ['bad-arrow', Buffer.alloc(0), 'is no Arrow IPC file'],
    ['bad-arrow', Buffer.from('FEA1....'), 'first version of Feather'],
    ['read-failed', Buffer.from('ARROW1\0\0'), 'cannot read'],
  ])('is told from other files: %s', async (code, bytes, message) => {
    writeFileSync(path('other.arrow'), bytes);
    await expect(open(path('other.arrow'))).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });

  it('cut short is an error', async () => {
    await fromValues(rows).writeArrow(path('whole.arrow'));
    const whole = readFileSync(path('whole.arrow'));
    for (const size of [whole.length - 1, whole.length >> 1, 20]) {
      writeFileSync(path('short.arrow'), whole.subarray(0, size));
      await expect(open(path('short.arrow'))).rejects.toMatchObject({ code: 'read-failed' });
    }
  });

  it('that changes after it was opened is an error', async () => {
    await fromValues(rows).writeArrow(path('changing.arrow'));
    const events = await open(path('changing.arrow'));
    await fromValues([{ i: 1 }]).writeArrow(path('changing.arrow'));
    await expect(events.toArray()).rejects.toMatchObject({ code: 'file-changed' });
  });
});
