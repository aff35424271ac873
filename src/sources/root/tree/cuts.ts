import { LEAST_PARTITION } from '../table.ts';
import type { Column } from './column.ts';

/** A partition with more packed bytes is cut where the largest branch has baskets, even if others do not. */
const MOST_BYTES = 128 << 20;

/**
 * Where a tree is cut into partitions: at rows where baskets of all branches begin (its clusters). Where those lie too far
 * apart, at rows where baskets of the largest branch begin; the baskets of others are then read for two partitions.
 */
export function cutsOf(columns: readonly Column[], rows: number): readonly number[] {
  const bytes = columns.reduce((sum, { branch }) => sum + branch.packedBytes, 0);
  const perRow = rows === 0 ? 0 : bytes / rows;
  const more = startsOf(largest(columns));
  const cuts = [0];
  let last = 0;
  let at = 0;
  const cut = (here: number): void => {
    if ((here - last) * perRow < LEAST_PARTITION) return;
    cuts.push(here);
    last = here;
  };
  for (const next of [...commonStarts(columns), rows]) {
    const far = (next - last) * perRow > MOST_BYTES;
    for (; at < more.length && (more[at] as number) < next; at++) if (far) cut(more[at] as number);
    if (next > last && next < rows) cut(next);
  }
  if (rows > 0) cuts.push(rows);
  return cuts;
}

const startsOf = (column: Column | undefined): readonly number[] =>
  (column?.branch.baskets ?? []).map(({ start }) => start);

function largest(columns: readonly Column[]): Column | undefined {
  return columns.reduce<Column | undefined>(
    (most, column) => (most === undefined || column.branch.packedBytes > most.branch.packedBytes ? column : most),
    undefined,
  );
}

function commonStarts(columns: readonly Column[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const column of columns)
    for (const start of new Set(startsOf(column))) counts.set(start, (counts.get(start) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count === columns.length)
    .map(([start]) => start)
    .sort((a, b) => a - b);
}
