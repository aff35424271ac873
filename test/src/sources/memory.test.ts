import {
  tableFromArrays,
  tableFromIPC,
  tableToIPC,
  vectorFromArray,
  Table,
  List,
  Field,
  FixedSizeList,
  Float64,
  Utf8,
  Bool,
  Struct,
  Int32,
} from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import type { NumbersLayout } from '../../../kernels/layout.ts';
import { showType } from '../../../compiler/tree/type.ts';
import { fromArrow, fromColumns, fromValues } from '../../../src/sources/memory.ts';
import { need, readAll, rowsOf } from './support.ts';

describe('plain values', () => {
  const rows = [
    { a: 1, b: [1.5, 2], c: 'x', d: { e: true, f: [[1], []] }, g: null, big: 2n ** 60n },
    { a: 2, b: [], c: 'long é text', d: { e: false, f: [] }, g: 3, big: 1, h: -0 },
  ];
  test('types and round trip', async () => {
    const source = fromValues(rows);
    expect(showType(source.info.row)).toBe(
      '{a: int64, b: var * float64, c: string, d: {e: bool, f: var * var * int64}, g: ?int64, big: int64, h: ?float64}',
    );
    expect(await rowsOf(source)).toEqual([{ ...rows[0], g: undefined, h: undefined }, { ...rows[1] }]);
    expect(source.columnsOf([need('d.f')])).toEqual(['d']);
    expect(await rowsOf(source, [need('d.f', true), need('a')])).toEqual([
      { a: 1, d: { f: [{}, {}] } },
      { a: 2, d: { f: [] } },
    ]);
  });
  test('partitions', async () => {
    const many = Array.from({ length: 25 }, (_, i) => ({
      i,
      l: Array.from({ length: i % 4 }, (_, j) => ({ j, s: `${i}` })),
      o: i % 3 ? i : undefined,
      t: 'x'.repeat(i),
    }));
    const source = fromValues(many, { chunkSize: 7 });
    expect(source.partitions()).toHaveLength(4);
    expect(await rowsOf(source)).toEqual(many);
  });
  test('names, empty data', async () => {
    const strange = JSON.parse('[{"__proto__": 1, "constructor": 2}]') as unknown[];
    expect(Object.entries((await rowsOf(fromValues(strange)))[0] as object)).toEqual([
      ['__proto__', 1],
      ['constructor', 2],
    ]);
    expect(fromValues([]).partitions()).toEqual([]);
    expect(showType(fromValues([{ a: [], b: null }]).info.row)).toBe('{a: var * float64, b: ?float64}');
  });
  test.each([
    ['unlike-values', [{ a: 1 }, { a: 'x' }]],
    ['unlike-values', [{ a: [1] }, { a: 2 }]],
    ['unlike-values', [{ a: 2n }, { a: 2.5 }]],
    ['unknown-value', [{ a: new Date() }]],
    ['unknown-value', [{ a: () => 1 }]],
    ['not-records', [1, 2]],
    ['not-records', [{ a: 1 }, null]],
    ['too-large', [{ a: 2n ** 70n }]],
  ])('%s', (code, values) => {
    expect(() => fromValues(values)).toThrow(expect.objectContaining({ code }) as Error);
  });
});

describe('columns', () => {
  test('typed arrays are taken as they are', async () => {
    const x = Float32Array.of(1, 2, 3);
    const source = fromColumns({ x, l: { offsets: [0, 2, 2, 3], content: x }, n: ['a', null, 'c'] });
    expect(showType(source.info.row)).toBe('{x: float32, l: var * float32, n: ?string}');
    const [rows] = await readAll(source);
    expect((rows?.fields.get('x') as NumbersLayout).data).toBe(x);
    expect(await rowsOf(source)).toEqual([
      { x: 1, l: [1, 2], n: 'a' },
      { x: 2, l: [], n: undefined },
      { x: 3, l: [3], n: 'c' },
    ]);
  });
  test('with a schema', async () => {
    const source = fromColumns(
      {
        nMuon: Int32Array.of(1, 2),
        Muon_pt: [[1.5], [2.5, 3.5]],
        Muon_q: [[1], [1, -1]],
        MET_pt: Float32Array.of(1, 2),
        MET_phi: Float32Array.of(3, 4),
      },
      { schema: 'auto', chunkSize: 1 },
    );
    expect(showType(source.info.row)).toBe(
      '{nMuon: int32, Muon: var * Muon[pt: float64, q: int64], MET: MET[pt: float32, phi: float32]}',
    );
    expect((await rowsOf(source))[1]).toEqual({
      nMuon: 2,
      Muon: [
        { pt: 2.5, q: 1 },
        { pt: 3.5, q: -1 },
      ],
      MET: { pt: 2, phi: 4 },
    });
    expect(source.columnsOf([need('Muon', true)])).toEqual(['nMuon']);
  });
  test.each([
    ['lengths-differ', { a: [1], b: [1, 2] }],
    ['bad-offsets', { a: { offsets: [0, 3, 2], content: Int8Array.of(1, 2) } }],
    ['bad-offsets', { a: { offsets: [0, 1], content: Int8Array.of(1, 2) } }],
    ['bad-offsets', { a: { offsets: [1, 2], content: Int8Array.of(1, 2) } }],
  ])('%s', (code, columns) => {
    expect(() => fromColumns(columns)).toThrow(expect.objectContaining({ code }) as Error);
  });
});

describe('Arrow tables', () => {
  test('are shared, not copied', async () => {
    const x = Float64Array.of(1, 2, 3);
    const table = tableFromArrays({ x, s: ['a', 'b', 'a'] });
    const source = fromArrow(table);
    const [rows] = await readAll(source);
    expect((rows?.fields.get('x') as NumbersLayout).data.buffer).toBe(x.buffer);
    expect(await rowsOf(source)).toEqual([
      { x: 1, s: 'a' },
      { x: 2, s: 'b' },
      { x: 3, s: 'a' },
    ]);
  });
  test('lists of one length are lists', async () => {
    const three = new FixedSizeList(3, new Field('item', new Float64(), true));
    const table = new Table({ p: vectorFromArray([[1, 2, 3], null, [4, 5, 6]], three) });
    for (const [from, part] of [
      [0, table],
      [1, table.slice(1)],
      [2, table.slice(2).concat(table.slice(2))],
    ] as const) {
      const all = [{ p: [1, 2, 3] }, { p: undefined }, { p: [4, 5, 6] }];
      expect(await rowsOf(fromArrow(part))).toEqual(from === 2 ? [all[2], all[2]] : all.slice(from));
    }
    expect(showType(fromArrow(table.slice(0, 1)).info.row)).toBe('{p: var * float64}');
  });
  test('nested, missing, cut and in chunks', async () => {
    const struct = new Struct([new Field('b', new Bool(), true), new Field('t', new Utf8(), true)]);
    const made = new Table({
      l: vectorFromArray([[1.5], [], null, [2, 3]], new List(new Field('item', new Float64(), true))),
      r: vectorFromArray(
        [
          { b: true, t: 'x' },
          { b: false, t: null },
          { b: true, t: 'z' },
          { b: true, t: 'long text' },
        ],
        struct,
      ),
      n: vectorFromArray([1, null, 3, 4], new Int32()),
    });
    const table = tableFromIPC(tableToIPC(made));
    const all = [
      { l: [1.5], r: { b: true, t: 'x' }, n: 1 },
      { l: [], r: { b: false, t: undefined }, n: undefined },
      { l: undefined, r: { b: true, t: 'z' }, n: 3 },
      { l: [2, 3], r: { b: true, t: 'long text' }, n: 4 },
    ];
    expect(showType(fromArrow(table).info.row)).toBe('{l: option[var * float64], r: {b: bool, t: ?string}, n: ?int32}');
    expect(await rowsOf(fromArrow(table))).toEqual(all);
    expect(await rowsOf(fromArrow(table.slice(1, 4)))).toEqual(all.slice(1));
    expect(await rowsOf(fromArrow(table.slice(2).concat(table.slice(0, 2)), { chunkSize: 3 }))).toEqual([
      ...all.slice(2),
      ...all.slice(0, 2),
    ]);
  });
});
