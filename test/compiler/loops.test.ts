import { expect, test } from 'vitest';
import { fromValues } from '../../src/index.ts';

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
