import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ExecutionError } from '../../../compiler/tree/problem.ts';

/** The folder of the package, from wherever this file has come to be in it. */
function packageFolder(): URL {
  let folder = new URL('./', import.meta.url);
  for (;;) {
    const above = new URL('../', folder);
    if (existsSync(new URL('package.json', folder)) || above.href === folder.href) return folder;
    folder = above;
  }
}

/** A file of the package. Throws ExecutionError where it is not there, as in a program that was bundled into one file. */
function fileOf(...paths: readonly string[]): string {
  const folder = packageFolder();
  const files = paths.map((path) => fileURLToPath(new URL(path, folder)));
  const found = files.find(existsSync);
  if (found === undefined)
    throw new ExecutionError('no-dask', `${files[0]} is not there`, {
      hint: 'Dask needs jagged as it is installed: leave it out of bundles',
    });
  return found;
}

/** The program of Python between this process and Dask, which is shipped as it is. */
export const bridgeProgram = (): string => fileOf('src/execute/dask/python/bridge.py');

/** The Python that has Dask: the one named, that of JAGGED_PYTHON, the one `npm run setup:dask` has made, else `python3`. */
export function pythonCommand(named: string | undefined): string {
  const name = named ?? process.env['JAGGED_PYTHON'];
  if (name !== undefined && name !== '') return name;
  const inside = process.platform === 'win32' ? '.python/Scripts/python.exe' : '.python/bin/python';
  const own = fileURLToPath(new URL(inside, packageFolder()));
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
  const start = (node as string | undefined) ?? process.execPath;
  if (!import.meta.url.endsWith('.ts'))
    return [start, fileOf('dist/bundle/src/execute/dask/child.js', 'dist/src/execute/dask/child.js')];
  // Node 20 runs no TypeScript; tsx is installed beside the sources
  return [start, '--import', import.meta.resolve('tsx'), fileOf('src/execute/dask/child.ts')];
}
