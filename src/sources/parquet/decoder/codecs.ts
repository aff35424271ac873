import { brotliDecompressSync, unzipSync } from 'node:zlib';
import { decodeLz4Block } from '../../../../kernels/lz4.ts';
import { checked, DamagedBytes, type Decompress } from '../../codecs/codec.ts';
import { snappy } from '../../codecs/snappy.ts';
import { zstd } from '../../codecs/zstd.ts';

const NAMES = ['none', 'snappy', 'gzip', 'lzo', 'brotli', 'lz4 as Hadoop frames it', 'zstd', 'lz4'] as const;
const [NONE, SNAPPY, GZIP, BROTLI, ZSTD, LZ4] = [0, 1, 2, 4, 6, 7];

/** The name of a codec number. */
export const codecName = (codec: number): string => NAMES[codec] ?? `codec ${codec}`;

/** Whether pages compressed so can be decoded here. */
export const hasCodec = (codec: number): boolean => [NONE, SNAPPY, GZIP, BROTLI, ZSTD, LZ4].includes(codec);

/** Decompresses pages. */
export interface PageCodec {
  readonly decompress: Decompress;
  /** Whose bytes come out: `new` memory, that of the `next` call too, or the very bytes that came `in`. */
  readonly memory: 'new' | 'next' | 'in';
}

const loaded = new Map<number, Promise<PageCodec>>();

/** The decompressor of a codec number; its library is loaded on first use. */
export function loadCodec(codec: number): Promise<PageCodec> {
  const known = loaded.get(codec) ?? load(codec);
  loaded.set(codec, known);
  return known;
}

async function load(codec: number): Promise<PageCodec> {
  if (codec === NONE) return { decompress: checked('not compressed', (bytes) => bytes), memory: 'in' };
  if (codec === ZSTD) return { decompress: (await zstd()).lend, memory: 'next' };
  return { decompress: await loadOther(codec), memory: 'new' };
}

async function loadOther(codec: number): Promise<Decompress> {
  switch (codec) {
    case SNAPPY:
      return snappy();
    case GZIP:
      return checked('gzip', (bytes, size) =>
        unzipSync(bytes, { chunkSize: roomFor(bytes, size, 1032), maxOutputLength: size }),
      );
    case BROTLI:
      return checked('brotli', (bytes, size) =>
        brotliDecompressSync(bytes, { chunkSize: roomFor(bytes, size, 1 << 16), maxOutputLength: size }),
      );
    case LZ4:
      return checked('lz4', lz4);
    default:
      throw new DamagedBytes(`there is no decoder for ${codecName(codec)}`);
  }
}

/** Room for all that comes out, but not for more than so few bytes can give. */
const roomFor = (bytes: Uint8Array, size: number, mostPerByte: number): number =>
  Math.max(64, Math.min(size, bytes.length * mostPerByte));

function lz4(bytes: Uint8Array, size: number): Uint8Array {
  if (size > bytes.length * 255) throw new DamagedBytes(`${bytes.length} bytes cannot give ${size}`);
  const out = new Uint8Array(size);
  if (!decodeLz4Block(bytes, out)) throw new DamagedBytes('the block does not fit its size');
  return out;
}
