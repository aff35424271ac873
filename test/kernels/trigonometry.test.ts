import { describe, expect, test } from 'vitest';
import { inTwoParts, PI, series } from '../../kernels/exact-constants.ts';
import { cos, cosh, sin, sinh } from '../../kernels/trigonometry.ts';

/** A double as a whole multiple of 2**-200. */
function fixed(x: number): bigint {
  if (x === 0) return 0n;
  const shift = Math.max(0, 52 - Math.floor(Math.log2(Math.abs(x))));
  return (BigInt(x * 2 ** shift) << 200n) >> BigInt(shift);
}

/** By how many units in the last place a double is off. */
function off(found: number, exact: bigint): number {
  const [high, low] = inTwoParts(exact);
  return Math.abs(found - high - low) / 2 ** (Math.floor(Math.log2(Math.abs(high))) - 52);
}

/** Numbers of all sizes up to a limit, the same each time. */
function numbersUpTo(limit: number, count: number): number[] {
  let state = 12345;
  const next = (): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  return Array.from({ length: count }, (_, i) => {
    const x = (2 * next() - 1) * limit * 10 ** -(i % 6);
    return i % 3 === 0 ? Math.fround(x) : x;
  });
}

const functions = [
  ['sin', sin, Math.sin, (x: bigint) => series(x % (2n * PI), 1, true), 1e5],
  ['cos', cos, Math.cos, (x: bigint) => series(x % (2n * PI), 0, true), 1e5],
  ['sinh', sinh, Math.sinh, (x: bigint) => series(x, 1, false), 8],
  ['cosh', cosh, Math.cosh, (x: bigint) => series(x, 0, false), 8],
] as const;

describe.each(functions)('%s', (name, fn, ofEngine, exact, limit) => {
  test('is off by less than one and a half units in the last place', () => {
    const multiples = [1, 2, 3, 10, 31, 32, 33, 1000, 31_830].flatMap((k) => [(k * Math.PI) / 2, (k * Math.PI) / 32]);
    const all = [...numbersUpTo(limit, 3000), ...multiples.filter((x) => x < limit), 1e-8, 1e-150 + 1e-3, 0.0625];
    const worst = all.map((x) => [off(fn(x), exact(fixed(x))), x] as const).sort(([a], [b]) => b - a)[0];
    expect(worst?.[0], `${name}(${worst?.[1]})`).toBeLessThan(1.5);
  });

  test('has the symmetry of the exact one, and its special values', () => {
    const sign = name.startsWith('cos') ? 1 : -1;
    for (const x of numbersUpTo(limit, 300)) expect(fn(-x)).toBe(sign * fn(x));
    for (const x of [0, -0, Number.NaN, Infinity, -Infinity, Number.MIN_VALUE, 1e-300, -1e-300])
      expect(fn(x), `${name}(${x})`).toBe(ofEngine(x));
    for (const x of [limit, -limit, limit * 1.5, 300, -700, 1e22])
      if (Math.abs(x) >= limit) expect(fn(x)).toBe(ofEngine(x));
  });

  test('goes on at the ends of its table', () => {
    for (const end of [limit, -limit]) {
      const inside = fn(end * (1 - 2 ** -52));
      expect(Math.abs(inside - ofEngine(end * (1 - 2 ** -52)))).toBeLessThanOrEqual(
        2 ** -51 * Math.max(1, Math.abs(inside)),
      );
    }
  });
});

test('π has all its digits', () => {
  expect(inTwoParts(PI)).toEqual([Math.PI, 1.2246467991473532e-16]);
});
