import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openParquet } from '../../../../src/sources/parquet/parquet-source.ts';
import {
  type Codec,
  type Encoding,
  type Field,
  listField,
  type Physical,
  type WriteOptions,
  writeParquet,
} from '../../../tools/parquet-writer.ts';
import { need, present, rowsOf, scratch, shared, sql } from '../support.ts';
import { expectSame, randomBelow } from './compare.ts';

const folder = scratch();
const file = (name: string): string => join(folder, name);

const KINDS = [
  ['int8', 'TINYINT'],
  ['uint16', 'USMALLINT'],
  ['int32', 'INTEGER'],
  ['uint32', 'UINTEGER'],
  ['int64', 'BIGINT'],
  ['uint64', 'UBIGINT'],
  ['float', 'FLOAT'],
  ['double', 'DOUBLE'],
  ['bool', 'BOOLEAN'],
  ['day', 'DATE'],
  ['text', 'VARCHAR'],
] as const;

/** A SELECT of every kind of column, flat and in lists and structs, with and without missing values. */
function everything(rows: number, distinct: number): string {
  const value = (kind: string, i: string): string => {
    if (kind === 'BOOLEAN') return `any_of(${i}) % 3 = 0`;
    if (kind === 'DATE') return `DATE '2020-01-01' + (any_of(${i}) % ${distinct})::INTEGER`;
    if (kind === 'VARCHAR')
      return `repeat(['a', '', 'é', '€ ', '😀-'][any_of(${i}) % 5 + 1], (any_of(${i}) % 9)::INTEGER) || (any_of(${i}) % ${distinct})`;
    if (kind === 'FLOAT' || kind === 'DOUBLE')
      return `CASE any_of(${i}) % 50 WHEN 0 THEN 'nan' WHEN 1 THEN '-inf' WHEN 2 THEN '-0' ELSE ((any_of(${i}) % ${distinct}) / 7) END::${kind}`;
    const most = { TINYINT: 127, USMALLINT: 65535, INTEGER: 2147483647 }[kind] ?? 1e15;
    return `(any_of(${i}) % ${Math.min(distinct, most)})::${kind}`;
  };
  const columns = KINDS.flatMap(([name, kind], k) => {
    const plain = value(kind, `i + ${k}`);
    const element = value(kind, 'i + 7 * j');
    return [
      `${plain} AS ${name}`,
      `CASE WHEN any_of(i + ${k}) % 5 > 0 THEN ${plain} END AS ${name}_missing`,
      `[${element} FOR j IN range(any_of(i // 3) % 4)] AS ${name}_list`,
      `CASE WHEN any_of(i + ${k}) % 7 > 0 THEN [CASE WHEN any_of(i + j) % 6 > 0 THEN ${element} END FOR j IN range(any_of(i) % 5)] END AS ${name}_holes`,
    ];
  });
  return `SELECT ${columns.join(', ')},
    {a: i, b: CASE WHEN i % 3 > 0 THEN i / 3::DOUBLE END, l: [i, i + 1]} AS struct,
    CASE WHEN i % 4 > 0 THEN {a: i, s: CASE WHEN i % 3 > 0 THEN {c: i::FLOAT} END} END AS struct_missing,
    [{x: j::FLOAT, y: CASE WHEN j % 2 = 0 THEN i END, s: {z: i % 2 = 0}, t: 'text'} FOR j IN range(i % 3)] AS structs,
    CASE WHEN i % 9 > 0 THEN [CASE WHEN any_of(i + j) % 4 > 0 THEN {x: j::FLOAT, y: i} END FOR j IN range(any_of(i) % 4)] END AS structs_holes,
    [[i, j] FOR j IN range(i % 3)] AS nested
    FROM range(${rows}) r(i)`;
}

describe('files of DuckDB', () => {
  const codecs = ['uncompressed', 'snappy', 'gzip', 'zstd', 'lz4_raw', 'brotli'];
  test.each(codecs.flatMap((codec) => ['V1', 'V2'].map((version) => [codec, version])))(
    'every kind of column, %s %s',
    async (codec, version) => {
      const name = file(`${codec}-${version}.parquet`);
      for (const [distinct, group] of [
        [9, 2048],
        [1_000_000_000, 4096],
      ] as const) {
        await sql(
          `SET threads = 1;;CREATE MACRO any_of(x) AS (hash(x) % 1000000007)::BIGINT;;COPY (${everything(5000, distinct)}) TO '${name}' (FORMAT parquet, COMPRESSION ${codec}, PARQUET_VERSION ${version}, ROW_GROUP_SIZE ${group})`,
        );
        const { own, duckdb, outcomes } = await expectSame(name, { nullable: true });
        expect(outcomes).toHaveLength(Math.ceil(5000 / group));
        expect(own).toHaveLength(4 * KINDS.length + 4);
        expect(duckdb).toEqual(['nested']);
        const leaves = [
          need('structs.x'),
          need('structs.y'),
          need('structs.s.z'),
          need('struct.l'),
          need('struct_missing.s.c'),
        ];
        expect((await expectSame(name, { nullable: true }, leaves)).duckdb).toEqual([]);
        // missing values where there must be none
        for (const column of ['int32_holes', 'structs', 'structs_holes', 'struct_missing', 'day_list'])
          await expectSame(name, {}, [need(column)]);
      }
    },
  );

  test('lengths alone, in parts of row groups', async () => {
    const name = file('parts.parquet');
    await sql(
      `SET threads = 1;;CREATE MACRO any_of(x) AS (hash(x) % 1000000007)::BIGINT;;COPY (${everything(5000, 100)}) TO '${name}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 2048)`,
    );
    const needs = [need('float_list', true), need('structs', true), need('structs_holes', true), need('int64_holes')];
    expect((await expectSame(name, { nullable: true }, needs)).own).toHaveLength(4);
    for (const chunkSize of [333, 1000, 2048, 3000]) {
      const wanted = [...needs, need('uint64_missing'), need('struct_missing')];
      await expectSame(name, { nullable: true, chunkSize }, wanted);
      await expectSame(name, { chunkSize }, [need('float_holes'), need('structs_holes.y')]);
    }
  });

  test('no rows, and none of the rows', async () => {
    const name = file('sorted.parquet');
    await sql(
      `SET threads = 1;;COPY (SELECT i, [i, i] AS l, {a: i} AS s, i::VARCHAR AS t FROM range(6000) r(i)) TO '${name}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
    );
    const source = await openParquet([name], { scan: 'own' });
    expect(await rowsOf(source, [need('l')])).toHaveLength(6000);
  });
});

const PHYSICALS: readonly Physical[] = ['bool', 'int32', 'int64', 'float', 'double'];
const ENCODINGS: Readonly<Record<Physical, readonly Encoding[]>> = {
  bool: ['plain', 'rle'],
  int32: ['plain', 'dictionary', 'delta', 'split'],
  int64: ['plain', 'dictionary', 'delta', 'split'],
  float: ['plain', 'dictionary', 'split'],
  double: ['plain', 'dictionary', 'split'],
};
const CODECS: readonly Codec[] = ['none', 'snappy', 'gzip', 'brotli', 'zstd', 'lz4'];

function valueOf(physical: Physical, random: (below: number) => number): unknown {
  const special = random(12);
  switch (physical) {
    case 'bool':
      return random(2) === 1;
    case 'int32':
      return special === 0 ? -(2 ** 31) : special === 1 ? 2 ** 31 - 1 : random(2 ** 20) - 2 ** 19;
    case 'int64':
      return special === 0
        ? -(2n ** 63n)
        : special === 1
          ? 2n ** 63n - 1n
          : (BigInt(random(2 ** 32)) << BigInt(random(32))) - BigInt(random(2 ** 31));
    case 'float':
      return special === 0 ? Number.NaN : special === 1 ? -0 : Math.fround(random(1000) / 7);
    case 'double':
      return special === 0 ? -Infinity : special === 1 ? -0 : random(1000) / 7;
  }
}

/** Columns of one type in all the shapes, and rows for them. */
function shapes(
  physical: Physical,
  random: (below: number) => number,
  rows: number,
): { fields: Field[]; values: Record<string, unknown>[] } {
  const leaf = (name: string, repetition: Field['repetition']): Field => ({ name, repetition, physical });
  const fields: Field[] = [
    leaf('flat', 'required'),
    leaf('holes', 'optional'),
    listField('list', { repetition: 'required', physical }, false),
    listField('twin', { repetition: 'required', physical }, false),
    listField('loose', { repetition: 'optional', physical }),
    { name: 'group', repetition: 'optional', children: [leaf('a', 'required'), leaf('b', 'optional')] },
    listField('records', { repetition: 'optional', children: [leaf('a', 'required'), leaf('b', 'optional')] }),
  ];
  const value = (): unknown => valueOf(physical, random);
  const maybe = (make: () => unknown, often = 4): unknown => (random(often) === 0 ? undefined : make());
  const record = (): unknown => ({ a: value(), b: maybe(value) });
  const many = (length: number, make: () => unknown): unknown[] => Array.from({ length }, make);
  const values = Array.from({ length: rows }, () => {
    const length = random(4);
    return {
      flat: value(),
      holes: maybe(value),
      list: many(length, value),
      twin: many(length, value),
      loose: maybe(() => many(random(4), () => maybe(value))),
      group: maybe(record),
      records: maybe(() => many(random(4), () => maybe(record))),
    };
  });
  return { fields, values };
}

describe('files with every encoding', () => {
  const cases = PHYSICALS.flatMap((physical) =>
    ENCODINGS[physical].flatMap((encoding) => [1, 2].map((version) => [physical, encoding, version] as const)),
  );
  test.each(cases)('%s as %s in pages of version %i', async (physical, encoding, version) => {
    for (const [seed, codec] of CODECS.entries()) {
      const random = randomBelow(seed + 1);
      const { fields, values } = shapes(physical, random, 200);
      const options: WriteOptions = {
        version: version as 1 | 2,
        codec,
        encoding: () => encoding,
        pageRows: [1000, 64, 13, 3][seed % 4] as number,
        groupRows: [1000, 120][seed % 2] as number,
        checksums: seed % 2 === 0,
        choose: random,
      };
      const name = file(`${physical}-${encoding}-${version}-${codec}.parquet`);
      writeFileSync(name, writeParquet(fields, values, options));
      // DuckDB does not read integers that are split
      const reference = encoding === 'split' && physical.startsWith('int') ? `${name}.plain` : name;
      if (reference !== name)
        writeFileSync(reference, writeParquet(fields, values, { ...options, encoding: () => 'plain' }));
      const { own } = await expectSame(name, { nullable: true }, undefined, reference);
      expect(own).toEqual(fields.map((field) => field.name));
      const source = await openParquet([name], { nullable: true, schema: 'plain', scan: 'own' });
      expect(await rowsOf(source)).toEqual(values.map((row) => plainValue(row)));
    }
  });
});

/** What comes out for a value: floats as they are stored, and BigInt only where a number would not be exact. */
function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(plainValue);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plainValue(inner)]));
}

describe.skipIf(!present('data/nano_dy.parquet'))('real files', () => {
  test.each([
    'Run2012B_SingleMu-1000.parquet',
    'Run2012B_SingleMu-restructured-1000.parquet',
    'nano_dy.parquet',
    'nano_dimuon.parquet',
  ])('%s', async (name) => {
    const { own, duckdb } = await expectSame(shared(`data/${name}`));
    expect(duckdb).toEqual([]);
    console.log(`${name}: ${own.length} columns`);
    await expectSame(shared(`data/${name}`), { nullable: true, chunkSize: 333 });
  });
});
