import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exact, whole, wrapPhi } from '../../kernels/scalar.ts';

describe('wrapPhi', () => {
  test('is in [-π, π): π itself becomes -π', () => {
    expect(wrapPhi(Math.PI)).toBe(-Math.PI);
    expect(wrapPhi(-Math.PI)).toBe(-Math.PI);
    expect(wrapPhi(0)).toBe(0);
    expect(wrapPhi(3)).toBe(3);
  });

  test('keeps the direction', () => {
    fc.assert(
      fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (x) => {
        const y = wrapPhi(x);
        expect(y).toBeGreaterThanOrEqual(-Math.PI);
        expect(y).toBeLessThan(Math.PI);
        expect(Math.cos(y)).toBeCloseTo(Math.cos(x), 9);
        expect(Math.sin(y)).toBeCloseTo(Math.sin(x), 9);
      }),
    );
  });

  test('of no angle is none', () => {
    expect(wrapPhi(Number.NaN)).toBeNaN();
    expect(wrapPhi(Number.POSITIVE_INFINITY)).toBeNaN();
  });
});

test('integers up to 2**53 - 1 pass, larger ones are an error', () => {
  expect(whole(2 ** 53 - 1)).toBe(2 ** 53 - 1);
  expect(() => whole(2 ** 53)).toThrow('beyond 2**53');
  expect(exact(-(2n ** 53n) + 1n)).toBe(-(2 ** 53) + 1);
  expect(() => exact(2n ** 53n)).toThrow('beyond 2**53');
});
