import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, parse } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { list, number, option, record, showType, string, type Type } from '../../../compiler/tree/type.ts';
import { concatLayouts } from '../../../kernels/concat.ts';
import { type Layout, lengthOf } from '../../../kernels/layout.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { fromColumns, fromValues, type List, open } from '../../../src/index.ts';
import { ThriftReader } from '../../../kernels/parquet/thrift.ts';
import { ThriftStruct } from '../../../kernels/parquet/thrift-tree.ts';
import { LEVELS } from '../../../src/results/compress.ts';
import { writeWhole } from '../../../src/results/file.ts';
import { parquetWriter, type ParquetWriteOptions } from '../../../src/results/parquet.ts';
import type { Source } from '../../../src/sources/source.ts';
import { openParquet } from '../../../src/sources/parquet/parquet-source.ts';
import { Draw, layoutOf, rowType, tapes, valueOf } from '../../oracle/data.ts';
import { need, scratch } from '../sources/support.ts';

const folder = scratch();
let files = 0;
const fresh = (): string => join(folder, `${++files}.parquet`);

async function* each<T>(values: readonly T[]): AsyncGenerator<T> {
  yield* values;
}

async function write(batches: readonly Layout[], type: Type, options?: ParquetWriteOptions): Promise<string> {
  const path = fresh();
  const writer = parquetWriter(type, options);
  await writeWhole(path, (sink) => writer.write(each(batches), sink));
  return path;
}

/** The type without any option: whether a value may be missing is read from the statistics. */
function bare(type: Type): Type {
  switch (type.is) {
    case 'option':
      return bare(type.of);
    case 'list':
      return list(bare(type.of));
    case 'record':
      return record([...type.fields].map(([name, of]) => [name, bare(of)]));
    default:
      return type;
  }
}

async function readBack(path: string): Promise<{ type: Type; values: unknown[]; sizes: number[] }> {
  const source = await openParquet([path], { nullable: true, schema: 'plain' });
  const parts = await Promise.all(
    source.partitions().map((partition) => source.read(partition, { needs: [need('')] })),
  );
  return {
    type: source.info.row,
    values: parts.flatMap((part) => layoutToValues(part)),
    sizes: parts.map(lengthOf),
  };
}

/** What DuckDB makes of a statement. */
async function duckdb(sql: string): Promise<unknown[][]> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    return (await connection.runAndReadAll(sql)).getRowsJson() as unknown[][];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

describe('a Parquet file', () => {
  it('comes back as it went, whatever the types and the batches', async () => {
    await fc.assert(
      fc.asyncProperty(tapes, async (tape) => {
        const draw = new Draw(tape);
        const type = rowType(draw);
        const batches = Array.from({ length: 1 + draw.below(3) }, () => {
          const rows = Array.from({ length: draw.below(7) }, () => valueOf(draw, type));
          return layoutOf(draw, type, rows);
        });
        const codec = draw.pick(['zstd', 'snappy', 'gzip', 'brotli', 'lz4', 'none'] as const);
        const level = draw.pick([undefined, 1, 5]);
        const options = LEVELS.has(codec) ? { codec, level } : { codec };
        const back = await readBack(await write(batches, type, { ...options, rowGroupSize: 1 + draw.below(9) }));
        expect(back.values).toEqual(layoutToValues(concatLayouts(batches)));
        expect(showType(bare(back.type))).toBe(showType(bare(type)));
      }),
      { numRuns: 60 },
    );
  });

  const rows = [
    {
      n: 2n ** 60n,
      s: 'é',
      b: true,
      o: 1.5,
      l: [
        { x: 1, t: 'a' },
        { x: 2, t: '' },
      ],
      d: [[1], []],
      r: { q: 1.5 },
    },
    { n: -1n, s: '', b: false, o: undefined, l: [], d: [], r: { q: Number.NaN } },
  ];

  it('is for DuckDB what it is here, and says what cannot be missing', async () => {
    const path = fresh();
    await fromValues(rows).writeParquet(path);
    expect(await duckdb(`SELECT * FROM '${path}'`)).toEqual([
      [
        '1152921504606846976',
        'é',
        true,
        1.5,
        [
          { x: '1', t: 'a' },
          { x: '2', t: '' },
        ],
        [['1'], []],
        { q: 1.5 },
      ],
      ['-1', '', false, null, [], [], { q: 'NaN' }],
    ]);
    expect(await duckdb(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '${path}')`)).toEqual([
      ['n', 'BIGINT'],
      ['s', 'VARCHAR'],
      ['b', 'BOOLEAN'],
      ['o', 'DOUBLE'],
      ['l', 'STRUCT(x BIGINT, t VARCHAR)[]'],
      ['d', 'BIGINT[][]'],
      ['r', 'STRUCT(q DOUBLE)'],
    ]);
    const optional = await duckdb(`SELECT name FROM parquet_schema('${path}') WHERE repetition_type = 'OPTIONAL'`);
    expect(optional).toEqual([['o']]);
    const again = await open(path);
    expect(again.type).toBe(
      fromValues(rows)
        .type.replace('r: {', 'r: r[')
        .replace('q: float64}', 'q: float64]')
        .replace('{x: int64, t: string}', 'l[x: int64, t: string]'),
    );
    expect(await again.toArray()).toEqual(await fromValues(rows).toArray());
  });

  it('is cut into row groups of the size asked for, whatever the partitions', async () => {
    const many = fromValues(
      Array.from({ length: 250 }, (_, i) => ({ i })),
      { chunkSize: 33 },
    );
    const path = fresh();
    await many.writeParquet(path, { rowGroupSize: 100 });
    expect((await readBack(path)).sizes).toEqual([100, 100, 50]);
  });

  it('is made of a column too', async () => {
    const data = fromValues<{ l: List<{ x: number }>; n: number }>(rows.map(({ l, n }) => ({ l, n })));
    const [a, b] = [fresh(), fresh()];
    await data.l.x.writeParquet(a);
    expect((await readBack(a)).values).toEqual([{ value: [1, 2] }, { value: [] }]);
    await data.map((e) => ({ count: e.l.length, n: e.n })).writeParquet(b);
    expect(await readBack(b)).toMatchObject({
      values: [
        { count: 2, n: 2n ** 60n },
        { count: 0, n: -1 },
      ],
      type: record([
        ['count', number('int64')],
        ['n', number('int64')],
      ]),
    });
  });

  it('holds no rows, with their type', async () => {
    const type = record([
      ['a', list(record([['x', number('float32')]]))],
      ['s', option(string)],
    ]);
    const none = await readBack(await write([], type));
    expect(none).toMatchObject({ values: [], type: bare(type) });
  });

  it('is smaller with a codec', async () => {
    const data = fromColumns({ x: new Float64Array(50_000) });
    const [small, large] = [fresh(), fresh()];
    await data.writeParquet(small);
    await data.writeParquet(large, { codec: 'none' });
    expect(statSync(small).size * 10).toBeLessThan(statSync(large).size);
  });
});

describe('a level of the codec', () => {
  const many = fromValues(
    Array.from({ length: 8000 }, (_, i) => ({
      run: i,
      name: `n${i % 17}`,
      o: i % 5 === 0 ? undefined : i / 3,
      Muon: Array.from({ length: i % 4 }, (_x, k) => ({
        pt: Math.round(1000 * Math.sin(i * k)) / 8,
        tags: ['a'.repeat(k)],
      })),
    })),
    { chunkSize: 700 },
  );
  const written = async (options: ParquetWriteOptions): Promise<string> => {
    const path = fresh();
    await many.writeParquet(path, { rowGroupSize: 2500, ...options });
    return path;
  };

  it.each([
    ['zstd', 1, 12],
    ['gzip', 1, 9],
    ['brotli', 0, 6],
  ] as const)('of %s changes the size, and nothing else', async (codec, low, high) => {
    const plain = await written({ codec });
    const [fast, small] = [await written({ codec, level: low }), await written({ codec, level: high })];
    expect(statSync(small).size).toBeLessThan(0.95 * statSync(fast).size);
    const right = await readBack(plain);
    const about = async (path: string): Promise<unknown> => [
      await duckdb(`SELECT * EXCLUDE (file_name) FROM parquet_schema('${path}')`),
      await duckdb(`SELECT key::VARCHAR, value::VARCHAR FROM parquet_kv_metadata('${path}')`),
      await duckdb(
        `SELECT row_group_id, row_group_num_rows, path_in_schema, type, num_values, stats_min_value, stats_max_value,
         stats_null_count, compression, encodings FROM parquet_metadata('${path}')`,
      ),
      await duckdb(`SELECT md5(string_agg(t::VARCHAR, chr(10) ORDER BY run)) FROM '${path}' t`),
    ];
    for (const path of [fast, small]) {
      expect(await readBack(path)).toEqual(right);
      expect(await about(path)).toEqual(await about(plain));
    }
  });

  it('keeps the indexes of pages: they say where the pages are', async () => {
    const path = await written({ codec: 'gzip', level: 9, dictionary: 'all' });
    const bytes = readFileSync(path);
    const at = (start: number, length: number): ThriftStruct =>
      ThriftStruct.read(new ThriftReader(bytes, start, start + length));
    const end = bytes.length - 8;
    const footer = at(end - bytes.readUInt32LE(end), bytes.readUInt32LE(end));
    const chunks = footer.structs(4).flatMap((group) => group.structs(1));
    expect(chunks).toHaveLength(4 * 5);
    for (const chunk of chunks) {
      const column = chunk.struct(3) as ThriftStruct;
      const locations = at(chunk.integer(4) as number, chunk.integer(5) as number).structs(1);
      expect(locations[0]?.integer(1)).toBe(column.integer(9));
      let next = column.integer(9) as number;
      for (const location of locations) {
        expect(location.integer(1)).toBe(next);
        const header = at(next, location.integer(2) as number);
        expect(header.integer(1)).toBe(0);
        expect(next + header.bytes().length + (header.integer(3) as number)).toBe(
          next + (location.integer(2) as number),
        );
        next += location.integer(2) as number;
      }
      expect((column.integer(11) ?? column.integer(9) ?? 0) + (column.integer(7) as number)).toBe(next);
      expect(at(chunk.integer(6) as number, chunk.integer(7) as number).bytes()).toHaveLength(
        chunk.integer(7) as number,
      );
    }
  });

  it('goes with no rows, and with the flat layout and several files', async () => {
    const type = record([
      ['a', list(record([['x', number('float32')]]))],
      ['s', option(string)],
    ]);
    expect(await readBack(await write([], type, { level: 3 }))).toMatchObject({ values: [], type: bare(type) });
    const path = fresh();
    await many
      .select('run', 'name')
      .writeParquet(path, { level: 3, layout: 'flat', rowGroupSize: 400, maxFileSize: 2000 });
    const parts = readdirSync(folder).filter((name) => name.startsWith(`${parse(path).name}-`));
    expect(parts.length).toBeGreaterThan(2);
    const all = await open<{ run: number }>(parts.map((_, i) => path.replace('.parquet', `-${i}.parquet`)));
    expect(await all.run.toArray()).toEqual(Array.from({ length: 8000 }, (_, i) => i));
  });
});

describe('several files', () => {
  const many = fromValues<{ i: number }>(
    Array.from({ length: 30_000 }, (_, i) => ({ i })),
    { chunkSize: 500 },
  );
  const options = { rowGroupSize: 1000, maxFileSize: 20_000, codec: 'none' } as const;
  const names = (path: string): string[] =>
    readdirSync(folder)
      .filter((name) => name.startsWith(parse(path).name))
      .sort();

  it('appear when all are whole, and those of a longer run are gone then', async () => {
    const path = fresh();
    await many.writeParquet(path, options);
    const before = names(path);
    expect(before.length).toBeGreaterThan(4);
    await many.where((event) => event.i < 10_000).writeParquet(path, options);
    expect(names(path)).toEqual(before.slice(0, names(path).length));
    expect(await (await open<{ i: number }>(names(path).map((name) => join(folder, name)))).i.toArray()).toHaveLength(
      10_000,
    );
  });

  it('do not appear, and older ones stay, after a failure', async () => {
    const path = fresh();
    await many.where((event) => event.i < 10_000).writeParquet(path, options);
    const before = names(path).map((name) => [name, readFileSync(join(folder, name), 'base64')]);
    const stop = new AbortController();
    const onProgress = (done: number): void => void (done === 50 && stop.abort(new Error('stopped')));
    await expect(many.writeParquet(path, { ...options, signal: stop.signal, onProgress })).rejects.toThrow('stopped');
    expect(names(path).map((name) => [name, readFileSync(join(folder, name), 'base64')])).toEqual(before);
  });
});

it('a partition is read when those before are written, but for one ahead', async () => {
  const rows = 50_000;
  let [read, most] = [0, 0];
  const source: Source = {
    ...fromArrayOf(rows * 12, rows),
    read: async ({ start, stop }) => {
      most = Math.max(most, ++read);
      const data = Float64Array.from({ length: stop - start }, (_, i) => start + i);
      return {
        is: 'record',
        length: stop - start,
        fields: new Map([['x', { is: 'numbers', dtype: 'float64', data }]]),
      };
    },
  };
  const data = await open<{ x: number }>(source);
  const path = fresh();
  const onProgress = (): void => void read--;
  for (const level of [undefined, 1]) {
    await data.where((event) => event.x % 2 === 0).writeParquet(path, { rowGroupSize: rows, level, onProgress });
    expect(most).toBeLessThanOrEqual(2);
    const back = await (await open<{ x: number }>(path)).x.toArray();
    expect(back).toEqual(Array.from({ length: rows * 6 }, (_, i) => 2 * i));
  }
});

/** All of a source of one column of doubles but the reading. */
function fromArrayOf(rows: number, size: number): Omit<Source, 'read'> {
  const type = record([['x', number('float64')]]);
  return {
    info: {
      name: 'numbers',
      row: type,
      form: { is: 'record', fields: new Map([['x', { is: 'column', column: 'x', inside: [] }]]) },
      rows,
    } as never,
    partitions: () =>
      Array.from({ length: rows / size }, (_, index) => ({
        index,
        file: 'numbers',
        start: index * size,
        stop: (index + 1) * size,
      })),
    columnsOf: () => ['x'],
    close: async () => {},
  };
}

describe('the flat layout', () => {
  interface Event {
    Muon: List<{ pt: number; q: number }>;
    Jet: List<{ btag: number }>;
    MET: { pt: number; phi: number };
    weights: List<number>;
    run: number;
  }
  const events = [
    {
      Muon: [
        { pt: 10.5, q: 1 },
        { pt: 20.5, q: -1 },
      ],
      Jet: [{ btag: 0.5 }],
      MET: { pt: 1.5, phi: 2.5 },
      weights: [1.5],
      run: 1,
    },
    { Muon: [], Jet: [], MET: { pt: 3.5, phi: 4.5 }, weights: [], run: 2 },
  ];

  it('is that of NanoAOD, and is read as collections', async () => {
    const path = fresh();
    await fromValues<Event>(events, { schema: 'restructured' }).writeParquet(path, { layout: 'flat' });
    expect(await duckdb(`SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM '${path}')`)).toEqual([
      ['nMuon', 'INTEGER'],
      ['Muon_pt', 'DOUBLE[]'],
      ['Muon_q', 'BIGINT[]'],
      ['nJet', 'INTEGER'],
      ['Jet_btag', 'DOUBLE[]'],
      ['MET_pt', 'DOUBLE'],
      ['MET_phi', 'DOUBLE'],
      ['weights', 'DOUBLE[]'],
      ['run', 'BIGINT'],
    ]);
    const again = await open<Event & { nMuon: number }>(path);
    expect(again.type).toBe(
      '{nMuon: int32, Muon: var * Muon[pt: float64, q: int64], nJet: int32, Jet: var * Jet[btag: float64], MET: MET[pt: float64, phi: float64], weights: var * float64, run: int64}',
    );
    expect(await again.select('Muon', 'Jet', 'MET', 'weights', 'run').toArray()).toEqual(events);
    expect(await again.Muon.length.toArray()).toEqual([2, 0]);
    const twice = fresh();
    await again.writeParquet(twice, { layout: 'flat' });
    expect(await (await open(twice)).toArray()).toEqual(await again.toArray());
  });

  it.each([
    ['not-flat', [{ a: null }, { a: [{ x: 1 }] }], 'its lists may be missing'],
    ['not-flat', [{ a: [{ x: 1 }, null] }], 'its elements may be missing'],
    ['not-flat', [{ a: { x: 1 } }, { a: null }], 'its records may be missing'],
    ['twin-columns', [{ a: { x: 1 }, a_x: 2 }], "two columns 'a_x'"],
  ])('refuses what it would lose: %s %j', async (code, values, message) => {
    const path = fresh();
    const written = fromValues(values).writeParquet(path, { layout: 'flat' });
    await expect(written).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  });
});

describe('what cannot be written', () => {
  it.each([
    ['codec', { codec: 'zst' }, "did you mean 'zstd'?"],
    ['size', { rowGroupSize: 0 }, 'rowGroupSize is 0'],
    ['layout', { layout: 'wide' }, "there is no layout 'wide'"],
    ['level of a codec without', { codec: 'lz4', level: 3 }, "'lz4' has no levels, but level is 3"],
    ['level', { codec: 'gzip', level: 10 }, 'level is 10, expected a whole number from 1 to 9 for gzip'],
    ['level in parts', { level: 2.5 }, 'level is 2.5, expected a whole number from 1 to 22 for zstd'],
  ])('is said before anything runs: %s', async (_, options, message) => {
    const written = fromValues([{ a: 1 }]).writeParquet(fresh(), options as unknown as ParquetWriteOptions);
    await expect(written).rejects.toMatchObject({ code: 'bad-option', message: expect.stringContaining(message) });
  });

  it('are records without fields', async () => {
    await expect(fromValues([]).writeParquet(fresh())).rejects.toMatchObject({ code: 'not-in-parquet' });
    await expect(fromValues([{ a: {} }]).writeParquet(fresh())).rejects.toThrow("'a' is without fields");
  });

  it('leaves no file behind, and an older one as it was', async () => {
    const path = fresh();
    await fromValues([{ a: 1 }]).writeParquet(path);
    const before = readFileSync(path);
    const type = record([['a', number('int64')]]);
    const good: Layout = {
      is: 'record',
      length: 1,
      fields: new Map([['a', { is: 'numbers', dtype: 'int64', data: BigInt64Array.of(1n) }]]),
    };
    async function* failing(): AsyncGenerator<Layout> {
      yield good;
      throw new Error('no more');
    }
    await expect(writeWhole(path, (sink) => parquetWriter(type).write(failing(), sink))).rejects.toThrow('no more');
    expect(readFileSync(path).equals(before)).toBe(true);
    const stop = new AbortController();
    const many = fromValues(
      Array.from({ length: 9 }, (_, a) => ({ a })),
      { chunkSize: 1 },
    );
    const written = many.writeParquet(path, {
      signal: stop.signal,
      onProgress: (done) => done === 5 && stop.abort(new Error('stopped')),
    });
    await expect(written).rejects.toThrow('stopped');
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  it('is a folder that is not there', async () => {
    const path = join(folder, 'none', 'x.parquet');
    await expect(fromValues([{ a: 1 }]).writeParquet(path)).rejects.toMatchObject({
      code: 'cannot-write',
      hint: expect.stringContaining('folder'),
    });
  });
});
