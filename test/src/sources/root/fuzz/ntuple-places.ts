import { xxh3 } from '../../../../../kernels/root/xxh3.ts';
import { memoryBytes, type Range } from '../../../../../src/sources/root/container/bytes.ts';
import { RootFile, type RootKey } from '../../../../../src/sources/root/container/root-file.ts';
import { readAnchor } from '../../../../../src/sources/root/ntuple/anchor.ts';
import { readClusterGroups } from '../../../../../src/sources/root/ntuple/clusters.ts';
import { type Envelope, readEnvelopes } from '../../../../../src/sources/root/ntuple/envelope.ts';

/** Where the metadata of an RNTuple are; nothing of it is compressed. */
export interface Places {
  readonly anchor: Range;
  readonly header: Range;
  readonly footer: Range;
  readonly pageLists: readonly Range[];
}

export async function placesOf(bytes: Uint8Array): Promise<Places> {
  const file = await RootFile.open(memoryBytes(bytes));
  const key: RootKey = await file.find('Kinds');
  const { header, footer } = await readAnchor(file, key);
  const [{ contents }] = (await readEnvelopes(file, [footer], 'footer', '')) as [Envelope];
  contents.skip(16);
  contents.record();
  const pageLists = readClusterGroups(contents).map(({ pageList }) => pageList.place);
  const anchor = { start: key.seek + key.keyLength, length: key.objectLength };
  return { anchor, header: header.place, footer: footer.place, pageLists };
}

/** Writes the checksum of bytes behind them. */
function seal(bytes: Buffer, start: number, end: number, bigEndian = false): void {
  const [low, high] = xxh3(bytes.subarray(start, end));
  if (bigEndian) {
    bytes.writeUInt32BE(high, end);
    bytes.writeUInt32BE(low, end + 4);
  } else {
    bytes.writeUInt32LE(low, end);
    bytes.writeUInt32LE(high, end + 4);
  }
}

/** Makes all checksums of metadata right, so that damage is not found by them. */
export function sealAll(bytes: Buffer, { anchor, header, footer, pageLists }: Places): void {
  seal(bytes, anchor.start + 6, anchor.start + 70, true);
  const end = ({ start, length }: Range): number => start + length - 8;
  seal(bytes, header.start, end(header));
  for (const [envelope, at] of [[footer, 16], ...pageLists.map((list) => [list, 8])] as [Range, number][]) {
    bytes.copy(bytes, envelope.start + at, end(header), end(header) + 8);
    seal(bytes, envelope.start, end(envelope));
  }
}
