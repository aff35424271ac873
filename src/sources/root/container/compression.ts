import { plainBytes } from '../../codecs/codec.ts';
import { type Codec, CODECS, type Way, wayOf } from './codecs.ts';
import { damaged, notSupported } from './damaged.ts';

const HEADER = 9;
/** ROOT itself writes no object longer than this. */
const LONGEST = 0x40000000;
/** Handing a block to another thread pays from so many bytes on. */
const WORTH_HANDING = 32 * 1024;

interface Block {
  readonly codec: Codec;
  readonly data: Uint8Array;
  readonly size: number;
}

/**
 * Unpacks what ROOT wrote as `size` bytes: one or more compressed blocks (each with a header of nine bytes: two letters for
 * the algorithm, its level, and two lengths of three bytes), or the plain bytes themselves where there are as many as `size`;
 * then the result shares their memory. Baskets, objects, and the pages and envelopes of RNTuple are all packed so.
 *
 * @param what what is unpacked, for errors: "the key 'Events' at byte 100"
 * @param wanted how many of the bytes are needed, where not all are: at least the first so many are given
 * @throws SourceError `damaged`, `not-supported` for an unknown algorithm
 */
export async function unpack(
  packed: Uint8Array,
  size: number,
  file: string,
  what: string,
  wanted = size,
): Promise<Uint8Array> {
  if (packed.length === size) return packed;
  if (!(size >= 0 && size <= LONGEST)) throw damaged(file, `${what} claims to hold ${size} bytes`);
  const blocks = blocksOf(packed, size, file, what);
  const [first] = blocks;
  if (first === undefined) return new Uint8Array(0);
  if (blocks.length === 1) return unpackBlock(first, wanted, file, what);
  const out = new Uint8Array(size);
  let at = 0;
  for (const block of blocks) {
    if (at >= wanted) break;
    out.set(await unpackBlock(block, block.size, file, what), at);
    at += block.size;
  }
  return out;
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
    blocks.push({ codec, data: packed.subarray(start, at), size: unpacked });
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

async function unpackBlock(block: Block, wanted: number, file: string, what: string): Promise<Uint8Array> {
  const { codec, size } = block;
  let out: Uint8Array;
  try {
    out = await unpackWith(await wayOf(codec), block, wanted);
  } catch (cause) {
    throw damaged(file, `${what} cannot be unpacked (${codec.name}: ${(cause as Error).message})`, cause);
  }
  if (out.length !== size && out.length !== wanted)
    throw damaged(file, `${what} holds ${out.length} bytes (${codec.name}), expected ${size}`);
  return plainBytes(out);
}

function unpackWith(
  { unpack, aside, begin }: Way,
  { data, size }: Block,
  wanted: number,
): Uint8Array | Promise<Uint8Array> {
  if (size < WORTH_HANDING) return unpack(data, size);
  if (begin !== undefined && wanted < size) return begin(data, wanted);
  return (aside ?? unpack)(data, size);
}
