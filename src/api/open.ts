import type { Source } from '../sources/source.ts';
import { type FileOptions, openBytes, openFiles } from '../sources/open-files.ts';
import { fromJson, fromNdjson, type JsonMemoryOptions } from '../sources/json/read.ts';
import { fromArrow, fromColumns, fromValues, type MemoryOptions } from '../sources/memory.ts';
import { datasetOf, type DatasetOptions } from './dataset.ts';

export interface OpenOptions extends FileOptions, DatasetOptions {}

/** What can be opened: files (a path, a list, a glob, a directory, a file URL), the bytes of a ROOT file, or a source. */
export type Openable = string | URL | readonly (string | URL)[] | Uint8Array | Source;

/** Opens files, bytes or a source. Reads footers and other metadata, no data. */
export async function openDataset(where: Openable, options: OpenOptions = {}): Promise<object> {
  return datasetOf(await sourceOf(where, options), options);
}

async function sourceOf(where: Openable, options: OpenOptions): Promise<Source> {
  if (where instanceof Uint8Array) return openBytes(where, options);
  if (typeof where === 'object' && 'info' in where && 'read' in where) return where;
  return openFiles(where, options);
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
