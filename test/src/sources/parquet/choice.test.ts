import { copyFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ListLayout, RecordLayout } from '../../../../kernels/layout.ts';
import { axis, histogram, type List, open } from '../../../../src/index.ts';
import { openParquet } from '../../../../src/sources/parquet/parquet-source.ts';
import { listField, writeParquet } from '../../../tools/parquet-writer.ts';
import { field, need, readAll, rowsOf, scratch, sql } from '../support.ts';
import { bitsOf } from './compare.ts';

const folder = scratch();
const file = (name: string): string => join(folder, name);
interface Row {
  sorted: number;
  x: number;
  time: bigint;
  l: List<number>;
}

beforeAll(async () => {
  await sql(
    `SET threads = 1;;COPY (SELECT i::INTEGER AS sorted, (i % 7)::FLOAT AS x, 'text ' || i AS name, TIMESTAMP '2020-01-01' AS time,
      [i, i + 1] AS l, [[i]] AS nested, [{a: i, b: TIME '01:02:03', c: [i]}] AS records, 2::INTEGER AS "nJet", [1::FLOAT, i] AS "Jet_pt", [2::FLOAT, i] AS "Jet_eta"
      FROM range(6000) r(i)) TO '${file('all.parquet')}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
  );
});

describe('which scan reads a column', () => {
  const scansOf = async (paths: readonly string[], options = {}): Promise<unknown> => {
    const source = await openParquet([file('all.parquet')], { schema: 'plain', ...options });
    return source.scansOf?.({ needs: paths.map((path) => need(path)) });
  };

  test('is decided from the footer, with the reason', async () => {
    expect(await scansOf(['sorted', 'l', 'name', 'time', 'nested', 'records', 'Jet_pt'])).toEqual([
      { column: 'sorted', by: 'own', why: undefined },
      { column: 'name', by: 'own', why: undefined },
      { column: 'time', by: 'duckdb', why: 'times' },
      { column: 'l', by: 'own', why: undefined },
      { column: 'nested', by: 'duckdb', why: 'lists in lists' },
      { column: 'records', by: 'duckdb', why: 'times' },
      { column: 'Jet_pt', by: 'own', why: undefined },
    ]);
  });

  test('looks only at the parts that are needed', async () => {
    expect(await scansOf(['records.a'])).toEqual([{ column: 'records', by: 'own', why: undefined }]);
    expect(await scansOf(['records.c'])).toEqual([{ column: 'records', by: 'duckdb', why: 'lists in lists' }]);
    const source = await openParquet([file('all.parquet')]);
    expect(source.scansOf?.({ needs: [need('records', true), need('nested', true)] })).toEqual([
      { column: 'nested', by: 'duckdb', why: 'lists in lists' },
      { column: 'records', by: 'own', why: undefined },
    ]);
  });

  test('can be told', async () => {
    expect(await scansOf(['sorted'], { scan: 'duckdb' })).toEqual([
      { column: 'sorted', by: 'duckdb', why: 'asked for' },
    ]);
    await expect(scansOf([], { scan: 'fast' })).rejects.toMatchObject({ code: 'bad-option' });
  });

  test('knows what the footer says of codecs, encodings and other files', async () => {
    const rows = [{ x: 1 }, { x: 2 }];
    const bytes = writeParquet([{ name: 'x', repetition: 'required', physical: 'int32' }], rows, {
      version: 1,
      codec: 'none',
      encoding: () => 'plain',
      pageRows: 10,
      groupRows: 10,
    });
    const reasonWith = async (old: readonly number[], wanted: readonly number[]): Promise<unknown> => {
      const at = Buffer.from(bytes).lastIndexOf(Buffer.from(old));
      expect(at).toBeGreaterThan(0);
      const changed = Uint8Array.from(bytes);
      changed.set(wanted, at);
      writeFileSync(file('changed.parquet'), changed);
      const source = await openParquet([file('changed.parquet')]);
      return source.scansOf?.({ needs: [need('x')] })[0]?.why;
    };
    // field 2, a list of two integers (PLAIN, RLE); field 3, the path; field 4, the codec
    const encodings = [0x19, 0x25, 0, 6, 0x19, 0x18, 1, 'x'.charCodeAt(0), 0x15];
    expect(await reasonWith([...encodings, 0], [...encodings, 6])).toBe('compressed with lzo');
    expect(await reasonWith([...encodings, 0], [...encodings, 10])).toBe('compressed with lz4 as Hadoop frames it');
    expect(await reasonWith(encodings.slice(0, 4), [0x19, 0x25, 14, 6])).toBe('encoded as DELTA_BYTE_ARRAY');
    expect(await reasonWith(encodings.slice(0, 4), [0x19, 0x25, 8, 6])).toBe(undefined);
    expect(await reasonWith(encodings.slice(0, 4), [0x19, 0x25, 8, 8])).toBe(undefined);
  });

  test('is told by explain', async () => {
    const events = await open<Row>(file('all.parquet'));
    const both = events.with({ t: (e) => Number(e.time) > 0 && e.x > 3 });
    const text = both.t.explain();
    expect(text).toContain('  x decoded here\n  time scanned by DuckDB: times\n');
    const filtered = histogram(axis.regular(3, 0, 7)).fill(events.where((e) => e.sorted > 100 && e.l.length > 1).x);
    expect(filtered.explain()).toContain('row groups without any are not read, if statistics say so');
    const pushed = await open<Row>(file('all.parquet'), { placement: 'storage' });
    const asked = pushed.where((e) => e.sorted > 100 && e.l.length > 1).l;
    expect(asked.explain()).toContain('all scanned by DuckDB: it leaves out rows');
    const json = JSON.parse(both.t.explain({ format: 'json' })) as { scans: unknown };
    expect(json.scans).toEqual([
      { column: 'x', by: 'own' },
      { column: 'time', by: 'duckdb', why: 'times' },
    ]);
  });
});

describe('both scans in one partition', () => {
  test('give the rows that each gives alone', async () => {
    const needs = [need('name'), need('l'), need('nested'), need('x')];
    const [auto, duckdb] = await Promise.all(
      (['auto', 'duckdb'] as const).map(async (scan) =>
        readAll(await openParquet([file('all.parquet')], { scan }), needs),
      ),
    );
    expect(auto?.map(bitsOf)).toEqual(duckdb?.map(bitsOf));
    expect([...(auto?.[0] as RecordLayout).fields.keys()]).toEqual(['x', 'name', 'l', 'nested']);
  });

  test.each([undefined, 1000])('columns of one collection share their offsets, chunkSize %s', async (chunkSize) => {
    const source = await openParquet([file('all.parquet')], { schema: 'plain', chunkSize });
    const [rows] = await readAll(source, [need('Jet_pt'), need('Jet_eta')]);
    const [pt, eta] = ['Jet_pt', 'Jet_eta'].map((name) => field(rows, name) as ListLayout);
    expect(pt?.offsets).toHaveLength((chunkSize === undefined ? 2048 : Math.floor(2048 / 3)) + 1);
    expect(pt?.offsets).toBe(eta?.offsets);
  });
});

describe('row groups that statistics rule out', () => {
  test.each(['own', 'auto', 'duckdb'] as const)('are not read, scan %s', async (scan) => {
    const events = await open<Row>(file('all.parquet'), { scan });
    const chosen = events.where((e) => e.sorted > 5000);
    expect(chosen.l.explain()).toContain('2 of them left out by statistics');
    expect(await chosen.l.toArray()).toEqual(Array.from({ length: 999 }, (_, i) => [5001 + i, 5002 + i]));
  });

  test('need no file: it is gone, and nothing is missed', async () => {
    copyFileSync(file('all.parquet'), file('gone.parquet'));
    const events = await open<Row>(file('gone.parquet'));
    const none = events.where((e) => e.sorted > 6000).l;
    writeFileSync(file('gone.parquet'), '');
    expect(await none.toArray()).toEqual([]);
  });
});

describe('a file that changes', () => {
  test('after it was opened is refused, also where its size stays', async () => {
    copyFileSync(file('all.parquet'), file('copy.parquet'));
    const source = await openParquet([file('copy.parquet')]);
    expect(await rowsOf(source, [need('sorted')])).toHaveLength(6000);
    utimesSync(file('copy.parquet'), 1, 1);
    await expect(rowsOf(source, [need('sorted')])).rejects.toMatchObject({ code: 'file-changed' });
  });
});

describe('footers for another thread', () => {
  test('are plain data, and are not read again', async () => {
    const source = await openParquet([file('all.parquet')]);
    const shared = structuredClone(source.shareFooters());
    expect(shared[0]?.bytes.buffer).toBeInstanceOf(SharedArrayBuffer);
    const again = await openParquet([file('all.parquet')], { footers: shared });
    expect(again.partitions()).toEqual(source.partitions());
    expect((await readAll(again, [need('records.a')])).map(bitsOf)).toEqual(
      (await readAll(source, [need('records.a')])).map(bitsOf),
    );
    await expect(openParquet(['other.parquet'], { footers: shared })).rejects.toMatchObject({ code: 'bad-option' });
  });
});

describe('lists without an annotation', () => {
  test('are lists of whatever is repeated', async () => {
    const bytes = writeParquet(
      [
        { name: 'n', repetition: 'repeated', physical: 'int32' },
        { name: 'pair', repetition: 'repeated', children: [{ name: 'a', repetition: 'optional', physical: 'float' }] },
        {
          ...listField('old', { repetition: 'required' }),
          children: [{ name: 'array', repetition: 'repeated', physical: 'int64' }],
        },
      ],
      [
        { n: [1, 2], pair: [{ a: 1 }, { a: undefined }], old: [1n] },
        { n: [], pair: [], old: undefined },
        { n: [3], pair: [{ a: 2 }], old: [] },
      ],
      { version: 1, codec: 'none', encoding: () => 'plain', pageRows: 10, groupRows: 10 },
    );
    writeFileSync(file('repeated.parquet'), bytes);
    const source = await openParquet([file('repeated.parquet')], { nullable: true, scan: 'own' });
    expect((source.scansOf?.({ needs: [need('')] }) ?? []).map(({ by }) => by)).toEqual(['own', 'own', 'own']);
    expect(await rowsOf(source)).toEqual([
      { n: [1, 2], pair: [{ a: 1 }, {}], old: [1] },
      { n: [], pair: [], old: undefined },
      { n: [3], pair: [{ a: 2 }], old: [] },
    ]);
  });
});
