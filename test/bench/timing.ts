import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateEvents } from '../../src/demo/generate.ts';

/** Least and median of what was measured. */
export interface Times {
  readonly least: number;
  readonly median: number;
}

/** The median of numbers. */
export const medianOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] as number;

/**
 * Milliseconds of several works, by turns: all once to warm up, then `repeats` rounds of all of them, every other one from the
 * last on, since who comes after heavy work finds the processor busy with its end.
 */
export async function byTurns<K extends string>(
  works: Readonly<Record<K, () => unknown>>,
  repeats: number,
): Promise<Record<K, Times>> {
  const entries = Object.entries(works) as [K, () => unknown][];
  const times = new Map<K, number[]>(entries.map(([name]) => [name, []]));
  for (const [, work] of entries) await work();
  for (let i = 0; i < repeats; i++) {
    for (const [name, work] of i % 2 === 0 ? entries : entries.toReversed()) {
      const start = performance.now();
      await work();
      times.get(name)?.push(performance.now() - start);
    }
  }
  return Object.fromEntries(
    [...times].map(([name, of]) => [name, { least: Math.min(...of), median: medianOf(of) }]),
  ) as Record<K, Times>;
}

/** `least (median)` in milliseconds. */
export const timesText = ({ least, median }: Times): string => `${least.toFixed(1)} (${median.toFixed(1)})`;

/** Calls with the file that the command line names, else with one of generated events that is removed after. */
export async function withEvents(events: number, work: (file: string) => Promise<void>): Promise<void> {
  if (process.argv[2] !== undefined) return work(process.argv[2]);
  const folder = mkdtempSync(join(tmpdir(), 'jagged-bench-'));
  try {
    const file = join(folder, 'events.parquet');
    await generateEvents(file, { events, rowGroup: 122_880 });
    await work(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
