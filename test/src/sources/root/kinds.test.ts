/** Branches of every kind, written by ROOT (test/fixtures/root/kinds.C), compared with the values that ROOT reads from them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { layoutToValues } from '../../../../kernels/values.ts';
import { showType } from '../../../../compiler/tree/type.ts';
import { fileBytes, memoryBytes } from '../../../../src/sources/root/container/bytes.ts';
import { RootFile } from '../../../../src/sources/root/container/root-file.ts';
import { readStreamers } from '../../../../src/sources/root/objects/streamer-info.ts';
import { openRoot, type RootOptions, type RootSource } from '../../../../src/sources/root/root-source.ts';
import { Tree } from '../../../../src/sources/root/tree/tree.ts';
import type { Partition } from '../../../../src/sources/source.ts';
import { need, rowsOf } from '../support.ts';

const folder = join(import.meta.dirname, '../../../fixtures/root');
const expected = JSON.parse(readFileSync(join(folder, 'kinds.json'), 'utf8')) as Record<
  string,
  Record<string, readonly unknown[]>
>;
const open = async (tree: string, options: RootOptions = {}): Promise<RootSource> =>
  openRoot([{ bytes: await fileBytes(join(folder, 'kinds.root')), tree }], { schema: 'plain', ...options });

async function valuesOf(source: RootSource, name: string): Promise<unknown[]> {
  const parts = await Promise.all(
    source.partitions().map((partition) => source.read(partition, { needs: [{ ...need(''), path: [name] }] })),
  );
  return parts.flatMap((part) => layoutToValues(part.fields.get(name) as never));
}

/** 64-bit integers are text in the file of expected values. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)));
const asText = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one: unknown) => (typeof one === 'number' ? String(one) : one)));

function same(
  source: RootSource,
  name: string,
  found: readonly unknown[],
  wanted: readonly unknown[] | undefined,
): void {
  const type = source.info.row.fields.get(name);
  const wide = type !== undefined && /int64/.test(showType(type));
  expect(wide ? asText(plain(found)) : plain(found)).toEqual(wide ? asText(wanted) : wanted);
}

// Trees with the same values: with stored entry offsets, with generated ones, and in a directory.
describe.each([
  ['leaves', 'leaves'],
  ['generated', 'leaves'],
  ['inner/deep/again', 'leaves'],
  ['lists', 'lists'],
  ['objects', 'objects'],
])('the tree %s', (tree, like) => {
  const unreadable = new Set(['linkedUnsplit.', 'clonesUnsplit']);
  const names = Object.keys(expected[like] as object).filter((name) => !unreadable.has(name));
  let source: RootSource;
  let pieces: RootSource;
  beforeAll(async () => {
    source = await open(tree);
    pieces = await open(tree, { chunkSize: 3 });
  });

  test.each(names)('%s', async (name) => {
    const wanted = expected[like]?.[name];
    same(source, name, await valuesOf(source, name), wanted);
    same(pieces, name, await valuesOf(pieces, name), wanted);
  });

  test('read together they are the same, with the counters of others in the place of their own offsets', async () => {
    for (const of of [source, pieces]) {
      const rows = await rowsOf(of);
      for (const name of names)
        same(
          of,
          name,
          rows.map((row) => (row as Record<string, unknown>)[name]),
          expected[like]?.[name],
        );
    }
  });

  test('nothing else is there', () => {
    expect([...source.info.row.fields.keys()]).toEqual(names);
    expect(pieces.partitions()).toHaveLength(5);
  });
});

test('a counter that does not tell what its lists hold is damage', async () => {
  const bytes = readFileSync(join(folder, 'plain.root'));
  const file = await RootFile.open(memoryBytes(bytes));
  const tree = await Tree.open(file, await file.find('leaves'), await readStreamers(file));
  const [place] = tree.columns.get('n')?.branch.baskets as readonly { seek: number; bytes: number }[];
  const { seek, bytes: length } = place as { seek: number; bytes: number };
  const changed = Buffer.from(bytes);
  changed[seek + length - 1] = (changed[seek + length - 1] as number) + 1;
  const source = await openRoot([{ bytes: memoryBytes(changed), tree: 'leaves' }], { schema: 'plain' });
  const [partition] = source.partitions();
  const of = (...names: string[]): Promise<unknown> =>
    source.read(partition as Partition, { needs: names.map((name) => need(name)) });
  await expect(of('counted', 'countedWide')).rejects.toMatchObject({
    code: 'damaged',
    message: expect.stringMatching(/the basket of 'counted' .* has \d+ bytes for \d+ values of \d+ entries/),
  });
  await of('counted');
});

test('what cannot be read is listed with the reason, and is not in the way of the rest', async () => {
  const { unsupported } = await open('objects');
  expect(Object.fromEntries(unsupported)).toEqual({
    'linked./linked.track': 'it is a pointer (Track*), which is not read',
    'linkedUnsplit.': 'Linked::track: it is a pointer (Track*), which is not read',
    clonesUnsplit: 'its metadata do not say what class its elements have',
    'holder./holder.nothing': 'its class has no stored members',
    'holder./holder.nothings': 'none of its branches can be read',
    'holder./holder.two[2]': 'its class has no stored members',
  });
});

test('the types are known from the metadata', async () => {
  const type = async (tree: string, name: string): Promise<string> =>
    showType((await open(tree)).info.row.fields.get(name) as never);
  expect(await type('leaves', 'countedMatrix')).toBe('var * 2 * int16');
  expect(await type('leaves', 'several')).toBe('{d: float64, i: int32, o: bool}');
  expect(await type('lists', 'mapLists')).toBe('var * {first: int32, second: var * float64}');
  expect(await type('lists', 'arrays')).toBe('var * 2 * int32');
  const track =
    '{b: int32, label: string, pt: float64, q: int16, good: bool, hit: {x: float32, n: int32, w: var * float32, s: string}, ' +
    'hits: var * {x: float32, n: int32, w: var * float32, s: string}, arr: 3 * float32, color: int32, name: string}';
  for (const name of ['split.', 'unsplit.', 'bare']) expect(await type('objects', name)).toBe(track);
  for (const name of ['tracks', 'tracksUnsplit']) expect(await type('objects', name)).toBe(`var * ${track}`);
});

test('only what is needed is read, and counters stand for lists', async () => {
  const leaves = await open('leaves');
  expect(leaves.columnsOf([need('counted', true)])).toEqual(['n']);
  expect(leaves.columnsOf([need('matrix'), need('text')])).toEqual(['matrix', 'text']);
  const objects = await open('objects');
  expect(objects.columnsOf([need('tracks', true)])).toEqual(['tracks']);
  expect(objects.columnsOf([need('tracks.hit.x')])).toEqual(['tracks/tracks.hit.x']);
  const [partition] = objects.partitions();
  const rows = await objects.read(partition as never, { needs: [need('tracks', true)] });
  expect(layoutToValues(rows.fields.get('tracks') as never)).toEqual(
    expected['objects']?.['tracks']?.map((tracks) => (tracks as unknown[]).map(() => ({}))),
  );
});
