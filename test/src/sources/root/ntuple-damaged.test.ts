/** Damaged and hostile RNTuples, one way at a time; fuzz.test.ts has thousands. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { memoryBytes, type Range } from '../../../../src/sources/root/container/bytes.ts';
import { openRoot } from '../../../../src/sources/root/root-source.ts';
import { type Places, placesOf, sealAll } from './fuzz/ntuple-places.ts';

const whole = readFileSync(join(import.meta.dirname, '../../../fixtures/root/plain-ntuple.root'));

describe('an RNTuple that is damaged', () => {
  let places: Places;
  beforeAll(async () => {
    places = await placesOf(whole);
  });

  test('in its metadata is found by its checksum', async () => {
    const { header, footer, pageLists } = places;
    for (const { start, length } of [header, footer, ...pageLists])
      for (const at of [8, length >> 1, length - 9, length - 1]) {
        const bytes = Buffer.from(whole);
        bytes[start + at] = (bytes[start + at] as number) ^ 1;
        await expect(openRoot([{ bytes: memoryBytes(bytes), tree: 'Kinds' }])).rejects.toMatchObject({
          code: 'damaged',
          message: expect.stringContaining('checksum'),
        });
      }
  });

  test('in its anchor is found by its checksum', async () => {
    const bytes = Buffer.from(whole);
    bytes[places.anchor.start + 20] = (bytes[places.anchor.start + 20] as number) ^ 1;
    await expect(openRoot([{ bytes: memoryBytes(bytes), tree: 'Kinds' }])).rejects.toMatchObject({ code: 'damaged' });
  });

  test('and sealed again is as it was', async () => {
    const bytes = Buffer.from(whole);
    sealAll(bytes, places);
    expect(bytes.equals(whole)).toBe(true);
  });
});

test('a page that is damaged is found by its checksum, and is not in the way of other columns', async () => {
  const good = readFileSync(join(import.meta.dirname, '../../../fixtures/root/ntuples.root'));
  const read: Range[] = [];
  const inner = memoryBytes(good);
  const open = { ...inner, read: (ranges: readonly Range[]) => (read.push(...ranges), inner.read(ranges)) };
  const source = await openRoot([{ bytes: open, tree: 'Kinds' }], { schema: 'plain' });
  const [partition] = source.partitions() as [never];
  read.length = 0;
  await source.read(partition, { needs: [{ path: ['f64'], offsetsOnly: false }] });
  const bytes = Buffer.from(good);
  const { start } = read[0] as Range;
  bytes[start] = (bytes[start] as number) ^ 64;
  const damaged = await openRoot([{ bytes: memoryBytes(bytes), tree: 'Kinds' }], { schema: 'plain' });
  await expect(damaged.read(partition, { needs: [{ path: ['f64'], offsetsOnly: false }] })).rejects.toMatchObject({
    code: 'damaged',
    message: expect.stringMatching(/column 'f64'.*checksum/),
  });
  for (const name of damaged.info.row.fields.keys())
    if (name !== 'f64') await damaged.read(partition, { needs: [{ path: [name], offsetsOnly: false }] });
});
