import { treesFromJson } from '../../compiler/plan/json.ts';
import type { RecordType } from '../../compiler/tree/type.ts';
import { openParquet } from './parquet/parquet-source.ts';
import type { SharedSource, Source } from './source.ts';

/** Opens a source that another thread has shared; no file is read for it. */
export function openShared({ files, scan, rows, form, footers }: SharedSource): Promise<Source> {
  const [node] = treesFromJson(rows);
  if (node?.type.is !== 'table') throw new Error('a shared source without rows');
  return openParquet(files, { scan, footers, form: { row: node.type.row as RecordType, form } });
}
