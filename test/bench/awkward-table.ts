/** What awkward.ts measured, as a table of docs/benchmarks.md. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { join } from 'node:path';

export interface Times {
  readonly wall: number[];
  readonly cpu: number[];
}

export interface Measured {
  readonly title: string;
  readonly here: Times;
  readonly there: Times;
}

const least = (values: readonly number[]): number => Math.min(...values);
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] as number;
const geometricMean = (values: readonly number[]): number =>
  Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);

/** How many times as long Awkward takes, by some measure of the times. */
const ratio = ({ here, there }: Measured, of: (times: Times) => number): number => of(there) / of(here);

const MEASURES: readonly ((times: Times) => number)[] = [
  ({ wall }) => least(wall),
  ({ wall }) => median(wall),
  ({ cpu }) => least(cpu),
];

const milliseconds = ({ wall, cpu }: Times): string[] =>
  [least(wall), median(wall), least(cpu)].map((value) => value.toFixed(1));

/** The table in Markdown: milliseconds, and how many times as long Awkward takes. */
export function tableOf(measured: readonly Measured[], versions: string): string {
  const rows = measured.map((one) => {
    const ratios = MEASURES.map((of) => ratio(one, of).toFixed(2));
    return [one.title, ...milliseconds(one.here), ...milliseconds(one.there), ...ratios];
  });
  const means = MEASURES.map((of) => geometricMean(measured.map((one) => ratio(one, of))).toFixed(2));
  const rounds = measured[0]?.here.wall.length ?? 0;
  return [
    `${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores (both sides use one), load average ${loadavg()[0]?.toFixed(1)}, Node ${process.versions.node}, ${versions}; ${rounds} rounds by turns.`,
    'A load above the number of cores means that both waited: then only CPU time compares. Milliseconds; the last three columns are how many times as long Awkward takes.',
    '',
    '| operation | here: least | median | CPU | Awkward: least | median | CPU | least | median | CPU |',
    `| --- |${' ---: |'.repeat(9)}`,
    ...rows.map((cells) => `| ${cells.join(' | ')} |`),
    `| geometric mean |${' |'.repeat(6)} ${means.join(' | ')} |`,
  ].join('\n');
}

const FILE = join(import.meta.dirname, '..', '..', 'docs', 'benchmarks.md');
const [START, END] = ['<!-- whole arrays -->', '<!-- /whole arrays -->'];

/** Puts the table between its marks in docs/benchmarks.md. */
export function writeTable(table: string): void {
  const text = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  const [start, end] = [text.indexOf(START), text.indexOf(END)];
  if (start < 0 || end < start) throw new Error(`${FILE} has no place for the table: ${START} … ${END}`);
  writeFileSync(FILE, `${text.slice(0, start)}${START}\n${table}\n${text.slice(end)}`);
}
