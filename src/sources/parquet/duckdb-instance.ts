import type { Connection, Database } from '@duckdb/node-bindings';

/** DuckDB's low-level interface. */
export type Bindings = typeof import('@duckdb/node-bindings');

interface Opened {
  readonly duckdb: Bindings;
  readonly database: Database;
}

let opened: Promise<Opened> | undefined;
let threads: number | undefined;

/** Has DuckDB do all work in one thread, where there are several instances of it; by default it takes all processors. */
export function useOneThread(): void {
  threads = 1;
}

/** Runs `use` on a connection of its own to the DuckDB of this process, which is loaded when first needed. */
export async function withConnection<T>(use: (duckdb: Bindings, connection: Connection) => Promise<T>): Promise<T> {
  opened ??= open();
  const { duckdb, database } = await opened;
  const connection = await duckdb.connect(database);
  try {
    return await use(duckdb, connection);
  } finally {
    duckdb.disconnect_sync(connection);
  }
}

async function open(): Promise<Opened> {
  const loaded = (await import('@duckdb/node-bindings')) as Bindings & { default?: Bindings };
  const duckdb = loaded.default ?? loaded;
  const database = await duckdb.open(':memory:');
  const connection = await duckdb.connect(database);
  // A NanoAOD footer costs 15 ms a query without it.
  await duckdb.query(connection, 'SET parquet_metadata_cache=true');
  if (threads !== undefined) await duckdb.query(connection, `SET threads=${threads}`);
  duckdb.disconnect_sync(connection);
  return { duckdb, database };
}
