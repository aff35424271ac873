import { needsOfOutputs } from '../../../compiler/compile.ts';
import { treesFromJson } from '../../../compiler/plan/json.ts';
import { type Plan, planFromJson } from '../../../compiler/plan/plan.ts';
import { SourceError } from '../../../compiler/tree/problem.ts';
import type { RecordType } from '../../../compiler/tree/type.ts';
import type { Source } from '../../sources/source.ts';
import { localOutputs } from '../executor.ts';
import { mergeParts } from '../merge.ts';
import type { Step } from '../options.ts';
import { inLoop } from '../partition.ts';
import { type Task, taskOf } from '../task.ts';
import { differences } from './differences.ts';
import type { Done, FileTask, Parts, Work } from './work.ts';
import { WorkFiles } from './work-files.ts';

/** What a plan over rows of one type needs to be done. */
interface Prepared {
  readonly row: RecordType;
  readonly plan: Plan;
  readonly task: Task;
}

/** Does pieces of work, wherever it stands: in the process that asks, in a thread, on another machine. */
export class Workbench {
  readonly #works: readonly Work[];
  readonly #worker: string;
  readonly #prepared = new Map<number, Prepared>();
  readonly #files = new WorkFiles();

  constructor(works: readonly Work[], worker: string) {
    this.#works = works;
    this.#worker = worker;
  }

  /** Reads a partition and computes its partial results. */
  async do({ work, partition }: FileTask, signal?: AbortSignal): Promise<Done> {
    const steps: Step[] = [];
    const { row, plan, task } = this.#prepare(work);
    const source = await this.#opened(work, partition.file, plan);
    const reading = {
      info: { ...source.info, row },
      read: (...request: Parameters<Source['read']>) => source.read(...request),
      giveBack: (...given: Parameters<NonNullable<Source['giveBack']>>) => source.giveBack?.(...given),
    };
    const options = { signal, engine: task.engine, onStep: (step: Step) => steps.push(step) };
    const parts = await inLoop(task, reading, partition, plan, options);
    const report = {
      rows: partition.stop - partition.start,
      bytes: source.storedBytes?.(partition, plan.needs),
      columns: source.columnsOf(plan.needs),
      steps: steps.map(({ did, milliseconds }) => ({ did, milliseconds })),
      worker: this.#worker,
    };
    return { parts, report };
  }

  /** The partial results of several runs of rows as one, in this order. */
  merge(work: number, parts: readonly Parts[]): Parts {
    return mergeParts(localOutputs(this.#prepare(work).plan), parts);
  }

  #prepare(number: number): Prepared {
    const known = this.#prepared.get(number);
    if (known !== undefined) return known;
    const work = this.#works[number];
    if (work === undefined) throw new RangeError(`there is no work ${number}`);
    const plan = planOfWork(work);
    const prepared = { row: rowOfWork(work), plan, task: taskOf(localOutputs(plan), work.engine) as Task };
    this.#prepared.set(number, prepared);
    return prepared;
  }

  async #opened(number: number, file: string, { needs }: Plan): Promise<Source> {
    const source = await this.#files.open(this.#works[number] as Work, file);
    checkRows(file, this.#prepare(number).row, source.info.row, needs);
    return source;
  }
}

/** The plan of a work, checked and typed anew. */
export function planOfWork(work: Work): Plan {
  const row = rowOfWork(work);
  const info = { name: work.dataset, row, form: { is: 'place' as const }, rows: undefined, columns: 0 };
  return planFromJson(work.plan, info, needsOfOutputs);
}

/** The type of the rows that a work's plan is for. */
export function rowOfWork({ rows }: Work): RecordType {
  const [node] = treesFromJson(rows);
  if (node?.type.is !== 'table') throw new SourceError('bad-work', 'the work is over no rows');
  return node.type.row as RecordType;
}

function checkRows(
  file: string,
  expected: RecordType,
  found: RecordType,
  needs: Parameters<typeof differences>[2],
): void {
  const lines = differences(expected, found, needs);
  if (lines.length > 0)
    throw new SourceError('schema-differs', `${file} is not like the other files: ${lines.join('; ')}`, {
      hint: 'leave the file out, or make it a data set of its own',
    });
}
