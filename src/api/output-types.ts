/** The types of what columns and datasets give out. */
import type { RecordBatch } from 'apache-arrow';
import type { NumberArray } from '../../kernels/dtype.ts';
import type { RunOptions } from '../execute/run.ts';
import type { Buffers } from '../results/buffers.ts';
import type { ParquetWriteOptions } from '../results/parquet.ts';
import type { ShowOptions } from '../results/preview.ts';
import type { WriteOptions } from './output.ts';
import type { DynamicMark, ListOf, Plain } from './values.ts';

export type { Buffers, ParquetWriteOptions, ShowOptions, WriteOptions };

/** What gives out values T, one a row: columns, and datasets their rows. */
export interface GivesOut<in out T> {
  /** The values of all rows, as plain values. */
  toArray(options?: RunOptions): Promise<Plain<T>[]>;
  /**
   * The values a batch at a time, as many as a partition gives. The next partition is made while a batch is in use, and
   * no further one; leaving the loop, or the signal, ends the reading.
   *
   * @example
   * for await (const batch of events.MET.pt.batches()) total += batch.length;
   */
  batches(options?: RunOptions & { readonly as?: 'values' }): AsyncIterableIterator<Plain<T>[]>;
  batches(options: RunOptions & { readonly as: 'arrow' }): AsyncIterableIterator<RecordBatch>;
  /** The values of all rows, as the bytes of an Arrow IPC file; records give a column a field, others one named `value`. */
  toIpc(options?: RunOptions): Promise<Uint8Array>;
  /**
   * The values of all rows, as the text of a JSON array. Missing is null, integers keep all digits; NaN and infinities,
   * for which JSON has no words, are the texts "NaN", "Infinity", "-Infinity".
   */
  toJson(options?: RunOptions): Promise<string>;
  /**
   * The first and the last rows as text, cut in the middle to fit, and the type. By default 20 lines of 80 characters; a
   * number is how many lines.
   */
  show(options?: number | ShowOptions): Promise<string>;
  /** Writes an Arrow IPC file (Feather 2), a record batch a partition. The file appears when it is whole. */
  writeArrow(path: string | URL, options?: WriteOptions): Promise<void>;
  /** Writes a CSV file; values must be single, or records of such. The file appears when it is whole. */
  writeCsv(path: string | URL, options?: WriteOptions): Promise<void>;
  /** Writes JSON, one value a line, as `toJson` spells it. The file appears when it is whole. */
  writeNdjson(path: string | URL, options?: WriteOptions): Promise<void>;
  /**
   * Writes a Parquet file, a partition at a time. The file appears when it is whole. Throws ExecutionError for types that
   * Parquet does not have.
   *
   * @example
   * ```ts
   * await events.where((e) => e.MET.pt > 30).writeParquet('skim.parquet', { layout: 'flat' });
   * ```
   */
  writeParquet(path: string | URL, options?: ParquetWriteOptions & WriteOptions): Promise<void>;
}

/** The buffers that values T come in; see `Buffers`. */
export type BuffersOf<T> = [T] extends [DynamicMark]
  ? Buffers
  : undefined extends T
    ? { readonly valid: Uint8Array; readonly content: BuffersOfPresent<NonNullable<T>> }
    : BuffersOfPresent<T>;

type BuffersOfPresent<T> = [T] extends [DynamicMark]
  ? Buffers
  : [T] extends [ListOf<infer U>]
    ? { readonly offsets: Int32Array; readonly content: BuffersOf<U> }
    : [T] extends [number | bigint]
      ? NumberArray
      : [T] extends [boolean]
        ? { readonly bools: Uint8Array }
        : [T] extends [string]
          ? { readonly offsets: Int32Array; readonly bytes: Uint8Array }
          : { readonly length: number; readonly fields: ColumnBuffers<T> };

/** The buffers of the columns of records T. */
export type ColumnBuffers<T> = { readonly [K in keyof Plain<T>]: K extends keyof T ? BuffersOf<T[K]> : Buffers };
