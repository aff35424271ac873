import { type PlanJson, planToJson } from '../../../compiler/plan/plan.ts';
import { ExecutionError } from '../../../compiler/tree/problem.ts';
import type { Partition, SharedSource, Source } from '../../sources/source.ts';
import { type Job, localOutputs } from '../executor.ts';
import { inLoop, whereOf } from '../partition.ts';
import { type Task, taskOf } from '../task.ts';
import { Handout } from './handout.ts';
import { errorOf, pool, type PoolWorker, shareSource } from './pool.ts';

/** How a job is spread. */
export interface Spread {
  /** Partitions at a time, each in a thread. */
  readonly workers: number;
  /** Whether the user asked for workers; else the work is done here where there can be none. */
  readonly asked: boolean;
}

/**
 * Does the work in worker threads; until they are up, this thread takes partitions too, so that nobody waits for their
 * start. Those that nobody asked for are started once they pay. Results are the same as in process: partial results, and errors, come in the order of the partitions.
 */
export async function* inWorkers(job: Job, spread: Spread): AsyncGenerator<readonly unknown[], void, undefined> {
  const { signal } = job.options;
  signal?.throwIfAborted();
  await job.source.prepare?.(job.plan.needs, signal);
  const work = new Work(job, spread);
  const abort = (): void => work.fail(-1, signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    for (let place = 0; place < job.partitions.length; place++) yield await work.result(place);
  } finally {
    signal?.removeEventListener('abort', abort);
    await work.stop();
  }
}

type Outcome = { readonly parts: readonly unknown[] } | { readonly error: unknown };

let sources = 0;
const sourceNumbers = new WeakMap<Source['info'], number>();

/** The number of a source; one that was opened again with nothing changed has its description, and is the same. */
function numberOf({ info }: Source): number {
  const number = sourceNumbers.get(info) ?? ++sources;
  sourceNumbers.set(info, number);
  return number;
}

/** The work of one run. */
class Work {
  readonly #run = pool.newRun();
  readonly #job: Job;
  readonly #spread: Spread;
  readonly #plan: PlanJson;
  readonly #handout: Handout;
  readonly #stopped = new AbortController();
  readonly #outcomes = new Map<number, Outcome>();
  readonly #busy = new Set<PoolWorker>();
  /** What this thread itself does. */
  #here: Promise<void> | undefined;
  #task: Task | undefined;
  /** The place that is waited for, and who waits. */
  #wanted = 0;
  #waiting: ((outcome: Outcome) => void) | undefined;
  /** Places from here on need not be done: one has failed. */
  #end: number;
  readonly #whenFree = (): void => this.#handOut();

  constructor(job: Job, spread: Spread) {
    this.#job = job;
    this.#spread = spread;
    this.#end = job.partitions.length;
    this.#handout = new Handout(job.partitions);
    this.#plan = planToJson({ ...job.plan, outputs: job.plan.outputs.filter(({ place }) => place === 'local') });
    this.#start();
    this.#handOut();
  }

  /** Starts threads, where they were asked for or pay. */
  #start(): void {
    const { workers, asked } = this.#spread;
    if (!asked && !pool.pays(workers)) return;
    try {
      pool.grow(workers);
    } catch (error) {
      if (asked) throw notStarted(error);
    }
  }

  /** The partial results of the partition at a place; throws what went wrong there. */
  async result(place: number): Promise<readonly unknown[]> {
    this.#wanted = place;
    this.#handOut();
    const outcome =
      this.#outcomes.get(-1) ??
      this.#outcomes.get(place) ??
      (await new Promise<Outcome>((resolve) => {
        this.#waiting = resolve;
      }));
    this.#outcomes.delete(place);
    if ('error' in outcome) throw outcome.error;
    return outcome.parts;
  }

  /** Something failed: at a place, or, at -1, the whole run. */
  fail(place: number, error: unknown): void {
    this.#end = Math.min(this.#end, Math.max(0, place));
    this.#settle(place, { error });
  }

  /** Ends the run: what is under way is not waited for, but what this thread does. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    pool.endRun(this.#run);
    for (const worker of this.#busy) worker.nobodyWaits();
    await this.#here;
  }

  /** Gives partitions to threads that are free. */
  #handOut(): void {
    const { workers, asked } = this.#spread;
    if (asked && pool.failure !== undefined && pool.ready === 0) this.fail(-1, notStarted(pool.failure));
    while (!this.#stopped.signal.aborted && this.#busy.size + (this.#here === undefined ? 0 : 1) < workers) {
      const worker = pool.take(this.#run);
      const mayHelp = worker === undefined && this.#here === undefined && pool.ready < workers;
      const next = worker === undefined && !mayHelp ? undefined : this.#next(worker);
      if (next === undefined) {
        if (worker !== undefined) pool.putBack(worker);
        else if (!mayHelp) pool.whenFree(this.#whenFree);
        return;
      }
      if (worker === undefined) this.#here = this.#doHere(next);
      else void this.#giveTo(worker, next);
    }
  }

  #next(worker: PoolWorker | undefined): number | undefined {
    const end = Math.min(this.#end, this.#wanted + this.#job.ahead + 1);
    const last = worker?.last?.run === this.#run ? worker.last.group : undefined;
    const found = this.#handout.take(last, end);
    if (found !== undefined && worker !== undefined) worker.last = { run: this.#run, group: found.group };
    return found?.place;
  }

  async #giveTo(worker: PoolWorker, place: number): Promise<void> {
    const partition = this.#job.partitions[place] as Partition;
    this.#busy.add(worker);
    try {
      this.#introduce(worker);
      const answer = await worker.ask({ tell: 'work', run: this.#run, partition });
      if (!this.#stopped.signal.aborted)
        for (const step of answer.steps) this.#job.options.onStep?.({ ...step, thread: worker.number });
      if (answer.is === 'done') this.#settle(place, { parts: answer.parts });
      else if (answer.is === 'failed') this.fail(place, errorOf(answer));
    } catch (error) {
      this.fail(place, crashed(partition, error));
    } finally {
      this.#busy.delete(worker);
      pool.release(worker);
    }
    this.#handOut();
  }

  /** Tells a worker the source and the plan, where it does not know them. */
  #introduce(worker: PoolWorker): void {
    if (worker.runs.has(this.#run)) return;
    const source = numberOf(this.#job.source);
    const shared = (): SharedSource => (this.#job.source.share as () => SharedSource).call(this.#job.source);
    shareSource(worker, source, () => ({ tell: 'open', source, shared: shared() }));
    worker.tell({ tell: 'begin', run: this.#run, source, plan: this.#plan, engine: this.#job.options.engine });
    worker.runs.add(this.#run);
  }

  async #doHere(place: number): Promise<void> {
    const { plan, source, partitions, options } = this.#job;
    try {
      // first the messages of workers that are up meanwhile
      await new Promise((resolve) => setImmediate(resolve));
      this.#stopped.signal.throwIfAborted();
      this.#task ??= taskOf(localOutputs(plan), options.engine) as Task;
      const partition = partitions[place] as Partition;
      const start = performance.now();
      const parts = await inLoop(this.#task, source, partition, plan, { ...options, signal: this.#stopped.signal });
      pool.noteAlone(performance.now() - start);
      // near the end they would come too late; the next run starts with them
      if (partitions.length - place > this.#spread.workers) this.#start();
      this.#settle(place, { parts });
    } catch (error) {
      this.fail(place, error);
    }
    this.#here = undefined;
    this.#handOut();
  }

  #settle(place: number, outcome: Outcome): void {
    if (this.#waiting !== undefined && (place === this.#wanted || place === -1)) {
      const resolve = this.#waiting;
      this.#waiting = undefined;
      resolve(outcome);
    } else if (!this.#stopped.signal.aborted) this.#outcomes.set(place, outcome);
  }
}

function notStarted(cause: unknown): ExecutionError {
  const reason = `worker threads cannot be started: ${messageOf(cause)}`;
  return new ExecutionError('no-workers', reason, { hint: 'run without them: { workers: 0 }', cause });
}

function crashed(partition: Partition, cause: unknown): ExecutionError {
  const memory = ((cause as Error).cause as { code?: unknown } | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
  const reason = `a worker thread stopped while it worked on partition ${partition.index} (${whereOf(partition)}): ${messageOf(cause)}`;
  return new ExecutionError('worker-stopped', reason, {
    hint: memory ? 'cut the file into smaller partitions with chunkSize' : 'try it without workers: { workers: 0 }',
    cause,
  });
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
