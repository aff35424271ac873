import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker, type WorkerOptions } from 'node:worker_threads';

/** No flags; and few megabytes for short-lived objects, of which loops make few: by default some tens of them pile up. */
const OPTIONS: WorkerOptions = { execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 4 } };

/**
 * Starts a worker thread. It takes none of the process's own flags for Node, such as loaders. Throws where threads are not
 * allowed, or where the file of the worker is not there, as in a program that was bundled into one file.
 */
export function startWorker(): Worker {
  const sources = import.meta.url.endsWith('.ts');
  const entry = new URL(sources ? './entry.ts' : './entry.js', import.meta.url);
  if (!existsSync(fileURLToPath(entry))) throw new Error(`${fileURLToPath(entry)} is not there`);
  return sources ? fromSources(entry) : new Worker(entry, OPTIONS);
}

/** Node 20 runs no TypeScript, and the loaders of the process do not reach its workers: tsx is installed beside the sources. */
function fromSources(entry: URL): Worker {
  const loader = import.meta.resolve('tsx/esm/api');
  const text = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(entry.href)}); });`;
  return new Worker(text, { ...OPTIONS, eval: true });
}
