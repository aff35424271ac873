import { ExpressionError } from '../../compiler/tree/problem.ts';
import type { TallyPartial } from '../../kernels/tally.ts';
import { shortNumber } from './histogram-bins.ts';
import { countText, percentText } from './text-table.ts';

/** How many events there are, the sum of their weights, and the sum of the squares of these; without weights each weighs 1. */
export interface Counted {
  readonly events: number;
  readonly sumw: number;
  readonly sumw2: number;
}

/** What was counted of each condition. */
export function countedOf({ counts, sums = counts, squares = counts }: TallyPartial): Counted[] {
  return Array.from(counts, (events, i) => ({ events, sumw: sums[i] as number, sumw2: squares[i] as number }));
}

/** Both together. */
export const addCounted = (a: Counted, b: Counted): Counted => ({
  events: a.events + b.events,
  sumw: a.sumw + b.sumw,
  sumw2: a.sumw2 + b.sumw2,
});

/** Results of the cuts of a selection, a row each. */
interface OfCuts {
  readonly weighted: boolean;
  rows(): readonly { readonly name: string }[];
}

/** Refuses to put together what was counted of other cuts. */
export function needSameCuts(a: OfCuts, b: OfCuts): void {
  const [mine, others] = [a, b].map((of) => of.rows().map(({ name }) => name)) as [string[], string[]];
  if (JSON.stringify(mine) !== JSON.stringify(others))
    throw new ExpressionError(
      'different-cuts',
      `cannot add counts of ${others.join(', ')} to those of ${mine.join(', ')}`,
      {
        hint: 'the cuts and their order must be the same',
      },
    );
  if (a.weighted !== b.weighted)
    throw new ExpressionError('different-cuts', 'cannot add counts with weights to counts without', {
      hint: 'give both a weight, or none',
    });
}

/** The sum of weights and its error as texts, and its share of another. */
export const weightTexts = ({ sumw, sumw2 }: Counted, all: Counted): string[] => [
  shortNumber(sumw),
  shortNumber(Math.sqrt(sumw2)),
  percentText(sumw, all.sumw),
];

/** The number of events as text, and its share of another. */
export const eventTexts = ({ events }: Counted, all: Counted): string[] => [
  countText(events),
  percentText(events, all.events),
];

type Plain = Readonly<Record<string, unknown>>;
const isPlain = (x: unknown): x is Plain => typeof x === 'object' && x !== null && !Array.isArray(x);

/** What was counted, from plain data. */
export function readCounted(value: unknown): Counted {
  const { events, sumw, sumw2 } = isPlain(value) ? value : ({} as Plain);
  if (typeof events !== 'number' || typeof sumw !== 'number' || typeof sumw2 !== 'number')
    throw badCounts(`needs events, sumw and sumw2, found ${JSON.stringify(value)}`);
  return { events, sumw, sumw2 };
}

/** The parts of what `toJSON` of results of cuts gives, as text or as an object. */
export function readRows(json: unknown): {
  readonly weighted: boolean;
  readonly rows: readonly { readonly name: string; readonly row: Plain }[];
  readonly rest: Plain;
} {
  const found: unknown = typeof json === 'string' ? JSON.parse(json) : json;
  if (!isPlain(found) || typeof found['weighted'] !== 'boolean' || !Array.isArray(found['rows']))
    throw badCounts('needs weighted and rows');
  const rows = found['rows'].map((row: unknown) => {
    if (!isPlain(row) || typeof row['name'] !== 'string')
      throw badCounts(`needs named rows, found ${JSON.stringify(row)}`);
    return { name: row['name'], row };
  });
  return { weighted: found['weighted'], rows, rest: found };
}

const badCounts = (reason: string): ExpressionError =>
  new ExpressionError('bad-counts', `not counts of cuts: ${reason}`);
