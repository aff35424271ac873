import type { Engine } from './task.ts';

/** How a query is run. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** What computes; by default loops, and kernels where code must not be generated. */
  readonly engine?: Engine | undefined;
  /** Called after each partition. */
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
  /** Called after each step of the work: what was done, on how many rows, in how many milliseconds. */
  readonly onStep?: ((step: Step) => void) | undefined;
  /**
   * How many worker threads do the work; 0 for none. `auto` (the default) is one a processor where there is enough to read,
   * else none. The results are the same to the bit. Only Parquet files are read by workers; other sources are read here.
   */
  readonly workers?: Workers | undefined;
  /**
   * How many bytes the partitions that are read at one time may take, by the estimate of the files' footers; results are
   * not counted. Throws ExecutionError `memory-limit` where a single partition takes more.
   */
  readonly memoryLimit?: number | undefined;
}

/** A number of worker threads, or what pays. */
export type Workers = number | 'auto';

/** A piece of work that was done on one partition. */
export interface Step {
  readonly did: 'read' | 'loop' | 'storage';
  /** Rows that were delivered or walked; undefined where storage kept them to itself. */
  readonly rows: number | undefined;
  readonly milliseconds: number;
  /** The worker that did it, counted from 1; 0 is the thread that asked. */
  readonly thread: number;
}
