import type { Plan } from '../../compiler/plan/plan.ts';
import { ExecutionError } from '../../compiler/tree/problem.ts';
import type { Partition, Source } from '../sources/source.ts';
import type { RunOptions, Step } from './options.ts';
import { runTask, type Task } from './task.ts';

/** Does something and tells how long it took. */
export async function timed<T>(
  did: Step['did'],
  { onStep }: Pick<RunOptions, 'onStep'>,
  work: () => T | Promise<T>,
  rowsOf: (result: T) => number | undefined,
): Promise<T> {
  const start = performance.now();
  const result = await work();
  onStep?.({ did, rows: rowsOf(result), milliseconds: performance.now() - start, thread: 0 });
  return result;
}

/** Where a partition lies, for errors. */
export const whereOf = ({ file, start, stop }: Partition): string =>
  start === stop ? file : `${file}, rows ${start} to ${stop}`;

/** The partial results of a task over one partition. */
export async function inLoop(
  task: Task,
  source: Pick<Source, 'read'>,
  partition: Partition,
  { needs, filter }: Pick<Plan, 'needs' | 'filter'>,
  options: Pick<RunOptions, 'signal' | 'onStep'>,
): Promise<unknown[]> {
  const rows = await timed(
    'read',
    options,
    () => source.read(partition, { needs, filter }, options.signal),
    ({ length }) => length,
  );
  try {
    return await timed(
      'loop',
      options,
      () => runTask(task, rows, whereOf(partition)),
      () => rows.length,
    );
  } catch (error) {
    if (filter === undefined || !(error instanceof ExecutionError)) throw error;
    // once more over all rows, the error names the row
    return inLoop(task, source, partition, { needs, filter: undefined }, options);
  }
}
