import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromValues, ak, axis, compute, histogram } from '../../src/index.ts';
import { mergeTree } from '../../src/execute/merge.ts';

test('merging follows one tree of fan-in 8 over the partition number', () => {
  const parts = Array.from({ length: 70 }, (_, i) => String(i));
  const grouped = mergeTree(parts, (a, b) => `${a} ${b}`.replaceAll('(', '').replaceAll(')', ''));
  expect(grouped).toBe(parts.join(' '));
  const depth = mergeTree(
    parts.map(() => [1]),
    (a, b) => [Math.max(...a, ...b)],
  );
  expect(depth).toEqual([1]);
  // 0.1 added in groups of eight is not 0.1 added in one row
  const sums = Array.from({ length: 64 }, () => 0.1);
  const eight = sums.slice(0, 8).reduce((a, b) => a + b);
  expect(mergeTree(sums, (a, b) => a + b)).toBe(Array.from({ length: 8 }, () => eight).reduce((a, b) => a + b));
});

const row = fc.record({
  x: fc.double({ min: -9, max: 9, noNaN: true }),
  n: fc.integer({ min: -1000, max: 1000 }),
  l: fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { maxLength: 4 }),
});

test('counts, integer sums, extremes, columns and unweighted histograms do not depend on the cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { maxLength: 40 }), fc.integer({ min: 1, max: 12 }), async (rows, chunkSize) => {
      const all = [{ x: 0.5, n: 1, l: [0.5] }, ...rows];
      const ask = async (options: { chunkSize?: number }): Promise<string> => {
        const events = fromValues<{ x: number; n: number; l: never }>(all, { name: 'cut', ...options });
        const e = events as never as Record<string, never>;
        const r = await compute({
          count: events.count(),
          total: ak.sum(e['n'] as never),
          least: ak.min(e['x'] as never),
          values: e['l'] as never,
          some: histogram(axis.regular(7, -5, 5)).fill(e['l'] as never),
        } as never);
        const { some, ...rest } = r as unknown as { some: { values(o: object): Float64Array } } & Record<
          string,
          unknown
        >;
        return JSON.stringify([rest, [...some.values({ flow: true })]]);
      };
      expect(await ask({ chunkSize })).toBe(await ask({}));
    }),
    { numRuns: 40, seed: 3 },
  );
});
