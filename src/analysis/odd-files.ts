import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A file that may not be meant, or that is in the way. */
export interface OddFile {
  readonly file: string;
  /** `other-kind`: it lies beside the data and is not read; `empty`; `copy`: same bytes as another; `name`: unlike its neighbours. */
  readonly why: 'other-kind' | 'empty' | 'copy' | 'name';
  /** The file it is a copy of, or the name that its neighbours share. */
  readonly of?: string | undefined;
}

/** What about the files of a data set may not be meant: copies, names unlike the others, and what else lies in its folders. */
export async function oddFiles(files: readonly string[], folders: readonly string[]): Promise<OddFile[]> {
  return [...(await besides(files, folders)), ...(await emptyAndCopies(files)), ...unlikeNames(files)];
}

async function besides(files: readonly string[], folders: readonly string[]): Promise<OddFile[]> {
  const taken = new Set(files);
  const found: OddFile[] = [];
  for (const folder of folders)
    for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
      const file = join(entry.parentPath ?? entry.path, entry.name);
      if (entry.isFile() && !/^[._]/.test(entry.name) && !taken.has(file)) found.push({ file, why: 'other-kind' });
    }
  return found;
}

/** How much of the end of a file is looked at: there lie the footer of Parquet files and the streamers of ROOT files. */
const TAIL = 65536;

async function emptyAndCopies(files: readonly string[]): Promise<OddFile[]> {
  const bySize = new Map<number, string[]>();
  const odd: OddFile[] = [];
  for (const file of files) {
    const { size } = await stat(file);
    if (size === 0) odd.push({ file, why: 'empty' });
    else bySize.set(size, [...(bySize.get(size) ?? []), file]);
  }
  for (const [size, alike] of bySize) {
    if (alike.length === 1) continue;
    const seen = new Map<string, string>();
    for (const file of alike) {
      const mark = await fingerprint(file, size);
      const first = seen.get(mark);
      if (first === undefined) seen.set(mark, file);
      else odd.push({ file, why: 'copy', of: first });
    }
  }
  return odd;
}

/** Tells files of one size apart by their beginnings and ends. */
async function fingerprint(file: string, size: number): Promise<string> {
  const handle = await open(file);
  try {
    const bytes = Buffer.alloc(Math.min(size, TAIL));
    const hash = createHash('sha256');
    for (const position of [0, size - bytes.length]) {
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, position);
      hash.update(bytes.subarray(0, bytesRead));
    }
    return hash.digest('hex');
  } finally {
    await handle.close();
  }
}

/** So many neighbours must share a pattern before a name that does not follow it is odd. */
const LEAST_ALIKE = 3;

function unlikeNames(files: readonly string[]): OddFile[] {
  const folders = new Map<string, string[]>();
  for (const file of files) folders.set(dirname(file), [...(folders.get(dirname(file)) ?? []), file]);
  return [...folders.values()].flatMap((inFolder) => {
    const patterns = new Map<string, string[]>();
    for (const file of inFolder) patterns.set(patternOf(file), [...(patterns.get(patternOf(file)) ?? []), file]);
    const [usual, alike] = [...patterns].reduce((a, b) => (b[1].length > a[1].length ? b : a));
    if (alike.length < LEAST_ALIKE || alike.length < inFolder.length - patterns.size + 1) return [];
    return inFolder
      .filter((file) => patternOf(file) !== usual && patterns.get(patternOf(file))?.length === 1)
      .map((file): OddFile => ({ file, why: 'name', of: usual }));
  });
}

/** The name of a file with its numbers, and hexadecimal identifiers, taken for one. */
const patternOf = (file: string): string =>
  basename(file)
    .replace(/[0-9a-f]{8}(-?[0-9a-f]{4}){3}-?[0-9a-f]{12}/gi, '#')
    .replace(/\d+/g, '#');
