import type { ColumnCost, ColumnScan, Form, ReadCosts } from '../../../compiler/source.ts';
import type { Partition } from '../source.ts';
import { codecName } from './decoder/codecs.ts';
import type { Footer, RowGroup } from './footer.ts';
import type { ColumnChunk } from './metadata.ts';
import { leavesOf } from './schema-tree.ts';
import type { Statistics } from './statistics.ts';

/** What is to be read, as the source has found out. */
export interface Planned {
  readonly footers: readonly Footer[];
  /** Partitions in all, and those that are read. */
  readonly all: number;
  readonly partitions: readonly Partition[];
  readonly scans: readonly ColumnScan[];
  /** Stored columns that storage looks at besides. */
  readonly others: readonly string[];
  /** Lists whose lengths are wanted: their path, and the form there. */
  readonly lists: ReadonlyMap<string, Form & { readonly is: 'list' }>;
  /** The leaves of a column that are read. */
  readonly leavesOf: (footer: Footer, column: string) => readonly number[];
  readonly statistics: Statistics;
}

/** At most so many row groups are looked at. */
const MOST_GROUPS = 64;

interface Group {
  readonly footer: Footer;
  readonly first: number;
  readonly group: RowGroup;
}

/** What reading takes, from footers. */
export function costsOf(planned: Planned): ReadCosts {
  const groups = groupsOf(planned);
  const step = Math.max(1, Math.ceil(groups.length / MOST_GROUPS));
  const seen = groups.filter((_, i) => i % step === 0);
  const scale = seen.length === 0 ? 0 : groups.length / seen.length;
  const delivered = new Set(planned.scans.map(({ column }) => column));
  const others = planned.others
    .filter((column) => !delivered.has(column))
    .map((column): ColumnScan => ({ column, by: 'duckdb', why: undefined }));
  return {
    all: planned.all,
    partitions: planned.partitions.length,
    rows: planned.partitions.reduce((sum, { start, stop }) => sum + stop - start, 0),
    groups: groups.length,
    columns: [...planned.scans, ...others].map((scan) =>
      columnCost(planned, scan, { groups: seen, scale, delivered: delivered.has(scan.column) }),
    ),
    lengths: new Map([...planned.lists].map(([path, { of }]) => [path, averageLength(planned, leafColumn(of), seen)])),
  };
}

/** The row groups in which a partition begins. */
function groupsOf({ footers, partitions }: Planned): Group[] {
  const starts = new Map<string, number[]>();
  for (const { file, start } of partitions) starts.set(file, [...(starts.get(file) ?? []), start]);
  return footers.flatMap((footer) => {
    const wanted = starts.get(footer.file) ?? [];
    let [first, next] = [0, 0];
    return footer.groups.flatMap((group) => {
      const from = first;
      first += group.rows;
      const before = next;
      while (next < wanted.length && (wanted[next] as number) < first) next++;
      return next > before ? [{ footer, first: from, group }] : [];
    });
  });
}

interface Seen {
  readonly groups: readonly Group[];
  /** How many row groups each of them stands for. */
  readonly scale: number;
  readonly delivered: boolean;
}

function columnCost(
  { statistics, leavesOf }: Planned,
  { column, by }: ColumnScan,
  { groups, scale, delivered }: Seen,
): ColumnCost {
  const leaves = new Map([...new Set(groups.map(({ footer }) => footer))].map((one) => [one, leavesOf(one, column)]));
  const chunks = groups.flatMap(({ footer, group }) =>
    (leaves.get(footer) as readonly number[]).map((leaf) => group.chunk(leaf)),
  );
  const sum = (of: (chunk: ColumnChunk) => number): number =>
    Math.round(scale * chunks.reduce((all, chunk) => all + of(chunk), 0));
  const limits = groups.map(({ footer, first }) =>
    statistics.limitsOf({ file: footer.file, start: first, stop: first }, column),
  );
  const known = limits.flatMap((one) => (one === undefined ? [] : [one]));
  return {
    column,
    by,
    codec: chunks[0] === undefined ? 'none' : codecName(chunks[0].codec),
    compressed: sum(({ compressedSize }) => compressedSize),
    uncompressed: sum(({ uncompressedSize }) => uncompressedSize),
    values: sum(({ values }) => values),
    isList: groups[0] !== undefined && statistics.nodeOf(groups[0].footer.file, column)?.leaf === undefined,
    chunks: sum(() => 1),
    delivered,
    limits:
      known.length === 0 || known.length < limits.length
        ? undefined
        : {
            min: Math.min(...known.map(({ min }) => Number(min))),
            max: Math.max(...known.map(({ max }) => Number(max))),
          },
  };
}

/** Values of a list column are its elements, and one for each empty list. */
function averageLength({ statistics }: Planned, column: string, groups: readonly Group[]): number {
  let [elements, rows] = [0, 0];
  for (const { footer, group } of groups) {
    const node = statistics.nodeOf(footer.file, column);
    const [leaf] = node === undefined ? [] : leavesOf(node);
    if (leaf === undefined) continue;
    const chunk = group.chunk(leaf);
    const empty = chunk.nullCount === undefined ? 0 : Math.min(chunk.nullCount, chunk.values);
    elements += chunk.values - empty;
    rows += group.rows;
  }
  return rows === 0 ? 0 : elements / rows;
}

/** A stored column in which values of the form lie. */
function leafColumn(form: Form): string {
  if (form.is === 'column') return form.column;
  if (form.is === 'list') return leafColumn(form.of);
  // places are counted, not stored
  if (form.is === 'place') return '';
  const [first] = form.fields.values();
  return first === undefined ? '' : leafColumn(first);
}
