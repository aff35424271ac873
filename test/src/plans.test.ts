import { expect, test } from 'vitest';
import { axis, compute, fromValues, histogram, type List, plan, runPlan } from '../../src/index.ts';

interface Event {
  readonly x: number;
  readonly jets: List<{ readonly pt: number; readonly eta: number }>;
}
const rows = [
  {
    x: 1.5,
    jets: [
      { pt: 30.5, eta: 0.5 },
      { pt: 10.5, eta: 2 },
    ],
  },
  { x: 2.5, jets: [] },
  { x: -1.5, jets: [{ pt: 50.5, eta: -1 }] },
];
const events = fromValues<Event>(rows, { name: 'test' });

test('a plan runs the same after a round trip through JSON, and holds no code', async () => {
  const outputs = {
    pt: histogram(axis.regular(10, 0, 100)).fill(events.jets.filter((j) => j.pt > 20).map((j) => j.pt)),
    x: events.x,
    n: events.where((e) => e.jets.length > 0).count(),
  };
  const json = JSON.stringify(plan(outputs));
  expect(json).not.toMatch(/=>|function|SELECT/);
  const direct = await compute(outputs);
  const travelled = await runPlan(JSON.parse(json), events);
  expect(travelled['x']).toEqual(direct.x);
  expect(travelled['n']).toBe(2);
  expect([...(travelled['pt'] as typeof direct.pt).values()]).toEqual([...direct.pt.values()]);
});

test('a plan for other data is refused', async () => {
  const json = plan({ x: events.x });
  const other = fromValues<{ y: number }>([{ y: 1.5 }], { name: 'test' });
  await expect(runPlan(json, other)).rejects.toThrow('made for other data');
  await expect(runPlan({ version: 2 }, events)).rejects.toThrow('not a plan');
});
