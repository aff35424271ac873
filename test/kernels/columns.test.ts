import { describe, expect, it } from 'vitest';
import { areDense, indexInList, offsetsOf, parentsOf, positionsOf } from '../../kernels/broadcast.ts';
import { chooseFrom, pairUp } from '../../kernels/combine.ts';
import {
  binary,
  bothOnes,
  checkWhole,
  comparisons,
  flip,
  mapOne,
  mapTwo,
  testTwo,
  toDoubles,
  unary,
} from '../../kernels/elementwise.ts';
import { countOnes, filterOffsets, positionsWhere } from '../../kernels/filter.ts';
import { bestPositions, countLists, foldIntegers, multiplyLists, someIs, sumLists } from '../../kernels/reduce.ts';
import { OverflowProblem } from '../../kernels/scalar.ts';
import { reversedPositions, sortedPositions } from '../../kernels/sort.ts';
import { appendData, spreadData, spreadIndex, takeData, takeIndex } from '../../kernels/take.ts';

const ints = (...x: number[]): Int32Array => Int32Array.from(x);
const doubles = (...x: number[]): Float64Array => Float64Array.from(x);
const bytes = (...x: number[]): Uint8Array => Uint8Array.from(x);

describe('broadcast', () => {
  it('tells the list of each element', () => {
    expect(parentsOf(ints(0, 2, 2, 3))).toEqual(ints(0, 0, 2));
    expect(parentsOf(ints(0))).toEqual(ints());
  });
  it('puts lists that lie anywhere one after the other', () => {
    const [starts, ends] = [ints(4, 0, 1), ints(6, 0, 2)];
    const offsets = offsetsOf(starts, ends);
    expect(offsets).toEqual(ints(0, 2, 2, 3));
    expect(positionsOf(starts, offsets)).toEqual(ints(4, 5, 1));
  });
  it('knows lists that lie one after the other', () => {
    expect(areDense(ints(0, 2), ints(2, 3))).toBe(true);
    expect(areDense(ints(0, 1), ints(2, 3))).toBe(false);
    expect(areDense(ints(1), ints(2))).toBe(false);
  });
  it('counts elements in their lists', () => expect(indexInList(ints(0, 2, 2, 5))).toEqual(doubles(0, 1, 0, 1, 2)));
});

describe('take', () => {
  it.each([[doubles(1, -0, 3)], [bytes(1, 0, 1)], [BigInt64Array.of(1n, 2n, 3n)], [['a', 'b', 'c']]])(
    'of %s gives values at positions',
    (data) => {
      expect(takeData(data, ints(2, 1, 2))).toEqual(
        Array.isArray(data)
          ? ['c', 'b', 'c']
          : (data as Float64Array).constructor === BigInt64Array
            ? BigInt64Array.of(3n, 2n, 3n)
            : data instanceof Uint8Array
              ? bytes(1, 0, 1)
              : doubles(3, -0, 3),
      );
    },
  );
  it('spreads values over a longer column', () => {
    expect(spreadData(doubles(5, 6), ints(1, 3), 4)).toEqual(doubles(0, 5, 0, 6));
    expect(spreadData(['x'], ints(1), 2)).toEqual(['', 'x']);
    expect(spreadIndex(ints(7), ints(0), 2)).toEqual(ints(7, 0));
  });
  it('follows positions of positions', () => expect(takeIndex(ints(5, 6, 7), ints(2, 0))).toEqual(ints(7, 5)));
  it('appends columns', () => {
    expect(appendData([doubles(1), doubles(2, 3)])).toEqual(doubles(1, 2, 3));
    expect(appendData([['a'], ['b']])).toEqual(['a', 'b']);
    expect(appendData([])).toEqual(doubles());
  });
});

describe('filter', () => {
  it('finds where a test is true or false', () => {
    expect(countOnes(bytes(1, 0, 1))).toBe(2);
    expect(positionsWhere(bytes(1, 0, 1))).toEqual(ints(0, 2));
    expect(positionsWhere(bytes(1, 0, 1), 0)).toEqual(ints(1));
  });
  it('gives the offsets of what is left', () =>
    expect(filterOffsets(ints(0, 2, 2, 4), bytes(1, 0, 1, 1))).toEqual(ints(0, 1, 1, 3)));
});

describe('reduce', () => {
  const offsets = ints(0, 3, 3, 5);
  it('sums and multiplies from left to right, missing elements skipped', () => {
    expect(sumLists(offsets, doubles(0.1, 0.2, 0.3, 1, 2), undefined)).toEqual(doubles(0.1 + 0.2 + 0.3, 0, 3));
    expect(multiplyLists(offsets, doubles(2, 3, 4, 5, 6), bytes(1, 0, 1, 1, 0))).toEqual(doubles(8, 1, 5));
  });
  it('checks integers at each step', () => {
    expect(foldIntegers(offsets, BigInt64Array.of(1n, 2n, 3n, 4n, 5n), undefined, false)).toEqual(doubles(6, 0, 9));
    expect(() => foldIntegers(ints(0, 2), doubles(2 ** 53 - 1, 1), undefined, false)).toThrow(OverflowProblem);
    expect(() => foldIntegers(ints(0, 2), doubles(2 ** 52, 4), undefined, true)).toThrow(OverflowProblem);
    expect(foldIntegers(ints(0, 2), doubles(2 ** 53 - 1, 1), bytes(1, 0), false)).toEqual(doubles(2 ** 53 - 1));
  });
  it('finds the first of the best, NaN only where there is nothing else', () => {
    const keys = doubles(Number.NaN, 2, 2, Number.NaN, Number.NaN);
    expect(bestPositions(offsets, keys, undefined, true)).toEqual(ints(1, -1, 3));
    expect(bestPositions(offsets, keys, undefined, false)).toEqual(ints(1, -1, 3));
    expect(bestPositions(offsets, keys, bytes(1, 0, 1, 0, 0), true)).toEqual(ints(2, -1, -1));
  });
  it('looks for truth', () => {
    expect(someIs(offsets, bytes(0, 1, 0, 0, 0), 1)).toEqual(bytes(1, 0, 0));
    expect(someIs(offsets, bytes(0, 1, 0, 1, 1), 0)).toEqual(bytes(1, 0, 0));
    expect(countLists(offsets, bytes(0, 1, 1, 0, 1))).toEqual(doubles(2, 0, 1));
  });
});

describe('sort', () => {
  it('keeps the order of equal keys and puts NaN last, rising and falling', () => {
    const keys = doubles(2, Number.NaN, 1, 2, 5, 4);
    expect(sortedPositions(ints(0, 4, 4, 6), keys, false)).toEqual(ints(2, 0, 3, 1, 5, 4));
    expect(sortedPositions(ints(0, 4, 4, 6), keys, true)).toEqual(ints(0, 3, 2, 1, 4, 5));
  });
  it('orders long lists as short ones', () => {
    const keys = Float64Array.from({ length: 500 }, (_, i) => (i % 11 === 3 ? Number.NaN : (i * 7919) % 23));
    for (const descending of [false, true]) {
      const wanted = Array.from(keys.keys()).sort((a, b) => {
        const [x, y] = [keys[a] as number, keys[b] as number];
        if (x !== x || y !== y) return Number(x !== x) - Number(y !== y) || a - b;
        return (descending ? y - x : x - y) || a - b;
      });
      expect([...sortedPositions(ints(0, 500), keys, descending)]).toEqual(wanted);
    }
  });
  it('turns lists round', () => expect(reversedPositions(ints(0, 3, 3, 5))).toEqual(ints(2, 1, 0, 4, 3)));
});

describe('combine', () => {
  it('chooses in order', () => {
    const { offsets, members } = chooseFrom(ints(0, 3, 4, 6), 2);
    expect(offsets).toEqual(ints(0, 3, 3, 4));
    expect(members).toEqual([ints(0, 0, 1, 4), ints(1, 2, 2, 5)]);
  });
  it('chooses three of four', () => {
    const { members } = chooseFrom(ints(0, 4), 3);
    expect(members).toEqual([ints(0, 0, 0, 1), ints(1, 1, 2, 2), ints(2, 3, 3, 3)]);
  });
  it('pairs two lists, the second faster', () => {
    const { offsets, members } = pairUp(ints(0, 2, 3), ints(0, 2, 2));
    expect(offsets).toEqual(ints(0, 4, 4));
    expect(members).toEqual([ints(0, 0, 1, 1), ints(0, 1, 0, 1)]);
  });
  it('refuses more choices than offsets can count', () =>
    expect(() => chooseFrom(ints(0, 5000), 3)).toThrow(RangeError));
});

describe('elementwise', () => {
  it('has loops that do what the functions do', () => {
    for (const op of Object.keys(binary))
      expect(mapTwo(doubles(7, -0, 2), doubles(2, 3, Number.NaN), op)).toEqual(
        doubles(
          (binary[op] as (a: number, b: number) => number)(7, 2),
          (binary[op] as (a: number, b: number) => number)(-0, 3),
          (binary[op] as (a: number, b: number) => number)(2, Number.NaN),
        ),
      );
    expect(mapOne(doubles(4), unary['sqrt'] as (x: number) => number)).toEqual(doubles(2));
  });
  it('checks integers and takes their sign from zero', () => {
    expect(Object.is(checkWhole(doubles(-0))[0], 0)).toBe(true);
    expect(() => checkWhole(doubles(2 ** 53))).toThrow(OverflowProblem);
  });
  it('compares 64-bit integers with doubles', () => {
    expect(testTwo(BigInt64Array.of(1n, 2n), doubles(1, 2.5), comparisons['eq'] as never)).toEqual(bytes(1, 0));
    expect(testTwo(doubles(Number.NaN, 1), doubles(Number.NaN, 1), comparisons['ne'] as never)).toEqual(bytes(1, 0));
  });
  it('joins and turns truth values', () => {
    expect(bothOnes(bytes(1, 1, 0), bytes(1, 0, 1))).toEqual(bytes(1, 0, 0));
    expect(flip(bytes(1, 0))).toEqual(bytes(0, 1));
  });
  it('makes doubles only of integers that they hold', () => {
    expect(toDoubles(BigInt64Array.of(-5n))).toEqual(doubles(-5));
    expect(() => toDoubles(BigInt64Array.of(2n ** 53n + 1n))).toThrow(OverflowProblem);
  });
});
