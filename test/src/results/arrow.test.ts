import { tableFromIPC } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { ListLayout, NumbersLayout, OptionLayout, RecordLayout } from '../../../kernels/layout.ts';
import { fromArrow, fromValues } from '../../../src/index.ts';
import { layoutToArrow, layoutToIpc, layoutToTable } from '../../../src/results/arrow.ts';
import { valuesToCsv } from '../../../src/results/csv.ts';
import { valuesToJsonLines } from '../../../src/results/json.ts';

const pt: NumbersLayout = { is: 'numbers', dtype: 'float32', data: Float32Array.of(1, 2, 3) };
const good: NumbersLayout = { is: 'numbers', dtype: 'bool', data: Uint8Array.of(1, 0, 1) };
const name = { is: 'strings', offsets: Int32Array.of(0, 1, 1, 3), bytes: new TextEncoder().encode('aµ') } as const;
const index: OptionLayout = {
  is: 'option',
  valid: Uint8Array.of(0b101),
  content: { is: 'numbers', dtype: 'int64', data: BigInt64Array.of(1n, 0n, 2n ** 60n) },
};
const muons: ListLayout = {
  is: 'list',
  offsets: Int32Array.of(0, 2, 2, 3),
  content: {
    is: 'record',
    length: 3,
    fields: new Map([
      ['pt', pt],
      ['good', good],
      ['name', name],
      ['index', index],
    ] as never),
  },
};
const rows: RecordLayout = {
  is: 'record',
  length: 3,
  fields: new Map([
    ['Muon', muons],
    ['met', pt],
  ] as never),
};
const values = [
  {
    Muon: [
      { pt: 1, good: true, name: 'a', index: 1 },
      { pt: 2, good: false, name: '', index: undefined },
    ],
    met: 1,
  },
  { Muon: [], met: 2 },
  { Muon: [{ pt: 3, good: true, name: 'µ', index: 2n ** 60n }], met: 3 },
];
const plain = async (table: unknown): Promise<unknown> => {
  const data = fromArrow(table as Parameters<typeof fromArrow>[0]) as unknown as {
    map(f: unknown): { toArray(): Promise<unknown> };
  };
  return data.map((e: unknown) => e).toArray();
};

describe('Arrow', () => {
  it('shares the buffers', async () => {
    const vector = await layoutToArrow(muons);
    const struct = vector.data[0]?.children[0];
    expect(vector.data[0]?.valueOffsets).toBe(muons.offsets);
    expect(struct?.children[0]?.values).toBe(pt.data);
    expect(struct?.children[3]?.nullBitmap?.buffer).toBe(index.valid.buffer);
    expect(struct?.children[3]?.nullCount).toBe(1);
  });

  it('comes back as it went', async () => {
    expect(await plain(await layoutToTable(rows))).toEqual(values);
  });

  it('comes back from a file', async () => {
    expect(await plain(tableFromIPC(await layoutToIpc(rows)))).toEqual(values);
    expect(tableFromIPC(await layoutToIpc(muons)).schema.names).toEqual(['value']);
  });

  it('holds nothing at all', async () => {
    const none: ListLayout = {
      is: 'list',
      offsets: new Int32Array(1),
      content: { is: 'numbers', dtype: 'int32', data: new Int32Array(0) },
    };
    expect(tableFromIPC(await layoutToIpc(none)).numRows).toBe(0);
  });

  it('is what columns give', async () => {
    const data = fromValues<{ x: number }>([{ x: 1.5 }, { x: 2.5 }]);
    expect((await data.x.toArrow()).toArray()).toEqual(Float64Array.of(1.5, 2.5));
    expect(tableFromIPC(await data.x.toIpc()).numRows).toBe(2);
  });
});

describe('text', () => {
  it('CSV quotes what it must and leaves missing values empty', () => {
    expect(
      valuesToCsv([
        { a: 1, 'b,c': 'x "y"\nz' },
        { a: undefined, 'b,c': '' },
      ]),
    ).toBe('a,"b,c"\n1,"x ""y""\nz"\n,\n');
    expect(valuesToCsv([1, undefined])).toBe('value\n1\n\n');
    expect(() => valuesToCsv([{ a: [1] }])).toThrow("cannot write 'a' as CSV: row 0 holds a list");
  });

  it('JSON has one row a line and loses nothing', () => {
    expect(valuesToJsonLines([{ a: Number.NaN, b: 2n ** 60n }, undefined, [undefined]])).toBe(
      '{"a":"NaN","b":"1152921504606846976"}\nnull\n[null]\n',
    );
  });
});
