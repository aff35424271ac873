/**
 * How long queries take with no, one and two worker threads, by turns: `npx tsx test/bench/parallel.ts [FILE]`, by default
 * a generated file of 400,000 events. Times are warm, with the file in memory; what the first run takes is shown apart.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateEvents } from '../../src/demo/generate.ts';
import {
  axis,
  type Dataset,
  histogram,
  type LazyHistogram,
  type List,
  type LorentzVector,
  open,
} from '../../src/index.ts';
import { warmWorkers } from '../../src/execute/workers/pool.ts';

interface Event {
  readonly Muon: List<LorentzVector & { readonly charge: number }>;
  readonly Jet: List<LorentzVector>;
  readonly MET: { readonly pt: number };
}

const REPEATS = 9;
const WORKERS = [0, 1, 2];

const QUERIES: Readonly<Record<string, (events: Dataset<Event>) => LazyHistogram>> = {
  'MET pt': (events) => histogram(axis.regular(100, 0, 200)).fill(events.MET.pt, { weight: events.MET.pt }),
  'jet pt': (events) => histogram(axis.regular(100, 15, 60)).fill(events.Jet.filter((j) => Math.abs(j.eta) < 1).pt),
  'muon pairs': (events) =>
    histogram(axis.regular(60, 60, 120)).fill(
      events.Muon.combinations(2, ['a', 'b'])
        .filter(({ a, b }) => a.charge !== b.charge)
        .map(({ a, b }) => a.add(b).mass),
    ),
  'jet triples': (events) =>
    histogram(axis.regular(100, 0, 500)).fill(
      events.Jet.combinations(3, ['a', 'b', 'c']).map(({ a, b, c }) => a.add(b).add(c).mass),
    ),
};

const least = (values: readonly number[]): number => Math.min(...values);
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] as number;

async function timeOf(query: LazyHistogram, workers: number): Promise<number> {
  const start = performance.now();
  await query.run({ workers });
  return performance.now() - start;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'jagged-bench-'));
  try {
    const file = process.argv[2] ?? join(folder, 'events.parquet');
    if (process.argv[2] === undefined) await generateEvents(file, { events: 400_000, rowGroup: 40_960 });
    const events = await open<Event>(file, { placement: 'local' });
    const cold = QUERIES['muon pairs'] as (events: Dataset<Event>) => LazyHistogram;
    console.log(`the first query, while 2 workers start: ${(await timeOf(cold(events), 2)).toFixed(1)} ms`);
    await warmWorkers(2);
    console.log(`ms, least (median) of ${REPEATS}, with ${WORKERS.join(', ')} workers`);
    for (const [name, make] of Object.entries(QUERIES)) {
      const query = make(events);
      const times = WORKERS.map((): number[] => []);
      for (const workers of WORKERS) await timeOf(query, workers);
      for (let i = 0; i < REPEATS; i++)
        for (const [at, workers] of WORKERS.entries()) times[at]?.push(await timeOf(query, workers));
      console.log(
        `${name.padEnd(12)}${times.map((all) => `${least(all).toFixed(1)} (${median(all).toFixed(1)})`.padStart(18)).join('')}`,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
