import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CODECS, unpackerOf } from '../../../../src/sources/root/container/codecs.ts';

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
  const chosen = await unpackerOf(codec);
  for (const unpack of await codec.ways()) {
    for (const { data, size } of blocks) {
      const out = unpack(data, size);
      expect(out.length).toBe(size);
      expect(Buffer.compare(out, chosen(data, size))).toBe(0);
      expect(wrong(() => unpack(data.subarray(0, data.length >> 1), size), size)).toBe(true);
      expect(wrong(() => unpack(data, size + 1), size + 1)).toBe(true);
      expect(wrong(() => unpack(data, size - 1), size - 1)).toBe(true);
    }
  }
});

/** Whether unpacking throws, or gives another length than was asked for. */
function wrong(unpack: () => Uint8Array, size: number): boolean {
  try {
    return unpack().length !== size;
  } catch {
    return true;
  }
}
