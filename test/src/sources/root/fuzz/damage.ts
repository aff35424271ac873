/** Ways to damage a file, from a seed. */

/** Numbers from 0 up to 1, always the same. */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

export type Random = () => number;

/** A whole number from 0 up to, not including, `n`. */
const below = (random: Random, n: number): number => Math.floor(random() * n);

/** Numbers that are wrong in most places: lengths, counts, places and versions. */
const WORDS = [0, 1, -1, 2, 7, 0x7fffffff, 0x40000000, -0x80000000, 0x10000, 0xffff, 255, 0x400a0000, 1 << 24];
const SHORTS = [0, -1, 1, 0x4000, 0x7fff, -0x8000, 16, 28];

export interface Region {
  readonly start: number;
  readonly length: number;
}

/** A copy with a few places changed, in the given regions; numbers are written as trees or as RNTuples have them. */
export function changed(whole: Buffer, regions: readonly Region[], endian: 'big' | 'little', random: Random): Buffer {
  const bytes = Buffer.from(whole);
  for (let changes = 1 + below(random, 8); changes > 0; changes--) {
    const { start, length } = regions[below(random, regions.length)] as Region;
    const at = start + below(random, Math.max(1, length - 8));
    const kind = below(random, 20);
    const word = WORDS[below(random, WORDS.length)] as number;
    const short = SHORTS[below(random, SHORTS.length)] as number;
    if (kind < 5) bytes[at] = below(random, 256);
    else if (kind < 9) flip(bytes, at, random);
    else if (kind < 13) endian === 'big' ? bytes.writeInt32BE(word, at) : bytes.writeInt32LE(word, at);
    else if (kind < 15) endian === 'big' ? bytes.writeInt16BE(short, at) : bytes.writeInt16LE(short, at);
    else if (kind < 17) bytes.writeBigInt64LE(BigInt.asIntN(64, 1n << BigInt(below(random, 64))), at);
    else bytes.copy(bytes, at, start + below(random, length), start + below(random, length));
  }
  return bytes;
}

function flip(bytes: Buffer, at: number, random: Random): void {
  bytes[at] = (bytes[at] as number) ^ (1 << below(random, 8));
}

/** A copy with one bit flipped in one of the regions. */
export function flipped(whole: Buffer, regions: readonly Region[], random: Random): Buffer {
  const bytes = Buffer.from(whole);
  const { start, length } = regions[below(random, regions.length)] as Region;
  flip(bytes, start + below(random, length), random);
  return bytes;
}

/** The beginning of a file. */
export const cut = (whole: Buffer, random: Random): Buffer => whole.subarray(0, below(random, whole.length));

/** What is no such file: parts of others joined, other formats that begin as ROOT files do, noise behind a header. */
export function foreign(files: readonly Buffer[], random: Random): Buffer {
  const [one, other] = [0, 0].map(() => files[below(random, files.length)] as Buffer) as [Buffer, Buffer];
  const at = below(random, one.length);
  const noise = Buffer.from(Array.from({ length: 1000 + below(random, 4000) }, () => below(random, 256)));
  switch (below(random, 4)) {
    case 0:
      return Buffer.concat([one.subarray(0, at), other.subarray(Math.min(at, other.length))]);
    case 1:
      return Buffer.concat([one.subarray(0, 64 + below(random, 1000)), noise]);
    case 2:
      return Buffer.concat([Buffer.from('root'), noise]);
    default: {
      const bytes = Buffer.from(one);
      other.copy(bytes, at, below(random, other.length));
      return bytes;
    }
  }
}

/** Where the blocks of algorithms that have checksums lie: zlib, LZ4 and LZMA. Their headers are outside. */
export function checkedBlocks(bytes: Buffer): readonly Region[] {
  const blocks: Region[] = [];
  for (const [letters, level] of [
    ['ZL', 8],
    ['L4', 1],
    ['XZ', 0],
  ] as const)
    for (let at = bytes.indexOf(letters); at >= 0; at = bytes.indexOf(letters, at + 1)) {
      const [packed, size] = [bytes.readUIntLE(at + 3, 3), bytes.readUIntLE(at + 6, 3)];
      const isBlock = bytes[at + 2] === level && packed > 20 && packed < size && at + 9 + packed <= bytes.length;
      if (isBlock) blocks.push({ start: at + 9, length: packed });
    }
  return blocks;
}
