import { ExecutionError } from '../../../compiler/tree/problem.ts';
import type { Executor, RemoteCrew, Run } from '../crew/crew.ts';
import { Bridge } from './bridge.ts';
import { DaskCrew } from './dask-crew.ts';
import { type Adapt, checkAdapt, checkCount, type DaskOptions, type Opening, openingOf } from './options.ts';
import { childCommand, pythonCommand } from './python.ts';
import type { ClusterInfo } from './told.ts';
import { unlessAborted } from './unless-aborted.ts';

/** Dask as an executor. The cluster starts with the first run, or the first question, and stays until `close`. */
export interface Dask extends Executor, AsyncDisposable {
  /** Has so many workers started, or ended. Resolves when that is asked for; `info` tells what has come of it. */
  scale(workers: number): Promise<void>;
  /** Has workers come and go with the work. */
  adapt(limits: Adapt): Promise<void>;
  /** The workers there are, with their threads and memory, and where the scheduler and its dashboard are. */
  info(): Promise<DaskInfo>;
  /** What is submitted to the batch system for each job. */
  jobScript(): Promise<string>;
  /** Ends what it has started; a cluster at an address stays. The next run starts anew. */
  close(): Promise<void>;
}

/** A Dask cluster at a moment. */
export interface DaskInfo extends ClusterInfo {
  /** Threads of all workers: pieces of work at a time. */
  readonly threads: number;
  /** Bytes that all workers may take. */
  readonly memory: number;
}

/** Partial results of so many bytes and more go through files. */
const LARGEST = 4 * 2 ** 20;

/**
 * Does the work of analyses on the workers of a Dask cluster: processes on this machine, jobs of Slurm or HTCondor, or a
 * cluster at an address. It needs Python with `distributed` (`npm run setup:dask`); partial results stay on the workers
 * and are merged there. The cluster stays up between runs, until `close`. Throws ExpressionError `bad-option` where options
 * do not go together; runs throw ExecutionError `no-dask`, `dask-unreachable`, `dask-refused`.
 *
 * @example
 * ```ts
 * await using cluster = dask({ slurm: { queue: 'short', cores: 4, memory: '8GB', walltime: '01:00:00' }, workers: 20 });
 * const { outputs, ledger } = await peak.run({ executor: cluster, progress: true });
 * ```
 */
export function dask(options: DaskOptions = {}): Dask {
  return new DaskExecutor(options);
}

/** Does the work on the workers of a Dask cluster. */
class DaskExecutor implements Dask {
  readonly name: string;
  readonly #options: DaskOptions;
  readonly #opening: Opening;
  #opened: Promise<Bridge> | undefined;

  constructor(options: DaskOptions) {
    this.#options = options;
    this.#opening = openingOf(options);
    this.name = nameOf(this.#opening);
  }

  async begin(run: Run): Promise<RemoteCrew> {
    const bridge = await unlessAborted(this.#bridge(), run.signal);
    const { where, seconds } = this.#opening;
    const isJob = where === 'slurm' || where === 'htcondor';
    return DaskCrew.begin(bridge, run, { seconds: isJob ? undefined : seconds, largest: LARGEST });
  }

  async scale(workers: number): Promise<void> {
    checkCount('workers', workers, 0);
    await this.#ownCluster('scale', { workers });
  }

  async adapt({ minimum = 0, maximum }: Adapt): Promise<void> {
    checkAdapt({ minimum, maximum });
    await this.#ownCluster('adapt', { minimum, maximum });
  }

  async info(): Promise<DaskInfo> {
    const { told } = await (await this.#bridge()).ask('info');
    const info = told as ClusterInfo;
    const sum = (of: 'threads' | 'memory'): number => info.workers.reduce((all, worker) => all + worker[of], 0);
    const hasDashboard = this.#opening.where !== 'local' || (this.#options.dashboard ?? false) !== false;
    const dashboard = hasDashboard ? info.dashboard : null;
    return { ...info, dashboard, threads: sum('threads'), memory: sum('memory') };
  }

  async jobScript(): Promise<string> {
    const { where } = this.#opening;
    if (where !== 'slurm' && where !== 'htcondor')
      throw new ExecutionError('no-jobs', `${this.name} has no jobs`, {
        hint: 'dask({ slurm }) and dask({ htcondor }) have',
      });
    const { told } = await (await this.#bridge()).ask('script');
    return told as string;
  }

  async close(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    const bridge = await opened?.catch(() => undefined);
    await bridge?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #ownCluster(op: string, head: object): Promise<void> {
    if (this.#opening.where === 'address')
      throw new ExecutionError('not-own-cluster', `${this.name} was not started here, and cannot be scaled from here`);
    await (await this.#bridge()).ask(op, head);
  }

  /** The bridge to the cluster, which is started where there is none. */
  #bridge(): Promise<Bridge> {
    if (this.#opened !== undefined) return this.#opened;
    const opened = this.#open();
    this.#opened = opened;
    const forget = (): void => {
      if (this.#opened === opened) this.#opened = undefined;
    };
    opened.then(({ ended }) => ended.then(forget), forget);
    return opened;
  }

  async #open(): Promise<Bridge> {
    const { adapt, node, python } = this.#options;
    const bridge = new Bridge(pythonCommand(python));
    try {
      await bridge.ask('open', { ...this.#opening, command: childCommand(node) });
      if (adapt !== undefined) await bridge.ask('adapt', { minimum: adapt.minimum ?? 0, maximum: adapt.maximum });
      return bridge;
    } catch (error) {
      await bridge.close();
      throw error;
    }
  }
}

function nameOf({ where, address }: Opening): string {
  switch (where) {
    case 'local':
      return 'Dask on this machine';
    case 'address':
      return `Dask at ${address}`;
    case 'slurm':
      return 'Dask in jobs of Slurm';
    case 'htcondor':
      return 'Dask in jobs of HTCondor';
    default:
      return where satisfies never;
  }
}
