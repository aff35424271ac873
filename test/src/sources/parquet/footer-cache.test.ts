import { copyFileSync, renameSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { open } from '../../../../src/index.ts';
import { forgetFooters, openFooter } from '../../../../src/sources/parquet/footer-cache.ts';
import { openParquet } from '../../../../src/sources/parquet/parquet-source.ts';
import { writeParquet } from '../../../tools/parquet-writer.ts';
import { scratch } from '../support.ts';

const folder = scratch();
const file = join(folder, 'x.parquet');
const MINUTE = 60_000;

const written = (values: readonly number[]): Uint8Array =>
  writeParquet(
    [{ name: 'x', repetition: 'required', physical: 'int32' }],
    values.map((x) => ({ x })),
    { version: 1, codec: 'none', encoding: () => 'plain', pageRows: 10, groupRows: 10 },
  );

/** Sets the clock of the process a minute after that of the files: they have settled. */
const later = (): void => {
  vi.spyOn(Date, 'now').mockReturnValue(Date.now() + MINUTE);
};

beforeEach(() => {
  forgetFooters();
  writeFileSync(file, written([1, 2, 3]));
  // so that a change within the same tick of the file system's clock shows
  utimesSync(file, new Date(MINUTE), new Date(MINUTE));
});
afterEach(() => vi.restoreAllMocks());

test('the footer of an unchanged file is read once', () => {
  later();
  expect(openFooter(file)).toBe(openFooter(file));
});

test('a file that was written just before is read again', () => {
  expect(openFooter(file)).not.toBe(openFooter(file));
});

test('a file that was changed, touched or replaced is read again', () => {
  later();
  const [first, size] = [openFooter(file), openFooter(file).size];
  writeFileSync(file, written([4, 5, 6]));
  const changed = openFooter(file);
  expect(changed).not.toBe(first);
  expect(changed.size).toBe(size);
  expect(openFooter(file)).toBe(changed);
  utimesSync(file, new Date(0), new Date(0));
  const touched = openFooter(file);
  expect(touched).not.toBe(changed);
  // another file with the same size and the same time of writing
  const other = join(folder, 'other.parquet');
  copyFileSync(file, other);
  utimesSync(other, new Date(0), new Date(0));
  renameSync(other, file);
  expect(openFooter(file)).not.toBe(touched);
});

test('a file that is gone or damaged is told as such', () => {
  later();
  openFooter(file);
  truncateSync(file, 20);
  expect(() => openFooter(file)).toThrow(expect.objectContaining({ code: 'truncated' }));
  renameSync(file, `${file}.gone`);
  expect(() => openFooter(file)).toThrow(expect.objectContaining({ code: 'no-such-file' }));
});

test('the values of a changed file are those that it has now', async () => {
  later();
  const sum = async (): Promise<unknown> => (await open<{ x: number }>(file)).x.toArray();
  expect(await sum()).toEqual([1, 2, 3]);
  expect(await sum()).toEqual([1, 2, 3]);
  writeFileSync(file, written([4, 5, 6]));
  expect(await sum()).toEqual([4, 5, 6]);
});

test('footers of so many files are forgotten, the oldest first', () => {
  later();
  const names = Array.from({ length: 65 }, (_, i) => join(folder, `${i}.parquet`));
  for (const name of names) copyFileSync(file, name);
  const footers = names.map(openFooter);
  expect(openFooter(names[64] as string)).toBe(footers[64]);
  expect(openFooter(names[1] as string)).toBe(footers[1]);
  expect(openFooter(names[0] as string)).not.toBe(footers[0]);
});

test('sources of the same footers have their description in common, but not where they are opened in another way', async () => {
  later();
  const [a, b, nullable, plain] = await Promise.all([
    openParquet([file]),
    openParquet([file]),
    openParquet([file], { nullable: true }),
    openParquet([file], { schema: 'plain' }),
  ]);
  expect(a).not.toBe(b);
  expect(a?.info).toBe(b?.info);
  expect(nullable?.info).not.toBe(a?.info);
  expect(plain?.info).not.toBe(a?.info);
});
