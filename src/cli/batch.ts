import { writeFile } from 'node:fs/promises';
import { lacking } from '../analysis/gather.ts';
import { chosenTasks, readJob, summaryOf } from '../analysis/job.ts';
import { gatherJob, resultsJson } from '../analysis/job-results.ts';
import { runPart } from '../analysis/run-part.ts';
import { threads } from '../index.ts';

/** What `jagged run-partition` was told. */
export interface RunPartitionOptions {
  readonly out: string;
  readonly threads?: number | undefined;
  readonly retries: number;
}

/** Does some tasks of a job; the exit code says whether all of them were done. */
export async function runPartition(
  path: string,
  index: string,
  { out, threads: count, retries }: RunPartitionOptions,
  onLine: (line: string) => void,
): Promise<number> {
  const job = await readJob(path);
  const chosen = chosenTasks(index, summaryOf(job).tasks);
  const executor = count === undefined ? undefined : threads(count);
  const { done, kept, failed } = await runPart(job, chosen, out, { executor, retries, onLine });
  const before = kept === 0 ? '' : `, ${kept} done before`;
  onLine(`${done} tasks done${before}, ${failed} failed: ${out}`);
  return failed === 0 ? 0 : 1;
}

/** What `jagged merge-partitions` was told. */
export interface MergePartitionsOptions {
  readonly out?: string | undefined;
  readonly partial?: true | undefined;
}

/** Makes the result of the parts of a job; the exit code says whether it is of all of it. */
export async function mergePartitions(
  path: string,
  parts: readonly string[],
  { out, partial }: MergePartitionsOptions,
  streams: { readonly out: (text: string) => void; readonly onLine: (line: string) => void },
): Promise<number> {
  const job = await readJob(path);
  const gathered = await gatherJob(job, parts);
  const { events, files } = gathered.ledger;
  const lacks = lacking(gathered);
  streams.onLine(`${events.seen} of ${events.declared} events of ${files.length} files`);
  if (lacks !== undefined) streams.onLine(`NOT COMPLETE: ${lacks}`);
  if (lacks !== undefined && partial !== true) {
    streams.onLine('nothing is written: do those tasks, or take what is there with --partial');
    return 1;
  }
  const json = `${resultsJson(job, gathered)}\n`;
  if (out === undefined) streams.out(json);
  else {
    await writeFile(out, json);
    streams.onLine(`wrote ${out}`);
  }
  return 0;
}
