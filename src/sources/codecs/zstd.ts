import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { checked, checkedAside, DamagedBytes, type Decompress, type DecompressAside } from './codec.ts';

/** A library that decompresses Zstandard. */
export interface ZstdEngine {
  readonly name: 'node' | 'native' | 'wasm';
  readonly decompress: Decompress;
  /** The same in threads of its own, where it has any. */
  readonly aside?: DecompressAside | undefined;
}

const MAGIC = 0xfd2fb528;
const LARGEST_BLOCK = 1 << 17;
const [RAW, REPEATED, COMPRESSED] = [0, 1, 2];

/** What a frame shows without being decompressed. */
export interface ZstdFrame {
  /** The size that it says its content has, if it says one. */
  readonly told: number | undefined;
  /** The most bytes that can come out. */
  readonly most: number;
}

/** Looks at a frame's headers (RFC 8878, section 3.1.1); undefined where the bytes are not exactly one frame. */
export function zstdFrame(bytes: Uint8Array): ZstdFrame | undefined {
  if (bytes.length < 6) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(0, true) !== MAGIC) return undefined;
  const descriptor = bytes[4] as number;
  const single = (descriptor >> 5) & 1;
  const at = 5 + (1 - single) + ([0, 1, 2, 4][descriptor & 3] as number);
  const size = [single, 2, 4, 8][descriptor >> 6] as number;
  if (at + size > bytes.length) return undefined;
  const checksum = (descriptor >> 2) & 1 ? 4 : 0;
  const most = mostOfBlocks(view, at + size, bytes.length - checksum);
  return most === undefined ? undefined : { told: toldSize(view, at, size), most };
}

function toldSize(view: DataView, at: number, size: number): number | undefined {
  if (size === 0) return undefined;
  if (size === 1) return view.getUint8(at);
  if (size === 2) return view.getUint16(at, true) + 256;
  return size === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
}

/** The most bytes that blocks can give, which must end where the frame does. */
function mostOfBlocks(view: DataView, start: number, end: number): number | undefined {
  let most = 0;
  for (let at = start; at + 3 <= end; ) {
    const header = view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
    const [kind, size] = [(header >> 1) & 3, header >> 3];
    if (kind !== RAW && kind !== REPEATED && kind !== COMPRESSED) return undefined;
    most += kind === COMPRESSED ? LARGEST_BLOCK : size;
    at += 3 + (kind === REPEATED ? 1 : size);
    if ((header & 1) === 1) return at === end ? most : undefined;
  }
  return undefined;
}

/**
 * The libraries that are there, the fastest first: Node's own (from 22.15 on), a native one if it is installed, and a
 * portable one, which always is.
 */
export async function zstdEngines(): Promise<readonly ZstdEngine[]> {
  const wasm = await portable();
  const found = [nodesOwn(), await native()].filter((engine) => engine !== undefined);
  return [...found.map((engine) => sized(engine, wasm)), wasm];
}

// Fast libraries make as much room as the bytes ask for, so they get only bytes that cannot ask for too much.
function sized({ name, decompress, aside }: ZstdEngine, portable: ZstdEngine): ZstdEngine {
  return {
    name,
    decompress: (bytes, size) => (isBounded(bytes, size) ? decompress : portable.decompress)(bytes, size),
    aside: aside && (async (bytes, size) => (isBounded(bytes, size) ? aside : portable.decompress)(bytes, size)),
  };
}

const MUCH = 1 << 26;

function isBounded(bytes: Uint8Array, size: number): boolean {
  const frame = zstdFrame(bytes);
  if (frame?.told !== undefined && frame.told !== size)
    throw new DamagedBytes(`zstd: the frame has ${frame.told} bytes, expected ${size}`);
  return frame !== undefined && frame.most <= Math.max(MUCH, 16 * size);
}

function nodesOwn(): ZstdEngine | undefined {
  const { zstdDecompress, zstdDecompressSync } = zlib as Partial<NodesZstd>;
  if (zstdDecompressSync === undefined || zstdDecompress === undefined) return undefined;
  const options = (size: number): zlib.ZlibOptions => ({ chunkSize: Math.max(64, size), maxOutputLength: size });
  const inPool = promisify(zstdDecompress);
  return {
    name: 'node',
    decompress: checked('zstd', (bytes, size) => zstdDecompressSync(bytes, options(size))),
    aside: checkedAside('zstd', (bytes, size) => inPool(bytes, options(size))),
  };
}

interface NodesZstd {
  readonly zstdDecompress: (
    bytes: Uint8Array,
    options: zlib.ZlibOptions,
    done: (error: Error | null, bytes: Uint8Array) => void,
  ) => void;
  readonly zstdDecompressSync: (bytes: Uint8Array, options: zlib.ZlibOptions) => Uint8Array;
}

async function native(): Promise<ZstdEngine | undefined> {
  try {
    const { Decoder } = await import('@toondepauw/node-zstd');
    const decoder = new Decoder();
    return {
      name: 'native',
      decompress: checked('zstd', (bytes) => decoder.decodeSync(asBuffer(bytes))),
      aside: checkedAside('zstd', (bytes) => decoder.decode(asBuffer(bytes))),
    };
  } catch {
    // it is optional: there is none for some machines
    return undefined;
  }
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

// Its memory grows to what is asked for, and a failure to grow would go unnoticed.
const LARGEST = 1 << 29;

async function portable(): Promise<ZstdEngine> {
  const { ZSTDDecoder } = await import('zstddec');
  const decoder = new ZSTDDecoder();
  await decoder.init();
  const decompress: Decompress = (bytes, size) => {
    if (size > LARGEST || bytes.length > LARGEST) throw new DamagedBytes(`${size} bytes are too many at once`);
    return decoder.decode(bytes, size);
  };
  return { name: 'wasm', decompress: checked('zstd', decompress) };
}
