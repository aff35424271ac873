import type { RecordLayout } from '../../../kernels/layout.ts';
import type { ColumnScan, CostRequest, Form, Need, ReadCosts, SourceInfo } from '../../../compiler/source.ts';
import { ExecutionError, SourceError } from '../../../compiler/tree/problem.ts';
import { outputSql } from '../../../compiler/emit/sql-output.ts';
import { toSql } from '../../../compiler/emit/sql.ts';
import { type CallExpr, type Expr, source as sourceNode } from '../../../compiler/tree/expr.ts';
import { treesToJson } from '../../../compiler/plan/json.ts';
import { showType, table } from '../../../compiler/tree/type.ts';
import { arrange, type SchemaName } from '../../schemas/registry.ts';
import type { Arrangement, Schema, StoredColumn } from '../../schemas/schema.ts';
import type { Partition, PartitionSize, ReadRequest, SharedSource, Source } from '../source.ts';
import { assemble } from '../rows/assemble.ts';
import { checkedChunkSize, cutRows } from '../cut-rows.ts';
import { type ColumnTree, columnTrees } from '../rows/column-tree.ts';
import { aggregateParquet } from './duckdb-aggregate.ts';
import { costsOf } from './costs.ts';
import { type Condition, FIRST_VALUE } from './duckdb-scan.ts';
import { type Footer, footerFrom, type SharedFooter, shareFooter } from './footer.ts';
import { openFooter } from './footer-cache.ts';
import { type ReadTree, readTree } from '../rows/read-tree.ts';
import { ParquetScan, type Read, type ScanMode } from './scan.ts';
import { partitionSize, storedSize } from './size.ts';
import { leavesOf, schemaTrees } from './schema-tree.ts';
import { Statistics } from './statistics.ts';
import { mergeTypes, storedSchema, type StoredSchema } from './types.ts';

/** How Parquet files are opened. */
export interface ParquetOptions {
  readonly schema?: SchemaName | Schema | undefined;
  /** At most so many rows a partition; without it, a partition is a row group. */
  readonly chunkSize?: number | undefined;
  /** Reads missing lists and missing values inside lists as options, instead of stopping at them. */
  readonly nullable?: boolean | undefined;
  /** The rows, where they are known: then no file is opened before the run. */
  readonly form?: Arrangement | undefined;
  /**
   * What reads columns: `auto` (the default) is the library's own decoder where it can, and DuckDB for the rest and where
   * rows are left out while it scans; `own` never lets DuckDB leave out rows; `duckdb` is DuckDB alone.
   */
  readonly scan?: ScanMode | undefined;
}

/** The same, with what another thread has found out. */
export interface ParquetOpening extends ParquetOptions {
  /** The footers of the files, which then are not read again. */
  readonly footers?: readonly SharedFooter[] | undefined;
}

/** A source of Parquet files. */
export interface ParquetSource extends Source {
  /** Columns that cannot be read: name and reason. */
  readonly unsupported: ReadonlyMap<string, string>;
  /** The footers of the files for another thread, which opens the same files with them. */
  shareFooters(): readonly SharedFooter[];
  share(): SharedSource;
  sizeOf(partition: Partition, needs: readonly Need[]): PartitionSize;
}

/** Opens Parquet files as one source; all must have the columns of the first. */
export async function openParquet(files: readonly string[], options: ParquetOpening = {}): Promise<ParquetSource> {
  const [first] = files;
  if (first === undefined) throw new SourceError('no-files', 'cannot open Parquet files: the list of files is empty');
  const { chunkSize, nullable = false, schema = 'auto', form, scan = 'auto' } = options;
  checkedChunkSize(chunkSize);
  if (!SCANS.includes(scan))
    throw new SourceError('bad-option', `scan is '${scan}', expected one of ${SCANS.join(', ')}`);
  const shared = options.footers?.map(footerFrom);
  if (shared !== undefined && (shared.length !== files.length || shared.some(({ file }, i) => file !== files[i])))
    throw new SourceError('bad-option', 'the footers are not those of the files, in their order');
  const name = files.length === 1 ? first : `${first} and ${files.length - 1} more`;
  if (form !== undefined) {
    const info = { name, ...form, rows: undefined, columns: countColumns(form), storage: 'sql' } as const;
    return new ParquetFiles(files, { info, unsupported: new Map(), footers: shared }, chunkSize, scan);
  }
  const known = arrangedFiles(shared ?? files.map(openFooter), { name, schema, nullable, scan });
  return new ParquetFiles(files, known, chunkSize, scan);
}

/** What sources of the same footers, opened alike, have in common, with what was found out about them so far. */
interface Known {
  readonly info: SourceInfo;
  readonly unsupported: ReadonlyMap<string, string>;
  /** Undefined where the files are opened later. */
  footers: readonly Footer[] | undefined;
  sizes?: Map<string, number>;
  statistics?: Statistics;
  shared?: SharedSource;
}

/** How files are opened, but for the cut into partitions. */
interface Arranging {
  readonly name: string;
  readonly schema: SchemaName | Schema;
  readonly nullable: boolean;
  readonly scan: ScanMode;
}

interface Arranged extends Arranging {
  readonly footers: readonly Footer[];
  readonly known: Known;
}

/** How files were arranged last, by the footer of the first: files that are opened again are mostly opened alike. */
const arranged = new WeakMap<Footer, Arranged>();

function arrangedFiles(footers: readonly Footer[], arranging: Arranging): Known {
  const { name, schema, nullable, scan } = arranging;
  const first = footers[0] as Footer;
  const last = arranged.get(first);
  const isAlike = last?.name === name && last.schema === schema && last.nullable === nullable && last.scan === scan;
  if (isAlike && last.footers.length === footers.length && last.footers.every((one, i) => one === footers[i]))
    return last.known;
  const { columns, unsupported } = commonSchema(footers, nullable);
  const info = {
    name,
    ...arrange(columns, schema, name),
    rows: footers.reduce((sum, footer) => sum + footer.rows, 0),
    columns: columns.length,
    storage: 'sql',
  } as const;
  const known: Known = { info, unsupported, footers };
  arranged.set(first, { ...arranging, footers, known });
  return known;
}

const SCANS: readonly ScanMode[] = ['auto', 'duckdb', 'own'];

function countColumns({ row, form }: Arrangement): number {
  return columnTrees(readTree({ name: 'the known form', row, form }, [{ path: [], offsetsOnly: false }], () => 0)).size;
}

function commonSchema(footers: readonly Footer[], nullable: boolean): StoredSchema {
  const [first, ...others] = footers as [Footer, ...Footer[]];
  const { columns, unsupported } = storedSchema(first, nullable);
  if (columns.some(({ name }) => name.toLowerCase() === 'file_row_number')) {
    throw new SourceError(
      'reserved-name',
      `cannot read ${first.file}: its column 'file_row_number' has the name of DuckDB's row number`,
    );
  }
  let merged = columns;
  for (const footer of others) {
    const found = new Map(storedSchema(footer, nullable).columns.map((column) => [column.name, column]));
    merged = merged.map((column) => mergeColumn(column, found.get(column.name), first.file, footer.file));
  }
  return { columns: merged, unsupported };
}

function mergeColumn(column: StoredColumn, other: StoredColumn | undefined, first: string, file: string): StoredColumn {
  const reason = `the files do not go together: column '${column.name}' is ${showType(column.type)} in ${first}`;
  if (other === undefined) throw new SourceError('schema-differs', `${reason}, and missing in ${file}`);
  const type = mergeTypes(column.type, other.type);
  if (type === undefined) throw new SourceError('schema-differs', `${reason}, but ${showType(other.type)} in ${file}`);
  return { ...column, type };
}

/** The parts of the row that are read, and the stored columns for it. */
interface Wanted {
  readonly tree: ReadTree;
  readonly columns: ReadonlyMap<string, ColumnTree>;
}

class ParquetFiles implements ParquetSource {
  readonly #files: readonly string[];
  readonly #known: Known;
  readonly #chunkSize: number | undefined;
  readonly #scan: ParquetScan;
  /** Partitions are read with the same needs, one after the other. */
  readonly #wanted = new WeakMap<readonly Need[], Wanted>();
  /** How rows that were read are given back. */
  readonly #lent = new WeakMap<RecordLayout, NonNullable<Read['giveBack']>>();
  #partitions: readonly Partition[] | undefined;

  constructor(files: readonly string[], known: Known, chunkSize: number | undefined, scan: ScanMode) {
    this.#files = files;
    this.#known = known;
    this.#chunkSize = chunkSize;
    this.#scan = new ParquetScan(scan);
  }

  get info(): SourceInfo {
    return this.#known.info;
  }

  get unsupported(): ReadonlyMap<string, string> {
    return this.#known.unsupported;
  }

  partitions(): readonly Partition[] {
    this.#partitions ??= cut(this.#loaded(), this.#chunkSize);
    return this.#partitions;
  }

  columnsOf(needs: readonly Need[]): readonly string[] {
    return [...this.#wantedOf(needs).columns.keys()];
  }

  scansOf({ needs, filter, pushed = true }: ReadRequest): readonly ColumnScan[] {
    const filtered = pushed && filter !== undefined && toSql(filter, this.info, FIRST_VALUE).is === 'sql';
    return this.#scan.scansOf(this.#loaded(), this.#wantedOf(needs).columns, filtered);
  }

  shareFooters(): readonly SharedFooter[] {
    return this.#loaded().map(shareFooter);
  }

  share(): SharedSource {
    const { name, row, form } = this.info;
    this.#known.shared ??= {
      is: 'parquet',
      files: this.#files,
      scan: this.#scan.mode,
      rows: treesToJson([sourceNode(name, table(row))]),
      form,
      footers: this.shareFooters(),
    };
    return this.#known.shared;
  }

  sizeOf(partition: Partition, needs: readonly Need[]): PartitionSize {
    const columns = [...this.#wantedOf(needs).columns.keys()];
    return partitionSize(this.#footerOf(partition.file), partition, columns, this.#scan.mode !== 'duckdb');
  }

  storedBytes(partition: Partition, needs: readonly Need[]): number {
    return storedSize(this.#footerOf(partition.file), partition, [...this.#wantedOf(needs).columns.keys()]);
  }

  async read(partition: Partition, request: ReadRequest, signal?: AbortSignal): Promise<RecordLayout> {
    signal?.throwIfAborted();
    const { file, start, stop } = partition;
    const { tree, columns } = this.#wantedOf(request.needs);
    if (columns.size === 0) return assemble(tree, new Map(), stop - start, { file, firstRow: start });
    const { filter, pushed = true, more = false } = request;
    const none = filter !== undefined && this.#proof().isFalse(partition, filter);
    const condition = filter === undefined || none || !pushed ? undefined : this.#condition(partition, filter);
    const footer = this.#footerOf(file);
    try {
      const rows = { footer, start, stop: none ? start : stop };
      const read = await this.#scan.read({ ...rows, columns, condition, more }, signal);
      const layout = assemble(tree, read.columns, read.rows, { file, firstRow: read.filtered ? undefined : start });
      if (read.giveBack !== undefined) this.#lent.set(layout, read.giveBack);
      return layout;
    } catch (error) {
      if (condition === undefined || !(error instanceof SourceError) || error.code === 'read-failed') throw error;
      // read again without the condition, the error names the row
      return this.read(partition, { needs: request.needs }, signal);
    }
  }

  giveBack(rows: RecordLayout, kept: ReadonlySet<ArrayBufferLike>): void {
    this.#lent.get(rows)?.(kept);
    this.#lent.delete(rows);
  }

  async aggregate(
    partition: Partition,
    output: CallExpr,
    signal?: AbortSignal,
  ): Promise<{ readonly partial: unknown } | undefined> {
    const query = outputSql(output, this.info, FIRST_VALUE);
    if (query.is === 'none')
      throw new ExecutionError('not-in-storage', `storage cannot compute this output: ${query.why}`, {
        hint: "compile the query anew with { placement: 'auto' }",
      });
    const proof = this.#proof();
    if (!query.columns.every((column) => proof.isPlain(partition.file, column))) return undefined;
    const none = query.tests.some((test) => proof.isFalse(partition, test));
    return aggregateParquet(
      none ? { ...partition, stop: partition.start } : partition,
      query,
      (column) => proof.isWhole(partition, column),
      signal,
    );
  }

  pruned(filter: Expr): number {
    return this.partitions().filter((partition) => this.#proof().isFalse(partition, filter)).length;
  }

  // Footers that are not read yet are not read for this.
  costs({ needs, columns, filter }: CostRequest): ReadCosts | undefined {
    const { footers } = this.#known;
    if (footers === undefined) return undefined;
    const wanted = this.#wantedOf(needs).columns;
    const all = this.partitions();
    return costsOf({
      footers,
      all: all.length,
      partitions: filter === undefined ? all : all.filter((partition) => !this.#proof().isFalse(partition, filter)),
      scans: this.#scan.scansOf(footers, wanted, false),
      others: columns,
      lists: listsOf(this.info.form, needs),
      leavesOf: (footer, column) => this.#scan.leavesOf(footer, wanted, column),
      statistics: this.#proof(),
    });
  }

  // Rows with values that break the type pass, so that whoever reads them says so.
  #condition(partition: Partition, filter: Expr): Condition | undefined {
    const proof = this.#proof();
    const sql = toSql(filter, this.info, FIRST_VALUE);
    if (sql.is === 'none' || !sql.columns.every((column) => proof.isPlain(partition.file, column))) return undefined;
    const doubts = sql.doubts.filter(({ provenBy }) => provenBy === undefined || !proof.isWhole(partition, provenBy));
    return { text: [sql.text, ...doubts.map(({ text }) => `(${text})`)].join(' OR '), values: sql.values };
  }

  #proof(): Statistics {
    this.#known.statistics ??= new Statistics(this.info, this.#loaded());
    return this.#known.statistics;
  }

  #loaded(): readonly Footer[] {
    this.#known.footers ??= this.#files.map(openFooter);
    return this.#known.footers;
  }

  #footerOf(file: string): Footer {
    const found = this.#loaded().find((footer) => footer.file === file);
    if (found === undefined) throw new SourceError('no-such-file', `${file} is none of the files of ${this.info.name}`);
    return found;
  }

  async close(): Promise<void> {}

  #wantedOf(needs: readonly Need[]): Wanted {
    const known = this.#wanted.get(needs);
    if (known !== undefined) return known;
    const tree = readTree(this.info, needs, (column) => this.#sizeOf(column));
    const wanted = { tree, columns: columnTrees(tree) };
    // before the footers are loaded, sizes are not known
    if (this.#known.footers !== undefined) this.#wanted.set(needs, wanted);
    return wanted;
  }

  // Footers that are not read yet are not read for this.
  #sizeOf(column: string): number {
    const footer = this.#known.footers?.[0];
    if (footer === undefined) return 0;
    this.#known.sizes ??= new Map();
    const { sizes } = this.#known;
    const known = sizes.get(column);
    if (known !== undefined) return known;
    const node = schemaTrees(footer).find(({ element }) => element.name === column);
    const leaves = node === undefined ? [] : leavesOf(node);
    const size = footer.groups.reduce(
      (sum, group) => sum + leaves.reduce((all, leaf) => all + group.chunk(leaf).compressedSize, 0),
      0,
    );
    sizes.set(column, size);
    return size;
  }
}

/** The lists on the way to the needs, by their path joined with dots. */
function listsOf(form: Form, needs: readonly Need[]): Map<string, Form & { readonly is: 'list' }> {
  const found = new Map<string, Form & { readonly is: 'list' }>();
  for (const { path } of needs) {
    let at: Form | undefined = form;
    for (const [i, name] of path.entries()) {
      at = at?.is === 'record' ? at.fields.get(name) : undefined;
      if (at?.is === 'list') found.set(path.slice(0, i + 1).join('.'), at);
    }
  }
  return found;
}

function cut(footers: readonly Footer[], chunkSize: number | undefined): Partition[] {
  const partitions: Partition[] = [];
  let group = -1;
  for (const { file, groups } of footers) {
    let end = 0;
    for (const { rows } of groups) {
      group++;
      const begin = end;
      end += rows;
      for (const range of cutRows(file, { start: begin, stop: end }, chunkSize))
        partitions.push({ index: partitions.length, file, ...range, group });
    }
  }
  return partitions;
}
