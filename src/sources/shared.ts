import { treesFromJson } from '../../compiler/plan/json.ts';
import type { RecordType } from '../../compiler/tree/type.ts';
import { JoinedRows } from './join/joined-rows.ts';
import { openParquet } from './parquet/parquet-source.ts';
import type { SharedFiles, SharedJoin, SharedSource, Source } from './source.ts';

/** Opens a source that another thread has shared; no file is read for it. */
export function openShared(shared: SharedSource): Promise<Source> {
  return shared.is === 'join' ? openJoin(shared) : openFiles(shared);
}

function openFiles({ files, scan, rows, form, footers }: SharedFiles): Promise<Source> {
  const [node] = treesFromJson(rows);
  if (node?.type.is !== 'table') throw new Error('a shared source without rows');
  return openParquet(files, { scan, footers, form: { row: node.type.row as RecordType, form } });
}

async function openJoin({ base, friend, joining, index }: SharedJoin): Promise<Source> {
  const joined = new JoinedRows(await openShared(base), await openShared(friend), joining);
  if (index !== undefined) joined.useIndex(index);
  return joined;
}
