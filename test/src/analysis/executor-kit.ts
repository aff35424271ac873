import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analysis, type Executor, inProcess, RunError } from '../../../src/index.ts';
import { scratch } from '../sources/support.ts';
import { analysisOf, bitsOf, EVENTS, type Files, makeFiles } from './data.ts';

/** What every executor must do, held against this process. `end` closes what `make` has opened. */
export function executorKit(
  name: string,
  make: () => Promise<Executor> | Executor,
  end: () => Promise<void> | void = () => undefined,
): void {
  describe(`the executor: ${name}`, () => {
    let files: Files;
    let executor: Executor;
    beforeAll(async () => {
      files = await makeFiles(scratch());
      executor = await make();
    }, 120_000);
    afterAll(() => end());

    const sets = (): Record<string, readonly string[]> => ({ simulated: files.simulated, recorded: files.recorded });

    test('gives the same bits as this process', async () => {
      const job = analysisOf(sets(), { chunkSize: 700 });
      const [here, there] = [await job.run({ executor: inProcess() }), await job.run({ executor })];
      expect(bitsOf(there)).toBe(bitsOf(here));
      expect(there.outputs.counts.events).toBe(4 * EVENTS + 300);
      expect(there.ledger.complete).toBe(true);
      expect(there.ledger.partitions.map((one) => [one.file, one.start, one.stop, one.status])).toEqual(
        here.ledger.partitions.map((one) => [one.file, one.start, one.stop, one.status]),
      );
    });

    test('an error keeps its class and tells the file', async () => {
      const job = analysisOf({ simulated: [...files.simulated, files.foreign] });
      const error: unknown = await job.run({ executor }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(RunError);
      expect((error as RunError).cause).toMatchObject({ name: 'SourceError', code: 'schema-differs' });
      expect((error as Error).message).toContain('foreign.parquet');
      expect((error as RunError).ledger.complete).toBe(false);
    });

    test('what fails is left out where that is asked, and stands in the ledger', async () => {
      const whole = await analysisOf(sets()).run({ executor: inProcess() });
      const bad = { ...sets(), simulated: [...files.simulated, files.foreign, files.damaged, files.truncated] };
      const some = await analysisOf(bad).run({ executor, onError: 'skip' });
      expect(some.ledger.complete).toBe(false);
      const failed = some.ledger.files
        .filter(({ status }) => status !== 'done')
        .map(({ file, status }) => [file, status]);
      expect(failed.sort()).toEqual([
        [files.damaged, 'partial'],
        [files.foreign, 'partial'],
        [files.truncated, 'failed'],
      ]);
      expect(some.datasets['recorded']).toEqual(whole.datasets['recorded']);
      expect(some.ledger.events.seen).toBe(some.outputs.counts.events);
      const damaged = some.ledger.partitions.filter(({ file }) => file === files.damaged);
      expect(damaged.map(({ status }) => status)).toEqual(['failed', 'done', 'done']);
    });

    test('two runs at once do not mix', async () => {
      const one = analysisOf({ a: files.simulated }, { chunkSize: 900 });
      const two = analysis({ b: files.recorded }, (events) => ({ n: events.count() }));
      const [first, second] = await Promise.all([one.run({ executor }), two.run({ executor })]);
      expect(bitsOf(first)).toBe(bitsOf(await one.run({ executor: inProcess() })));
      expect(second.outputs).toEqual({ n: EVENTS + 300 });
    });

    test('a run that is cancelled ends, and the next one is whole', async () => {
      const stop = new AbortController();
      const job = analysisOf(sets(), { chunkSize: 100 });
      let done = 0;
      const run = job.run({
        executor,
        signal: stop.signal,
        onEvent: ({ is }) => {
          if (is === 'partition' && ++done === 3) stop.abort(new Error('enough'));
        },
      });
      await expect(run).rejects.toThrow('enough');
      expect(done).toBeLessThan(100);
      expect(bitsOf(await job.run({ executor }))).toBe(bitsOf(await job.run({ executor: inProcess() })));
    });

    test('large columns come back whole', async () => {
      const job = analysis<{ Muon: never }, never>({ simulated: files.simulated }, ((events: {
        Muon: { pt: unknown };
      }) => ({ pt: events.Muon.pt })) as never);
      const [here, there] = [await job.run({ executor: inProcess() }), await job.run({ executor })];
      expect(there.outputs).toEqual(here.outputs);
      expect((there.outputs as { pt: unknown[] }).pt).toHaveLength(3 * EVENTS);
    });
  });
}
