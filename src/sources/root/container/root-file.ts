import { SourceError, suggest } from '../../../../compiler/tree/problem.ts';
import type { ByteSource, Range, UseBytes } from './bytes.ts';
import { unpack, unpackBegin } from './compression.ts';
import { Cursor } from './cursor.ts';
import { damaged } from './damaged.ts';
import {
  DIRECTORY_RECORD,
  type DirectoryRecord,
  type FileHeader,
  type KeyHeader,
  looksLikeRoot,
  readDirectory,
  readHeader,
  readKeyList,
} from './keys.ts';

/** A key of a file, and the directory it is in. */
export interface RootKey extends KeyHeader {
  /** The name with the directories before it: `tuples/Events`. */
  readonly path: string;
}

const HEAD = 4096;
const MOST_DEPTH = 100;

/**
 * A ROOT file as a container of named objects. It knows nothing of what they are; trees (`tree/`) and RNTuple (`ntuple/`)
 * are read on top of it:
 *
 * - `keys()` lists what there is, in all directories; `find(path)` gives one key,
 * - `object(key)` gives the unpacked bytes of an object, without its key,
 * - `read(ranges)` gives bytes of the file, many ranges in few reads; ask for all that is needed at once,
 * - `unpack(packed, size, what)` undoes the compression of a basket, page or envelope.
 *
 * Everything in a ROOT file is big-endian (`Cursor` reads it), except the pages and envelopes of RNTuple. What is wrong with
 * a file is a SourceError: `damaged`, `not-supported`, `not-root`, `no-such-object`, `file-changed`.
 *
 * @example
 * const file = await RootFile.open(await fileBytes('events.root'));
 * const key = await file.find('Events');
 * const bytes = await file.object(key);
 */
export class RootFile {
  /** What errors call the file. */
  readonly name: string;
  /** The file's length in bytes. */
  readonly size: number;
  /** The version of ROOT that wrote the file, such as 63200. */
  readonly version: number;
  readonly #source: ByteSource;
  readonly #header: FileHeader;
  readonly #top: DirectoryRecord;
  #keys: Promise<readonly RootKey[]> | undefined;

  private constructor(source: ByteSource, header: FileHeader, top: DirectoryRecord) {
    this.name = source.name;
    this.size = source.size;
    this.version = header.version;
    this.#source = source;
    this.#header = header;
    this.#top = top;
  }

  /** Opens a file; reads its header alone. */
  static async open(source: ByteSource): Promise<RootFile> {
    const { name, size } = source;
    const [head] = (await source.read([{ start: 0, length: Math.min(HEAD, size) }])) as [Uint8Array];
    if (!looksLikeRoot(head))
      throw new SourceError('not-root', `cannot read ${name}: it is no ROOT file`, {
        hint: "a ROOT file begins with the letters 'root'",
      });
    const header = readHeader(new Cursor(head, name, 'the header'));
    const length = Math.max(0, Math.min(DIRECTORY_RECORD, size - header.directory));
    const [record] = (await source.read([{ start: header.directory, length }])) as [Uint8Array];
    return new RootFile(source, header, readDirectory(new Cursor(record, name, 'the top directory')));
  }

  /** Bytes of the file, in the order of the ranges; near ranges are read together. They may share memory. */
  read(ranges: readonly Range[], signal?: AbortSignal): Promise<readonly Uint8Array[]> {
    return this.#source.read(ranges, signal);
  }

  /** Gives bytes of the file to `use`, as `read` does, but only until what it gives is settled. */
  async lend<T>(ranges: readonly Range[], use: UseBytes<T>, signal?: AbortSignal): Promise<T> {
    const source = this.#source;
    return source.lend === undefined ? use(await source.read(ranges, signal)) : source.lend(ranges, use, signal);
  }

  /** The `size` bytes that were packed; see `unpack` in compression.ts. `what` is for errors. */
  unpack(packed: Uint8Array, size: number, what: string): Promise<Uint8Array> {
    return unpack(packed, size, this.name, what);
  }

  /** Puts the first of the `size` bytes that were packed into `out`, as many as it has room for. */
  unpackBegin(packed: Uint8Array, size: number, out: Uint8Array, what: string): Promise<void> {
    return unpackBegin(packed, size, out, this.name, what);
  }

  /** The keys of all directories, in the order of the file; directories themselves are not listed. */
  keys(): Promise<readonly RootKey[]> {
    this.#keys ??= new Directories(this).list(this.#top);
    return this.#keys;
  }

  /** The key of a path, such as `Events`, `dir/Events` or `Events;2`; without a cycle it is the newest. @throws SourceError `no-such-object` */
  async find(path: string): Promise<RootKey> {
    const keys = await this.keys();
    const found = withPath(keys, path);
    if (found !== undefined) return found;
    const reason = `there is no '${path}' in ${this.name}`;
    throw new SourceError('no-such-object', reason, { hint: suggest(path, new Set(keys.map((key) => key.path))) });
  }

  /** The unpacked bytes of the object that a key leads to, without the key. */
  async object({ seek, bytes, keyLength, objectLength, path }: RootKey): Promise<Uint8Array> {
    const [all] = (await this.read([{ start: seek, length: bytes }])) as [Uint8Array];
    return this.unpack(all.subarray(keyLength), objectLength, `'${path}'`);
  }

  /** Where the streamer information is: a range of the file, with the key in front. */
  get streamerInfo(): Range {
    return { start: this.#header.seekInfo, length: this.#header.infoBytes };
  }
}

/** The key of a path, with or without a cycle. */
export function withPath(keys: readonly RootKey[], path: string): RootKey | undefined {
  const [, plain = path, cycle] = /^(.*);(\d+)$/.exec(path) ?? [];
  const same = keys.filter((key) => key.path === plain);
  if (cycle !== undefined) return same.find((key) => key.cycle === Number(cycle));
  return same.reduce<RootKey | undefined>(
    (newest, key) => (newest === undefined || key.cycle > newest.cycle ? key : newest),
    undefined,
  );
}

/** Goes through the directories of a file. */
class Directories {
  readonly #file: RootFile;
  readonly #seen = new Set<number>();
  #bytes = 0;

  constructor(file: RootFile) {
    this.#file = file;
  }

  async list({ seekKeys, keysBytes }: DirectoryRecord, path = '', depth = 0): Promise<readonly RootKey[]> {
    if (keysBytes === 0) return [];
    this.#bytes += keysBytes;
    if (this.#seen.has(seekKeys) || this.#bytes > this.#file.size || depth > MOST_DEPTH)
      throw damaged(this.#file.name, `the directory '${path}' contains itself`);
    this.#seen.add(seekKeys);
    const [bytes] = (await this.#file.read([{ start: seekKeys, length: keysBytes }])) as [Uint8Array];
    const cursor = new Cursor(bytes, this.#file.name, `the list of keys of the directory '${path}'`);
    const keys: RootKey[] = [];
    for (const key of readKeyList(cursor)) {
      const full = path === '' ? key.name : `${path}/${key.name}`;
      if (/^TDirectory(File)?$/.test(key.className)) keys.push(...(await this.#inside(key, full, depth)));
      else keys.push({ ...key, path: full });
    }
    return keys;
  }

  async #inside(
    { seek, keyLength, objectLength }: KeyHeader,
    path: string,
    depth: number,
  ): Promise<readonly RootKey[]> {
    const length = Math.min(DIRECTORY_RECORD, objectLength);
    const [record] = (await this.#file.read([{ start: seek + keyLength, length }])) as [Uint8Array];
    return this.list(readDirectory(new Cursor(record, this.#file.name, `the directory '${path}'`)), path, depth + 1);
  }
}
