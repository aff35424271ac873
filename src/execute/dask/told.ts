/** What a Node process beside a Dask worker is told; `python/jagged_worker.py` is who tells. */
export type ToChild =
  /** The works of a run; `files` says where results go that have `largest` bytes or more. */
  | {
      readonly op: 'works';
      readonly run: string;
      readonly name: string;
      readonly files: { readonly folder: string; readonly largest: number } | null;
    }
  | { readonly op: 'forget'; readonly run: string }
  /** The body is the piece of work. */
  | { readonly op: 'do'; readonly run: string; readonly key: string }
  /** The body is the parts that are in no file, one after the other. */
  | {
      readonly op: 'merge';
      readonly run: string;
      readonly key: string;
      readonly work: number;
      readonly parts: readonly { readonly size: number; readonly file: string | null }[];
    };

/** What it answers. */
export type FromChild =
  | { readonly is: 'ready' }
  /** The body is the report, of so many bytes, and the partial results, unless these are in a file. */
  | { readonly is: 'done'; readonly report: number; readonly file: string | null }
  /** The body is the error. */
  | { readonly is: 'failed'; readonly text: string }
  | { readonly is: 'log'; readonly text: string };

/** What the process between jagged and Dask is told (`python/bridge.py`), where no answer comes. */
export type ToBridge =
  /** The body is the pieces of work, one after the other. */
  | {
      readonly op: 'do';
      readonly run: string;
      readonly tasks: readonly { readonly key: string; readonly id: number; readonly size: number }[];
    }
  | {
      readonly op: 'merge';
      readonly run: string;
      readonly key: string;
      readonly work: number;
      readonly parts: readonly string[];
    }
  | { readonly op: 'release'; readonly run: string; readonly key: string }
  | { readonly op: 'stop'; readonly run: string };

/** Why something failed there. */
export type Why =
  | 'work'
  | 'missing'
  | 'unreachable'
  | 'refused'
  | 'lost'
  | 'ended'
  | 'killed'
  | 'no-node'
  | 'no-workers'
  | 'python';

/** A failure; with `work` the body is the error. */
interface Failure {
  readonly why: Why;
  readonly text: string;
}

/** What it tells. */
export type FromBridge =
  | { readonly is: 'ready' }
  | { readonly is: 'answer'; readonly ask: number; readonly told: unknown }
  | ({ readonly is: 'refused'; readonly ask: number } & Failure)
  /** The body is the report. */
  | { readonly is: 'done'; readonly run: string; readonly key: string }
  | ({ readonly is: 'failed'; readonly run: string; readonly key: string } & Failure)
  | {
      readonly is: 'log';
      readonly run: string;
      readonly task: number | null;
      readonly who: string;
      readonly text: string;
    };

/** A Dask worker. */
export interface WorkerInfo {
  readonly name: string;
  readonly address: string;
  readonly threads: number;
  /** Bytes that it may take, and those it takes; its Node processes are not counted. */
  readonly memory: number;
  readonly used: number;
}

/** What a Dask cluster is made of at the moment. */
export interface ClusterInfo {
  /** The address of the scheduler, such as `tcp://127.0.0.1:8786`. */
  readonly scheduler: string;
  /** The address of the dashboard; null where it has none. */
  readonly dashboard: string | null;
  readonly workers: readonly WorkerInfo[];
}
