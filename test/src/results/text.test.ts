import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromColumns, fromValues, type List, open } from '../../../src/index.ts';
import { scratch } from '../sources/support.ts';

const folder = scratch();
let files = 0;
const written = async (write: (path: string) => Promise<void>): Promise<string> => {
  const path = join(folder, String(++files));
  await write(path);
  return readFileSync(path, 'utf8');
};

describe('CSV', () => {
  it('quotes what it must; missing is empty, no text is quotes', async () => {
    const data = fromValues(
      [
        { a: 1, 'b,c': 'x "y"\nz', d: 1.5 },
        { a: null, 'b,c': '', d: 2 },
      ],
      { chunkSize: 1 },
    );
    expect(await written((path) => data.writeCsv(path))).toBe('a,"b,c",d\n1,"x ""y""\nz",1.5\n,"",2.0\n');
  });

  it('of single values has one column', async () => {
    const data = fromValues<{ x?: number }>([{ x: 1 }, {}]);
    expect(await written((path) => data.x.writeCsv(path))).toBe('value\n1\n\n');
    expect(await written((path) => data.where((e) => (e.x ?? 0) > 1).writeCsv(path))).toBe('x\n');
  });

  it('comes back as it went', async () => {
    const row = fc.record({
      b: fc.option(fc.boolean(), { nil: undefined }),
      n: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { nil: undefined }),
      x: fc.double(),
      s: fc.option(
        fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('1', 'true', 'NaN', '-', '"', '\r\n', ',')),
        {
          nil: undefined,
        },
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
        const data = fromValues([{ b: true, n: 1, x: 0.5, s: 'a' }, ...rows]);
        const path = join(folder, `${++files}.csv`);
        await data.writeCsv(path);
        const again = await open(path);
        expect(again.type).toBe(data.type);
        expect(await again.toArray()).toEqual(await data.toArray());
      }),
      { numRuns: 100 },
    );
  });

  it('holds no lists and no records, and says so before anything runs', async () => {
    const data = fromValues([{ l: [1], r: { x: 1 } }]);
    await expect(data.writeCsv(join(folder, 'no'))).rejects.toMatchObject({
      code: 'not-flat',
      message: expect.stringContaining("cannot write 'l' as CSV: its type is var * int64"),
    });
    await expect(data.select('r').writeCsv(join(folder, 'no'))).rejects.toMatchObject({ code: 'not-flat' });
  });
});

describe('JSON', () => {
  const strange = {
    n: [2n ** 60n, 1n],
    x: [Number.NaN, -0],
    o: ['"é"', null],
    l: [[1.5, Infinity], []],
    r: [
      { b: true, 'a"b': [[1]] },
      { b: false, 'a"b': [] },
    ],
  };

  it('has one row a line and loses nothing', async () => {
    const data = fromColumns(strange, { chunkSize: 1 });
    expect(await written((path) => data.writeNdjson(path))).toBe(
      '{"n":1152921504606846976,"x":"NaN","o":"\\"é\\"","l":[1.5,"Infinity"],"r":{"b":true,"a\\"b":[[1]]}}\n' +
        '{"n":1,"x":-0.0,"o":null,"l":[],"r":{"b":false,"a\\"b":[]}}\n',
    );
  });

  it('is one array as text', async () => {
    const data = fromValues<{ l: List<number> }>([{ l: [1, 2] }, { l: [] }]);
    expect(await data.l.toJson()).toBe('[[1,2],[]]');
    expect(await data.toJson()).toBe('[{"l":[1,2]},{"l":[]}]');
    expect(await data.where((e) => e.l.length > 5).toJson()).toBe('[]');
    expect(JSON.parse(await fromColumns(strange).toJson())).toHaveLength(2);
  });

  it('holds any name', async () => {
    const rows = JSON.parse('[{"__proto__": 1}]') as unknown[];
    expect(await fromValues(rows).toJson()).toBe('[{"__proto__":1}]');
  });
});

describe('an Arrow file', () => {
  it('has a record batch a partition', async () => {
    const data = fromValues(
      Array.from({ length: 5 }, (_, i) => ({ i, l: [i, i] })),
      { chunkSize: 2 },
    );
    const path = join(folder, 'batches.arrow');
    await data.writeArrow(path);
    const table = tableFromIPC(readFileSync(path));
    expect(table.batches.map(({ numRows }) => numRows)).toEqual([1, 2, 2]);
    expect(table.toArray().map((row) => Number(row?.['i']))).toEqual([0, 1, 2, 3, 4]);
  });

  it('without rows has its columns', async () => {
    const path = join(folder, 'none.arrow');
    await fromValues<{ i: number }>([{ i: 1 }])
      .where((e) => e.i > 1)
      .writeArrow(path);
    const table = tableFromIPC(readFileSync(path));
    expect([table.numRows, String(table.schema)]).toEqual([0, 'Schema<{ 0: i: Int64 }>']);
  });
});

describe('typed arrays', () => {
  it('are flat buffers with offsets', async () => {
    const data = fromValues<{ l: List<{ x: number; b: boolean }>; s: string; o?: number }>([
      {
        l: [
          { x: 1.5, b: true },
          { x: 2.5, b: false },
        ],
        s: 'é',
        o: 1.5,
      },
      { l: [], s: '' },
    ]);
    const { offsets, content } = await data.l.toTypedArrays();
    expect(offsets).toEqual(Int32Array.of(0, 2, 2));
    expect(content.fields.x).toEqual(Float64Array.of(1.5, 2.5));
    expect(content.fields.b.bools).toEqual(Uint8Array.of(1, 0));
    const { s, o } = await data.toTypedArrays();
    expect(s).toEqual({ offsets: Int32Array.of(0, 2, 2), bytes: new TextEncoder().encode('é') });
    expect(o).toEqual({ valid: Uint8Array.of(1), content: Float64Array.of(1.5, 0) });
  });

  it('are what fromColumns takes', async () => {
    const rows = [
      {
        l: [
          { x: 1.5, b: true },
          { x: 2.5, b: false },
        ],
        s: 'é',
        o: 1.5,
        d: [[1], []],
        r: { t: 'x' },
        m: [null, 'y'],
      },
      { l: [], s: '', o: undefined, d: [], r: { t: '' }, m: [] },
    ];
    const data = fromValues(rows);
    const again = fromColumns(await data.toTypedArrays());
    expect(again.type).toBe(data.type);
    expect(await again.toArray()).toEqual(await data.toArray());
  });
});
