import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ListLayout, NumbersLayout, RecordLayout } from '../../../kernels/layout.ts';
import { loadFooter } from '../../../src/sources/parquet/footer.ts';
import { openParquet } from '../../../src/sources/parquet/parquet-source.ts';
import { storedSchema } from '../../../src/sources/parquet/types.ts';
import { checksum, field, need, present, readAll, shared } from './support.ts';

const FLAT = 'data/Run2012B_SingleMu-1000.parquet';
const NESTED = 'data/Run2012B_SingleMu-restructured-1000.parquet';

interface Reference {
  readonly columns: readonly {
    readonly column: string;
    readonly data: readonly (readonly [string, string, string, number, string])[];
  }[];
}

describe.skipIf(!present(FLAT) || !present(NESTED))('the SingleMu files', () => {
  test('every column of the flat file has the reference bytes', async () => {
    const { columns } = JSON.parse(
      readFileSync(shared('reference/root-files/Run2012B_SingleMu-1000.parquet.json'), 'utf8'),
    ) as Reference;
    const [rows] = await readAll(await openParquet([shared(FLAT)], { schema: 'plain' }));
    let compared = 0;
    for (const { column, data } of columns) {
      const layout = rows?.fields.get(column);
      for (const [path, kind, dtype, length, sum] of data) {
        if (kind === 'offsets') {
          const offsets = BigInt64Array.from((layout as ListLayout).offsets, BigInt);
          expect([column, offsets.length, checksum(offsets)]).toEqual([column, length, sum]);
        } else {
          const numbers = (path === '' ? layout : (layout as ListLayout).content) as NumbersLayout;
          expect([column, numbers.dtype, numbers.data.length, checksum(numbers.data)]).toEqual([
            column,
            dtype,
            length,
            sum,
          ]);
        }
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(100);
  });

  test('both files have the same types and values', async () => {
    const flat = await openParquet([shared(FLAT)]);
    const nested = await openParquet([shared(NESTED)]);
    for (const name of ['Jet', 'Muon', 'MET', 'Electron', 'HLT', 'PV']) {
      expect(flat.info.row.fields.get(name)).toBe(nested.info.row.fields.get(name));
      expect(await readAll(flat, [need(name)])).toEqual(await readAll(nested, [need(name)]));
    }
  });

  test('only what is needed is read', async () => {
    const flat = await openParquet([shared(FLAT)]);
    const needs = [need('Muon.pt'), need('Jet', true), need('MET.phi')];
    expect(flat.columnsOf(needs)).toEqual(['Muon_pt', 'MET_phi', 'nJet']);
    expect(flat.columnsOf([need('Jet', true), need('Jet.eta')])).toEqual(['Jet_eta']);
    const nested = await openParquet([shared(NESTED)]);
    expect(nested.columnsOf(needs)).toEqual(['MET', 'Muon', 'Jet']);
    const [a] = await readAll(flat, needs);
    const [b] = await readAll(nested, needs);
    expect(a).toEqual(b);
    expect((a?.fields.get('Jet') as ListLayout).content).toEqual({ is: 'record', length: 1699, fields: new Map() });
    expect([...((a?.fields.get('Muon') as ListLayout).content as RecordLayout).fields.keys()]).toEqual(['pt']);
    expect(flat.columnsOf([])).toEqual([]);
    expect((await readAll(flat, []))[0]?.length).toBe(1000);
  });

  test('chunks of rows give the same values as the row group', async () => {
    const whole = await openParquet([shared(FLAT)]);
    const cut = await openParquet([shared(FLAT), shared(FLAT)], { chunkSize: 333 });
    expect(cut.partitions().map(({ start, stop }) => stop - start)).toEqual([250, 250, 250, 250, 250, 250, 250, 250]);
    const [all] = await readAll(whole, [need('Jet.pt')]);
    const parts = await readAll(cut, [need('Jet.pt')]);
    const joined = parts.slice(0, 4).flatMap((part) => [...(field(part, 'Jet', 'pt') as NumbersLayout).data]);
    expect(joined).toEqual([...(field(all, 'Jet', 'pt') as NumbersLayout).data]);
  });

  test('reading stops when it is cancelled', async () => {
    const flat = await openParquet([shared(FLAT)]);
    const control = new AbortController();
    const reading = flat.read(flat.partitions()[0] as never, { needs: [need('')] }, control.signal);
    control.abort();
    await expect(reading).rejects.toThrow(/abort/i);
  });

  test('a known form opens no file', async () => {
    const { row, form } = (await openParquet([shared(FLAT)])).info;
    const known = await openParquet(['/nowhere/x.parquet'], { form: { row, form } });
    expect(known.columnsOf([need('Jet.pt')])).toEqual(['Jet_pt']);
    expect(() => known.partitions()).toThrow(/no such file/);
    const again = await openParquet([shared(FLAT)], { form: { row, form } });
    expect((await readAll(again, [need('Jet.pt')]))[0]?.length).toBe(1000);
  });
});

describe.skipIf(!present('data/nano_dy.parquet'))('a wide file', () => {
  test('its schema opens fast', async () => {
    const file = shared('data/nano_dy.parquet');
    const times: string[] = [];
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      expect(storedSchema(loadFooter(file)).columns).toHaveLength(1499);
      times.push((performance.now() - start).toFixed(1));
    }
    console.log(`nano_dy schema, ms: ${times.join(' ')}`);
    const source = await openParquet([file]);
    expect(source.info.row.fields.get('Muon')?.is).toBe('list');
    expect((await readAll(source))[0]?.length).toBe(40);
  });
});
