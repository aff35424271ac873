import { availableParallelism } from 'node:os';
import { ExecutionError } from '../../../compiler/tree/problem.ts';
import { whereOf } from '../partition.ts';
import { checkThreads } from '../choose.ts';
import { errorOf, pool, type PoolWorker, ThreadEnded, warmWorkers } from '../workers/pool.ts';
import type { Crew, Executor, Run } from './crew.ts';
import type { Done, FileTask } from './work.ts';

/** Does the work in worker threads of this process: so many, or one a processor. */
export function threads(count: number = availableParallelism()): Executor {
  checkThreads({ workers: count });
  const workers = Math.max(1, count);
  return { name: `${workers} worker thread${workers === 1 ? '' : 's'}`, begin: (run) => begin(run, workers) };
}

async function begin({ works, signal }: Run, width: number): Promise<Crew> {
  const run = pool.newRun();
  await started(width);
  const crew = {
    width,
    do: async (task: FileTask): Promise<Done> => {
      signal.throwIfAborted();
      const worker = await free(run, width);
      try {
        if (!worker.runs.has(run)) {
          worker.tell({ tell: 'crew', run, works, name: `thread ${worker.number}` });
          worker.runs.add(run);
        }
        const answer = await worker.ask({ tell: 'task', run, task });
        if (answer.is === 'failed') throw errorOf(answer);
        return answer.done;
      } catch (error) {
        throw error instanceof ThreadEnded ? stopped(task, error) : error;
      } finally {
        pool.release(worker);
      }
    },
    end: async (): Promise<void> => pool.endRun(run),
  };
  signal.addEventListener('abort', () => pool.endRun(run), { once: true });
  return crew;
}

async function started(width: number): Promise<void> {
  try {
    await warmWorkers(width);
  } catch (cause) {
    const reason = `worker threads cannot be started: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new ExecutionError('no-workers', reason, { hint: 'run in this process: { executor: inProcess() }', cause });
  }
}

/** A thread that has nothing to do; where one has ended, another takes its place. */
async function free(run: number, width: number): Promise<PoolWorker> {
  for (;;) {
    const worker = pool.take(run);
    if (worker !== undefined) return worker;
    if (pool.ready < width) await started(width);
    else await new Promise<void>((resolve) => pool.whenFree(resolve));
  }
}

function stopped({ partition }: FileTask, cause: unknown): ExecutionError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ExecutionError('worker-stopped', `a worker thread stopped at ${whereOf(partition)}: ${reason}`, {
    hint: 'if memory ran out, cut files into smaller partitions with chunkSize',
    cause,
  });
}
