import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ExecutionError } from '../../compiler/tree/problem.ts';

/** Takes the next bytes of a file; resolves when they are written. */
export type Sink = (bytes: Uint8Array | string) => Promise<void>;

let files = 0;

/** Writes one file of several, under its name. */
export type WriteFile = (path: string | URL, write: (sink: Sink) => Promise<void>) => Promise<void>;

/**
 * Writes a file that appears under its name only when it is whole: until then it has another name in the same folder, and
 * a failure removes it. A file that was there stays as it was until it is replaced.
 */
export function writeWhole(path: string | URL, write: (sink: Sink) => Promise<void>): Promise<void> {
  return writeTogether((writeFile) => writeFile(path, write));
}

/** Writes files that all appear when the last of them is whole; a failure removes all. */
export async function writeTogether(work: (writeFile: WriteFile) => Promise<void>): Promise<void> {
  const begun: { readonly unfinished: string; readonly target: string }[] = [];
  try {
    await work(async (path, write) => {
      const target = path instanceof URL ? fileURLToPath(path) : path;
      const unfinished = `${target}.${process.pid}-${++files}.unfinished`;
      const file = await doing(target, () => open(unfinished, 'wx'));
      begun.push({ unfinished, target });
      try {
        await write((bytes) => doing(target, () => writeAll(file, bytes)));
        await doing(target, () => file.sync());
      } finally {
        await file.close();
      }
    });
    for (const { unfinished, target } of begun) await doing(target, () => rename(unfinished, target));
  } catch (error) {
    for (const { unfinished } of begun) await rm(unfinished, { force: true });
    throw error;
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array | string): Promise<void> {
  const all = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  for (let at = 0; at < all.length; ) at += (await file.write(all, at, all.length - at)).bytesWritten;
}

async function doing<T>(target: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExecutionError('cannot-write', `cannot write ${target}: ${reason}`, {
      hint: 'check that the folder exists, may be written to and has room',
      cause,
    });
  }
}
