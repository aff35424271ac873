import type { DroppedReference, Reference } from './reference.ts';
import type { RecordType } from './tree/type.ts';

/** How a row's type is found in storage: which stored column holds which part. Plain data. */
export type Form =
  /** One stored column, or a leaf inside a stored struct column (`inside`: the field names down to it). */
  | { readonly is: 'column'; readonly column: string; readonly inside: readonly string[] }
  /** A list: either zipped from several stored list columns, or one stored column of lists. `counter` names a stored column with the lengths. */
  | { readonly is: 'list'; readonly of: Form; readonly counter: string | undefined }
  | { readonly is: 'record'; readonly fields: ReadonlyMap<string, Form> }
  /** Not stored: the place of the element in the list around it. */
  | { readonly is: 'place' };

/** What the compiler must know of a source: data, not code. */
export interface SourceInfo {
  /** What explain and errors call it, such as the file's name. */
  readonly name: string;
  readonly row: RecordType;
  readonly form: Form;
  /** Rows in all, where known without reading. */
  readonly rows: number | undefined;
  /** Stored columns there are. */
  readonly columns: number;
  /** What leads from elements of one collection to those of another. */
  readonly references?: readonly Reference[] | undefined;
  /** References that the schema knows, but that lead nowhere in these data. */
  readonly dropped?: readonly DroppedReference[] | undefined;
  /** What the source can compute itself: conditions and aggregates in SQL, or nothing. */
  readonly storage?: 'sql' | undefined;
}

/** A part of the row that a query reads: the field names from the row down. `offsetsOnly`: just the lengths of the list there. */
export interface Need {
  readonly path: readonly string[];
  readonly offsetsOnly: boolean;
}

/** What reads a stored column: the library itself, or DuckDB, and why not the library. */
export interface ColumnScan {
  readonly column: string;
  readonly by: 'own' | 'duckdb';
  readonly why: string | undefined;
}
