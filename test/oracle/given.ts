import type { Options } from '../../compiler/tree/expr.ts';
import { int, present, type Type } from '../../compiler/tree/type.ts';

/** A value of the oracle: lists are arrays, records are Maps, missing is undefined, stored 64-bit integers are bigint. */
export type Value = number | bigint | boolean | string | undefined | Value[] | Row | Failed;
export type Row = ReadonlyMap<string, Value>;

/** Why a value cannot be computed. */
export class Problem extends Error {}

/** Lists that are too long for a test. */
export class TooLarge extends Error {}
const MOST_ELEMENTS = 2000;
export function limited<T>(list: T[]): T[] {
  if (list.length > MOST_ELEMENTS) throw new TooLarge('too many elements');
  return list;
}

/** A value that could not be computed and matters only if it is used. In a list, `hole` stands for unknown elements from there on. */
export class Failed {
  readonly problem: Problem;
  readonly hole: boolean;
  constructor(problem: Problem, hole = false) {
    this.problem = problem;
    this.hole = hole;
  }
}

/** An argument: a value that is computed when it is asked for, or a lambda that is applied to values. */
export interface Arg {
  readonly type: Type;
  readonly value: Value;
  apply(...values: Value[]): Value;
}

export interface Given {
  readonly args: readonly Arg[];
  readonly options: Options;
  readonly type: Type;
  /** The value in place of one that cannot be computed; a strict evaluation throws instead. */
  fail(reason: string): Failed;
}
export type Meaning = (given: Given) => Value;

export const valueAt = (given: Given, i: number): Value => (given.args[i] as Arg).value;

/** Of present values, what `f` gives; missing where one is missing. */
export const ofPresent =
  (f: (values: readonly Value[], given: Given) => Value): Meaning =>
  (given) => {
    const values = given.args.map((arg) => arg.value);
    if (values.some((x) => x === undefined)) return undefined;
    return values.find((x) => x instanceof Failed) ?? f(values, given);
  };

export function exact(x: Value, given: Given): number | Failed {
  if (typeof x !== 'bigint') return x as number;
  return BigInt(Number(x)) === x && Number.isSafeInteger(Number(x)) ? Number(x) : given.fail(`${x} is beyond 2**53`);
}

/** Integers are checked at 2**53, and have no negative zero. */
export const whole = (x: number, given: Given): Value =>
  Number.isSafeInteger(x) ? x + 0 : given.fail(`${x} is beyond 2**53`);

/** A number of an argument, if a double holds it. */
export const wholeAt = (given: Given, i: number): number | Failed => exact(valueAt(given, i), given);

export const numeric = (f: (...x: number[]) => number): Meaning =>
  ofPresent((values, given) => {
    const numbers = values.map((x) => exact(x, given));
    const failed = numbers.find((x) => x instanceof Failed);
    if (failed !== undefined) return failed;
    const result = f(...(numbers as number[]));
    return present(given.type) === int ? whole(result, given) : result;
  });

/** The list of an argument, all of its elements known; or why not. */
export function listAt(given: Given, i: number): Value[] | Failed {
  const value = valueAt(given, i);
  if (value instanceof Failed) return value;
  const list = value as Value[];
  return (list.find((x) => x instanceof Failed && x.hole) as Failed | undefined) ?? list;
}
export const failedIn = (values: readonly Value[]): Failed | undefined =>
  values.find((x) => x instanceof Failed) as Failed | undefined;
