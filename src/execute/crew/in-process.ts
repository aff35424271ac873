import { ExpressionError } from '../../../compiler/tree/problem.ts';
import type { Crew, Executor, Run } from './crew.ts';
import { Workbench } from './workbench.ts';

/** How this process works. */
export interface InProcessOptions {
  /** Partitions that are worked on at a time: the bytes of one come while another is computed. 1 unless told. */
  readonly connections?: number | undefined;
}

const MOST_CONNECTIONS = 64;

/** Does the work in this process and thread. */
export function inProcess({ connections = 1 }: InProcessOptions = {}): Executor {
  if (!Number.isSafeInteger(connections) || connections < 1 || connections > MOST_CONNECTIONS)
    throw new ExpressionError('bad-option', `connections is ${connections}, expected 1 to ${MOST_CONNECTIONS}`);
  return {
    name: connections === 1 ? 'this process' : `this process, ${connections} connections`,
    begin: async ({ works, signal }: Run): Promise<Crew> => {
      const bench = new Workbench(works, 'this process');
      return { width: connections, do: (task) => bench.do(task, signal), end: async () => undefined };
    },
  };
}
