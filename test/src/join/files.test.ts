/** Joins of files: any placement, number of workers and cut gives the same, and only what is needed is read. */
import { join as pathOf } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ak, axis, compute, type Dataset, fromColumns, histogram, join, type List, open } from '../../../src/index.ts';
import type { OpenOptions } from '../../../src/index.ts';
import type { RunOptions } from '../../../src/execute/run.ts';
import { pool, warmWorkers } from '../../../src/execute/workers/pool.ts';
import { JoinedRows } from '../../../src/sources/join/joined-rows.ts';
import type { KeyIndex } from '../../../kernels/key-index.ts';
import type { SharedJoin } from '../../../src/sources/source.ts';
import { openParquet } from '../../../src/sources/parquet/parquet-source.ts';
import { present, scratch, shared, sql } from '../sources/support.ts';
import { spied } from './spy.ts';

interface Event {
  readonly run: number;
  readonly luminosityBlock: number;
  readonly event: number;
  readonly nJet: number;
  readonly x: number;
}
interface Score {
  readonly run: number;
  readonly luminosityBlock: number;
  readonly event: number;
  readonly score: number;
  readonly tags: List<number>;
  readonly text: string;
}
const KEY = ['run', 'luminosityBlock', 'event'] as const;
const ROWS = 6000;
const folder = scratch();
const EVENTS = pathOf(folder, 'events.parquet');
const SCORES = pathOf(folder, 'scores.parquet');
const NONE = pathOf(folder, 'none.parquet');

/** Numbers that go through all of a range in another order. */
const other = (i: string, of: number): string => `((${i} * 7919) % ${of})`;

beforeAll(async () => {
  const key = (i: string): string =>
    `(1 + ${i} // 3000)::UINTEGER AS run, (${i} // 100)::INTEGER AS "luminosityBlock", (9007199254740992 + ${i})::BIGINT AS event`;
  const scores = `SELECT ${key('i')}, (i * 0.1)::FLOAT AS score, [(i % 7)::DOUBLE for j in range(i % 4)] AS tags,
      't' || i AS text, i::DOUBLE AS unused FROM (SELECT ${other('k', 7001)} AS i FROM range(7001) r(k))`;
  await sql(
    `SET threads = 1;;COPY (SELECT ${key('i')}, (i % 5)::INTEGER AS n, (i * 0.3)::DOUBLE AS x FROM range(${ROWS}) r(i))
      TO '${EVENTS}' (FORMAT parquet, ROW_GROUP_SIZE 2048);;
    COPY (${scores}) TO '${SCORES}' (FORMAT parquet, ROW_GROUP_SIZE 2048);;
    COPY (${scores} WHERE i < 0) TO '${NONE}' (FORMAT parquet)`,
  );
  await warmWorkers(3);
}, 60_000);
afterAll(() => pool.clear());

const joined = async (events: OpenOptions = {}, scores: OpenOptions = {}, file = SCORES) =>
  join(await open<Event>(EVENTS, events), await open<Score>(file, scores), {
    on: KEY,
    fields: ['score', 'tags', 'text'],
  });
type Joined = Awaited<ReturnType<typeof joined>>;

const outputs = (events: Joined) => ({
  weighted: histogram(axis.regular(20, 0, 700)).fill(events.score, { weight: events.x }),
  lists: histogram(axis.regular(7, 0, 7)).fill(events.where((e) => e.x < 1000).tags),
  sum: ak.sum(events.score.mul(events.x)),
  n: events.where((e) => e.tags.sum() > e.x).count(),
});

async function results(events: Joined, options: RunOptions = {}): Promise<unknown> {
  const { weighted, lists, ...rest } = await compute(outputs(events), options);
  return { weighted: weighted.toJSON(), lists: lists.toJSON(), ...rest };
}

describe('joined files', () => {
  it('have the right values, also beyond 2**53', async () => {
    const events = await joined();
    const found = await compute({ score: events.score, tags: events.tags, text: events.text });
    const all = Array.from({ length: ROWS }, (_, i) => i);
    expect(found.score).toEqual(all.map((i) => Math.fround(i * 0.1)));
    expect(found.tags).toEqual(all.map((i) => Array<number>(i % 4).fill(i % 7)));
    expect(found.text).toEqual(all.map((i) => `t${i}`));
  });

  it('give the same bits with any number of workers, placement, scan and cut of the friend', async () => {
    const alone = await results(await joined(), { workers: 0 });
    for (const workers of [1, 2, 3]) expect(await results(await joined(), { workers }), `${workers}`).toEqual(alone);
    for (const placement of ['local', 'storage', 'auto'] as const)
      expect(await results(await joined({ placement })), placement).toEqual(alone);
    for (const scan of ['duckdb', 'own'] as const)
      expect(await results(await joined({ scan }, { scan })), scan).toEqual(alone);
    expect(await results(await joined({}, { chunkSize: 100 })), 'small pieces').toEqual(alone);
    expect(await results(await joined(), { engine: 'kernels' }), 'kernels').toEqual(alone);
  });

  it('give the same values in any cut of the events', async () => {
    const [whole, pieces] = [await joined(), await joined({ chunkSize: 250 })];
    for (const workers of [0, 2])
      expect(await pieces.toArray({ workers }), `${workers}`).toEqual(await whole.toArray({ workers: 0 }));
  });

  it('fail with the same words in workers', async () => {
    const wrong = await joined({}, {}, NONE);
    const text = `none.parquet has no row for 2048 of the rows 0 to 2048 of ${EVENTS}: (run 1, luminosityBlock 0, event 9007199254740992)`;
    for (const workers of [0, 2]) await expect(wrong.score.toArray({ workers })).rejects.toThrow(text);
    const twins = join(await open<Event>(EVENTS), await open<Score>(SCORES), {
      on: { run: 'run' },
      fields: ['score'],
    });
    for (const workers of [0, 2])
      await expect(twins.score.toArray({ workers })).rejects.toThrow(
        '6998 of the 7001 rows of scores.parquet have the key',
      );
  });

  it('are all missing where the friend is empty', async () => {
    const events = join(await open<Event>(EVENTS), await open<Score>(NONE), {
      on: KEY,
      fields: ['score'],
      missing: 'none',
    });
    expect(
      await events
        .where((e) => e.score === undefined)
        .count()
        .value(),
    ).toBe(ROWS);
  });

  it('read the needed columns of the friend alone', async () => {
    const { source, reads } = spied(await openParquet([SCORES]));
    const events = join(await open<Event>(EVENTS), await open<Score>(source), {
      on: KEY,
      fields: ['score', 'tags', 'text'],
    });
    await events.where((e) => e.tags.length > 2).score.toArray();
    const groups = [0, 1, 2, 3];
    expect(reads).toEqual([
      ...groups.map((i) => `${i}: run, luminosityBlock, event`),
      ...groups.map((i) => `${i}: score, tags`),
    ]);
    expect(events.score.explain()).toContain(
      'reads 7 of 12 columns: run, luminosityBlock, event, run of scores.parquet, luminosityBlock of scores.parquet, ' +
        'event of scores.parquet, score of scores.parquet\n',
    );
    expect(events.score.explain()).toContain('\n  all decoded here\n');
  });

  it('are given to workers with one index in shared memory', async () => {
    const joinedSource = async (): Promise<JoinedRows> =>
      new JoinedRows(await openParquet([EVENTS]), await openParquet([SCORES]), {
        on: KEY.map((name) => ({ here: [name], there: [name] })),
        fields: [{ name: 'score', of: 'score' }],
        missing: 'error',
      });
    const source = await joinedSource();
    const events = await open<Event & Pick<Score, 'score'>>(source);
    const indexOf = (): KeyIndex | undefined => (source.share?.() as SharedJoin).index;
    await ak.sum(events.x).value({ workers: 2 });
    expect(indexOf(), 'not needed').toBeUndefined();
    const sum = await ak.sum(events.score).value({ workers: 2 });
    expect(indexOf()?.rows).toBe(7001);
    expect(indexOf()?.words.buffer).toBeInstanceOf(SharedArrayBuffer);
    const alone = await open<Event & Pick<Score, 'score'>>(await joinedSource());
    expect(await ak.sum(alone.score).value({ workers: 0 })).toBe(sum);
    const friend = spied(await openParquet([SCORES]));
    const told = new JoinedRows(await openParquet([EVENTS]), friend.source, source.joining);
    told.useIndex(indexOf() as KeyIndex);
    await ak.sum((await open<Pick<Score, 'score'>>(told)).score).value({ workers: 0 });
    expect(friend.reads.every((read) => read.endsWith(': score'))).toBe(true);
  });

  it('count for a limit of memory', async () => {
    const [alone, both] = [await open<Event>(EVENTS), await joined()];
    expect(await alone.x.toArray({ memoryLimit: 2 ** 16 })).toHaveLength(ROWS);
    await expect(both.map((e) => e.x + e.score).toArray({ memoryLimit: 2 ** 16 })).rejects.toMatchObject({
      code: 'memory-limit',
    });
    expect(await both.map((e) => e.x + e.score).toArray({ memoryLimit: 2 ** 18 })).toHaveLength(ROWS);
  });
});

interface Nano {
  readonly run: number;
  readonly luminosityBlock: number;
  readonly event: number;
  readonly Jet: List<{ readonly pt: number; readonly eta: number }>;
  readonly Muon: List<{ readonly pt: number; readonly jet: { readonly pt: number } | undefined }>;
  readonly MET: { readonly pt: number };
}
interface NewTags {
  readonly run: number;
  readonly luminosityBlock: number;
  readonly event: number;
  readonly weight: number;
  readonly Jet_btagNew: List<number>;
}

describe.runIf(present('data/nano_dy.root'))('NanoAOD files', () => {
  /** A file made from one of them: rows turned round and some more, with a number for each jet. */
  async function made(events: Dataset<Nano>, name: string): Promise<Dataset<NewTags>> {
    const rows = await events.select('run', 'luminosityBlock', 'event', 'Jet').toArray();
    const all = [...rows.reverse(), ...rows.map((row) => ({ ...row, run: row.run + 1 }))];
    const tags = all.map(({ event, Jet }) => Jet.map((jet) => jet.pt * 2 + (Number(event) % 10)));
    const columns = fromColumns({
      run: Uint32Array.from(all, ({ run }) => run),
      luminosityBlock: Int32Array.from(all, ({ luminosityBlock }) => luminosityBlock),
      event: BigInt64Array.from(all, ({ event }) => BigInt(event)),
      weight: Float32Array.from(all, ({ event }) => Number(event) % 97),
      Jet_btagNew: tags,
    });
    const file = pathOf(folder, `${name}.parquet`);
    await columns.writeParquet(file, { rowGroupSize: 17 });
    return open<NewTags>(file);
  }

  it.each([
    ['nano_dy.root:Events', 'nano_dy.root'],
    ['nano_dy.parquet', 'nano_dy.parquet'],
    ['nanoAOD_2015_CMS_Open_Data_ttbar.root:Events', 'nanoAOD_2015_CMS_Open_Data_ttbar.root'],
  ])('%s get new fields of their jets from another file', async (address, name) => {
    if (!present(`data/${name}`)) return;
    const events = await open<Nano>(shared(`data/${address}`), { chunkSize: 11 });
    const tags = await made(events, name);
    const both = join(events, tags, { on: KEY, fields: ['weight', 'Jet_btagNew'] });
    const jets = both.withField('Jet.btagNew', both.Jet_btagNew);
    const found = await compute({
      tags: jets.Jet.btagNew,
      best: jets.map((e) => (e.Jet.maxBy((jet) => jet.btagNew)?.pt ?? -1) + e.weight),
      ofMuons: jets.Muon.map((muon) => muon.jet?.pt ?? -1),
      met: jets.where((e) => e.Jet.some((jet) => jet.btagNew > 100 && jet.pt > 30)).MET.pt,
    });
    const rows = await events.select('event', 'Jet', 'MET').toArray();
    const plain = rows.map(({ event, Jet, MET }) => ({
      jets: Jet.map(({ pt }) => ({ pt, btagNew: pt * 2 + (Number(event) % 10) })),
      weight: Number(event) % 97,
      met: MET.pt,
    }));
    expect(rows.length).toBeGreaterThan(0);
    expect(found.tags).toEqual(plain.map((e) => e.jets.map((jet) => jet.btagNew)));
    expect(found.best).toEqual(
      plain.map(
        (e) =>
          e.jets.reduce((best, jet) => (jet.btagNew > best.btagNew ? jet : best), { pt: -1, btagNew: -1 }).pt +
          e.weight,
      ),
    );
    expect(found.ofMuons, 'references lead on').toEqual(await events.Muon.map((muon) => muon.jet?.pt ?? -1).toArray());
    expect(found.ofMuons.flat().some((pt) => pt > 0)).toBe(true);
    expect(found.met).toEqual(
      plain.filter((e) => e.jets.some((jet) => jet.btagNew > 100 && jet.pt > 30)).map((e) => e.met),
    );
  });

  it('go together row by row where they hold the same', async () => {
    if (!present('data/nano_dy.parquet')) return;
    const events = await open<Nano>(shared('data/nano_dy.root:Events'), { chunkSize: 11 });
    const same = await open<Nano>(shared('data/nano_dy.parquet'), { chunkSize: 7 });
    const both = join(events, same, { on: 'row', fields: { again: 'Jet', other: 'event' } });
    const differing = both.where((e) => e.other !== e.event || e.again.pt.sum() !== e.Jet.pt.sum());
    expect(await compute({ all: both.count(), differing: differing.count() })).toEqual({ all: 40, differing: 0 });
  });
});
