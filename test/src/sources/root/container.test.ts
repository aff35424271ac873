import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ahead } from '../../../../src/sources/root/container/ahead.ts';
import { type ByteSource, fileBytes, memoryBytes, coalesce } from '../../../../src/sources/root/container/bytes.ts';
import { RootFile } from '../../../../src/sources/root/container/root-file.ts';
import { present, scratch, shared } from '../support.ts';

interface Overview {
  readonly files: Readonly<Record<string, { readonly keys: Readonly<Record<string, string>> }>>;
}

describe.skipIf(!present('reference/root-files.json'))('the ROOT files', () => {
  const overview = JSON.parse(readFileSync(shared('reference/root-files.json'), 'utf8')) as Overview;
  const names = readdirSync(shared('data')).filter((name) => name.endsWith('.root'));

  test.each(names)('%s has the keys of the reference, and its objects unpack', async (name) => {
    const expected = overview.files[name]?.keys;
    const file = await RootFile.open(await fileBytes(shared(`data/${name}`)));
    const keys = await file.keys();
    expect(Object.fromEntries(keys.map((key) => [`${key.path};${key.cycle}`, key.className]))).toEqual(expected);
    for (const key of keys) expect((await file.object(key)).length).toBe(key.objectLength);
  });

  test('bytes in memory are the same as on disk', async () => {
    const path = shared('data/nano_dy.root');
    const [disk, memory] = await Promise.all([
      RootFile.open(await fileBytes(path)),
      RootFile.open(memoryBytes(readFileSync(path))),
    ]);
    expect(await memory.keys()).toEqual(await disk.keys());
    expect(await memory.object(await memory.find('Events'))).toEqual(await disk.object(await disk.find('Events')));
  });

  test('a wrong name suggests the right one', async () => {
    const file = await RootFile.open(await fileBytes(shared('data/nano_dy.root')));
    await expect(file.find('Event')).rejects.toMatchObject({
      code: 'no-such-object',
      hint: "did you mean 'Events'?",
    });
  });
});

test('bytes that are lent are those of the file, for all who read at one time; their memory is used again', async () => {
  const folder = scratch();
  const path = join(folder, 'bytes');
  const all = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 7) % 251);
  writeFileSync(path, all);
  const { lend } = (await fileBytes(path)) as Required<ByteSource>;
  const at = (start: number): Promise<ArrayBufferLike> =>
    lend(
      [
        { start, length: 1000 },
        { start: start + 90_000, length: 9 },
      ],
      async ([near, far]) => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        expect(near).toEqual(all.subarray(start, start + 1000));
        expect(far).toEqual(all.subarray(start + 90_000, start + 90_009));
        return (near as Uint8Array).buffer;
      },
    );
  const together = await Promise.all([at(0), at(500), at(9000)]);
  expect(new Set(together).size).toBe(3);
  expect(together).toContain(await at(40));
  await expect(lend([{ start: 0, length: 1 }], () => Promise.reject(new Error('used wrongly')))).rejects.toThrow(
    'used wrongly',
  );
  await expect(lend([{ start: 99_999, length: 2 }], async () => 1)).rejects.toMatchObject({ code: 'damaged' });
});

describe('ahead', () => {
  test('gives in order what is made of items, a few at a time', async () => {
    let [now, most] = [0, 0];
    const make = async (item: number): Promise<number> => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setTimeout(resolve, (item * 7) % 5));
      now--;
      return item * 2;
    };
    const items = Array.from({ length: 40 }, (_, i) => i);
    const found: number[] = [];
    for await (const one of ahead(items, make)) found.push(one);
    expect(found).toEqual(items.map((item) => item * 2));
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThan(10);
  });

  test('throws the first failure, and leaves nothing under way', async () => {
    let now = 0;
    const make = async (item: number): Promise<number> => {
      now++;
      await new Promise((resolve) => setTimeout(resolve, item === 3 ? 5 : 1));
      now--;
      if (item >= 3) throw new Error(`item ${item}`);
      return item;
    };
    const found: number[] = [];
    const go = async (): Promise<void> => {
      for await (const one of ahead([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], make)) found.push(one);
    };
    await expect(go()).rejects.toThrow('item 3');
    expect(found).toEqual([0, 1, 2]);
    expect(now).toBe(0);
  });
});

test('near ranges are read in one piece, far ones alone', () => {
  const far = 10_000_000;
  expect(
    coalesce([
      { start: far, length: 5 },
      { start: 0, length: 100 },
      { start: 200, length: 50 },
      { start: 20, length: 10 },
      { start: far + 2, length: 10 },
    ]),
  ).toEqual([
    { start: 0, length: 250 },
    { start: far, length: 12 },
  ]);
  expect(coalesce([])).toEqual([]);
});

test.each([
  ['no ROOT file', Buffer.from('PAR1 and more'), 'not-root'],
  ['an empty file', new Uint8Array(0), 'not-root'],
  ['a file of four letters', Buffer.from('root'), 'damaged'],
])('%s is refused', async (_, bytes, code) => {
  await expect(RootFile.open(memoryBytes(bytes))).rejects.toMatchObject({ name: 'SourceError', code });
});
