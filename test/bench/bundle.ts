import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** The library as its users load it; versions before it was joined into few files have but its modules. */
function libraryIn(root: string): string {
  const joined = join(root, 'dist/bundle/src/index.js');
  return existsSync(joined) ? joined : join(root, 'dist/src/index.js');
}

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
            path: pathToFileURL(libraryIn(root)).href,
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
