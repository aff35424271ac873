import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { layoutToValues } from '../../../kernels/values.ts';
import type { Layout, RecordLayout } from '../../../kernels/layout.ts';
import type { Need } from '../../../compiler/source.ts';
import type { Source } from '../../../src/sources/source.ts';

export const shared = (path: string): string => join(import.meta.dirname, '../../../../shared', path);

/** Whether a reference file is there; says so in a line where it is not. */
export function present(path: string): boolean {
  if (existsSync(shared(path))) return true;
  if (process.env['JAGGED_REQUIRE_REFERENCE'] === '1') throw new Error(`reference file missing: ${shared(path)}`);
  console.log(`skipped: ${shared(path)} is not there`);
  return false;
}

/** A folder that goes away after the tests of the file. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'jagged-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const need = (path: string, offsetsOnly = false): Need => ({
  path: path === '' ? [] : path.split('.'),
  offsetsOnly,
});

export async function readAll(source: Source, needs: readonly Need[] = [need('')]): Promise<RecordLayout[]> {
  return Promise.all(source.partitions().map((partition) => source.read(partition, { needs })));
}

export async function rowsOf(source: Source, needs?: readonly Need[]): Promise<unknown[]> {
  return (await readAll(source, needs)).flatMap((layout) => layoutToValues(layout));
}

export const checksum = (data: ArrayBufferView): string =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex')
    .slice(0, 16);

export function field(layout: Layout | undefined, ...names: readonly string[]): Layout {
  let at = layout as Layout;
  for (const name of names) {
    if (at.is === 'list') at = at.content;
    at = (at as RecordLayout).fields.get(name) as Layout;
  }
  return at;
}

/** Runs SQL in a DuckDB of its own, to write test files. */
export async function sql(text: string): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    for (const statement of text.split(';;')) await connection.run(statement);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
