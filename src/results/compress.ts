import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { ExecutionError } from '../../compiler/tree/problem.ts';

/** Compresses bytes, in another thread. */
export type Compress = (bytes: Uint8Array) => Promise<Uint8Array>;

/** A codec that has levels. */
interface Levels {
  readonly least: number;
  readonly most: number;
  /** The codec's number in Parquet. */
  readonly number: number;
  /** What compresses at a level; undefined where nothing here does. */
  readonly at: (level: number) => Promise<Compress | undefined>;
}

const gzip = promisify(zlib.gzip) as (bytes: Uint8Array, options: zlib.ZlibOptions) => Promise<Uint8Array>;
const brotli = promisify(zlib.brotliCompress) as (
  bytes: Uint8Array,
  options: zlib.BrotliOptions,
) => Promise<Uint8Array>;

/** The codecs whose level can be told. */
export const LEVELS: ReadonlyMap<string, Levels> = new Map<string, Levels>([
  ['gzip', { least: 1, most: 9, number: 2, at: async (level) => (bytes) => gzip(bytes, { level }) }],
  [
    'brotli',
    {
      least: 0,
      most: 11,
      number: 4,
      at: async (level) => (bytes) =>
        brotli(bytes, {
          params: {
            [zlib.constants.BROTLI_PARAM_QUALITY]: level,
            [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
          },
        }),
    },
  ],
  ['zstd', { least: 1, most: 22, number: 6, at: async (level) => nodesZstd(level) ?? (await nativeZstd(level)) }],
]);

/** What compresses at a level of a codec. @throws ExecutionError `bad-option` where nothing that is installed does */
export async function compressor(codec: string, level: number): Promise<Compress> {
  const found = await LEVELS.get(codec)?.at(level);
  if (found !== undefined) return found;
  throw new ExecutionError('bad-option', `nothing that is installed here compresses ${codec} at a level`, {
    hint: 'use Node 22.15 or newer, install @toondepauw/node-zstd, take gzip or brotli, or leave the level out',
  });
}

type ZstdOptions = zlib.ZlibOptions & { readonly params: Readonly<Record<number, number>> };

interface NodesZstd {
  readonly zstdCompress: (
    bytes: Uint8Array,
    options: ZstdOptions,
    done: (error: Error | null, bytes: Uint8Array) => void,
  ) => void;
}

function nodesZstd(level: number): Compress | undefined {
  const { zstdCompress } = zlib as Partial<NodesZstd>;
  const parameter = (zlib.constants as unknown as Readonly<Record<string, number>>)['ZSTD_c_compressionLevel'];
  if (zstdCompress === undefined || parameter === undefined) return undefined;
  const inPool = promisify(zstdCompress);
  return (bytes) => inPool(bytes, { params: { [parameter]: level } });
}

async function nativeZstd(level: number): Promise<Compress | undefined> {
  const library = await import('@toondepauw/node-zstd').catch(() => undefined);
  if (library === undefined) return undefined;
  const encoder = new library.Encoder(level);
  return (bytes) => encoder.encode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
}
