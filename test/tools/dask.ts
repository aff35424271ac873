import { spawnSync } from 'node:child_process';
import { pythonPath } from './python.ts';
import { required } from './shared.ts';

/** The Python that has Dask (`npm run setup:dask`); where there is none, undefined, and a line says so. */
export function daskPython(): string | undefined {
  const python = pythonPath();
  if (python === undefined) return undefined;
  const { status } = spawnSync(python, ['-c', 'import distributed, dask_jobqueue, cryptography'], { stdio: 'ignore' });
  if (status === 0) return python;
  if (required) throw new Error(`${python} has no Dask: npm run setup:dask`);
  console.log('skipped: .python has no Dask, npm run setup:dask installs it');
  return undefined;
}
