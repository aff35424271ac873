import type { Layout } from '../../../kernels/layout.ts';
import type { StoredColumn } from '../../schemas/schema.ts';

/** Clusters are joined to partitions as long as these have fewer packed bytes, of all columns. */
export const LEAST_PARTITION = 32 << 20;

/** Rows in a ROOT file: a TTree or an RNTuple, known from its metadata. */
export interface RootTable {
  readonly rows: number;
  /** The top fields, as schemas see them; their forms name stored columns. */
  readonly stored: readonly StoredColumn[];
  /** The names of the stored columns: what can be read by itself. */
  readonly columns: ReadonlySet<string>;
  /** What cannot be read, by name, with the reason. */
  readonly unreadable: ReadonlyMap<string, string>;
  /** Where partitions begin, and where the last ends: 0, …, rows. */
  cuts(): readonly number[];
  /** Bytes that a stored column takes on disk; 0 where unknown. */
  sizeOf(column: string): number;
  /** Rows `start` up to `stop` of stored columns, by their names; asks the file for all that is needed at once. */
  read(
    columns: readonly string[],
    start: number,
    stop: number,
    signal?: AbortSignal,
  ): Promise<ReadonlyMap<string, Layout>>;
}
