import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/**
 * Makes plain JavaScript of a script of the bench, for Node to run without a loader. It uses the compiled library (`dist`)
 * and the ADL queries of the project in `root`, which may be another version of it.
 */
export async function bundle(script: string, root: string, target: string): Promise<string> {
  await build({
    entryPoints: [script],
    outfile: target,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'error',
    // the queries ask whether they were started themselves
    define: { 'import.meta.url': '"bundle:"' },
    plugins: [
      {
        name: 'library',
        setup: ({ onResolve }) => {
          onResolve({ filter: /\/src\/index\.ts$/ }, () => ({
            path: pathToFileURL(join(root, 'dist/src/index.js')).href,
            external: true,
          }));
          onResolve({ filter: /\/(kernels|src)\/.*\.ts$/ }, ({ path }) => ({
            path: pathToFileURL(join(root, 'dist', path.replace(/^(\.\.\/)+/, '').replace(/\.ts$/, '.js'))).href,
            external: true,
          }));
          onResolve({ filter: /\/docs\/examples\/adl\.ts$/ }, () => ({ path: join(root, 'docs/examples/adl.ts') }));
        },
      },
    ],
  });
  return target;
}
