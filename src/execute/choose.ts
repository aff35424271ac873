import { availableParallelism } from 'node:os';
import type { Need } from '../../compiler/source.ts';
import { ExecutionError, ExpressionError } from '../../compiler/tree/problem.ts';
import type { Partition, Source } from '../sources/source.ts';
import { type Executor, inProcess, type Job } from './executor.ts';
import type { RunOptions, Workers } from './options.ts';
import { inWorkers } from './workers/executor.ts';

/** What does the local work of a plan, and why. */
export interface Choice {
  /** Worker threads; 0 where this thread does it. */
  readonly workers: number;
  /** The same in words that do not depend on the machine, as explain shows them. */
  readonly text: string;
}

/** Bytes to read from which on workers are used unasked, once they are up: about ten milliseconds of work. */
const WORTH_WORKERS = 2 ** 22;
const MOST_WORKERS = 256;

/** The executor of a job. */
export function choose(job: Job): Executor {
  const { source, plan, partitions, options } = job;
  checkThreads(options);
  const atOnce = partitionsAtOnce(source, plan.needs, partitions, options.memoryLimit);
  const asked = options.workers ?? 'auto';
  const workers = Math.min(chooseThreads(source, plan.needs, partitions, asked).workers, atOnce);
  if (workers === 0) return (one) => inProcess(atOnce > 1 ? one : { ...one, ahead: 0 });
  const ahead = Math.max(job.ahead, workers - 1);
  return (one) => inWorkers({ ...one, ahead }, { workers, asked: asked !== 'auto' });
}

/** Throws ExpressionError where the options of threads and memory make no sense. */
export function checkThreads({ workers, memoryLimit }: Pick<RunOptions, 'workers' | 'memoryLimit'>): void {
  const isCount = Number.isSafeInteger(workers) && (workers as number) >= 0 && (workers as number) <= MOST_WORKERS;
  if (workers !== undefined && workers !== 'auto' && !isCount)
    throw new ExpressionError('bad-option', `workers is ${String(workers)}, expected 'auto' or 0 to ${MOST_WORKERS}`);
  if (memoryLimit !== undefined && !(Number.isSafeInteger(memoryLimit) && memoryLimit > 0))
    throw new ExpressionError('bad-option', `memoryLimit is ${String(memoryLimit)}, expected a whole number of bytes`, {
      hint: 'for example 2 ** 30',
    });
}

/** How many threads read the parts of the row that a plan needs, and why. */
export function chooseThreads(
  source: Source,
  needs: readonly Need[],
  partitions: readonly Partition[],
  asked: Workers,
): Choice {
  const here = (why: string): Choice => ({ workers: 0, text: `this one, as ${why}` });
  if (asked === 0) return here('asked for');
  if (source.share === undefined) return here('workers cannot open such data');
  if (partitions.length < 2) return here(`there ${partitions.length === 1 ? 'is one partition' : 'are no partitions'}`);
  if (asked !== 'auto') {
    const workers = Math.min(asked, partitions.length);
    return { workers, text: `${workers} worker${workers === 1 ? '' : 's'}, as asked for` };
  }
  if (!readsMoreThan(WORTH_WORKERS, source, needs, partitions))
    return here('there is too little to read for workers to pay');
  const processors = availableParallelism();
  const workers = processors < 2 ? 0 : Math.min(processors, partitions.length);
  return { workers, text: `a worker a processor, as there is more than ${WORTH_WORKERS / 2 ** 20} MB to read` };
}

function readsMoreThan(
  least: number,
  source: Source,
  needs: readonly Need[],
  partitions: readonly Partition[],
): boolean {
  let sum = 0;
  for (const partition of partitions) {
    sum += source.sizeOf?.(partition, needs).bytes ?? 0;
    if (sum > least) return true;
  }
  return false;
}

/** How many partitions may be read at a time. Throws ExecutionError where one alone is beyond the limit. */
function partitionsAtOnce(
  source: Source,
  needs: readonly Need[],
  partitions: readonly Partition[],
  limit: number | undefined,
): number {
  if (limit === undefined || source.sizeOf === undefined) return Number.POSITIVE_INFINITY;
  let largest = 1;
  for (const partition of partitions) {
    const { bytes, whole } = source.sizeOf(partition, needs);
    if (bytes > limit) throw tooLarge(partition, bytes, whole, limit);
    largest = Math.max(largest, bytes);
  }
  return Math.floor(limit / largest);
}

function tooLarge(
  { index, file, start, stop }: Partition,
  bytes: number,
  whole: number,
  limit: number,
): ExecutionError {
  const fits = Math.max(1, Math.floor(((stop - start) * Math.max(0, limit - whole)) / (bytes - whole)));
  const scan = whole < limit ? '' : ", scan: 'duckdb'";
  const rows = whole < limit ? fits : Math.max(1, Math.floor(((stop - start) * limit) / bytes));
  return new ExecutionError(
    'memory-limit',
    `partition ${index} (${file}, rows ${start} to ${stop}) takes about ${megabytes(bytes)}, the memoryLimit is ${megabytes(limit)}`,
    { hint: `cut the file into smaller partitions: open(…, { chunkSize: ${rows}${scan} }), or raise the limit` },
  );
}

const megabytes = (bytes: number): string =>
  `${(bytes / 2 ** 20).toLocaleString('en-US', { maximumFractionDigits: 1 })} MB`;
