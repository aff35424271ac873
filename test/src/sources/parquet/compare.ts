import { expect } from 'vitest';
import type { Need } from '../../../../compiler/source.ts';
import type { Layout } from '../../../../kernels/layout.ts';
import {
  openParquet,
  type ParquetOptions,
  type ParquetSource,
} from '../../../../src/sources/parquet/parquet-source.ts';
import { SourceError } from '../../../../compiler/tree/problem.ts';
import type { Partition } from '../../../../src/sources/source.ts';
import { checksum, need } from '../support.ts';

/** A layout with the bytes of its buffers in place of the buffers: what is equal here is equal bit by bit. */
export function bitsOf(layout: Layout): unknown {
  switch (layout.is) {
    case 'numbers':
      return { is: 'numbers', dtype: layout.dtype, length: layout.data.length, sum: checksum(layout.data) };
    case 'strings':
      return { is: 'strings', offsets: checksum(layout.offsets), bytes: checksum(layout.bytes) };
    case 'list':
      return { is: 'list', offsets: checksum(layout.offsets), content: bitsOf(layout.content) };
    case 'option':
      return { is: 'option', valid: checksum(layout.valid), content: bitsOf(layout.content) };
    case 'union':
    case 'nothing':
      throw new Error(`Parquet files give no ${layout.is}`);
    case 'record':
      return {
        is: 'record',
        length: layout.length,
        fields: Object.fromEntries([...layout.fields].map(([name, field]) => [name, bitsOf(field)])),
      };
  }
}

export const columnsBy = (source: ParquetSource, needs: readonly Need[], by: 'own' | 'duckdb'): string[] =>
  (source.scansOf?.({ needs }) ?? []).filter((scan) => scan.by === by).map(({ column }) => column);

/**
 * Reads a file through the decoder and through DuckDB, partition by partition, and expects the same bits or errors. DuckDB
 * reads `reference` where it cannot read the file.
 */
export async function expectSame(
  file: string,
  options: ParquetOptions = {},
  needs: readonly Need[] = [need('')],
  reference: string = file,
): Promise<{ own: string[]; duckdb: string[]; outcomes: unknown[] }> {
  const [own, duckdb] = await Promise.all(
    (['own', 'duckdb'] as const).map((scan) =>
      openParquet([scan === 'own' ? file : reference], { schema: 'plain', ...options, scan }),
    ),
  );
  const outcomes: unknown[] = [];
  for (const { index, start, stop } of (own as ParquetSource).partitions()) {
    const found = await outcomeOf(own as ParquetSource, index, needs);
    const wanted = await outcomeOf(duckdb as ParquetSource, index, needs);
    expect(found, `${file}, rows ${start} to ${stop}`).toEqual(wanted);
    outcomes.push(found);
  }
  return {
    own: columnsBy(own as ParquetSource, needs, 'own'),
    duckdb: columnsBy(own as ParquetSource, needs, 'duckdb'),
    outcomes,
  };
}

async function outcomeOf(source: ParquetSource, index: number, needs: readonly Need[]): Promise<unknown> {
  try {
    return bitsOf(await source.read(source.partitions()[index] as Partition, { needs }));
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    return { code: error.code, message: error.message };
  }
}

/** Whole numbers below something, the same ones in every run. */
export function randomBelow(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
