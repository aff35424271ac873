import type { Plan } from '../../compiler/plan/plan.ts';
import { ExecutionError } from '../../compiler/tree/problem.ts';
import type { Parts } from '../execute/crew/work.ts';
import { localOutputs } from '../execute/executor.ts';
import { mergeParts } from '../execute/merge.ts';
import { whereOf } from '../execute/partition.ts';
import { digestOfJob, type Job, type JobFile } from './job.ts';
import { errorEntry, type Ledger, ledgerOf, type PartitionEntry, type SetAccount } from './ledger.ts';
import type { OddFile } from './odd-files.ts';
import { doneOf, type Found, readParts, type TaskLine } from './part-file.ts';
import type { SetParts } from './runner.ts';
import { SetResults } from './set-results.ts';

/** What is known of a data set besides its files. */
export interface GatheredSet {
  readonly name: string;
  readonly odd: readonly OddFile[];
  readonly plan: Plan;
}

/** What parts held. */
export interface Gathered {
  readonly parts: readonly SetParts[];
  readonly ledger: Ledger;
  /** Tasks that are in none of them. */
  readonly missing: readonly number[];
}

/** Merges what parts of a job hold, in the order in which a run does; what they lack is left out, and stands in the ledger. */
export async function gather(
  job: Job,
  sets: readonly GatheredSet[],
  where: string | readonly string[],
): Promise<Gathered> {
  const found = await readParts(where, digestOfJob(job));
  const gathering = new Gathering(job, sets, found);
  await gathering.run();
  return { parts: await gathering.parts(), ledger: gathering.ledger(found.files), missing: gathering.missing };
}

class Gathering {
  readonly missing: number[] = [];
  readonly #files: readonly JobFile[];
  readonly #found: Found;
  readonly #accounts: readonly SetAccount[];
  readonly #results: readonly SetResults<Parts>[];
  readonly #stages = { read: 0, loop: 0 };
  #ended = 0;

  constructor({ files }: Job, sets: readonly GatheredSet[], found: Found) {
    this.#files = files;
    this.#found = found;
    this.#accounts = sets.map(({ name, odd }) => ({ name, odd, columns: new Set(), files: [] }));
    this.#results = sets.map(
      ({ plan }) =>
        new SetResults<Parts>(
          (parts) => mergeParts(localOutputs(plan), parts),
          () => undefined,
        ),
    );
  }

  async run(): Promise<void> {
    let task = 0;
    for (const { work, place, file, events, partitions, error } of this.#files) {
      const account = this.#accounts[work] as SetAccount;
      const results = this.#results[work] as SetResults<Parts>;
      const entries: PartitionEntry[] = [];
      account.files.push({ file, events, error, partitions: entries });
      results.begin(file, partitions.length, place);
      for (const [number, { start, stop }] of partitions.entries()) {
        const line = this.#found.lines.get(task);
        const became = line === undefined ? this.#miss(task) : this.#take(line, account);
        entries.push({ dataset: account.name, file, start, stop, ...became.entry });
        await results.settle(file, number, became.parts);
        task++;
      }
    }
  }

  parts(): Promise<SetParts[]> {
    return Promise.all(this.#results.map((results) => results.look((total) => total)));
  }

  ledger(parts: number): Ledger {
    const started = Number.isFinite(this.#found.started) ? this.#found.started : Date.now();
    return ledgerOf(this.#accounts, {
      executor: `${parts} part${parts === 1 ? '' : 's'} of a job`,
      started: new Date(started),
      seconds: Math.max(0, this.#ended - started) / 1000,
      stages: { read: this.#stages.read / 1000, loop: this.#stages.loop / 1000 },
      notes: [],
    });
  }

  #miss(task: number): Became {
    this.missing.push(task);
    const error = errorEntry(new ExecutionError('part-missing', `task ${task} is in none of the parts`));
    return { entry: { ...unknown, status: 'failed', attempts: 0, seconds: 0, error } };
  }

  #take(line: TaskLine, { columns }: SetAccount): Became {
    const { attempts, seconds, error, ended } = line;
    this.#ended = Math.max(this.#ended, ended);
    const done = doneOf(line);
    if (done === undefined) return { entry: { ...unknown, status: 'failed', attempts, seconds, error } };
    const { bytes, worker, steps } = done.report;
    for (const { did, milliseconds } of steps) this.#stages[did === 'read' ? 'read' : 'loop'] += milliseconds;
    for (const column of done.report.columns) columns.add(column);
    return { entry: { ...unknown, status: 'done', attempts, seconds, bytes, worker }, parts: done.parts };
  }
}

interface Became {
  readonly entry: Omit<PartitionEntry, 'dataset' | 'file' | 'start' | 'stop'>;
  readonly parts?: Parts;
}

const unknown = { bytes: undefined, worker: undefined, error: undefined };

/** What is not in the results, in words; undefined where all is. */
export function lacking({ ledger: { complete, files, partitions }, missing }: Gathered): string | undefined {
  if (complete) return undefined;
  const closed = files.filter(({ error }) => error !== undefined);
  const failed = partitions.filter(({ attempts, error }) => attempts > 0 && error !== undefined);
  const [first] = failed;
  const lines: string[] = [];
  if (missing.length > 0)
    lines.push(`${missing.length} of ${partitions.length} tasks are in none of the parts: ${ranges(missing)}`);
  if (first !== undefined)
    lines.push(
      `${failed.length} of ${partitions.length} tasks failed, the first with ${whereOf(first)}: ${first.error?.message}`,
    );
  if (closed.length > 0)
    lines.push(
      `${closed.length} of ${files.length} files could not be opened, the first was ${closed[0]?.file}: ${closed[0]?.error?.message}`,
    );
  return lines.join('; ');
}

/** Numbers in few words: `3, 7-9`, as run-partition takes them. */
function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
}
