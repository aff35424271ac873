import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ListLayout, NumbersLayout } from '../../../kernels/layout.ts';
import { generateEvents } from '../../../src/demo/generate.ts';
import { openParquet } from '../../../src/sources/parquet/parquet-source.ts';
import { field, readAll, scratch } from './support.ts';

const folder = scratch();

test('the same seed gives the same events, another one others', async () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => join(folder, `${name}.parquet`)) as [string, string, string];
  await generateEvents(a, { events: 3000, seed: 5 });
  await generateEvents(b, { events: 3000, seed: 5 });
  await generateEvents(c, { events: 3000, seed: 6 });
  const [rowsA, rowsB, rowsC] = await Promise.all([a, b, c].map(async (file) => readAll(await openParquet([file]))));
  expect(rowsA).toEqual(rowsB);
  expect(rowsA).not.toEqual(rowsC);
  expect(readdirSync(folder)).toHaveLength(3);
});

test('muon pairs peak at the Z mass', async () => {
  const [rows] = await readAll(await openParquet([join(folder, 'a.parquet')]));
  const { offsets } = rows?.fields.get('Muon') as ListLayout;
  const [pt, eta, phi] = ['pt', 'eta', 'phi'].map(
    (name) => (field(rows, 'Muon', name) as NumbersLayout).data as Float32Array,
  ) as [Float32Array, Float32Array, Float32Array];
  const masses: number[] = [];
  for (let i = 0; i + 1 < offsets.length; i++) {
    const [a, b] = [offsets[i] as number, (offsets[i] as number) + 1] as [number, number];
    if ((offsets[i + 1] as number) - a !== 2) continue;
    const of = (values: Float32Array): [number, number] => [values[a] as number, values[b] as number];
    const [[pa, pb], [ea, eb], [fa, fb]] = [of(pt), of(eta), of(phi)];
    masses.push(Math.sqrt(2 * pa * pb * (Math.cosh(ea - eb) - Math.cos(fa - fb))));
  }
  masses.sort((x, y) => x - y);
  expect(masses.length).toBeGreaterThan(300);
  expect(masses[masses.length >> 1]).toBeGreaterThan(89.5);
  expect(masses[masses.length >> 1]).toBeLessThan(92.5);
});

test('a failure leaves nothing behind', async () => {
  await expect(generateEvents(join(folder, 'nowhere', 'x.parquet'), { events: 10 })).rejects.toThrow();
  expect(readdirSync(folder)).toHaveLength(3);
});
