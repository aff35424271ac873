import { type Field, tableFromIPC, type Vector } from 'apache-arrow';
import { describe, expect, it } from 'vitest';
import type { ListLayout, NumbersLayout, OptionLayout, RecordLayout } from '../../../kernels/layout.ts';
import { fromArrow, fromValues, type List } from '../../../src/index.ts';
import { layoutToArrow, layoutToBatch, layoutToIpc, layoutToTable } from '../../../src/results/arrow.ts';

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

  it('shares the buffers of tables too', async () => {
    const [muon, met] = (await layoutToBatch(rows)).data.children;
    expect(muon?.valueOffsets).toBe(muons.offsets);
    expect(muon?.children[0]?.children[2]?.values.buffer).toBe(name.bytes.buffer);
    expect(met?.values).toBe(pt.data);
  });

  it('may be null where values are an option, and nowhere else', async () => {
    const { schema } = await layoutToTable(rows);
    const [muon, met] = schema.fields;
    const element = muon?.type.children[0];
    expect([muon?.nullable, met?.nullable, element?.nullable]).toEqual([false, false, false]);
    expect((element?.type as { children: Field[] }).children.map(({ nullable }) => nullable)).toEqual([
      false,
      false,
      false,
      true,
    ]);
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
    expect((await data.toArrow()).toArray().map((row) => row?.toJSON())).toEqual([{ x: 1.5 }, { x: 2.5 }]);
  });

  it('has integers where integers were computed', async () => {
    const data = fromValues<{ l: List<number> }>([{ l: [1, 2] }, { l: [] }]);
    for (const column of [data.l.length, data.l.sum(), data.l.map((x) => x + 1), data.l.indices(), data.l.argmax()]) {
      const { type } = await (column as { toArrow(): Promise<Vector> }).toArrow();
      expect(String(type)).toMatch(/^(List<)?Int64>?$/);
    }
  });
});
