import { SourceError, suggest } from '../../compiler/tree/problem.ts';
import type { Source } from '../sources/source.ts';
import { discoverFiles } from '../sources/discover.ts';
import { openParquet, type ParquetOptions } from '../sources/parquet/parquet-source.ts';
import { fromArrow, fromColumns, fromValues, type MemoryOptions } from '../sources/memory.ts';
import { datasetOf, type DatasetOptions } from './dataset.ts';

export interface OpenOptions extends ParquetOptions, DatasetOptions {}

/** Opens files (a path, a list, a glob, a directory, a file URL) or a source. Reads footers, no data. */
export async function openDataset(
  where: string | URL | readonly (string | URL)[] | Source,
  options: OpenOptions = {},
): Promise<object> {
  if (typeof where === 'object' && 'info' in where && 'read' in where) return datasetOf(where, options);
  const files = await discoverFiles(where as string | URL | readonly (string | URL)[]);
  const other = files.find((file) => /\.(root|csv|json|ndjson|arrow|feather)$/i.test(file));
  if (other !== undefined)
    throw new SourceError('unknown-format', `cannot open ${other}: only Parquet files are read so far`, {
      hint: suggest(other, []),
    });
  return datasetOf(await openParquet(files, options), options);
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
