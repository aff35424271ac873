import type { RecordLayout } from '../../../kernels/layout.ts';
import type { Need, SourceInfo } from '../../../compiler/source.ts';
import { SourceError } from '../../../compiler/tree/problem.ts';
import { showType } from '../../../compiler/tree/type.ts';
import { arrange, type SchemaName } from '../../schemas/registry.ts';
import type { Schema, StoredColumn } from '../../schemas/schema.ts';
import type { Partition, ReadRequest, Source } from '../source.ts';
import { checkedChunkSize, cutRows } from '../cut-rows.ts';
import { assemble } from '../rows/assemble.ts';
import { columnTrees } from '../rows/column-tree.ts';
import { readTree } from '../rows/read-tree.ts';
import type { ByteSource } from './container/bytes.ts';
import { RootFile } from './container/root-file.ts';
import type { RootTable } from './table.ts';
import { findTable, openTable } from './tables.ts';

/** How ROOT files are opened. */
export interface RootOptions {
  readonly schema?: SchemaName | Schema | undefined;
  /** At most so many rows a partition; without it, clusters and baskets are not cut. */
  readonly chunkSize?: number | undefined;
}

/** A file, and the name of the tree in it; without a name it must have one tree alone. */
export interface RootPlace {
  readonly bytes: ByteSource;
  readonly tree: string | undefined;
}

/** A source of ROOT files. */
export interface RootSource extends Source {
  /** Columns that cannot be read: name and reason. */
  readonly unsupported: ReadonlyMap<string, string>;
}

/** The opened tree of one file. */
interface Opened {
  readonly file: string;
  readonly table: RootTable;
}

const AT_ONCE = 16;

/** Opens trees of ROOT files as one source: the columns that all of them have with the same type. Reads metadata, no data. */
export async function openRoot(places: readonly RootPlace[], options: RootOptions = {}): Promise<RootSource> {
  const { chunkSize, schema = 'auto' } = options;
  if (places.length === 0) throw new SourceError('no-files', 'cannot open ROOT files: the list of files is empty');
  checkedChunkSize(chunkSize);
  const found = new Map<string, Opened>();
  for (let i = 0; i < places.length; i += AT_ONCE)
    for (const one of await Promise.all(places.slice(i, i + AT_ONCE).map(openOne))) found.set(one.file, one);
  const opened = [...found.values()];
  const [first] = opened as [Opened];
  const { columns, unsupported } = commonColumns(opened);
  const name = opened.length === 1 ? first.file : `${first.file} and ${opened.length - 1} more`;
  const rows = opened.reduce((sum, { table }) => sum + table.rows, 0);
  const info = { name, ...arrange(columns, schema, name), rows, columns: first.table.columns.size };
  return new RootFiles(info, opened, unsupported, chunkSize);
}

async function openOne({ bytes, tree }: RootPlace): Promise<Opened> {
  const file = await RootFile.open(bytes);
  const key = await findTable(file, tree);
  return { file: `${file.name}:${key.path}`, table: await openTable(file, key) };
}

// A column that some file lacks, or has with another type, is left out; it is not in the way of the others.
function commonColumns(opened: readonly Opened[]): {
  columns: readonly StoredColumn[];
  unsupported: ReadonlyMap<string, string>;
} {
  const [first, ...others] = opened as [Opened, ...Opened[]];
  const unsupported = new Map(first.table.unreadable);
  let columns = first.table.stored;
  for (const { file, table } of others) {
    const found = new Map(table.stored.map((column) => [column.name, column]));
    columns = columns.filter(({ name, type }) => {
      const other = found.get(name);
      if (other?.type === type) return true;
      const there = other === undefined ? (table.unreadable.get(name) ?? 'missing') : showType(other.type);
      unsupported.set(name, `${showType(type)} in ${first.file}, but in ${file}: ${there}`);
      return false;
    });
  }
  return { columns, unsupported };
}

class RootFiles implements RootSource {
  readonly info: SourceInfo;
  readonly unsupported: ReadonlyMap<string, string>;
  readonly #opened: ReadonlyMap<string, RootTable>;
  readonly #chunkSize: number | undefined;
  #partitions: readonly Partition[] | undefined;

  constructor(
    info: SourceInfo,
    opened: readonly Opened[],
    unsupported: ReadonlyMap<string, string>,
    chunkSize: number | undefined,
  ) {
    this.info = info;
    this.unsupported = unsupported;
    this.#opened = new Map(opened.map(({ file, table }) => [file, table]));
    this.#chunkSize = chunkSize;
  }

  partitions(): readonly Partition[] {
    this.#partitions ??= cut(this.#opened, this.#chunkSize);
    return this.#partitions;
  }

  columnsOf(needs: readonly Need[]): readonly string[] {
    return [...columnTrees(this.#tree(needs)).keys()];
  }

  async read({ file, start, stop }: Partition, { needs }: ReadRequest, signal?: AbortSignal): Promise<RecordLayout> {
    signal?.throwIfAborted();
    const table = this.#opened.get(file);
    if (table === undefined) throw new SourceError('no-such-file', `${file} is not among the files that are open`);
    const tree = this.#tree(needs);
    const columns = await table.read([...columnTrees(tree).keys()], start, stop, signal);
    return assemble(tree, columns, stop - start, { file, firstRow: start });
  }

  storedBytes({ file, start, stop }: Partition, needs: readonly Need[]): number {
    const table = this.#opened.get(file);
    if (table === undefined || table.rows === 0) return 0;
    const bytes = this.columnsOf(needs).reduce((sum, column) => sum + table.sizeOf(column), 0);
    return Math.round((bytes * (stop - start)) / table.rows);
  }

  async close(): Promise<void> {}

  #tree(needs: readonly Need[]): ReturnType<typeof readTree> {
    const [table] = this.#opened.values();
    return readTree(this.info, needs, (column) => table?.sizeOf(column) ?? 0);
  }
}

function cut(opened: ReadonlyMap<string, RootTable>, chunkSize: number | undefined): readonly Partition[] {
  const partitions: Partition[] = [];
  for (const [file, table] of opened) {
    const cuts = table.cuts();
    for (let i = 1; i < cuts.length; i++) {
      const range = { start: cuts[i - 1] as number, stop: cuts[i] as number };
      for (const piece of cutRows(file, range, chunkSize))
        partitions.push({ index: partitions.length, file, ...piece });
    }
  }
  return partitions;
}
