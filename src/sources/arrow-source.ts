import { type FileHandle, open, readFile } from 'node:fs/promises';
import type { AsyncRecordBatchFileReader, RecordBatch, Table } from 'apache-arrow';
import type { Layout, RecordLayout } from '../../kernels/layout.ts';
import type { Need, SourceInfo } from '../../compiler/source.ts';
import { typeOfLayout } from '../../compiler/tree/layout-type.ts';
import { JaggedError, SourceError } from '../../compiler/tree/problem.ts';
import { record, type RecordType, showType, type Type } from '../../compiler/tree/type.ts';
import { arrange, type SchemaName } from '../schemas/registry.ts';
import type { Schema } from '../schemas/schema.ts';
import { fromArrow, storedColumns } from './memory.ts';
import { arrowColumns } from './memory/arrow.ts';
import { withOptions } from './memory/options.ts';
import { mergeTypes } from './parquet/types.ts';
import { assemble } from './rows/assemble.ts';
import { columnTrees } from './rows/column-tree.ts';
import { readTree } from './rows/read-tree.ts';
import type { Partition, ReadRequest, Source } from './source.ts';

/** How Arrow IPC files are opened. */
export interface ArrowFileOptions {
  readonly schema?: SchemaName | Schema | undefined;
}

/**
 * Opens Arrow IPC files (Feather 2) as one source; a record batch is a partition. Each batch is read once to find where
 * values are missing; a query then reads the batches again, one at a time. Files in the streaming format are read whole.
 */
export async function openArrow(files: readonly string[], options: ArrowFileOptions = {}): Promise<Source> {
  const [first] = files;
  if (first === undefined) throw new SourceError('no-files', 'cannot open Arrow files: the list of files is empty');
  if (files.length === 1 && (await formatOf(first)) === 'stream') return openStream(first, options);
  const partitions: Partition[] = [];
  const batches: number[] = [];
  let row: RecordType | undefined;
  for (const file of files) {
    if ((await formatOf(file)) === 'stream')
      throw new SourceError('several-files', `${file} is an Arrow stream, and such are opened one at a time`);
    let start = 0;
    await withReader(file, async (reader) => {
      row = joined(row, await rowOf(reader), first, file);
      for (let batch = 0; batch < reader.numRecordBatches; batch++) {
        const { columns, rows } = await columnsOf(reader, batch);
        row = joined(row, typeOf(columns), first, file);
        if (rows === 0) continue;
        batches.push(batch);
        partitions.push({ index: partitions.length, file, start, stop: start + rows });
        start += rows;
      }
    });
  }
  return new ArrowFiles(files, row as RecordType, partitions, batches, options);
}

async function openStream(file: string, options: ArrowFileOptions): Promise<Source> {
  const { tableFromIPC } = await import('apache-arrow');
  const bytes = await readFile(file);
  const table = await reading(file, async () => tableFromIPC(bytes));
  return fromArrow(table as Table, { ...options, name: file });
}

class ArrowFiles implements Source {
  readonly info: SourceInfo;
  readonly #row: RecordType;
  readonly #partitions: readonly Partition[];
  /** The number that each partition has in its file. */
  readonly #batches: readonly number[];

  constructor(
    files: readonly string[],
    row: RecordType,
    partitions: readonly Partition[],
    batches: readonly number[],
    { schema = 'plain' }: ArrowFileOptions,
  ) {
    const name = files.length === 1 ? (files[0] as string) : `${files[0]} and ${files.length - 1} more`;
    const stored = storedColumns(row);
    const rows = partitions.reduce((sum, { start, stop }) => sum + stop - start, 0);
    this.info = { name, ...arrange(stored, schema, name), rows, columns: stored.length };
    this.#row = row;
    this.#partitions = partitions;
    this.#batches = batches;
  }

  partitions(): readonly Partition[] {
    return this.#partitions;
  }

  columnsOf(needs: readonly Need[]): readonly string[] {
    return [...columnTrees(this.#tree(needs)).keys()];
  }

  async read(
    { index, file, start, stop }: Partition,
    { needs }: ReadRequest,
    signal?: AbortSignal,
  ): Promise<RecordLayout> {
    signal?.throwIfAborted();
    const tree = this.#tree(needs);
    const wanted = [...columnTrees(tree).keys()];
    const found = await withReader(file, (reader) => columnsOf(reader, this.#batches[index] as number, wanted));
    const columns = new Map<string, Layout>();
    for (const name of wanted) {
      const column = found.columns.get(name);
      const layout = column && withOptions(column, this.#row.fields.get(name) as Type);
      if (layout === undefined || found.rows !== stop - start)
        throw new SourceError('file-changed', `${file} was changed since it was opened`, { hint: 'open it again' });
      columns.set(name, layout);
    }
    return assemble(tree, columns, stop - start, { file, firstRow: start });
  }

  async close(): Promise<void> {}

  #tree(needs: readonly Need[]): ReturnType<typeof readTree> {
    return readTree(this.info, needs, () => 0);
  }
}

/** What the first bytes say. */
async function formatOf(file: string): Promise<'file' | 'stream'> {
  const begin = await reading(file, () => withFile(file, (handle) => handle.read(Buffer.alloc(8), 0, 8, 0)));
  const text = begin.buffer.toString('latin1', 0, begin.bytesRead);
  if (text.startsWith('ARROW1')) return 'file';
  if (text.startsWith('\xff\xff\xff\xff')) return 'stream';
  throw new SourceError('bad-arrow', `${file} is no Arrow IPC file`, {
    hint: text.startsWith('FEA1') ? 'it is of the first version of Feather: write it anew as Feather 2' : undefined,
  });
}

async function rowOf(reader: AsyncRecordBatchFileReader): Promise<RecordType> {
  const { Table: ArrowTable } = await import('apache-arrow');
  return typeOf(arrowColumns(new ArrowTable(reader.schema)));
}

const typeOf = (columns: ReadonlyMap<string, Layout>): RecordType =>
  record([...columns].map(([name, layout]) => [name, typeOfLayout(layout)]));

/** The columns of a record batch, or those that are wanted. */
async function columnsOf(
  reader: AsyncRecordBatchFileReader,
  index: number,
  wanted?: readonly string[],
): Promise<{ readonly columns: ReadonlyMap<string, Layout>; readonly rows: number }> {
  const { Table: ArrowTable } = await import('apache-arrow');
  const batch = (await reader.readRecordBatch(index)) as RecordBatch;
  return { columns: arrowColumns(new ArrowTable([batch]), wanted), rows: batch.numRows };
}

function joined(row: RecordType | undefined, other: RecordType, first: string, file: string): RecordType {
  if (row === undefined) return other;
  const type = mergeTypes(row, other);
  if (type !== undefined) return type as RecordType;
  const reason = `the files do not go together: the rows are ${showType(row)} in ${first}, but ${showType(other)} in ${file}`;
  throw new SourceError('schema-differs', reason);
}

async function withFile<T>(file: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await open(file);
  try {
    return await use(handle);
  } finally {
    await handle.close().catch(() => undefined);
  }
}

function withReader<T>(file: string, use: (reader: AsyncRecordBatchFileReader) => Promise<T>): Promise<T> {
  return reading(file, () =>
    withFile(file, async (handle) => {
      const { RecordBatchReader } = await import('apache-arrow');
      const reader = (await RecordBatchReader.from(handle)) as AsyncRecordBatchFileReader;
      await reader.open({ autoDestroy: false });
      return await use(reader);
    }),
  );
}

async function reading<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    if (cause instanceof JaggedError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const packed = reason.includes('codec not found');
    throw new SourceError(
      'read-failed',
      `cannot read ${file}: ${packed ? 'its record batches are compressed' : reason}`,
      {
        hint: packed ? "write it uncompressed: compression='uncompressed' in pyarrow's write_feather" : undefined,
        cause,
      },
    );
  }
}
