/**
 * How long the two scans of a Parquet file take, by turns: `npx tsx test/bench/scan.ts [FILE]`, by default a generated one
 * of 400,000 events. Times are warm, in one thread, with the file in memory; the footer is read before.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Need } from '../../compiler/source.ts';
import { generateEvents } from '../../src/demo/generate.ts';
import { loadFooter } from '../../src/sources/parquet/footer.ts';
import { openParquet, type ParquetSource } from '../../src/sources/parquet/parquet-source.ts';
import type { ScanMode } from '../../src/sources/parquet/scan.ts';
import { storedSchema } from '../../src/sources/parquet/types.ts';

const REPEATS = 9;
const SCANS: readonly ScanMode[] = ['own', 'duckdb'];

const fields = (collection: string): Need[] =>
  ['pt', 'eta', 'phi', 'mass'].map((name) => ({ path: [collection, name], offsetsOnly: false }));

const QUERIES: Readonly<Record<string, readonly Need[]>> = {
  '1 number': [{ path: ['MET', 'pt'], offsetsOnly: false }],
  '1 list': fields('Jet').slice(0, 1),
  '4 lists': fields('Jet'),
  '8 lists of 2 collections': [...fields('Jet'), ...fields('Muon')],
};

interface Times {
  readonly wall: number[];
  readonly cpu: number[];
}

async function readAll(source: ParquetSource, needs: readonly Need[], { wall, cpu }: Times): Promise<void> {
  const start = performance.now();
  const used = process.cpuUsage();
  for (const partition of source.partitions()) await source.read(partition, { needs });
  const { user, system } = process.cpuUsage(used);
  wall.push(performance.now() - start);
  cpu.push((user + system) / 1000);
}

const least = (values: readonly number[]): number => Math.min(...values);
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] as number;
const shown = (values: readonly number[]): string => `${least(values).toFixed(1)} (${median(values).toFixed(1)})`;

async function compare(file: string, name: string, needs: readonly Need[]): Promise<void> {
  const runs = await Promise.all(
    SCANS.map(async (scan) => ({
      scan,
      source: await openParquet([file], { scan }),
      times: { wall: [], cpu: [] } as Times,
    })),
  );
  for (const { source } of runs) await readAll(source, needs, { wall: [], cpu: [] });
  for (let i = 0; i < REPEATS; i++) for (const { source, times } of runs) await readAll(source, needs, times);
  const texts = runs.map(({ scan, times }) => `${scan} ${shown(times.wall)} cpu ${shown(times.cpu)}`);
  const [own, duckdb] = runs.map(({ times }) => least(times.wall)) as [number, number];
  console.log(`${name.padEnd(26)} ${texts.join('   ')}   ${(duckdb / own).toFixed(1)} times`);
}

function footers(file: string): void {
  const times = Array.from({ length: REPEATS }, () => {
    const start = performance.now();
    storedSchema(loadFooter(file));
    return performance.now() - start;
  });
  console.log(`footer and types: first ${(times[0] as number).toFixed(1)}, then ${shown(times.slice(1))} ms`);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'jagged-bench-'));
  try {
    const file = process.argv[2] ?? join(folder, 'events.parquet');
    if (process.argv[2] === undefined) await generateEvents(file, { events: 400_000, rowGroup: 122_880 });
    footers(file);
    console.log(`scans, ms: least (median) of ${REPEATS}`);
    for (const [name, needs] of Object.entries(QUERIES)) await compare(file, name, needs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
