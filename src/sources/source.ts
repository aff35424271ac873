import type { RecordLayout } from '../../kernels/layout.ts';
import type { ColumnScan, Need, SourceInfo } from '../../compiler/source.ts';
import type { CallExpr, Expr } from '../../compiler/tree/expr.ts';

/** A slice of the data: rows `start` up to `stop` of one file. */
export interface Partition {
  readonly index: number;
  readonly file: string;
  readonly start: number;
  readonly stop: number;
}

/** What a query wants of one partition. */
export interface ReadRequest {
  readonly needs: readonly Need[];
  /**
   * A condition on the row (its parameter is level 0), which the source may use to leave rows out. It may be ignored:
   * whoever asks applies it again. Rows stay in order.
   */
  readonly filter?: Expr | undefined;
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
  close(): Promise<void>;
}
