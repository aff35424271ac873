/**
 * An analysis of as many events as a real public sample has, 53,446,198, in 214 partitions: how fast it is, and that memory
 * does not grow with the number of partitions. `npm run bench:events`; the data are made in pieces, and deleted afterwards.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  analysis,
  axis,
  type Context,
  type Dataset,
  type Executor,
  histogram,
  inProcess,
  threads,
} from '../../src/index.ts';
import { sql } from '../src/sources/support.ts';
import { medianOf } from './timing.ts';

const EVENTS = 53_446_198;
const FILES = 10;
/** A multiple of 2,048, as DuckDB cuts; so there are 214 partitions. */
const ROW_GROUP = 249_856;
const CHUNK = 250_000;
const RUNS = 5;

interface Events {
  readonly MET: { readonly pt: number; readonly phi: number };
}

function processor(events: Dataset<Events>, { dataset, datasets }: Context) {
  return {
    met: histogram(axis.category(datasets), axis.regular(100, 0, 200, { label: 'MET [GeV]' })).fill(
      dataset,
      events.MET.pt,
    ),
    cutflow: {
      'all events': events.count(),
      'MET > 50 GeV': events.where((e) => e.MET.pt > 50).count(),
    },
  };
}

/** What one process found, and took. */
interface Report {
  readonly milliseconds: number;
  readonly chunks: number;
  readonly events: number;
  readonly megabytes: number;
}

if (process.argv[2] === 'run') {
  const [, , , folder = '', chunks, workers] = process.argv;
  const executor: Executor = Number(workers) === 0 ? inProcess() : threads(Number(workers));
  const job = analysis({ MET: folder }, processor, { schema: 'nanoaod', chunkSize: CHUNK, maxChunks: Number(chunks) });
  const start = performance.now();
  const { outputs, ledger } = await job.run({ executor });
  const report: Report = {
    milliseconds: performance.now() - start,
    chunks: ledger.partitions.length,
    events: outputs.cutflow['all events'],
    megabytes: process.resourceUsage().maxRSS / 1024,
  };
  console.log(JSON.stringify(report));
} else {
  const folder = mkdtempSync(join(tmpdir(), 'jagged-events-'));
  try {
    await generate(folder);
    for (const workers of [0, 2]) compare(folder, workers);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files whose row groups are 214 in all. */
async function generate(folder: string): Promise<void> {
  const groups = Math.ceil(EVENTS / ROW_GROUP);
  let made = 0;
  for (let file = 0; file < FILES; file++) {
    const upTo = file === FILES - 1 ? EVENTS : Math.round(((file + 1) * groups) / FILES) * ROW_GROUP;
    await sql(
      `COPY (SELECT (-25 * ln(1 - (hash(i) % 1000003) / 1000003.0))::FLOAT AS MET_pt,
        ((hash(i + 1) % 1000003) / 1000003.0 * 6.283 - 3.1415)::FLOAT AS MET_phi,
        1.5::FLOAT AS MET_sumet, 0::FLOAT AS MET_significance
        FROM range(${made}, ${upTo}) AS r(i))
       TO '${join(folder, `events_${file}.parquet`)}' (FORMAT parquet, ROW_GROUP_SIZE ${ROW_GROUP})`,
    );
    made = upTo;
  }
  console.log(`made ${made.toLocaleString('en-US')} events in ${FILES} files`);
}

function compare(folder: string, workers: number): void {
  const once = (chunks: number): Report => {
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ['--import', 'tsx', fileURLToPath(import.meta.url), 'run', folder, String(chunks), String(workers)],
      { encoding: 'utf8' },
    );
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Report;
  };
  const few: Report[] = [];
  const all: Report[] = [];
  for (let run = 0; run < RUNS; run++) {
    few.push(once(10));
    all.push(once(Number.MAX_SAFE_INTEGER));
  }
  const [{ events, chunks } = { events: 0, chunks: 0 }] = all;
  const times = all.map(({ milliseconds }) => milliseconds);
  const rate = (ms: number): string => `${(events / ms / 1000 / Math.max(1, workers)).toFixed(1)} million`;
  const memory = (reports: readonly Report[]): number => medianOf(reports.map(({ megabytes }) => megabytes));
  console.log(
    [
      workers === 0 ? 'in this process' : `${workers} worker threads`,
      `  ${events.toLocaleString('en-US')} events in ${chunks} partitions: least ${Math.min(...times).toFixed(0)} ms, median ${medianOf(times).toFixed(0)} ms`,
      `  events a second and core: ${rate(Math.min(...times))} (least time), ${rate(medianOf(times))} (median)`,
      `  peak memory: ${memory(few).toFixed(0)} MB at 10 partitions, ${memory(all).toFixed(0)} MB at ${chunks}: ratio ${(memory(all) / memory(few)).toFixed(3)}`,
    ].join('\n'),
  );
}
