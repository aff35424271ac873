import { crc32 as crc32OfNode } from 'node:zlib';
import { Encoder } from '@toondepauw/node-zstd';
import { snappyCompress } from 'hysnappy';
import { describe, expect, test } from 'vitest';
import { DamagedBytes } from '../../../src/sources/codecs/codec.ts';
import { snappy } from '../../../src/sources/codecs/snappy.ts';
import { zstdEngines, zstdFrame } from '../../../src/sources/codecs/zstd.ts';
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
  test('there is a portable engine, and it comes last', async () => {
    const engines = await zstdEngines();
    expect(engines.at(-1)?.name).toBe('wasm');
    console.log(`engines: ${engines.map(({ name }) => name).join(', ')}`);
  });

  test('every engine gives the same, and refuses damage and other sizes', async () => {
    for (const { name, decompress } of await zstdEngines()) {
      for (const bytes of SAMPLES) {
        const packed = compress(bytes);
        expect(zstdFrame(packed)?.most, name).toBeGreaterThanOrEqual(bytes.length);
        expect(isSame(decompress(packed, bytes.length), bytes), name).toBe(true);
        expect(() => decompress(packed, bytes.length + 1), name).toThrow(DamagedBytes);
        expect(() => decompress(packed, bytes.length - 1 || 2), name).toThrow(DamagedBytes);
        expect(() => decompress(packed.subarray(0, packed.length - 1), bytes.length), name).toThrow(DamagedBytes);
        expect(() => decompress(new Uint8Array(packed.length), bytes.length), name).toThrow(DamagedBytes);
      }
      const small = SAMPLES[1] as Uint8Array;
      expect(zstdFrame(stored(small))).toEqual({ told: 100, most: 100 });
      expect(isSame(decompress(stored(small), 100), small), name).toBe(true);
      expect(() => decompress(stored(small), 50), name).toThrow(DamagedBytes);
      expect(decompress(new Uint8Array(0), 0)).toHaveLength(0);
    }
  });

  test('a few bytes that ask for gigabytes get no room', async () => {
    expect(zstdFrame(bomb(3))).toEqual({ told: undefined, most: 3 << 17 });
    const before = process.resourceUsage().maxRSS;
    for (const { name, decompress } of await zstdEngines()) {
      expect(isSame(decompress(bomb(3), 3 << 17), new Uint8Array(3 << 17).fill(7)), name).toBe(true);
      expect(() => decompress(bomb(20_000), 1 << 20), name).toThrow(DamagedBytes);
    }
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(300_000);
  });

  test('changed bytes never do more than fail, and whole ones still come out', async () => {
    for (const { name, decompress } of await zstdEngines()) {
      const bytes = SAMPLES[3] as Uint8Array;
      const packed = compress(bytes);
      for (let i = 0; i < 300; i++) {
        const copy = Uint8Array.from(packed);
        for (let k = random(4); k >= 0; k--) copy[random(copy.length)] = random(256);
        try {
          expect(decompress(copy, bytes.length)).toHaveLength(bytes.length);
        } catch (error) {
          expect(error, name).toBeInstanceOf(DamagedBytes);
        }
      }
      expect(isSame(decompress(packed, bytes.length), bytes), name).toBe(true);
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
