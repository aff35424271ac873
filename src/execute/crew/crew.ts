import type { Done, FileTask, Parts, Work } from './work.ts';

/** What does the work of a run: this process, threads, a cluster. */
export interface Executor {
  /** What progress and the ledger call it. */
  readonly name: string;
  /** Gets ready for a run. It may be asked for several at a time. */
  begin(run: Run): Promise<Crew | RemoteCrew>;
}

/** A run, as those who work on it see it. */
export interface Run {
  readonly works: readonly Work[];
  /** When it aborts, what is under way ends. */
  readonly signal: AbortSignal;
  /** Takes what workers have to say, with the piece of work it is about where there is one. */
  readonly log: (text: string, worker: string, task?: number) => void;
}

/** Those who work on a run. The run sees to order, repetition and merging; they do one piece of work after the other. */
export interface Crew<H = Parts> {
  /** How many pieces of work it wants at a time. */
  readonly width: number;
  /** Does a piece of work. Rejects with what went wrong; the run decides whether it is tried again. */
  do(task: FileTask): Promise<Done<H>>;
  /** Ends: nothing is left running. Called once, also after failures. */
  end(): Promise<void>;
}

/** A crew that keeps partial results where they were made, and gives out handles of them. */
export interface RemoteCrew extends Crew<Handle> {
  /** The partial results of several runs of rows as one, in this order. */
  merge(work: number, handles: readonly Handle[]): Promise<Handle>;
  /** The partial results behind a handle. */
  fetch(handle: Handle): Promise<Parts>;
  /** The handle is not used any more. */
  release(handle: Handle): void;
}

/** Stands for partial results that are elsewhere. */
export interface Handle {
  readonly key: string;
}

export const isRemote = (crew: Crew | RemoteCrew): crew is RemoteCrew => 'fetch' in crew;
