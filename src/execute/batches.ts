import type { Plan } from '../../compiler/plan/plan.ts';
import type { CallExpr } from '../../compiler/tree/expr.ts';
import type { Layout } from '../../kernels/layout.ts';
import type { Partition, Source } from '../sources/source.ts';
import { inLoop, type RunOptions } from './run.ts';
import { type Task, taskOf } from './task.ts';

/**
 * The values of a plan's one collected output, a partition at a time and in order. While one is in use the next is made,
 * and no more; whoever stops early stops the reading too.
 */
export async function* runBatches(
  plan: Plan,
  source: Source,
  options: RunOptions = {},
  partitions: readonly Partition[] = source.partitions(),
): AsyncGenerator<Layout, void, undefined> {
  const task = taskOf([plan.outputs[0]?.expr as CallExpr], options.engine) as Task;
  const stop = new AbortController();
  const forward = (): void => stop.abort(options.signal?.reason);
  options.signal?.throwIfAborted();
  options.signal?.addEventListener('abort', forward, { once: true });
  const make = (index: number): Promise<unknown[]> | undefined => {
    const partition = partitions[index];
    return partition && inLoop(task, source, partition, plan, { ...options, signal: stop.signal });
  };
  let next = make(0);
  try {
    for (let index = 0; next !== undefined; index++) {
      const [layout] = await next;
      options.signal?.throwIfAborted();
      next = make(index + 1);
      // a failure is for whoever asks for this batch
      next?.catch(() => undefined);
      options.onProgress?.(index + 1, partitions.length);
      yield layout as Layout;
    }
  } finally {
    options.signal?.removeEventListener('abort', forward);
    stop.abort();
    await next?.catch(() => undefined);
  }
}
