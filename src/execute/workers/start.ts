import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';

/** Megabytes for short-lived objects, of which loops make few: by default a thread fills 50 before it looks at them. */
const YOUNG = 4;

/**
 * Starts a worker thread. It takes none of the process's own flags for Node, such as loaders. Throws where threads are not
 * allowed, or where the file of the worker is not there, as in a program that was bundled into one file.
 */
export function startWorker(): Worker {
  const sources = import.meta.url.endsWith('.ts');
  const entry = new URL(sources ? './entry.ts' : './entry.js', import.meta.url);
  if (!existsSync(fileURLToPath(entry))) throw new Error(`${fileURLToPath(entry)} is not there`);
  return sources
    ? fromSources(entry)
    : new Worker(entry, { execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: YOUNG } });
}

/** Node 20 runs no TypeScript, and the loaders of the process do not reach its workers: tsx is installed beside the sources. */
function fromSources(entry: URL): Worker {
  const loader = import.meta.resolve('tsx/esm/api');
  const text = `import(${JSON.stringify(loader)}).then(({ register }) => { register(); return import(${JSON.stringify(entry.href)}); });`;
  return new Worker(text, { eval: true, execArgv: [] });
}
