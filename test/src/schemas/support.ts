import { expect } from 'vitest';
import type { MemoryColumn } from '../../../src/sources/memory/columns.ts';
import type { RunOptions } from '../../../src/execute/run.ts';
import { fromColumns } from '../../../src/index.ts';
import { asDataset } from '../../../src/api/dataset.ts';
import type { Reference } from '../../../compiler/reference.ts';
import type { SourceInfo } from '../../../compiler/source.ts';

/** A value as a reader sees it in JSON: missing ones are null. */
export function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'bigint') return Number(value);
  return value ?? null;
}

/** A column of a dataset, whatever it holds. */
interface Computed {
  toArray(options?: RunOptions): Promise<unknown>;
  explain(): string;
}

/** What a column gives with either engine; they must give the same. */
export async function valuesOf(column: Computed): Promise<unknown> {
  const [loops, kernels] = await Promise.all((['loops', 'kernels'] as const).map((engine) => run(column, engine)));
  expect(kernels).toEqual(loops);
  return loops;
}

// the engine is no option of the surface
const run = async (column: Computed, engine: 'loops' | 'kernels'): Promise<unknown> =>
  plain(await column.toArray({ engine } as RunOptions));

/** The stored columns that a column reads, as explain says. */
export function columnsOf(column: Computed): string[] {
  const [, names] = /reads \d+ of \d+ columns: (.*)/.exec(column.explain()) ?? [];
  return (names ?? '').split(', ').sort();
}

/** Lists of numbers as a column: 32-bit integers where all are whole, else doubles. */
export function lists(rows: readonly (readonly number[])[]): {
  offsets: Int32Array;
  content: Int32Array | Float64Array;
} {
  const all = rows.flat();
  const offsets = new Int32Array(rows.length + 1);
  rows.forEach((row, i) => {
    offsets[i + 1] = (offsets[i] as number) + row.length;
  });
  return { offsets, content: all.every(Number.isInteger) ? Int32Array.from(all) : Float64Array.from(all) };
}

/** A dataset of columns, which the schema makes records of. */
export const inMemory = <E>(columns: Readonly<Record<string, MemoryColumn>>, schema: 'nanoaod' | 'physlite') =>
  fromColumns<E>(columns, { schema });

export function infoOf(dataset: unknown): SourceInfo {
  const core = asDataset(dataset);
  if (core === undefined) throw new Error('no dataset');
  return core.source.info;
}

/** References as short lines. */
export const shown = (found: readonly Reference[]): string[] =>
  found.map(({ on, name, targets }) => `${on}.${name} -> ${targets.map(({ collection }) => collection).join(' + ')}`);
