import { JaggedError } from '../../../compiler/tree/problem.ts';

/** Codes of errors that another attempt may not meet: they are of the machine, not of the data or the query. */
const PASSING = new Set(['worker-stopped', 'read-failed', 'cannot-open']);

/** Whether it makes sense to try again after an error. */
export function mayPass(error: unknown): boolean {
  return !(error instanceof JaggedError) || PASSING.has(error.code);
}
