import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  analysis,
  axis,
  type Dask,
  type DaskOptions,
  type Dataset,
  dask,
  histogram,
  inProcess,
  type List,
  type RunEvent,
} from '../../../../src/index.ts';
import { daskPython } from '../../../tools/dask.ts';
import { type Process, processesBelow, remaining } from '../../../tools/processes.ts';
import { until } from '../../../tools/until.ts';
import { scratch, sql } from '../../sources/support.ts';
import { analysisOf, bitsOf, type Files, makeFiles } from '../data.ts';

const folder = scratch();
const python = daskPython();
let files: Files;
let wide: string;

beforeAll(async () => {
  files = await makeFiles(folder);
  wide = join(folder, 'wide.parquet');
  const values = 'list_transform(range(60), i -> (hash(r, i) % 1000)::DOUBLE)';
  await sql(`COPY (SELECT ${values} AS x, r::DOUBLE AS y FROM range(600000) t(r)) TO '${wide}' (FORMAT parquet)`);
}, 120_000);

interface Wide {
  readonly x: List<number>;
}

/** An analysis whose partitions each take seconds: all fours among sixty numbers. */
const slow = () =>
  analysis(
    { wide },
    (events: Dataset<Wide>) => ({
      h: histogram(axis.regular(10, 0, 4000)).fill(
        events.x.combinations(4, ['a', 'b', 'c', 'd']).map(({ a, b, c, d }) => a + b + c + d),
      ),
      n: events.count(),
    }),
    { chunkSize: 200, maxChunks: 8 },
  );

const nodesOf = (processes: readonly Process[]): Process[] =>
  processes.filter(({ command }) => command.includes('child.ts'));

/** The Node processes that have computed for a while, by the time they took from processors. */
function busy(processes: readonly Process[]): Process[] {
  return nodesOf(processes).filter(({ pid }) => processorTime(pid) - (idleTime.get(pid) ?? STARTING) > 0.5);
}

/** Seconds that a process takes to start, at most. */
const STARTING = 5;
const idleTime = new Map<number, number>();

/** Remembers what processes have computed so far. */
function noteIdle(processes: readonly Process[]): void {
  for (const { pid } of nodesOf(processes)) idleTime.set(pid, processorTime(pid));
}

describe.skipIf(python === undefined)('Dask', () => {
  describe('where something stops', () => {
    let cluster: Dask;
    const below = (): Process[] => processesBelow(process.pid);
    beforeAll(async () => {
      cluster = dask({ python, workers: 2 });
      await cluster.info();
    }, 60_000);
    afterAll(() => cluster.close());

    test('a worker that is killed: its work is done again', async () => {
      const job = analysisOf({ s: files.simulated }, { chunkSize: 100 });
      const before = (await cluster.info()).workers.map(({ address }) => address);
      let done = 0;
      const result = await job.run({
        executor: cluster,
        onEvent: ({ is }) => {
          if (is !== 'partition' || ++done !== 10) return;
          const [node] = nodesOf(below());
          process.kill((node as Process).parent, 'SIGKILL');
        },
      });
      expect(bitsOf(result)).toBe(bitsOf(await job.run({ executor: inProcess() })));
      expect(result.ledger.complete).toBe(true);
      const isNew = ({ address }: { address: string }): boolean => !before.includes(address);
      await until(async () => (await cluster.info()).workers.some(isNew));
    });

    test('a Node process that is killed: its work is tried again, and the ledger says so', async () => {
      const retried: RunEvent[] = [];
      noteIdle(below());
      const run = slow().run({
        executor: cluster,
        onEvent: (event) => {
          if (event.is === 'retry') retried.push(event);
        },
      });
      const { pid } = await until(() => busy(below())[0]);
      process.kill(pid, 'SIGKILL');
      const { ledger, outputs } = await run;
      expect(retried).toMatchObject([{ attempt: 1, error: { name: 'ExecutionError', code: 'worker-stopped' } }]);
      expect((retried[0] as { error: Error }).error.message).toContain('signal 9');
      expect(ledger.partitions.map(({ attempts }) => attempts).sort()).toEqual([1, 1, 1, 1, 1, 1, 1, 2]);
      expect(ledger.complete).toBe(true);
      expect([...outputs.h.values({ flow: true })].reduce((a, b) => a + b, 0)).toBe(outputs.n * 487_635);
    });

    test('a run that is cancelled stops its processes at once', async () => {
      const stop = new AbortController();
      noteIdle(below());
      const run = slow().run({ executor: cluster, signal: stop.signal });
      const both = await until(() => {
        const nodes = busy(below());
        return nodes.length === 2 ? nodes : undefined;
      });
      stop.abort(new Error('enough'));
      await expect(run).rejects.toThrow('enough');
      expect(await remaining(both, 0)).toEqual([]);
      const job = analysisOf({ s: files.simulated });
      expect(bitsOf(await job.run({ executor: cluster }))).toBe(bitsOf(await job.run({ executor: inProcess() })));
    });

    test('the process between: the run fails, the next one begins anew', async () => {
      const job = analysisOf({ s: files.simulated }, { chunkSize: 100 });
      const all = below();
      const run = job.run({
        executor: cluster,
        onEvent: ({ is }) => {
          if (is === 'partition') for (const { pid, command } of all) if (command.includes('bridge.py')) kill(pid);
        },
      });
      const error: unknown = await run.catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'run-failed', cause: { name: 'ExecutionError', code: 'dask-stopped' } });
      expect(await remaining(all)).toEqual([]);
      expect(bitsOf(await job.run({ executor: cluster }))).toBe(bitsOf(await job.run({ executor: inProcess() })));
    });

    test('close: nothing is left, and the next run begins anew', async () => {
      const all = below();
      expect(nodesOf(all).length).toBeGreaterThan(0);
      await cluster.close();
      expect(await remaining(all)).toEqual([]);
      const job = analysisOf({ s: files.recorded });
      expect((await job.run({ executor: cluster })).ledger.complete).toBe(true);
    });
  });

  describe('where something stops again and again', () => {
    /** A Node process of a worker that does something when it is told something. */
    const child = (name: string, when: string, what: string): string[] => {
      const preload = join(folder, `${name}.mjs`);
      const listen = `process.stdin.on('data', (told) => { if (told.includes('"op": "${when}"')) { ${what} } });`;
      writeFileSync(preload, `import { writeFileSync } from 'node:fs';\n${listen}\n`);
      const entry = join(import.meta.dirname, '../../../../src/execute/dask/child.ts');
      return [process.execPath, '--import', import.meta.resolve('tsx'), '--import', preload, entry];
    };
    const run = async (options: DaskOptions) => {
      await using cluster = dask({ python, workers: 1, ...options });
      const job = analysisOf({ s: files.simulated }, { chunkSize: 2000 });
      const result = await job.run({ executor: cluster, retries: 0 });
      expect(bitsOf(result)).toBe(bitsOf(await job.run({ executor: inProcess() })));
      return result;
    };

    test('workers: the run fails', async () => {
      const error = await run({ node: child('killer', 'do', "process.kill(process.ppid, 'SIGKILL');") }).catch(
        ({ cause }: Error) => cause,
      );
      expect(error).toMatchObject({ name: 'ExecutionError', code: 'worker-stopped' });
      expect((error as Error).message).toContain('Dask workers died again and again');
    });

    test('a Node process that merges: another does it', async () => {
      const marker = join(folder, 'merged');
      const once = `writeFileSync(${JSON.stringify(marker)}, '', { flag: 'wx' });`;
      const node = child('merger', 'merge', `try { ${once} } catch { return; } process.exit(9);`);
      await run({ node });
      expect(existsSync(marker)).toBe(true);
    });

    test('a Node process tells why, as far as it can', async () => {
      const error = await run({ node: child('teller', 'do', "throw new Error('no more of this');") }).catch(
        ({ cause }: Error) => cause,
      );
      expect(error).toMatchObject({ name: 'ExecutionError', code: 'worker-stopped' });
      expect((error as Error).message).toMatch(/ended with exit code 1:\n(.*\n)*.*no more of this/);
    });

    test('reports, which come as events: they are asked for', async () => {
      const site = join(folder, 'site');
      mkdirSync(site);
      const patch =
        'import distributed.worker\ndistributed.worker.Worker.log_event = lambda self, topic, message: None\n';
      writeFileSync(join(site, 'sitecustomize.py'), patch);
      const mute = join(folder, 'mute-python');
      writeFileSync(mute, `#!/bin/sh\nPYTHONPATH=${site} exec ${python} "$@"\n`, { mode: 0o755 });
      const { ledger } = await run({ python: mute });
      expect(new Set(ledger.partitions.map(({ worker }) => worker))).toEqual(new Set(['worker 0']));
    });
  });

  describe('a program that uses Dask', () => {
    const program = join(folder, 'program.mts');
    const start = (body: string) => {
      writeFileSync(
        program,
        `import { analysis, dask } from ${JSON.stringify(join(import.meta.dirname, '../../../../src/index.ts'))};
         const job = analysis({ s: ${JSON.stringify(files.simulated)} }, (e: any) => ({ n: e.count() }), { chunkSize: 500 });
         const cluster = dask({ python: ${JSON.stringify(python)}, workers: 1 });
         console.log((await job.run({ executor: cluster })).outputs.n);
         ${body}`,
      );
      return spawn(process.execPath, ['--import', 'tsx', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    };

    test('ends by itself, with all that it has started', async () => {
      const child = start('await new Promise((resolve) => setTimeout(resolve, 3000));');
      const text = await until(() => (child.stdout.read() as Buffer | null)?.toString());
      const all = processesBelow(child.pid as number);
      expect(nodesOf(all)).toHaveLength(1);
      expect(text).toBe('15000\n');
      expect(await remaining(all)).toEqual([]);
      expect(child.exitCode).toBe(0);
    });

    test('waits until the cluster is closed', async () => {
      const child = start('await cluster.close(); console.log("closed");');
      let text = '';
      child.stdout.on('data', (piece: Buffer) => {
        text += piece.toString();
      });
      await new Promise((resolve) => child.once('close', resolve));
      expect([child.exitCode, text]).toEqual([0, '15000\nclosed\n']);
    });

    test('leaves nothing when it is killed', async () => {
      const child = start('setInterval(() => undefined, 1000);');
      await until(() => (child.stdout.read() as Buffer | null) ?? undefined);
      const all = processesBelow(child.pid as number);
      child.kill('SIGKILL');
      expect(await remaining(all)).toEqual([]);
    });
  });

  test('results that are too large for Dask go through the scratch folder, and are gone after', async () => {
    const shared = join(folder, 'shared');
    const column = (events: Dataset<Wide>) => ({ x: events.x });
    const job = analysis({ wide }, column, { chunkSize: 10_000, maxChunks: 9 });
    const seen = new Set<string>();
    await using cluster = dask({ python, workers: 2, scratch: shared });
    await cluster.info();
    const watching = setInterval(() => {
      for (const name of readdirSync(shared, { recursive: true, encoding: 'utf8' })) seen.add(name);
    }, 5);
    const { outputs } = await job.run({ executor: cluster }).finally(() => clearInterval(watching));
    const here = await job.run({ executor: inProcess() });
    expect(outputs.x.length).toBeGreaterThan(50_000);
    expect(isDeepStrictEqual(outputs, here.outputs)).toBe(true);
    const kinds = [...seen].map((name) => /jagged-(do|merge)-[^/]*$/.exec(name)?.[1]);
    expect(new Set(kinds.filter((kind) => kind !== undefined))).toEqual(new Set(['do', 'merge']));
    expect(readdirSync(shared, { recursive: true })).toHaveLength(1);
    await cluster.close();
    expect(readdirSync(shared)).toEqual([]);
  });
});

/** Seconds of processor time; 0 where it is gone. */
function processorTime(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return 0;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // it has ended already
  }
}
