import { describe, expect, it } from 'vitest';
import { poissonInterval } from '../../../../src/results/plots/poisson.ts';

describe('the interval of a Poisson mean', () => {
  // scipy.stats: chi2.ppf(p, 2 * n) / 2 and chi2.ppf(1 - p, 2 * n + 2) / 2 with p = norm.cdf(-1)
  it.each([
    [0, 0, 1.8410216450092634],
    [1, 0.17275377902344996, 3.299526559115855],
    [2, 0.7081854398189713, 4.637859623455245],
    [3, 1.367295313890434, 5.918185832883396],
    [10, 6.891305560638357, 14.266949761009391],
    [100, 90.0167451771134, 111.03336094114967],
    [10000, 9900.001667411743, 10101.00333402803],
    [10001, 9900.996667453335, 10102.008333736314],
    [123456, 123104.6374143073, 123808.36400884124],
  ])('of %i', (count, low, high) => {
    const found = poissonInterval(count);
    expect(found[0]).toBeCloseTo(low, count > 10000 ? 2 : 8);
    expect(found[1]).toBeCloseTo(high, count > 10000 ? 2 : 8);
  });

  it('holds its count and grows with it', () => {
    let [low, high] = [-1, 0];
    for (const count of [0, 1, 2, 5, 15, 16, 17, 999, 9999, 10000, 10001, 1e6, 1e12]) {
      const [from, to] = poissonInterval(count);
      expect(from <= count && count < to).toBe(true);
      expect(from > low && to > high).toBe(true);
      [low, high] = [from, to];
    }
  });
});
