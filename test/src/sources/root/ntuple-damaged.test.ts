/** Damaged and hostile RNTuples: an error that says so, in bounded time and memory; what is not hit by it is read. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { xxh3 } from '../../../../kernels/root/xxh3.ts';
import { SourceError } from '../../../../compiler/tree/problem.ts';
import { memoryBytes, type Range } from '../../../../src/sources/root/container/bytes.ts';
import { RootFile, type RootKey } from '../../../../src/sources/root/container/root-file.ts';
import { readAnchor } from '../../../../src/sources/root/ntuple/anchor.ts';
import { readClusterGroups } from '../../../../src/sources/root/ntuple/clusters.ts';
import { type Envelope, readEnvelopes } from '../../../../src/sources/root/ntuple/envelope.ts';
import { openRoot } from '../../../../src/sources/root/root-source.ts';

const whole = readFileSync(join(import.meta.dirname, '../../../fixtures/root/plain-ntuple.root'));

/** Numbers from 0 up to 1, always the same. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Where the metadata are; nothing of it is compressed. */
interface Places {
  readonly anchor: Range;
  readonly header: Range;
  readonly footer: Range;
  readonly pageLists: readonly Range[];
}

async function placesOf(bytes: Uint8Array): Promise<Places> {
  const file = await RootFile.open(memoryBytes(bytes));
  const key: RootKey = await file.find('Kinds');
  const { header, footer } = await readAnchor(file, key);
  const [{ contents }] = (await readEnvelopes(file, [footer], 'footer', '')) as [Envelope];
  contents.skip(16);
  contents.record();
  const pageLists = readClusterGroups(contents).map(({ pageList }) => pageList.place);
  const anchor = { start: key.seek + key.keyLength, length: key.objectLength };
  return { anchor, header: header.place, footer: footer.place, pageLists };
}

/** Writes the checksum of bytes behind them. */
function seal(bytes: Buffer, start: number, end: number, bigEndian = false): void {
  const [low, high] = xxh3(bytes.subarray(start, end));
  if (bigEndian) {
    bytes.writeUInt32BE(high, end);
    bytes.writeUInt32BE(low, end + 4);
  } else {
    bytes.writeUInt32LE(low, end);
    bytes.writeUInt32LE(high, end + 4);
  }
}

/** Makes all checksums right, so that damage is not found by them. */
function sealAll(bytes: Buffer, { anchor, header, footer, pageLists }: Places): void {
  seal(bytes, anchor.start + 6, anchor.start + 70, true);
  const end = ({ start, length }: Range): number => start + length - 8;
  seal(bytes, header.start, end(header));
  for (const [envelope, at] of [[footer, 16], ...pageLists.map((list) => [list, 8])] as [Range, number][]) {
    bytes.copy(bytes, envelope.start + at, end(header), end(header) + 8);
    seal(bytes, envelope.start, end(envelope));
  }
}

const WORDS = [0, 1, -1, 2, 7, 0x7fffffff, -0x80000000, 0xffff, 255, 1 << 24];

/** A copy with a few places changed: in the metadata, or anywhere. */
function damage(random: () => number, regions: readonly Range[]): Buffer {
  const below = (n: number): number => Math.floor(random() * n);
  const bytes = Buffer.from(whole);
  for (let changes = 1 + below(5); changes > 0; changes--) {
    const { start, length } = regions[below(regions.length)] as Range;
    const at = start + below(Math.max(1, length - 8));
    const kind = below(20);
    if (kind < 5) bytes[at] = below(256);
    else if (kind < 10) bytes[at] = (bytes[at] as number) ^ (1 << below(8));
    else if (kind < 14) bytes.writeInt32LE(WORDS[below(WORDS.length)] as number, at);
    else if (kind < 16) bytes.writeInt16LE([0, -1, 1, 0x7fff, 16, 28][below(6)] as number, at);
    else if (kind < 18) bytes.writeBigInt64LE(BigInt.asIntN(64, 1n << BigInt(below(64))), at);
    else bytes.copy(bytes, at, start + below(length), start + below(length));
  }
  return bytes;
}

/** Reads all there is; counts columns that could be read and errors, and throws what is no SourceError. */
async function readAll(bytes: Uint8Array): Promise<{ good: number; bad: number }> {
  const counts = { good: 0, bad: 0 };
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      counts.bad++;
    }
  };
  await attempt(async () => {
    const places = [{ bytes: memoryBytes(bytes, 'damaged.root'), tree: 'Kinds' }];
    const source = await openRoot(places, { schema: 'plain', chunkSize: 1_000_000 });
    for (const partition of source.partitions().slice(0, 2))
      for (const name of source.info.row.fields.keys())
        await attempt(async () => {
          await source.read(partition, { needs: [{ path: [name], offsetsOnly: false }] });
          counts.good++;
        });
  });
  return counts;
}

describe('an RNTuple that is damaged', () => {
  let places: Places;
  beforeAll(async () => {
    places = await placesOf(whole);
  });

  test.each([
    ['its metadata, with right checksums', 1200, 1, 'metadata'],
    ['its pages', 300, 2, 'all'],
    ['its page lists, with right checksums', 600, 3, 'page lists'],
  ])(
    'in %s (%i ways) gives values or a SourceError',
    async (_, ways, seed, where) => {
      const random = numbersFrom(seed);
      const { anchor, header, footer, pageLists } = places;
      const regions =
        where === 'all'
          ? [{ start: 0, length: whole.length }]
          : where === 'metadata'
            ? [anchor, header, header, footer, ...pageLists]
            : pageLists;
      const before = process.resourceUsage().maxRSS;
      let [good, bad] = [0, 0];
      for (let i = 0; i < ways; i++) {
        const bytes = damage(random, regions);
        if (where !== 'all') sealAll(bytes, places);
        const counts = await readAll(bytes);
        good += counts.good;
        bad += counts.bad;
      }
      expect(good).toBeGreaterThan(ways);
      expect(bad).toBeGreaterThan(ways / 10);
      expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(1500);
    },
    300_000,
  );

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
