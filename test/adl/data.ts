import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A file of the shared reference data, by its path beside the project. */
export const shared = (path: string): string => fileURLToPath(new URL(`../../../shared/${path}`, import.meta.url));

/** Whether the files are there; where they must be, their absence is an error. */
export function have(...paths: readonly string[]): boolean {
  const absent = paths.filter((path) => !existsSync(shared(path)));
  if (absent.length === 0) return true;
  if (process.env['JAGGED_REQUIRE_REFERENCE'] === '1')
    throw new Error(`reference data are absent: ${absent.map(shared).join(', ')}`);
  console.log(`skipped: no ${absent.map(shared).join(', ')}`);
  return false;
}

export const FLAT = 'data/Run2012B_SingleMu-1000.parquet';
export const RESTRUCTURED = 'data/Run2012B_SingleMu-restructured-1000.parquet';
export const NANO = 'data/nano_dy.parquet';

export const json = (path: string) => JSON.parse(readFileSync(shared(path), 'utf8'));
export const text = (path: string): string => readFileSync(shared(path), 'utf8');
