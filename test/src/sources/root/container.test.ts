import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fileBytes, memoryBytes, coalesce } from '../../../../src/sources/root/container/bytes.ts';
import { RootFile } from '../../../../src/sources/root/container/root-file.ts';
import { present, shared } from '../support.ts';

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
