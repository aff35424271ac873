/** Damaged and hostile files, one way at a time; fuzz.test.ts has thousands. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { xxh64 } from '../../../../kernels/root/xxh64.ts';
import { memoryBytes } from '../../../../src/sources/root/container/bytes.ts';
import { CODECS } from '../../../../src/sources/root/container/codecs.ts';
import { unpack, unpackBegin } from '../../../../src/sources/root/container/compression.ts';
import { RootFile } from '../../../../src/sources/root/container/root-file.ts';

const read = (name: string): Buffer => readFileSync(join(import.meta.dirname, '../../../fixtures/root', name));
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

/** A block in the LZ4 format that holds bytes as they are. */
function lz4Block(bytes: Uint8Array): Buffer {
  const more =
    bytes.length < 15 ? [] : [...new Array(Math.floor((bytes.length - 15) / 255)).fill(255), (bytes.length - 15) % 255];
  const data = Buffer.concat([Buffer.from([Math.min(15, bytes.length) << 4, ...more]), bytes]);
  const [low, high] = xxh64(data);
  const checksum = Buffer.alloc(8);
  checksum.writeUInt32BE(high, 0);
  checksum.writeUInt32BE(low, 4);
  return Buffer.concat([header('L4', data.length + 8, bytes.length), checksum, data]);
}

test('an LZ4 block that has another checksum than its bytes is refused', async () => {
  const block = lz4Block(Uint8Array.from({ length: 12 }, (_, i) => i));
  expect([...(await unpack(block, 12, 'x.root', 'it'))]).toEqual(Array.from({ length: 12 }, (_, i) => i));
  for (const at of [9, 16, 18, block.length - 1]) {
    const changed = Buffer.from(block);
    changed[at] = (changed[at] as number) ^ 4;
    await expect(unpack(changed, 12, 'x.root', 'it')).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining('checksum'),
    });
  }
});

// so large that the beginning of a block is unpacked by itself where that may be
const large = Uint8Array.from({ length: 100_000 }, (_, i) => (i * i) % 251);
const zlibData = deflateSync(large, { level: 1 });
test.each([
  ['zlib', Buffer.concat([header('ZL', zlibData.length, large.length), zlibData])],
  ['LZ4', lz4Block(large)],
])('damage of %s is found where only the beginning is wanted, too', async (_, block) => {
  const out = new Uint8Array(60_000);
  await unpackBegin(block, large.length, out, 'x.root', 'it');
  expect(Buffer.compare(out, large.subarray(0, out.length))).toBe(0);
  for (let at = 9; at < block.length; at += block.length / 97) {
    const changed = Buffer.from(block);
    const place = Math.floor(at);
    changed[place] = (changed[place] as number) ^ 16;
    await expect(unpackBegin(changed, large.length, out, 'x.root', 'it')).rejects.toMatchObject({ code: 'damaged' });
  }
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
