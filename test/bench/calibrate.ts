/**
 * Measures what the cost model counts with and writes it to `src/execute/cost-constants.ts`: `npm run calibrate`.
 * Every work is done by turns with the
 * others, and the least time counts: whatever else the machine does only adds to it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DuckDBInstance } from '@duckdb/node-api';
import type { CostConstants } from '../../compiler/cost.ts';
import { loopWork } from '../../compiler/cost-loop.ts';
import { Shares } from '../../compiler/shares.ts';
import type { Need, ReadCosts } from '../../compiler/source.ts';
import { q1, q2, q6pt, type SingleMu } from '../../docs/examples/adl.ts';
import { compute, type Dataset, type LazyHistogram, open } from '../../src/index.ts';
import { generateEvents } from '../../src/demo/generate.ts';
import { computeAll, plansOf } from '../../src/api/compute.ts';
import { openParquet, type ParquetSource } from '../../src/sources/parquet/parquet-source.ts';
import type { ScanMode } from '../../src/sources/parquet/scan.ts';
import { byTurns, type Times } from './timing.ts';

const EVENTS = 245_760;
const [LARGE, SMALL] = [122_880, 4096];
const REPEATS = 15;
const CODECS = { none: 'uncompressed', snappy: 'snappy', gzip: 'gzip', zstd: 'zstd', lz4: 'lz4_raw' } as const;
const NS = 1e6;

const scalars = ['pt', 'phi'].map((name): Need => ({ path: ['MET', name], offsetsOnly: false }));
const jets = ['pt', 'eta', 'phi', 'mass'].map((name): Need => ({ path: ['Jet', name], offsetsOnly: false }));

async function readAll(source: ParquetSource, needs: readonly Need[]): Promise<void> {
  for (const partition of source.partitions()) await source.read(partition, { needs });
}

/** The milliseconds that the loops alone took. */
async function loopTime(result: LazyHistogram): Promise<number> {
  let sum = 0;
  await computeAll({ result }, { onStep: ({ did, milliseconds }) => (sum += did === 'loop' ? milliseconds : 0) });
  return sum;
}

interface Files {
  readonly large: string;
  readonly small: string;
  readonly codecs: Readonly<Record<keyof typeof CODECS, string>>;
}

async function prepare(folder: string): Promise<Files> {
  const large = join(folder, 'large.parquet');
  const small = join(folder, 'small.parquet');
  await generateEvents(large, { events: EVENTS, rowGroup: LARGE });
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const copy = (to: string, codec: string, rows: number) =>
    connection.run(`COPY (FROM '${large}') TO '${to}' (FORMAT parquet, COMPRESSION ${codec}, ROW_GROUP_SIZE ${rows})`);
  await copy(small, 'uncompressed', SMALL);
  const codecs = Object.fromEntries(
    await Promise.all(
      Object.entries(CODECS).map(async ([name, codec]) => {
        const file = join(folder, `${name}.parquet`);
        await copy(file, codec, LARGE);
        return [name, file];
      }),
    ),
  ) as Files['codecs'];
  return { large: codecs.none, small, codecs };
}

const source = (file: string, scan: ScanMode = 'own'): Promise<ParquetSource> => openParquet([file], { scan });
const events = (file: string, placement: 'local' | 'storage'): Promise<Dataset<SingleMu>> =>
  open<SingleMu>(file, { placement });

async function works(files: Files): Promise<Record<string, () => unknown>> {
  const [large, small] = [await source(files.large), await source(files.small)];
  const [duckLarge, duckSmall] = [await source(files.large, 'duckdb'), await source(files.small, 'duckdb')];
  const [stored, storedSmall] = [await events(files.large, 'storage'), await events(files.small, 'storage')];
  const few = stored.where((e) => e.MET.phi > 3.14);
  const codecs = await Promise.all(
    Object.entries(files.codecs).map(async ([name, file]) => [name, await source(file)] as const),
  );
  return {
    'own scalar': () => readAll(large, scalars.slice(0, 1)),
    'own scalar, small groups': () => readAll(small, scalars.slice(0, 1)),
    'own scalars, small groups': () => readAll(small, scalars),
    'duckdb scalar': () => readAll(duckLarge, scalars.slice(0, 1)),
    'duckdb scalar, small groups': () => readAll(duckSmall, scalars.slice(0, 1)),
    'duckdb list': () => readAll(duckLarge, jets.slice(0, 1)),
    'duckdb lists': () => readAll(duckLarge, jets),
    'lists of few rows': () =>
      compute({ h: few.map((e) => e.Jet.pt.sum() + e.Jet.eta.sum() + e.Jet.phi.sum() + e.Jet.mass.sum()) }),
    'stored scalar': () => compute({ h: q1(stored) }),
    'stored scalar, small groups': () => compute({ h: q1(storedSmall) }),
    'stored list': () => compute({ h: q2(stored) }),
    ...Object.fromEntries(codecs.map(([name, from]) => [name, () => readAll(from, jets)])),
  };
}

async function measure(files: Files): Promise<CostConstants> {
  const times = await byTurns(await works(files), REPEATS);
  for (const [name, { least, median }] of Object.entries(times))
    console.log(`${name.padEnd(30)}${least.toFixed(2)} (${median.toFixed(2)}) ms`);
  const ns = (name: string): number => (times[name] as Times).least * NS;
  const groups = EVENTS / SMALL;
  const more = groups - EVENTS / LARGE;
  const file = await source(files.large);
  const told = file.costs?.({ needs: jets, columns: [] }) as ReadCosts;
  const elements = told.columns.reduce((sum, { values }) => sum + values, 0);
  const bytes = told.columns.reduce((sum, { uncompressed }) => sum + uncompressed, 0);
  const chunk = rounded((ns('own scalars, small groups') - ns('own scalar, small groups')) / groups, 1000);
  const group = rounded((ns('own scalar, small groups') - ns('own scalar')) / more - chunk, 1000);
  const query = rounded((ns('duckdb scalar, small groups') - ns('duckdb scalar')) / more, 1000);
  const storedQuery = rounded((ns('stored scalar, small groups') - ns('stored scalar')) / more, 1000);
  const [largeGroups, jet] = [EVENTS / LARGE, elements / jets.length];
  const handed = (ns('duckdb lists') - ns('duckdb list')) / (elements - jet);
  const decoded = (ns('lists of few rows') - query * largeGroups) / elements;
  return {
    own: {
      group,
      chunk,
      value: rounded((ns('own scalar') - (group + chunk) * largeGroups) / EVENTS, 0.05),
      element: rounded((ns('none') - (group + chunk * jets.length) * largeGroups) / elements, 0.1),
      codecs: Object.fromEntries(
        Object.keys(CODECS)
          .filter((name) => name !== 'none')
          .map((name) => [name, rounded((ns(name) - ns('none')) / bytes, 0.01)]),
      ),
    },
    duckdb: {
      query,
      value: rounded((ns('duckdb scalar') - query * largeGroups) / EVENTS, 0.1),
      decode: rounded(Math.min(decoded, handed / 2), 0.1),
      element: rounded(handed, 0.1),
    },
    storage: {
      query: storedQuery,
      row: rounded((ns('stored scalar') - storedQuery * largeGroups) / EVENTS, 0.1),
      element: rounded((ns('stored list') - storedQuery * largeGroups) / jet, 0.1),
    },
    loop: await loopConstants(files.large),
  };
}

/** The loops of two queries as two equations: what an element takes, and what a unit of cost. */
async function loopConstants(file: string): Promise<CostConstants['loop']> {
  const local = await events(file, 'local');
  const row = 2;
  const [a, b] = (await Promise.all([q2(local), q6pt(local)].map(loopOf))) as [Loop, Loop];
  const left = ({ milliseconds }: Loop): number => Math.max(0, milliseconds * NS - row * EVENTS);
  const det = a.elements * b.units - b.elements * a.units;
  const element = (left(a) * b.units - left(b) * a.units) / det;
  const unit = (a.elements * left(b) - b.elements * left(a)) / det;
  console.log('loops', a, b, { element, unit });
  return { row, element: rounded(element, 0.3), unit: rounded(unit, 0.3) };
}

interface Loop {
  readonly milliseconds: number;
  readonly units: number;
  readonly elements: number;
}

async function loopOf(result: LazyHistogram): Promise<Loop> {
  const [made] = plansOf({ result });
  const { core, plan } = made as ReturnType<typeof plansOf>[number];
  const costs = core.source.costs?.({ needs: plan.needs, columns: [] }) as ReadCosts;
  const { units, elements } = loopWork(
    plan.outputs.map(({ expr }) => expr),
    new Shares(core.source.info, costs),
  );
  const times: number[] = [];
  for (let i = 0; i < REPEATS; i++) times.push(await loopTime(result));
  return { milliseconds: Math.min(...times), units: units * EVENTS, elements: elements * EVENTS };
}

const rounded = (value: number, atLeast: number): number => Math.max(atLeast, Number(value.toPrecision(3)));

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'jagged-calibrate-'));
  try {
    const constants = await measure(await prepare(folder));
    const text = `import type { CostConstants } from '../../compiler/cost.ts';

/** What work costs, in nanoseconds; written by \`npm run calibrate\`. */
export const costConstants: CostConstants = ${JSON.stringify(constants, null, 2)};
`;
    writeFileSync(fileURLToPath(new URL('../../src/execute/cost-constants.ts', import.meta.url)), text);
    console.log(text);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
