import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DamagedPage } from '../../kernels/parquet/damaged.ts';
import { countBits, levelBits, levelTable, listsOfBits } from '../../kernels/parquet/level-bits.ts';
import { listsOf } from '../../kernels/parquet/levels.ts';
import { hybrid } from '../tools/parquet-encode.ts';

const choices = fc.infiniteStream(fc.nat(40));
const bitAt = (bits: Uint8Array, i: number): number => ((bits[i >> 3] as number) >> (i & 7)) & 1;

describe('levels as bits', () => {
  test.each([1, 2, 3, 4])('of %i bits, in pages that are appended', (width) => {
    const pages = fc.array(fc.array(fc.nat(2 ** width - 1), { maxLength: 60 }), { maxLength: 5 });
    fc.assert(
      fc.property(pages, fc.nat(2 ** width), choices, (all, least, choose) => {
        const next = (): number => choose.next().value as number;
        const levels = all.flat();
        const table = levelTable(width, (level) => level >= least);
        const out = new Uint8Array((levels.length >> 3) + 2).fill(0xa5);
        let to = 0;
        let seen = 0;
        for (const page of all) {
          const bytes = hybrid(page, width, () => next() % 2 > 0, next);
          seen |= levelBits(bytes, width, table, out, to, page.length);
          to += page.length;
        }
        const bits = levels.map((level) => (level >= least ? 1 : 0));
        expect(levels.map((_, i) => bitAt(out, i))).toEqual(bits);
        expect(seen).toBe(levels.reduce((set, level) => set | (1 << level), 0));
        if (levels.length % 8 > 0) expect((out[levels.length >> 3] as number) >> (levels.length % 8)).toBe(0);
        const [from, end] = [next() % (levels.length + 1), levels.length];
        expect(countBits(out, from, end)).toBe(bits.slice(from).reduce<number>((sum, bit) => sum + bit, 0));
      }),
    );
  });

  test('give the lists that the levels give', () => {
    const rows = fc.array(fc.nat(4), { maxLength: 80 });
    fc.assert(
      fc.property(rows, (lengths) => {
        const entries = lengths.flatMap((length): [number, number][] =>
          length === 0 ? [[0, 0]] : Array.from({ length }, (_, i) => [i > 0 ? 1 : 0, 1]),
        );
        const [repetition, definition] = [0, 1].map((k) => entries.map((entry) => entry[k] as number)) as [
          number[],
          number[],
        ];
        const expected = new Int32Array(lengths.length + 1);
        const shape = { leaf: 1, element: 1, list: 0 };
        listsOf(Uint8Array.from(repetition), Uint8Array.from(definition), entries.length, shape, expected);
        const starts = packed(repetition.map((level) => 1 - level));
        const offsets = new Int32Array(lengths.length + 1).fill(-1);
        listsOfBits(starts, packed(definition), entries.length, offsets);
        expect(offsets).toEqual(expected);
        for (const other of [lengths.length + 2, lengths.length])
          if (other > 0)
            expect(() => listsOfBits(starts, packed(definition), entries.length, new Int32Array(other))).toThrow(
              DamagedPage,
            );
      }),
    );
    expect(() => listsOfBits(Uint8Array.of(0), Uint8Array.of(1), 1, new Int32Array(1))).toThrow(DamagedPage);
  });

  test('that are cut short, or too wide, are refused', () => {
    const table = levelTable(2, (level) => level >= 2);
    const out = new Uint8Array(10);
    for (const bytes of [[], [3], [3, 0], [4], [4, 9], [0, 1], [0x80, 0x80, 0x80, 0x80, 0x80, 1]])
      expect(() => levelBits(Uint8Array.from(bytes), 2, table, out, 0, 8), `${bytes}`).toThrow(DamagedPage);
  });
});

function packed(bits: readonly number[]): Uint8Array {
  const out = new Uint8Array((bits.length >> 3) + 1);
  for (const [i, bit] of bits.entries()) out[i >> 3] = (out[i >> 3] as number) | (bit << (i & 7));
  return out;
}
