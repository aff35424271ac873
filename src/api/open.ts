import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { SourceError } from '../../compiler/tree/problem.ts';
import type { Source } from '../sources/source.ts';
import { openArrow } from '../sources/arrow-source.ts';
import { openCsv } from '../sources/csv.ts';
import type { JsonOptions } from '../sources/json/parser.ts';
import { openNdjson } from '../sources/json/ndjson-source.ts';
import { fromJson, fromNdjson, type JsonMemoryOptions } from '../sources/json/read.ts';
import { openParquet, type ParquetOptions } from '../sources/parquet/parquet-source.ts';
import { memoryBytes } from '../sources/root/container/bytes.ts';
import { addressedFiles, rootPlaces } from '../sources/root/places.ts';
import { openRoot, type RootOptions } from '../sources/root/root-source.ts';
import { fromArrow, fromColumns, fromValues, type MemoryOptions } from '../sources/memory.ts';
import { datasetOf, type DatasetOptions } from './dataset.ts';

export interface OpenOptions extends ParquetOptions, RootOptions, DatasetOptions, JsonOptions {
  /** The tree or RNTuple of ROOT files, where their addresses do not name it (`events.root:Events`). */
  readonly tree?: string | undefined;
}

/** What can be opened: files (a path, a list, a glob, a directory, a file URL), the bytes of a ROOT file, or a source. */
export type Openable = string | URL | readonly (string | URL)[] | Uint8Array | Source;

/** Opens files, bytes or a source. Reads footers and other metadata, no data. */
export async function openDataset(where: Openable, options: OpenOptions = {}): Promise<object> {
  return datasetOf(await sourceOf(where, options), options);
}

async function sourceOf(where: Openable, options: OpenOptions): Promise<Source> {
  if (where instanceof Uint8Array) return openRoot([{ bytes: memoryBytes(where), tree: options.tree }], options);
  if (typeof where === 'object' && 'info' in where && 'read' in where) return where;
  const wanted = typeof where === 'string' || where instanceof URL ? [where] : where;
  const found = await addressedFiles(wanted, options.tree);
  const places = await rootPlaces(found);
  if (places !== undefined) return openRoot(places, options);
  return openFiles(
    found.map(({ file }) => file),
    options,
  );
}

type Opener = (files: readonly string[], options: OpenOptions) => Promise<Source>;

const OPENERS: ReadonlyMap<string, Opener> = new Map<string, Opener>([
  ['.parquet', openParquet],
  ['.json', openJson],
  ['.ndjson', openNdjson],
  ['.jsonl', openNdjson],
  ['.arrow', openArrow],
  ['.feather', openArrow],
  ['.csv', openCsv],
]);

/** The source of files, whose names tell their format; other names are taken for Parquet. */
function openFiles(files: readonly string[], options: OpenOptions): Promise<Source> {
  const openers = new Set(files.map(openerOf));
  const [opener, other] = openers;
  if (other !== undefined)
    throw new SourceError('mixed-formats', `the files are of ${openers.size} formats`, {
      hint: 'open those of one format together, and the others apart',
    });
  return (opener ?? openParquet)(files, options);
}

function openerOf(file: string): Opener {
  const ending = extname(file).toLowerCase();
  if (ending !== '.tsv') return OPENERS.get(ending) ?? openParquet;
  throw new SourceError('unknown-format', `cannot open ${file}: ${ending} files are not read so far`, {
    hint: `there are ${[...OPENERS.keys()].join(', ')}`,
  });
}

async function openJson(files: readonly string[], options: OpenOptions): Promise<Source> {
  const [file, another] = files;
  if (another !== undefined)
    throw new SourceError(
      'several-files',
      `${files.length} .json files were given, but only one can be open at a time`,
      {
        hint: 'records on a line each, in .ndjson files, are read from many files',
      },
    );
  const name = file as string;
  return fromJson(await readFile(name), { ...options, name, schema: options.schema ?? 'plain' });
}

/** A dataset of plain objects, one a row. */
export const valuesDataset = (rows: readonly unknown[], options: MemoryOptions & DatasetOptions = {}): object =>
  datasetOf(fromValues(rows, options), options);
/** A dataset of columns: typed arrays, offsets and content, or arrays of values. */
export const columnsDataset = (
  columns: Parameters<typeof fromColumns>[0],
  options: MemoryOptions & DatasetOptions = {},
): object => datasetOf(fromColumns(columns, options), options);
/** A dataset of an Arrow table. */
export const arrowDataset = (
  table: Parameters<typeof fromArrow>[0],
  options: MemoryOptions & DatasetOptions = {},
): object => datasetOf(fromArrow(table, options), options);
/** A dataset of a JSON array of records. */
export const jsonDataset = (
  json: Parameters<typeof fromJson>[0],
  options: JsonMemoryOptions & DatasetOptions = {},
): object => datasetOf(fromJson(json, options), options);
/** A dataset of records in JSON, one a line. */
export const ndjsonDataset = async (
  json: Parameters<typeof fromNdjson>[0],
  options: JsonMemoryOptions & DatasetOptions = {},
): Promise<object> => datasetOf(await fromNdjson(json, options), options);
