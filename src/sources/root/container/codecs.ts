import { inflate, inflateRawSync, inflateSync } from 'node:zlib';
import { promisify } from 'node:util';
import { decodeLz4Block } from '../../../../kernels/lz4.ts';
import { xxh64 } from '../../../../kernels/root/xxh64.ts';
import { unpackXz } from '../../../../kernels/root/xz.ts';
import type { Decompress, DecompressAside } from '../../codecs/codec.ts';
import { zstd } from '../../codecs/zstd.ts';

/** A way to unpack blocks. */
export interface Way {
  readonly unpack: Decompress;
  /** The same in threads of the library, where it has any. */
  readonly aside?: DecompressAside | undefined;
  /**
   * Puts only the first bytes into `out`, as many as it has room for, where that is less work than all, and damage of these
   * is found nevertheless.
   */
  readonly begin?: ((packed: Uint8Array, out: Uint8Array) => void) | undefined;
}

export interface Codec {
  /** What errors call it. */
  readonly name: string;
  /** Bytes before the data of each block, which are a checksum of these. */
  readonly skip: number;
  /** Whether data have the checksum before them; undefined where there is none, or where it is in the data. */
  readonly isRight?: (checksum: Uint8Array, data: Uint8Array) => boolean;
  /** How many times as long as its packed bytes a block can be at most. */
  readonly mostRatio: number;
  /** The ways to unpack that are installed here, the fastest first; the last is always there. */
  readonly ways: () => Promise<readonly Way[]>;
}

const inflateOptions = (size: number): { chunkSize: number; maxOutputLength: number } => ({
  chunkSize: Math.max(64, size),
  maxOutputLength: Math.max(1, size),
});

const inflateInPool = promisify(inflate) as (
  bytes: Uint8Array,
  options: ReturnType<typeof inflateOptions>,
) => Promise<Uint8Array>;

// Only as a whole: the checksum is that of all bytes, and stands behind the last.
const ZLIB: Way = {
  unpack: (packed, size) => inflateSync(packed, inflateOptions(size)),
  aside: (packed, size) => inflateInPool(packed, inflateOptions(size)),
};

const OLD_ZLIB: Way = { unpack: (packed, size) => inflateRawSync(packed, inflateOptions(size)) };

const OWN_LZ4: Way = {
  unpack: (packed, size) => {
    const out = new Uint8Array(size);
    lz4(packed, out, true);
    return out;
  },
  begin: (packed, out) => lz4(packed, out, false),
};

function lz4(packed: Uint8Array, out: Uint8Array, whole: boolean): void {
  if (!decodeLz4Block(packed, out, whole)) throw new RangeError('the block does not fit its size');
}

const XXHASH_SIZE = 8;

function hasXxh64(checksum: Uint8Array, data: Uint8Array): boolean {
  const view = new DataView(checksum.buffer, checksum.byteOffset);
  const [low, high] = xxh64(data);
  return view.getUint32(0) === high && view.getUint32(4) === low;
}

/** The algorithms of ROOT's compressed blocks, by the two letters that a block begins with. */
export const CODECS: ReadonlyMap<string, Codec> = new Map<string, Codec>([
  ['ZL', { name: 'zlib', skip: 0, mostRatio: 1040, ways: async () => [ZLIB] }],
  ['CS', { name: 'old zlib', skip: 0, mostRatio: 1040, ways: async () => [OLD_ZLIB] }],
  [
    'L4',
    {
      name: 'LZ4',
      skip: XXHASH_SIZE,
      isRight: hasXxh64,
      mostRatio: 256,
      ways: async () => [...(await nativeLz4()), OWN_LZ4],
    },
  ],
  ['XZ', { name: 'LZMA', skip: 0, mostRatio: 20_000, ways: async () => [{ unpack: unpackXz }] }],
  [
    'ZS',
    {
      name: 'ZSTD',
      skip: 0,
      mostRatio: 45_000,
      ways: async () => {
        const { decompress, aside } = await zstd();
        return [{ unpack: decompress, aside }];
      },
    },
  ],
]);

/** The fastest way to unpack that is installed here. */
export function wayOf(codec: Codec): Promise<Way> {
  let known = chosen.get(codec);
  if (known === undefined) chosen.set(codec, (known = codec.ways().then(([fastest]) => fastest as Way)));
  return known;
}

const chosen = new Map<Codec, Promise<Way>>();

async function nativeLz4(): Promise<readonly Way[]> {
  const library = await import('lz4-napi').catch(() => undefined);
  if (library === undefined) return [];
  const { uncompress, uncompressSync } = library;
  return [
    {
      unpack: (packed, size) => uncompressSync(sized(packed, size)),
      aside: (packed, size) => uncompress(sized(packed, size)),
      // it cannot write to where the bytes belong; new memory and a copy take longer than it is faster
      begin: OWN_LZ4.begin,
    },
  ];
}

// The package wants the size in front of the block.
function sized(packed: Uint8Array, size: number): Uint8Array {
  const all = Buffer.allocUnsafe(packed.length + 4);
  all.writeUInt32LE(size);
  all.set(packed, 4);
  return all;
}
