import type { Partition, Source } from '../sources/source.ts';

/** A file as it is cut: at most so many partitions, and the events in it, or in these where they are not all. */
export function cut(
  source: Source,
  most: number,
): { readonly partitions: readonly Partition[]; readonly events: number } {
  const partitions = source.partitions().slice(0, most);
  const inThese = partitions.reduce((sum, { start, stop }) => sum + stop - start, 0);
  return { partitions, events: partitions.length < most ? (source.info.rows ?? 0) : inThese };
}
