import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CODECS, type Way } from '../../../../src/sources/root/container/codecs.ts';

const file = readFileSync(join(import.meta.dirname, '../../../fixtures/root/kinds.root'));

interface Block {
  readonly data: Uint8Array;
  readonly size: number;
}

/** The blocks of an algorithm in the file: two letters, a level, and two lengths of three bytes each. */
function blocksOf(letters: string, skip: number): Block[] {
  const blocks: Block[] = [];
  for (let at = file.indexOf(letters); at >= 0; at = file.indexOf(letters, at + 1)) {
    const length = file.readUIntLE(at + 3, 3);
    const size = file.readUIntLE(at + 6, 3);
    if ((file[at + 2] as number) < 10 && length > skip && size > 100 && length < size && at + length < file.length)
      blocks.push({ data: file.subarray(at + 9 + skip, at + 9 + length), size });
  }
  return blocks;
}

test.each([...CODECS])('all ways to unpack %s agree, and find damage', async (letters, codec) => {
  const blocks = blocksOf(letters, codec.skip);
  expect(blocks.length).toBeGreaterThan(5);
  const ways = await codec.ways();
  const [chosen] = ways as [Way];
  for (const { unpack, aside = async (packed: Uint8Array, size: number) => unpack(packed, size), begin } of ways) {
    const beginning = async (data: Uint8Array, wanted: number): Promise<Uint8Array> => {
      const out = new Uint8Array(wanted);
      begin?.(data, out);
      return out;
    };
    for (const { data, size } of blocks) {
      const right = Buffer.from(chosen.unpack(data, size));
      expect(right.length).toBe(size);
      expect(Buffer.compare(unpack(data, size), right)).toBe(0);
      expect(Buffer.compare(await aside(data, size), right)).toBe(0);
      for (const wanted of begin === undefined ? [] : [1, size >> 1, size - 1, size])
        expect(Buffer.compare(await beginning(data, wanted), right.subarray(0, wanted))).toBe(0);
      for (const attempt of [unpack, aside]) {
        expect(await wrong(attempt, data.subarray(0, data.length >> 1), size)).toBe(true);
        expect(await wrong(attempt, data, size + 1)).toBe(true);
        expect(await wrong(attempt, data, size - 1)).toBe(true);
      }
      if (begin !== undefined) expect(await wrong(beginning, data.subarray(0, data.length >> 2), size)).toBe(true);
    }
  }
});

type Unpack = (packed: Uint8Array, size: number) => Uint8Array | Promise<Uint8Array>;

/** Whether unpacking throws, or gives another length than was asked for. */
async function wrong(unpack: Unpack, packed: Uint8Array, size: number): Promise<boolean> {
  try {
    return (await unpack(packed, size)).length !== size;
  } catch {
    return true;
  }
}
