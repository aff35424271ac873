import type { Cursor } from './cursor.ts';

/** What a TKey says: where an object lies in the file, and what it is. */
export interface KeyHeader {
  /** Bytes on disk, the key included. */
  readonly bytes: number;
  /** Bytes of the key: the object begins behind them. */
  readonly keyLength: number;
  /** Bytes of the object when unpacked. */
  readonly objectLength: number;
  readonly cycle: number;
  /** Where the key begins in the file. */
  readonly seek: number;
  readonly className: string;
  readonly name: string;
  readonly title: string;
}

const BIG_KEY = 1000;

/** Reads the header of a key. Definition: ROOT's io/doc/TFile/datarecord.md. */
export function readKey(cursor: Cursor): KeyHeader {
  const bytes = cursor.i32();
  const version = cursor.i16();
  const objectLength = cursor.i32();
  cursor.skip(4); // the date
  const keyLength = cursor.i16();
  const cycle = cursor.i16();
  const big = version > BIG_KEY;
  const seek = big ? cursor.place() : cursor.u32();
  cursor.skip(big ? 8 : 4); // the directory
  const [className, name, title] = [cursor.string(), cursor.string(), cursor.string()];
  if (keyLength < 0 || objectLength < 0)
    throw cursor.damage(`a key has ${bytes} bytes, ${keyLength} of them its own, and ${objectLength} unpacked`);
  return { bytes, keyLength, objectLength, cycle, seek, className, name, title };
}

/** Where the keys of a directory are. */
export interface DirectoryRecord {
  readonly seekKeys: number;
  readonly keysBytes: number;
}

/** The longest record of a directory, in bytes. */
export const DIRECTORY_RECORD = 42;

/** Reads the record of a directory (TDirectory or TDirectoryFile). */
export function readDirectory(cursor: Cursor): DirectoryRecord {
  const big = cursor.i16() > BIG_KEY;
  cursor.skip(8); // the dates
  const keysBytes = cursor.i32();
  cursor.skip(4);
  cursor.skip(big ? 16 : 8); // itself and its parent
  const seekKeys = big ? cursor.place() : cursor.u32();
  if (keysBytes < 0) throw cursor.damage(`its keys have ${keysBytes} bytes`);
  return { seekKeys, keysBytes };
}

/** Reads the list of keys of a directory. */
export function readKeyList(cursor: Cursor): readonly KeyHeader[] {
  readKey(cursor);
  const count = cursor.i32();
  const keys: KeyHeader[] = [];
  for (let i = 0; i < count; i++) {
    const key = readKey(cursor);
    if (key.bytes < key.keyLength)
      throw cursor.damage(`the key '${key.name}' has ${key.bytes} bytes, ${key.keyLength} of them before its object`);
    keys.push(key);
  }
  return keys;
}

/** What stands at the beginning of a file. */
export interface FileHeader {
  /** The version of ROOT that wrote the file, such as 63200. */
  readonly version: number;
  /** Where the record of the top directory begins. */
  readonly directory: number;
  /** Where the streamer information is. */
  readonly seekInfo: number;
  readonly infoBytes: number;
}

const MAGIC = 0x726f6f74; // 'root'
const BIG_FILE = 1_000_000;

/** Whether bytes begin as a ROOT file does. */
export const looksLikeRoot = (bytes: Uint8Array): boolean =>
  bytes.length >= 4 && new DataView(bytes.buffer, bytes.byteOffset).getUint32(0) === MAGIC;

/** Reads the header of a file. Definition: ROOT's io/doc/TFile/header.md. */
export function readHeader(cursor: Cursor): FileHeader {
  if (cursor.u32() !== MAGIC) throw cursor.damage("it does not begin with 'root'");
  const version = cursor.i32();
  const big = version >= BIG_FILE;
  const place = (): number => (big ? cursor.place() : cursor.u32());
  const begin = cursor.i32();
  place(); // the end
  place(); // free space
  cursor.skip(8);
  const nameBytes = cursor.i32();
  cursor.skip(5); // units, compression
  const seekInfo = place();
  const infoBytes = cursor.i32();
  if (begin < 0 || nameBytes < 0) throw cursor.damage('it refers to bytes before the file');
  return { version: version % BIG_FILE, directory: begin + nameBytes, seekInfo, infoBytes };
}
