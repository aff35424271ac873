import { expect, test } from 'vitest';
import { xxh3 } from '../../kernels/root/xxh3.ts';

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => (i * 131 + 7 * (i >> 8)) & 255);
const hex = (word: number): string => word.toString(16).padStart(8, '0');

// What the package xxhash of Python (4.1.0) gives for the same bytes.
test.each([
  [0, '2d06800538d394c2'],
  [1, 'c44bdff4074eecdb'],
  [2, '433ce72a5f67ae52'],
  [3, '6811538b444fc6dc'],
  [4, 'ed503340c589a28b'],
  [7, 'cf5c76090b0bca8f'],
  [8, 'e5b43ab074c9c13b'],
  [9, '089b8d25b20fb877'],
  [16, '0a0ec5ae8679cb7f'],
  [17, '57c52d21ce492c1e'],
  [32, '8e62a5f67100f10d'],
  [33, 'bc16fc6b42571f75'],
  [64, '7714914b0d794113'],
  [65, 'dd1752f723801bbc'],
  [96, '7f316343f379455b'],
  [97, '0c5de55821283dde'],
  [128, '696069c4f1e6a91a'],
  [129, 'b1ada52285757beb'],
  [144, '8d313a4964e287f0'],
  [240, 'b80284837259eee4'],
  [241, '44dbd3180a664e27'],
  [256, '266a2c816cbb31c5'],
  [257, '7e8b76f1ea8234b8'],
  [1023, 'f7eb9806eb4ad2fd'],
  [1024, 'd1abb5dbd52032f9'],
  [1025, 'a3908b116ddf0191'],
  [1088, '73a4a4f20d1ada67'],
  [2048, '597cefa098478059'],
  [2049, 'e09d2fe2edf7e1d5'],
  [100000, '3a0109e04c9ff5ba'],
])('XXH3 of %i bytes', (length, expected) => {
  const [low, high] = xxh3(bytes(length));
  expect(hex(high) + hex(low)).toBe(expected);
});

test('bytes that begin within a buffer', () => {
  expect(xxh3(bytes(1000).subarray(3, 800))).toEqual(xxh3(bytes(1000).slice(3, 800)));
});

test('bytes with the largest halves', () => {
  const [low, high] = xxh3(new Uint8Array(5000).fill(255));
  expect(hex(high) + hex(low)).toBe('eecab76e201cf173');
});
