import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Layout, RecordLayout } from '../../../kernels/layout.ts';
import type { Need, SourceInfo } from '../../../compiler/source.ts';
import { SourceError } from '../../../compiler/tree/problem.ts';
import { type RecordType, record } from '../../../compiler/tree/type.ts';
import { arrange, type SchemaName } from '../../schemas/registry.ts';
import type { Schema } from '../../schemas/schema.ts';
import { checkedChunkSize } from '../cut-rows.ts';
import { storedColumns } from '../memory.ts';
import { assemble } from '../rows/assemble.ts';
import { columnTrees } from '../rows/column-tree.ts';
import { readTree } from '../rows/read-tree.ts';
import type { Partition, ReadRequest, Source } from '../source.ts';
import { type JsonOptions, JsonParser } from './parser.ts';
import { linesIn, rowSlot, wholeLines } from './read.ts';
import { rowsOf } from './wanted.ts';

/** How files of JSON lines are opened. */
export interface NdjsonOptions extends JsonOptions {
  readonly schema?: SchemaName | Schema | undefined;
  /** At most so many rows a partition; without it, a partition is about 16 MiB of text. */
  readonly chunkSize?: number | undefined;
}

const PARTITION_BYTES = 16 * 2 ** 20;
const PIECE_BYTES = 2 ** 20;

/** A part of a file that holds whole lines. */
interface Slice {
  readonly file: string;
  /** Bytes from, and up to. */
  readonly from: number;
  to: number;
  /** The line of the first byte, counted from 1. */
  readonly line: number;
  rows: number;
}

/**
 * Opens files with a JSON record on each line as one source. Each is read once, to find the type of the rows and where to
 * cut; a query then reads the parts it needs, a partition at a time.
 */
export async function openNdjson(files: readonly string[], options: NdjsonOptions = {}): Promise<Source> {
  const [first] = files;
  if (first === undefined) throw new SourceError('no-files', 'cannot open JSON files: the list of files is empty');
  const chunkSize = checkedChunkSize(options.chunkSize) ?? Number.POSITIVE_INFINITY;
  const rows = rowSlot();
  const stamps = new Map<string, string>();
  const slices: Slice[] = [];
  for (const file of files) {
    stamps.set(file, await stampOf(file));
    await scan(file, options, chunkSize, (slice) => slices.push(slice), rows);
  }
  const type = rows.type();
  const row = type.is === 'record' ? type : record([]);
  const name = files.length === 1 ? first : `${first} and ${files.length - 1} more`;
  const stored = storedColumns(row);
  const info: SourceInfo = {
    name,
    ...arrange(stored, options.schema ?? 'plain', name),
    rows: slices.reduce((sum, slice) => sum + slice.rows, 0),
    columns: stored.length,
  };
  return new NdjsonFiles(info, row, slices, stamps, options);
}

/** What tells that a file is the one that was opened. */
async function stampOf(file: string): Promise<string> {
  const { size, mtimeMs } = await stat(file).catch((cause: unknown) => {
    throw new SourceError('cannot-open', `cannot open ${file}`, { cause });
  });
  return `${size} ${mtimeMs}`;
}

/** Reads a file through: `rows` learns the type, and the slices are found. */
async function scan(
  file: string,
  options: NdjsonOptions,
  chunkSize: number,
  found: (slice: Slice) => void,
  rows: ReturnType<typeof rowSlot>,
): Promise<void> {
  let slice: Slice | undefined;
  let offset = 0;
  for await (const { bytes, line } of wholeLines(createReadStream(file, { highWaterMark: PIECE_BYTES }))) {
    const parser = new JsonParser({ bytes, name: file, line }, options);
    for (let at = 0; at < bytes.length; ) {
      const room = chunkSize - (slice?.rows ?? 0);
      const to = parser.readLines(rows, room);
      if (rows.length > 0 && slice === undefined) {
        slice = { file, from: offset + at, to: 0, line: line + linesIn(bytes.subarray(0, at)), rows: 0 };
        found(slice);
      }
      if (slice !== undefined) {
        slice.to = offset + to;
        slice.rows += rows.length;
        if (slice.rows >= chunkSize || slice.to - slice.from >= PARTITION_BYTES) slice = undefined;
      }
      rows.clear();
      at = to;
    }
    offset += bytes.length;
  }
}

class NdjsonFiles implements Source {
  readonly info: SourceInfo;
  readonly #row: RecordType;
  readonly #slices: readonly Slice[];
  readonly #stamps: ReadonlyMap<string, string>;
  readonly #options: JsonOptions;
  readonly #partitions: readonly Partition[];

  constructor(
    info: SourceInfo,
    row: RecordType,
    slices: readonly Slice[],
    stamps: ReadonlyMap<string, string>,
    options: JsonOptions,
  ) {
    this.info = info;
    this.#row = row;
    this.#slices = slices;
    this.#stamps = stamps;
    this.#options = options;
    const begins = new Map<string, number>();
    this.#partitions = slices.map(({ file, rows }, index) => {
      const start = begins.get(file) ?? 0;
      begins.set(file, start + rows);
      return { index, file, start, stop: start + rows };
    });
  }

  partitions(): readonly Partition[] {
    return this.#partitions;
  }

  columnsOf(needs: readonly Need[]): readonly string[] {
    return [...columnTrees(this.#tree(needs)).keys()];
  }

  async read(partition: Partition, { needs }: ReadRequest, signal?: AbortSignal): Promise<RecordLayout> {
    signal?.throwIfAborted();
    const slice = this.#slices[partition.index] as Slice;
    const { file, line } = slice;
    const tree = this.#tree(needs);
    const wanted = rowsOf(columnTrees(tree), this.#row);
    const known = wanted.type();
    const bytes = await this.#bytesOf(slice);
    signal?.throwIfAborted();
    new JsonParser({ bytes, name: file, line }, this.#options).readLines(wanted);
    if (wanted.length !== slice.rows || wanted.type() !== known) throw changed(file);
    const { fields } = wanted.layout() as RecordLayout & { fields: ReadonlyMap<string, Layout> };
    return assemble(tree, fields, slice.rows, { file, firstRow: partition.start });
  }

  async close(): Promise<void> {}

  async #bytesOf({ file, from, to }: Slice): Promise<Uint8Array> {
    if ((await stampOf(file)) !== this.#stamps.get(file)) throw changed(file);
    const handle = await open(file);
    try {
      const bytes = new Uint8Array(to - from);
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await handle.read(bytes, at, bytes.length - at, from + at);
        if (bytesRead === 0) throw changed(file);
        at += bytesRead;
      }
      return bytes;
    } finally {
      await handle.close();
    }
  }

  #tree(needs: readonly Need[]): ReturnType<typeof readTree> {
    return readTree(this.info, needs, () => 0);
  }
}

function changed(file: string): SourceError {
  return new SourceError('file-changed', `${file} was changed since it was opened`, { hint: 'open it again' });
}
