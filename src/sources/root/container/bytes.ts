import { type FileHandle, open, stat } from 'node:fs/promises';
import { SourceError } from '../../../../compiler/tree/problem.ts';

/** Bytes of a file: `length` bytes from `start`. */
export interface Range {
  readonly start: number;
  readonly length: number;
}

/** Where the bytes of a file come from. */
export interface ByteSource {
  /** What errors call it. */
  readonly name: string;
  /** How many bytes there are. */
  readonly size: number;
  /**
   * The bytes of each range, in the order asked for. The arrays may share memory: copy what will be changed.
   * Throws a SourceError where a range reaches past the end.
   */
  read(ranges: readonly Range[], signal?: AbortSignal): Promise<readonly Uint8Array[]>;
  /**
   * Gives the bytes of each range to `use`, only until what it gives is settled: the memory is then used for others. Sources
   * that make no memory of their own have no such method.
   */
  lend?<T>(ranges: readonly Range[], use: UseBytes<T>, signal?: AbortSignal): Promise<T>;
}

/** What is done with the bytes of ranges. */
export type UseBytes<T> = (bytes: readonly Uint8Array[]) => Promise<T>;

/** Ranges nearer than this are read in one piece. */
const NEAR = 64 * 1024;
/** Pieces that are longer than this take no more ranges in. */
const LONG = 32 * 1024 * 1024;

interface Piece {
  readonly start: number;
  stop: number;
}

/** The few pieces that cover all ranges, in the order of the file. */
export function coalesce(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges].sort((a, b) => a.start - b.start);
  const pieces: Piece[] = [];
  for (const { start, length } of sorted) {
    const last = pieces.at(-1);
    const near = last !== undefined && start - last.stop <= NEAR;
    if (last !== undefined && (start + length <= last.stop || (near && start + length - last.start <= LONG)))
      last.stop = Math.max(last.stop, start + length);
    else pieces.push({ start, stop: start + length });
  }
  return pieces.map(({ start, stop }) => ({ start, length: stop - start }));
}

/** The source of a file on disk; it is open only while it is read, and must not change meanwhile. */
export async function fileBytes(path: string): Promise<ByteSource> {
  const { size, mtimeMs } = await statusOf(path);
  const check = async (ranges: readonly Range[]): Promise<void> => {
    for (const range of ranges) checkRange(path, size, range);
    const now = await statusOf(path);
    if (now.size !== size || now.mtimeMs !== mtimeMs)
      throw new SourceError('file-changed', `${path} was changed since it was opened`, { hint: 'open it again' });
  };
  return {
    name: path,
    size,
    read: async (ranges, signal) => {
      await check(ranges);
      return readRanges(path, ranges, (length) => new Uint8Array(length), signal);
    },
    lend: async (ranges, use, signal) => {
      await check(ranges);
      const scratch = new Scratch(coalesce(ranges).reduce((sum, { length }) => sum + length, 0));
      try {
        return await use(await readRanges(path, ranges, (length) => scratch.take(length), signal));
      } finally {
        scratch.giveBack();
      }
    },
  };
}

/** Memory up to this length is kept for the next request. */
const MOST_KEPT = LONG;
/** The lengths of kept memory are multiples of this, so that requests which are nearly as long can share it. */
const STEP = 4 * 1024 * 1024;

/** Memory of a request. The last that was given back is kept for the next: to get new memory takes as long as to read into it. */
class Scratch {
  static #spare: Uint8Array | undefined;
  readonly #bytes: Uint8Array | undefined;
  #taken = 0;

  constructor(length: number) {
    if (length > MOST_KEPT) return;
    const spare = Scratch.#spare;
    Scratch.#spare = undefined;
    const enough = spare !== undefined && spare.length >= length;
    this.#bytes = enough ? spare : new Uint8Array(Math.ceil(length / STEP) * STEP);
  }

  take(length: number): Uint8Array {
    if (this.#bytes === undefined) return new Uint8Array(length);
    return this.#bytes.subarray(this.#taken, (this.#taken += length));
  }

  giveBack(): void {
    if (this.#bytes !== undefined) Scratch.#spare = this.#bytes;
  }
}

/** The source of bytes in memory. */
export function memoryBytes(bytes: Uint8Array, name = 'memory'): ByteSource {
  return {
    name,
    size: bytes.length,
    read: async (ranges) =>
      ranges.map((range) => {
        checkRange(name, bytes.length, range);
        return bytes.subarray(range.start, range.start + range.length);
      }),
  };
}

function checkRange(name: string, size: number, { start, length }: Range): void {
  if (
    Number.isSafeInteger(start) &&
    Number.isSafeInteger(length) &&
    start >= 0 &&
    length >= 0 &&
    start + length <= size
  )
    return;
  throw new SourceError(
    'damaged',
    `cannot read ${name}: it refers to bytes ${start} to ${start + length}, but has ${size}`,
    {
      hint: 'the file is damaged or not complete; write or copy it again',
    },
  );
}

async function statusOf(path: string): Promise<{ size: number; mtimeMs: number }> {
  const status = await stat(path).catch((cause: NodeJS.ErrnoException) => {
    throw cannotOpen(path, cause);
  });
  if (!status.isFile()) throw new SourceError('not-a-file', `cannot read ${path}: it is not a file`);
  return status;
}

function cannotOpen(path: string, cause: NodeJS.ErrnoException): SourceError {
  if (cause.code === 'ENOENT')
    return new SourceError('no-such-file', `cannot open ${path}: there is no such file`, { cause });
  const what = cause.code === 'EACCES' ? 'permission denied' : String(cause.code);
  return new SourceError('cannot-open', `cannot open ${path}: ${what}`, { cause });
}

async function readRanges(
  path: string,
  ranges: readonly Range[],
  room: (length: number) => Uint8Array,
  signal?: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const handle = await open(path, 'r').catch((cause: NodeJS.ErrnoException) => {
    throw cannotOpen(path, cause);
  });
  try {
    const pieces: { range: Range; bytes: Uint8Array }[] = [];
    for (const range of coalesce(ranges)) {
      signal?.throwIfAborted();
      pieces.push({ range, bytes: await readRange(handle, path, range, room(range.length)) });
    }
    return ranges.map((range) => cut(pieces, range));
  } finally {
    await handle.close();
  }
}

async function readRange(
  handle: FileHandle,
  path: string,
  { start, length }: Range,
  bytes: Uint8Array,
): Promise<Uint8Array> {
  for (let done = 0; done < length; ) {
    const { bytesRead } = await handle.read(bytes, done, length - done, start + done);
    if (bytesRead === 0) throw new SourceError('file-changed', `${path} became shorter while it was read`);
    done += bytesRead;
  }
  return bytes;
}

// The last piece that begins at or before the range holds it.
function cut(pieces: readonly { range: Range; bytes: Uint8Array }[], { start, length }: Range): Uint8Array {
  let low = 0;
  let high = pieces.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((pieces[middle] as { range: Range }).range.start <= start) low = middle;
    else high = middle - 1;
  }
  const { range, bytes } = pieces[low] as { range: Range; bytes: Uint8Array };
  return bytes.subarray(start - range.start, start - range.start + length);
}
