/**
 * XXH3 with 64 bits, seed 0 and the default secret: the checksum of RNTuple. Definition: the xxHash specification,
 * doc/xxhash_spec.md of github.com/Cyan4973/xxHash (version 0.2.0).
 *
 * @returns the low and the high 32 bits, unsigned
 */
export function xxh3(bytes: Uint8Array): readonly [low: number, high: number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const hash = bytes.length > 240 ? long(view) : short(view);
  return [Number(hash & 0xffffffffn), Number(hash >> 32n)];
}

// biome-ignore format: a table
const SECRET = Uint8Array.of(
  0xb8, 0xfe, 0x6c, 0x39, 0x23, 0xa4, 0x4b, 0xbe, 0x7c, 0x01, 0x81, 0x2c, 0xf7, 0x21, 0xad, 0x1c, 0xde, 0xd4, 0x6d, 0xe9, 0x83, 0x90, 0x97, 0xdb,
  0x72, 0x40, 0xa4, 0xa4, 0xb7, 0xb3, 0x67, 0x1f, 0xcb, 0x79, 0xe6, 0x4e, 0xcc, 0xc0, 0xe5, 0x78, 0x82, 0x5a, 0xd0, 0x7d, 0xcc, 0xff, 0x72, 0x21,
  0xb8, 0x08, 0x46, 0x74, 0xf7, 0x43, 0x24, 0x8e, 0xe0, 0x35, 0x90, 0xe6, 0x81, 0x3a, 0x26, 0x4c, 0x3c, 0x28, 0x52, 0xbb, 0x91, 0xc3, 0x00, 0xcb,
  0x88, 0xd0, 0x65, 0x8b, 0x1b, 0x53, 0x2e, 0xa3, 0x71, 0x64, 0x48, 0x97, 0xa2, 0x0d, 0xf9, 0x4e, 0x38, 0x19, 0xef, 0x46, 0xa9, 0xde, 0xac, 0xd8,
  0xa8, 0xfa, 0x76, 0x3f, 0xe3, 0x9c, 0x34, 0x3f, 0xf9, 0xdc, 0xbb, 0xc7, 0xc7, 0x0b, 0x4f, 0x1d, 0x8a, 0x51, 0xe0, 0x4b, 0xcd, 0xb4, 0x59, 0x31,
  0xc8, 0x9f, 0x7e, 0xc9, 0xd9, 0x78, 0x73, 0x64, 0xea, 0xc5, 0xac, 0x83, 0x34, 0xd3, 0xeb, 0xc3, 0xc5, 0x81, 0xa0, 0xff, 0xfa, 0x13, 0x63, 0xeb,
  0x17, 0x0d, 0xdd, 0x51, 0xb7, 0xf0, 0xda, 0x49, 0xd3, 0x16, 0x55, 0x26, 0x29, 0xd4, 0x68, 0x9e, 0x2b, 0x16, 0xbe, 0x58, 0x7d, 0x47, 0xa1, 0xfc,
  0x8f, 0xf8, 0xb8, 0xd1, 0x7a, 0xd0, 0x31, 0xce, 0x45, 0xcb, 0x3a, 0x8f, 0x95, 0x16, 0x04, 0x28, 0xaf, 0xd7, 0xfb, 0xca, 0xbb, 0x4b, 0x40, 0x7e,
);
const KEYS = new DataView(SECRET.buffer);
const key = (at: number): bigint => KEYS.getBigUint64(at, true);

export const ALL = (1n << 64n) - 1n;
const PRIME32 = [0x9e3779b1n, 0x85ebca77n, 0xc2b2ae3dn] as const;
export const PRIME64 = [
  0x9e3779b185ebca87n,
  0xc2b2ae3d27d4eb4fn,
  0x165667b19e3779f9n,
  0x85ebca77c2b2ae63n,
  0x27d4eb2f165667c5n,
] as const;
const MIX1 = 0x165667919e3779f9n;
const MIX2 = 0x9fb21c651e98df25n;

export const rotate = (x: bigint, by: bigint): bigint => ((x << by) | (x >> (64n - by))) & ALL;

function foldedProduct(a: bigint, b: bigint): bigint {
  const product = a * b;
  return (product & ALL) ^ (product >> 64n);
}

function avalanche(hash: bigint): bigint {
  const mixed = ((hash ^ (hash >> 37n)) * MIX1) & ALL;
  return mixed ^ (mixed >> 32n);
}

export function avalancheOf64(hash: bigint): bigint {
  let mixed = ((hash ^ (hash >> 33n)) * PRIME64[1]) & ALL;
  mixed = ((mixed ^ (mixed >> 29n)) * PRIME64[2]) & ALL;
  return mixed ^ (mixed >> 32n);
}

function short(input: DataView): bigint {
  const length = input.byteLength;
  if (length > 128) return upTo240(input, length);
  if (length > 16) return upTo128(input, length);
  if (length > 8) return upTo16(input, length);
  if (length > 3) return upTo8(input, length);
  return length > 0 ? upTo3(input, length) : avalancheOf64(key(56) ^ key(64));
}

function upTo3(input: DataView, length: number): bigint {
  const [first, middle, last] = [0, length >> 1, length - 1].map((at) => input.getUint8(at)) as [
    number,
    number,
    number,
  ];
  const combined = (first << 16) | (middle << 24) | last | (length << 8);
  return avalancheOf64(BigInt((combined ^ KEYS.getUint32(0, true) ^ KEYS.getUint32(4, true)) >>> 0));
}

function upTo8(input: DataView, length: number): bigint {
  const [first, last] = [input.getUint32(0, true), input.getUint32(length - 4, true)];
  let hash = (BigInt(last) + (BigInt(first) << 32n)) ^ key(8) ^ key(16);
  hash ^= rotate(hash, 49n) ^ rotate(hash, 24n);
  hash = (hash * MIX2) & ALL;
  hash ^= (hash >> 35n) + BigInt(length);
  hash = (hash * MIX2) & ALL;
  return hash ^ (hash >> 28n);
}

function upTo16(input: DataView, length: number): bigint {
  const low = input.getBigUint64(0, true) ^ key(24) ^ key(32);
  const high = input.getBigUint64(length - 8, true) ^ key(40) ^ key(48);
  const turned = new DataView(new ArrayBuffer(8));
  turned.setBigUint64(0, low, true);
  return avalanche((BigInt(length) + turned.getBigUint64(0) + high + foldedProduct(low, high)) & ALL);
}

const mix16 = (input: DataView, at: number, secret: number): bigint =>
  foldedProduct(input.getBigUint64(at, true) ^ key(secret), input.getBigUint64(at + 8, true) ^ key(secret + 8));

function upTo128(input: DataView, length: number): bigint {
  let hash = BigInt(length) * PRIME64[0];
  for (let i = (length - 1) >> 5; i >= 0; i--)
    hash += mix16(input, 16 * i, 32 * i) + mix16(input, length - 16 * (i + 1), 32 * i + 16);
  return avalanche(hash & ALL);
}

function upTo240(input: DataView, length: number): bigint {
  let hash = BigInt(length) * PRIME64[0];
  for (let i = 0; i < 8; i++) hash += mix16(input, 16 * i, 16 * i);
  hash = avalanche(hash & ALL);
  for (let i = 8; i < length >> 4; i++) hash += mix16(input, 16 * i, 16 * (i - 8) + 3);
  return avalanche((hash + mix16(input, length - 16, 136 - 17)) & ALL);
}

const STRIPE = 64;
const STRIPES = 16;
const LAST_KEY = SECRET.length - STRIPE;

/** The eight accumulators as sixteen halves, the low one first. */
const START = new Uint32Array(
  BigUint64Array.of(PRIME32[2], PRIME64[0], PRIME64[1], PRIME64[2], PRIME64[3], PRIME32[1], PRIME64[4], PRIME32[0])
    .buffer,
);

function long(input: DataView): bigint {
  const length = input.byteLength;
  const sums = START.slice();
  const stripes = Math.floor((length - 1) / STRIPE);
  for (let stripe = 0; stripe < stripes; stripe++) {
    const inBlock = stripe % STRIPES;
    accumulate(sums, input, stripe * STRIPE, inBlock * 8);
    // A block is done when there is more behind it.
    if (inBlock === STRIPES - 1) scramble(sums);
  }
  accumulate(sums, input, length - STRIPE, LAST_KEY - 7);
  const wide = new BigUint64Array(sums.buffer);
  let hash = BigInt(length) * PRIME64[0];
  for (let i = 0; i < 4; i++)
    hash += foldedProduct((wide[2 * i] as bigint) ^ key(11 + 16 * i), (wide[2 * i + 1] as bigint) ^ key(19 + 16 * i));
  return avalanche(hash & ALL);
}

export const TWO32 = 2 ** 32;

/** The high half of a product of two unsigned 32-bit numbers, of which `low` is the low half. */
export const highOf = (a: number, b: number, low: number): number => ((a * b - low) / TWO32 + 0.5) >>> 0;

function accumulate(sums: Uint32Array, input: DataView, at: number, secret: number): void {
  for (let i = 0; i < 16; i += 2) {
    const low = input.getUint32(at + i * 4, true);
    const high = input.getUint32(at + i * 4 + 4, true);
    const a = (low ^ KEYS.getUint32(secret + i * 4, true)) >>> 0;
    const b = (high ^ KEYS.getUint32(secret + i * 4 + 4, true)) >>> 0;
    const product = Math.imul(a, b) >>> 0;
    add(sums, i ^ 2, low, high);
    add(sums, i, product, highOf(a, b, product));
  }
}

function add(sums: Uint32Array, i: number, low: number, high: number): void {
  const sum = (sums[i] as number) + low;
  sums[i] = sum;
  sums[i + 1] = (sums[i + 1] as number) + high + (sum >= TWO32 ? 1 : 0);
}

const PRIME = 0x9e3779b1;

function scramble(sums: Uint32Array): void {
  for (let i = 0; i < 16; i += 2) {
    const high = sums[i + 1] as number;
    const low = ((sums[i] as number) ^ (high >>> 15) ^ KEYS.getUint32(LAST_KEY + i * 4, true)) >>> 0;
    const top = high ^ KEYS.getUint32(LAST_KEY + i * 4 + 4, true);
    const product = Math.imul(low, PRIME) >>> 0;
    sums[i] = product;
    sums[i + 1] = highOf(low, PRIME, product) + Math.imul(top, PRIME);
  }
}
