import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analysis, type Dataset, dask, type DaskOptions, inProcess, type RunEvent } from '../../../../src/index.ts';
import { daskPython } from '../../../tools/dask.ts';
import { processesBelow } from '../../../tools/processes.ts';
import { scratch } from '../../sources/support.ts';
import { analysisOf, bitsOf, type Demo, type Files, makeFiles } from '../data.ts';

const folder = scratch();
const python = daskPython();
const at = (name: string): string => join(folder, name);
const tls = { ca: at('ca.pem'), cert: at('node.pem'), key: at('node.key') };

describe.skipIf(python === undefined)('a cluster at an address', () => {
  const started: ChildProcess[] = [];
  let files: Files;
  let address: string;

  /** Starts a part of Dask; resolves with what its log says after some words. */
  const start = (part: string, args: readonly string[], words: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const certificates = ['--tls-ca-file', tls.ca, '--tls-cert', tls.cert, '--tls-key', tls.key];
      const child = spawn(python as string, ['-m', `distributed.cli.${part}`, ...args, ...certificates], {
        stdio: ['ignore', 'ignore', 'pipe'],
        cwd: folder,
      });
      started.push(child);
      child.once('exit', (code) => reject(new Error(`${part} ended with ${code}`)));
      createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
        const found = words.exec(line)?.[1];
        if (found !== undefined) resolve(found);
      });
    });

  beforeAll(async () => {
    files = await makeFiles(folder);
    execFileSync(python as string, [join(import.meta.dirname, '../../../python/make_certificates.py'), folder]);
    const on = ['--host', '127.0.0.1', '--port', '0', '--protocol', 'tls', '--no-dashboard'];
    address = await start('dask_scheduler', on, /Scheduler at:\s+(tls:\S+)/);
    const local = ['--local-directory', folder, '--nthreads', '1', '--no-dashboard'];
    await start('dask_worker', [address, ...local, '--name', 'one'], /Registered to:\s+(tls:\S+)/);
    await start('dask_worker', [address, ...local, '--name', 'two'], /Registered to:\s+(tls:\S+)/);
  }, 120_000);
  afterAll(async () => {
    for (const child of started.toReversed()) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (child.exitCode === null && child.kill('SIGTERM')) await ended;
    }
  }, 60_000);

  test('does the work for who has the right certificates, and stays', async () => {
    const job = analysisOf({ s: files.simulated, r: files.recorded }, { chunkSize: 500 });
    const cluster = dask({ python, address, tls });
    const info = await cluster.info();
    expect(info).toMatchObject({ scheduler: address, threads: 2 });
    const { ledger, ...result } = await job.run({ executor: cluster });
    expect(bitsOf(result)).toBe(bitsOf(await job.run({ executor: inProcess() })));
    expect(new Set(ledger.partitions.map(({ worker }) => worker))).toEqual(new Set(['worker one', 'worker two']));
    await expect(cluster.scale(3)).rejects.toMatchObject({ code: 'not-own-cluster' });
    await cluster.close();
    expect(nodes()).toEqual([]);
    await using again = dask({ python, address, tls });
    expect((await again.info()).workers).toHaveLength(2);
  });

  const nodes = (): unknown[] =>
    started.flatMap(({ pid }) => processesBelow(pid as number)).filter(({ command }) => command.includes('child.ts'));

  test.each<[string, DaskOptions['tls']]>([
    ['the certificate of a stranger', { ca: tls.ca, cert: at('stranger.pem'), key: at('stranger.key') }],
    ['another authority', { ca: at('stranger.pem'), cert: tls.cert, key: tls.key }],
    ['no certificate', undefined],
  ])('refuses who has %s', async (_, others) => {
    const executor = dask({ python, address, tls: others, timeout: 3 });
    const error = await analysisOf({ s: files.recorded })
      .run({ executor })
      .catch(({ cause }: Error) => cause);
    expect(error).toMatchObject({ name: 'ExecutionError', code: 'dask-refused' });
  });

  test('brings large results through Dask, where there is no folder that all share', async () => {
    await using cluster = dask({ python, address, tls });
    const job = analysis({ s: files.simulated }, (events: Dataset<Demo>) => ({ all: events.Muon }));
    const result = await job.run({ executor: cluster });
    expect(isDeepStrictEqual(result.outputs, (await job.run()).outputs)).toBe(true);
  });

  test('keeps keys and passwords to itself', async () => {
    const said: unknown[] = [];
    const onEvent = (event: RunEvent): void => void said.push(event);
    const job = analysisOf({ s: [...files.simulated, files.damaged] });
    const password = 'open-sesame-1234';
    const withPassword = { python, address: address.replace('//', `//user:${password}@`), tls };
    const refused = await Promise.resolve(withPassword)
      .then(dask)
      .catch((error: Error) => error);
    expect(refused).toMatchObject({ code: 'bad-option' });
    said.push((refused as Error).message, (refused as Error).stack);
    const executors = [
      dask({ python, address, tls: { ...tls, key: at('stranger.key') }, timeout: 3 }),
      dask({ python, address, tls }),
    ];
    for (const executor of executors) {
      const error: unknown = await job.run({ executor, onEvent }).catch((raised: unknown) => raised);
      const { message, stack, cause, ledger } = error as Error & { ledger: unknown; cause: Error };
      said.push(executor.name, message, stack, cause.message, cause.stack, ledger);
      said.push(await executor.info().catch((raised: Error) => [raised.message, raised.stack]));
      said.push(processesBelow(process.pid));
      const skipped = await job
        .run({ executor, onError: 'skip', onEvent })
        .then((result) => [result.ledger, result.report(), result.toString()])
        .catch(({ message: text }: Error) => text);
      said.push(skipped);
      await executor.close();
    }
    await job.writeJob(at('job.json'));
    said.push(await job.explain(), await job.works(), readFileSync(at('job.json'), 'utf8'));
    const text = JSON.stringify(said);
    expect(text).toContain(files.damaged);
    const secrets = ['node', 'stranger', 'ca'].flatMap((name) =>
      readFileSync(at(`${name}.key`), 'utf8')
        .split('\n')
        .filter((line) => line.length > 20 && !line.startsWith('-----')),
    );
    expect(secrets.length).toBeGreaterThan(5);
    expect([password, ...secrets].filter((secret) => text.includes(secret))).toEqual([]);
  });

  test('whose scheduler dies: the run fails at once, and says so', async () => {
    await using cluster = dask({ python, address, tls, timeout: 2 });
    const job = analysisOf({ s: files.simulated }, { chunkSize: 50 });
    const onEvent = ({ is }: RunEvent): unknown => is === 'partition' && started[0]?.kill('SIGKILL');
    const error = await job.run({ executor: cluster, onEvent }).catch(({ cause }: Error) => cause);
    expect(error).toMatchObject({ name: 'ExecutionError', code: 'dask-stopped' });
    expect((error as Error).message).toContain(`the scheduler is gone: ${address}`);
    const again = await job.run({ executor: cluster }).catch(({ cause }: Error) => cause);
    expect(again).toMatchObject({ name: 'ExecutionError', code: 'dask-unreachable' });
  });
});
