/** Rows by the parts they lie in, against plain search. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupRows, partsOfRows } from '../../kernels/parts.ts';

/** Lengths of parts, some of them empty, and rows of them; -1 is none. */
const cases = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 6 }).chain((lengths) => {
  const rows = lengths.reduce((sum, length) => sum + length, 0);
  return fc.record({
    lengths: fc.constant(lengths),
    rows: fc.array(fc.integer({ min: -1, max: rows - 1 }), { maxLength: 20 }),
  });
});

function startsOf(lengths: readonly number[]): Int32Array {
  const starts = new Int32Array(lengths.length + 1);
  lengths.forEach((length, i) => {
    starts[i + 1] = (starts[i] as number) + length;
  });
  return starts;
}

describe('the parts that rows lie in', () => {
  it('are those that hold them', () => {
    fc.assert(
      fc.property(cases, ({ lengths, rows }) => {
        const holding = lengths.flatMap((length, part) => Array.from({ length }, () => part));
        const parts = partsOfRows(Int32Array.from(rows), startsOf(lengths));
        expect([...parts]).toEqual(rows.map((row) => (row < 0 ? -1 : holding[row])));
      }),
    );
  });

  it('have their rows together, in any order of the parts', () => {
    fc.assert(
      fc.property(cases, fc.boolean(), ({ lengths, rows }, turned) => {
        const starts = startsOf(lengths);
        const index = Int32Array.from(rows);
        const parts = partsOfRows(index, starts);
        const order = [...new Set(parts)].filter((part) => part >= 0).sort((a, b) => (turned ? b - a : a - b));
        const { within, place } = groupRows(index, parts, starts, order);
        const together = within.flatMap((local, i) =>
          [...local].map((row) => row + (starts[order[i] as number] as number)),
        );
        expect(together).toHaveLength(rows.filter((row) => row >= 0).length);
        expect([...place].map((at) => (at < 0 ? -1 : together[at]))).toEqual(rows);
      }),
    );
  });
});
