import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutRows } from '../../../src/sources/cut-rows.ts';

test('pieces cover the rows exactly, are nearly equal, and are as few as can be', () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(5000), fc.integer({ min: 1, max: 6000 }), (start, rows, chunkSize) => {
      const pieces = cutRows('f', { start, stop: start + rows }, chunkSize);
      expect(pieces).toHaveLength(Math.ceil(rows / chunkSize));
      expect(pieces.flatMap((piece) => [piece.start, piece.stop])).toEqual(
        pieces.flatMap((_, i) => [i === 0 ? start : pieces[i - 1]?.stop, pieces[i]?.stop]),
      );
      if (rows > 0) expect(pieces.at(-1)?.stop).toBe(start + rows);
      const lengths = pieces.map((piece) => piece.stop - piece.start);
      expect(Math.max(0, ...lengths)).toBeLessThanOrEqual(chunkSize);
      expect(Math.max(0, ...lengths) - Math.min(...(rows > 0 ? lengths : [0]))).toBeLessThanOrEqual(1);
    }),
  );
});

test('53,446,198 rows make 214 pieces of 250,000', () => {
  expect(cutRows('f', { start: 0, stop: 53_446_198 }, 250_000)).toHaveLength(214);
});

test('a million pieces are the most', () => {
  expect(() => cutRows('f', { start: 0, stop: 2_000_000 }, 1)).toThrow(/more than 1000000 partitions/);
});
