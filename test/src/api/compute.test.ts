import { describe, expect, test } from 'vitest';
import { axis, compute, explain, fromValues, histogram, type List, plan, runPlan } from '../../../src/index.ts';

interface Event {
  readonly x: number;
  readonly l: List<number>;
}
const events = fromValues<Event>(
  [
    { x: 1, l: [1, 2] },
    { x: 2, l: [] },
    { x: 4, l: [3] },
  ],
  { chunkSize: 2 },
);
const h = histogram(axis.regular(4, 0, 4)).fill(events.l);

describe('outputs in objects', () => {
  test('come out in the same objects', async () => {
    const found = await compute({ a: events.x, inner: { h, deep: { n: events.count() }, none: {} } });
    expect(found.a).toStrictEqual([1, 2, 4]);
    expect([...found.inner.h.values()]).toStrictEqual([0, 1, 1, 1]);
    expect(found.inner.deep).toStrictEqual({ n: 3 });
    expect(found.inner.none).toStrictEqual({});
    expect(Object.keys(found.inner)).toStrictEqual(['h', 'deep', 'none']);
  });

  test('may be of several sources, and have ranges to be found', async () => {
    const other = fromValues<{ readonly y: number }>([{ y: 5 }]);
    const found = await compute({ one: { n: events.count() }, two: { h: histogram(axis.regular(2)).fill(other.y) } });
    expect(found.one.n).toBe(3);
    expect(found.two.h.axes).toStrictEqual([{ is: 'regular', bins: 2, lo: 4.5, hi: 5.5 }]);
  });

  test('are called by the names that lead to them', async () => {
    const outputs = { a: { n: events.count() }, b: { c: { x: events.x } } };
    expect(explain(outputs)).toMatch(/^output a\.n: /m);
    expect(await runPlan(JSON.parse(JSON.stringify(plan(outputs))), events)).toStrictEqual({
      'a.n': 3,
      'b.c.x': [1, 2, 4],
    });
  });

  test('refuse what is not lazy, by its name', async () => {
    const round: Record<string, unknown> = { n: events.count() };
    round['self'] = round;
    await expect(compute({ a: { b: 3 } } as never)).rejects.toMatchObject({ code: 'not-lazy', reason: /^a\.b is/ });
    await expect(compute({ a: { b: events } } as never)).rejects.toMatchObject({
      code: 'not-lazy',
      reason: /^a\.b is/,
    });
    await expect(compute({ a: { h: histogram(axis.boolean()) } } as never)).rejects.toMatchObject({
      code: 'not-filled',
    });
    await expect(compute(round as never)).rejects.toMatchObject({ code: 'not-lazy', reason: /^self is/ });
    await expect(compute(h as never)).rejects.toMatchObject({ code: 'wrong-argument' });
    await expect(compute({ 'a.n': events.count(), a: { n: events.count() } })).rejects.toMatchObject({
      code: 'same-name',
    });
  });
});

describe('outputs that are the same', () => {
  const twice = { a: h, b: { again: histogram(axis.regular(4, 0, 4)).fill(events.l) }, n: events.count() };

  test('are computed once', async () => {
    const text = explain(twice);
    expect(text).toContain('output a: histogram regular (4 bins, 0 to 4)\n  computed once, the same as b.again\n');
    expect(text).not.toContain('output b.again');
    expect(explain(twice, { verbose: true }).match(/new Float64Array/g)).toHaveLength(1);
  });

  test('each come out, also of a plan from elsewhere', async () => {
    const found = await compute(twice);
    expect(found.b.again.toJSON()).toStrictEqual(found.a.toJSON());
    const sent = await runPlan(JSON.parse(JSON.stringify(plan(twice))), events);
    expect(Object.keys(sent)).toStrictEqual(['a', 'b.again', 'n']);
    expect(JSON.stringify(sent['b.again'])).toBe(JSON.stringify(found.a));
  });

  test('also where rules make them the same', () => {
    const masked = { a: events.where((e) => e.x > 1 && true).count(), b: events.where((e) => e.x > 1).count() };
    expect(explain(masked)).toContain('the same as b');
  });
});
