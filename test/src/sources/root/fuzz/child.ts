/** Reads the damaged files of a case in a process of its own, which may crash, hang, or ask for too much memory. */
import { askedFor } from './memory.ts';
import { isDeepStrictEqual } from 'node:util';
import type { SourceError as SourceErrorClass } from '../../../../../compiler/tree/problem.ts';
import { type Case, CASES, contentsOf } from './cases.ts';
import { numbersFrom } from './damage.ts';

/** What came of a case. */
export interface Outcome {
  /** Columns that were read, and errors that say so. */
  readonly good: number;
  readonly bad: number;
  /** The largest array that a run asked for, and the most that one asked for in all, in MB. */
  readonly largest: number;
  readonly most: number;
  /** How much the process has grown, in MB. */
  readonly grown: number;
}

/** What the process says before each run, and at the end. */
export type Message = { readonly run: number } | { readonly outcome: Outcome };

const { SourceError } = await import('../../../../../compiler/tree/problem.ts');
const { memoryBytes } = await import('../../../../../src/sources/root/container/bytes.ts');
const { openRoot } = await import('../../../../../src/sources/root/root-source.ts');

/** The layouts of columns, by the rows and the name; and how many errors there were. */
interface Found {
  readonly values: ReadonlyMap<string, unknown>;
  readonly errors: number;
}

const isExpected = (error: unknown): error is SourceErrorClass => error instanceof SourceError;

async function readAll(bytes: Uint8Array, tree: string): Promise<Found> {
  const values = new Map<string, unknown>();
  let errors = 0;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (!isExpected(error)) throw error;
      errors++;
    }
  };
  await attempt(async () => {
    const places = [{ bytes: memoryBytes(bytes, 'damaged.root'), tree }];
    const source = await openRoot(places, { schema: 'plain' });
    for (const partition of source.partitions().slice(0, 3))
      for (const name of source.info.row.fields.keys())
        await attempt(async () => {
          const rows = await source.read(partition, { needs: [{ path: [name], offsetsOnly: false }] });
          values.set(`${partition.start} ${partition.stop} ${name}`, rows);
        });
  });
  return { values, errors };
}

/** Runs a case; throws where an error is no SourceError, or where a value is another than it was although damage tells. */
async function run(of: Case): Promise<Outcome> {
  const whole = contentsOf(of);
  const right = new Map<string, Found>();
  for (const tree of of.tells ? of.trees : []) right.set(tree, await readAll(whole, tree));
  const random = numbersFrom(of.seed);
  const damage = await of.damage(whole);
  const before = process.resourceUsage().maxRSS;
  let [good, bad, largest, most] = [0, 0, 0, 0];
  for (let i = 0; i < of.runs; i++) {
    process.send?.({ run: i } satisfies Message);
    const bytes = damage(random);
    const tree = of.trees[i % of.trees.length] as string;
    askedFor();
    const { values, errors } = await readAll(bytes, tree);
    const asked = askedFor();
    if (of.tells) compare(values, right.get(tree) as Found, `run ${i}, ${tree}`);
    good += values.size;
    bad += errors;
    largest = Math.max(largest, asked.largest);
    most = Math.max(most, asked.sum);
  }
  const grown = process.resourceUsage().maxRSS - before;
  return { good, bad, largest: largest / 2 ** 20, most: most / 2 ** 20, grown: grown / 2 ** 10 };
}

function compare(found: Found['values'], right: Found, where: string): void {
  for (const [column, values] of found)
    if (!isDeepStrictEqual(values, right.values.get(column)))
      throw new Error(`${where}: the column '${column}' is read without an error, but has other values than it had`);
}

const of = CASES[process.argv[2] ?? ''];
if (of === undefined) throw new Error(`there is no case '${process.argv[2]}'`);
const outcome = await run(of);
process.send?.({ outcome } satisfies Message);
