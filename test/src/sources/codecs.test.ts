import { crc32 as crc32OfNode } from 'node:zlib';
import { Encoder } from '@toondepauw/node-zstd';
import { snappyCompress } from 'hysnappy';
import { describe, expect, test } from 'vitest';
import { DamagedBytes } from '../../../src/sources/codecs/codec.ts';
import { snappy } from '../../../src/sources/codecs/snappy.ts';
import { zstd, zstdFrame } from '../../../src/sources/codecs/zstd.ts';
import { crc32, crc32ByTable } from '../../../src/sources/parquet/decoder/checksum.ts';
import { randomBelow } from './parquet/compare.ts';

const random = randomBelow(5);
const SAMPLES = [1, 100, 300, 70_000, 300_000].map((size) =>
  Uint8Array.from({ length: size }, () => random(1 + (size % 17))),
);
const compress = (bytes: Uint8Array): Uint8Array => new Encoder(3).encodeSync(Buffer.from(bytes));

/** A frame of one stored block that says its size. */
const stored = (bytes: Uint8Array): Uint8Array => {
  const header = (bytes.length << 3) | 1;
  return Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0x20, bytes.length, header & 255, header >> 8, header >> 16, ...bytes);
};

/** A frame of blocks that repeat one byte as often as a block can. */
const bomb = (blocks: number): Uint8Array =>
  Uint8Array.of(
    ...[0x28, 0xb5, 0x2f, 0xfd, 0, 0x58],
    ...Array.from({ length: blocks }, (_, i) => [(i === blocks - 1 ? 1 : 0) | 2, 0, 0x10, 7]).flat(),
  );

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

describe('Zstandard', () => {
  test('what comes in comes out; damage and other sizes are refused, here and aside', async () => {
    const { lend, decompress, aside } = await zstd();
    console.log(`Zstandard aside: ${aside === undefined ? 'no' : 'yes'}`);
    const small = SAMPLES[1] as Uint8Array;
    for (const ways of [lend, decompress, ...(aside === undefined ? [] : [aside])]) {
      const way = async (bytes: Uint8Array, size: number): Promise<Uint8Array> => ways(bytes, size);
      for (const bytes of SAMPLES) {
        const packed = compress(bytes);
        expect(zstdFrame(packed)?.most).toBeGreaterThanOrEqual(bytes.length);
        expect(isSame(await way(packed, bytes.length), bytes)).toBe(true);
        await expect(way(packed, bytes.length + 1)).rejects.toThrow(DamagedBytes);
        await expect(way(packed, bytes.length - 1 || 2)).rejects.toThrow(DamagedBytes);
        await expect(way(packed.subarray(0, packed.length - 1), bytes.length)).rejects.toThrow(DamagedBytes);
        await expect(way(new Uint8Array(packed.length), bytes.length)).rejects.toThrow(DamagedBytes);
      }
      expect(isSame(await way(stored(small), 100), small)).toBe(true);
      await expect(way(stored(small), 50)).rejects.toThrow(DamagedBytes);
      expect(await way(new Uint8Array(0), 0)).toHaveLength(0);
    }
    expect(zstdFrame(stored(small))).toEqual({ told: 100, most: 100 });
  });

  test('what is lent lies where the next call puts its own, what is not lent does not', async () => {
    const { lend, decompress } = await zstd();
    const [a, b] = [SAMPLES[2], SAMPLES[1]] as [Uint8Array, Uint8Array];
    const kept = decompress(compress(a), a.length);
    const lent = lend(compress(a), a.length);
    expect(isSame(lent, a)).toBe(true);
    expect(lend(compress(b), b.length).buffer).toBe(lent.buffer);
    expect(isSame(kept, a)).toBe(true);
  });

  test('large content gets memory that is not kept', async () => {
    const { lend } = await zstd();
    const large = new Uint8Array(80 << 20).fill(3);
    expect(isSame(lend(compress(large), large.length), large)).toBe(true);
    const small = SAMPLES[1] as Uint8Array;
    expect(lend(compress(small), small.length).buffer.byteLength).toBeLessThan(1 << 20);
  });

  test('a few bytes that ask for gigabytes get no room', async () => {
    expect(zstdFrame(bomb(3))).toEqual({ told: undefined, most: 3 << 17 });
    const before = process.resourceUsage().maxRSS;
    const { decompress, aside } = await zstd();
    for (const ways of [decompress, ...(aside === undefined ? [] : [aside])]) {
      const way = async (bytes: Uint8Array, size: number): Promise<Uint8Array> => ways(bytes, size);
      expect(isSame(await way(bomb(3), 3 << 17), new Uint8Array(3 << 17).fill(7))).toBe(true);
      await expect(way(bomb(20_000), 1 << 20)).rejects.toThrow(DamagedBytes);
      await expect(way(bomb(3), 1 << 28)).rejects.toThrow(DamagedBytes);
    }
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(300_000);
  });

  test('changed bytes never do more than fail, and whole ones still come out', async () => {
    const { decompress, aside } = await zstd();
    for (const ways of [decompress, ...(aside === undefined ? [] : [aside])]) {
      const bytes = SAMPLES[3] as Uint8Array;
      const packed = compress(bytes);
      for (let i = 0; i < 300; i++) {
        const copy = Uint8Array.from(packed);
        for (let k = random(4); k >= 0; k--) copy[random(copy.length)] = random(256);
        try {
          expect(await ways(copy, bytes.length)).toHaveLength(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(DamagedBytes);
        }
      }
      expect(isSame(await ways(packed, bytes.length), bytes)).toBe(true);
    }
  });
});

describe('Snappy', () => {
  test('what comes in comes out, also after damage', async () => {
    const decompress = await snappy();
    for (const bytes of SAMPLES) {
      const packed = snappyCompress(bytes);
      expect(isSame(decompress(packed, bytes.length), bytes)).toBe(true);
      expect(() => decompress(packed, bytes.length + 1)).toThrow(DamagedBytes);
      for (let i = 0; i < 30; i++) {
        const copy = Uint8Array.from(packed);
        for (let k = random(4); k >= 0; k--) copy[random(copy.length)] = random(256);
        try {
          expect(decompress(copy, bytes.length)).toHaveLength(bytes.length);
        } catch (error) {
          expect(error).toBeInstanceOf(DamagedBytes);
        }
      }
      expect(isSame(decompress(packed, bytes.length), bytes)).toBe(true);
    }
  });

  test('a block that claims more than it can hold is refused before room is made', async () => {
    const decompress = await snappy();
    expect(() => decompress(Uint8Array.of(0xff, 0xff, 0xff, 0x7f, 0), 0xfffffff)).toThrow(/cannot give/);
  });
});

test('checksums are those of the standard', () => {
  const known = Buffer.from('123456789');
  for (const sum of [crc32, crc32ByTable]) expect(sum(known)).toBe(0xcbf43926);
  for (const bytes of SAMPLES) expect(crc32ByTable(bytes)).toBe(crc32OfNode?.(Buffer.from(bytes)) ?? crc32(bytes));
});
