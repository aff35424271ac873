import { int, present } from '../../compiler/tree/type.ts';
import { Failed, failedIn, type Given, type Meaning, numeric, ofPresent, type Value, wholeAt } from './given.ts';

/** What operations on numbers mean that NumPy has and JavaScript has not: of integers by BigInt, where every step is exact. */

const isInt = (given: Given): boolean => present(given.type) === int;
const safe = (x: bigint, given: Given): Value =>
  x > -(2n ** 53n) && x < 2n ** 53n ? Number(x) : given.fail(`${x} is beyond 2**53`);
const floorDiv = (a: bigint, b: bigint): bigint => a / b - (a % b !== 0n && a < 0n !== b < 0n ? 1n : 0n);

/** Of integers by BigInt, of other numbers by doubles. */
const both = (
  integers: (a: bigint, b: bigint) => bigint | string,
  doubles: (a: number, b: number) => number,
): Meaning =>
  ofPresent((_, given) => {
    if (!isInt(given)) return numeric(doubles)(given);
    const values = given.args.map((_x, i) => wholeAt(given, i));
    const failed = failedIn(values);
    if (failed !== undefined) return failed;
    const [a, b] = values.map((x) => BigInt(x as number)) as [bigint, bigint];
    const result = integers(a, b);
    return typeof result === 'string' ? given.fail(result) : safe(result, given);
  });

const bits = (f: (a: bigint, b: bigint) => bigint | string): Meaning => both(f, () => Number.NaN);

/** A remainder with the sign of b. */
function mod(a: number, b: number): number {
  const rest = a % b;
  if (Number.isNaN(rest)) return rest;
  if (rest === 0) return Math.sign(b) * 0;
  return Math.sign(rest) === Math.sign(b) ? rest : rest + b;
}

function floorDivide(a: number, b: number): number {
  if (b === 0 || Number.isNaN(a % b)) return b === 0 ? a / b : Number.NaN;
  const toZero = (a - (a % b)) / b;
  const down = a % b !== 0 && Math.sign(a % b) !== Math.sign(b) ? toZero - 1 : toZero;
  const near = Math.abs(down) < 2 ** 52 ? Math.floor(down + 0.5) : down;
  if (near === 0) return a < 0 !== b < 0 || Object.is(a / b, -0) ? -0 : 0;
  return near;
}

/** The nearest whole number as a text has it: what is exactly between two goes to the even one. */
function even(x: number): number {
  if (!Number.isFinite(x) || Math.abs(x) >= 2 ** 52) return x;
  const [low, high] = [Math.floor(x), Math.ceil(x)];
  const near = x - low < high - x ? low : x - low > high - x ? high : low % 2 === 0 ? low : high;
  return near === 0 && (x < 0 || Object.is(x, -0)) ? -0 : near;
}

function rounded(x: number, decimals: number): number {
  const scale = Number(`1e${Math.abs(decimals)}`);
  const moved = decimals < 0 ? x / scale : x * scale;
  if (!Number.isFinite(moved)) return x;
  return decimals < 0 ? even(moved) * scale : even(moved) / scale;
}

const ignoring = (f: (a: number, b: number) => number): Meaning =>
  numeric((a = 0, b = 0) => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : f(a, b)));

export const numberMeanings = {
  mod: both((a, b) => (b === 0n ? 'by zero' : a - floorDiv(a, b) * b), mod),
  floorDivide: both((a, b) => (b === 0n ? 'by zero' : floorDiv(a, b)), floorDivide),
  fmod: both(
    (a, b) => (b === 0n ? 'by zero' : a % b),
    (a, b) => a % b,
  ),
  power: both(
    (a, b) => {
      if (b < 0n) return 'a negative power';
      // beyond this every base but 0, 1 and -1 is out of reach
      return a === 0n || a === 1n || a === -1n ? a ** (b < 2n ? b : 2n - (b % 2n)) : b > 60n ? 2n ** 60n : a ** b;
    },
    (a, b) => (b === 2 ? a * a : a === 1 || (a === -1 && Math.abs(b) === Infinity) ? 1 : a ** b),
  ),
  fmin: ignoring(Math.min),
  fmax: ignoring(Math.max),
  copySign: numeric((a = 0, b = 0) => (1 / b < 0 || b < 0 ? -Math.abs(a) : Math.abs(a))),
  isClose: ofPresent((_, given) => {
    const values = given.args.map((_x, i) => wholeAt(given, i));
    const failed = failedIn(values);
    if (failed !== undefined) return failed;
    const [a, b] = values as [number, number];
    const { relative, absolute, equalNaN } = given.options as { relative: number; absolute: number; equalNaN: boolean };
    if (Number.isNaN(a) && Number.isNaN(b)) return equalNaN;
    if (Math.abs(a) === Infinity || Math.abs(b) === Infinity) return a === b;
    return Math.abs(a - b) <= absolute + relative * Math.abs(b);
  }),
  inRanges: ofPresent((_, given) => {
    const [of, value] = [wholeAt(given, 0), wholeAt(given, 1)];
    if (of instanceof Failed) return of;
    if (value instanceof Failed) return value;
    const ranges = (given.options['ranges'] as Record<string, [number, number][]>)[String(of)] ?? [];
    return ranges.some(([first, last]) => first <= value && value <= last);
  }),
  roundEven: (given: Given) => {
    const decimals = given.options['decimals'] as number;
    return isInt(given) && decimals >= 0
      ? numeric((x) => x)(given)
      : numeric((x) => rounded(x as number, decimals))(given);
  },
  nanToNum: numeric((x = 0, nan = 0, positive = 0, negative = 0) =>
    Number.isNaN(x) ? nan : x === Infinity ? positive : x === -Infinity ? negative : x,
  ),
  bitAnd: bits((a, b) => a & b),
  bitOr: bits((a, b) => a | b),
  bitXor: bits((a, b) => a ^ b),
  shiftLeft: bits((a, b) => (b < 0n ? 'negative' : a === 0n ? 0n : b > 60n ? 2n ** 60n : a << b)),
  shiftRight: bits((a, b) => (b < 0n ? 'negative' : b > 100n ? (a < 0n ? -1n : 0n) : a >> b)),
} satisfies Record<string, Meaning>;
