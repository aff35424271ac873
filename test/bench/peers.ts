import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchOptions } from './options.ts';
import { ADL, OWN } from './options.ts';
import type { Command } from './process.ts';

const here = join(dirname(fileURLToPath(import.meta.url)), 'peers');
export const projectRoot = join(here, '..', '..', '..');
export const python = join(projectRoot, '.python/bin/python');

/** Something that answers queries. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  readonly queries: readonly string[];
  readonly command: Command;
}

/** A peer that cannot be asked, and why. */
export interface Missing {
  readonly name: string;
  readonly why: string;
}

const isMissing = (one: Peer | Missing): one is Missing => 'why' in one;

/** The peers that are installed, and those that are not. */
export function findPeers(options: BenchOptions, jagged: string): { peers: Peer[]; missing: Missing[] } {
  const found = [
    jaggedPeer(options, jagged),
    ...rdfPeers(options),
    adlPeer('duckdb', ADL, options),
    adlPeer('polars', ADL.slice(0, 4), options),
    adlPeer('coffea', ADL, options),
    adlPeer('awkward', ADL, options),
    ownPeer('duckdb', ['categories', 'nearest', 'texts', 'many'], options),
    ownPeer('polars', ['categories', 'texts'], options),
    ownPeer('awkward', OWN, options),
  ];
  const wanted = found.filter(
    (one) =>
      (options.peers === undefined || one.name === 'jagged' || options.peers.includes(one.name)) &&
      (isMissing(one) || one.queries.some((query) => options.queries.includes(query))),
  );
  return { peers: wanted.filter((one) => !isMissing(one)) as Peer[], missing: wanted.filter(isMissing) };
}

function jaggedPeer({ data, threads }: BenchOptions, script: string): Peer {
  const args = [script, join(data, 'flat.parquet'), String(threads)];
  const version = `Node ${process.version}`;
  return { name: 'jagged', version, queries: [...ADL, ...OWN], command: { program: process.execPath, args } };
}

/** The version of a Python package in .python; undefined where it is not there. */
export function versionOf(name: string): string | undefined {
  const text = `import importlib.metadata as m, sys; sys.stdout.write(m.version('${name}'))`;
  const { status, stdout } = spawnSync(python, ['-c', text], { encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
}

function adlPeer(name: string, queries: readonly string[], { scripts, data, threads }: BenchOptions): Peer | Missing {
  const version = versionOf(name);
  if (version === undefined) return { name, why: `no package ${name} in .python: npm run setup:bench` };
  const script = join(scripts, `peers_${name}.py`);
  if (!existsSync(script)) return { name, why: `its queries are not at ${script}` };
  const isRoot = name === 'coffea';
  const file = join(data, isRoot ? 'events.root' : 'flat.parquet');
  if (!existsSync(file)) return { name, why: `no ${file}` };
  const args = [join(here, 'adl_peer.py'), script, file, String(threads)];
  return { name, version, queries, command: { program: python, args, env: { CHUNK: '250000' } } };
}

function ownPeer(name: string, queries: readonly string[], { data, threads }: BenchOptions): Peer | Missing {
  const version = versionOf(name);
  if (version === undefined) return { name, why: `no package ${name} in .python: npm run setup:bench` };
  const args = [join(here, 'own_peer.py'), name, join(data, 'flat.parquet'), String(threads)];
  return { name, version, queries, command: { program: python, args } };
}

const RDF_FILES = { 'RDF TTree': 'events.root', 'RDF RNTuple': 'ntuple.root' } as const;

/** Compiled RDataFrame over both of ROOT's formats. */
function rdfPeers(options: BenchOptions): (Peer | Missing)[] {
  const version = versionOf('root');
  const program = version === undefined ? undefined : compileRdf(options);
  return Object.entries(RDF_FILES).map(([name, data]) => {
    if (version === undefined) return { name, why: 'no package root in .python: npm run setup:bench' };
    const file = join(options.data, data);
    if (!existsSync(file)) return { name, why: `no ${file}` };
    if (typeof program !== 'string') return { name, why: program?.why ?? 'it is not compiled' };
    return { name, version, queries: ADL, command: { program, args: [file, String(options.threads)] } };
  });
}

const LIBRARIES = 'Core RIO Tree TreePlayer ROOTDataFrame ROOTVecOps Hist MathCore GenVector Physics Imt Thread';

/** Compiles the program of RDataFrame once, with full optimisation for this machine; tells why where it cannot. */
function compileRdf({ scripts, data }: BenchOptions): string | { why: string } {
  if (!existsSync(join(scripts, 'rdf.hxx'))) return { why: `its queries are not at ${join(scripts, 'rdf.hxx')}` };
  const target = join(dirname(data), 'rdf-peer');
  if (existsSync(target)) return target;
  const where =
    'import ROOT, os, sys; sys.stdout.write(ROOT.gSystem.Getenv("ROOTSYS") or os.path.dirname(ROOT.__file__))';
  const root = spawnSync(python, ['-c', where], { encoding: 'utf8' }).stdout;
  const args = [
    ...['-O3', '-march=native', '-std=c++17', `-I${join(root, 'include')}`, `-I${scripts}`],
    ...[join(here, 'rdf_peer.cxx'), '-o', target, `-L${join(root, 'lib')}`, `-Wl,-rpath,${join(root, 'lib')}`],
    ...[`-Wl,-rpath,${join(root, '../root.libs')}`, '-Wl,--allow-shlib-undefined'],
    ...LIBRARIES.split(' ').map((name) => `-l${name}`),
  ];
  const { status, stderr } = spawnSync('g++', args, { encoding: 'utf8' });
  return status === 0 ? target : { why: `g++ cannot compile it: ${(stderr ?? 'no g++').split('\n')[0]}` };
}
