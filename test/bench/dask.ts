// What Dask costs and gains: `npm run bench:dask`. Pieces of work without rows show what a partition costs, a query over
// files what two workers gain over one. Nothing is asserted; times are of this machine and its load.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { MergeTree } from '../../src/analysis/merge-tree.ts';
import { generateEvents } from '../../src/demo/generate.ts';
import type { Handle, RemoteCrew } from '../../src/execute/crew/crew.ts';
import { analysis, axis, type Dataset, dask, type Executor, histogram, threads } from '../../src/index.ts';
import type { Demo } from '../src/analysis/data.ts';
import { medianOf } from './timing.ts';

const PIECES = 214;
const FILES = 4;
/** Each file stands in so many data sets. */
const SETS = 10;
const EVENTS = 200_000;
const TIMES = 5;

const folder = mkdtempSync(join(tmpdir(), 'jagged-bench-dask-'));
const file = (i: number): string => join(folder, `events_${i}.parquet`);
const seconds = (from: number): number => (performance.now() - from) / 1000;
const shown = (time: number): string => `${time.toFixed(2)} s`.padStart(8);
const say = (what: string, times: readonly number[]): void =>
  console.log(`${what.padEnd(62)}${shown(medianOf(times))}  (${times.map((time) => time.toFixed(2)).join(' ')})`);

/** Pairs of muons, and what is in them: work that takes a while. */
const pairs = (events: Dataset<Demo>) => ({
  mass: histogram(axis.regular(200, 0, 200)).fill(
    events.Muon.combinations(2, ['a', 'b']).map(({ a, b }) => a.add(b).mass),
  ),
  count: events.count(),
});

/** Pieces of work that read no rows, merged by the tree of a run. */
async function empty(
  executor: Executor,
  works: Awaited<ReturnType<ReturnType<typeof analysis>['works']>>,
): Promise<number> {
  const begun = performance.now();
  const signal = new AbortController().signal;
  const crew = (await executor.begin({ works, signal, log: console.log })) as RemoteCrew;
  const tree = new MergeTree<Handle>(
    (parts) => crew.merge(0, parts),
    (part) => crew.release(part),
  );
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < PIECES; index = next++) {
      const partition = { index, file: file(0), start: 0, stop: 0 };
      await tree.put(index, (await crew.do({ id: index, work: 0, partition })).parts);
    }
  };
  await Promise.all(Array.from({ length: crew.width }, lane));
  await crew.fetch((await tree.total([])) as Handle);
  await crew.end();
  return seconds(begun);
}

async function repeated(work: () => Promise<number>): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < TIMES; i++) times.push(await work());
  return times;
}

try {
  console.log(
    `load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  );
  for (let i = 0; i < FILES; i++) await generateEvents(file(i), { events: EVENTS, rowGroup: EVENTS, seed: i + 1 });
  const all = Array.from({ length: FILES }, (_, i) => file(i));
  const job = analysis(Object.fromEntries(Array.from({ length: SETS }, (_, i) => [`set_${i}`, all])), pairs);
  const works = await job.works();
  const run = (executor: Executor) => async (): Promise<number> => {
    const begun = performance.now();
    await job.run({ executor });
    return seconds(begun);
  };
  for (const count of [1, 2]) {
    const begun = performance.now();
    await using cluster = dask({ workers: count });
    await cluster.info();
    const workers = `${count} worker${count === 1 ? '' : 's'}`;
    say(`${workers} start`, [seconds(begun)]);
    say(`${workers}: the first run, for which Node starts`, [await run(cluster)()]);
    say(`${workers}: ${PIECES} pieces without rows, merged`, await repeated(() => empty(cluster, works)));
    say(`${workers}: pairs of muons in ${(FILES * SETS * EVENTS) / 1e6}M events`, await repeated(run(cluster)));
  }
  say(`2 worker threads: the same, without Dask`, await repeated(run(threads(2))));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exit();
