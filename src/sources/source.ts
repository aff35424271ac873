import type { RecordLayout } from '../../kernels/layout.ts';
import type { ColumnScan, CostRequest, Form, Need, ReadCosts, SourceInfo } from '../../compiler/source.ts';
import type { TreeJson } from '../../compiler/plan/json.ts';
import type { CallExpr, Expr } from '../../compiler/tree/expr.ts';
import type { KeyIndex } from '../../kernels/key-index.ts';
import type { Joining } from './join/joining.ts';
import type { SharedFooter } from './parquet/footer.ts';
import type { ScanMode } from './parquet/scan.ts';

/** A slice of the data: rows `start` up to `stop` of one file. */
export interface Partition {
  readonly index: number;
  readonly file: string;
  readonly start: number;
  readonly stop: number;
  /** Partitions of one group are read with less work by the thread that read the one before: those of one row group. */
  readonly group?: number | undefined;
}

/** What reading a partition takes in memory, as far as the metadata tell. */
export interface PartitionSize {
  readonly bytes: number;
  /** The part of it that smaller partitions would take just the same. */
  readonly whole: number;
}

/** A source as plain data, with which another thread opens the same. */
export type SharedSource = SharedFiles | SharedJoin;

/** Parquet files. */
export interface SharedFiles {
  readonly is: 'parquet';
  readonly files: readonly string[];
  readonly scan: ScanMode;
  /** The type of the rows, as that of the one node of a tree. */
  readonly rows: TreeJson;
  readonly form: Form;
  readonly footers: readonly SharedFooter[];
}

/** A source joined with another one, with the index of its keys where that is made already. */
export interface SharedJoin {
  readonly is: 'join';
  readonly base: SharedSource;
  readonly friend: SharedSource;
  readonly joining: Joining;
  readonly index: KeyIndex | undefined;
}

/** What a query wants of one partition. */
export interface ReadRequest {
  readonly needs: readonly Need[];
  /**
   * A condition on the row (its parameter is level 0), which the source may use to leave rows out. It may be ignored:
   * whoever asks applies it again. Rows stay in order.
   */
  readonly filter?: Expr | undefined;
  /** Whether single rows are left out by the filter, as is the default, or only partitions of which statistics say enough. */
  readonly pushed?: boolean | undefined;
  /** More of the partition may be asked for at once after, so that what is decoded may be kept until then. */
  readonly more?: boolean | undefined;
}

/** Where data come from. */
export interface Source {
  readonly info: SourceInfo;
  partitions(): readonly Partition[];
  /**
   * The needed parts of a partition, in the row's own shape: a record of the top-level fields, lists with offsets from 0,
   * records with only the needed fields. `length` is the number of rows delivered.
   */
  read(partition: Partition, request: ReadRequest, signal?: AbortSignal): Promise<RecordLayout>;
  /**
   * Nobody looks at rows that were read any more, but at the buffers that are kept: a source may use their memory again.
   * Nobody has to call it.
   */
  giveBack?(rows: RecordLayout, kept: ReadonlySet<ArrayBufferLike>): void;
  /**
   * The partial result of a partition for an output that is placed in storage, the same that a loop gives. Undefined
   * where the partition holds values of which storage cannot tell the answer (a missing one where the type has none,
   * sums beyond 2**53, zeros of both signs): then the loop does it, or says what is wrong. Sources that compute nothing
   * have no such method.
   */
  aggregate?(
    partition: Partition,
    output: CallExpr,
    signal?: AbortSignal,
  ): Promise<{ readonly partial: unknown } | undefined>;
  /** How many partitions are left out, as statistics prove that the condition holds for none of their rows. */
  pruned?(filter: Expr): number;
  /** The stored columns that a request reads, for explain and for tests. */
  columnsOf(needs: readonly Need[]): readonly string[];
  /** What reads each of them, where there is a choice. */
  scansOf?(request: ReadRequest): readonly ColumnScan[];
  /** What the needed parts of a partition take; sources that cannot tell have no such method. */
  sizeOf?(partition: Partition, needs: readonly Need[]): PartitionSize;
  /** The bytes in the file of the needed parts of a partition; sources that cannot tell have no such method. */
  storedBytes?(partition: Partition, needs: readonly Need[]): number;
  /** Makes what all threads use for some needs, before they are given the source by `share`. */
  prepare?(needs: readonly Need[], signal?: AbortSignal): Promise<void>;
  /** What a worker thread opens the same data with; sources that only this thread can read have no such method. */
  share?(): SharedSource;
  /** What reading would take, as far as it is known without reading data; undefined where nothing is. */
  costs?(request: CostRequest): ReadCosts | undefined;
  close(): Promise<void>;
}
