import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ExecutionError } from '../../../compiler/tree/problem.ts';

/** The folder of the package, four folders up from the compiled files, which lie in `dist`. */
const up = import.meta.url.endsWith('.ts') ? '../../../' : '../../../../';

/** The program of Python between this process and Dask. It lies beside the sources, and is shipped with them. */
export const bridgeProgram = (): string =>
  fileURLToPath(new URL(`${up}src/execute/dask/python/bridge.py`, import.meta.url));

/** The Python that has Dask: the one named, that of JAGGED_PYTHON, the one `npm run setup:dask` has made, else `python3`. */
export function pythonCommand(named: string | undefined): string {
  const name = named ?? process.env['JAGGED_PYTHON'];
  if (name !== undefined && name !== '') return name;
  const inside = process.platform === 'win32' ? '.python/Scripts/python.exe' : '.python/bin/python';
  const own = fileURLToPath(new URL(`${up}${inside}`, import.meta.url));
  return existsSync(own) ? own : 'python3';
}

/** What is told where Python, or a package of it, is not there. */
export function noDask(reason: string, python: string): ExecutionError {
  return new ExecutionError('no-dask', reason, {
    hint:
      `install it: npm run setup:dask in a clone, else ${python} -m pip install distributed dask-jobqueue cryptography; ` +
      'dask({ python }), or JAGGED_PYTHON, names another Python',
  });
}

/** The command that starts a Node process beside a worker: the Node of this process, unless another is named. */
export function childCommand(node: string | readonly string[] | undefined): readonly string[] {
  if (Array.isArray(node)) return node as readonly string[];
  const sources = import.meta.url.endsWith('.ts');
  const child = fileURLToPath(new URL(sources ? './child.ts' : './child.js', import.meta.url));
  // Node 20 runs no TypeScript; tsx is installed beside the sources
  const loader = sources ? ['--import', import.meta.resolve('tsx')] : [];
  return [(node as string | undefined) ?? process.execPath, ...loader, child];
}
