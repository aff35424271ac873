import type { PlanJson } from '../../../compiler/plan/plan.ts';
import type { TreeJson } from '../../../compiler/plan/json.ts';
import type { Joining } from '../../sources/join/joining.ts';
import type { FileOpening, OpenedFiles } from '../../sources/open-files.ts';
import type { Partition } from '../../sources/source.ts';
import type { Step } from '../options.ts';
import type { Engine } from '../task.ts';

/** Fields of the rows that the paths of files tell, and what they are. */
export type HiveKeys = Readonly<Record<string, 'int64' | 'string'>>;

/** Files whose fields are added to the rows. Whoever does the work opens them itself. */
export interface WorkJoin {
  readonly friend: OpenedFiles;
  readonly joining: Joining;
}

/** What is computed over a data set, as data: any process can do it, given its files. */
export interface Work {
  readonly dataset: string;
  readonly plan: PlanJson;
  /** The type of the rows that the plan is for, as that of the one node of a tree. */
  readonly rows: TreeJson;
  readonly opening: FileOpening;
  /** The types of the fields that paths tell (`year=2018/`). */
  readonly keys: HiveKeys;
  /** What is joined with each file, in this order. */
  readonly joins: readonly WorkJoin[];
  readonly engine?: Engine | undefined;
}

/** A piece of the work: the rows of one partition of a file. */
export interface FileTask {
  /** Its number in the run, by which it goes in logs; the same for another attempt. */
  readonly id: number;
  /** The place of its work among the works of the run. */
  readonly work: number;
  readonly partition: Partition;
}

/** Partial results, one an output of the plan. */
export type Parts = readonly unknown[];

/** A piece of work that was done: its partial results, and what it took. */
export interface Done<H = Parts> {
  readonly parts: H;
  readonly report: TaskReport;
}

/** What a piece of work took. */
export interface TaskReport {
  /** Rows that were read, or left out by what is known of them. */
  readonly rows: number;
  /** Bytes of the columns in the file; undefined where the source cannot tell. */
  readonly bytes: number | undefined;
  readonly columns: readonly string[];
  readonly steps: readonly Pick<Step, 'did' | 'milliseconds'>[];
  /** Who did it, such as `thread 2`. */
  readonly worker: string;
}
