import { deserialize } from 'node:v8';
import { ExecutionError } from '../../../compiler/tree/problem.ts';
import { type ErrorJson, errorFromJson } from '../workers/errors.ts';
import { noDask } from './python.ts';
import type { Why } from './told.ts';

/** The error that the process between jagged and Dask tells of. */
export function bridgeFailure(
  { why, text }: { readonly why: Why; readonly text: string },
  body: Uint8Array,
  python: string,
): Error {
  switch (why) {
    case 'work':
      return errorFromJson(deserialize(body) as ErrorJson);
    case 'missing':
      return noDask(`the Python package ${text} is not there for ${python}`, python);
    case 'unreachable':
      return new ExecutionError('dask-unreachable', `no Dask scheduler answers: ${text}`, {
        hint: 'check the address, and that its port can be reached from here',
      });
    case 'refused':
      return new ExecutionError('dask-refused', `the Dask scheduler and jagged do not trust each other: ${text}`, {
        hint: 'tls: { ca, cert, key } names files of certificates that the scheduler accepts',
      });
    case 'no-workers':
      return new ExecutionError('no-workers', `no Dask worker has come ${text}`, {
        hint: 'start workers, or wait for them longer: dask({ timeout })',
      });
    case 'no-node':
      return new ExecutionError('no-node', `a Dask worker cannot start Node: ${text}`, {
        hint: 'jagged and Node must be there for workers under the same path as here, or dask({ node }) names the command',
      });
    case 'ended':
      return new ExecutionError('worker-stopped', `a Node process of a Dask worker stopped: ${text}`, {
        hint: 'if memory ran out, cut files into smaller partitions with chunkSize',
      });
    case 'killed':
      return new ExecutionError('worker-stopped', `Dask workers died again and again: ${text}`, {
        hint: 'if memory ran out, cut files into smaller partitions with chunkSize, or give workers more memory',
      });
    case 'lost':
      return new ExecutionError('worker-stopped', `Dask has lost a piece of work: ${text}`);
    case 'python':
      return new ExecutionError('dask-failed', `Dask failed: ${text}`);
    default:
      return why satisfies never;
  }
}
