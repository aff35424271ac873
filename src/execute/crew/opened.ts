import { stat } from 'node:fs/promises';
import { type FileOpening, openFiles } from '../../sources/open-files.ts';
import { splitAddress } from '../../sources/root/places.ts';
import type { Source } from '../../sources/source.ts';

/** Files whose metadata stay known, so that who cuts a file into partitions and who reads them need not both read these. */
const MOST_OPEN = 8;

const opened = new Map<string, Promise<Source>>();

/** Opens a file, or gives the source that was opened of it before, if it has not changed since. */
export async function openFile(file: string, opening: FileOpening): Promise<Source> {
  const status = await stat(splitAddress(file).file).catch(() => undefined);
  const key = JSON.stringify([file, status?.size, status?.mtimeMs, opening]);
  const source = opened.get(key) ?? openFiles(file, opening);
  // the file that was used last comes last
  opened.delete(key);
  opened.set(key, source);
  const [oldest] = opened.keys();
  if (opened.size > MOST_OPEN) opened.delete(oldest as string);
  try {
    return await source;
  } catch (error) {
    // another attempt opens it anew
    opened.delete(key);
    throw error;
  }
}
