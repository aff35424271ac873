import { expect, test } from 'vitest';
import { axis, fromValues, histogram } from '../../src/index.ts';

const events = fromValues([
  { a: [1.5, 2.5], c: 3.5 },
  { a: [], c: 1.5 },
]) as any;

test('a test that does not depend on the elements of a sorted list stays in the row', async () => {
  const column = events.map((r: { a: number[]; c: number }) =>
    (r.a as any)
      .map(() => r.c)
      .sort()
      .map(() =>
        (r.a as any)
          .indices()
          .map(() => r.c)
          .some((y: number) => y === r.c),
      ),
  );
  expect(await column.toArray()).toEqual([[true, true], []]);
});

test('an element that is not there is not computed', async () => {
  const column = events.map(
    (r: any) =>
      r.a
        .slice(9)
        .map((x: number) => (x > 0 ? 9007199254740991 + r.a.length : 1))
        .at(1) ?? -1,
  );
  expect(await column.toArray()).toEqual([-1, -1]);
});

test('the elements of all rows are filled as one list, in rows that begin anywhere', async () => {
  const rows = Array.from({ length: 9 }, (_, i) => ({ a: Array.from({ length: i % 3 }, (_, j) => i + j) }));
  const stored = fromValues(rows, { chunkSize: 2 }) as any;
  const filled = histogram(axis.regular(4, 0, 8)).fill(stored.a.filter((x: number) => x !== 4));
  const wanted = rows.flatMap(({ a }) => a).filter((x) => x !== 4);
  const cell = (x: number): number => Math.min(4, Math.floor(x / 2));
  expect([...(await filled.run()).values({ flow: true })]).toEqual(
    [-1, 0, 1, 2, 3, 4].map((bin) => wanted.filter((x) => cell(x) === bin).length),
  );
});
