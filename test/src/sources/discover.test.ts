import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { discoverFiles } from '../../../src/sources/discover.ts';
import { scratch } from './support.ts';

const folder = scratch();
beforeAll(() => {
  for (const part of ['sub', '_skip', '.hidden']) mkdirSync(join(folder, part));
  for (const name of [
    'b.parquet',
    'a.parquet',
    'sub/c.parquet',
    '_skip/d.parquet',
    '.hidden/e.parquet',
    '_x.parquet',
    'note.txt',
    'a[1].parquet',
  ])
    writeFileSync(join(folder, name), '');
});
const names = async (where: Parameters<typeof discoverFiles>[0]): Promise<string[]> =>
  (await discoverFiles(where)).map((path) => basename(path));

test('files, directories, patterns and addresses', async () => {
  expect(await names(folder)).toEqual(['a.parquet', 'a[1].parquet', 'b.parquet', 'c.parquet']);
  expect(await names(join(folder, '?.parquet'))).toEqual(['a.parquet', 'b.parquet']);
  expect(await names(join(folder, '**/*.parquet'))).toEqual(['a.parquet', 'a[1].parquet', 'b.parquet', 'c.parquet']);
  expect(await names(join(folder, '*.parquet'))).not.toContain('_x.parquet');
  expect(await names(join(folder, '_skip/*.parquet'))).toEqual(['d.parquet']);
  expect(await names(join(folder, 'a[1].parquet'))).toEqual(['a[1].parquet']);
  expect(await names(pathToFileURL(join(folder, 'a.parquet')))).toEqual(['a.parquet']);
  expect(await names([join(folder, 'b.parquet'), join(folder, 'a.parquet'), join(folder, '?.parquet')])).toEqual([
    'a.parquet',
    'b.parquet',
  ]);
});

test('nothing found', async () => {
  await expect(discoverFiles(join(folder, 'none.parquet'))).rejects.toMatchObject({ code: 'no-such-file' });
  await expect(discoverFiles(join(folder, 'z*.parquet'))).rejects.toMatchObject({ code: 'no-files' });
  await expect(discoverFiles([])).rejects.toMatchObject({ code: 'no-files' });
  await expect(discoverFiles(folder, { extensions: ['.root'] })).rejects.toMatchObject({ code: 'no-files' });
  await expect(discoverFiles('https://example.org/x.parquet')).rejects.toMatchObject({ code: 'unknown-scheme' });
});
