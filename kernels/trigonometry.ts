import { cutAfter, fraction, inTwoParts, multiplied, PI, series } from './exact-constants.ts';

// Sines and cosines, of the circle and of the hyperbola, by the addition theorems: the nearest multiple of a step is looked
// up in a table, to twice the digits of a double, and what is left is so small that short series do. Nothing here depends on
// where an argument lies, so the processor has nothing to guess, and all bits are the same on every machine. They differ from
// the exact values by less than one and a half units in the last place.

/** Adding and subtracting it rounds a double of less than 2**51 to a whole number. */
const ROUND = 1.5 * 2 ** 52;
/** Entries of a table for each multiple: sine and what is left of it, cosine and what is left of it. */
const WIDTH = 4;

/** Steps in a turn of the circle. */
const STEPS = 64;
/** Steps in one, on the hyperbola. */
const PER_ONE = 16;
/** Arguments of the hyperbola up to here are in its table. */
const LARGE = 8;

type Scalar = (x: number) => number;

export const {
  /** The sine of an angle in radians. */
  sin,
  /** The cosine of an angle in radians. */
  cos,
} = ofCircle();

export const {
  /** The hyperbolic sine. */
  sinh,
  /** The hyperbolic cosine. */
  cosh,
} = ofHyperbola();

// Tables are constants of functions, not of the module: so engines take them for constants also where modules are joined.

function ofCircle(): { readonly sin: Scalar; readonly cos: Scalar } {
  const [table, round, width, last] = [tableOfCircle(), ROUND, WIDTH, STEPS - 1];
  /** Up to here, multiples of the parts of a step are exact. */
  const far = 1e5;
  const perRadian = STEPS / (2 * Math.PI);
  const [stepA, restA] = cutAfter((2n * PI) / BigInt(STEPS), 33);
  const [stepB, restB] = cutAfter(restA, 33);
  const [stepC] = inTwoParts(restB);
  const quarter = STEPS / 4;
  /** The sine of an angle so many steps further on. */
  const sine = (x: number, steps: number): number => {
    const k = x * perRadian + round - round;
    const a = x - k * stepA;
    const b = k * stepB;
    const r = a - b;
    const tail = a - r - b - k * stepC;
    const z = r * r;
    const s = r + (r * z * (-1 / 6 + z * (1 / 120 + z * (-1 / 5040 + z * (1 / 362880)))) + tail);
    const c = z * (-0.5 + z * (1 / 24 + z * (-1 / 720 + z * (1 / 40320)))) - r * tail;
    const at = ((k + steps) & last) * width;
    const high = table[at] as number;
    return high + ((table[at + 1] as number) + (high * c + (table[at + 2] as number) * s));
  };
  return {
    // NaN, infinities and -0 are left to the engine
    sin: (x) => (Math.abs(x) < far && x !== 0 ? sine(x, 0) : Math.sin(x)),
    cos: (x) => (Math.abs(x) < far ? sine(x, quarter) : Math.cos(x)),
  };
}

function ofHyperbola(): { readonly sinh: Scalar; readonly cosh: Scalar } {
  const [table, round, width, large, perOne] = [tableOfHyperbola(), ROUND, WIDTH, LARGE, PER_ONE];
  const middle = large * perOne;
  /** The hyperbolic sine, whose entry is the first of each four in the table, or the cosine, whose entry is the third. */
  const sum = (x: number, entry: 0 | 2): number => {
    const k = x * perOne + round - round;
    const r = x - k / perOne;
    const z = r * r;
    const s = r + r * z * (1 / 6 + z * (1 / 120 + z * (1 / 5040)));
    const c = z * (0.5 + z * (1 / 24 + z * (1 / 720 + z * (1 / 40320))));
    const at = (k + middle) * width;
    const high = table[at + entry] as number;
    return high + ((table[at + entry + 1] as number) + (high * c + (table[at + 2 - entry] as number) * s));
  };
  return {
    sinh: (x) => (Math.abs(x) < large && x !== 0 ? sum(x, 0) : Math.sinh(x)),
    cosh: (x) => (Math.abs(x) < large ? sum(x, 2) : Math.cosh(x)),
  };
}

function tableOfCircle(): Float64Array {
  const quarter = STEPS / 4;
  const pairs = multiples((2n * PI) / BigInt(STEPS), quarter, true);
  // exactly, and the same on both sides
  pairs[quarter] = [fraction(1, 1), 0n];
  const sineOf = (k: number): bigint => {
    const i = k % (2 * quarter);
    const [sine] = pairs[i <= quarter ? i : 2 * quarter - i] as Pair;
    return k % STEPS < 2 * quarter ? sine : -sine;
  };
  return tableOf(Array.from({ length: STEPS }, (_, k) => [sineOf(k), sineOf(k + quarter)]));
}

function tableOfHyperbola(): Float64Array {
  const right = multiples(fraction(1, PER_ONE), LARGE * PER_ONE, false);
  const left = right.slice(1).map(([sine, cosine]): Pair => [-sine, cosine]);
  return tableOf([...left.reverse(), ...right]);
}

type Pair = readonly [sine: bigint, cosine: bigint];

/** Sines and cosines of 0, 1, … `count` steps, by the addition theorems. */
function multiples(step: bigint, count: number, ofCircle: boolean): Pair[] {
  const [s, c] = [series(step, 1, ofCircle), series(step, 0, ofCircle)];
  const pairs: Pair[] = [[0n, fraction(1, 1)]];
  for (let k = 0; k < count; k++) {
    const [sine, cosine] = pairs[k] as Pair;
    const product = multiplied(sine, s);
    pairs.push([multiplied(sine, c) + multiplied(cosine, s), multiplied(cosine, c) + (ofCircle ? -product : product)]);
  }
  return pairs;
}

function tableOf(pairs: readonly Pair[]): Float64Array {
  const table = new Float64Array(pairs.length * WIDTH);
  for (const [i, pair] of pairs.entries()) table.set(pair.flatMap(inTwoParts), i * WIDTH);
  return table;
}
