import { inflateRawSync, inflateSync } from 'node:zlib';
import { unpackLz4 } from '../../../../kernels/root/lz4.ts';
import { unpackXz } from '../../../../kernels/root/xz.ts';
import type { Decompress } from '../../codecs/codec.ts';
import { zstdEngines } from '../../codecs/zstd.ts';

export interface Codec {
  /** What errors call it. */
  readonly name: string;
  /** Bytes before the data of each block, such as a checksum. */
  readonly skip: number;
  /** How many times as long as its packed bytes a block can be at most. */
  readonly mostRatio: number;
  /** The ways to unpack that are installed here, the fastest first; the last is always there. */
  readonly ways: () => Promise<readonly Decompress[]>;
}

const inflate: Decompress = (packed, size) =>
  inflateSync(packed, { chunkSize: Math.max(64, size), maxOutputLength: Math.max(1, size) });

const inflateOld: Decompress = (packed, size) =>
  inflateRawSync(packed, { chunkSize: Math.max(64, size), maxOutputLength: Math.max(1, size) });

const XXHASH_SIZE = 8;

/** The algorithms of ROOT's compressed blocks, by the two letters that a block begins with. */
export const CODECS: ReadonlyMap<string, Codec> = new Map<string, Codec>([
  ['ZL', { name: 'zlib', skip: 0, mostRatio: 1040, ways: async () => [inflate] }],
  ['CS', { name: 'old zlib', skip: 0, mostRatio: 1040, ways: async () => [inflateOld] }],
  ['L4', { name: 'LZ4', skip: XXHASH_SIZE, mostRatio: 256, ways: async () => [...(await nativeLz4()), unpackLz4] }],
  ['XZ', { name: 'LZMA', skip: 0, mostRatio: 20_000, ways: async () => [unpackXz] }],
  [
    'ZS',
    {
      name: 'ZSTD',
      skip: 0,
      mostRatio: 45_000,
      ways: async () => (await zstdEngines()).map(({ decompress }) => decompress),
    },
  ],
]);

/** The fastest way to unpack that is installed here. */
export function unpackerOf(codec: Codec): Promise<Decompress> {
  let known = chosen.get(codec);
  if (known === undefined) chosen.set(codec, (known = codec.ways().then(([fastest]) => fastest as Decompress)));
  return known;
}

const chosen = new Map<Codec, Promise<Decompress>>();

async function nativeLz4(): Promise<readonly Decompress[]> {
  const lz4 = await import('lz4-napi').catch(() => undefined);
  if (lz4 === undefined) return [];
  const decompress: Decompress = (packed, size) => {
    // The package wants the size in front of the block.
    const sized = new Uint8Array(packed.length + 4);
    new DataView(sized.buffer).setUint32(0, size, true);
    sized.set(packed, 4);
    return lz4.uncompressSync(sized);
  };
  return [decompress];
}
