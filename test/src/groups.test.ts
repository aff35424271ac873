import { describe, expect, test } from 'vitest';
import {
  compute,
  countBy,
  distinct,
  explain,
  fromColumns,
  fromValues,
  type List,
  plan,
  runPlan,
  sumBy,
} from '../../src/index.ts';

type Any = any;

interface Event {
  readonly run: number;
  readonly name: string;
  readonly good: boolean;
  readonly x: number;
  readonly jets: List<{ readonly flavour: number; readonly pt: number }>;
  readonly perhaps: number | undefined;
}
const rows = [
  { run: 2, name: 'b', good: true, x: 1, jets: [{ flavour: 5, pt: 10 }], perhaps: 1 },
  { run: 1, name: 'a', good: true, x: 2, jets: [], perhaps: undefined },
  {
    run: 2,
    name: 'b',
    good: false,
    x: 4,
    jets: [
      { flavour: 0, pt: 20 },
      { flavour: 5, pt: 40 },
    ],
    perhaps: 1,
  },
  { run: 3, name: 'b', good: true, x: 8, jets: [{ flavour: 4, pt: 80 }], perhaps: 2 },
];
const events = fromValues<Event>(rows, { chunkSize: 2 });

describe('keys', () => {
  test('are values, or elements of lists, in the order of first appearance', async () => {
    const found = await compute({
      runs: distinct(events.run),
      names: countBy(events.name),
      flavours: countBy(events.jets.flavour),
      good: sumBy(events.good, events.x),
      pt: sumBy(events.jets.flavour, events.jets.pt),
      repeated: sumBy(events.jets.flavour, events.x),
      ones: sumBy(events.name, 1),
    });
    expect([...found.runs]).toStrictEqual([2, 1, 3]);
    expect([...found.names]).toStrictEqual([
      ['b', 3],
      ['a', 1],
    ]);
    expect([...found.flavours]).toStrictEqual([
      [5, 2],
      [0, 1],
      [4, 1],
    ]);
    expect([...found.good]).toStrictEqual([
      [true, 11],
      [false, 4],
    ]);
    expect([...found.pt]).toStrictEqual([
      [5, 50],
      [0, 20],
      [4, 80],
    ]);
    expect([...found.repeated]).toStrictEqual([
      [5, 5],
      [0, 4],
      [4, 8],
    ]);
    expect([...found.ones]).toStrictEqual([
      ['b', 3],
      ['a', 1],
    ]);
  });

  test('may be records', async () => {
    const { sets, maps } = await compute({
      sets: distinct(events.map((e) => ({ run: e.run, good: e.good }))),
      maps: countBy(events.jets.map((j, e) => ({ flavour: j.flavour, name: e.name }))),
    });
    expect([...sets]).toStrictEqual([
      { run: 2, good: true },
      { run: 1, good: true },
      { run: 2, good: false },
      { run: 3, good: true },
    ]);
    expect([...maps]).toStrictEqual([
      [{ flavour: 5, name: 'b' }, 2],
      [{ flavour: 0, name: 'b' }, 1],
      [{ flavour: 4, name: 'b' }, 1],
    ]);
  });

  test('that may be missing are refused, or skipped', async () => {
    expect(() => distinct(events.perhaps)).toThrow('the key may be missing (?int64)');
    expect(() => distinct(events.map((e) => ({ run: e.run, p: e.perhaps })))).toThrow('the key p may be missing');
    expect(() => sumBy(events.run, events.perhaps as Any)).toThrow('the values may be missing');
    expect(() => distinct(events.perhaps)).toThrow("skip them: distinct(…, { missing: 'skip' })");
    const found = await compute({
      keys: countBy(events.perhaps, { missing: 'skip' }),
      values: sumBy(events.run, events.perhaps as Any, { missing: 'skip' }),
    });
    expect([...found.keys]).toStrictEqual([
      [1, 2],
      [2, 1],
    ]);
    expect([...found.values]).toStrictEqual([
      [2, 2],
      [3, 2],
    ]);
  });

  test('of 64 bits are numbers where these hold them; NaN is one key, and so are both zeros', async () => {
    const big = 2n ** 60n;
    const { id, x } = fromColumns<{ id: number; x: number }>(
      { id: new BigUint64Array([1n, big, 1n, big]), x: new Float64Array([Number.NaN, -0, 0, Number.NaN]) },
      { chunkSize: 1 },
    );
    const found = await compute({ ids: distinct(id), x: countBy(x) });
    expect([...found.ids]).toStrictEqual([1, big]);
    expect([...found.x]).toStrictEqual([
      [Number.NaN, 2],
      [0, 2],
    ]);
  });

  test('are not more than there may be', async () => {
    const many = fromValues<{ x: number }>(
      Array.from({ length: 30 }, (_, x) => ({ x })),
      { chunkSize: 10 },
    );
    expect((await distinct(many.x, { most: 30 }).value()).size).toBe(30);
    await expect(distinct(many.x, { most: 9 }).value()).rejects.toMatchObject({
      code: 'too-many-keys',
      message: expect.stringContaining('there are more than 9 different keys'),
    });
    // each partition has few enough, and all together have not
    await expect(countBy(many.x, { most: 29 }).value()).rejects.toMatchObject({ code: 'too-many-keys' });
    await expect(countBy(many.x, { most: 29 }).value({ engine: 'kernels' })).rejects.toThrow('more than 29');
    expect(() => distinct(many.x, { most: 0 })).toThrow('needs a whole number');
    expect(() => distinct(many.x, { most: 2 ** 30 })).toThrow('takes at most 16,777,216 keys');
  });

  test('are single values', () => {
    expect(() => distinct(events.map((e) => ({ a: { b: e.run } })) as Any)).toThrow('the key a needs single values');
    expect(() => sumBy(events.run, events.name as Any)).toThrow('group needs numbers to sum');
    expect(() => distinct(3 as Any)).toThrow('distinct takes a column of keys');
    expect(() => sumBy(events.run, fromValues<{ y: number }>([{ y: 1 }]).y as Any)).toThrow('other rows');
  });

  test('sum integers exactly, or stop', async () => {
    const large = fromValues<{ x: number; k: number }>(
      [
        { x: 2 ** 52, k: 1 },
        { x: 2 ** 52, k: 1 },
      ],
      { chunkSize: 1 },
    );
    await expect(sumBy(large.k, large.x).value()).rejects.toMatchObject({ code: 'overflow' });
  });

  test('are in the plan, which runs the same elsewhere', async () => {
    const outputs = {
      n: countBy(events.jets.flavour),
      runs: distinct(events.map((e) => ({ run: e.run, good: e.good }))),
    };
    expect(explain(outputs)).toContain('output n: different keys, 1000000 at most\n  count of ');
    const sent = await runPlan(JSON.parse(JSON.stringify(plan(outputs))), events);
    expect(sent['n']).toStrictEqual([
      { key: 5, count: 2 },
      { key: 0, count: 1 },
      { key: 4, count: 1 },
    ]);
    expect((sent['runs'] as Any)[2]).toStrictEqual({ run: 2, good: false });
  });
});
