import { loopOf } from '../../compiler/compile.ts';
import type { Plan } from '../../compiler/plan/plan.ts';
import type { Source } from '../sources/source.ts';
import { mergeOutput } from './merge.ts';
import { runLoop } from './task.ts';

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called after each partition. */
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
}

/** Runs a plan over all partitions of its source, one after the other, and merges what they give. */
export async function run(plan: Plan, source: Source, options: RunOptions = {}): Promise<Map<string, unknown>> {
  const program = loopOf(plan.outputs);
  const local = plan.outputs.filter((output) => output.place === 'local');
  const parts: unknown[][] = local.map(() => []);
  const partitions = source.partitions();
  let done = 0;
  for (const partition of partitions) {
    options.signal?.throwIfAborted();
    if (program !== undefined) {
      const rows = await source.read(partition, { needs: plan.needs, filter: plan.filter }, options.signal);
      runLoop(program, rows, `${partition.file}, rows ${partition.start} to ${partition.stop}`).forEach((part, i) => (parts[i] as unknown[]).push(part));
    }
    options.onProgress?.(++done, partitions.length);
  }
  return new Map(local.map((output, i) => [output.name, mergeOutput(output.expr, parts[i] as unknown[])]));
}
