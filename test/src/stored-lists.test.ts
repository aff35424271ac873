import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromColumns, type List } from '../../src/index.ts';

interface Event {
  readonly x: List<number>;
  readonly y: number;
}
interface Plain {
  readonly x: number[];
  readonly y: number;
}

const whole = fc.integer({ min: -9, max: 9 });
const plain = fc.record({ x: fc.array(whole, { maxLength: 4 }), y: whole });

/** Columns of events, and what they are for one plain event. */
function queries(values: readonly Plain[]) {
  const events = fromColumns<Event>({ x: values.map(({ x }) => x), y: Float64Array.from(values, ({ y }) => y) });
  const query = (column: { toArray(options: object): Promise<unknown> }, plainly: (event: Plain) => unknown) =>
    [column, plainly] as const;
  return [
    query(
      events.x.map((v) => v * 2 + 1),
      ({ x }) => x.map((v) => v * 2 + 1),
    ),
    query(
      events.x.map((v) => v > 0),
      ({ x }) => x.map((v) => v > 0),
    ),
    query(
      events.x.map((v, e) => v * e.y),
      ({ x, y }) => x.map((v) => v * y),
    ),
    query(
      events.x.map((v, e) => v * e.y).map((v) => v + 1),
      ({ x, y }) => x.map((v) => v * y + 1),
    ),
    query(
      events.x.filter((v) => v > 0).map((v) => v + 1),
      ({ x }) => x.filter((v) => v > 0).map((v) => v + 1),
    ),
  ];
}

describe('lists with the lengths of stored ones', () => {
  it('hold what is made of their elements, also where that depends on the row, in both engines', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(plain, { minLength: 1, maxLength: 12 }), async (values) => {
        for (const [column, plainly] of queries(values))
          for (const engine of ['loops', 'kernels'])
            expect(await column.toArray({ engine })).toEqual(values.map(plainly));
      }),
      { numRuns: 40 },
    );
  });
});
