import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateEvents } from '../../src/demo/generate.ts';
import type { BenchOptions } from './options.ts';
import { projectRoot } from './peers.ts';

const ROW_GROUP = 131_072;
const SEEDS = { S: 12345, H: 777 } as const;
const python = join(projectRoot, '.python/bin/python');

/** Whether the maker of layouts S and H is there, and the events it starts from. */
export const makerOf = (scripts: string): { maker: string; sample: string } => ({
  maker: join(scripts, 'make_adl.py'),
  sample: join(scripts, '../data/Run2012B_SingleMu-1000.parquet'),
});

/** Makes what is not there yet in the folder of the data: a flat Parquet file, and the same as a TTree and an RNTuple. */
export async function prepareData(options: BenchOptions): Promise<void> {
  const { data, layout } = options;
  mkdirSync(data, { recursive: true });
  const flat = join(data, 'flat.parquet');
  if (!existsSync(flat)) {
    console.log(`making ${options.events.toLocaleString('en')} events of layout ${layout} in ${data}`);
    if (layout === 'demo') await generateEvents(flat, { events: options.events, rowGroup: 122_880 });
    else makeLayout(options, layout);
  }
  const texts = join(data, 'texts.parquet');
  if (!existsSync(texts)) await nameEvents(flat, texts);
  toRoot(data, flat);
}

/** A file of MET and a text for each event, its number. */
async function nameEvents(flat: string, target: string): Promise<void> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`;
  const named = `SELECT MET_pt, event::VARCHAR AS name FROM read_parquet(${quoted(flat)})`;
  await connection.run(`COPY (${named}) TO ${quoted(target)} (FORMAT parquet, COMPRESSION zstd)`);
  connection.closeSync();
}

function makeLayout({ data, events, scripts }: BenchOptions, layout: 'S' | 'H'): void {
  const { maker, sample } = makerOf(scripts);
  const args = [maker, '--src', sample, '--out', data, '--no-root'];
  args.push('--events', String(events), '--seed', String(SEEDS[layout]), '--row-group', String(ROW_GROUP));
  if (layout === 'H') args.push('--full-jets');
  const { status, stderr } = spawnSync(python, args, { encoding: 'utf8' });
  if (status !== 0)
    throw new Error(`cannot make layout ${layout}: ${(stderr ?? 'no .python').trim().split('\n').at(-1)}`);
}

function toRoot(data: string, flat: string): void {
  const [tree, ntuple] = [join(data, 'events.root'), join(data, 'ntuple.root')];
  if (existsSync(tree)) return;
  const script = join(dirname(new URL(import.meta.url).pathname), 'peers/to_root.py');
  const { status, stderr } = spawnSync(python, [script, flat, tree, ntuple], { encoding: 'utf8' });
  if (status !== 0) console.log(`no ROOT files: ${(stderr ?? 'no .python').trim().split('\n').at(-1)}`);
}
