import { xxh3 } from '../../../../kernels/root/xxh3.ts';
import type { Range } from '../container/bytes.ts';
import { damaged, notSupported } from '../container/damaged.ts';
import type { RootFile } from '../container/root-file.ts';
import { Budget } from './budget.ts';
import { BytesReader } from './bytes-reader.ts';

/** Where an envelope lies, and how long it is when unpacked. */
export interface EnvelopeLink {
  readonly place: Range;
  readonly size: number;
}

/** An unpacked envelope: its contents, and the checksum that others refer to it by. */
export interface Envelope {
  readonly contents: BytesReader;
  readonly checksum: bigint;
}

/** The kinds of envelopes, by their number. */
const ENVELOPE = { header: 1, footer: 2, 'page list': 3 } as const;

/** How long a checksum is, in bytes. */
export const CHECKSUM = 8;

/** Whether bytes have the checksum, which is given by its halves. */
export function hasChecksum(bytes: Uint8Array, low: number, high: number): boolean {
  const found = xxh3(bytes);
  return found[0] === low && found[1] === high;
}

/** Reads envelopes of one kind, all at once; verifies their checksums. `of` is for errors: "of the RNTuple 'Events'". */
export async function readEnvelopes(
  file: RootFile,
  links: readonly EnvelopeLink[],
  kind: keyof typeof ENVELOPE,
  of: string,
): Promise<readonly Envelope[]> {
  const budget = new Budget(file);
  for (const { size } of links) budget.take(size, `the ${kind} ${of}`);
  const packed = await file.read(links.map(({ place }) => place));
  const envelopes: Envelope[] = [];
  for (const [i, { size }] of links.entries()) {
    const what = `the ${kind} ${of}`;
    envelopes.push(opened(await file.unpack(packed[i] as Uint8Array, size, what), file.name, kind, what));
  }
  return envelopes;
}

function opened(bytes: Uint8Array, file: string, kind: keyof typeof ENVELOPE, what: string): Envelope {
  const end = bytes.length - CHECKSUM;
  if (end < CHECKSUM) throw damaged(file, `${what} has ${bytes.length} bytes`);
  const reader = new BytesReader(bytes, file, what, 0, end);
  const front = reader.u64();
  if (front !== (BigInt(bytes.length) << 16n) + BigInt(ENVELOPE[kind]))
    throw reader.damage(
      `it says to be of kind ${front & 0xffffn} and ${front >> 16n} bytes long, it has ${bytes.length}`,
    );
  const tail = new DataView(bytes.buffer, bytes.byteOffset + end);
  if (!hasChecksum(bytes.subarray(0, end), tail.getUint32(0, true), tail.getUint32(4, true)))
    throw reader.damage('its checksum is not that of its bytes');
  return { contents: reader, checksum: tail.getBigUint64(0, true) };
}

const LARGE = 1;

/** Reads a locator: where bytes lie in the file. */
export function readLocator(reader: BytesReader): Range {
  const size = reader.i32();
  if (size >= 0) return { length: size, start: reader.count() };
  const own = size & 0xffff;
  const kind = (size >> 24) & 0x7f;
  const front = reader.at;
  if (kind !== LARGE || own < 20) throw notSupported(reader.file, `${reader.what} uses locators of kind ${kind}`);
  const [length, start] = [reader.count(), reader.count()];
  reader.skip(own - 4 - (reader.at - front));
  return { length, start };
}

/** Reads an envelope link. */
export function readLink(reader: BytesReader): EnvelopeLink {
  const size = reader.count();
  return { size, place: readLocator(reader) };
}

/** Reads feature flags, of which none is known yet. @throws SourceError `not-supported` where one is set */
export function readFeatures(reader: BytesReader): void {
  const flags = reader.i64();
  if (flags !== 0n) throw notSupported(reader.file, `${reader.what} uses features of a newer version (${flags})`);
}
