import { expect, test } from 'vitest';
import { fromColumns, type List } from '../../../src/index.ts';

interface Event {
  x: number;
  hits: List<{ e: number; t: number }>;
}
const x = Float64Array.of(1, 2, 3);
const offsets = Int32Array.of(0, 2, 2, 3);
const [e, t] = [Float32Array.of(1, 2, 3), Float32Array.of(4, 5, 6)];
const events = fromColumns<Event>({ x, hits: { offsets, content: { length: 3, fields: { e, t } } } });

test('selected columns, and records made of parts, are the buffers that were read', async () => {
  const selected = await events.select('hits').toTypedArrays();
  const content = { length: 3, fields: { e, t } };
  expect(selected).toEqual({ hits: { offsets, content } });
  expect(selected.hits.content.fields.e.buffer).toBe(e.buffer);
  const renamed = await events.map((event) => ({ of: event.x, times: event.hits.map((hit) => hit.t) })).toTypedArrays();
  expect(renamed).toEqual({ length: 3, fields: { of: x, times: { offsets, content: t } } });
  const pairs = await events.hits.map((hit) => ({ time: hit.t, energy: hit.e })).toTypedArrays();
  expect(pairs).toEqual({ offsets, content: { length: 3, fields: { time: t, energy: e } } });
});

test('a record with a value that must be computed, or is of another level, is not', async () => {
  const found = await events.hits.map((hit) => ({ t: hit.t, twice: hit.e * 2 })).toArray();
  expect(found[0]).toEqual([
    { t: 4, twice: 2 },
    { t: 5, twice: 4 },
  ]);
  const spread = await events.map((event) => event.hits.map((hit) => ({ t: hit.t, x: event.x }))).toArray();
  expect(spread[2]).toEqual([{ t: 6, x: 3 }]);
  expect(await events.map(() => ({})).toArray()).toEqual([{}, {}, {}]);
});
