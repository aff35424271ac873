import { type Make, plain } from './make.ts';
import { ValueProblem, whole } from './scalar.ts';

/** Functions of numbers as NumPy has them, where JavaScript has others or none. */

const sameSign = (a: number, b: number): boolean => a < 0 === b < 0;

/** The remainder with the sign of b. */
function mod(a: number, b: number): number {
  const rest = a % b;
  if (rest === 0) return b < 0 || Object.is(b, -0) ? -0 : 0;
  return sameSign(rest, b) ? rest : rest + b;
}

/** The greatest whole number not above a / b, found from the exact remainder. */
function floorDivide(a: number, b: number): number {
  if (b === 0) return a / b;
  const rest = a % b;
  // a whole number, up to the rounding of the division
  const quotient = (a - rest) / b - (rest === 0 || sameSign(rest, b) ? 0 : 1);
  return quotient === 0 ? Math.sign(a / b) * 0 : Math.round(quotient);
}

function notZero(b: number, what: string): void {
  if (b === 0)
    throw new ValueProblem(
      'division-by-zero',
      `${what} of an integer by 0`,
      'divide doubles to have NaN and infinities there, or leave zeros out first',
    );
}

/** a to the power b of integers, by squaring: exact, or an error beyond 2**53. */
function wholePower(a: number, b: number): number {
  if (b < 0)
    throw new ValueProblem(
      'negative-power',
      `the integer ${a} to the negative power ${b} is not an integer`,
      'make one of the two a double first',
    );
  let result = 1;
  for (let [square, left] = [a, b]; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = whole(result * square);
    if (left > 1) square *= square;
  }
  return whole(result);
}

/** JavaScript says NaN for 1 to the power NaN and ±1 to an infinite power, IEEE and NumPy say 1. */
function power(a: number, b: number): number {
  if (b === 2) return a * a;
  return a === 1 || (a === -1 && (b === Infinity || b === -Infinity)) ? 1 : a ** b;
}

/** From here on doubles are whole numbers: a sum with it has no fraction, and halves went to the even side. */
const WHOLE = 2 ** 52;

/** The nearest whole number, halves to the even one. */
export function toEven(x: number): number {
  if (x > 0 && x < WHOLE) return x + WHOLE - WHOLE;
  if (x < 0 && x > -WHOLE) return -(WHOLE - x - WHOLE);
  return x;
}

function rounder({ decimals }: { readonly decimals: number }) {
  if (decimals === 0) return toEven;
  const scale = Number(`1e${Math.abs(decimals)}`);
  return (x: number): number => {
    const scaled = decimals > 0 ? x * scale : x / scale;
    if (!Number.isFinite(scaled)) return x;
    return decimals > 0 ? toEven(scaled) / scale : toEven(scaled) * scale;
  };
}

const wholeRounder = (options: { readonly decimals: number }) => {
  const round = rounder(options);
  return options.decimals >= 0 ? (x: number) => x : (x: number) => whole(round(x));
};

export interface Closeness {
  readonly relative: number;
  readonly absolute: number;
  readonly equalNaN: boolean;
}

function closeness({ relative, absolute, equalNaN }: Closeness) {
  return (a: number, b: number): boolean => {
    if (a === b) return true;
    if (a !== a || b !== b) return equalNaN && a !== a && b !== b;
    return Number.isFinite(a) && Number.isFinite(b) && Math.abs(a - b) <= absolute + relative * Math.abs(b);
  };
}

/** An operation on the bits of integers in two's complement: of 32 bits where they suffice, else of 64. */
const bitwise =
  (few: (a: number, b: number) => number, many: (a: bigint, b: bigint) => bigint) =>
  (): ((a: number, b: number) => number) =>
  (a, b) =>
    a === (a | 0) && b === (b | 0) ? few(a, b) : whole(Number(many(BigInt(a), BigInt(b))));

function shift(a: number, by: number, left: boolean): number {
  if (by < 0) throw new ValueProblem('negative-shift', `bits cannot be shifted by ${by} places`, 'shift the other way');
  return left ? whole(a === 0 ? 0 : a * 2 ** by) : Math.floor(a / 2 ** Math.min(by, 64));
}

export const numberFunctions = {
  mod: plain(mod),
  wholeMod: plain((a: number, b: number) => (notZero(b, 'the remainder'), mod(a, b) + 0)),
  floorDivide: plain(floorDivide),
  wholeFloorDivide: plain((a: number, b: number) => (notZero(b, 'the quotient'), whole(floorDivide(a, b)))),
  fmod: plain((a: number, b: number) => a % b),
  wholeFmod: plain((a: number, b: number) => (notZero(b, 'the remainder'), (a % b) + 0)),
  power: plain(power),
  wholePower: plain(wholePower),
  fmin: plain((a: number, b: number) => (a !== a ? b : b !== b ? a : Math.min(a, b))),
  fmax: plain((a: number, b: number) => (a !== a ? b : b !== b ? a : Math.max(a, b))),
  copySign: plain((a: number, b: number) => (b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a))),
  isClose: closeness,
  roundEven: rounder,
  wholeRoundEven: wholeRounder,
  nanToNum: plain((x: number, nan: number, positive: number, negative: number) =>
    x !== x ? nan : x === Infinity ? positive : x === -Infinity ? negative : x,
  ),
  bitAnd: bitwise(
    (a, b) => a & b,
    (a, b) => a & b,
  ),
  bitOr: bitwise(
    (a, b) => a | b,
    (a, b) => a | b,
  ),
  bitXor: bitwise(
    (a, b) => a ^ b,
    (a, b) => a ^ b,
  ),
  shiftLeft: plain((a: number, by: number) => shift(a, by, true)),
  shiftRight: plain((a: number, by: number) => shift(a, by, false)),
} as const satisfies Readonly<Record<string, Make>>;
