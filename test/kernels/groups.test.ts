import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Groups, type GroupsPartial, type Grouping, type Key, mergeGroups } from '../../kernels/groups.ts';
import { makeInRanges, type Ranges } from '../../kernels/ranges.ts';
import { mergeTallies } from '../../kernels/tally.ts';

const key = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.constantFrom('a', 'b', true, 1n, -0, Number.NaN));
const entries = fc.array(fc.tuple(fc.tuple(key, key), fc.integer({ min: -5, max: 5 })), { maxLength: 40 });

function gathered(how: Grouping, of: readonly (readonly [readonly Key[], number])[], most = 1000): GroupsPartial {
  const groups = new Groups(2, how, most);
  for (const [parts, value] of of) {
    const place = groups.place(...parts);
    if (how !== 'distinct') groups.add(place, how === 'count' ? 1 : value);
  }
  return groups.partial();
}

describe('groups', () => {
  test('gather by the parts of keys, in the order of first appearance', () => {
    const found = gathered('sum', [
      [[1, 'a'], 2],
      [[1, 'b'], 3],
      [['1', 'a'], 4],
      [[1, 'a'], 5],
    ]);
    expect(found).toStrictEqual({
      keys: [
        [1, 1, '1'],
        ['a', 'b', 'a'],
      ],
      values: Float64Array.of(7, 3, 4),
    });
  });

  test.each(['distinct', 'count', 'sum', 'wholeSum'] as const)('merge as if gathered at once: %s', (how) => {
    fc.assert(
      fc.property(entries, fc.nat(40), (all, cut) => {
        const [a, b] = [gathered(how, all.slice(0, cut)), gathered(how, all.slice(cut))];
        expect(mergeGroups(a, b, how, 1000)).toStrictEqual(gathered(how, all));
        expect(mergeGroups(gathered(how, []), a, how, 1000)).toStrictEqual(a);
      }),
    );
  });

  test('stop at one more key than there may be', () => {
    const three = [1, 2, 3].map((part) => [[part, 0], 1] as const);
    expect(gathered('count', three, 3).keys[0]).toHaveLength(3);
    expect(() => gathered('count', three, 2)).toThrow('more than 2 different keys');
    const [a, b] = [gathered('count', three.slice(0, 2)), gathered('count', three.slice(2))];
    expect(() => mergeGroups(a, b, 'count', 2)).toThrow('more than 2 different keys');
  });

  test('sum integers exactly, or stop', () => {
    const groups = new Groups(1, 'wholeSum', 9);
    groups.add(groups.place(1), 2 ** 53 - 1);
    expect(() => groups.add(0, 1)).toThrow('beyond 2**53');
  });

  test('have room for many', () => {
    const groups = new Groups(1, 'count', 1e6);
    for (let i = 0; i < 2000; i++) groups.add(groups.place(i % 1000), 1);
    expect(new Set(groups.partial().values)).toStrictEqual(new Set([2]));
    expect(groups.partial().keys[0]).toHaveLength(1000);
  });
});

describe('ranges', () => {
  test('are looked up as by going through them', () => {
    const list = fc
      .uniqueArray(fc.nat(30), { maxLength: 8 })
      .map((ends) => ends.sort((a, b) => a - b))
      .map((ends) => ends.flatMap((end, i) => (i % 2 === 0 ? [[end, ends[i + 1] ?? end] as const] : [])));
    const tables = fc.dictionary(fc.nat(3).map(String), list);
    fc.assert(
      fc.property(tables, fc.array(fc.tuple(fc.nat(4), fc.nat(32))), (ranges: Ranges, asked) => {
        const includes = makeInRanges({ ranges });
        for (const [of, value] of asked)
          expect(includes(of, value)).toBe((ranges[of] ?? []).some(([first, last]) => first <= value && value <= last));
      }),
    );
  });
});

test('tallies are added condition by condition', () => {
  const one = { counts: Float64Array.of(1, 2), sums: Float64Array.of(0.5, 1), squares: Float64Array.of(0.25, 1) };
  expect(mergeTallies(one, one)).toStrictEqual({
    counts: Float64Array.of(2, 4),
    sums: Float64Array.of(1, 2),
    squares: Float64Array.of(0.5, 2),
  });
  expect(mergeTallies({ counts: Float64Array.of(1) }, { counts: Float64Array.of(2) })).toStrictEqual({
    counts: Float64Array.of(3),
  });
});
