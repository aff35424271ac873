import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inProcess, threads } from '../../../src/index.ts';
import { pool } from '../../../src/execute/workers/pool.ts';
import { scratch } from '../sources/support.ts';
import { analysisOf, bitsOf, type Files, makeFiles } from './data.ts';

const folder = scratch();
let files: Files;
beforeAll(async () => {
  files = await makeFiles(folder);
}, 60_000);
afterAll(() => pool.clear());

describe('threads that end while they work', () => {
  test('are replaced, and what they had is done again', async () => {
    const job = analysisOf({ s: files.simulated }, { chunkSize: 100 });
    let done = 0;
    const retried: string[] = [];
    const result = await job.run({
      executor: threads(2),
      onEvent: (event) => {
        if (event.is === 'partition' && ++done === 20) void pool.clear();
        if (event.is === 'retry') retried.push((event.error as { code?: string }).code ?? '');
      },
    });
    expect(bitsOf(result)).toBe(bitsOf(await job.run({ executor: inProcess() })));
    expect(new Set(retried)).toEqual(new Set(['worker-stopped']));
    expect(result.ledger.complete).toBe(true);
  });

  test('again and again are an error that names the rows', async () => {
    const job = analysisOf({ s: files.simulated }, { chunkSize: 100 });
    const killing = setInterval(() => void pool.clear(), 20);
    const run = job.run({ executor: threads(2), retries: 0 });
    const error: unknown = await run.catch((thrown: unknown) => thrown).finally(() => clearInterval(killing));
    expect(error).toMatchObject({ code: 'run-failed', cause: { code: 'worker-stopped' } });
  });
});

describe('a program that runs an analysis', () => {
  const program = (body: string): Promise<{ stdout: string; stderr: string }> => {
    const path = join(folder, 'program.mts');
    writeFileSync(
      path,
      `import { analysis, threads } from ${JSON.stringify(join(import.meta.dirname, '../../../src/index.ts'))};
       const job = analysis({ s: ${JSON.stringify(files.simulated)} }, (e: any) => ({ n: e.count(), pt: e.Muon.pt }), { chunkSize: 500 });
       ${body}`,
    );
    const node = `exec ${process.execPath} --import tsx ${path}`;
    return promisify(execFile)('bash', ['-c', body.includes('checkpoint') ? `ulimit -f 64; ${node}` : node]);
  };

  test('ends by itself, with threads, after a failure and after a cancelled run', async () => {
    const { stdout } = await program(`
      const { outputs } = await job.run({ executor: threads(2) });
      const stop = new AbortController();
      await job.run({ executor: threads(2), signal: stop.signal, onEvent: () => stop.abort(new Error('enough')) }).catch((e) => console.log(e.message));
      await analysis({ s: ${JSON.stringify(files.damaged)} }, (e: any) => ({ pt: e.Muon.pt })).run({ executor: threads(2) }).catch((e) => console.log(e.code));
      console.log(outputs.n);`);
    expect(stdout).toBe('enough\nrun-failed\n15000\n');
  }, 60_000);

  test.runIf(process.platform === 'linux')(
    'finishes although the disk is full; the ledger says that the checkpoint ends',
    async () => {
      const { stdout } = await program(`
      const { outputs, ledger } = await job.run({ checkpoint: ${JSON.stringify(join(folder, 'full.checkpoint'))} });
      console.log(outputs.n, ledger.complete, ledger.notes.length, ledger.notes[0]);`);
      expect(stdout).toMatch(/^15000 true 1 the checkpoint cannot be written any more: .*EFBIG/);
    },
    60_000,
  );
});
