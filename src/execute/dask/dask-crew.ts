import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import { ExecutionError } from '../../../compiler/tree/problem.ts';
import type { Handle, RemoteCrew, Run } from '../crew/crew.ts';
import type { Done, FileTask, Parts, TaskReport } from '../crew/work.ts';
import type { Bridge } from './bridge.ts';
import { unlessAborted } from './unless-aborted.ts';
import type { WorkerInfo } from './told.ts';

interface Pending {
  readonly resolve: (done: Done<Handle>) => void;
  readonly reject: (error: unknown) => void;
}

/** How a run on Dask begins. */
export interface Beginning {
  /** Seconds that it waits for the first worker; without end where not told. */
  readonly seconds: number | undefined;
  /** Partial results of so many bytes and more go through files. */
  readonly largest: number;
}

/** Workers of Dask on a run. Partial results stay there, under keys. */
export class DaskCrew implements RemoteCrew {
  width = 0;
  readonly #bridge: Bridge;
  readonly #name = randomUUID().slice(0, 8);
  readonly #signal: AbortSignal;
  readonly #pending = new Map<string, Pending>();
  /** Pieces of work that are handed over together. */
  #batch: { readonly key: string; readonly id: number; readonly bytes: Uint8Array }[] = [];
  #keys = 0;

  private constructor(bridge: Bridge, { signal, log }: Run) {
    this.#bridge = bridge;
    this.#signal = signal;
    bridge.listen(this.#name, {
      done: (key, report) => this.#settled(key)?.resolve({ parts: { key }, report: deserialize(report) as TaskReport }),
      failed: (key, error) => this.#settled(key)?.reject(error),
      log,
      lost: (error) => this.#failAll(error),
    });
    signal.addEventListener('abort', this.#stop, { once: true });
  }

  /** Gives the works of a run to all workers, also to those that come later, once there is one. */
  static async begin(bridge: Bridge, run: Run, { seconds, largest }: Beginning): Promise<DaskCrew> {
    const crew = new DaskCrew(bridge, run);
    try {
      const head = { run: crew.#name, seconds: seconds ?? null, largest };
      const { told } = await unlessAborted(bridge.ask('begin', head, serialize(run.works)), run.signal);
      crew.width = widthFor(told as readonly WorkerInfo[]);
      return crew;
    } catch (error) {
      await crew.end();
      throw error;
    }
  }

  do(task: FileTask): Promise<Done<Handle>> {
    if (this.#signal.aborted) return Promise.reject(this.#signal.reason);
    if (this.#bridge.failure !== undefined) return Promise.reject(this.#bridge.failure);
    const key = this.#newKey('do');
    if (this.#batch.length === 0) setImmediate(() => this.#handOver());
    this.#batch.push({ key, id: task.id, bytes: serialize(task) });
    return new Promise((resolve, reject) => this.#pending.set(key, { resolve, reject }));
  }

  async merge(work: number, handles: readonly Handle[]): Promise<Handle> {
    const key = this.#newKey('merge');
    // whether it succeeds is found out by who fetches the result
    this.#bridge.tell({ op: 'merge', run: this.#name, key, work, parts: handles.map((handle) => handle.key) });
    return { key };
  }

  async fetch({ key }: Handle): Promise<Parts> {
    const { told, body } = await this.#bridge.ask('fetch', { run: this.#name, key });
    const file = told as string | null;
    return deserialize(file === null ? body : await readScratch(file)) as Parts;
  }

  release({ key }: Handle): void {
    this.#bridge.tell({ op: 'release', run: this.#name, key });
  }

  async end(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#stop);
    await this.#bridge.ask('end', { run: this.#name }).catch(() => undefined);
    this.#bridge.unlisten(this.#name);
  }

  readonly #stop = (): void => {
    if (this.#pending.size === 0) return;
    this.#bridge.tell({ op: 'stop', run: this.#name });
    this.#failAll(this.#signal.reason);
  };

  #handOver(): void {
    const batch = this.#batch;
    this.#batch = [];
    if (this.#signal.aborted) return;
    const tasks = batch.map(({ key, id, bytes }) => ({ key, id, size: bytes.length }));
    this.#bridge.tell(
      { op: 'do', run: this.#name, tasks },
      batch.map(({ bytes }) => bytes),
    );
  }

  /** Dask shows what stands before the first number. */
  #newKey(what: string): string {
    return `jagged-${what}-${this.#name}-${++this.#keys}`;
  }

  #settled(key: string): Pending | undefined {
    const pending = this.#pending.get(key);
    this.#pending.delete(key);
    return pending;
  }

  #failAll(reason: unknown): void {
    const all = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of all) reject(reason);
  }
}

/** Pieces of work that Dask has at a time: so many that it never runs out of them before it can be told more. */
const LEAST_WIDTH = 128;

function widthFor(workers: readonly WorkerInfo[]): number {
  const threads = workers.reduce((sum, worker) => sum + worker.threads, 0);
  return Math.max(LEAST_WIDTH, 4 * threads);
}

async function readScratch(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw new ExecutionError('dask-scratch', `a result that a Dask worker has written is not here: ${file}`, {
      hint: 'scratch is a folder that all workers and this process share',
      cause,
    });
  }
}
