/** The types of the numeric functions of `ak`, with names, arguments and rules as in NumPy. */
import type { BooleanLike, Column, ColumnOf, NumberLike, TextLike, Zipped } from './columns.ts';
import type { Num, Scalar } from './values.ts';

/** U in place of the values of T. */
type Each<T, U> = Zipped<T, U & Scalar, U>;

/** A function of numbers that gives U for each. */
export type NumberFunction<U> = <T extends NumberLike, E>(x: ColumnOf<T, E>) => Column<Each<T, U>, E>;

/** A function of two values like L, one of them at least a column, that gives U. */
export interface PairFunction<L, V, U> {
  <T extends L, E>(a: ColumnOf<T, E>, b: V): Column<Each<T, U>, E>;
  <T extends L, E>(a: V, b: ColumnOf<T, E>): Column<Each<T, U>, E>;
  <T extends L, S extends L, E>(a: ColumnOf<T, E>, b: ColumnOf<S, E>): Column<Zipped<T, S, U>, E>;
}

type NumberPair<U> = PairFunction<NumberLike, Num, U>;
type TruthPair = PairFunction<BooleanLike, boolean, boolean>;
type ScalarPair = PairFunction<NumberLike | BooleanLike | TextLike, Scalar, boolean>;

/** What `isclose` takes for near. */
export interface CloseOptions {
  /** How far apart values may be, relative to the second; by default 1e-5. */
  readonly rtol?: number;
  /** How far apart values may be whatever their size; by default 1e-8. */
  readonly atol?: number;
  /** Whether NaN is near NaN; by default it is not. */
  readonly equal_nan?: boolean;
}

/** What stands in place of values that are no numbers. */
export interface NanOptions {
  /** In place of NaN; by default 0. */
  readonly nan?: number;
  /** In place of ∞; by default the greatest number. */
  readonly posinf?: number;
  /** In place of −∞; by default the least number. */
  readonly neginf?: number;
}

/** A function of integers, or of truth values. */
export interface BitFunction {
  <T extends NumberLike, E>(x: ColumnOf<T, E>): Column<Each<T, number>, E>;
  <T extends BooleanLike, E>(x: ColumnOf<T, E>): Column<Each<T, boolean>, E>;
}

/** A function of the bits of integers, or of truth values. */
export interface BitPair extends NumberPair<number> {
  <T extends BooleanLike, E>(a: ColumnOf<T, E>, b: boolean): Column<Each<T, boolean>, E>;
  <T extends BooleanLike, S extends BooleanLike, E>(
    a: ColumnOf<T, E>,
    b: ColumnOf<S, E>,
  ): Column<Zipped<T, S, boolean>, E>;
}

/**
 * NumPy's functions of numbers on columns, elementwise through lists; a missing value gives a missing one. Integers stay
 * integers where NumPy keeps them, and are checked: what does not fit 2^53, division of an integer by 0 and a negative
 * power of an integer are errors when it runs. Angles are in radians.
 *
 * @example
 * ak.hypot(events.MET.px, events.MET.py)
 */
export interface AkMath {
  /** The square root; NaN below zero: `float64`. */
  readonly sqrt: NumberFunction<number>;
  /** The cube root: `float64`. */
  readonly cbrt: NumberFunction<number>;
  /** The value times itself. */
  readonly square: NumberFunction<number>;
  /** 1 / x, also of integers: `float64`. */
  readonly reciprocal: NumberFunction<number>;
  /** e to the power x: `float64`. */
  readonly exp: NumberFunction<number>;
  /** 2 to the power x: `float64`. */
  readonly exp2: NumberFunction<number>;
  /** exp(x) − 1, exact near zero: `float64`. */
  readonly expm1: NumberFunction<number>;
  /** The natural logarithm: `float64`. */
  readonly log: NumberFunction<number>;
  /** The logarithm to base 2: `float64`. */
  readonly log2: NumberFunction<number>;
  /** The logarithm to base 10: `float64`. */
  readonly log10: NumberFunction<number>;
  /** log(1 + x), exact near zero: `float64`. */
  readonly log1p: NumberFunction<number>;
  /** The sine: `float64`. */
  readonly sin: NumberFunction<number>;
  /** The cosine: `float64`. */
  readonly cos: NumberFunction<number>;
  /** The tangent: `float64`. */
  readonly tan: NumberFunction<number>;
  /** The angle whose sine is x: `float64`. */
  readonly arcsin: NumberFunction<number>;
  /** The angle whose cosine is x: `float64`. */
  readonly arccos: NumberFunction<number>;
  /** The angle whose tangent is x: `float64`. */
  readonly arctan: NumberFunction<number>;
  /** The angle of the point (x, y), from −π to π; the arguments are y, x: `float64`. */
  readonly arctan2: NumberPair<number>;
  /** The hyperbolic sine: `float64`. */
  readonly sinh: NumberFunction<number>;
  /** The hyperbolic cosine: `float64`. */
  readonly cosh: NumberFunction<number>;
  /** The hyperbolic tangent: `float64`. */
  readonly tanh: NumberFunction<number>;
  /** The inverse hyperbolic sine: `float64`. */
  readonly arcsinh: NumberFunction<number>;
  /** The inverse hyperbolic cosine: `float64`. */
  readonly arccosh: NumberFunction<number>;
  /** The inverse hyperbolic tangent: `float64`. */
  readonly arctanh: NumberFunction<number>;
  /** √(a² + b²): `float64`. */
  readonly hypot: NumberPair<number>;
  /** An angle in degrees, in radians: `float64`. */
  readonly deg2rad: NumberFunction<number>;
  /** An angle in degrees, in radians: `float64`. */
  readonly radians: NumberFunction<number>;
  /** An angle in radians, in degrees: `float64`. */
  readonly rad2deg: NumberFunction<number>;
  /** An angle in radians, in degrees: `float64`. */
  readonly degrees: NumberFunction<number>;

  /** The sum. */
  readonly add: NumberPair<number>;
  /** The difference. */
  readonly subtract: NumberPair<number>;
  /** The product. */
  readonly multiply: NumberPair<number>;
  /** The quotient, also of integers a double: `float64`. */
  readonly divide: NumberPair<number>;
  /** The quotient, also of integers a double: `float64`. */
  readonly true_divide: NumberPair<number>;
  /** The greatest whole number not above a / b; of an integer by 0 an error, where NumPy gives 0. */
  readonly floor_divide: NumberPair<number>;
  /** The remainder with the sign of b; of an integer by 0 an error, where NumPy gives 0. JavaScript's `%` is `fmod`. */
  readonly mod: NumberPair<number>;
  /** The remainder with the sign of b; of an integer by 0 an error, where NumPy gives 0. */
  readonly remainder: NumberPair<number>;
  /** The remainder with the sign of a, as JavaScript's `%`; of an integer by 0 an error, where NumPy gives 0. */
  readonly fmod: NumberPair<number>;
  /** a to the power b; of integers an integer, and an error for a negative power. */
  readonly power: NumberPair<number>;
  /** The value with the opposite sign. */
  readonly negative: NumberFunction<number>;
  /** The absolute value. */
  readonly abs: NumberFunction<number>;
  /** The absolute value. */
  readonly absolute: NumberFunction<number>;
  /** −1, 0 or 1. */
  readonly sign: NumberFunction<number>;
  /** The size of a with the sign of b: `float64`. */
  readonly copysign: NumberPair<number>;
  /** The greater of two values; NaN where one is NaN. */
  readonly maximum: NumberPair<number>;
  /** The lesser of two values; NaN where one is NaN. */
  readonly minimum: NumberPair<number>;
  /** The greater of two values; the other one where one is NaN. */
  readonly fmax: NumberPair<number>;
  /** The lesser of two values; the other one where one is NaN. */
  readonly fmin: NumberPair<number>;
  /** The value brought between a least and a greatest one; undefined for no limit. NaN stays. */
  clip<T extends NumberLike, E>(
    x: ColumnOf<T, E>,
    least: Num | ColumnOf<Num, E> | null | undefined,
    most?: Num | ColumnOf<Num, E> | null,
  ): Column<Each<T, number>, E>;

  /** The greatest whole number not above. */
  readonly floor: NumberFunction<number>;
  /** The least whole number not below. */
  readonly ceil: NumberFunction<number>;
  /** The value without its fraction. */
  readonly trunc: NumberFunction<number>;
  /** The nearest whole number, halves to the even one. */
  readonly rint: NumberFunction<number>;
  /** The value rounded to some decimals (0 by default, negative ones before the point), halves to the even neighbour. */
  round<T extends NumberLike, E>(
    x: ColumnOf<T, E>,
    decimals?: number | { readonly decimals?: number },
  ): Column<Each<T, number>, E>;

  /** Whether the number is NaN: `bool`. */
  readonly isnan: NumberFunction<boolean>;
  /** Whether the number is ∞ or −∞: `bool`. */
  readonly isinf: NumberFunction<boolean>;
  /** Whether the number is neither infinite nor NaN: `bool`. */
  readonly isfinite: NumberFunction<boolean>;
  /** Whether |a − b| ≤ atol + rtol·|b|; infinities of one sign are close: `bool`. */
  isclose<T extends NumberLike, E>(a: ColumnOf<T, E>, b: Num, options?: CloseOptions): Column<Each<T, boolean>, E>;
  isclose<T extends NumberLike, S extends NumberLike, E>(
    a: ColumnOf<T, E>,
    b: ColumnOf<S, E>,
    options?: CloseOptions,
  ): Column<Zipped<T, S, boolean>, E>;
  /** The value, with numbers in place of NaN, ∞ and −∞. */
  nan_to_num<T extends NumberLike, E>(x: ColumnOf<T, E>, options?: NanOptions): Column<Each<T, number>, E>;

  /** Whether a equals b: `bool`. */
  readonly equal: ScalarPair;
  /** Whether a differs from b: `bool`. */
  readonly not_equal: ScalarPair;
  /** Whether a is greater than b: `bool`. */
  readonly greater: ScalarPair;
  /** Whether a is greater than b or equal: `bool`. */
  readonly greater_equal: ScalarPair;
  /** Whether a is less than b: `bool`. */
  readonly less: ScalarPair;
  /** Whether a is less than b or equal: `bool`. */
  readonly less_equal: ScalarPair;
  /** Whether both are true, missing where one is missing: `bool`. */
  readonly logical_and: TruthPair;
  /** Whether one or both are true, missing where one is missing: `bool`. */
  readonly logical_or: TruthPair;
  /** Whether one of the two is true, missing where one is missing: `bool`. */
  readonly logical_xor: TruthPair;
  /** Whether it is false: `bool`. */
  logical_not<T extends BooleanLike, E>(x: ColumnOf<T, E>): Column<Each<T, boolean>, E>;

  /** The bits that both integers have, in two’s complement of 64 bits; of truth values, whether both are true. */
  readonly bitwise_and: BitPair;
  /** The bits that one or both integers have; of truth values, whether one or both are true. */
  readonly bitwise_or: BitPair;
  /** The bits that one of the integers has; of truth values, whether one is true. */
  readonly bitwise_xor: BitPair;
  /** The bits that an integer has not: −1 − x; of truth values the opposite. */
  readonly bitwise_not: BitFunction;
  /** The bits that an integer has not: −1 − x; of truth values the opposite. */
  readonly invert: BitFunction;
  /** a · 2ᵇ of integers; an error for negative b and beyond 2^53. */
  readonly left_shift: NumberPair<number>;
  /** The greatest whole number not above a / 2ᵇ of integers; an error for negative b. */
  readonly right_shift: NumberPair<number>;
}
