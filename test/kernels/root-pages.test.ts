/** Pages of RNTuple: each encoding undone gives what was encoded in the plainest way. */
import { describe, expect, test } from 'vitest';
import { ARRAY_OF, type DType, type NumberArray } from '../../kernels/dtype.ts';
import { decodeIndex, decodePage, decodeSwitch, pageBytes } from '../../kernels/root/pages.ts';

/** Numbers from 0 up to 1, always the same. */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const randomBytes = (length: number, seed: number): Uint8Array => {
  const random = numbersFrom(seed);
  return Uint8Array.from({ length }, () => Math.floor(random() * 256));
};

/** All first bytes, then all second bytes. */
function split(bytes: Uint8Array, size: number): Uint8Array {
  const count = bytes.length / size;
  return Uint8Array.from(bytes, (_, i) => bytes[(i % count) * size + Math.floor(i / count)] as number);
}

const bytesOf = (values: NumberArray): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
const COUNTS = [0, 1, 2, 7, 64, 1001];

describe.each<DType>(['int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64', 'float32', 'float64'])('%s', (dtype) => {
  const size = ARRAY_OF[dtype].BYTES_PER_ELEMENT;

  test.each(COUNTS)('%i split elements', (count) => {
    const bytes = randomBytes(count * size, count + 1);
    const out = new ARRAY_OF[dtype](count);
    decodePage(split(bytes, size), 'split', size * 8, count, out);
    expect(bytesOf(out)).toEqual(bytes);
  });

  test.each(COUNTS)('%i plain elements at odd places', (count) => {
    const bytes = randomBytes(count * size + 1, count + 1).subarray(1);
    const out = new ARRAY_OF[dtype](count);
    decodePage(bytes, 'plain', size * 8, count, out);
    expect(bytesOf(out)).toEqual(bytes);
  });
});

describe.each([
  ['int16', 16n],
  ['int32', 32n],
  ['int64', 64n],
] as const)('zigzag of %s', (dtype, bits) => {
  const edges = [
    0n,
    1n,
    -1n,
    2n,
    -2n,
    2n ** (bits - 1n) - 1n,
    -(2n ** (bits - 1n)),
    2n ** (bits - 2n),
    12345n,
    -12345n,
  ];

  test('gives what was encoded', () => {
    const zigzag = edges.map((x) => BigInt.asUintN(Number(bits), x >= 0n ? 2n * x : -2n * x - 1n));
    const encoded = new ARRAY_OF[dtype === 'int64' ? 'uint64' : dtype === 'int32' ? 'uint32' : 'uint16'](edges.length);
    for (const [i, x] of zigzag.entries()) encoded[i] = dtype === 'int64' ? x : Number(x);
    const out = new ARRAY_OF[dtype](edges.length);
    decodePage(split(bytesOf(encoded), Number(bits) / 8), 'zigzag', Number(bits), edges.length, out);
    expect([...out].map(BigInt)).toEqual(edges);
  });
});

test('bits', () => {
  const out = new Uint8Array(11);
  decodePage(Uint8Array.of(0b10110001, 0b101), 'bits', 1, 11, out);
  expect([...out]).toEqual([1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 1]);
});

/** What a half is, by its definition. */
function half(bits: number): number {
  const [sign, exponent, mantissa] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * mantissa * 2 ** -24 : sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

test.each(['half', 'split half'] as const)('every half, %s', (encoding) => {
  const all = Uint16Array.from({ length: 65536 }, (_, i) => i);
  const page = encoding === 'half' ? bytesOf(all) : split(bytesOf(all), 2);
  for (const out of [new Float32Array(65536), new Float64Array(65536)]) {
    decodePage(page, encoding, 16, 65536, out);
    const wrong = all.filter((bits) => !Object.is(out[bits], half(bits)));
    expect([...wrong]).toEqual([]);
  }
});

/** Integers of a number of bits one after the other, the lowest bit first. */
function pack(values: readonly number[], bits: number): Uint8Array {
  const page = new Uint8Array(pageBytes(values.length, bits));
  for (const [i, value] of values.entries())
    for (let k = 0; k < bits; k++) {
      const at = i * bits + k;
      if (Math.floor(value / 2 ** k) % 2 === 1) page[at >> 3] = (page[at >> 3] as number) | (1 << (at & 7));
    }
  return page;
}

describe.each(Array.from({ length: 32 }, (_, i) => i + 1))('%i bits', (bits) => {
  const random = numbersFrom(bits);
  const values = [0, 2 ** bits - 1, ...Array.from({ length: 50 }, () => Math.floor(random() * 2 ** bits))];

  test('in a range', () => {
    const out = new Float64Array(values.length);
    decodePage(pack(values, bits), { least: -3, most: 5 }, bits, values.length, out);
    expect(out[0]).toBe(-3);
    for (const [i, value] of values.entries()) expect(out[i]).toBeCloseTo(-3 + (8 * value) / (2 ** bits - 1), 12);
  });
});

// a float keeps its sign and exponent: ten bits at least
test.each(Array.from({ length: 23 }, (_, i) => i + 10))('%i bits of a float', (bits) => {
  const random = numbersFrom(bits);
  const values = [0, 2 ** bits - 1, ...Array.from({ length: 50 }, () => Math.floor(random() * 2 ** bits))];
  const out = new Float32Array(values.length);
  decodePage(pack(values, bits), 'truncated', bits, values.length, out);
  const words = Uint32Array.from(values, (value) => value * 2 ** (32 - bits));
  const right = new Float32Array(words.buffer);
  for (const i of values.keys()) expect(Object.is(out[i], right[i])).toBe(true);
});

describe.each([4, 8] as const)('an index of %i bytes', (size) => {
  const encode = (values: readonly bigint[], encoding: 'plain' | 'delta'): Uint8Array => {
    const words = values.map((x, i) => (encoding === 'delta' && i > 0 ? x - (values[i - 1] as bigint) : x));
    const bytes =
      size === 8
        ? bytesOf(BigInt64Array.from(words))
        : bytesOf(Uint32Array.from(words, (x) => Number(BigInt.asUintN(32, x))));
    return encoding === 'delta' ? split(bytes, size) : bytes;
  };

  test.each(['plain', 'delta'] as const)('%s', (encoding) => {
    const values = [0n, 0n, 3n, 3n, 70_000n, 20_000_000n, 0x7fffffffn];
    const out = new Int32Array(values.length);
    expect(decodeIndex(encode(values, encoding), encoding, size, values.length, out)).toBe(values.length);
    expect([...out].map(BigInt)).toEqual(values);
  });

  test.each([
    ['decreases', [1n, 5n, 4n], 2],
    ['is negative', [-1n, 5n, 6n], 0],
    ['is too large', [1n, 2n ** 31n, 2n ** 31n], 1],
    ['is far too large', [1n, 2n ** (size === 8 ? 40n : 31n)], 1],
  ] as const)('that %s is refused where it does', (_, values, at) => {
    for (const encoding of ['plain', 'delta'] as const)
      expect(decodeIndex(encode(values, encoding), encoding, size, values.length, new Int32Array(3))).toBe(at);
  });
});

test('the alternatives of variants', () => {
  const page = new Uint8Array(48);
  const view = new DataView(page.buffer);
  for (const [i, [index, tag]] of (
    [
      [0n, 1],
      [7n, 2],
      [0n, 0],
      [2n ** 31n, 1],
    ] as const
  ).entries()) {
    view.setBigInt64(i * 12, index, true);
    view.setUint32(i * 12 + 8, tag, true);
  }
  const [tags, index] = [new Int8Array(4), new Int32Array(4)];
  expect(decodeSwitch(page, 4, tags, index)).toBe(3);
  expect([...tags]).toEqual([1, 2, 0, 0]);
  expect([...index]).toEqual([0, 7, 0, 0]);
});
