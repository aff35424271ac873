import { loopOf } from '../../compiler/compile.ts';
import { type LoopProgram, loopProgram } from '../../compiler/emit/loop-program.ts';
import { needsOf } from '../../compiler/plan/needs.ts';
import type { Plan } from '../../compiler/plan/plan.ts';
import type { CallExpr } from '../../compiler/tree/expr.ts';
import { ExecutionError } from '../../compiler/tree/problem.ts';
import type { Partition, Source } from '../sources/source.ts';
import { mergeOutput } from './merge.ts';
import { runLoop } from './task.ts';

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each partition. */
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
}

/** Queries that storage works on at a time, so that it can use several cores. */
const AT_ONCE = 4;

/** Runs a plan over all partitions of its source and merges what they give. */
export async function run(plan: Plan, source: Source, options: RunOptions = {}): Promise<Map<string, unknown>> {
  const program = loopOf(plan.outputs);
  const local = plan.outputs.filter((output) => output.place === 'local');
  const stored = plan.outputs.filter((output) => output.place === 'storage');
  const parts = new Map<string, unknown[]>(plan.outputs.map(({ name }) => [name, []]));
  const partitions = source.partitions();
  let done = 0;
  const onePartition = async (partition: Partition, index: number): Promise<void> => {
    for (const { name, expr } of stored) (parts.get(name) as unknown[])[index] = await inStorage(expr, source, partition, options.signal);
    if (program === undefined) options.onProgress?.(++done, partitions.length);
  };
  if (stored.length > 0) await atOnce(partitions, onePartition, options.signal);
  for (const partition of program === undefined ? [] : partitions) {
    options.signal?.throwIfAborted();
    const found = await inLoop(program as LoopProgram, source, partition, plan, options.signal);
    for (const [i, part] of found.entries()) parts.get(local[i]?.name as string)?.push(part);
    options.onProgress?.(++done, partitions.length);
  }
  return new Map(plan.outputs.map(({ name, expr }) => [name, mergeOutput(expr, parts.get(name) as unknown[])]));
}

/** Does the work of all partitions, some at a time; the first failure stops the rest. */
async function atOnce(partitions: readonly Partition[], work: (partition: Partition, index: number) => Promise<void>, signal?: AbortSignal): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let index = next++; index < partitions.length; index = next++) {
      signal?.throwIfAborted();
      try {
        await work(partitions[index] as Partition, index);
      } catch (error) {
        next = partitions.length;
        throw error;
      }
    }
  };
  const ended = await Promise.allSettled(Array.from({ length: AT_ONCE }, lane));
  for (const one of ended) if (one.status === 'rejected') throw one.reason;
}

const whereOf = ({ file, start, stop }: Partition): string => `${file}, rows ${start} to ${stop}`;

async function inLoop(program: LoopProgram, source: Source, partition: Partition, { needs, filter }: Pick<Plan, 'needs' | 'filter'>, signal?: AbortSignal): Promise<unknown[]> {
  const rows = await source.read(partition, { needs, filter }, signal);
  try {
    return runLoop(program, rows, whereOf(partition));
  } catch (error) {
    if (filter === undefined || !(error instanceof ExecutionError)) throw error;
    // once more over all rows, the error names the row
    return inLoop(program, source, partition, { needs, filter: undefined }, signal);
  }
}

async function inStorage(output: CallExpr, source: Source, partition: Partition, signal?: AbortSignal): Promise<unknown> {
  if (source.aggregate === undefined) {
    throw new ExecutionError('not-in-storage', `the plan wants storage to compute, but ${source.info.name} has none that does`, { hint: "compile the query for this source, or with { placement: 'local' }" });
  }
  const found = await source.aggregate(partition, output, signal);
  if (found !== undefined) return found.partial;
  // values of which only a loop can tell the answer, or the error
  const program = loopProgram([output]);
  const [part] = await inLoop(program, source, partition, { needs: needsOf(program.bindings), filter: undefined }, signal);
  return part;
}
