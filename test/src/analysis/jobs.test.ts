import { execFile } from 'node:child_process';
import { appendFileSync, copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../../src/cli/main.ts';
import { RunError } from '../../../src/index.ts';
import { scratch } from '../sources/support.ts';
import { analysisOf, bitsOf, EVENTS, type Files, makeFiles } from './data.ts';

const folder = scratch();
const at = (name: string): string => join(folder, name);
let files: Files;
/** A job of `TASKS` tasks. */
let job: ReturnType<typeof analysisOf>;
const JOB = at('job.json');
const TASKS = 33;

beforeAll(async () => {
  files = await makeFiles(folder);
  job = analysisOf({ simulated: files.simulated, recorded: files.recorded }, { chunkSize: 700 });
  expect(await job.writeJob(JOB)).toEqual({ tasks: TASKS, files: 5, events: 4 * EVENTS + 300, failed: [] });
}, 60_000);

async function jagged(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(args, { out: (text) => void out.push(text), err: (text) => void err.push(text) });
  return { code, out: out.join(''), err: err.join('') };
}

/** Does tasks of a job; gives the part. */
async function part(name: string, index: string, of = JOB): Promise<string> {
  await jagged('run-partition', of, index, '--out', at(name));
  return at(name);
}

const rows = ({ partitions }: RunError['ledger']): unknown[] =>
  partitions.map(({ dataset, file, start, stop, status, bytes }) => [dataset, file, start, stop, status, bytes]);

describe('a job in parts', () => {
  test('gives the same bits as a run, however it is shared out', async () => {
    const run = await job.run();
    const script = join(import.meta.dirname, '../../../src/cli/main.ts');
    const command = ['--import', import.meta.resolve('tsx'), script, 'run-partition', JOB];
    await promisify(execFile)(process.execPath, [...command, '0/2', '--out', at('a0'), '--threads', '2']);
    const parts = [at('a0'), await part('a1', '16-30'), await part('a2', '31'), await part('a3', '32')];
    const gathered = await job.gather(JOB, parts.toReversed());
    expect(bitsOf(gathered)).toBe(bitsOf(run));
    expect(rows(gathered.ledger)).toEqual(rows(run.ledger));
    expect(gathered.ledger).toMatchObject({
      complete: true,
      executor: '4 parts of a job',
      events: run.ledger.events,
      files: run.ledger.files,
      datasets: run.ledger.datasets,
    });
    const found = (await job.gather(JOB, parts)).ledger.partitions.map(({ worker }) => worker?.replace(/\d+$/, ''));
    expect(new Set(found)).toEqual(new Set(['thread ', 'this process']));
  }, 60_000);

  test('is merged without the program too', async () => {
    const run = await job.run();
    const { code, out, err } = await jagged('merge-partitions', JOB, await part('b', '0/1'));
    expect([code, err]).toEqual([0, `${run.ledger.events.seen} of 20300 events of 5 files\n`]);
    const { outputs, datasets, ledger } = JSON.parse(out);
    expect(outputs).toEqual(plain(run.outputs));
    expect(datasets).toEqual({
      simulated: plain(run.datasets['simulated'] as never),
      recorded: plain(run.datasets['recorded'] as never),
    });
    expect(ledger).toMatchObject({ complete: true, version: 1 });
    const to = await jagged('merge-partitions', JOB, at('b'), '--out', at('b.json'));
    expect(to).toMatchObject({ code: 0, out: '' });
    expect(readFileSync(at('b.json'), 'utf8')).toBe(out);
  });

  /** Outputs by their names as JSON has them. */
  function plain({ counts, ...others }: Awaited<ReturnType<typeof job.run>>['outputs']): unknown {
    const named = { ...others, 'counts.events': counts.events, 'counts.pairs': counts.pairs };
    return JSON.parse(JSON.stringify(named));
  }

  test('whose parts are not all there says which tasks are missing', async () => {
    const parts = [await part('c0', '0-6'), await part('c1', '8-29')];
    const reason = '4 of 33 tasks are in none of the parts: 7, 30-32';
    const error: unknown = await job.gather(JOB, parts).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RunError);
    expect(error).toMatchObject({ code: 'parts-missing', reason, ledger: { complete: false } });
    const { code, out, err } = await jagged('merge-partitions', JOB, ...parts);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain(`NOT COMPLETE: ${reason}\n`);
    const some = await job.gather(JOB, parts, { onError: 'skip' });
    expect(some.ledger.partitions.filter(({ status }) => status === 'failed')).toHaveLength(4);
    expect(some.ledger.partitions[7]?.error).toMatchObject({ code: 'part-missing' });
    expect(some.outputs.counts.events).toBe(some.ledger.events.seen);
    const partial = await jagged('merge-partitions', JOB, ...parts, '--partial');
    expect(partial.code).toBe(0);
    expect(JSON.parse(partial.out).outputs['counts.events']).toBe(some.outputs.counts.events);
    await expect(job.gather(JOB, parts, { onError: 'skip', tolerance: 0.1 })).rejects.toMatchObject({
      code: 'too-many-failures',
    });
  });

  test('one that was cut short goes on where it was', async () => {
    const whole = await part('d', '0/1');
    const lines = readFileSync(whole, 'utf8').split('\n');
    const kept = lines.slice(0, 11).join('\n').length + 20;
    truncateSync(whole, kept);
    const { code, err } = await jagged('run-partition', JOB, '0/1', '--out', whole);
    expect([code, err]).toEqual([0, `23 tasks done, 10 done before, 0 failed: ${whole}\n`]);
    expect(bitsOf(await job.gather(JOB, [whole]))).toBe(bitsOf(await job.run()));
  });

  test('a task that fails is told, the others are done, and it may be done again', async () => {
    const bad = analysisOf({ s: [files.simulated[0] as string, files.damaged] }, { chunkSize: 2048 });
    await bad.writeJob(at('bad.json'));
    const { code, err } = await jagged('run-partition', at('bad.json'), '0/1', '--out', at('e'));
    expect(code).toBe(1);
    expect(err).toMatch(
      /^failed: task \d, .*damaged\.parquet, rows 0 to 2048: cannot read column .*\n5 tasks done, 1 failed/,
    );
    const error: unknown = await bad.gather(at('bad.json'), [at('e')]).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'parts-missing' });
    expect((error as Error).message).toMatch(/1 of 6 tasks failed, the first with .*damaged.parquet, rows 0 to 2048: /);
    const skipped = await bad.gather(at('bad.json'), [at('e')], { onError: 'skip' });
    expect(bitsOf(skipped)).toBe(bitsOf(await bad.run({ onError: 'skip' })));
    expect(skipped.ledger.files.map(({ status }) => status).sort()).toEqual(['done', 'partial']);
    const whole = readFileSync(files.simulated[0] as string);
    writeFileSync(files.damaged, whole);
    expect(await jagged('run-partition', at('bad.json'), '0/1', '--out', at('e'))).toMatchObject({ code: 0 });
    expect((await bad.gather(at('bad.json'), [at('e')])).ledger.complete).toBe(true);
  });

  test('files that cannot be opened are left out where that is asked, and stand in the ledger', async () => {
    const some = analysisOf({ s: [...files.simulated, files.truncated] });
    await expect(some.writeJob(at('some.json'))).rejects.toMatchObject({ name: 'SourceError' });
    const summary = await some.writeJob(at('some.json'), { onError: 'skip' });
    expect(summary).toMatchObject({ files: 4, failed: [files.truncated] });
    const parts = [await part('f', '0/1', at('some.json'))];
    await expect(some.gather(at('some.json'), parts)).rejects.toThrow(
      /1 of 4 files could not be opened, the first was .*truncated/,
    );
    const gathered = await some.gather(at('some.json'), parts, { onError: 'skip' });
    const run = await some.run({ onError: 'skip' });
    expect(bitsOf(gathered)).toBe(bitsOf(run));
    expect(gathered.ledger.files).toEqual(run.ledger.files);
  });

  test('takes as many partitions as the analysis', async () => {
    const few = analysisOf({ s: files.simulated, r: files.recorded }, { chunkSize: 700, maxChunks: 10 });
    expect(await few.writeJob(at('few.json'))).toMatchObject({ tasks: 19 });
    const gathered = await few.gather(at('few.json'), [await part('g', '0/1', at('few.json'))]);
    const run = await few.run();
    expect(bitsOf(gathered)).toBe(bitsOf(run));
    expect(gathered.ledger.files).toEqual(run.ledger.files);
  });
});

describe('what does not go together', () => {
  const errorOf = (...args: string[]): Promise<string> => jagged(...args).then(({ code, err }) => `${code} ${err}`);

  test.each(['33', '5-3', '-1', '3/3', '1.5', 'x', '', '2-33'])('the task %s is none', async (index) => {
    const [head = '', hint] = (await errorOf('run-partition', JOB, '--out', at('none'), '--', index)).split('\n');
    expect(head).toBe(`1 there is no task '${index}'`);
    expect(hint).toContain('the job has 33 tasks, counted from 0');
  });

  test('a file that is no job', async () => {
    writeFileSync(at('no-job.json'), '{"jagged":"job","version":1,"works":[],"files":[{"work":0}]}');
    expect(await errorOf('run-partition', at('no-job.json'), '0', '--out', at('x'))).toContain(
      'is no job of version 1',
    );
    expect(await errorOf('merge-partitions', at('nowhere.json'), at('x'))).toContain('nowhere.json is no job: ENOENT');
  });

  test('a part of another job, and a file that is no part', async () => {
    const other = analysisOf({ simulated: files.simulated, recorded: files.recorded }, { chunkSize: 800 });
    await other.writeJob(at('other.json'));
    const one = await part('h', '0', at('other.json'));
    expect(await errorOf('merge-partitions', JOB, one)).toContain('h is a part of another job');
    expect(await errorOf('run-partition', JOB, '0', '--out', one)).toContain('h is a part of another job');
    expect(await errorOf('merge-partitions', JOB, JOB)).toContain('job.json is no part of a job');
    expect(await errorOf('run-partition', JOB, '0', '--out', JOB)).toContain('job.json is no part of a job');
    expect(await errorOf('merge-partitions', JOB, at('nowhere'))).toContain('there is no file');
    await expect(job.gather(at('other.json'), [one])).rejects.toMatchObject({ code: 'other-job' });
  });

  test('a file that has changed since the job was written', async () => {
    const copy = at('copy.parquet');
    copyFileSync(files.recorded[1] as string, copy);
    const small = analysisOf({ s: [copy] });
    await small.writeJob(at('small.json'));
    appendFileSync(copy, 'more');
    const { code, err } = await jagged('run-partition', at('small.json'), '0', '--out', at('i'));
    expect(code).toBe(1);
    expect(err).toMatch(/copy\.parquet has \d+ bytes now, and had \d+ when the job was written/);
  });
});
