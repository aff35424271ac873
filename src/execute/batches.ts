import type { Plan } from '../../compiler/plan/plan.ts';
import type { Layout } from '../../kernels/layout.ts';
import type { Partition, Source } from '../sources/source.ts';
import { choose } from './choose.ts';
import type { RunOptions } from './options.ts';

/**
 * The values of a plan's one collected output, a partition at a time and in order. While one is in use the next is made,
 * and no more (with workers: one a worker); whoever stops early stops the reading too.
 */
export async function* runBatches(
  plan: Plan,
  source: Source,
  options: RunOptions = {},
  partitions: readonly Partition[] = source.partitions(),
): AsyncGenerator<Layout, void, undefined> {
  const job = { plan, source, partitions, options, ahead: 1 };
  let done = 0;
  for await (const [layout] of choose(job)(job)) {
    options.onProgress?.(++done, partitions.length);
    yield layout as Layout;
  }
}
