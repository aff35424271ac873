import type { Cursor } from '../container/cursor.ts';

/** What stands in front of an object: its version, and mostly how long it is. */
export interface Version {
  readonly version: number;
  /** Stored instead of a version by classes that have none. */
  readonly checksum: number | undefined;
  /** Where the object ends; undefined where nobody wrote it. */
  readonly end: number | undefined;
  /** The members lie one after the other for all objects, instead of the objects one after the other. */
  readonly memberWise: boolean;
}

const BYTE_COUNT = 0x40000000;
const MEMBER_WISE = 0x4000;

/** Reads the version in front of an object, with the byte count before it where there is one. */
export function readVersion(cursor: Cursor): Version {
  return readFrame(cursor) ?? { version: cursor.i16(), checksum: undefined, end: undefined, memberWise: false };
}

/** Reads a byte count and a version; where there is no byte count, nothing is read. */
export function readFrame(cursor: Cursor): (Version & { readonly end: number }) | undefined {
  const start = cursor.at;
  if (cursor.left < 6) return undefined;
  const word = cursor.u32();
  if ((word & 0xc0000000) !== BYTE_COUNT || start + 4 + (word & ~BYTE_COUNT) > cursor.end) {
    cursor.goto(start);
    return undefined;
  }
  const end = endOf(cursor, start + 4, word);
  const stored = cursor.i16();
  const memberWise = stored > 0 && (stored & MEMBER_WISE) !== 0;
  const version = memberWise ? stored & ~MEMBER_WISE : stored;
  const checksum = version <= 0 && end - cursor.at >= 4 ? cursor.u32() : undefined;
  return { version, checksum, end, memberWise };
}

/** The end that a byte count names, which must lie inside of what is read. */
export function endOf(cursor: Cursor, start: number, word: number): number {
  const end = start + (word & ~BYTE_COUNT);
  if (end > cursor.end) throw cursor.damage(`an object of ${end - start} bytes does not fit in`);
  return end;
}
