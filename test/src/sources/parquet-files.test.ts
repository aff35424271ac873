import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { SourceError } from '../../../compiler/tree/problem.ts';
import { showType } from '../../../compiler/tree/type.ts';
import { parseFooter } from '../../../src/sources/parquet/footer.ts';
import { openParquet } from '../../../src/sources/parquet/parquet-source.ts';
import { storedSchema } from '../../../src/sources/parquet/types.ts';
import { need, rowsOf, scratch, sql } from './support.ts';

const folder = scratch();
const file = (name: string): string => join(folder, name);
const write = (name: string, select: string): Promise<void> =>
  sql(`COPY (${select}) TO '${file(name)}' (FORMAT parquet)`);
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return 'fine';
  } catch (error) {
    if (error instanceof SourceError) return error.code;
    throw error;
  }
};

describe('types and values', () => {
  test('all kinds of columns', async () => {
    await write(
      'kinds.parquet',
      `SELECT (i % 100)::TINYINT a, i::SMALLINT b, i::INTEGER c, i::BIGINT * 4611686018427 d, (i % 200)::UTINYINT e, i::USMALLINT f,
      i::UINTEGER g, i::UBIGINT h, i::FLOAT / 3 k, i::DOUBLE / 3 l, i % 3 = 0 m, 'text ' || i n, repeat('long é ', (i % 5)::INT) o,
      CASE WHEN i % 7 > 0 THEN i END p, [[j, i] FOR j IN range(i % 4)] q, {x: i, y: {z: i::VARCHAR}} r, [{s: j, t: [j, 2], u: 'u' || j} FOR j IN range(i % 3)] v,
      TIMESTAMP '2020-01-01' w, CASE WHEN i % 2 = 0 THEN 'some' END z, 1.5::DECIMAL(9, 2) AS "dec" FROM range(5000) t(i)`,
    );
    const source = await openParquet([file('kinds.parquet')]);
    expect(showType(source.info.row)).toBe(
      '{a: int8, b: int16, c: int32, d: int64, e: uint8, f: uint16, g: uint32, h: uint64, k: float32, l: float64, m: bool, n: string, o: string, p: ?int64, q: var * var * int64, r: r[x: int64, y: {z: string}], v: var * v[s: int64, t: var * int64, u: string], w: int64, z: ?string}',
    );
    expect(source.unsupported.get('dec')).toMatch(/decimal/);
    const rows = await rowsOf(source);
    expect(rows).toHaveLength(5000);
    for (const i of [0, 1, 6, 7, 2047, 2048, 4999]) {
      const range = Array.from({ length: i % 3 }, (_, j) => j);
      const d = BigInt(i) * 4611686018427n;
      expect(rows[i]).toEqual({
        a: i % 100,
        b: i,
        c: i,
        d: Number.isSafeInteger(Number(d)) ? Number(d) : d,
        e: i % 200,
        f: i,
        g: i,
        h: i,
        k: Math.fround(Math.fround(i) / 3),
        l: i / 3,
        m: i % 3 === 0,
        n: `text ${i}`,
        o: 'long é '.repeat(i % 5),
        p: i % 7 > 0 ? i : undefined,
        q: Array.from({ length: i % 4 }, (_, j) => [j, i]),
        r: { x: i, y: { z: `${i}` } },
        v: range.map((j) => ({ s: j, t: [j, 2], u: `u${j}` })),
        w: 1577836800000000,
        z: i % 2 === 0 ? 'some' : undefined,
      });
    }
    expect((await rowsOf(source, [need('v.u'), need('r.y.z'), need('v.t', true)]))[5]).toEqual({
      r: { y: { z: '5' } },
      v: [
        { t: [{}, {}], u: 'u0' },
        { t: [{}, {}], u: 'u1' },
      ],
    });
  });

  test('missing lists and values stop the scan, or are options when asked for', async () => {
    await write(
      'missing.parquet',
      'SELECT CASE WHEN i <> 3000 THEN [i, i + 1] END l, [CASE WHEN i <> 4000 THEN {a: CASE WHEN i <> 4500 THEN i END} END] e, i FROM range(5000) t(i)',
    );
    const strict = await openParquet([file('missing.parquet')]);
    expect(showType(strict.info.row)).toBe('{l: var * int64, e: var * e[a: int64], i: int64}');
    await expect(rowsOf(strict, [need('l')])).rejects.toMatchObject({
      code: 'missing-list',
      message: expect.stringMatching(/'l', row 3000 of/),
    });
    await expect(rowsOf(strict, [need('e')])).rejects.toMatchObject({
      code: 'missing-value',
      message: expect.stringMatching(/'e', row 4000 of/),
    });
    const loose = await openParquet([file('missing.parquet')], { nullable: true });
    expect(showType(loose.info.row)).toBe('{l: option[var * ?int64], e: option[var * ?e[a: ?int64]], i: int64}');
    const rows = await rowsOf(loose);
    expect([rows[2999], rows[3000], rows[4000], rows[4500]]).toEqual([
      { l: [2999, 3000], e: [{ a: 2999 }], i: 2999 },
      { l: undefined, e: [{ a: 3000 }], i: 3000 },
      { l: [4000, 4001], e: [undefined], i: 4000 },
      { l: [4500, 4501], e: [{ a: undefined }], i: 4500 },
    ]);
  });

  test('missing structs', async () => {
    await write(
      'structs.parquet',
      'SELECT CASE WHEN i % 2 = 0 THEN {a: i, l: [i], s: {b: i}} END s FROM range(4) t(i)',
    );
    const source = await openParquet([file('structs.parquet')], { nullable: true });
    expect(await rowsOf(source)).toEqual([
      { s: { a: 0, l: [0], s: { b: 0 } } },
      { s: undefined },
      { s: { a: 2, l: [2], s: { b: 2 } } },
      { s: undefined },
    ]);
    expect(await rowsOf(source, [need('s.s.b')])).toEqual([
      { s: { s: { b: 0 } } },
      { s: undefined },
      { s: { s: { b: 2 } } },
      { s: undefined },
    ]);
  });

  test('lists of one collection that differ in length', async () => {
    await write(
      'unequal.parquet',
      'SELECT 2 AS nJet, [1.0, 2.0] AS Jet_pt, CASE WHEN i = 2500 THEN [1.0] ELSE [1.0, 2.0] END AS Jet_eta FROM range(3000) t(i)',
    );
    await sql(
      `COPY (SELECT nJet, Jet_pt::FLOAT[] AS Jet_pt, Jet_eta::FLOAT[] AS Jet_eta FROM '${file('unequal.parquet')}') TO '${file('unequal2.parquet')}'`,
    );
    const source = await openParquet([file('unequal2.parquet')]);
    await expect(rowsOf(source, [need('Jet')])).rejects.toMatchObject({
      code: 'lengths-differ',
      message: expect.stringMatching(/'Jet_pt' and 'Jet_eta'.*row 2500 .*2 and 1 values/),
    });
    expect(await rowsOf(await openParquet([file('unequal2.parquet')], { schema: 'plain' }))).toHaveLength(3000);
  });

  test('a column beside its group keeps the group flat', async () => {
    await write(
      'beside.parquet',
      'SELECT 1 AS nMuon, 5 AS "Muon", [1::FLOAT] AS "Muon_pt", [1::FLOAT] AS "Muon_eta", [2] AS "Jet_x", 1 AS "nJet", 3 AS "A_", 4 AS "MET_pt"',
    );
    const source = await openParquet([file('beside.parquet')]);
    expect([...source.info.row.fields.keys()]).toEqual([
      'nMuon',
      'Muon',
      'Muon_pt',
      'Muon_eta',
      'Jet',
      'nJet',
      'A_',
      'MET_pt',
    ]);
  });

  test('strange names are only names', async () => {
    const names = [
      'a"b',
      "it's",
      'x.y',
      'with space',
      '__proto__',
      'constructor',
      '"; DROP TABLE t; --',
      '#1',
      'é',
      '*',
    ];
    const strange = file("st range[1]*'q.parquet");
    await sql(
      `COPY (SELECT ${names.map((name, i) => `${i} AS "${name.replaceAll('"', '""')}"`).join(', ')}, {'__proto__': 1, 'a"': 2} AS s) TO '${strange.replaceAll("'", "''")}' (FORMAT parquet)`,
    );
    await sql(`COPY (SELECT 99 AS "a""b") TO '${file("st range1*'q.parquet").replaceAll("'", "''")}' (FORMAT parquet)`);
    const source = await openParquet([strange]);
    expect([...source.info.row.fields.keys()]).toEqual([...names, 's']);
    const [row] = (await rowsOf(source)) as [Record<string, unknown>];
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    expect(Object.entries(row).slice(0, -1)).toEqual(names.map((name, i) => [name, i]));
    expect(Object.entries(row['s'] as object)).toEqual([
      ['__proto__', 1],
      ['a"', 2],
    ]);
  });

  test('names that differ only in case are not mixed up', async () => {
    await write('twins.parquet', 'SELECT 1 AS twin_x, 2 AS twin_y, 3 AS filename, 4 AS rowid, 5 AS file_index');
    const text = readFileSync(file('twins.parquet')).toString('latin1').replaceAll('twin_y', 'TWIN_X');
    writeFileSync(file('twins.parquet'), text, 'latin1');
    const source = await openParquet([file('twins.parquet')]);
    expect(await rowsOf(source)).toEqual([{ twin_x: 1, filename: 3, rowid: 4, file_index: 5 }]);
    expect(source.unsupported.get('TWIN_X')).toMatch(/only in case/);
  });

  test('names go by their case', async () => {
    const source = await openParquet([file('kinds.parquet')]);
    await expect(source.read(source.partitions()[0] as never, { needs: [need('A')] })).rejects.toMatchObject({
      code: 'no-such-field',
    });
  });

  test('no rows', async () => {
    await write('none.parquet', 'SELECT i, [i] l FROM range(0) t(i)');
    const source = await openParquet([file('none.parquet')]);
    expect([source.info.rows, source.partitions()]).toEqual([0, []]);
  });

  test('files that do not go together', async () => {
    await write('one.parquet', 'SELECT 1 a, 2 b');
    await write('two.parquet', "SELECT 1 a, 'x' b");
    await write('three.parquet', 'SELECT NULL::INTEGER a, 2 b UNION ALL SELECT 1, 2');
    await write('four.parquet', 'SELECT 1 a');
    await expect(openParquet([file('one.parquet'), file('two.parquet')])).rejects.toMatchObject({
      code: 'schema-differs',
      message: expect.stringMatching(/'b' is int32 .*string in/),
    });
    await expect(openParquet([file('one.parquet'), file('four.parquet')])).rejects.toMatchObject({
      code: 'schema-differs',
    });
    const both = await openParquet([file('one.parquet'), file('three.parquet')]);
    expect(showType(both.info.row)).toBe('{a: ?int32, b: int32}');
    expect(await rowsOf(both)).toEqual([
      { a: 1, b: 2 },
      { a: undefined, b: 2 },
      { a: 1, b: 2 },
    ]);
  });

  test('a file that was changed, options that make no sense', async () => {
    await write('change.parquet', 'SELECT i a FROM range(10) t(i)');
    const source = await openParquet([file('change.parquet')]);
    await write('change.parquet', 'SELECT i a FROM range(7) t(i)');
    await expect(rowsOf(source)).rejects.toMatchObject({ code: 'file-changed' });
    await expect(openParquet([file('change.parquet')], { chunkSize: 0 })).rejects.toMatchObject({ code: 'bad-option' });
    await expect(openParquet([])).rejects.toMatchObject({ code: 'no-files' });
    await expect(openParquet([file('change.parquet')], { schema: 'nanoaod' })).rejects.toMatchObject({
      code: 'wrong-schema',
    });
  });
});

describe('files that are not whole', () => {
  let bytes: Uint8Array;
  beforeAll(async () => {
    await write('small.parquet', "SELECT i, [i, i] l, {a: i, b: 'x'} s, [{c: i}] v FROM range(20) t(i)");
    bytes = readFileSync(file('small.parquet'));
  });
  const open = (content: Uint8Array): string =>
    codeOf(() => {
      const footer = parseFooter(content, 'x', content.length);
      storedSchema(footer);
      for (const group of footer.groups) for (let leaf = 0; leaf < 5; leaf++) group.chunk(leaf);
    });

  test('empty, foreign and cut files', async () => {
    writeFileSync(file('empty.parquet'), '');
    await expect(openParquet([file('empty.parquet')])).rejects.toMatchObject({ code: 'truncated' });
    writeFileSync(file('text.parquet'), 'this is a text, and not a table of columns');
    await expect(openParquet([file('text.parquet')])).rejects.toMatchObject({ code: 'not-parquet' });
    writeFileSync(file('cut.parquet'), bytes.subarray(0, bytes.length - 20));
    await expect(openParquet([file('cut.parquet')])).rejects.toMatchObject({ code: 'truncated' });
    await expect(openParquet([file('not there')])).rejects.toMatchObject({ code: 'no-such-file' });
    await expect(openParquet([folder])).rejects.toBeInstanceOf(SourceError);
    expect(open(bytes)).toBe('fine');
  });

  test('every cut gives an error', () => {
    for (let length = 0; length < bytes.length; length++)
      expect(['truncated', 'not-parquet']).toContain(open(bytes.subarray(0, length)));
  });

  test('thousands of damaged footers give errors of ours or a schema', () => {
    let state = 12345;
    const random = (below: number): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % below;
    const footer = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 8, true);
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const broken = Uint8Array.from(bytes);
      for (let j = random(4); j >= 0; j--)
        broken[bytes.length - 8 - footer + random(footer + 8)] = (random(1 << 16) >> 8) & 255;
      const code = open(broken);
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    expect(
      [...counts.keys()].filter((code) => !['fine', 'damaged', 'truncated', 'not-parquet', 'encrypted'].includes(code)),
    ).toEqual([]);
    expect(counts.get('damaged')).toBeGreaterThan(500);
  });

  test('damaged files never give other errors than ours when they are read', async () => {
    let state = 99;
    const random = (below: number): number => (state = (Math.imul(state, 1103515245) + 12345) >>> 0) % below;
    for (let i = 0; i < 60; i++) {
      const broken = Uint8Array.from(bytes);
      for (let j = 0; j < 3; j++) broken[4 + random(bytes.length - 12)] = (random(1 << 16) >> 8) & 255;
      const name = file(`broken${i}.parquet`);
      writeFileSync(name, broken);
      try {
        const source = await openParquet([name]);
        if ((source.info.rows ?? 0) < 1e6) await rowsOf(source);
      } catch (error) {
        expect(error).toBeInstanceOf(SourceError);
      }
    }
  });
});
