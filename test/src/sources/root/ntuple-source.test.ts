/** RNTuple as a source: what is read, how it is cut, and how schemas see it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { layoutToValues } from '../../../../kernels/values.ts';
import { showType } from '../../../../compiler/tree/type.ts';
import { open } from '../../../../src/index.ts';
import { type ByteSource, memoryBytes, type Range } from '../../../../src/sources/root/container/bytes.ts';
import { RootFile } from '../../../../src/sources/root/container/root-file.ts';
import { openRoot } from '../../../../src/sources/root/root-source.ts';
import { findTable, openTable } from '../../../../src/sources/root/tables.ts';
import { need, present, shared } from '../support.ts';

const file = readFileSync(join(import.meta.dirname, '../../../fixtures/root/ntuples.root'));
const MUONS = 'data/Run2012BC_DoubleMuParked_Muons_1000evts_rntuple_v1-0-0-0.root';
const NANO = 'data/cmsopendata2015_ttbar_19980_NANOAOD_RNTupleImporter_rntuple_v1-0-0-1.root';

/** Bytes in memory that remember what was read of them. */
function watched(): { bytes: ByteSource; reads: (readonly Range[])[] } {
  const inner = memoryBytes(file);
  const reads: (readonly Range[])[] = [];
  return { reads, bytes: { ...inner, read: (ranges) => (reads.push(ranges), inner.read(ranges)) } };
}

const sum = (ranges: readonly Range[]): number => ranges.reduce((all, { length }) => all + length, 0);

test('a run asks for the pages of the needed columns alone, at once', async () => {
  const { bytes, reads } = watched();
  const source = await openRoot([{ bytes, tree: 'Kinds' }], { schema: 'plain' });
  const [partition] = source.partitions();
  const read = async (...paths: string[]): Promise<readonly Range[]> => {
    reads.length = 0;
    await source.read(partition as never, { needs: paths.map((path) => need(path)) });
    expect(reads).toHaveLength(1);
    return reads[0] as readonly Range[];
  };
  const starts = (ranges: readonly Range[]): Set<number> => new Set(ranges.map(({ start }) => start));
  const [x, w] = [starts(await read('hits.x')), starts(await read('hits.w'))];
  const both = starts(await read('hits.x', 'hits.w'));
  expect(both).toEqual(new Set([...x, ...w]));
  const index = [...x].filter((start) => w.has(start));
  expect(index.length).toBeGreaterThan(0);
  expect(starts(await read('hits_x'))).toEqual(x);
  expect(sum(await read('hits'))).toBeLessThan(file.length / 20);
  expect(await read('nested3')).not.toHaveLength(0);
});

test('of lists of which only the lengths count the index alone is read', async () => {
  const { bytes, reads } = watched();
  const source = await openRoot([{ bytes, tree: 'Kinds' }], { schema: 'plain' });
  const [partition] = source.partitions();
  const bytesOf = async (path: string, offsetsOnly: boolean): Promise<number> => {
    reads.length = 0;
    await source.read(partition as never, { needs: [need(path, offsetsOnly)] });
    return sum(reads.flat());
  };
  const lengths = await bytesOf('tracks', true);
  expect(lengths).toBe(await bytesOf('tracks', true));
  expect(lengths).toBeLessThan((await bytesOf('tracks.pt', false)) / 1.5);
});

test('of a part of a cluster only the pages of its rows are read, one request for each level of lists', async () => {
  const { bytes, reads } = watched();
  const source = await openRoot([{ bytes, tree: 'Kinds' }], { schema: 'plain', chunkSize: 1 });
  const read = async (row: number, path: string): Promise<number> => {
    reads.length = 0;
    await source.read(source.partitions()[row] as never, { needs: [need(path)] });
    expect(reads.flat().length).toBeLessThan(8);
    return reads.length;
  };
  expect(await read(9, 'f64')).toBe(1);
  expect(await read(9, 'nested')).toBeLessThanOrEqual(3);
});

test('opening reads no pages', async () => {
  const { bytes, reads } = watched();
  const source = await openRoot([{ bytes, tree: 'Kinds' }]);
  // the beginning of the file is read for its header
  const opened = reads.flat().filter(({ start }) => start > 0);
  reads.length = 0;
  await source.read(source.partitions()[0] as never, { needs: [need('')] });
  for (const { start, length } of reads.flat())
    expect(opened.some((one) => one.start < start + length && start < one.start + one.length)).toBe(false);
});

test('reading stops when it is cancelled', async () => {
  const source = await openRoot([{ bytes: memoryBytes(file), tree: 'Kinds' }]);
  const control = new AbortController();
  const reading = source.read(source.partitions()[0] as never, { needs: [need('')] }, control.signal);
  control.abort();
  await expect(reading).rejects.toThrow(/abort/i);
});

test('partitions begin where clusters begin, those of few bytes are joined', async () => {
  const small = await RootFile.open(memoryBytes(file));
  expect((await openTable(small, await findTable(small, 'Kinds'))).cuts()).toEqual([0, 29]);
  // The same file with 58 MB behind its end, which makes 2 MB a row.
  const long = Buffer.concat([file, Buffer.alloc(58 << 20)]);
  const large = await RootFile.open(memoryBytes(long));
  expect((await openTable(large, await findTable(large, 'Kinds'))).cuts()).toEqual([0, 20, 29]);
});

test('no rows of any columns are empty', async () => {
  const root = await RootFile.open(memoryBytes(file));
  const table = await openTable(root, await findTable(root, undefined));
  const layouts = await table.read([...table.columns], 12, 12);
  expect(layouts.size).toBe(table.columns.size);
  for (const layout of layouts.values()) expect(layoutToValues(layout)).toEqual([]);
});

describe.skipIf(!present(MUONS))('the muons of 2012', () => {
  test('are a collection', async () => {
    const source = await openRoot([{ bytes: memoryBytes(readFileSync(shared(MUONS))), tree: undefined }]);
    const [partition] = source.partitions();
    const both = await source.read(partition as never, {
      needs: [need('Muon.pt'), need('Muon.charge'), need('_collection0')],
    });
    const rows = layoutToValues(both) as { Muon: { pt: number }[]; _collection0: { Muon_pt: number }[] }[];
    expect(rows).toHaveLength(1000);
    expect(rows.flatMap(({ Muon }) => Muon)).toHaveLength(2372);
    for (const { Muon, _collection0: own } of rows)
      expect(Muon.map(({ pt }) => pt)).toEqual(own.map(({ Muon_pt }) => Muon_pt));
  });

  test('are found by their address', async () => {
    const events = await open(`${shared(MUONS)}:Events`);
    const muons = await events.map((event) => event['Muon']).toArray();
    expect(muons.flat()).toHaveLength(2372);
  });
});

describe.skipIf(!present(NANO))('NanoAOD', () => {
  test('is arranged as from trees', async () => {
    const source = await openRoot([{ bytes: memoryBytes(readFileSync(shared(NANO))), tree: undefined }]);
    const electron = source.info.row.fields.get('Electron');
    expect(electron === undefined ? '' : showType(electron)).toMatch(/^var \* Electron\[.*pt: float32/);
    expect([...source.unsupported]).toEqual([]);
    const [partition] = source.partitions();
    const rows = await source.read(partition as never, { needs: [need('Electron', true), need('Electron.pt')] });
    expect(layoutToValues(rows)).toHaveLength(10);
  });
});
