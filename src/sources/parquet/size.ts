import type { PartitionSize } from '../source.ts';
import type { Footer, RowGroup } from './footer.ts';
import { groupOf } from './scan.ts';
import { leavesOf, schemaTrees } from './schema-tree.ts';

/** Bytes of a value, by the number of its physical type; texts are as long as they are. */
const VALUE_BYTES = [1, 4, 8, 12, 4, 8] as const;
const OFFSET_BYTES = 4;

interface GroupSize {
  readonly stored: number;
  readonly decoded: number;
}

const known = new WeakMap<RowGroup, Map<string, GroupSize>>();

/**
 * What some columns of rows take in memory. The decoder (`own`) has the bytes of a whole row group, compressed and not,
 * however few of its rows are wanted; DuckDB has those of the wanted rows, and a copy.
 */
export function partitionSize(
  footer: Footer,
  { start, stop }: { readonly start: number; readonly stop: number },
  columns: readonly string[],
  own: boolean,
): PartitionSize {
  const group = footer.groups[groupOf(footer, start, stop) ?? -1];
  if (group === undefined || start === stop) return { bytes: 0, whole: 0 };
  const sizes = columns.map((column) => sizeOfColumn(footer, group, column));
  const stored = sizes.reduce((sum, size) => sum + size.stored, 0);
  const decoded = sizes.reduce((sum, size) => sum + size.decoded, 0);
  const share = (stop - start) / group.rows;
  if (!own) return { bytes: Math.ceil(2 * decoded * share), whole: 0 };
  if (share === 1) return { bytes: stored + decoded, whole: 0 };
  return { bytes: Math.ceil(stored + decoded * (1 + share)), whole: stored + decoded };
}

/** The bytes that columns of rows take in the file; of part of a row group, their share. */
export function storedSize(
  footer: Footer,
  { start, stop }: { readonly start: number; readonly stop: number },
  columns: readonly string[],
): number {
  const group = footer.groups[groupOf(footer, start, stop) ?? -1];
  if (group === undefined) return 0;
  const stored = columns.reduce((sum, column) => sum + sizeOfColumn(footer, group, column).stored, 0);
  return Math.round((stored * (stop - start)) / group.rows);
}

function sizeOfColumn(footer: Footer, group: RowGroup, column: string): GroupSize {
  const sizes = known.get(group) ?? new Map<string, GroupSize>();
  known.set(group, sizes);
  const size = sizes.get(column) ?? computeSize(footer, group, column);
  sizes.set(column, size);
  return size;
}

function computeSize(footer: Footer, group: RowGroup, column: string): GroupSize {
  let stored = 0;
  let decoded = OFFSET_BYTES * group.rows;
  for (const { leaf, width } of leavesByColumn(footer).get(column) ?? []) {
    const { compressedSize, uncompressedSize, values } = group.chunk(leaf);
    stored += compressedSize;
    decoded += Math.max(uncompressedSize, values * width);
  }
  return { stored, decoded };
}

interface Leaf {
  readonly leaf: number;
  /** Bytes a value. */
  readonly width: number;
}

const leaves = new WeakMap<Footer, ReadonlyMap<string, readonly Leaf[]>>();

/** The leaves of each top-level column. */
function leavesByColumn(footer: Footer): ReadonlyMap<string, readonly Leaf[]> {
  const known = leaves.get(footer);
  if (known !== undefined) return known;
  const physical = footer.elements.slice(1).flatMap((element) => element.physical ?? []);
  const widthOf = (leaf: number): number => VALUE_BYTES[physical[leaf] as number] ?? OFFSET_BYTES;
  const found = new Map(
    schemaTrees(footer).map((node) => [
      node.element.name,
      leavesOf(node).map((leaf) => ({ leaf, width: widthOf(leaf) })),
    ]),
  );
  leaves.set(footer, found);
  return found;
}
