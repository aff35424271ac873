import type { DroppedReference, Reference } from './reference.ts';
import type { Expr } from './tree/expr.ts';
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

/** What a plan would read: the parts of the row that are delivered, and stored columns that storage looks at. */
export interface CostRequest {
  readonly needs: readonly Need[];
  readonly columns: readonly string[];
  /** Partitions are left out where statistics prove that it holds for none of their rows. */
  readonly filter?: Expr | undefined;
}

/** What a source knows of the work of reading before it reads; of many row groups some are looked at and scaled. */
export interface ReadCosts {
  /** Partitions in all, those that are read, and the rows and row groups of these. */
  readonly all: number;
  readonly partitions: number;
  readonly rows: number;
  readonly groups: number;
  readonly columns: readonly ColumnCost[];
  /** The average length of lists, by their path joined with dots. */
  readonly lengths: ReadonlyMap<string, number>;
}

/** A stored column in the row groups that are read. */
export interface ColumnCost {
  readonly column: string;
  readonly by: ColumnScan['by'];
  readonly codec: string;
  /** Bytes in the file, and bytes when they are decompressed. */
  readonly compressed: number;
  readonly uncompressed: number;
  readonly values: number;
  readonly isList: boolean;
  /** The chunks it lies in: one a leaf and row group. */
  readonly chunks: number;
  /** Whether it is delivered, or only looked at by storage. */
  readonly delivered: boolean;
  /** The least and greatest value, where the file says so. */
  readonly limits: { readonly min: number; readonly max: number } | undefined;
}
