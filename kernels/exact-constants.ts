/** Constants to more digits than doubles have, as whole multiples of 2**-200, for tables that functions look up. */

const BITS = 200n;
const ONE = 1n << BITS;
const SCALE = 2 ** 200;

export const multiplied = (a: bigint, b: bigint): bigint => (a * b) >> BITS;
export const fraction = (a: number, b: number): bigint => (BigInt(a) << BITS) / BigInt(b);

/** The nearest double, and what is left of the number, as a double. */
export function inTwoParts(x: bigint): [high: number, low: number] {
  const high = Number(x) / SCALE;
  return [high, Number(x - BigInt(high * SCALE)) / SCALE];
}

/** The leading bits of a positive number as a double, and the rest of it. */
export function cutAfter(x: bigint, bits: number): [leading: number, rest: bigint] {
  const cut = BigInt(x.toString(2).length - bits);
  const leading = (x >> cut) << cut;
  return [Number(leading) / SCALE, x - leading];
}

/** The sum of x**n / n! over n = first, first + 2, …, with signs that change where `alternates`. */
export function series(x: bigint, first: 0 | 1, alternates: boolean): bigint {
  const square = multiplied(x, x);
  let term = first === 0 ? ONE : x;
  let sum = 0n;
  for (let n = first + 1; term !== 0n; n += 2) {
    sum += term;
    term = multiplied(term, square) / BigInt(n * (n + 1));
    if (alternates) term = -term;
  }
  return sum;
}

/** π, by Machin's formula: 16 atan(1/5) - 4 atan(1/239). */
export const PI = 16n * arctanOfInverse(5n) - 4n * arctanOfInverse(239n);

function arctanOfInverse(n: bigint): bigint {
  let power = ONE / n;
  let sum = 0n;
  for (let k = 1n; power !== 0n; k += 2n) {
    sum += k % 4n === 1n ? power / k : -(power / k);
    power /= n * n;
  }
  return sum;
}
