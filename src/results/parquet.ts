import type { RecordBatch as WasmBatch, WriterProperties } from 'parquet-wasm/node';
import { ExecutionError, JaggedError, suggest } from '../../compiler/tree/problem.ts';
import { emptyLayout } from '../../compiler/tree/layout-type.ts';
import { showType, type Type } from '../../compiler/tree/type.ts';
import { type Layout, lengthOf } from '../../kernels/layout.ts';
import { sliceLayout } from '../../kernels/slice.ts';
import { layoutToTable, VALUE } from './arrow.ts';
import { compressor, LEVELS } from './compress.ts';
import type { Sink } from './file.ts';
import { flatColumns, flatten } from './flat.ts';
import { type Codec, ParquetJoin } from './parquet-join.ts';

type Wasm = typeof import('parquet-wasm/node');

/** How Parquet files are written. */
export interface ParquetWriteOptions {
  /** How pages are compressed; `zstd` unless told. */
  readonly codec?: 'zstd' | 'snappy' | 'gzip' | 'brotli' | 'lz4' | 'none' | undefined;
  /**
   * How hard the codec tries: 1 to 22 for `zstd` (1 unless told), 1 to 9 for `gzip` (6), 0 to 11 for `brotli` (1). The others
   * have no levels. A level of `zstd` needs Node 22.15, or the optional package `@toondepauw/node-zstd`.
   */
  readonly level?: number | undefined;
  /** Rows a row group at most; 122,880 unless told. */
  readonly rowGroupSize?: number | undefined;
  /**
   * `list` (the default) stores values as they are, lists of records as lists of structs. `flat` stores them in the manner
   * of NanoAOD: `Muon` as `nMuon`, `Muon_pt`, `Muon_eta`, …, the record `MET` as `MET_pt`, `MET_phi`.
   */
  readonly layout?: 'list' | 'flat' | undefined;
  /** Which columns are stored as places in a dictionary of their values: `text` (the default), all, or none. */
  readonly dictionary?: 'text' | 'all' | 'none' | undefined;
  /**
   * Bytes after which a file is ended and the next one begun, at the end of a batch: `skim.parquet` becomes
   * `skim-0.parquet`, `skim-1.parquet`, … A row group is written when it is whole, so files may be larger by one. All appear
   * when the last is whole; those that an earlier run left under the next numbers are removed.
   */
  readonly maxFileSize?: number | undefined;
}

const CODECS = {
  zstd: 'ZSTD',
  snappy: 'SNAPPY',
  gzip: 'GZIP',
  brotli: 'BROTLI',
  lz4: 'LZ4_RAW',
  none: 'UNCOMPRESSED',
} as const;
type Defined = { readonly [K in keyof ParquetWriteOptions]: NonNullable<ParquetWriteOptions[K]> };
/** Rows a row group, unless told. */
export const ROW_GROUP = 122_880;
/** Rows handed over at a time, so that few bytes are held twice. */
const AT_ONCE = 32_768;

/** What is checked and known before any value is computed. */
export interface ParquetWriter {
  /** Writes batches of values of the type as one file. */
  write(batches: AsyncIterable<Layout>, sink: Sink): Promise<void>;
}

/**
 * A writer of Parquet files for values of a type. A column may be null where the type is an option, and nowhere else.
 * Throws ExecutionError where Parquet has no such type or an option of writing is none.
 */
export function parquetWriter(type: Type, options: ParquetWriteOptions = {}): ParquetWriter {
  const {
    codec = 'zstd',
    level,
    rowGroupSize = ROW_GROUP,
    layout = 'list',
    dictionary = 'text',
    maxFileSize,
  } = options;
  if (!Object.hasOwn(CODECS, codec))
    throw new ExecutionError('bad-option', `there is no codec '${codec}'`, {
      hint: suggest(String(codec), Object.keys(CODECS)),
    });
  if (level !== undefined) checkLevel(codec, level);
  if (!Number.isSafeInteger(rowGroupSize) || rowGroupSize < 1)
    throw new ExecutionError('bad-option', `rowGroupSize is ${rowGroupSize}, expected a whole number from 1`);
  if (layout !== 'list' && layout !== 'flat')
    throw new ExecutionError('bad-option', `there is no layout '${String(layout)}'`, {
      hint: "there are 'list' and 'flat'",
    });
  if (!['text', 'all', 'none'].includes(dictionary))
    throw new ExecutionError('bad-option', `there is no dictionary '${String(dictionary)}'`, {
      hint: "there are 'text', 'all' and 'none'",
    });
  if (maxFileSize !== undefined && !(maxFileSize >= 1))
    throw new ExecutionError('bad-option', `maxFileSize is ${maxFileSize}, expected a number of bytes from 1`);
  checkType(type, type.is === 'record' ? '' : VALUE);
  const columns = layout === 'flat' ? flatColumns(type) : undefined;
  const arrange = (values: Layout): Layout => (columns === undefined ? values : flatten(columns, values));
  return {
    write: async (batches, sink) => {
      const wasm = await import('parquet-wasm/node');
      const none = arrange(emptyLayout(type));
      const rows = pieces(batches, arrange, none);
      const properties = (stored: typeof codec): WriterProperties =>
        propertiesOf(wasm, none, { codec: stored, rowGroupSize, dictionary });
      if (level === undefined) return encode(wasm, rows, properties(codec), sink);
      await encodeAtLevel(
        wasm,
        groupsOf(rows, rowGroupSize),
        () => properties('none'),
        await codecAt(codec, level),
        sink,
      );
    },
  };
}

function checkLevel(codec: string, level: number): void {
  const levels = LEVELS.get(codec);
  if (levels === undefined)
    throw new ExecutionError('bad-option', `'${codec}' has no levels, but level is ${level}`, {
      hint: `codecs with levels are ${[...LEVELS.keys()].join(', ')}`,
    });
  const { least, most } = levels;
  if (!Number.isSafeInteger(level) || level < least || level > most)
    throw new ExecutionError(
      'bad-option',
      `level is ${level}, expected a whole number from ${least} to ${most} for ${codec}`,
    );
}

async function codecAt(codec: string, level: number): Promise<Codec> {
  return { number: LEVELS.get(codec)?.number as number, compress: await compressor(codec, level) };
}

// The encoder knows no levels: each row group is encoded without compression, as a file of its own, and compressed here.
async function encodeAtLevel(
  wasm: Wasm,
  groups: AsyncIterable<AsyncIterable<Layout>>,
  properties: () => WriterProperties,
  codec: Codec,
  sink: Sink,
): Promise<void> {
  const joined = new ParquetJoin(codec, sink);
  for await (const group of groups) {
    const parts: Uint8Array[] = [];
    await encode(wasm, group, properties(), async (bytes) => void parts.push(bytes as Uint8Array));
    await joined.add(Buffer.concat(parts));
  }
  await joined.end();
}

/** The rows in groups of so many; one is gone through before the next is asked for. */
async function* groupsOf(layouts: AsyncIterable<Layout>, size: number): AsyncGenerator<AsyncIterable<Layout>> {
  const from = layouts[Symbol.asyncIterator]();
  let rest: Layout | undefined;
  const peek = async (): Promise<Layout | undefined> => {
    if (rest === undefined) {
      const { done, value } = await from.next();
      if (done !== true) rest = value;
    }
    return rest;
  };
  async function* group(): AsyncGenerator<Layout> {
    for (let left = size; left > 0; ) {
      const layout = await peek();
      if (layout === undefined) return;
      const length = lengthOf(layout);
      const taken = Math.min(left, length);
      rest = taken < length ? sliceLayout(layout, taken, length) : undefined;
      left -= taken;
      yield sliceLayout(layout, 0, taken);
    }
  }
  try {
    while ((await peek()) !== undefined) yield group();
  } finally {
    await from.return?.();
  }
}

/** Parquet has neither unions nor records without fields. */
function checkType(type: Type, path: string): void {
  switch (type.is) {
    case 'option':
    case 'list':
      return checkType(type.of, type.is === 'list' ? `${path}[]` : path);
    case 'record':
      if (type.fields.size === 0)
        throw new ExecutionError('not-in-parquet', `${path === '' ? 'the rows are' : `'${path}' is`} without fields`, {
          hint: 'Parquet stores records by their fields: add one, or leave the record out',
        });
      for (const [name, of] of type.fields) checkType(of, path === '' ? name : `${path}.${name}`);
      return;
    case 'union':
    case 'never':
      throw new ExecutionError('not-in-parquet', `Parquet has no type for '${path}': ${showType(type)}`, {
        hint: 'give its values one type, or write Arrow (toIpc) or JSON',
      });
    default:
  }
}

/** Numbers are smaller plain than with a dictionary, texts the other way round. */
function propertiesOf(
  wasm: Wasm,
  none: Layout,
  { codec, rowGroupSize, dictionary }: Required<Pick<Defined, 'codec' | 'rowGroupSize' | 'dictionary'>>,
): WriterProperties {
  let builder = new wasm.WriterPropertiesBuilder()
    .setCompression(wasm.Compression[CODECS[codec]])
    .setMaxRowGroupSize(rowGroupSize)
    .setCreatedBy('jagged')
    .setDictionaryEnabled(dictionary === 'all');
  if (dictionary !== 'text') return builder.build();
  for (const [name, of] of none.is === 'record' ? none.fields : [[VALUE, none] as const])
    if ((of.is === 'option' ? of.content : of).is === 'strings')
      builder = builder.setColumnDictionaryEnabled(name, true);
  return builder.build();
}

async function* pieces(
  batches: AsyncIterable<Layout>,
  arrange: (values: Layout) => Layout,
  none: Layout,
): AsyncGenerator<Layout> {
  let any = false;
  for await (const batch of batches) {
    const values = arrange(batch);
    const length = lengthOf(values);
    for (let start = 0; start < length; start += AT_ONCE) {
      any = true;
      yield sliceLayout(values, start, Math.min(length, start + AT_ONCE));
    }
  }
  // the schema comes with the first piece
  if (!any) yield none;
}

async function* handedOver(wasm: Wasm, layouts: AsyncIterable<Layout>): AsyncGenerator<WasmBatch> {
  const { tableToIPC } = await import('apache-arrow');
  for await (const layout of layouts) {
    const table = wasm.Table.fromIPCStream(tableToIPC(await layoutToTable(layout), 'stream'));
    const batches = table.recordBatches();
    table.free();
    yield* batches;
  }
}

// The encoder takes an input that fails for one that ends: what was wrong is kept here, and thrown afterwards.
async function encode(
  wasm: Wasm,
  layouts: AsyncIterable<Layout>,
  properties: WriterProperties,
  sink: Sink,
): Promise<void> {
  const batches = handedOver(wasm, layouts);
  let failure: { readonly reason: unknown } | undefined;
  const input = new ReadableStream<WasmBatch>(
    {
      async pull(controller) {
        try {
          const { done, value } = await batches.next();
          if (done === true) controller.close();
          else controller.enqueue(value);
        } catch (reason) {
          failure = { reason };
          controller.error(reason);
        }
      },
    },
    { highWaterMark: 0 },
  );
  try {
    const output: ReadableStream<Uint8Array> = await wasm.transformParquetStream(input, properties);
    for await (const bytes of output) {
      if (failure !== undefined) break;
      await sink(bytes);
    }
  } catch (error) {
    failure ??= { reason: error instanceof JaggedError ? error : notEncoded(error) };
  } finally {
    await batches.return(undefined);
  }
  if (failure !== undefined) throw failure.reason;
}

function notEncoded(cause: unknown): ExecutionError {
  return new ExecutionError('cannot-write', `cannot encode the values as Parquet: ${String(cause)}`, { cause });
}
