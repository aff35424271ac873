import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import {
  compute,
  explain,
  fromColumns,
  fromValues,
  LumiList,
  lumiList,
  lumiMask,
  plan,
  runPlan,
} from '../../src/index.ts';

type Any = any;

const GOLDEN = {
  273158: [
    [1, 12],
    [20, 21],
    [30, 30],
  ],
  273302: [[5, 6]],
  273400: [],
} as const;
const folder = mkdtempSync(join(tmpdir(), 'jagged-lumi-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Event {
  readonly run: number;
  readonly luminosityBlock: number;
  readonly x: number;
}
const sections = [
  [273158, 0],
  [273158, 1],
  [273158, 12],
  [273158, 13],
  [273158, 19],
  [273158, 20],
  [273158, 21],
  [273158, 22],
  [273158, 30],
  [273158, 31],
  [273302, 4],
  [273302, 5],
  [273302, 6],
  [273302, 7],
  [273400, 1],
  [1, 5],
] as const;
const certified = [1, 2, 5, 6, 8, 11, 12];
const events = fromColumns<Event>(
  {
    run: new Uint32Array(sections.map(([run]) => run)),
    luminosityBlock: new Uint32Array(sections.map(([, section]) => section)),
    x: new Int32Array(sections.map((_, i) => i)),
  },
  { chunkSize: 5 },
);

describe('a luminosity mask', () => {
  const golden = lumiMask(GOLDEN as Any);

  test('holds at both ends of each range, of events, of columns, in functions and of numbers', async () => {
    const found = await compute({
      events: events.where(golden(events)).x,
      columns: events.where(golden(events.run, events.luminosityBlock)).x,
      lambda: events.where((e) => golden(e.run, e.luminosityBlock) && e.x >= 0).x,
    });
    expect(found.events).toStrictEqual(certified);
    expect(found.columns).toStrictEqual(certified);
    expect(found.lambda).toStrictEqual(certified);
    expect(sections.flatMap(([run, section], i) => (golden(run, section) ? [i] : []))).toStrictEqual(certified);
    expect(golden(273158n, 12n)).toBe(true);
    expect(await events.where(golden(events)).x.toArray({ engine: 'kernels' })).toStrictEqual(certified);
  });

  test('is read from text, a file, an address of a file, and a list', async () => {
    const file = join(folder, 'golden.json');
    writeFileSync(file, JSON.stringify(GOLDEN));
    for (const given of [JSON.stringify(GOLDEN), ` ${JSON.stringify(GOLDEN, null, 2)}`, file, pathToFileURL(file)])
      expect(lumiMask(given).ranges).toStrictEqual(golden.ranges);
    expect(lumiMask(new LumiList(golden.ranges)).ranges).toStrictEqual(golden.ranges);
  });

  test('takes ranges of a run in any order', () => {
    expect(
      lumiMask({
        1: [
          [8, 9],
          [1, 2],
          [3, 4],
        ],
      }).ranges,
    ).toStrictEqual({
      1: [
        [1, 2],
        [3, 4],
        [8, 9],
      ],
    });
  });

  test.each<[string, unknown]>([
    ['no JSON', '{"1": [[1, 2]'],
    ['the run 7 is there twice', '{"7": [[1, 2]], "8": [], "7": [[5, 6]]}'],
    ['needs an object of lists', [[1, 2]]],
    ['needs an object of lists', 3],
    ['"abc" is no whole number', { abc: [] }],
    ['"01" is no whole number', { '01': [] }],
    ['1 needs a list of ranges, found 5', { 1: 5 }],
    ['1 has a range 5, which is no pair', { 1: [5] }],
    ['which is no pair of whole numbers', { 1: [[1, 2, 3]] }],
    ['which is no pair of whole numbers', { 1: [[1.5, 2]] }],
    ['which is no pair of whole numbers', { 1: [[-1, 2]] }],
    ['which is no pair of whole numbers', { 1: [[1, '2']] }],
    ['ends before it begins: [5,4]', { 1: [[5, 4]] }],
    [
      'has the range [5,9] after [1,5]',
      {
        1: [
          [1, 5],
          [5, 9],
        ],
      },
    ],
    [
      'has the range [2,3] after [1,5]',
      {
        1: [
          [2, 3],
          [1, 5],
        ],
      },
    ],
  ])('refuses what is no such list: %s', (problem, given) => {
    expect(() => lumiMask(given as Any)).toThrow(problem);
    expect(() => lumiMask(given as Any)).toThrow(expect.objectContaining({ code: 'bad-lumi' }));
  });

  test('names the file that is wrong or absent', () => {
    const file = join(folder, 'bad.json');
    writeFileSync(file, '[]');
    expect(() => lumiMask(file)).toThrow(`${file} is no list of luminosity sections`);
    expect(() => lumiMask(join(folder, 'none.json'))).toThrow(expect.objectContaining({ code: 'no-such-file' }));
    expect(() => lumiMask(folder)).toThrow(expect.objectContaining({ code: 'cannot-open' }));
  });

  test('refuses values that are no integers, and rows without them', () => {
    const other = fromValues<Any>([{ run: 1.5, luminosityBlock: 1, lumi: 2, perhaps: undefined }]) as Any;
    expect(() => golden(other)).toThrow('inRanges needs integers, found float64');
    expect(() => golden(fromValues<Any>([{ run: 1 }]) as Any)).toThrow("no field 'luminosityBlock'");
    expect(() => (golden as Any)(other.run)).toThrow('takes events, or run and luminosity section');
    expect(() => (golden as Any)(other.lumi, 3)).toThrow('takes events, or run and luminosity section');
    expect(() => other.where((e: Any) => (golden as Any)(e.lumi))).toThrow('takes events, or run');
  });

  test('of thousands of ranges is short in the plan, which holds them all', async () => {
    const many = lumiMask(
      Object.fromEntries(
        Array.from({ length: 500 }, (_, run) => [
          273000 + run,
          Array.from({ length: 10 }, (_, i): [number, number] => [20 * i + 1, 20 * i + 12]),
        ]),
      ),
    );
    const outputs = { x: events.where(many(events)).x };
    expect(explain(outputs).length).toBeLessThan(1500);
    const sent = JSON.parse(JSON.stringify(plan(outputs)));
    expect(await runPlan(sent, events)).toStrictEqual({
      x: sections.flatMap(([run, section], i) => (many(run, section) ? [i] : [])),
    });
    sent.trees.nodes.find(({ op }: Any) => op === 'inRanges').options.ranges['273000'] = [[5, 1]];
    await expect(runPlan(sent, events)).rejects.toMatchObject({ code: 'bad-ranges' });
  });
});

describe('a list of luminosity sections', () => {
  test('has each section once, as ranges', async () => {
    const seen = await lumiList(events).value();
    expect(seen.toJSON()).toStrictEqual({
      1: [[5, 5]],
      273158: [
        [0, 1],
        [12, 13],
        [19, 22],
        [30, 31],
      ],
      273302: [[4, 7]],
      273400: [[1, 1]],
    });
    expect(seen.size).toBe(16);
    expect(seen.runs).toStrictEqual([1, 273158, 273302, 273400]);
    expect(seen.has(273158, 20)).toBe(true);
    expect(seen.has(273158, 14)).toBe(false);
    expect(String(await lumiList(events.where((e) => e.run < 10)).value())).toBe('{"1": [[5,5]]}');
  });

  test('is joined with another, and is a mask', async () => {
    const golden = lumiMask(GOLDEN as Any);
    const [some, all] = [await lumiList(events.where(golden(events))).value(), await lumiList(events).value()];
    expect(some.toJSON()).toStrictEqual({
      273158: [
        [1, 1],
        [12, 12],
        [20, 21],
        [30, 30],
      ],
      273302: [[5, 6]],
    });
    expect(some.plus(all).toJSON()).toStrictEqual(all.toJSON());
    expect(
      new LumiList({
        1: [
          [1, 2],
          [8, 9],
        ],
      })
        .plus(new LumiList({ 1: [[3, 7]], 0: [[1, 1]] }))
        .toJSON(),
    ).toStrictEqual({
      0: [[1, 1]],
      1: [[1, 9]],
    });
    expect(await events.where(lumiMask(some)(events)).x.toArray()).toStrictEqual(certified);
  });

  test('is of columns of other names too, which are integers', async () => {
    const other = fromValues<{ r: number; l: number; d: number }>([{ r: 3, l: 4, d: 0.5 }]);
    expect((await lumiList(other.r, other.l).value()).toJSON()).toStrictEqual({ 3: [[4, 4]] });
    expect(() => lumiList(other.r, other.d)).toThrow('lumiList needs integers, found float64');
  });
});
