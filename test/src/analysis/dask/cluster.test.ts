import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dask, dask, type DaskOptions, inProcess, type RunEvent } from '../../../../src/index.ts';
import { daskPython } from '../../../tools/dask.ts';
import { until } from '../../../tools/until.ts';
import { scratch } from '../../sources/support.ts';
import { analysisOf, bitsOf, type Files, makeFiles } from '../data.ts';

const folder = scratch();
const python = daskPython();
let files: Files;
beforeAll(async () => {
  files = await makeFiles(folder);
}, 120_000);

/** A script, for what is started by its name. */
function script(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  chmodSync(path, 0o755);
  return path;
}

describe('options of dask', () => {
  test.each<[DaskOptions, string]>([
    [{ workers: -1 }, 'workers is -1, expected a whole number from 0'],
    [{ threads: 0 }, 'threads is 0, expected a whole number from 1'],
    [{ timeout: 0 }, 'timeout is 0, expected seconds'],
    [{ adapt: { minimum: 3, maximum: 2 } }, 'maximum is 2, expected a whole number from 3'],
    [{ address: 'host:8786' }, 'the address of a scheduler is tcp://HOST:PORT or tls://HOST:PORT'],
    [{ address: 'tcp://h:1', slurm: {} }, 'dask takes one of address and slurm, not both'],
    [{ address: 'tcp://h:1', workers: 2 }, 'dask takes workers where it starts the workers, not with address'],
    [{ htcondor: {}, memory: '1GB' }, 'dask takes memory for workers on this machine, not with htcondor'],
    [{ address: 'tls://h:1', tls: true }, 'tls of tls://h:1 names files: { ca, cert, key }'],
    [{ address: 'tls://me:word@h:1' }, 'the address of a scheduler is tcp://HOST:PORT or tls://HOST:PORT'],
  ])('%j are refused', (options, reason) => {
    expect(() => dask(options)).toThrow(reason);
    expect(() => dask(options)).toThrow(expect.objectContaining({ code: 'bad-option' }));
  });
});

describe('where Dask is not there', () => {
  const run = (options: DaskOptions): Promise<unknown> =>
    analysisOf({ s: files.recorded })
      .run({ executor: dask(options) })
      .catch(({ cause }: Error) => cause);

  test('Python', async () => {
    const error = await run({ python: '/nowhere/python3' });
    expect(error).toMatchObject({ name: 'ExecutionError', code: 'no-dask' });
    expect((error as Error).message).toContain('npm run setup:dask');
  });

  if (python === undefined) return;

  test('the package', async () => {
    const bare = script('bare-python', `#!/bin/sh\nexec ${python} -I -S "$@"\n`);
    const error = await run({ python: bare });
    expect(error).toMatchObject({ name: 'ExecutionError', code: 'no-dask' });
    expect((error as Error).message).toMatch(/No module named 'distributed'\nhint: .*npm run setup:dask/);
  });

  test('the scheduler', async () => {
    const error = await run({ python, address: 'tcp://127.0.0.1:9', timeout: 1 });
    expect(error).toMatchObject({ name: 'ExecutionError', code: 'dask-unreachable' });
  });

  test('workers', async () => {
    await using cluster = dask({ python, workers: 0, timeout: 1.5 });
    const logged: string[] = [];
    const onEvent = (event: RunEvent): void => {
      if (event.is === 'log') logged.push(event.text);
    };
    const error = await analysisOf({ s: files.recorded })
      .run({ executor: cluster, onEvent })
      .catch(({ cause }: Error) => cause);
    expect(error).toMatchObject({ name: 'ExecutionError', code: 'no-workers' });
    expect(logged).toEqual([expect.stringMatching(/^waiting for workers of tls:\/\/127\.0\.0\.1:/)]);
  });

  test('Node on the workers', async () => {
    await using cluster = dask({ python, workers: 1, node: '/nowhere/node' });
    const error = await analysisOf({ s: files.recorded })
      .run({ executor: cluster })
      .catch(({ cause }: Error) => cause);
    expect(error).toMatchObject({ name: 'ExecutionError', code: 'no-node' });
    expect((error as Error).message).toContain('/nowhere/node: No such file or directory');
  });

  test('jagged on the workers', async () => {
    await using cluster = dask({ python, workers: 1, node: [process.execPath, '/nowhere/child.js'] });
    const error = await analysisOf({ s: files.recorded })
      .run({ executor: cluster })
      .catch(({ cause }: Error) => cause);
    expect(error).toMatchObject({ name: 'ExecutionError', code: 'no-node' });
    expect((error as Error).message).toContain("Cannot find module '/nowhere/child.js'");
  });
});

describe.skipIf(python === undefined)('Dask', () => {
  describe('a cluster on this machine', () => {
    let cluster: Dask;
    beforeAll(() => {
      cluster = dask({ python, workers: 1, threads: 2, memory: '1GB' });
    });
    afterAll(() => cluster.close());

    test('tells what it is made of', async () => {
      const info = await cluster.info();
      expect(info).toMatchObject({ threads: 2, memory: 1e9, dashboard: null });
      expect(info.scheduler).toMatch(/^tls:\/\/127\.0\.0\.1:\d+$/);
      expect(info.workers).toEqual([
        { name: '0', address: expect.stringMatching(/^tls:/), threads: 2, memory: 1e9, used: expect.any(Number) },
      ]);
    });

    test('has a Node process a thread, which tell who they are', async () => {
      const { ledger } = await analysisOf({ s: files.simulated }, { chunkSize: 100 }).run({ executor: cluster });
      expect(ledger.executor).toBe('Dask on this machine');
      expect(new Set(ledger.partitions.map(({ worker }) => worker))).toEqual(
        new Set(['worker 0, process 1', 'worker 0, process 2']),
      );
    });

    test('gives what there is while it runs', async () => {
      const job = analysisOf({ s: files.simulated, r: files.recorded }, { chunkSize: 100 });
      const counts: number[] = [];
      let last = '';
      for await (const { result } of job.stream({ executor: cluster, every: 0.02 })) {
        counts.push(result.outputs.counts.events);
        last = bitsOf(result);
      }
      expect(counts.length).toBeGreaterThan(1);
      expect(counts.toSorted((a, b) => a - b)).toEqual(counts);
      expect(last).toBe(bitsOf(await job.run({ executor: inProcess() })));
    });

    test('grows and shrinks, and a run uses workers that come later', async () => {
      const job = analysisOf({ s: files.simulated }, { chunkSize: 100 });
      await cluster.scale(2);
      await until(async () => (await cluster.info()).workers.length === 2);
      expect(bitsOf(await job.run({ executor: cluster }))).toBe(bitsOf(await job.run({ executor: inProcess() })));
      await cluster.scale(1);
      await until(async () => (await cluster.info()).workers.length === 1);
      await cluster.adapt({ minimum: 2, maximum: 3 });
      await until(async () => (await cluster.info()).workers.length === 2);
      await cluster.scale(1);
      await until(async () => (await cluster.info()).workers.length === 1);
      await expect(cluster.adapt({ maximum: 0 })).rejects.toThrow('maximum is 0');
      await expect(cluster.jobScript()).rejects.toMatchObject({ code: 'no-jobs' });
    });
  });

  test('workers come when there is work, and the dashboard where that is asked', async () => {
    await using cluster = dask({ python, adapt: { maximum: 1 }, dashboard: true, tls: false });
    const before = await cluster.info();
    expect(before.workers).toEqual([]);
    expect(before.scheduler).toMatch(/^tcp:/);
    expect(before.dashboard).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/status$/);
  });

  test('what is printed on a worker comes into the log, with the rows it is about', async () => {
    const preload = join(folder, 'preload.mjs');
    const print =
      "process.stdin.on('data', () => setTimeout(() => { console.log('to out'); console.error('to err'); }));";
    writeFileSync(preload, print);
    const child = join(import.meta.dirname, '../../../../src/execute/dask/child.ts');
    const node = [process.execPath, '--import', import.meta.resolve('tsx'), '--import', preload, child];
    await using cluster = dask({ python, workers: 1, node });
    const logged: RunEvent[] = [];
    const job = analysisOf({ s: files.recorded.slice(1) });
    await job.run({ executor: cluster, onEvent: (event) => event.is === 'log' && logged.push(event) });
    const where = `${files.recorded[1]}, rows 0 to 300`;
    for (const text of ['to out', 'to err'])
      expect(logged).toContainEqual({ is: 'log', text, worker: 'worker 0', where });
  });
});
