// Joins the compiled modules of the package into few files: to load one takes Node longer than to compile it, and there are
// hundreds. What worker threads and Node processes of Dask start from, and the command line, are files of their own that
// share the rest.
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'dist');
const entries = [
  'src/index.js',
  'src/cli/main.js',
  'src/execute/workers/entry.js',
  'src/execute/dask/child.js',
  'docs/examples/zpeak.js',
  'docs/examples/mistake.js',
];

rmSync(join(dist, 'bundle'), { recursive: true, force: true });
await build({
  entryPoints: entries.map((entry) => join(dist, entry)),
  outbase: dist,
  outdir: join(dist, 'bundle'),
  // beside the file that threads start from: what starts them looks there
  chunkNames: 'src/execute/workers/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
