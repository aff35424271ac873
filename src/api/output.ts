/** What columns and datasets give out: values, buffers, Arrow, text, files, and all of these a batch at a time. */
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordBatch, Table, Vector } from 'apache-arrow';
import type { Plan } from '../../compiler/plan/plan.ts';
import { emptyLayout } from '../../compiler/tree/layout-type.ts';
import { ExpressionError, suggest } from '../../compiler/tree/problem.ts';
import { concatLayouts } from '../../kernels/concat.ts';
import { type Layout, lengthOf } from '../../kernels/layout.ts';
import { sliceLayout } from '../../kernels/slice.ts';
import { layoutToValues } from '../../kernels/values.ts';
import { runBatches } from '../execute/batches.ts';
import type { RunOptions } from '../execute/run.ts';
import { layoutToArrow, layoutToBatch, layoutToIpc, layoutToTable } from '../results/arrow.ts';
import { type Buffers, fieldBuffers, layoutToBuffers } from '../results/buffers.ts';
import { csvWriter } from '../results/csv.ts';
import { type Sink, writeTogether, writeWhole } from '../results/file.ts';
import { writeIpc } from '../results/ipc.ts';
import { jsonLines, layoutToJson } from '../results/json.ts';
import { parquetWriter, type ParquetWriteOptions, ROW_GROUP } from '../results/parquet.ts';
import type { MimeBundle } from '../results/notebook.ts';
import { type Ends, preview, type ShowOptions, shownRows } from '../results/preview.ts';
import { previewHtml } from '../results/preview-html.ts';
import { ArraySource } from '../sources/array-source.ts';
import type { Partition } from '../sources/source.ts';
import { isWholeArray } from './array-column.ts';
import type { ColumnCore } from './column-core.ts';
import { planOf, resultOf, runOptionsOf } from './core.ts';

/** How values are run through in batches. */
export interface BatchOptions extends RunOptions {
  /** What a batch is: an array of plain values (the default), or an Arrow record batch. */
  readonly as?: 'values' | 'arrow' | undefined;
}

/** How files are written. */
export type WriteOptions = Pick<RunOptions, 'signal' | 'onProgress' | 'workers' | 'memoryLimit'>;

function planOfColumn({ core, expr }: ColumnCore): Plan {
  return planOf(core, [{ name: 'column', expr: resultOf(core, 'collect', expr) }]);
}

async function* layouts(
  column: ColumnCore,
  options: RunOptions = {},
  partitions?: readonly Partition[],
): AsyncGenerator<Layout> {
  const { source } = column.core;
  if (source instanceof ArraySource && isWholeArray(column)) yield await source.layout(options.signal);
  else yield* runBatches(planOfColumn(column), source, runOptionsOf(column.core, options), partitions);
}

/** All values of a column, as the buffers that the run left them in. */
export async function layoutOf(column: ColumnCore, options?: RunOptions): Promise<Layout> {
  const parts: Layout[] = [];
  for await (const part of layouts(column, options)) parts.push(part);
  return parts.length === 0 ? emptyLayout(column.expr.type) : concatLayouts(parts);
}

/** The values, a partition at a time; partitions that give none are left out. */
export async function* batches(
  column: ColumnCore,
  options: BatchOptions = {},
): AsyncGenerator<unknown[] | RecordBatch> {
  const { as = 'values' } = options;
  if (as !== 'values' && as !== 'arrow')
    throw new ExpressionError('bad-option', `there are no batches of '${String(as)}'`, {
      hint: suggest(String(as), ['values', 'arrow']),
    });
  for await (const layout of layouts(column, options)) {
    if (lengthOf(layout) === 0) continue;
    yield as === 'values' ? layoutToValues(layout) : await layoutToBatch(layout);
  }
}

/** The values as plain values. */
export async function toArray(column: ColumnCore, options?: RunOptions): Promise<unknown[]> {
  return layoutToValues(await layoutOf(column, options));
}

/** The values as an Arrow vector. */
export async function toVector(column: ColumnCore, options?: RunOptions): Promise<Vector> {
  return layoutToArrow(await layoutOf(column, options));
}

/** The values as an Arrow table. */
export async function toTable(column: ColumnCore, options?: RunOptions): Promise<Table> {
  return layoutToTable(await layoutOf(column, options));
}

/** The values as the bytes of an Arrow IPC file. */
export async function toIpc(column: ColumnCore, options?: RunOptions): Promise<Uint8Array> {
  return layoutToIpc(await layoutOf(column, options));
}

/** The values as flat typed arrays. */
export async function toTypedArrays(column: ColumnCore, options?: RunOptions): Promise<Buffers> {
  return layoutToBuffers(await layoutOf(column, options));
}

/** The columns of rows as flat typed arrays, by name. */
export async function toColumns(rows: ColumnCore, options?: RunOptions): Promise<Readonly<Record<string, Buffers>>> {
  const layout = await layoutOf(rows, options);
  return layout.is === 'record' ? fieldBuffers(layout.fields) : { value: layoutToBuffers(layout) };
}

/** The values as the text of one JSON array. */
export async function toJson(column: ColumnCore, options?: RunOptions): Promise<string> {
  return layoutToJson(await layoutOf(column, options));
}

/** Writes the values as JSON, one a line. */
export async function writeNdjson(column: ColumnCore, path: string | URL, options: WriteOptions = {}): Promise<void> {
  const { type } = column.expr;
  await writeText(column, path, options, '', (values) => jsonLines(values, type));
}

/** Writes the values as CSV; they must be flat. */
export async function writeCsv(column: ColumnCore, path: string | URL, options: WriteOptions = {}): Promise<void> {
  const { head, lines } = csvWriter(column.expr.type);
  await writeText(column, path, options, head, lines);
}

/** Values at a time whose text is made and written. */
const LINES_AT_ONCE = 4096;

async function writeText(
  column: ColumnCore,
  path: string | URL,
  options: WriteOptions,
  head: string,
  lines: (values: readonly unknown[]) => string,
): Promise<void> {
  await writeWhole(path, async (sink) => {
    await sink(head);
    for await (const layout of layouts(column, options)) {
      const length = lengthOf(layout);
      for (let start = 0; start < length; start += LINES_AT_ONCE)
        await sink(lines(layoutToValues(sliceLayout(layout, start, Math.min(length, start + LINES_AT_ONCE)))));
    }
  });
}

/** Writes the values as an Arrow IPC file, a record batch a partition. */
export async function writeArrow(column: ColumnCore, path: string | URL, options: WriteOptions = {}): Promise<void> {
  await writeWhole(path, (sink) => writeIpc(layouts(column, options), emptyLayout(column.expr.type), sink));
}

/** Writes the values as a Parquet file. */
export async function writeParquet(
  column: ColumnCore,
  path: string | URL,
  options: ParquetWriteOptions & WriteOptions = {},
): Promise<void> {
  const writer = parquetWriter(column.expr.type, options);
  const { maxFileSize } = options;
  if (maxFileSize === undefined) return writeWhole(path, (sink) => writer.write(layouts(column, options), sink));
  const target = path instanceof URL ? fileURLToPath(path) : path;
  const rest = new Rest(pieces(layouts(column, options), options.rowGroupSize ?? ROW_GROUP));
  let file = 0;
  try {
    await writeTogether(async (writeFile) => {
      for (; file === 0 || (await rest.more()); file++) {
        let written = 0;
        await writeFile(numbered(target, file), (sink) => {
          const counted: Sink = (bytes) => {
            written += bytes.length;
            return sink(bytes);
          };
          return writer.write(
            rest.until(() => written >= maxFileSize),
            counted,
          );
        });
      }
    });
  } finally {
    await rest.end();
  }
  // those of an earlier, longer run belong to other data
  for (; existsSync(numbered(target, file)); file++) await rm(numbered(target, file));
}

/** The same values in pieces of so many rows at most. */
async function* pieces(of: AsyncIterable<Layout>, rows: number): AsyncGenerator<Layout> {
  for await (const layout of of)
    for (let start = 0; start < lengthOf(layout); start += rows)
      yield sliceLayout(layout, start, Math.min(lengthOf(layout), start + rows));
}

/** `skim.parquet` as `skim-0.parquet`. */
function numbered(path: string, number: number): string {
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}-${number}${ext}`);
}

/** Batches that several files are made of: each takes some, and the next one goes on. */
class Rest {
  private readonly from: AsyncGenerator<Layout>;
  private next: IteratorResult<Layout> | undefined;
  constructor(from: AsyncGenerator<Layout>) {
    this.from = from;
  }

  async more(): Promise<boolean> {
    this.next ??= await this.from.next();
    return this.next.done !== true;
  }

  async *until(full: () => boolean): AsyncGenerator<Layout> {
    while (!full() && (await this.more())) {
      const { value } = this.next as IteratorResult<Layout>;
      this.next = undefined;
      yield value as Layout;
    }
  }

  async end(): Promise<void> {
    await this.from.return(undefined);
  }
}

/** The first and the last values as text, with the type. */
export async function show(column: ColumnCore, given: number | ShowOptions = {}): Promise<string> {
  const { rows = 20, width = 80 } = typeof given === 'number' ? { rows: given } : given;
  for (const [name, value] of [
    ['rows', rows],
    ['width', width],
  ] as const)
    if (!Number.isSafeInteger(value) || value < 1)
      throw new ExpressionError('bad-option', `${name} to show are ${value}, expected a whole number from 1`);
  return preview(await endsOf(column, rows), column.expr.type, width);
}

/**
 * What notebooks show of a column: its first rows and, where it is known how many there are, the last ones. Where rows
 * are selected, reading ends with those that are shown.
 */
export async function display(column: ColumnCore, moreFields = 0): Promise<MimeBundle> {
  const ends = isCounted(column) ? await endsOf(column, DISPLAYED) : await firstOf(column, DISPLAYED);
  const { type } = column.expr;
  const more = moreFields === 0 ? '' : `, and ${moreFields} more fields`;
  const text = preview(ends, type, 80) + more;
  return { 'text/html': previewHtml(ends, type, text.slice(text.lastIndexOf('\n') + 1)), 'text/plain': text };
}

/** How many rows notebooks show. */
const DISPLAYED = 10;

/** The first rows; how many there are is known only where they end before. */
async function firstOf(column: ColumnCore, rows: number): Promise<Ends> {
  const first: unknown[] = [];
  for await (const layout of layouts(column, {}, column.core.source.partitions())) {
    first.push(...layoutToValues(sliceLayout(layout, 0, Math.min(lengthOf(layout), rows + 1 - first.length))));
    if (first.length > rows) return { first: first.slice(0, rows), last: [], length: undefined };
  }
  return { first, last: [], length: first.length };
}

/** Whether the footers say how many rows there are. */
function isCounted({ core: { source, rows } }: ColumnCore): boolean {
  return rows.node === 'source' && !(source instanceof ArraySource);
}

/** The rows at both ends. Where the number of rows is known, what lies between is not read. */
async function endsOf(column: ColumnCore, rows: number): Promise<Ends> {
  const partitions = column.core.source.partitions();
  const known = isCounted(column);
  const first: unknown[] = [];
  let last: unknown[] = [];
  let length = 0;
  for await (const layout of layouts(column, {}, known ? outermost(partitions, rows) : partitions)) {
    const size = lengthOf(layout);
    const taken = Math.min(size, rows - first.length);
    first.push(...layoutToValues(sliceLayout(layout, 0, taken)));
    const from = Math.max(taken, size - rows);
    last = [...last, ...layoutToValues(sliceLayout(layout, from, size))].slice(-rows);
    length += size;
  }
  if (known) length = partitions.reduce((sum, { start, stop }) => sum + stop - start, 0);
  if (length <= rows) return { first, last: [], length };
  const shown = shownRows(rows);
  return {
    first: first.slice(0, shown.first),
    last: shown.last === 0 ? [] : [...first, ...last].slice(-shown.last),
    length,
  };
}

/** Partitions from both ends that hold so many rows each, in order. */
function outermost(partitions: readonly Partition[], rows: number): Partition[] {
  const until = (of: readonly Partition[]): Partition[] => {
    let held = 0;
    return of.filter(({ start, stop }) => {
      const wanted = held < rows;
      held += stop - start;
      return wanted;
    });
  };
  const chosen = new Set([...until(partitions), ...until([...partitions].reverse())]);
  return partitions.filter((partition) => chosen.has(partition));
}
