import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  analysis,
  axis,
  type Context,
  type Dataset,
  type Executor,
  ExpressionError,
  formOf,
  histogram,
  inProcess,
  open,
  type Progress,
  RunError,
  type RunEvent,
  SourceError,
} from '../../../src/index.ts';
import { scratch, sql } from '../sources/support.ts';
import { analysisOf, bitsOf, type Demo, EVENTS, type Files, makeFiles } from './data.ts';

const folder = scratch();
let files: Files;
beforeAll(async () => {
  files = await makeFiles(folder);
}, 60_000);

const count = (events: Dataset<Demo>) => ({ n: events.count() });
const counting = (sets: Parameters<typeof analysis>[0], options: Parameters<typeof analysis>[2] = {}) =>
  analysis<Demo, ReturnType<typeof count>>(sets, count, options);

describe('a processor', () => {
  test('is called once a data set, and told its name, metadata and the others', async () => {
    const seen: Context[] = [];
    const { outputs, datasets } = await analysis(
      {
        simulated: { files: files.simulated, metadata: { crossSection: 6.5 } },
        recorded: join(folder, 'recorded'),
      },
      (events: Dataset<Demo>, context) => {
        seen.push(context);
        return { n: events.count() };
      },
      { chunkSize: 500 },
    ).run();
    expect(seen).toEqual([
      { dataset: 'simulated', datasets: ['simulated', 'recorded'], metadata: { crossSection: 6.5 } },
      { dataset: 'recorded', datasets: ['simulated', 'recorded'], metadata: {} },
    ]);
    expect(outputs).toEqual({ n: 4 * EVENTS + 300 });
    expect(datasets).toEqual({ simulated: { n: 3 * EVENTS }, recorded: { n: EVENTS + 300 } });
  });

  test('may be an object that makes the final result', async () => {
    class Efficiency {
      readonly cut = 40;
      process(events: Dataset<Demo>) {
        return { all: events.count(), hard: events.where((e, { cut }) => e.MET.pt > cut, { cut: this.cut }).count() };
      }
      postprocess({ all, hard }: { all: number; hard: number }): number {
        return hard / all;
      }
    }
    const { outputs, datasets } = await analysis({ s: files.simulated }, new Efficiency()).run();
    const { all, hard } = datasets['s'] as { all: number; hard: number };
    expect(outputs).toBe(hard / all);
  });

  test('may give other outputs for other data sets; those of one name must be alike', async () => {
    const sets = { simulated: files.simulated, recorded: files.recorded };
    const some = analysis(sets, (events: Dataset<Demo>, { dataset }) =>
      dataset === 'recorded' ? { n: events.count() } : { n: events.count(), deep: { m: events.count() } },
    );
    expect((await some.run()).outputs).toEqual({ n: 4 * EVENTS + 300, deep: { m: 3 * EVENTS } });
    const unlike = analysis(sets, (events: Dataset<Demo>, { dataset }) => ({
      met: histogram(axis.regular(dataset === 'recorded' ? 5 : 10, 0, 100)).fill(events.MET.pt),
    }));
    await expect(unlike.run()).rejects.toMatchObject({ code: 'outputs-differ', message: expect.stringMatching(/met/) });
  });

  test.each<[string, string, (events: Dataset<Demo>) => unknown]>([
    ['gives nothing', 'no-outputs', () => ({})],
    ['gives something else', 'not-lazy', () => ({ n: 3 })],
    [
      'leaves the range of an axis open',
      'range-not-known',
      (events) => ({ h: histogram(axis.regular(10)).fill(events.MET.pt) }),
    ],
  ])('that %s is refused before anything is read', async (_what, code, process) => {
    await expect(analysis({ s: files.simulated }, process as never).explain()).rejects.toMatchObject({ code });
  });

  test('computes nothing itself', async () => {
    let problem: unknown;
    const job = analysis({ s: files.simulated }, (events: Dataset<Demo>) => {
      problem = events.MET.pt.toArray().catch((error: unknown) => error);
      return { n: events.count() };
    });
    await job.explain();
    expect(await problem).toMatchObject({ code: 'not-here' });
  });

  test('is a mistake where a field is not there: told when the plan is made, with the near name', async () => {
    const job = analysis({ s: files.simulated }, (events: Dataset<{ MET: { ptt: number } }>) => ({
      n: events.where((e) => e.MET.ptt > 3).count(),
    }));
    await expect(job.run()).rejects.toThrow(/did you mean 'pt'/);
  });
});

describe('explain and estimate', () => {
  test('one plan is shown for data sets that have the same', async () => {
    const text = await counting({ simulated: files.simulated, recorded: files.recorded }).explain();
    expect(text).toMatch(/^plan over each file of simulated, recorded\n/);
    expect(text.match(/plan over/g)).toHaveLength(1);
  });

  test('files, events, partitions and bytes are known before a run', async () => {
    const job = analysisOf({ simulated: files.simulated, recorded: files.recorded }, { chunkSize: 2000 });
    const estimate = await job.estimate();
    const { ledger } = await job.run();
    expect(estimate).toMatchObject({ files: 5, events: 4 * EVENTS + 300, partitions: ledger.partitions.length });
    expect(estimate.bytes).toBe(ledger.bytes);
    expect(estimate.datasets[0]?.columns.toSorted()).toEqual(ledger.datasets[0]?.columns);
    expect(ledger.datasets[0]?.columns).toEqual([
      'MET_phi',
      'MET_pt',
      'Muon_charge',
      'Muon_eta',
      'Muon_mass',
      'Muon_phi',
      'Muon_pt',
    ]);
  });
});

describe('data sets', () => {
  test('are folders, globs, paths, file URLs, lists', async () => {
    const [first] = files.recorded as [string];
    const { datasets } = await counting({
      folder: join(folder, 'simulated'),
      glob: join(folder, 'simulated', '*_[12].parquet'),
      path: first,
      url: pathToFileURL(first),
      list: files.recorded,
    }).run();
    const counts = Object.values(datasets).map((one) => (one as { n: number }).n);
    expect(counts).toEqual([3 * EVENTS, 2 * EVENTS, EVENTS, EVENTS, EVENTS + 300]);
  });

  test('may be limited: files, each n-th file, partitions', async () => {
    const n = async (options: Parameters<typeof analysis>[2]): Promise<unknown> =>
      (await counting({ s: files.simulated }, options).run()).outputs;
    expect(await n({ maxFiles: 2 })).toEqual({ n: 2 * EVENTS });
    expect(await n({ every: 2 })).toEqual({ n: 2 * EVENTS });
    expect(await n({ maxChunks: 4 })).toEqual({ n: EVENTS + 2048 });
    expect((await counting({ s: files.simulated }, { maxChunks: 4 }).run()).ledger.complete).toBe(true);
    await expect(n({ maxFiles: 0 })).rejects.toMatchObject({ code: 'bad-option' });
  });

  test('leave out what is excluded, and tell what may not be meant', async () => {
    const odd = join(folder, 'odd');
    mkdirSync(odd);
    for (const [i, from] of files.simulated.entries()) copyFileSync(from, join(odd, `run_${i}.parquet`));
    copyFileSync(files.simulated[0] as string, join(odd, 'backup.parquet'));
    writeFileSync(join(odd, 'notes.txt'), 'x');
    writeFileSync(join(odd, '.hidden'), 'x');
    const stray = await counting({ s: odd }).run();
    expect(stray.outputs).toEqual({ n: 4 * EVENTS });
    const at = (name: string): string => join(odd, name);
    expect(stray.ledger.datasets[0]?.odd).toEqual([
      { file: at('notes.txt'), why: 'other-kind' },
      { file: at('run_0.parquet'), why: 'copy', of: at('backup.parquet') },
      { file: at('backup.parquet'), why: 'name', of: 'run_#.parquet' },
    ]);
    const { outputs } = await counting({ s: { files: odd, exclude: join(odd, 'back*') } }).run();
    expect(outputs).toEqual({ n: 3 * EVENTS });
  });

  test('tell the keys of folders as fields', async () => {
    const [first, second] = files.recorded as [string, string];
    for (const [year, era, from] of [
      [2017, 'B', first],
      [2018, 'A%20b', second],
    ] as const) {
      mkdirSync(join(folder, 'hive', `year=${year}`, `era=${era}`), { recursive: true });
      copyFileSync(from, join(folder, 'hive', `year=${year}`, `era=${era}`, 'x.parquet'));
    }
    const { outputs } = await analysis(
      { h: join(folder, 'hive') },
      (events: Dataset<Demo & { year: number; era: string }>) => ({
        years: histogram(axis.integer(2016, 2019)).fill(events.year),
        eras: histogram(axis.category()).fill(events.era),
        late: events.where((e) => e.year > 2017).count(),
        both: events.where((e) => e.year > 2017 && e.Muon.length > 0).MET.pt,
      }),
    ).run();
    expect([...outputs.years.values()]).toEqual([0, EVENTS, 300]);
    expect(JSON.stringify(outputs.eras)).toContain('A b');
    expect(outputs.late).toBe(300);
    expect(outputs.both).toEqual(await (await open<Demo>(second)).where((e) => e.Muon.length > 0).MET.pt.toArray());
  });

  test.each<[string, Parameters<typeof analysis>[0], string]>([
    ['no data sets', {}, 'wrong-argument'],
    ['an empty list', { a: [] }, 'no-files'],
    ['a glob that nothing matches', { a: '/nowhere/*.parquet' }, 'no-files'],
    ['a file that is not there', { a: '/nowhere/x.parquet' }, 'no-such-file'],
  ])('%s: an error that names the data set', async (_what, sets, code) => {
    await expect(counting(sets).run()).rejects.toMatchObject({ code });
  });
});

describe('a form', () => {
  test('stands for the files: none is opened before the run', async () => {
    const form = JSON.parse(JSON.stringify(formOf(await open(files.simulated))));
    const unreadable = join(folder, 'unreadable.parquet');
    writeFileSync(unreadable, 'not a Parquet file');
    const known = counting({ s: unreadable }, { form });
    expect(await known.explain()).toContain('output n');
    await expect(counting({ s: unreadable }).explain()).rejects.toBeInstanceOf(SourceError);
    await expect(known.run()).rejects.toBeInstanceOf(RunError);
    const job = analysisOf({ s: files.simulated }, { form });
    expect(bitsOf(await job.run())).toBe(bitsOf(await analysisOf({ s: files.simulated }).run()));
    await expect(counting({ s: files.simulated }, { form: { version: 2 } as never }).run()).rejects.toMatchObject({
      code: 'bad-form',
    });
  });

  test('files that differ from it only where nothing is read are taken', async () => {
    const other = join(folder, 'other.parquet');
    await sql(
      `COPY (SELECT * EXCLUDE (MET_phi), 1 AS extra FROM '${files.simulated[0]}') TO '${other}' (FORMAT parquet)`,
    );
    const sets = { s: [...files.simulated, other] };
    const form = formOf(await open(files.simulated));
    expect((await counting(sets, { form }).run()).outputs).toEqual({ n: 4 * EVENTS });
    await expect(analysisOf(sets, { form }).run()).rejects.toThrow(/other\.parquet.*MET is missing/s);
  });
});

describe('while it runs', () => {
  test('it tells what happens, and how far it is', async () => {
    const events: RunEvent[] = [];
    const steps: Progress[] = [];
    await counting({ s: files.simulated }, { chunkSize: 1000 }).run({
      onEvent: (event, progress) => {
        events.push(event);
        steps.push(progress);
      },
    });
    expect(events.filter(({ is }) => is === 'file')).toHaveLength(3);
    expect(events.filter(({ is }) => is === 'partition')).toHaveLength(21);
    const done = steps.map((progress) => progress.events);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    expect(steps.at(-1)).toMatchObject({ events: 3 * EVENTS, eventsKnown: 3 * EVENTS, files: 3, partitions: 21 });
    expect(steps.at(-1)?.secondsLeft).toBe(0);
  });

  test('lines stand where there is no terminal, a bar where there is one', async () => {
    const shown = async (isTTY: boolean): Promise<string> => {
      let text = '';
      const screen = {
        isTTY,
        columns: 100,
        write: (more: string): boolean => {
          text += more;
          return true;
        },
      };
      await counting({ s: [...files.simulated, files.truncated] }).run({ progress: screen, onError: 'skip' });
      return text;
    };
    const lines = await shown(false);
    expect(lines).toMatch(/cannot open .*truncated\.parquet/);
    expect(lines).toMatch(/15\.0k events of 4 files in .*NOT COMPLETE: 1 of 4 files failed/);
    expect(lines.includes('\u001b')).toBe(false);
    expect(await shown(true)).toMatch(/events/);
  });

  test('partial results come as it goes, the whole at last', async () => {
    const job = analysisOf({ s: files.simulated }, { chunkSize: 400 });
    const whole = await job.run();
    const seen: number[] = [];
    let last: Awaited<ReturnType<typeof job.run>> | undefined;
    for await (const some of job.stream({ every: 0.001 })) {
      seen.push(some.result.outputs.counts.events);
      last = some.result;
    }
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.length).toBeGreaterThan(2);
    expect(bitsOf(last as NonNullable<typeof last>)).toBe(bitsOf(whole));
  });

  test('who stops listening stops the run', async () => {
    let done = 0;
    const onEvent = ({ is }: RunEvent): void => {
      if (is === 'partition') done++;
    };
    for await (const some of analysisOf({ s: files.simulated }, { chunkSize: 50 }).stream({ every: 0.001, onEvent })) {
      if (some.progress.partitions > 3) break;
    }
    const then = done;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(done).toBe(then);
    expect(done).toBeLessThan(300);
  });

  test('files may come late, in any order, with the same bits', async () => {
    const coming = (order: readonly number[]) =>
      async function* (): AsyncGenerator<string> {
        for (const i of order) {
          await new Promise((resolve) => setTimeout(resolve, 20));
          yield files.simulated[i] as string;
        }
      };
    const known = await analysisOf({ s: files.simulated }, { chunkSize: 600 }).run();
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
    ])
      expect(bitsOf(await analysisOf({ s: coming(order)() }, { chunkSize: 600 }).run())).toBe(bitsOf(known));
  });

  test('a cancelled run does not wait for files that never come', async () => {
    async function* never(): AsyncGenerator<string> {
      yield files.simulated[0] as string;
      await new Promise(() => undefined);
    }
    const stop = new AbortController();
    const run = counting({ s: never() }).run({
      signal: stop.signal,
      onEvent: ({ is }) => {
        if (is === 'partition') stop.abort(new Error('enough'));
      },
    });
    await expect(run).rejects.toThrow('enough');
  });

  test('work waits while what is under way takes too much memory', async () => {
    let [under, most] = [0, 0];
    const slow: Executor = {
      name: 'slow',
      begin: async (run) => {
        const crew = await inProcess({ connections: 8 }).begin(run);
        return {
          ...crew,
          do: async (task: Parameters<typeof crew.do>[0]) => {
            most = Math.max(most, ++under);
            await new Promise((resolve) => setTimeout(resolve, 5));
            const done = await crew.do(task);
            under--;
            return done;
          },
        } as typeof crew;
      },
    };
    const job = analysisOf({ s: files.simulated });
    const free = await job.run({ executor: slow });
    expect(most).toBeGreaterThan(2);
    most = 0;
    const bound = await job.run({ executor: slow, memoryLimit: 1000 });
    expect(most).toBe(1);
    expect(bitsOf(bound)).toBe(bitsOf(free));
  });
});

describe('failures', () => {
  test('what may pass is tried again', async () => {
    const failing = (times: number): Executor => ({
      name: 'failing',
      begin: async (run) => {
        const crew = await inProcess().begin(run);
        const failed = new Map<number, number>();
        return {
          ...crew,
          do: (task: Parameters<typeof crew.do>[0]) => {
            const before = failed.get(task.id) ?? 0;
            failed.set(task.id, before + 1);
            return before < times ? Promise.reject(new Error('the network is away')) : crew.do(task);
          },
        } as typeof crew;
      },
    });
    const job = analysisOf({ s: files.simulated });
    const again = await job.run({ executor: failing(2) });
    expect(bitsOf(again)).toBe(bitsOf(await job.run()));
    expect(again.ledger.partitions.every(({ attempts }) => attempts === 3)).toBe(true);
    await expect(job.run({ executor: failing(3) })).rejects.toMatchObject({ code: 'run-failed' });
    await expect(job.run({ executor: failing(1), retries: 0 })).rejects.toThrow(/network is away/);
  });

  test('more than is tolerated is an error with the ledger', async () => {
    const sets = { s: [...files.simulated, files.truncated] };
    const error = await counting(sets)
      .run({ onError: 'skip', tolerance: 0.2 })
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'too-many-failures' });
    expect((error as RunError).ledger.events.seen).toBe(3 * EVENTS);
    expect((await counting(sets).run({ onError: 'skip', tolerance: 0.25 })).ledger.complete).toBe(false);
    const none = counting({ s: files.truncated }, { form: formOf(await open(files.simulated)) });
    await expect(none.run({ onError: 'skip' })).rejects.toMatchObject({ code: 'too-many-failures' });
  });

  test('a file that goes away after it was found', async () => {
    const gone = join(folder, 'simulated', 'gone_9.parquet');
    copyFileSync(files.simulated[0] as string, gone);
    const job = counting({ s: [...files.simulated, gone] });
    await job.explain();
    truncateSync(gone, 10);
    const { outputs, ledger } = await job.run({ onError: 'skip' });
    expect(outputs).toEqual({ n: 3 * EVENTS });
    expect(ledger.files.find(({ file }) => file === gone)).toMatchObject({ status: 'failed' });
  });

  test.each([{ tolerance: 2 }, { retries: -1 }, { onError: 'ignore' as never }])(
    '%j makes no sense',
    async (options) => {
      await expect(counting({ s: files.simulated }).run(options)).rejects.toBeInstanceOf(ExpressionError);
    },
  );

  test('no events at all give the results of none', async () => {
    const empty = join(folder, 'empty.parquet');
    await sql(`COPY (SELECT * FROM '${files.simulated[0]}' LIMIT 0) TO '${empty}' (FORMAT parquet)`);
    const { outputs, ledger } = await analysisOf({ s: empty }).run();
    expect(outputs.counts).toEqual({ events: 0, pairs: 0 });
    expect(outputs.pt).toEqual([]);
    expect(ledger.complete).toBe(true);
  });
});

describe('a checkpoint', () => {
  const path = join(folder, 'run.checkpoint');
  const job = (chunkSize = 600) => analysisOf({ simulated: files.simulated, recorded: files.recorded }, { chunkSize });
  const statuses = (result: Awaited<ReturnType<ReturnType<typeof job>['run']>>): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const { status } of result.ledger.partitions) counts[status] = (counts[status] ?? 0) + 1;
    return counts;
  };

  test('continues a run that was cut short, with the same bits', async () => {
    const whole = await job().run();
    const stop = new AbortController();
    let done = 0;
    const cut = job().run({
      checkpoint: path,
      signal: stop.signal,
      onEvent: ({ is }) => {
        if (is === 'partition' && ++done === 10) stop.abort(new Error('power cut'));
      },
    });
    await expect(cut).rejects.toThrow('power cut');
    expect(existsSync(`${path}.lock`)).toBe(false);
    // the end of the last line is lost
    const text = readFileSync(path);
    writeFileSync(path, text.subarray(0, text.length - 7));
    const rest = await job().run({ checkpoint: path });
    expect(bitsOf(rest)).toBe(bitsOf(whole));
    expect(statuses(rest)['resumed']).toBe(9);
    const again = await job().run({ checkpoint: path });
    expect(statuses(again)).toEqual({ resumed: again.ledger.partitions.length });
    expect(bitsOf(again)).toBe(bitsOf(whole));
  });

  test('does not count for files that have changed', async () => {
    const changed = files.recorded[1] as string;
    await sql(`COPY (SELECT * FROM '${changed}' LIMIT 200) TO '${changed}.new' (FORMAT parquet)`);
    copyFileSync(`${changed}.new`, changed);
    const result = await job().run({ checkpoint: path });
    expect(result.datasets['recorded']?.counts.events).toBe(EVENTS + 200);
    expect(statuses(result)['done']).toBe(1);
  });

  test('of another analysis, no checkpoint at all, or in use, is refused', async () => {
    await expect(job(700).run({ checkpoint: path })).rejects.toThrow(/another analysis/);
    const other = join(folder, 'other.txt');
    writeFileSync(other, 'hello\nworld\n');
    await expect(job().run({ checkpoint: other })).rejects.toThrow(/no checkpoint/);
    expect(readFileSync(other, 'utf8')).toBe('hello\nworld\n');
    writeFileSync(`${path}.lock`, String(process.pid));
    await expect(job().run({ checkpoint: path })).rejects.toThrow(/in use by another run/);
    writeFileSync(`${path}.lock`, '999999999');
    await expect(job().run({ checkpoint: path })).resolves.toBeDefined();
  });

  test('rubbish at its end is forgotten', async () => {
    appendFileSync(path, '{"key":"x","done"');
    const result = await job().run({ checkpoint: path });
    expect(statuses(result)['done']).toBeUndefined();
  });
});

describe('a report', () => {
  test('is one page with pictures, numbers, the plan, timings and the ledger; names are text', async () => {
    const name = '<script>alert(1)</script>';
    const result = await analysis(
      { [name]: files.simulated, b: [files.truncated, ...files.recorded] },
      (events: Dataset<Demo>, { dataset, datasets }) => ({
        met: histogram(axis.category(datasets), axis.regular(10, 0, 100, { label: 'MET & more' })).fill(
          dataset,
          events.MET.pt,
        ),
        deep: { n: events.count() },
        pt: events.where((e) => e.MET.pt > 90).MET.pt,
      }),
    ).run({ onError: 'skip' });
    const page = result.report({ title: 'a < b', sections: [{ title: 'mine', parts: ['text & more'] }] });
    expect(page).not.toContain('<script');
    const titles = [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, title]) => title);
    expect(titles).toEqual(['mine', 'met', 'Numbers', 'Other outputs', 'Plan', 'Timings', 'Ledger']);
    expect(page).toContain('<h1>a &lt; b</h1>');
    expect(page).toContain('NOT COMPLETE');
    expect(page).toMatch(/truncated\.parquet/);
    expect(page).toContain('output deep.n');
    expect(page.match(/<svg/g)).toHaveLength(1);
    const shown = (result as unknown as Record<symbol, () => Record<string, string>>)[
      Symbol.for('Jupyter.display')
    ]?.();
    expect(Object.keys(shown ?? {})).toEqual(['text/html', 'text/plain']);
    expect(shown?.['text/plain']).toContain('outputs: met, deep.n, pt');
  });
});
