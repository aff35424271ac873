import type { Worker } from 'node:worker_threads';
import { errorFromJson } from './errors.ts';
import { type FromWorker, MOST_SOURCES, type ToWorker } from './messages.ts';
import { startWorker } from './start.ts';

type Answer = Exclude<FromWorker, { is: 'ready' }>;

/** The answer to a partition of a source, or to a piece of work on files. */
export type AnswerTo<T extends 'work' | 'task'> = Exclude<Answer, { is: T extends 'work' ? 'did' : 'done' }>;

/** A thread ended while it worked. */
export class ThreadEnded extends Error {}

/** A worker thread that does one thing at a time. While it does nothing it does not keep the program running. */
export class PoolWorker {
  readonly number: number;
  /** What it knows, by their numbers. */
  readonly runs = new Set<number>();
  readonly sources: number[] = [];
  /** The group of the partition it did last, and the run. */
  last: { readonly run: number; readonly group: number } | undefined;
  readonly #worker: Worker;
  #pending: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | undefined;

  constructor(number: number, onReady: () => void, onEnd: (error: Error) => void) {
    this.number = number;
    this.#worker = startWorker();
    let failure: Error | undefined;
    this.#worker.on('message', (message: FromWorker) => {
      if (message.is === 'ready') onReady();
      else this.#answered(message);
    });
    this.#worker.on('error', (error) => {
      failure = error;
    });
    this.#worker.on('exit', (code) => {
      const error = failure ?? new Error(`it ended with exit code ${code}`);
      this.#pending?.reject(new ThreadEnded(error.message, { cause: error }));
      onEnd(error);
    });
    // after the listeners: each of them would keep the program running
    this.#worker.unref();
  }

  tell(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  /** Tells it work and waits for the answer; rejects where the thread ends meanwhile. */
  ask<T extends 'work' | 'task'>(message: ToWorker & { tell: T }): Promise<AnswerTo<T>> {
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#pending = { resolve: resolve as (answer: Answer) => void, reject };
      this.tell(message);
    });
  }

  /** Lets the program end although an answer is still to come. */
  nobodyWaits(): void {
    this.#worker.unref();
  }

  /** Ends the thread. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #answered(answer: Answer): void {
    this.#worker.unref();
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.resolve(answer);
  }
}

/** Milliseconds of work for two threads from which on they are started unasked. */
const WORTH_START = 300;

/** The worker threads of this process, which all runs share. They stay, warm, until the program ends. */
class Pool {
  /** Why the last thread that was started did not come up. */
  failure: Error | undefined;
  readonly #all = new Set<PoolWorker>();
  readonly #ready = new Set<PoolWorker>();
  readonly #idle: PoolWorker[] = [];
  readonly #waiting = new Set<() => void>();
  #started = 0;
  #runs = 0;
  #alone = 0;

  /** Threads that are up. */
  get ready(): number {
    return this.#ready.size;
  }

  /** A number for a run that nobody else has. */
  newRun(): number {
    return ++this.#runs;
  }

  /** Notes the milliseconds that a partition took which a thread could have done, had there been one. */
  noteAlone(milliseconds: number): void {
    this.#alone += milliseconds;
  }

  /**
   * Whether so many threads are worth their start for who did not ask for them. To start one takes as long as half a small
   * query, and the fewer processors there are, the more it takes away from the work itself.
   */
  pays(count: number): boolean {
    return this.#all.size > 0 || this.#alone > WORTH_START / (count - 1);
  }

  /** Starts threads until there are so many. */
  grow(count: number): void {
    this.failure = undefined;
    while (this.#all.size < count) {
      const worker: PoolWorker = new PoolWorker(
        ++this.#started,
        () => {
          this.#ready.add(worker);
          this.release(worker);
        },
        (error) => this.#ended(worker, error),
      );
      this.#all.add(worker);
    }
  }

  /** A thread that has nothing to do, by preference one that knows the run; it is given back by `release`. */
  take(run: number): PoolWorker | undefined {
    const known = this.#idle.findIndex((worker) => worker.runs.has(run));
    return this.#idle.splice(Math.max(known, 0), 1)[0];
  }

  release(worker: PoolWorker): void {
    if (this.#ready.has(worker)) this.#idle.push(worker);
    this.#changed();
  }

  /** Gives back a thread that was taken for nothing. */
  putBack(worker: PoolWorker): void {
    this.#idle.push(worker);
  }

  /** Has something called, once, when a thread may have become free. */
  whenFree(then: () => void): void {
    this.#waiting.add(then);
  }

  /** Ends all threads and forgets what was done without them, as a test needs it. */
  async clear(): Promise<void> {
    this.#alone = 0;
    await Promise.all([...this.#all].map((worker) => worker.end()));
  }

  /** Tells those that know a run that it is over. */
  endRun(run: number): void {
    for (const worker of this.#all) if (worker.runs.delete(run)) worker.tell({ tell: 'end', run });
  }

  #ended(worker: PoolWorker, error: Error): void {
    if (!this.#ready.delete(worker)) this.failure = error;
    this.#all.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    this.#changed();
  }

  #changed(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const then of waiting) then();
  }
}

export const pool = new Pool();

/** Starts so many worker threads and waits until they are up, for who wants no run to wait for them. */
export async function warmWorkers(count: number): Promise<void> {
  while (pool.ready < count) {
    pool.grow(count);
    // unlike a thread that is starting, a timer keeps the program running
    const alive = setInterval(() => undefined, 1000);
    await new Promise<void>((resolve) => pool.whenFree(resolve));
    clearInterval(alive);
    if (pool.failure !== undefined) throw pool.failure;
  }
}

/** Sees to it that a worker has a source open. */
export function shareSource(worker: PoolWorker, source: number, shared: () => ToWorker & { tell: 'open' }): void {
  if (worker.sources.includes(source)) return;
  worker.sources.push(source);
  if (worker.sources.length > MOST_SOURCES) worker.sources.shift();
  worker.tell(shared());
}

/** The error that an answer tells. */
export const errorOf = (answer: FromWorker & { is: 'failed' }): Error => errorFromJson(answer.error);
