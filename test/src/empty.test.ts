import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, expect, test } from 'vitest';
import { ak, axis, compute, histogram, type List, open } from '../../src/index.ts';

const work = mkdtempSync(join(tmpdir(), 'jagged-empty-'));
afterAll(() => rmSync(work, { recursive: true }));

async function write(name: string, select: string): Promise<string> {
  const file = join(work, name);
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run(`COPY (${select}) TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  return file;
}

interface Row {
  readonly x: number;
  readonly l: List<number>;
  readonly deep: List<List<number>>;
}

test.each(['auto', 'local', 'storage'] as const)('a file without rows gives empty results: %s', async (placement) => {
  const file = await write(
    `none-${placement}.parquet`,
    'SELECT 1.5::DOUBLE AS x, [1.5::DOUBLE] AS l, [[1.5::DOUBLE]] AS deep WHERE false',
  );
  const events = await open<Row>(file, { placement });
  const found = await compute({
    x: events.x,
    l: events.l,
    count: events.count(),
    sum: ak.sum(events.x),
    least: ak.min(events.x),
    h: histogram(axis.regular(3, 0, 3)).fill(events.l),
  });
  expect(found.x).toEqual([]);
  expect(found.l).toEqual([]);
  expect(found.count).toBe(0);
  expect(found.sum).toBe(0);
  expect(found.least).toBeUndefined();
  expect([...found.h.values({ flow: true })]).toEqual([0, 0, 0, 0, 0]);
});

test('the lengths of lists inside lists are read with their values', async () => {
  const file = await write(
    'deep.parquet',
    'SELECT 1.5::DOUBLE AS x, [1.5::DOUBLE] AS l, [[1.5::DOUBLE, 2.5], []] AS deep',
  );
  const events = await open<Row>(file);
  expect(await events.map((e) => e.deep.map((inner) => inner.length)).toArray()).toEqual([[2, 0]]);
});
