import { expect, test } from 'vitest';
import { behavior, fromColumns, fromValues, type List } from '../../src/index.ts';

test('ten million elements in one event are filtered, summed, sorted', async () => {
  const n = 10_000_000;
  const content = new Float64Array(n);
  for (let i = 0; i < n; i++) content[i] = (i * 7919) % n;
  const events = fromColumns<{ l: List<number> }>({ l: { offsets: [0, n, n], content } }, { name: 'huge' });
  expect(await events.l.count((x) => x >= n / 2).toArray()).toEqual([n / 2, 0]);
  expect(await events.l.max().toArray()).toEqual([n - 1, undefined]);
  expect(await events.l.slice(0, 100_000).sort().at(0).toArray()).toEqual([0, undefined]);
});

test('a behaviour of your own: its properties and methods are lambdas too, and stored fields win', async () => {
  const hits = behavior('Hit', {
    needs: ['x', 'y'],
    properties: { r: (h: { x: number; y: number }) => Math.sqrt(h.x * h.x + h.y * h.y), x: () => -1 },
    methods: { shifted: (h: { x: number; y: number }, by: number) => ({ x: h.x + by, y: h.y }) },
  });
  interface Hit {
    readonly x: number;
    readonly y: number;
    readonly r: number;
    shifted(by: number): Hit;
  }
  const events = fromValues<{ hit: Hit }>([{ hit: { x: 3.5, y: 0.5 } }], { name: 'hits', behaviors: [hits] });
  expect(await events.hit.r.toArray()).toEqual([Math.sqrt(3.5 * 3.5 + 0.5 * 0.5)]);
  expect(await events.map((e) => e.hit.shifted(0.5).r).toArray()).toEqual([Math.sqrt(16.25)]);
  expect(await events.hit.x.toArray()).toEqual([3.5]);
});
