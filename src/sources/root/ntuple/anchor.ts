import { notSupported } from '../container/damaged.ts';
import { Cursor } from '../container/cursor.ts';
import type { RootFile, RootKey } from '../container/root-file.ts';
import { type EnvelopeLink, hasChecksum } from './envelope.ts';

/** Where the header and the footer of an RNTuple are. */
export interface Anchor {
  readonly header: EnvelopeLink;
  readonly footer: EnvelopeLink;
}

const FRONT = 6;
const CLASS_VERSION = 2;

/** Reads the object of class ROOT::RNTuple that a key leads to; big-endian, unlike all else of an RNTuple. */
export async function readAnchor(file: RootFile, key: RootKey): Promise<Anchor> {
  const bytes = await file.object(key);
  const cursor = new Cursor(bytes, file.name, `the RNTuple '${key.path}'`);
  const counted = cursor.u32() & 0x3fffffff;
  if (cursor.u16() < CLASS_VERSION)
    throw notSupported(file.name, `${cursor.what} was written before the format was fixed`);
  const [epoch] = [cursor.u16(), cursor.u16(), cursor.u16(), cursor.u16()] as const;
  if (epoch !== 1) throw notSupported(file.name, `${cursor.what} has format ${epoch}, format 1 is read`);
  const header = readLink(cursor);
  const footer = readLink(cursor);
  const mostBytes = cursor.place();
  cursor.goto(counted + 4);
  const [high, low] = [cursor.u32(), cursor.u32()];
  if (!hasChecksum(bytes.subarray(FRONT, counted + 4), low, high))
    throw cursor.damage('its checksum is not that of its bytes');
  for (const { place } of [header, footer])
    if (mostBytes > 0 && place.length > mostBytes)
      throw notSupported(file.name, `${cursor.what} has metadata of ${place.length} bytes, in several parts`);
  return { header, footer };
}

function readLink(cursor: Cursor): EnvelopeLink {
  const [start, length, size] = [cursor.place(), cursor.place(), cursor.place()];
  return { place: { start, length }, size };
}
