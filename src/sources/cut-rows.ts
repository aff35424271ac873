import { SourceError } from '../../compiler/tree/problem.ts';

const MOST_PARTITIONS = 1_000_000;

/** The number of rows a partition may have, where one is given. Throws SourceError `bad-option` where it is none. */
export function checkedChunkSize(chunkSize: number | undefined): number | undefined {
  if (chunkSize !== undefined && (!Number.isSafeInteger(chunkSize) || chunkSize < 1))
    throw new SourceError('bad-option', `chunkSize is ${chunkSize}, expected a whole number from 1`);
  return chunkSize;
}

/**
 * Cuts rows into the fewest pieces of at most `chunkSize`, as equal as whole numbers can be: together they are the rows,
 * none twice.
 */
export function cutRows(
  file: string,
  { start, stop }: { readonly start: number; readonly stop: number },
  chunkSize = Number.POSITIVE_INFINITY,
): { readonly start: number; readonly stop: number }[] {
  const rows = stop - start;
  if (rows === 0) return [];
  const pieces = Math.max(1, Math.ceil(rows / chunkSize));
  if (pieces > MOST_PARTITIONS)
    throw new SourceError(
      'bad-option',
      `chunkSize ${chunkSize} cuts ${file} into more than ${MOST_PARTITIONS} partitions`,
    );
  const edge = (i: number): number => start + Math.floor((i * rows) / pieces);
  return Array.from({ length: pieces }, (_, i) => ({ start: edge(i), stop: edge(i + 1) }));
}
