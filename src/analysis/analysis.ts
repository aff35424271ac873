import { ExecutionError, ExpressionError, SourceError } from '../../compiler/tree/problem.ts';
import type { DatasetOptions } from '../api/dataset.ts';
import type { Outputs, Results } from '../api/types.ts';
import type { Executor } from '../execute/crew/crew.ts';
import { commonKeys } from '../execute/crew/hive.ts';
import { inProcess } from '../execute/crew/in-process.ts';
import { openFile } from '../execute/crew/opened.ts';
import type { Work } from '../execute/crew/work.ts';
import { WorkFiles } from '../execute/crew/work-files.ts';
import type { Engine } from '../execute/task.ts';
import { writeWhole } from '../results/file.ts';
import type { FileOpening } from '../sources/open-files.ts';
import { checkCount, type DataSets, type FileLimits, findDataSets, type FoundDataSet } from './data-sets.ts';
import { gather, lacking } from './gather.ts';
import { type JobSummary, makeJob, readJob, sameWorks, summaryOf } from './job.ts';
import { errorEntry, type Ledger } from './ledger.ts';
import type { OddFile } from './odd-files.ts';
import {
  type KnownForm,
  prepare,
  type Prepared,
  type Process,
  type ProcessorObject,
  type Rows,
  rowsOfForm,
} from './processor.ts';
import { Counter, type Display, displayOn, type Progress, type Screen } from './progress.ts';
import { AnalysisResult } from './result.ts';
import { checkOutputs, resultsOf, resultsOfAll } from './results.ts';
import { type RunEvent, Runner, type SetParts } from './runner.ts';

/** How the files of an analysis are read. */
export interface AnalysisOptions extends FileOpening, FileLimits, Pick<DatasetOptions, 'behaviors'> {
  /** The type of the rows, where it is known (`formOf`): then no file is opened before the run. One for all, or by data set. */
  readonly form?: KnownForm | Readonly<Record<string, KnownForm>> | undefined;
  /** At most so many partitions of each data set. */
  readonly maxChunks?: number | undefined;
  /** What computes; by default loops, and kernels where code must not be generated. */
  readonly engine?: Engine | undefined;
}

/** How an analysis is run. */
export interface AnalysisRunOptions {
  /** What does the work; this process unless told. */
  readonly executor?: Executor | undefined;
  readonly signal?: AbortSignal | undefined;
  /** `raise` (the default): the first failure ends the run. `skip`: what fails is left out, and stands in the ledger. */
  readonly onError?: 'raise' | 'skip' | undefined;
  /** With `skip`, the largest share of files (0 to 1) that may fail, wholly or in part. 1 unless told. */
  readonly tolerance?: number | undefined;
  /** How often something is tried again that may pass: a worker that stopped, a read that failed. 2 unless told. */
  readonly retries?: number | undefined;
  /** Bytes that partitions under way may take; others wait. */
  readonly memoryLimit?: number | undefined;
  /** A file that keeps the partial results: run again with it, only what is missing is done. */
  readonly checkpoint?: string | undefined;
  /** Shows how far it is: on standard error, or on the screen given; lines where that is no terminal. */
  readonly progress?: boolean | Screen | undefined;
  /** Called with what happens, as it happens. */
  readonly onEvent?: ((event: RunEvent, progress: Progress) => void) | undefined;
}

/** What reading all of it would take, as the files' metadata tell. */
export interface Estimate {
  readonly files: number;
  readonly events: number;
  readonly partitions: number;
  /** Bytes of the columns that are read. */
  readonly bytes: number;
  readonly datasets: readonly {
    readonly name: string;
    readonly files: number;
    readonly events: number;
    readonly partitions: number;
    readonly bytes: number;
    readonly columns: readonly string[];
    readonly odd: readonly OddFile[];
  }[];
}

/** Something between the beginning and the end of a run. */
export interface PartialResult<O> {
  readonly result: AnalysisResult<O>;
  readonly progress: Progress;
}

/** A run that failed as a whole; `ledger` tells what was done until then, `cause` what went wrong. */
export class RunError extends ExecutionError {
  readonly ledger: Ledger;
  constructor(code: string, reason: string, ledger: Ledger, details: { hint?: string; cause?: unknown }) {
    super(code, reason, details);
    this.ledger = ledger;
  }
}

interface Ready {
  readonly sets: readonly FoundDataSet[];
  readonly prepared: readonly Prepared[];
}

/** An analysis of data sets: one processor, run over all their files. Made by `analysis`. */
export class Analysis<E, O extends Outputs, R = Results<O>> {
  readonly #sets: DataSets;
  readonly #process: Process<E, O>;
  readonly #postprocess: ((outputs: Results<O>) => R) | undefined;
  readonly #options: AnalysisOptions;
  #ready: Promise<Ready> | undefined;

  constructor(sets: DataSets, processor: Process<E, O> | ProcessorObject<E, O, R>, options: AnalysisOptions) {
    checkCount('maxChunks', options.maxChunks);
    this.#sets = sets;
    this.#options = options;
    this.#process =
      typeof processor === 'function' ? processor : (events, context) => processor.process(events, context);
    this.#postprocess =
      typeof processor === 'function' || processor.postprocess === undefined
        ? undefined
        : (outputs) => (processor as Required<ProcessorObject<E, O, R>>).postprocess(outputs);
  }

  /** The plan of each data set; data sets with the same plan share it. Opens one file of each, unless the form is known. */
  async explain(): Promise<string> {
    return plansText((await this.#prepare()).prepared);
  }

  /** What a run would read: opens the metadata of all files. Throws SourceError for one that cannot be opened. */
  async estimate(): Promise<Estimate> {
    const { sets, prepared } = await this.#prepare();
    const opener = new WorkFiles();
    const datasets = await Promise.all(
      sets.map(async ({ name, files, odd }, i) => {
        const { plan, work } = prepared[i] as Prepared;
        if (!Array.isArray(files))
          throw new ExpressionError('not-known', `how many files ${name} has is not known before they come`);
        let [events, partitions, bytes] = [0, 0, 0];
        let columns: readonly string[] = [];
        for (const file of files as readonly string[]) {
          const source = await opener.open(work, file);
          const all = source.partitions().slice(0, (this.#options.maxChunks ?? Number.POSITIVE_INFINITY) - partitions);
          for (const partition of all) {
            events += partition.stop - partition.start;
            bytes += source.storedBytes?.(partition, plan.needs) ?? 0;
          }
          partitions += all.length;
          columns = source.columnsOf(plan.needs);
        }
        return { name, files: files.length, events, partitions, bytes, columns, odd };
      }),
    );
    const sum = (key: 'files' | 'events' | 'partitions' | 'bytes'): number =>
      datasets.reduce((all, one) => all + one[key], 0);
    return { files: sum('files'), events: sum('events'), partitions: sum('partitions'), bytes: sum('bytes'), datasets };
  }

  /** What is sent to workers, a data set each: plain data. */
  async works(): Promise<readonly Work[]> {
    return worksOf(await this.#prepare());
  }

  /**
   * Writes it into a file, for batch systems: `jagged run-partition FILE INDEX --out PART` does a part of it, `gather` and
   * `jagged merge-partitions` make the result of the parts. Opens the metadata of all files; throws SourceError for one that
   * cannot be opened, unless such are left out with `onError: 'skip'`.
   */
  async writeJob(path: string, { onError = 'raise' }: Pick<AnalysisRunOptions, 'onError'> = {}): Promise<JobSummary> {
    const ready = await this.#prepare();
    const job = await makeJob(ready.sets, worksOf(ready), { maxChunks: this.#options.maxChunks, onError });
    await writeWhole(path, (sink) => sink(JSON.stringify(job)));
    return summaryOf(job);
  }

  /**
   * The result of the parts of a job that `writeJob` wrote for this analysis, with the bits of `run`. Parts are files, globs,
   * or folders of files that end in `.part`. Throws RunError `parts-missing`, which has the ledger, where some of it is missing
   * or has failed, unless that is left out with `onError: 'skip'`; ExecutionError where the job or a part is of something else.
   */
  async gather(
    job: string,
    parts: string | readonly string[],
    { onError = 'raise', tolerance = 1 }: Pick<AnalysisRunOptions, 'onError' | 'tolerance'> = {},
  ): Promise<AnalysisResult<O, R>> {
    const ready = await this.#prepare();
    const read = await readJob(job);
    if (!sameWorks(read.works, worksOf(ready)))
      throw new ExecutionError('other-job', `${job} is the job of another analysis`, { hint: 'write it anew' });
    const sets = ready.sets.map(({ name, odd }, i) => ({ name, odd, plan: (ready.prepared[i] as Prepared).plan }));
    const gathered = await gather(read, sets, parts);
    const lacks = lacking(gathered);
    if (onError === 'raise' && lacks !== undefined)
      throw new RunError('parts-missing', lacks, gathered.ledger, {
        hint: "do those tasks, or leave them out with { onError: 'skip' }",
      });
    checkTolerance(gathered.ledger, tolerance);
    return this.#result(ready, gathered.parts, gathered.ledger, (merged) => this.#final(merged));
  }

  /**
   * Runs it. Throws RunError (code `run-failed`, `too-many-failures`), which has the ledger, where it fails; what `signal`
   * was aborted with where it was.
   */
  async run(options: AnalysisRunOptions = {}): Promise<AnalysisResult<O, R>> {
    const { parts, ready, ledger } = await this.#start(options).done;
    return this.#result(ready, parts, ledger, (merged) => this.#final(merged));
  }

  /** Runs it, and gives what is there every so often, at last the whole. Who stops asking stops the run. */
  async *stream(
    options: AnalysisRunOptions & { readonly every?: number } = {},
  ): AsyncGenerator<PartialResult<O>, void, undefined> {
    const { every = 0.5, signal, ...rest } = options;
    const stop = new AbortController();
    const both = signal === undefined ? stop.signal : AbortSignal.any([stop.signal, signal]);
    const started = this.#start({ ...rest, signal: both });
    let ended = false;
    const done = started.done.finally(() => {
      ended = true;
    });
    done.catch(() => undefined);
    try {
      for (;;) {
        let timer: NodeJS.Timeout | undefined;
        const pause = new Promise<void>((resolve) => {
          timer = setTimeout(resolve, every * 1000);
        });
        await Promise.race([done.catch(() => undefined), pause]);
        clearTimeout(timer);
        if (ended) break;
        const { runner, ready, counter } = await started.running;
        if (counter.progress.partitions === 0) continue;
        // where partial results are elsewhere, they may be gone by now: the run has ended
        const parts = await runner.soFar().catch(() => undefined);
        if (parts === undefined) continue;
        yield { result: this.#result(ready, parts, runner.ledger(), asIs), progress: counter.progress };
      }
      const { parts, ready, ledger, counter } = await done;
      yield { result: this.#result(ready, parts, ledger, asIs), progress: counter.progress };
    } finally {
      stop.abort();
      await done.catch(() => undefined);
    }
  }

  #start(options: AnalysisRunOptions): {
    running: Promise<{ runner: Runner; ready: Ready; counter: Counter }>;
    done: Promise<{ parts: SetParts[]; ready: Ready; ledger: Ledger; counter: Counter }>;
  } {
    const { executor = inProcess(), signal, onError = 'raise', tolerance = 1, retries = 2, memoryLimit } = options;
    checkRun({ tolerance, retries, onError });
    const begin = async (): Promise<{
      runner: Runner;
      ready: Ready;
      counter: Counter;
      display: Display | undefined;
    }> => {
      const ready = await this.#prepare();
      const known = ready.sets.every(({ files }) => Array.isArray(files));
      const files = ready.sets.reduce((sum, set) => sum + (set.files as readonly string[]).length, 0);
      const counter = new Counter(known ? files : undefined);
      const display = await screenOf(options.progress);
      const onEvent = (event: RunEvent): void => {
        counter.count(event);
        display?.show(counter.progress);
        const text = lineOf(event);
        if (text !== undefined) display?.line(text);
        options.onEvent?.(event, counter.progress);
      };
      const { maxChunks } = this.#options;
      const { checkpoint } = options;
      const how = { executor, signal, onError, retries, memoryLimit, maxChunks, checkpoint, onEvent };
      return { runner: new Runner(ready.sets, ready.prepared, how), ready, counter, display };
    };
    const running = begin();
    const done = running.then(async ({ runner, ready, counter, display }) => {
      try {
        const parts = await runner.run();
        const ledger = runner.ledger();
        checkTolerance(ledger, tolerance);
        display?.end(ledger);
        return { parts, ready, ledger, counter };
      } catch (error) {
        display?.end(undefined);
        if (signal?.aborted === true || error instanceof RunError) throw error;
        throw failed(runner.ledger(), error);
      }
    });
    return { running, done };
  }

  #result<S>(
    { prepared }: Ready,
    parts: readonly SetParts[],
    ledger: Ledger,
    post: (merged: Results<O>) => S,
  ): AnalysisResult<O, S> {
    const bySet = prepared.map((one, set) => [one.work.dataset, resultsOf(one, parts[set]) as Results<O>] as const);
    const merged = resultsOfAll(prepared, parts) as Results<O>;
    return new AnalysisResult(merged, post(merged), Object.fromEntries(bySet), ledger, () => plansText(prepared));
  }

  #final(merged: Results<O>): R {
    return this.#postprocess === undefined ? (merged as unknown as R) : this.#postprocess(merged);
  }

  #prepare(): Promise<Ready> {
    this.#ready ??= this.#makeReady().catch((error: unknown) => {
      this.#ready = undefined;
      throw error;
    });
    return this.#ready;
  }

  async #makeReady(): Promise<Ready> {
    const { schema, tree, nullable, scan, chunkSize, nonFiniteText, behaviors, engine } = this.#options;
    const opening = { schema, tree, nullable, scan, chunkSize, nonFiniteText };
    const sets: FoundDataSet[] = [];
    const prepared: Prepared[] = [];
    const datasets = Object.keys(this.#sets);
    for (const set of await findDataSets(this.#sets, this.#options)) {
      const known = this.#formOf(set.name);
      const { rows, files } = known === undefined ? await rowsOfFirst(set, opening) : { rows: known, files: set.files };
      const keys = Array.isArray(files) ? commonKeys(files as readonly string[]) : {};
      const context = { dataset: set.name, datasets, metadata: set.metadata };
      sets.push({ ...set, files });
      prepared.push(prepare(this.#process, { context, rows, keys, opening, options: { behaviors }, engine }));
    }
    checkOutputs(prepared);
    return { sets, prepared };
  }

  #formOf(name: string): Rows | undefined {
    const { form } = this.#options;
    if (form === undefined) return undefined;
    const one = isForm(form) ? form : form[name];
    return one === undefined ? undefined : rowsOfForm(one);
  }
}

const worksOf = ({ prepared }: Ready): readonly Work[] => prepared.map(({ work }) => work);

const asIs = <T>(merged: T): T => merged;

/** The plans; data sets with the same one share it. */
function plansText(prepared: readonly Prepared[]): string {
  const plans = new Map<string, string[]>();
  for (const { work, explain } of prepared) {
    // the first line names the data set; threads and placement are the executor's affair
    const [, ...lines] = explain().split('\n');
    const text = lines.filter((line) => !/^threads: |^ {2}runs here: asked for$/.test(line)).join('\n');
    plans.set(text, [...(plans.get(text) ?? []), work.dataset]);
  }
  return [...plans].map(([text, names]) => `plan over each file of ${names.join(', ')}\n${text}`).join('\n\n');
}

const isForm = (form: KnownForm | Readonly<Record<string, KnownForm>>): form is KnownForm =>
  'version' in form && typeof form['version'] === 'number';

/** The rows of the first file that can be opened, and the files, none of which is lost. */
async function rowsOfFirst(
  set: FoundDataSet,
  opening: FileOpening,
): Promise<{ rows: Rows; files: FoundDataSet['files'] }> {
  if (Array.isArray(set.files)) {
    let failure: unknown;
    for (const file of set.files as readonly string[])
      try {
        return { rows: await rowsOf(file, opening), files: set.files };
      } catch (error) {
        failure ??= error;
      }
    throw failure;
  }
  const coming = (set.files as AsyncIterable<string | URL>)[Symbol.asyncIterator]();
  const first = await coming.next();
  if (first.done === true) throw new SourceError('no-files', `data set ${set.name}: no file has come`);
  const rows = await rowsOf(String(first.value), opening);
  return { rows, files: chained(first.value, coming) };
}

async function rowsOf(file: string, opening: FileOpening): Promise<Rows> {
  const { row, references = [] } = (await openFile(file, opening)).info;
  return { row, references };
}

async function* chained<T>(first: T, rest: AsyncIterator<T>): AsyncGenerator<T, void, undefined> {
  try {
    yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function screenOf(progress: AnalysisRunOptions['progress']): Promise<Display | undefined> {
  if (progress === undefined || progress === false) return undefined;
  return displayOn(progress === true ? process.stderr : progress);
}

function lineOf(event: RunEvent): string | undefined {
  switch (event.is) {
    case 'bad-file':
      return `cannot open ${event.file}: ${event.error.message}`;
    case 'retry':
      return `again, after attempt ${event.attempt}: ${event.where}: ${event.error.message}`;
    case 'log':
      return `${event.worker}${event.where === undefined ? '' : `, ${event.where}`}: ${event.text}`;
    case 'partition':
      return event.entry.error === undefined
        ? undefined
        : `failed: ${event.entry.file}, rows ${event.entry.start} to ${event.entry.stop}: ${event.entry.error.message}`;
    default:
      return undefined;
  }
}

function checkRun({
  tolerance,
  retries,
  onError,
}: Required<Pick<AnalysisRunOptions, 'tolerance' | 'retries' | 'onError'>>): void {
  if (!(typeof tolerance === 'number' && tolerance >= 0 && tolerance <= 1))
    throw new ExpressionError('bad-option', `tolerance is ${String(tolerance)}, expected a share from 0 to 1`);
  if (!Number.isSafeInteger(retries) || (retries as number) < 0)
    throw new ExpressionError('bad-option', `retries is ${String(retries)}, expected a whole number from 0`);
  if (onError !== 'raise' && onError !== 'skip')
    throw new ExpressionError('bad-option', `onError is ${String(onError)}, expected 'raise' or 'skip'`);
}

function checkTolerance(ledger: Ledger, tolerance: number): void {
  const bad = ledger.files.filter(({ status }) => status !== 'done');
  if (bad.length === 0) return;
  const none = ledger.events.seen === 0;
  if (!none && bad.length <= tolerance * ledger.files.length) return;
  const [first] = bad;
  const reason = first?.error ?? ledger.partitions.find(({ error }) => error !== undefined)?.error;
  throw new RunError(
    'too-many-failures',
    `${bad.length} of ${ledger.files.length} files failed, wholly or in part; the first was ${first?.file}: ${reason?.message}`,
    ledger,
    { hint: none ? 'no event was read' : `the tolerance is ${tolerance}; the error's ledger tells of each` },
  );
}

function failed(ledger: Ledger, cause: unknown): RunError {
  const { message: reason } = errorEntry(cause);
  return new RunError('run-failed', `the run stopped after ${ledger.events.seen} events: ${reason}`, ledger, {
    hint: "leave out what fails with { onError: 'skip' }",
    cause,
  });
}
