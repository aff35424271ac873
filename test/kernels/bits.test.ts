import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitmapOf, bitmapOfPositions } from '../../kernels/bits.ts';
import { fromZero } from '../../kernels/loop.ts';

/** The bitmap, bit by bit. */
function plainly(flags: readonly boolean[]): number[] {
  const bytes = new Array<number>(Math.ceil(flags.length / 8)).fill(0);
  flags.forEach((flag, i) => {
    if (flag) bytes[Math.floor(i / 8)] = (bytes[Math.floor(i / 8)] as number) + 2 ** (i % 8);
  });
  return bytes;
}

describe('bitmaps', () => {
  it('have a bit for each flag', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 70 }), (flags) => {
        expect([...bitmapOf(Uint8Array.from(flags, Number))]).toEqual(plainly(flags));
      }),
    );
  });

  it('have a bit for each position that is not -1', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1, max: 0x7fffffff }), { maxLength: 70 }), (positions) => {
        expect([...bitmapOfPositions(Int32Array.from(positions))]).toEqual(plainly(positions.map((at) => at !== -1)));
      }),
    );
  });
});

describe('offsets of stored lists', () => {
  it('are the same where they begin with zero, and count from there where they do not', () => {
    const offsets = Int32Array.of(0, 2, 2, 5);
    expect(fromZero(offsets, 3)).toBe(offsets);
    expect([...fromZero(offsets, 2)]).toEqual([0, 2, 2]);
    expect([...fromZero(Int32Array.of(2, 2, 5, 9), 2)]).toEqual([0, 0, 3]);
  });
});
