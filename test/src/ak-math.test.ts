import { describe, expect, it } from 'vitest';
import { ak, fromValues, type JaggedError, type List } from '../../src/index.ts';

interface Row {
  readonly x: number;
  readonly n: number;
  readonly maybe: number | undefined;
  readonly ok: boolean;
  readonly maybeOk: boolean | undefined;
  readonly xs: List<number>;
  readonly ns: List<number>;
  readonly deep: List<List<number>>;
}
const events = fromValues<Row>([
  { x: 2.5, n: 7, maybe: 1.5, ok: true, maybeOk: true, xs: [1.5, Number.NaN], ns: [5, -5], deep: [[1], []] },
  { x: -0.5, n: -7, maybe: undefined, ok: false, maybeOk: undefined, xs: [], ns: [], deep: [[2, 3], [4]] },
]);
const big = fromValues<{ n: number }>([{ n: 2 ** 40 + 5 }, { n: 2 ** 53 - 1 }]);

const problem = (make: () => unknown): JaggedError => {
  try {
    make();
  } catch (error) {
    return error as JaggedError;
  }
  throw new Error('nothing was refused');
};
const values = (column: { toArray(): Promise<unknown> }): Promise<unknown> => column.toArray();

describe('NumPy’s functions', () => {
  it('go through lists, and repeat single values beside them', async () => {
    expect(await values(ak.mod(events.ns, 3))).toEqual([[2, 1], []]);
    expect(await values(ak.fmod(events.ns, 3))).toEqual([[2, -2], []]);
    expect(await values(ak.floor_divide(events.n, 2))).toEqual([3, -4]);
    expect(await values(ak.add(events.deep, events.n))).toEqual([
      [[8], []],
      [[-5, -4], [-3]],
    ]);
    expect(await values(ak.subtract(10, events.ns))).toEqual([[5, 15], []]);
    expect(await values(ak.fmax(events.xs, 0))).toEqual([[1.5, 0], []]);
    expect(await values(ak.maximum(events.xs, 0))).toEqual([[1.5, Number.NaN], []]);
  });

  it('give missing values for missing ones, a missing list beside a list', async () => {
    expect(await values(ak.hypot(events.maybe, 2))).toEqual([2.5, undefined]);
    expect(await values(ak.multiply(events.maybe, events.xs))).toEqual([[2.25, Number.NaN], undefined]);
    expect(await values(ak.logical_and(events.ok, events.maybeOk))).toEqual([true, undefined]);
    expect(await values(ak.logical_xor(events.ok, true))).toEqual([false, true]);
    expect(await values(ak.logical_not(events.maybeOk))).toEqual([false, undefined]);
  });

  it('round halves to the even neighbour', async () => {
    expect(await values(ak.round(events.x))).toEqual([2, -0]);
    expect(await values(ak.rint(events.x))).toEqual([2, -0]);
    expect(await values(ak.round(events.n, -1))).toEqual([10, -10]);
    expect(await values(ak.round(ak.divide(events.x, 100), { decimals: 2 }))).toEqual([0.02, -0]);
  });

  it('replace, limit and compare', async () => {
    expect(await values(ak.nan_to_num(events.xs, { nan: -1 }))).toEqual([[1.5, -1], []]);
    expect(await values(ak.nan_to_num(events.n))).toEqual([7, -7]);
    expect(await values(ak.clip(events.n, 0, 5))).toEqual([5, 0]);
    expect(await values(ak.clip(events.n, null, 5))).toEqual([5, -7]);
    expect(await values(ak.isclose(events.xs, events.xs, { equal_nan: true }))).toEqual([[true, true], []]);
    expect(await values(ak.isclose(events.x, 2.6, { rtol: 0, atol: 0.2 }))).toEqual([true, false]);
    expect(await values(ak.isinf(ak.divide(events.n, 0)))).toEqual([true, true]);
    expect(await values(ak.isinf(events.n))).toEqual([false, false]);
  });

  it('know the bits of integers up to 53 bits, and of truth values', async () => {
    expect(await values(ak.bitwise_and(big.n, 7))).toEqual([5, 7]);
    expect(await values(ak.bitwise_xor(big.n, 2 ** 40))).toEqual([5, 2 ** 53 - 1 - 2 ** 40]);
    expect(await values(ak.right_shift(big.n, 40))).toEqual([1, 8191]);
    expect(await values(ak.invert(events.n))).toEqual([-8, 6]);
    expect(await values(ak.invert(events.ok))).toEqual([false, true]);
    expect(await values(ak.bitwise_or(events.ok, false))).toEqual([true, false]);
    expect(await values(ak.bitwise_xor(events.maybeOk, true))).toEqual([false, undefined]);
  });

  it.each([
    ['ak.left_shift(n, 1)', () => ak.left_shift(big.n, 13), 'overflow'],
    ['ak.left_shift(n, -1)', () => ak.left_shift(events.n, -1), 'negative-shift'],
    ['ak.mod(n, 0)', () => ak.mod(events.n, 0), 'division-by-zero'],
    ['ak.floor_divide(n, 0)', () => ak.floor_divide(events.n, 0), 'division-by-zero'],
    ['ak.fmod(n, 0)', () => ak.fmod(events.n, 0), 'division-by-zero'],
    ['ak.power(n, -1)', () => ak.power(events.n, -1), 'negative-power'],
    ['ak.power(n, 60)', () => ak.power(events.n, 60), 'overflow'],
  ])('stop where an integer has no result: %s', async (_text, make, code) => {
    await expect(values(make())).rejects.toMatchObject({ code });
  });

  it('compute what can fail only where it counts', async () => {
    const safe = ak.where(ak.greater(events.n, 0), ak.power(events.n, events.n), 0);
    expect(await values(safe)).toEqual([7 ** 7, 0]);
  });

  it('refuse what is no number, and say what to do', () => {
    expect(problem(() => ak.sqrt(events.ok as never)).hint).toContain('(x ? 1 : 0)');
    expect(problem(() => ak.logical_and(events.n as never, true)).hint).toBe('compare it: x !== 0, x > 0');
    expect(problem(() => ak.bitwise_and(events.x, 1)).hint).toContain('round it');
    expect(problem(() => ak.invert(events.x)).reason).toContain('integers or truth values');
    expect(problem(() => ak.clip(events.x, undefined)).code).toBe('wrong-argument');
    expect(problem(() => ak.round(events.x, 0.5)).code).toBe('wrong-argument');
    expect(problem(() => ak.isclose(events.x, 1, { rtol: -1 })).code).toBe('wrong-argument');
  });
});
