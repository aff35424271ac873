import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateEvents } from '../../../src/demo/generate.ts';
import { analysis, axis, type Dataset, histogram, type List, type LorentzVector } from '../../../src/index.ts';
import { sql } from '../sources/support.ts';

interface Muon extends LorentzVector {
  readonly charge: number;
}
export interface Demo {
  readonly Muon: List<Muon>;
  readonly MET: { readonly pt: number; readonly phi: number };
}

/** Files of two data sets, and some that are not as they should be. */
export interface Files {
  readonly folder: string;
  readonly simulated: readonly string[];
  readonly recorded: readonly string[];
  /** Ends in the middle. */
  readonly truncated: string;
  /** Whole, but MET_pt is a text in it. */
  readonly foreign: string;
  /** One of its partitions cannot be read: bytes of a page are others. */
  readonly damaged: string;
  readonly missing: string;
}

/** Events in each file of `makeFiles`; a row group holds 2,048. */
export const EVENTS = 5000;

export async function makeFiles(folder: string): Promise<Files> {
  const make = async (set: string, number: number, events = EVENTS): Promise<string> => {
    mkdirSync(join(folder, set), { recursive: true });
    const path = join(folder, set, `events_${number}.parquet`);
    await generateEvents(path, { events, seed: set.length * 100 + number, rowGroup: 2048 });
    return path;
  };
  const simulated = [await make('simulated', 1), await make('simulated', 2), await make('simulated', 3)];
  const recorded = [await make('recorded', 1), await make('recorded', 2, 300)];
  const bad = join(folder, 'wrong');
  mkdirSync(bad);
  const truncated = join(bad, 'truncated.parquet');
  const bytes = readFileSync(simulated[0] as string);
  writeFileSync(truncated, bytes.subarray(0, bytes.length / 2));
  const foreign = join(bad, 'foreign.parquet');
  await sql(
    `COPY (SELECT * REPLACE (MET_pt::VARCHAR AS MET_pt) FROM '${simulated[0]}' LIMIT 100) TO '${foreign}' (FORMAT parquet)`,
  );
  const damaged = join(bad, 'damaged.parquet');
  copyFileSync(simulated[0] as string, damaged);
  const broken = readFileSync(damaged);
  broken.fill(0xff, 4, 4 + 40_000);
  writeFileSync(damaged, broken);
  return { folder, simulated, recorded, truncated, foreign, damaged, missing: join(bad, 'missing.parquet') };
}

/** What tests compute: counts, sums that show any change of order, weighted and unweighted histograms, columns. */
export function outputsOf(events: Dataset<Demo>, dataset: string, datasets: readonly string[]) {
  const muons = events.Muon.filter((m) => m.pt > 15);
  const mass = muons
    .combinations(2, ['a', 'b'])
    .filter(({ a, b }) => a.charge !== b.charge)
    .map(({ a, b }) => a.add(b).mass);
  return {
    mass: histogram(axis.category(datasets), axis.regular(30, 60, 120)).fill(dataset, mass),
    met: histogram(axis.regular(20, 0, 100)).fill(events.MET.pt, { weight: events.MET.phi }),
    counts: { events: events.count(), pairs: events.where((e) => e.Muon.length >= 2).count() },
    pt: events.where((e) => e.MET.pt > 60).MET.pt,
  };
}

/** The analysis of some files. */
export const analysisOf = (sets: Parameters<typeof analysis>[0], options: Parameters<typeof analysis>[2] = {}) =>
  analysis<Demo, ReturnType<typeof outputsOf>>(
    sets,
    (events, { dataset, datasets }) => outputsOf(events, dataset, datasets),
    options,
  );

type Result = Awaited<ReturnType<ReturnType<typeof analysisOf>['run']>>;

/** All bits of a result, as text. */
export const bitsOf = ({ outputs, datasets }: Pick<Result, 'outputs' | 'datasets'>): string =>
  JSON.stringify([outputs, datasets]);
