/**
 * How long opening takes of files with many columns: `npm run bench:open [FILE…]`, by default those of the shared folder. Each
 * file has a process of its own, after the library is loaded: the first opening, then more of them with nothing known, one
 * of which the footer is known, and one query.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { asDataset } from '../../src/api/dataset.ts';
import { open, type Untyped } from '../../src/index.ts';
import { forgetFooters } from '../../src/sources/parquet/footer-cache.ts';
import { shared } from '../tools/shared.ts';
import { medianOf } from './timing.ts';

const FILES = [
  'nano_dimuon.root:Events',
  'nano_dy.root:Events',
  'nano_dimuon.parquet',
  'nano_dy.parquet',
  'cmsopendata2015_ttbar_19980_NANOAOD_RNTupleImporter_rntuple_v1-0-0-1.root:Events',
  'PHYSLITE_example.root:CollectionTree',
  'uproot-physlite-rntuple_v1-0-0-0.root:EventData',
];
const REPEATS = 30;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const ms = (time: number): string => `${time.toFixed(1)} ms`;

async function measure(file: string): Promise<void> {
  // what opening loads
  await Promise.all([
    import('../../src/sources/root/root-source.ts'),
    import('../../src/sources/root/container/bytes.ts'),
    import('../../src/sources/parquet/parquet-source.ts'),
  ]);
  const openIt = async () => (await open<Untyped>(file)).close();
  const first = await timed(openIt);
  const more: number[] = [];
  for (let i = 0; i < REPEATS; i++) {
    forgetFooters();
    more.push(await timed(openIt));
  }
  const again = await timed(openIt);
  const events = await open<Untyped>(file);
  const collection = events.columns.find((name) => /^(Muon|Muons)$/.test(name));
  const query = collection === undefined ? undefined : await timed(() => events.field(collection).length.toArray());
  const { columns } = asDataset(events)?.source.info ?? { columns: 0 };
  const name = file.split('/').at(-1);
  console.log(
    `${name}: ${columns.toLocaleString('en-US')} columns; first ${ms(first)}, then ${ms(Math.min(...more))} (median ${ms(medianOf(more))}), unchanged ${ms(again)}${query === undefined ? '' : `; the number of muons ${ms(query)}`}`,
  );
}

function main(files: readonly string[]): void {
  const here = FILES.flatMap((name) => {
    const [path = '', tree] = name.split(':');
    const found = shared(`data/${path}`);
    return found === undefined ? [] : [tree === undefined ? found : `${found}:${tree}`];
  });
  for (const file of files.length > 0 ? files : here)
    execFileSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), '--one', file], {
      stdio: 'inherit',
    });
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--one') await measure(rest[0] as string);
else main(first === undefined ? [] : [first, ...rest]);
