import { needsOfWork } from '../../compiler/compile.ts';
import type { Plan, PlannedOutput } from '../../compiler/plan/plan.ts';
import type { CallExpr } from '../../compiler/tree/expr.ts';
import { ExecutionError } from '../../compiler/tree/problem.ts';
import type { Layout, RecordLayout } from '../../kernels/layout.ts';
import type { Partition, Source } from '../sources/source.ts';
import { emptyLayout } from '../../compiler/tree/layout-type.ts';
import { choose } from './choose.ts';
import { mergeOutput, mergeTree } from './merge.ts';
import type { RunOptions } from './options.ts';
import { inLoop, timed } from './partition.ts';
import { runTask, type Task, taskOf } from './task.ts';

export type { RunOptions, Step } from './options.ts';

/** Queries that storage works on at a time, so that it can use several cores. */
const AT_ONCE = 4;

/** How the collected rows of each partition are made small, and what is made of these: never all rows are held at once. */
export interface Fold {
  readonly partial: (rows: Layout) => Layout;
  readonly merge: (a: Layout, b: Layout) => Layout;
}

/** Runs a plan over all partitions of its source and merges what they give; a fold stands in place of joining the rows. */
export async function run(
  plan: Plan,
  source: Source,
  options: RunOptions = {},
  fold?: Fold,
): Promise<Map<string, unknown>> {
  const partitions = source.partitions();
  if (partitions.length === 0) return withoutRows(plan, source, options, fold);
  const local = plan.outputs.filter((output) => output.place === 'local');
  const stored = plan.outputs.filter((output) => output.place === 'storage');
  const parts = new Map<string, unknown[]>(plan.outputs.map(({ name }) => [name, []]));
  let done = 0;
  const onePartition = async (partition: Partition, index: number): Promise<void> => {
    for (const { name, expr } of stored)
      (parts.get(name) as unknown[])[index] = await inStorage(expr, source, partition, options);
    if (local.length === 0) options.onProgress?.(++done, partitions.length);
  };
  if (stored.length > 0) await atOnce(partitions, onePartition, options.signal);
  if (local.length > 0) {
    const job = { plan, source, partitions, options, ahead: Number.POSITIVE_INFINITY };
    for await (const found of choose(job)(job)) {
      for (const [i, part] of found.entries()) parts.get(local[i]?.name as string)?.push(folded(part, fold));
      options.onProgress?.(++done, partitions.length);
    }
  }
  return underAllNames(plan, ({ name, expr }) => merged(expr, parts.get(name) as unknown[], partitions, fold));
}

/** The results of outputs by their names; those that are the same share one. */
function underAllNames(
  { outputs }: Plan,
  resultOf: (output: PlannedOutput, i: number) => unknown,
): Map<string, unknown> {
  return new Map(
    outputs.flatMap((output, i) => {
      const result = resultOf(output, i);
      return [output.name, ...(output.also ?? [])].map((name): [string, unknown] => [name, result]);
    }),
  );
}

const folded = (part: unknown, fold: Fold | undefined): unknown =>
  fold === undefined ? part : fold.partial(part as Layout);

const merged = (
  output: CallExpr,
  parts: readonly unknown[],
  partitions: readonly Partition[],
  fold: Fold | undefined,
): unknown => (fold === undefined ? mergeOutput(output, parts, partitions) : mergeTree(parts as Layout[], fold.merge));

/** The results over no rows at all. */
function withoutRows(plan: Plan, source: Source, { engine }: RunOptions, fold?: Fold): Map<string, unknown> {
  const task = taskOf(
    plan.outputs.map(({ expr }) => expr),
    engine,
  );
  const found = task === undefined ? [] : runTask(task, emptyLayout(source.info.row) as RecordLayout, source.info.name);
  return underAllNames(plan, ({ expr }, i) => merged(expr, [folded(found[i], fold)], [], fold));
}

/** Does the work of all partitions, some at a time; the first failure stops the rest. */
async function atOnce(
  partitions: readonly Partition[],
  work: (partition: Partition, index: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
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

async function inStorage(
  output: CallExpr,
  source: Source,
  partition: Partition,
  options: RunOptions,
): Promise<unknown> {
  if (source.aggregate === undefined) {
    throw new ExecutionError(
      'not-in-storage',
      `the plan wants storage to compute, but ${source.info.name} has none that does`,
      { hint: "compile the query for this source, or with { placement: 'local' }" },
    );
  }
  const aggregate = source.aggregate.bind(source);
  const found = await timed(
    'storage',
    options,
    () => aggregate(partition, output, options.signal),
    () => undefined,
  );
  if (found !== undefined) return found.partial;
  // values of which only a loop can tell the answer, or the error
  const program = taskOf([output], options.engine) as Task;
  const whole = { needs: needsOfWork(program), filter: undefined, pushed: false, first: undefined };
  const [part] = await inLoop(program, source, partition, whole, options);
  return part;
}
