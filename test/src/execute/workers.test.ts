import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as adl from '../../../docs/examples/adl.ts';
import { cleaned, osMasses, zEvents } from '../../../docs/examples/adl-values.ts';
import { compile } from '../../../compiler/compile.ts';
import {
  ak,
  analyze,
  axis,
  compute,
  explain,
  histogram,
  type List,
  type LorentzVector,
  open,
} from '../../../src/index.ts';
import { generateEvents } from '../../../src/demo/generate.ts';
import { type RunOptions, run, type Step } from '../../../src/execute/run.ts';
import { pool, warmWorkers } from '../../../src/execute/workers/pool.ts';
import { openParquet, type ParquetSource } from '../../../src/sources/parquet/parquet-source.ts';
import type { Source } from '../../../src/sources/source.ts';
import { FLAT, have, shared as referenceFile } from '../../adl/data.ts';
import { Draw, tapes } from '../../oracle/data.ts';
import { program } from '../../oracle/programs.ts';
import { scratch, sql } from '../sources/support.ts';

const folder = scratch();
const EVENTS = join(folder, 'events.parquet');
const MIXED = join(folder, 'mixed.parquet');
/** Threads that are compared with none. */
const WORKERS = [1, 2, 3];

interface Demo {
  readonly Muon: List<LorentzVector>;
  readonly MET: { readonly pt: number; readonly phi: number };
}
interface Mixed {
  readonly i: number;
  readonly x: number;
  readonly l: List<number>;
}

beforeAll(async () => {
  await generateEvents(EVENTS, { events: 20_000, rowGroup: 2048 });
  const row = (i: number): string =>
    `SELECT ${i} AS i, (${i} * 0.1)::DOUBLE AS x, (${i} % 7 - 3)::FLOAT AS f, ${i} % 3 = 0 AS ok, 't${i}' AS text,
      [${Array.from({ length: i % 4 }, (_, k) => `${(i * k) % 5}.25`).join(', ')}]::DOUBLE[] AS l,
      [${Array.from({ length: i % 3 }, (_, k) => `{'x': ${k}.5::DOUBLE, 'n': ${i - k}}`).join(', ')}]::STRUCT(x DOUBLE, n INTEGER)[] AS s`;
  await sql(
    `COPY (${Array.from({ length: 40 }, (_, i) => row(i)).join(' UNION ALL ')}) TO '${MIXED}' (FORMAT parquet)`,
  );
  await warmWorkers(3);
}, 60_000);
afterAll(() => pool.clear());

/** Everything that comes out, or how it fails. */
async function outcome(work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    const { name, message, code, hint, constructor } = error as Error & { code?: string; hint?: string };
    return { name, message, code, hint, constructor };
  }
}

const bits = (h: { toJSON(): unknown }): unknown => h.toJSON();

describe('any number of workers', () => {
  it('gives the same bits of weighted histograms and floating sums', async () => {
    const events = await open<Demo>(EVENTS);
    const ask = async (options: RunOptions): Promise<unknown> => {
      const r = await compute(
        {
          mass: histogram(axis.regular(60, 60, 120)).fill(
            events.Muon.combinations(2, ['a', 'b']).map(({ a, b }) => a.add(b).mass),
            { weight: events.MET.pt },
          ),
          met: ak.sum(events.MET.pt),
          mean: ak.mean(events.MET.phi),
          n: events.count(),
          eta: events.Muon.eta,
        },
        options,
      );
      const { mass, ...rest } = r;
      return { mass: bits(mass), ...rest };
    };
    const alone = await ask({ workers: 0 });
    for (const workers of WORKERS) expect(await ask({ workers }), `${workers}`).toEqual(alone);
  });

  it.runIf(have(FLAT))('gives the same bits of the ADL queries', async () => {
    const events = await open<adl.SingleMu>(referenceFile(FLAT), { chunkSize: 90, placement: 'local' });
    const { q1, q2, q3, q4, q5, q6pt, q6btag, q7, q8 } = adl;
    const queries = Object.entries({ q1, q2, q3, q4, q5, q6pt, q6btag, q7, q8 });
    const ask = async (workers: number): Promise<unknown> => {
      const filled = await compute(Object.fromEntries(queries.map(([name, query]) => [name, query(events)])), {
        workers,
      });
      const values = await compute({ masses: osMasses(events), ...cleaned(events), ...zEvents(events) }, { workers });
      return [Object.values(filled).map(bits), values];
    };
    const alone = await ask(0);
    for (const workers of WORKERS) expect(await ask(workers), `${workers}`).toEqual(alone);
  });

  it('gives the same results, and the same errors, of random programs', { timeout: 120_000 }, async () => {
    const sources = [
      await openParquet([MIXED], { chunkSize: 3 }),
      await openParquet([MIXED, MIXED], { chunkSize: 11, scan: 'duckdb' }),
    ];
    const tally = { results: 0, errors: 0 };
    const one = async (which: number, tape: readonly number[]): Promise<void> => {
      const source = sources[which] as ParquetSource;
      const outputs = program(new Draw(tape), source.info.row);
      const named = outputs.map((expr, i) => ({ name: String(i), expr }));
      const plan = await outcome(async () => compile(named, source.info, { placement: 'local' }));
      if (!('outputs' in (plan as object))) return;
      const ask = (workers: number): Promise<unknown> => outcome(() => run(plan as never, source, { workers }));
      const alone = await ask(0);
      if (alone instanceof Map) tally.results++;
      else tally.errors++;
      for (const workers of WORKERS) expect(await ask(workers), `${workers}`).toEqual(alone);
    };
    await fc.assert(fc.asyncProperty(fc.nat(1), tapes, one), { numRuns: 120 });
    expect(tally.results).toBeGreaterThan(40);
    expect(tally.errors).toBeGreaterThan(0);
  });

  it('gives the error of the first partition that fails', async () => {
    const events = await open<Mixed>(MIXED, { chunkSize: 2 });
    const ask = (workers: number): Promise<unknown> =>
      outcome(() => events.map((e) => e.i * (e.i === 9 || e.i > 30 ? 9007199254740991 : 1)).toArray({ workers }));
    const alone = await ask(0);
    expect(alone).toMatchObject({ name: 'ExecutionError', message: expect.stringContaining('rows 8 to 10') });
    for (const workers of WORKERS) expect(await ask(workers)).toEqual(alone);
  });

  it('keeps batches in order, and what the source keeps intact', async () => {
    const events = await open<Mixed>(MIXED, { chunkSize: 5 });
    for (const workers of [0, ...WORKERS]) {
      const found: number[] = [];
      for await (const batch of events.i.batches({ workers })) found.push(...batch.map(Number));
      expect(found).toEqual(Array.from({ length: 40 }, (_, i) => i));
      // the parts of one row group come from buffers that the worker keeps
      expect((await events.l.toArray({ workers })).length).toBe(40);
    }
  });
});

describe('a run with workers', () => {
  it('is done by them, tells each step, and counts partitions up', async () => {
    const events = await open<Demo>(EVENTS);
    const steps: Step[] = [];
    const progress: string[] = [];
    await events.Muon.pt.toArray({
      workers: 2,
      onStep: (step) => steps.push(step),
      onProgress: (done, of) => progress.push(`${done}/${of}`),
    });
    expect(progress).toEqual(Array.from({ length: 10 }, (_, i) => `${i + 1}/10`));
    expect(steps.filter(({ did }) => did === 'read').map(({ rows }) => rows)).toHaveLength(10);
    expect(steps.filter(({ did }) => did === 'read').reduce((sum, { rows }) => sum + (rows ?? 0), 0)).toBe(20_000);
    expect(steps.every(({ thread }) => thread > 0)).toBe(true);
  });

  it('stops at the signal, with its reason', async () => {
    const events = await open<Demo>(EVENTS);
    const stop = new AbortController();
    const running = events.Muon.pt.toArray({
      workers: 2,
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(running).rejects.toThrow('enough');
    await expect(events.Muon.pt.toArray({ workers: 2, signal: stop.signal })).rejects.toThrow('enough');
    expect(await events.Muon.pt.toArray({ workers: 2 })).toHaveLength(20_000);
  });

  it('may share the workers with other runs', async () => {
    const events = await open<Demo>(EVENTS);
    const asks = Array.from({ length: 6 }, (_, i) => events.MET.pt.toArray({ workers: 1 + (i % 3) }));
    const alone = await events.MET.pt.toArray({ workers: 0 });
    for (const found of await Promise.all(asks)) expect(found).toEqual(alone);
  });

  it('has an error that names the partition where a worker stops', async () => {
    const source = await openParquet([EVENTS]);
    const events = await open<Demo>(source as Source);
    const running = outcome(() => events.Muon.pt.toArray({ workers: 3, onProgress: () => void pool.clear() }));
    expect(await running).toMatchObject({
      name: 'ExecutionError',
      code: 'worker-stopped',
      message: expect.stringMatching(
        /a worker thread stopped while it worked on partition \d+ \(.*events\.parquet, rows/,
      ),
    });
    // others are started in its place
    await warmWorkers(3);
    expect(await events.Muon.pt.toArray({ workers: 3 })).toHaveLength(20_000);
  });

  it('is begun without threads until these pay, sooner where there are more processors', async () => {
    await pool.clear();
    expect(pool.pays(2)).toBe(false);
    pool.noteAlone(200);
    expect([2, 16].map((count) => pool.pays(count))).toEqual([false, true]);
    pool.noteAlone(200);
    expect(pool.pays(2)).toBe(true);
    await pool.clear();
    expect(pool.pays(16)).toBe(false);
    await warmWorkers(3);
    expect(pool.pays(2)).toBe(true);
  });

  it('is done in this thread where there is one partition', async () => {
    const events = await open<Mixed>(MIXED);
    const steps: Step[] = [];
    await events.x.toArray({ workers: 3, onStep: (step) => steps.push(step) });
    expect(steps.map(({ thread }) => thread)).toEqual([0, 0]);
  });
});

describe('memoryLimit', () => {
  it('bounds the partitions that are read at one time', async () => {
    const source = await openParquet([EVENTS]);
    const needs = [{ path: ['MET', 'pt'], offsetsOnly: false }];
    const sizes = source.partitions().map((partition) => source.sizeOf(partition, needs).bytes);
    expect(Math.min(...sizes)).toBeGreaterThan(1000);
    let [now, most] = [0, 0];
    const counting: Source = {
      info: source.info,
      partitions: () => source.partitions(),
      columnsOf: (of) => source.columnsOf(of),
      sizeOf: (partition, of) => source.sizeOf(partition, of),
      close: () => source.close(),
      read: async (...asked) => {
        most = Math.max(most, ++now);
        return source.read(...asked).finally(() => now--);
      },
    };
    const events = await open<Demo>(counting);
    const alone = await events.MET.pt.toArray();
    for (const memoryLimit of [Math.max(...sizes), 4 * Math.max(...sizes)]) {
      most = 0;
      expect(await events.MET.pt.toArray({ memoryLimit })).toEqual(alone);
      expect(most).toBe(1);
    }
    const tight = await open<Demo>(EVENTS, { memoryLimit: 2 * Math.max(...sizes), workers: 3 });
    expect(await tight.MET.pt.toArray()).toEqual(alone);
  });

  it('says which partition is too large, and what chunkSize would do', async () => {
    const events = await open<Demo>(EVENTS, { memoryLimit: 3000 });
    for (const workers of [0, 2])
      expect(await outcome(() => events.MET.pt.toArray({ workers }))).toMatchObject({
        name: 'ExecutionError',
        code: 'memory-limit',
        message: expect.stringMatching(/partition 0 \(.*events\.parquet, rows 0 to 2048\)/),
        hint: expect.stringContaining('chunkSize'),
      });
    await expect(events.MET.pt.toArray({ memoryLimit: -1 })).rejects.toThrow('memoryLimit is -1');
    await expect(events.MET.pt.toArray({ memoryLimit: 1e9, workers: 1.5 })).rejects.toThrow('workers is 1.5');
    await expect(open(EVENTS, { workers: -1 })).rejects.toThrow('workers is -1');
  });
});

describe('explain', () => {
  it('says which threads, and why', async () => {
    const line = async (options: object): Promise<unknown> =>
      explain({ x: (await open<Demo>(EVENTS, options)).MET.pt })
        .split('\n')
        .find((text) => text.startsWith('threads:'));
    expect(await line({})).toBe('threads: this one, as there is too little to read for workers to pay');
    expect(await line({ workers: 0 })).toBe('threads: this one, as asked for');
    expect(await line({ workers: 2 })).toBe('threads: 2 workers, as asked for');
    expect(await line({ chunkSize: 1e6, workers: 1 })).toBe('threads: 1 worker, as asked for');
    const one = await open<Mixed>(MIXED, { workers: 2 });
    expect(one.x.explain()).toContain('threads: this one, as there is one partition');
    const counted = await open<Demo>(EVENTS, { workers: 2, placement: 'storage' });
    expect(explain({ n: counted.count() })).not.toContain('threads:');
    const events = await open<Demo>(EVENTS, { workers: 2 });
    expect(await analyze({ x: events.MET.pt })).toMatch(/read +10 times, 20,000 rows, [\d.]+ ms, in [12] worker/);
  });
});

it('lets a program end while workers are idle, and hides their start', async () => {
  const script = join(folder, 'ends.mts');
  const from = (path: string): string => JSON.stringify(fileURLToPath(new URL(`../../../${path}`, import.meta.url)));
  writeFileSync(
    script,
    `import { open } from ${from('src/index.ts')};
     import { warmWorkers } from ${from('src/execute/workers/pool.ts')};
     const events = await open(${JSON.stringify(EVENTS)});
     const threads: number[] = [];
     const first = await events.MET.pt.toArray({ workers: 2, onStep: (step) => threads.push(step.thread) });
     await warmWorkers(2);
     const second = await events.MET.pt.toArray({ workers: 2 });
     console.log(threads[0], first.length, JSON.stringify(first) === JSON.stringify(second));`,
  );
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--import', import.meta.resolve('tsx'), script],
    { timeout: 25_000 },
  );
  expect(stderr).toBe('');
  expect(stdout).toBe('0 20000 true\n');
});
