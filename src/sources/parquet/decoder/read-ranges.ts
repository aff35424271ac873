import { closeSync, fstatSync, openSync, read } from 'node:fs';
import { SourceError } from '../../../../compiler/tree/problem.ts';
import type { Footer } from '../footer.ts';
import type { Lease } from './rooms.ts';

/** Bytes `start` up to `start + length` of a file. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

// Reading what lies between costs less than another read.
const WIDEST_GAP = 1 << 16;
const LONGEST_READ = 1 << 28;

/** Reads parts of a file that has not changed since its footer was read; neighbours are read at once. */
export async function readRanges(
  { file, size, modified }: Pick<Footer, 'file' | 'size' | 'modified'>,
  ranges: readonly ByteRange[],
  lease: Lease,
  signal?: AbortSignal,
): Promise<Uint8Array[]> {
  // to open and close takes less time than to have it done aside, and every partition does both
  const handle = opened(file);
  try {
    const status = fstatSync(handle);
    if (status.size !== size || (modified !== undefined && status.mtimeMs !== modified)) throw changed(file);
    signal?.throwIfAborted();
    const runs = joined(ranges);
    const read = await allOf(runs.map((run) => readAt(handle, file, run, lease)));
    return ranges.map((range) => {
      const at = runs.findIndex(({ start, length }) => range.start >= start && endOf(range) <= start + length);
      const offset = range.start - (runs[at] as ByteRange).start;
      return (read[at] as Uint8Array).subarray(offset, offset + range.length);
    });
  } finally {
    closeSync(handle);
  }
}

const endOf = ({ start, length }: ByteRange): number => start + length;

/** The fewest reads that cover all ranges. */
export function joined(ranges: readonly ByteRange[]): ByteRange[] {
  const runs: { start: number; length: number }[] = [];
  for (const range of [...ranges].sort((a, b) => a.start - b.start)) {
    const last = runs.at(-1);
    if (last === undefined || range.start - endOf(last) > WIDEST_GAP || endOf(range) - last.start > LONGEST_READ)
      runs.push({ ...range });
    else last.length = Math.max(last.length, endOf(range) - last.start);
  }
  return runs;
}

function opened(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (cause) {
    throw new SourceError('cannot-open', `cannot open ${file}: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  }
}

async function readAt(handle: number, file: string, { start, length }: ByteRange, lease: Lease): Promise<Uint8Array> {
  const bytes = lease.bytes(length);
  let done = 0;
  while (done < length) {
    const got = await readSome(handle, bytes.subarray(done, length), start + done);
    if (got === 0) throw changed(file);
    done += got;
  }
  return bytes;
}

const readSome = (handle: number, into: Uint8Array, position: number): Promise<number> =>
  new Promise((resolve, reject) => {
    read(handle, into, 0, into.length, position, (error, got) => (error === null ? resolve(got) : reject(error)));
  });

/** All results; where some fail, the others are waited for, as the file is closed after. */
async function allOf<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

const changed = (file: string): SourceError =>
  new SourceError('file-changed', `${file} is not the file that was opened`, {
    hint: 'the file was changed since it was opened; open it again',
  });
