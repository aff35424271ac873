import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** The Python that `npm run setup:python` made; where there is none, undefined, and a line says so. */
export function pythonPath(): string | undefined {
  const path = join(root, '.python', process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (existsSync(path)) return path;
  if (process.env['JAGGED_REQUIRE_REFERENCE'] === '1') throw new Error(`no ${path}: npm run setup:python`);
  console.log('skipped: there is no .python, npm run setup:python makes it');
  return undefined;
}
