import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SourceError } from '../../compiler/tree/problem.ts';
import { DEMO_COLUMNS, simulate } from './events.ts';

/** What is generated. */
export interface GenerateOptions {
  readonly events?: number | undefined;
  readonly seed?: number | undefined;
  /** Rows a row group; the file has 2,048 or a multiple of it. */
  readonly rowGroup?: number | undefined;
}

/**
 * Writes a Parquet file of simulated Drell-Yan events in the flat layout of NanoAOD. The same seed gives the same
 * events. The file appears under its name only when it is whole.
 */
export async function generateEvents(path: string, options: GenerateOptions = {}): Promise<void> {
  const { events = 20_000, seed = 1, rowGroup = 10_240 } = options;
  for (const [name, value] of Object.entries({ events, seed, rowGroup })) {
    if (!Number.isSafeInteger(value) || value < 0)
      throw new SourceError('bad-option', `${name} is ${value}, expected a whole number from 0`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'jagged-demo-'));
  const unfinished = `${path}.${process.pid}.unfinished`;
  try {
    const lines = join(folder, 'events.ndjson');
    await pipeline(Readable.from(batches(events, seed)), createWriteStream(lines));
    await copyToParquet(lines, unfinished, Math.max(1, rowGroup));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function* batches(events: number, seed: number): Generator<string> {
  let text = '';
  for (const event of simulate(events, seed)) {
    text += `${JSON.stringify(event)}\n`;
    if (text.length < 1 << 20) continue;
    yield text;
    text = '';
  }
  yield text;
}

async function copyToParquet(from: string, to: string, rowGroup: number): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  // With one thread the cut into row groups does not depend on the machine.
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  try {
    const columns = Object.entries(DEMO_COLUMNS)
      .map(([name, type]) => `${literal(name)}: ${literal(type)}`)
      .join(', ');
    const events = `read_json(${literal(from)}, format = 'newline_delimited', columns = {${columns}})`;
    await connection.run(
      `COPY (SELECT * FROM ${events}) TO ${literal(to)} (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${rowGroup})`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The demo's events in a folder: the file that is there, else a new one. */
export async function demoEvents(folder = 'demo', options: GenerateOptions = {}): Promise<string> {
  const path = join(folder, 'events.parquet');
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  await generateEvents(path, options);
  return path;
}
