import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

export const LAYOUTS = ['S', 'H', 'demo'] as const;
/** The events: the sample's multiplicities, all jets of the whole data set, or those of `jagged demo`. */
export type Layout = (typeof LAYOUTS)[number];

export interface BenchOptions {
  readonly events: number;
  readonly layout: Layout;
  readonly queries: readonly string[];
  readonly rounds: number;
  readonly threads: number;
  /** Names of peers; undefined stands for all there are. */
  readonly peers: readonly string[] | undefined;
  /** The folder with the data. */
  readonly data: string;
  /** Where the scripts of the ADL peers are. */
  readonly scripts: string;
  /** Whether docs/benchmarks.md is written. */
  readonly write: boolean;
}

export const ADL = ['1', '2', '3', '4', '5', '6a', '6b', '7', '8'];
/** Queries unlike the ADL ones, see own-queries.ts. */
export const OWN = ['categories', 'nearest', 'four', 'texts', 'many'];

export const USAGE = `npm run bench -- [options]
  --events N       how many events are made (2000000)
  --layout S|H|demo  multiplicities of the sample, of the whole data set, or the project's own events (S where its maker is)
  --queries LIST   of 1-8, 6a, 6b, own, and ${OWN.join(', ')} (1-8)
  --rounds N       measured rounds, after three to warm up (7)
  --threads N      threads of each peer (2, or as many as there are)
  --peers LIST     jagged is always there (all that are installed)
  --data DIR       a folder with flat.parquet; by default one is made in the folder for temporary files
  --scripts DIR    where the peers' scripts for ADL are (../shared/bench)
  --write          write the results into docs/benchmarks.md`;

/** The options of a command line; throws where one makes no sense. */
export function readOptions(args: readonly string[], scripts: string, hasMaker: boolean): BenchOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: text,
      layout: text,
      queries: text,
      rounds: text,
      threads: text,
      peers: text,
      data: text,
      scripts: text,
      write: { type: 'boolean' },
    },
  });
  const events = count('events', values.events, 2_000_000);
  const layout = (values.layout ?? (hasMaker ? 'S' : 'demo')) as Layout;
  if (!LAYOUTS.includes(layout)) throw new Error(`--layout ${layout}: expected ${LAYOUTS.join(', ')}`);
  return {
    events,
    layout,
    queries: (values.queries ?? '1-8').split(',').flatMap(queriesOf),
    rounds: count('rounds', values.rounds, 7),
    threads: count('threads', values.threads, Math.min(2, cpus().length)),
    peers: values.peers?.split(','),
    data: values.data ?? join(tmpdir(), 'jagged-bench', `${layout}-${events}`),
    scripts: values.scripts ?? scripts,
    write: values.write ?? false,
  };
}

function count(name: string, given: string | undefined, otherwise: number): number {
  const number = given === undefined ? otherwise : Number(given);
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`--${name} ${given}: expected a whole number from 1`);
  return number;
}

/** The queries that one part of a list names: `5`, `6` (both histograms), `1-4`, `own`. */
export function queriesOf(part: string): string[] {
  if (part === 'own') return [...OWN];
  if (OWN.includes(part) || ADL.includes(part)) return [part];
  const [first, last = first] = part.split('-').map(Number) as [number, number?];
  const found = ADL.filter(
    (name) => Number.parseInt(name, 10) >= first && Number.parseInt(name, 10) <= (last as number),
  );
  if (found.length === 0) throw new Error(`--queries ${part}: there is no such query`);
  return found;
}
