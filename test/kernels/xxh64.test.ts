import { expect, test } from 'vitest';
import { PRIME64 } from '../../kernels/root/xxh3.ts';
import { stripesInHalves, xxh64 } from '../../kernels/root/xxh64.ts';
import { type AddStripes, stripesInWasm } from '../../kernels/root/xxh64-stripes.ts';

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 131 + 7 * (i >> 8)) & 255);
const hex = ([low, high]: readonly [number, number]): string =>
  [high, low].map((word) => word.toString(16).padStart(8, '0')).join('');

// What the package xxhash of Python (4.1.0) gives for the same bytes.
test.each([
  [0, 'ef46db3751d8e999'],
  [1, 'e934a84adb052768'],
  [2, '28105d394690fecb'],
  [3, 'a83378d1eb86ec62'],
  [4, '9882e57ed36c4cfc'],
  [5, 'a4f368ad8dec9bad'],
  [7, 'f0aef407b44730f8'],
  [8, 'a5bc8d8944331fe7'],
  [9, '17006424a894094a'],
  [12, '26f149a7bc288970'],
  [15, '1c29c603ae56ca1f'],
  [16, '9cb21df76892d962'],
  [31, '1add2d10328c4897'],
  [32, '333288d992cf3b16'],
  [33, '379b60150f2cfc7f'],
  [36, '7461913a8f493aff'],
  [40, '99b22fcadfd21b8b'],
  [63, '230f593878fe3703'],
  [64, '60a3644ca073e2cb'],
  [65, '8a8d527218171f2e'],
  [100, 'acd07a6400e07def'],
  [1023, 'b39386e60ed43568'],
  [1024, '0ce1d4e6af18d023'],
  [1025, '4a42a2ffd8c2d3d2'],
  [100000, 'd5d25b5ad1ad1f41'],
  [1 << 20, '6f07de5389314f70'],
  [(1 << 20) + 77, 'a047b82d378ef06e'],
])('XXH64 of %i bytes, with and without WebAssembly', (length, expected) => {
  const wasm = stripesInWasm(PRIME64[0], PRIME64[1]) as AddStripes;
  for (const stripes of [wasm, stripesInHalves, undefined]) expect(hex(xxh64(bytes(length), stripes))).toBe(expected);
});

test('bytes that begin within a buffer', () => {
  expect(xxh64(bytes(1000).subarray(3, 800))).toEqual(xxh64(bytes(1000).slice(3, 800)));
});

test('bytes with the largest halves', () => {
  expect(hex(xxh64(new Uint8Array(5000).fill(255)))).toBe('c4995e87d42246c5');
});
