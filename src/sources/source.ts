import type { RecordLayout } from '../../kernels/layout.ts';
import type { Need, SourceInfo } from '../../compiler/source.ts';
import type { Expr } from '../../compiler/tree/expr.ts';

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
  /** The stored columns that a request reads, for explain and for tests. */
  columnsOf(needs: readonly Need[]): readonly string[];
  close(): Promise<void>;
}
