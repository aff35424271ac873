import { ALL, avalancheOf64, highOf, PRIME64, rotate, TWO32 } from './xxh3.ts';
import { type AddStripes, stripesInWasm } from './xxh64-stripes.ts';

const [P1, P2, P3, P4, P5] = PRIME64;
const STRIPE = 32;

/**
 * XXH64 with seed 0: the checksum of ROOT's LZ4 blocks. Definition: the xxHash specification, doc/xxhash_spec.md of
 * github.com/Cyan4973/xxHash (version 0.2.0).
 *
 * @returns the low and the high 32 bits, unsigned
 */
export function xxh64(bytes: Uint8Array, addStripes: AddStripes = fastest()): readonly [low: number, high: number] {
  const input = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = bytes.length - (bytes.length % STRIPE);
  const lanes = START.slice();
  if (end > 0) addStripes(lanes, bytes.subarray(0, end));
  const begun = end === 0 ? P5 : merged(lanes);
  const hash = avalancheOf64(rest(input, end, (begun + BigInt(bytes.length)) & ALL));
  return [Number(hash & 0xffffffffn), Number(hash >> 32n)];
}

let chosen: AddStripes | undefined;

function fastest(): AddStripes {
  chosen ??= stripesInWasm(P1, P2) ?? stripesInHalves;
  return chosen;
}

/** The four lanes at the start. */
const START = BigUint64Array.of((P1 + P2) & ALL, P2, 0n, -P1 & ALL);

/** With numbers of 32 bits, as big integers are too slow; the low halves come first. */
export const stripesInHalves: AddStripes = (lanes, bytes) => {
  const halves = new Uint32Array(lanes.buffer);
  const input = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; at += STRIPE)
    for (let i = 0; i < 8; i += 2)
      next(halves, i, input.getUint32(at + i * 4, true), input.getUint32(at + i * 4 + 4, true));
};

const [P1_LOW, P1_HIGH, P2_LOW, P2_HIGH] = [0x85ebca87, 0x9e3779b1, 0x27d4eb4f, 0xc2b2ae3d];

// As `mixed`, with halves.
function next(lanes: Uint32Array, i: number, low: number, high: number): void {
  const product = Math.imul(low, P2_LOW) >>> 0;
  const top = highOf(low, P2_LOW, product) + Math.imul(low, P2_HIGH) + Math.imul(high, P2_LOW);
  const sum = (lanes[i] as number) + product;
  const sumHigh = ((lanes[i + 1] as number) + top + (sum >= TWO32 ? 1 : 0)) | 0;
  const turned = ((sum << 31) | (sumHigh >>> 1)) >>> 0;
  const turnedHigh = (sumHigh << 31) | ((sum | 0) >>> 1);
  const out = Math.imul(turned, P1_LOW) >>> 0;
  lanes[i] = out;
  lanes[i + 1] = highOf(turned, P1_LOW, out) + Math.imul(turned, P1_HIGH) + Math.imul(turnedHigh, P1_LOW);
}

const mixed = (lane: bigint, input: bigint): bigint => (rotate((lane + input * P2) & ALL, 31n) * P1) & ALL;

function merged(lanes: BigUint64Array): bigint {
  const [a, b, c, d] = lanes as unknown as [bigint, bigint, bigint, bigint];
  const hash = (rotate(a, 1n) + rotate(b, 7n) + rotate(c, 12n) + rotate(d, 18n)) & ALL;
  return lanes.reduce((sum, lane) => ((sum ^ mixed(0n, lane)) * P1 + P4) & ALL, hash);
}

function rest(input: DataView, start: number, begun: bigint): bigint {
  let hash = begun;
  let at = start;
  for (; at + 8 <= input.byteLength; at += 8)
    hash = (rotate(hash ^ mixed(0n, input.getBigUint64(at, true)), 27n) * P1 + P4) & ALL;
  if (at + 4 <= input.byteLength) {
    hash = (rotate(hash ^ ((BigInt(input.getUint32(at, true)) * P1) & ALL), 23n) * P2 + P3) & ALL;
    at += 4;
  }
  for (; at < input.byteLength; at++) hash = (rotate(hash ^ ((BigInt(input.getUint8(at)) * P5) & ALL), 11n) * P1) & ALL;
  return hash;
}
