import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { Zstd } from '../../../kernels/zstd/zstd.ts';
import { checked, checkedAside, DamagedBytes, type Decompress, type DecompressAside } from './codec.ts';

/** Decompresses frames of Zstandard. */
export interface ZstdCodec {
  /** The bytes that come out lie where the next call puts its own. */
  readonly lend: Decompress;
  readonly decompress: Decompress;
  /** The same in threads of a library: Node's own (from 22.15 on), or a native one if it is installed. */
  readonly aside: DecompressAside | undefined;
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

/** The codec of this thread. */
export function zstd(): Promise<ZstdCodec> {
  loaded ??= load();
  return loaded;
}

let loaded: Promise<ZstdCodec> | undefined;

async function load(): Promise<ZstdCodec> {
  const engine = new Zstd();
  const lend = checked('zstd', (bytes, size) => {
    checkSize(bytes, size);
    return engine.decompress(bytes, size);
  });
  const decompress: Decompress = (bytes, size) => lend(bytes, size).slice();
  const library = nodesOwn() ?? (await native());
  return { lend, decompress, aside: library && boundedAside(library, decompress) };
}

/** Throws where a frame says that it has another size, or cannot have as many bytes: before room is made for them. */
function checkSize(bytes: Uint8Array, size: number): ZstdFrame | undefined {
  const frame = zstdFrame(bytes);
  if (frame?.told !== undefined && frame.told !== size)
    throw new DamagedBytes(`the frame has ${frame.told} bytes, expected ${size}`);
  if (frame !== undefined && frame.most < size)
    throw new DamagedBytes(`the frame has at most ${frame.most} bytes, expected ${size}`);
  return frame;
}

const MUCH = 1 << 26;

// Libraries make as much room as the bytes ask for, so they get only bytes that cannot ask for too much.
function boundedAside(aside: DecompressAside, decompress: Decompress): DecompressAside {
  return async (bytes, size) => {
    const frame = checkSize(bytes, size);
    return frame !== undefined && frame.most <= Math.max(MUCH, 16 * size)
      ? aside(bytes, size)
      : decompress(bytes, size);
  };
}

function nodesOwn(): DecompressAside | undefined {
  const { zstdDecompress } = zlib as Partial<NodesZstd>;
  if (zstdDecompress === undefined) return undefined;
  const inPool = promisify(zstdDecompress);
  return checkedAside('zstd', (bytes, size) => inPool(bytes, { chunkSize: Math.max(64, size), maxOutputLength: size }));
}

interface NodesZstd {
  readonly zstdDecompress: (
    bytes: Uint8Array,
    options: zlib.ZlibOptions,
    done: (error: Error | null, bytes: Uint8Array) => void,
  ) => void;
}

async function native(): Promise<DecompressAside | undefined> {
  try {
    const { Decoder } = await import('@toondepauw/node-zstd');
    const decoder = new Decoder();
    return checkedAside('zstd', (bytes) =>
      decoder.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
    );
  } catch {
    // it is optional: there is none for some machines
    return undefined;
  }
}
