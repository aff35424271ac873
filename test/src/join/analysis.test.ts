/** Joins inside processors: the plan goes as data, and whoever does the work opens the friend itself. */
import { mkdirSync, utimesSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  ak,
  analysis,
  axis,
  compute,
  type Dataset,
  formOf,
  fromValues,
  histogram,
  inProcess,
  join,
  open,
  threads,
} from '../../../src/index.ts';
import { pool } from '../../../src/execute/workers/pool.ts';
import { scratch, sql } from '../sources/support.ts';

interface Event {
  readonly run: number;
  readonly event: number;
  readonly x: number;
}
interface Score {
  readonly run: number;
  readonly event: number;
  readonly score: number;
}
const KEY = ['run', 'event'] as const;
const CUT = { chunkSize: 64 };
const folder = scratch();
const FILES = ['a', 'b'].map((name) => pathOf(folder, `${name}.parquet`));
const SCORES = ['s1', 's2'].map((name) => pathOf(folder, 'scores', `${name}.parquet`));
const YEARS = ['2017', '2018'].map((year) => pathOf(folder, `year=${year}`, 'events.parquet'));
const BY_YEAR = pathOf(folder, 'by-year.parquet');

const events = (from: number, rows: number): string =>
  `SELECT 1::UINTEGER AS run, i::UBIGINT AS event, (i * 0.1)::DOUBLE AS x FROM range(${from}, ${from + rows}) r(i)`;
const scores = (from: number, rows: number): string =>
  `SELECT 1::INTEGER AS run, i::BIGINT AS event, (i % 50)::FLOAT AS score FROM range(${from}, ${from + rows}) r(i) ORDER BY -i`;

let friend: Dataset<Score>;
beforeAll(async () => {
  for (const name of ['scores', 'year=2017', 'year=2018']) mkdirSync(pathOf(folder, name));
  const copies: readonly (readonly [string | undefined, string])[] = [
    [FILES[0], events(0, 300)],
    [FILES[1], events(300, 200)],
    [SCORES[0], scores(150, 400)],
    [SCORES[1], scores(0, 150)],
    [YEARS[0], events(0, 20)],
    [YEARS[1], events(0, 20)],
    [BY_YEAR, 'SELECT y AS year, i AS event, (y + i)::DOUBLE AS score FROM range(2016, 2019) r(y), range(30) s(i)'],
  ];
  await sql(
    copies.map(([file, query]) => `COPY (${query}) TO '${file}' (FORMAT parquet, ROW_GROUP_SIZE 64)`).join(';;'),
  );
  friend = await open<Score>(SCORES, { chunkSize: 70 });
});
afterAll(() => pool.clear());

const processor = (rows: Dataset<Event>) => {
  const both = join(rows, friend, { on: KEY, fields: ['score'] });
  return {
    n: rows.where((e) => e.x > 10).count(),
    score: histogram(axis.regular(10, 0, 50)).fill(both.score, { weight: both.x }),
    sum: ak.sum(both.map((e) => e.score * e.x)),
  };
};
const plainOf = (found: { n: number; sum: unknown; score: { toJSON(): unknown } }): unknown => ({
  ...found,
  score: found.score.toJSON(),
});

describe('a processor that joins', () => {
  it('gives the same in this process and in threads, and what compute gives', async () => {
    const direct = plainOf(await compute(processor(await open<Event>(FILES, CUT))));
    const run = analysis({ data: FILES }, processor, CUT);
    for (const executor of [inProcess(), inProcess({ connections: 3 }), threads(2)]) {
      const { outputs: found, ledger } = await run.run({ executor });
      expect(plainOf(found), executor.name).toEqual(direct);
      expect(ledger.datasets[0]?.columns).toContain('score of s1.parquet and 1 more');
    }
  });

  it('is data: the plan, and how the friend is opened', async () => {
    const run = analysis({ data: FILES }, processor, CUT);
    const works = await run.works();
    expect(JSON.parse(JSON.stringify(works))).toEqual(works.map((work) => JSON.parse(JSON.stringify(work))));
    expect(works[0]?.joins).toMatchObject([
      {
        friend: { files: SCORES, opening: { chunkSize: 70 } },
        joining: { fields: [{ name: 'score', of: 'score' }], missing: 'error' },
      },
    ]);
    expect(await run.explain()).toContain('joined with s1.parquet and 1 more on run, event');
    expect(await run.estimate()).toMatchObject({ events: 500, partitions: 9 });
  });

  it('may join on a key that paths tell', async () => {
    const byYear = await open<{ year: number; event: number; score: number }>(BY_YEAR);
    const run = analysis<Event & { year: number }>({ data: YEARS }, (rows) => {
      const both = join(rows, byYear, { on: ['year', 'event'], fields: ['score'] });
      return { score: ak.sum(both.score), n: rows.count() };
    });
    const sum = [2017, 2018].reduce((all, year) => all + 20 * year + 190, 0);
    for (const executor of [inProcess(), threads(2)])
      expect((await run.run({ executor, memoryLimit: 2 ** 24 })).outputs).toEqual({ score: sum, n: 40 });
  });

  it('keeps a ledger of what the friend has not got', async () => {
    const part = await open<Score>(SCORES[0] as string);
    const run = analysis<Event>(
      { data: FILES },
      (rows) => ({
        sum: ak.sum(join(rows, part, { on: KEY, fields: ['score'] }).score),
      }),
      CUT,
    );
    await expect(run.run()).rejects.toMatchObject({ code: 'run-failed', cause: { code: 'missing-rows' } });
    const { ledger } = await run.run({ onError: 'skip', executor: threads(2) });
    const failed = ledger.partitions.filter(({ status }) => status === 'failed');
    expect(failed.map(({ start, stop }) => [start, stop])).toEqual([
      [0, 60],
      [60, 120],
      [120, 180],
    ]);
    expect(failed[2]?.error?.message).toContain('s1.parquet has no row for 30 of the rows 120 to 180');
  });

  it('does not resume from a checkpoint made with another friend', async () => {
    const checkpoint = pathOf(folder, 'checkpoint');
    const run = analysis({ data: FILES }, processor, CUT);
    await run.run({ checkpoint });
    expect((await run.run({ checkpoint })).ledger.partitions.every(({ status }) => status === 'resumed')).toBe(true);
    utimesSync(SCORES[1] as string, 1, 1);
    await expect(run.run({ checkpoint })).rejects.toMatchObject({ cause: { code: 'other-checkpoint' } });
  });

  it('knows the form of the rows without what is joined', async () => {
    const rows = await open<Event>(FILES);
    expect(formOf(join(rows, friend, { on: KEY, fields: ['score'] }))).toEqual(formOf(rows));
  });
});

describe('a processor cannot', () => {
  const running = (process: (rows: Dataset<Event>) => Record<string, never>): Promise<unknown> =>
    analysis<Event>({ data: FILES }, process as never).explain();

  it('join what is in memory alone', async () => {
    const memory = fromValues<Score>([{ run: 1, event: 1, score: 1 }]);
    const joining = running((rows) => ({ s: join(rows, memory, { on: KEY, fields: ['score'] }).score }) as never);
    await expect(joining).rejects.toMatchObject({
      code: 'cannot-travel',
      hint: expect.stringContaining('writeParquet'),
    });
  });

  it('join row by row', async () => {
    const joining = running((rows) => ({ s: join(rows, friend, { on: 'row', fields: ['score'] }).score }) as never);
    await expect(joining).rejects.toMatchObject({
      code: 'cannot-travel',
      message: expect.stringContaining('file by file'),
    });
  });

  it('join the same events in two ways', async () => {
    const joining = running((rows) => {
      const joined = () => join(rows, friend, { on: KEY, fields: ['score'] });
      return { a: joined().score, b: joined().score } as never;
    });
    await expect(joining).rejects.toMatchObject({
      code: 'other-dataset',
      hint: expect.stringContaining('one after the other'),
    });
  });
});
