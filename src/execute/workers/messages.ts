import type { PlanJson } from '../../../compiler/plan/plan.ts';
import type { Partition, SharedSource } from '../../sources/source.ts';
import type { Step } from '../options.ts';
import type { Engine } from '../task.ts';
import type { Done, FileTask, Work } from '../crew/work.ts';
import type { ErrorJson } from './errors.ts';

/** What a worker is told. Sources and runs go by numbers. */
export type ToWorker =
  | { readonly tell: 'open'; readonly source: number; readonly shared: SharedSource }
  | {
      readonly tell: 'begin';
      readonly run: number;
      readonly source: number;
      readonly plan: PlanJson;
      readonly engine: Engine | undefined;
    }
  | { readonly tell: 'work'; readonly run: number; readonly partition: Partition }
  /** A run over files, which the worker opens itself; `name` is what reports call the worker. */
  | { readonly tell: 'crew'; readonly run: number; readonly works: readonly Work[]; readonly name: string }
  | { readonly tell: 'task'; readonly run: number; readonly task: FileTask }
  /** The run is over: what is under way is stopped. */
  | { readonly tell: 'end'; readonly run: number };

/** What a worker answers: once that it is there, then to each `work` and `task`. */
export type FromWorker =
  | { readonly is: 'ready' }
  | { readonly is: 'done'; readonly parts: readonly unknown[]; readonly steps: readonly Step[] }
  | { readonly is: 'did'; readonly done: Done }
  | { readonly is: 'failed'; readonly error: ErrorJson; readonly steps: readonly Step[] };

/** Sources that a worker keeps open; when another is opened, the one that was opened first is forgotten. */
export const MOST_SOURCES = 8;
