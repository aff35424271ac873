import type { Connection, DataChunk, PreparedStatement, Result } from '@duckdb/node-bindings';
import type { Layout } from '../../../kernels/layout.ts';
import { JaggedError, SourceError } from '../../../compiler/tree/problem.ts';
import type { ColumnTree } from '../rows/column-tree.ts';
import { type Bindings, withConnection } from './duckdb-instance.ts';
import { builderFor, type VectorBuilder } from './vector-builders.ts';

/** Values that are bound to a statement. */
export type Values = readonly (number | bigint | string | boolean)[];

/** A condition on rows, as SQL with its values numbered from `FIRST_VALUE`. */
export interface Condition {
  readonly text: string;
  readonly values: Values;
}

/** The parameters before it are the file and its rows. */
export const FIRST_VALUE = 4;
/** The rows of a range, for FROM. */
export const ROWS_OF_FILE =
  '(SELECT * FROM read_parquet($1, file_row_number = true, hive_partitioning = false) WHERE file_row_number BETWEEN $2 AND $3)';

/** Rows `start` up to `stop` of a file, and the parts of its columns that are wanted. */
export interface ScanRequest {
  readonly file: string;
  readonly start: number;
  readonly stop: number;
  readonly columns: ReadonlyMap<string, ColumnTree>;
  /** Rows for which it does not hold are left out. */
  readonly condition?: Condition | undefined;
}

/** The columns of a scan, in the rows' order. */
export interface Scanned {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Layout>;
}

/** A statement over the rows of a range, and the parts of its columns that are wanted, in their order. */
export interface Query extends Omit<ScanRequest, 'condition'> {
  readonly text: string;
  readonly values: Values;
}

/** Reads columns of a Parquet file through DuckDB, chunk by chunk. */
export async function scanParquet(request: ScanRequest, signal?: AbortSignal): Promise<Scanned> {
  return runQuery({ ...request, text: selectText(request), values: request.condition?.values ?? [] }, signal);
}

/** The rows that a statement gives. */
export async function runQuery(query: Query, signal?: AbortSignal): Promise<Scanned> {
  signal?.throwIfAborted();
  try {
    return await withConnection((duckdb, connection) => scan(duckdb, connection, query, signal));
  } catch (error) {
    if (error instanceof JaggedError || signal?.aborted === true) throw error;
    const { file, start, stop } = query;
    const reason = `cannot read rows ${start} to ${stop} of ${file}: ${error instanceof Error ? error.message : String(error)}`;
    throw new SourceError('read-failed', reason, { cause: error });
  }
}

async function scan(duckdb: Bindings, connection: Connection, query: Query, signal?: AbortSignal): Promise<Scanned> {
  const statement = await duckdb.prepare(connection, query.text);
  try {
    bindAll(duckdb, statement, [globSafe(query.file), BigInt(query.start), BigInt(query.stop - 1), ...query.values]);
    const result = await duckdb.execute_prepared_streaming(statement);
    const builders = [...query.columns].map(([column, tree], i) =>
      builderFor(tree, duckdb.column_logical_type(result, i), { duckdb, file: query.file, column }),
    );
    const rows = await drain({ duckdb, connection, result }, builders, query.start, signal);
    return {
      rows,
      columns: new Map([...query.columns.keys()].map((name, i) => [name, (builders[i] as VectorBuilder).finish()])),
    };
  } finally {
    duckdb.destroy_prepare_sync(statement);
  }
}

interface Running {
  readonly duckdb: Bindings;
  readonly connection: Connection;
  readonly result: Result;
}

// DuckDB decodes the next chunk in its own threads while this one is copied.
async function drain(
  { duckdb, connection, result }: Running,
  builders: readonly VectorBuilder[],
  start: number,
  signal?: AbortSignal,
): Promise<number> {
  let rows = 0;
  let next: Promise<DataChunk | null> = duckdb.fetch_chunk(result);
  try {
    for (;;) {
      const chunk = await next;
      const size = chunk === null ? 0 : duckdb.data_chunk_get_size(chunk);
      if (chunk === null || size === 0) return rows;
      next = duckdb.fetch_chunk(result);
      signal?.throwIfAborted();
      const first = start + rows;
      const all = {
        from: 0,
        count: size,
        index: undefined,
        upTo: size,
        present: undefined,
        rowOf: (i: number) => first + i,
      };
      for (let i = 0; i < builders.length; i++)
        (builders[i] as VectorBuilder).append(duckdb.data_chunk_get_vector(chunk, i), all);
      rows += size;
    }
  } catch (error) {
    duckdb.interrupt(connection);
    // The connection must not be closed under a fetch that is still running.
    await next.catch(() => undefined);
    throw error;
  }
}

function selectText({ columns, condition }: ScanRequest): string {
  const names = [...columns.keys()].map(quoted).join(', ');
  const where = condition === undefined ? '' : ` AND (${condition.text})`;
  return `SELECT ${names} FROM read_parquet($1, file_row_number = true, hive_partitioning = false) WHERE file_row_number BETWEEN $2 AND $3${where}`;
}

/** A name as SQL: nothing in it can end the quotes. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A path that DuckDB takes for itself: it would read `x1.parquet` for `x[1].parquet`. */
export function globSafe(file: string): string {
  return file.replace(/[[*?]/g, '[$&]');
}

function bindAll(duckdb: Bindings, statement: PreparedStatement, values: Values): void {
  for (const [i, value] of values.entries()) {
    if (typeof value === 'string') duckdb.bind_varchar(statement, i + 1, value);
    else if (typeof value === 'bigint') duckdb.bind_int64(statement, i + 1, value);
    else if (typeof value === 'boolean') duckdb.bind_boolean(statement, i + 1, value);
    else duckdb.bind_double(statement, i + 1, value);
  }
}
