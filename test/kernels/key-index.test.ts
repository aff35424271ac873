/** The index of keys against a Map of their texts. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allocate, type DType, type NumberArray } from '../../kernels/dtype.ts';
import { findKeys, indexKeys } from '../../kernels/key-index.ts';

const LIMITS: Readonly<Partial<Record<DType, readonly [bigint, bigint]>>> = {
  int8: [-(2n ** 7n), 2n ** 7n - 1n],
  uint8: [0n, 2n ** 8n - 1n],
  int16: [-(2n ** 15n), 2n ** 15n - 1n],
  uint16: [0n, 2n ** 16n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
};
const DTYPES = Object.keys(LIMITS) as DType[];
/** Small numbers, which meet often, and those at which a kind of integer begins or ends. */
const INTERESTING = [
  ...[-2n, -1n, 0n, 1n, 2n, 3n],
  ...Object.values(LIMITS).flat(),
  ...[2n ** 53n, 2n ** 53n + 1n, 2n ** 32n, 2n ** 32n + 1n, 2n ** 63n, 2n ** 63n + 1n],
];

const columnOf = (dtype: DType, values: readonly bigint[]): NumberArray => {
  const data = allocate(dtype, values.length);
  const wide = dtype.endsWith('64');
  values.forEach((value, i) => {
    data[i] = (wide ? value : Number(value)) as never;
  });
  return data;
};
const fitting = (dtype: DType): fc.Arbitrary<bigint> => {
  const [least, most] = LIMITS[dtype] as readonly [bigint, bigint];
  return fc.constantFrom(...INTERESTING.filter((x) => x >= least && x <= most));
};

/** Keys of up to three columns, and keys to look for, whose columns may be of other kinds. */
const cases = fc
  .array(fc.tuple(fc.constantFrom(...DTYPES), fc.constantFrom(...DTYPES)), { minLength: 1, maxLength: 3 })
  .chain((dtypes) =>
    fc.record({
      dtypes: fc.constant(dtypes),
      pieces: fc.array(fc.array(fc.tuple(...dtypes.map(([there]) => fitting(there))), { maxLength: 12 }), {
        maxLength: 4,
      }),
      wanted: fc.array(fc.tuple(...dtypes.map(([, here]) => fitting(here))), { maxLength: 20 }),
    }),
  );

const columnsOf = (dtypes: readonly DType[], keys: readonly (readonly bigint[])[]): NumberArray[] =>
  dtypes.map((dtype, c) =>
    columnOf(
      dtype,
      keys.map((key) => key[c] as bigint),
    ),
  );

describe('an index of keys', () => {
  it('finds what a map finds, and names keys that are there twice', () => {
    fc.assert(
      fc.property(cases, ({ dtypes, pieces, wanted }) => {
        const there = dtypes.map(([dtype]) => dtype);
        const indexed = (keys: typeof pieces): ReturnType<typeof indexKeys> =>
          indexKeys(
            keys.map((piece) => columnsOf(there, piece)),
            dtypes.length,
          );
        const seen = new Set<string>();
        const isNew = (key: readonly bigint[]): boolean =>
          !seen.has(key.join()) && seen.add(key.join()).has(key.join());
        const again = pieces.flat().flatMap((key, row) => (isNew(key) ? [] : [row]));
        expect(indexed(pieces).repeated).toEqual({ count: again.length, first: again.slice(0, 5) });
        seen.clear();
        const once = pieces.map((piece) => piece.filter(isNew));
        const map = new Map(once.flat().map((key, row) => [key.join(), row]));
        const here = dtypes.map(([, dtype]) => dtype);
        const all = [...wanted, ...once.flat().filter((key) => key.every((x, c) => fitsIn(x, here[c] as DType)))];
        const found = findKeys(indexed(once).index, columnsOf(here, all));
        expect([...found]).toEqual(all.map((key) => map.get(key.join()) ?? -1));
      }),
      { numRuns: 500 },
    );
  });

  it('tells integers beyond 2**53 apart', () => {
    const { index, repeated } = indexKeys([[BigUint64Array.of(2n ** 53n, 2n ** 53n + 1n, 2n ** 64n - 1n)]], 1);
    expect(repeated.count).toBe(0);
    expect([...findKeys(index, [BigInt64Array.of(2n ** 53n + 1n, 2n ** 53n, -1n)])]).toEqual([1, 0, -1]);
    expect([...findKeys(index, [BigUint64Array.of(2n ** 64n - 1n)])]).toEqual([2]);
  });

  it('stores no half that all rows have, and finds nothing where it differs', () => {
    const { index } = indexKeys([[Uint32Array.of(1, 1, 1), Int32Array.of(5, 6, 7)]], 2);
    expect(index.words).toHaveLength(3);
    expect([...findKeys(index, [Int32Array.of(1, 2, 1), BigInt64Array.of(7n, 7n, 7n + 2n ** 32n)])]).toEqual([
      2, -1, -1,
    ]);
  });

  it('has many keys, in any order', () => {
    const rows = 40_000;
    const [a, b] = [new Int32Array(rows), new BigUint64Array(rows)];
    for (let i = 0; i < rows; i++) [a[i], b[i]] = [i % 7, BigInt(i >> 3) << 20n];
    const { index, repeated } = indexKeys(
      [
        [a.subarray(0, 9), b.subarray(0, 9)],
        [a.subarray(9), b.subarray(9)],
      ],
      2,
    );
    const order = Int32Array.from({ length: rows }, (_, i) => (i * 7919) % rows);
    const distinct = new Set(Array.from(a, (x, i) => `${x} ${b[i]}`)).size;
    expect(repeated.count).toBe(rows - distinct);
    const found = findKeys(index, [
      a.map((_, i) => a[order[i] as number] as number),
      b.map((_, i) => b[order[i] as number] as bigint),
    ]);
    expect(found.every((row, i) => a[row] === a[order[i] as number] && b[row] === b[order[i] as number])).toBe(true);
  });

  it('may be empty', () => {
    expect([...findKeys(indexKeys([], 2).index, [Int32Array.of(1), Int32Array.of(1)])]).toEqual([-1]);
    expect([...findKeys(indexKeys([[Int32Array.of(0)]], 1).index, [new Int32Array(0)])]).toEqual([]);
  });
});

function fitsIn(x: bigint, dtype: DType): boolean {
  const [least, most] = LIMITS[dtype] as readonly [bigint, bigint];
  return x >= least && x <= most;
}
