import type { Plan } from '../../compiler/plan/plan.ts';
import type { CallExpr } from '../../compiler/tree/expr.ts';
import type { Partition, Source } from '../sources/source.ts';
import type { RunOptions } from './options.ts';
import { inLoop } from './partition.ts';
import { type Task, taskOf } from './task.ts';

/** The local work of a plan over some partitions. */
export interface Job {
  readonly plan: Plan;
  readonly source: Source;
  readonly partitions: readonly Partition[];
  readonly options: RunOptions;
  /** How many partitions may be done, or under way, beyond the one that is waited for. */
  readonly ahead: number;
}

/**
 * Does the local work of a plan: gives the partial results of each partition, one a local output, in the order of the
 * partitions. Where several fail, the error is that of the first of them, whatever was done meanwhile. Who stops asking
 * stops the work.
 */
export type Executor = (job: Job) => AsyncGenerator<readonly unknown[], void, undefined>;

/** The outputs of a plan that are not left to storage. */
export function localOutputs({ outputs }: Plan): CallExpr[] {
  return outputs.filter(({ place }) => place === 'local').map(({ expr }) => expr);
}

/** Does the work in this thread, one partition after the other; at most one ahead, whose bytes come while another is used. */
export const inProcess: Executor = async function* ({ plan, source, partitions, options, ahead }) {
  const task = taskOf(localOutputs(plan), options.engine) as Task;
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
      const parts = await next;
      options.signal?.throwIfAborted();
      next = ahead > 0 ? make(index + 1) : undefined;
      // a failure is for whoever asks for this partition
      next?.catch(() => undefined);
      yield parts;
      next ??= make(index + 1);
    }
  } finally {
    options.signal?.removeEventListener('abort', forward);
    stop.abort();
    await next?.catch(() => undefined);
  }
};
