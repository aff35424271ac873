import { plainBytes } from '../../codecs/codec.ts';
import { type Codec, CODECS, wayOf } from './codecs.ts';
import { damaged, notSupported } from './damaged.ts';

const HEADER = 9;
/** ROOT itself writes no object longer than this. */
const LONGEST = 0x40000000;
/** Handing a block to another thread pays from so many bytes on. */
const WORTH_HANDING = 32 * 1024;

interface Block {
  readonly codec: Codec;
  readonly checksum: Uint8Array;
  readonly data: Uint8Array;
  readonly size: number;
}

/**
 * Unpacks what ROOT wrote as `size` bytes: one or more compressed blocks (each with a header of nine bytes: two letters for
 * the algorithm, its level, and two lengths of three bytes), or the plain bytes themselves where there are as many as `size`;
 * then the result shares their memory. Baskets, objects, and the pages and envelopes of RNTuple are all packed so.
 *
 * @param what what is unpacked, for errors: "the key 'Events' at byte 100"
 * @throws SourceError `damaged`, `not-supported` for an unknown algorithm
 */
export async function unpack(packed: Uint8Array, size: number, file: string, what: string): Promise<Uint8Array> {
  if (packed.length === size) return packed;
  if (!(size >= 0 && size <= LONGEST)) throw damaged(file, `${what} claims to hold ${size} bytes`);
  const blocks = blocksOf(packed, size, file, what);
  const [first] = blocks;
  if (first === undefined) return new Uint8Array(0);
  if (blocks.length === 1) return unpackBlock(first, file, what);
  const out = new Uint8Array(size);
  let at = 0;
  for (const block of blocks) {
    out.set(await unpackBlock(block, file, what), at);
    at += block.size;
  }
  return out;
}

/** Puts the first of the bytes that ROOT wrote as `size` into `out`, as many as it has room for; else as `unpack`. */
export async function unpackBegin(
  packed: Uint8Array,
  size: number,
  out: Uint8Array,
  file: string,
  what: string,
): Promise<void> {
  if (packed.length === size) return out.set(packed.subarray(0, out.length));
  let at = 0;
  for (const block of blocksOf(packed, size, file, what)) {
    if (at >= out.length) break;
    const room = out.subarray(at, at + block.size);
    if (!(await beginBlock(block, room, file, what)))
      room.set((await unpackBlock(block, file, what)).subarray(0, room.length));
    at += block.size;
  }
}

// All headers are read, and their lengths compared, before anything is unpacked.
function blocksOf(packed: Uint8Array, size: number, file: string, what: string): readonly Block[] {
  const blocks: Block[] = [];
  let at = 0;
  let sum = 0;
  while (sum < size) {
    if (packed.length - at < HEADER) throw damaged(file, `${what} ends inside its compressed data`);
    const length = littleEndian24(packed, at + 3);
    const unpacked = littleEndian24(packed, at + 6);
    const codec = codecOf(packed, at, file, what);
    const start = at + HEADER + codec.skip;
    at += HEADER + length;
    if (length < codec.skip || at > packed.length) throw damaged(file, `${what} ends inside its compressed data`);
    if (unpacked === 0 || unpacked > length * codec.mostRatio)
      throw damaged(file, `${what} has a compressed block of ${length} bytes for ${unpacked}`);
    sum += unpacked;
    const checksum = packed.subarray(start - codec.skip, start);
    blocks.push({ codec, checksum, data: packed.subarray(start, at), size: unpacked });
  }
  if (sum !== size) throw damaged(file, `${what} holds ${sum} bytes, expected ${size}`);
  return blocks;
}

function codecOf(packed: Uint8Array, at: number, file: string, what: string): Codec {
  const letters = String.fromCharCode(packed[at] as number, packed[at + 1] as number);
  const codec = CODECS.get(letters);
  if (codec !== undefined) return codec;
  const shown = /^[ -~]{2}$/.test(letters) ? `'${letters}'` : `${packed[at]}, ${packed[at + 1]}`;
  throw notSupported(file, `${what} is compressed with an unknown algorithm (${shown})`);
}

const littleEndian24 = (bytes: Uint8Array, at: number): number =>
  (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16);

async function unpackBlock(block: Block, file: string, what: string): Promise<Uint8Array> {
  const { codec, data, size } = block;
  const { unpack: here, aside } = await wayOf(codec);
  checkBlock(block, file, what);
  let out: Uint8Array;
  try {
    out = await (size < WORTH_HANDING || aside === undefined ? here(data, size) : aside(data, size));
  } catch (cause) {
    throw notUnpacked(codec, file, what, cause);
  }
  if (out.length !== size) throw damaged(file, `${what} holds ${out.length} bytes (${codec.name}), expected ${size}`);
  return plainBytes(out);
}

/** Tells whether it did: only where that is less work than all of the block. */
async function beginBlock(block: Block, out: Uint8Array, file: string, what: string): Promise<boolean> {
  const { codec, data, size } = block;
  const { begin } = await wayOf(codec);
  if (begin === undefined || size < WORTH_HANDING) return false;
  checkBlock(block, file, what);
  try {
    begin(data, out);
  } catch (cause) {
    throw notUnpacked(codec, file, what, cause);
  }
  return true;
}

function checkBlock({ codec, checksum, data }: Block, file: string, what: string): void {
  if (codec.isRight?.(checksum, data) === false)
    throw damaged(file, `${what} is damaged: a compressed block (${codec.name}) has another checksum than its bytes`);
}

const notUnpacked = ({ name }: Codec, file: string, what: string, cause: unknown): Error =>
  damaged(file, `${what} cannot be unpacked (${name}: ${(cause as Error).message})`, cause);
