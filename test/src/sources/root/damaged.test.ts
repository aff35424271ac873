/** Damaged and hostile files: an error that says so, in bounded time and memory; what is not hit by it is read. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { SourceError } from '../../../../compiler/tree/problem.ts';
import { memoryBytes } from '../../../../src/sources/root/container/bytes.ts';
import { CODECS } from '../../../../src/sources/root/container/codecs.ts';
import { unpack } from '../../../../src/sources/root/container/compression.ts';
import { RootFile } from '../../../../src/sources/root/container/root-file.ts';
import { openRoot } from '../../../../src/sources/root/root-source.ts';

const read = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../../../fixtures/root', name));
const TREES = ['leaves', 'generated', 'lists', 'objects'];

/** Numbers from 0 up to 1, always the same. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const WORDS = [0, 1, -1, 0x7fffffff, 0x40000000, -0x80000000, 0x10000, 255, 0x400a0000, 1 << 24];

/** A copy with a few places changed. */
function damage(whole: Buffer, random: () => number): Buffer {
  const below = (n: number): number => Math.floor(random() * n);
  const bytes = Buffer.from(whole);
  let length = bytes.length;
  for (let changes = 1 + below(8); changes > 0; changes--) {
    const at = below(bytes.length - 8);
    const kind = below(20);
    if (kind < 5) bytes[at] = below(256);
    else if (kind < 10) bytes[at] = (bytes[at] as number) ^ (1 << below(8));
    else if (kind < 14) bytes.writeInt32BE(WORDS[below(WORDS.length)] as number, at);
    else if (kind < 16) bytes.writeInt16BE([0, -1, 0x4000, 0x7fff, -0x8000][below(5)] as number, at);
    else if (kind < 19) bytes.copy(bytes, at, below(bytes.length), below(bytes.length));
    else length = at;
  }
  return bytes.subarray(0, length);
}

/** Reads all there is; gives how many columns could be read, and throws what is no SourceError. */
async function readAll(bytes: Uint8Array, tree: string): Promise<{ good: number; bad: number }> {
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
    const source = await openRoot([{ bytes: memoryBytes(bytes, 'damaged.root'), tree }], { schema: 'plain' });
    for (const partition of source.partitions().slice(0, 3))
      for (const name of source.info.row.fields.keys())
        await attempt(async () => {
          await source.read(partition, { needs: [{ path: [name], offsetsOnly: false }] });
          counts.good++;
        });
  });
  return counts;
}

test.each([
  ['plain.root', 2000, 1],
  ['kinds.root', 1000, 2],
])(
  '%s, damaged in %i ways, gives values or a SourceError',
  async (name, ways, seed) => {
    const whole = read(name);
    const random = numbersFrom(seed);
    const before = process.resourceUsage().maxRSS;
    let [good, bad] = [0, 0];
    for (let i = 0; i < ways; i++) {
      const counts = await readAll(damage(whole, random), TREES[i % TREES.length] as string);
      good += counts.good;
      bad += counts.bad;
    }
    expect(good).toBeGreaterThan(ways);
    expect(bad).toBeGreaterThan(ways / 10);
    const grown = (process.resourceUsage().maxRSS - before) / 1024;
    expect(grown, 'MB of memory').toBeLessThan(700);
  },
  120_000,
);

test('a file cut anywhere is refused or read in part', async () => {
  const whole = read('kinds.root');
  const random = numbersFrom(3);
  for (let i = 0; i < 200; i++) {
    const length = Math.floor(random() * whole.length);
    const { bad } = await readAll(whole.subarray(0, length), 'lists');
    expect(bad, `cut at ${length}`).toBeGreaterThan(0);
  }
});

const header = (letters: string, packed: number, size: number): Buffer =>
  Buffer.from([
    ...Buffer.from(letters),
    1,
    ...[packed & 255, (packed >> 8) & 255, packed >> 16],
    ...[size & 255, (size >> 8) & 255, size >> 16],
  ]);

test.each([...CODECS.keys()])('no block of %s may claim more than it can hold', async (letters) => {
  const block = Buffer.concat([header(letters, 12, 0xffffff), Buffer.alloc(12)]);
  const many = Buffer.concat(Array.from({ length: 63 }, () => block));
  await expect(unpack(many, 63 * 0xffffff, 'x.root', 'it')).rejects.toMatchObject({ code: 'damaged' });
});

test('a block that unpacks to more or less than it says is refused', async () => {
  const packed = deflateSync(Buffer.alloc(1000, 7));
  for (const size of [999, 1001]) {
    const block = Buffer.concat([header('ZL', packed.length, size), packed]);
    await expect(unpack(block, size, 'x.root', 'it')).rejects.toMatchObject({ code: 'damaged' });
  }
  const right = Buffer.concat([header('ZL', packed.length, 1000), packed]);
  expect([...(await unpack(right, 1000, 'x.root', 'it'))]).toEqual(new Array(1000).fill(7));
  await expect(unpack(right, 2000, 'x.root', 'it')).rejects.toMatchObject({ code: 'damaged' });
  await expect(unpack(right, 2 ** 31, 'x.root', 'it')).rejects.toMatchObject({ code: 'damaged' });
  await expect(unpack(Buffer.from('QQ too short'), 1000, 'x.root', 'it')).rejects.toMatchObject({
    code: 'not-supported',
  });
});

test('a directory that contains itself ends', async () => {
  const bytes = read('kinds.root');
  expect((await (await RootFile.open(memoryBytes(bytes))).keys()).map(({ path }) => path)).toContain(
    'inner/deep/again',
  );
  // The directory `deep` gets the keys of the top directory: their number of bytes, and where they are.
  const top = bytes.readInt32BE(8) + bytes.readInt32BE(28);
  const name = 'TDirectory\x04deep\x04deep';
  const deep = bytes.indexOf(name) + name.length;
  bytes.copy(bytes, deep + 10, top + 10, top + 14);
  bytes.copy(bytes, deep + 26, top + 26, top + 30);
  await expect((await RootFile.open(memoryBytes(bytes))).keys()).rejects.toMatchObject({
    code: 'damaged',
    message: expect.stringContaining('contains itself'),
  });
});
