import type { Plan } from '../../compiler/plan/plan.ts';
import { emptyLayout } from '../../compiler/tree/layout-type.ts';
import { ExecutionError } from '../../compiler/tree/problem.ts';
import type { RecordLayout } from '../../kernels/layout.ts';
import type { Partition, Source } from '../sources/source.ts';
import type { RunOptions, Step } from './options.ts';
import { askingOf } from './asking.ts';
import { buffersIn } from './buffers.ts';
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
export const whereOf = ({ file, start, stop }: Pick<Partition, 'file' | 'start' | 'stop'>): string =>
  start === stop ? file : `${file}, rows ${start} to ${stop}`;

/** What of a plan says how partitions are read. */
export type Reading = Pick<Plan, 'needs' | 'filter' | 'pushed' | 'first'>;

type Told = Pick<RunOptions, 'signal' | 'onStep' | 'engine'>;

const NOTHING: ReadonlySet<ArrayBufferLike> = new Set();

/** Whether no row of a partition passes what the plan asks first. */
async function isRejected(
  source: Pick<Source, 'read' | 'giveBack'>,
  partition: Partition,
  { first, filter, pushed }: Reading,
  options: Told,
): Promise<boolean> {
  if (first === undefined) return false;
  const asking = askingOf(first);
  if (!asking.isWorthwhile()) return false;
  const request = { needs: first.needs, filter, pushed, more: true };
  const rows = await timed(
    'read',
    options,
    () => source.read(partition, request, options.signal),
    () => 0,
  );
  const [found] = await timed(
    'loop',
    options,
    () => runTask(asking.task(options.engine), rows, whereOf(partition)),
    () => 0,
  );
  source.giveBack?.(rows, NOTHING);
  asking.learn(found === false);
  return found === false;
}

/** The partial results of a task over one partition of a source whose rows are of the type. */
export async function inLoop(
  task: Task,
  source: Pick<Source, 'read' | 'giveBack' | 'info'>,
  partition: Partition,
  reading: Reading,
  options: Told,
): Promise<unknown[]> {
  const { needs, filter, pushed } = reading;
  if (await isRejected(source, partition, reading, options))
    return runTask(task, emptyLayout(source.info.row) as RecordLayout, whereOf(partition));
  const rows = await timed(
    'read',
    options,
    () => source.read(partition, { needs, filter, pushed }, options.signal),
    ({ length }) => length,
  );
  try {
    const parts = await timed(
      'loop',
      options,
      () => runTask(task, rows, whereOf(partition)),
      () => rows.length,
    );
    source.giveBack?.(rows, buffersIn(parts));
    return parts;
  } catch (error) {
    if (filter === undefined || !(error instanceof ExecutionError)) throw error;
    // once more over all rows, the error names the row
    return inLoop(task, source, partition, { needs, filter: undefined, pushed: false, first: undefined }, options);
  }
}
