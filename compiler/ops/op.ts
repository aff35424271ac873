import type { FunctionName } from '../../kernels/functions.ts';
import type { Expr, Options } from '../tree/expr.ts';
import type { Type } from '../tree/type.ts';

/**
 * One operation, declared once: typing, local code, storage code, explain and the reference page all read this entry.
 * Scalar operations have `js` or `fn`; operations on lists and datasets are loops and have `loop: true`.
 */
export interface Op {
  /** One sentence: what it gives. */
  readonly doc: string;
  /** The type of the result; throws TypeMismatchError where the arguments do not fit. */
  readonly gives: (args: readonly Expr[], options: Options, name: string) => Type;
  /** JavaScript text of the operation on present values. `k` holds the functions of kernels/scalar.ts. */
  readonly js?: (args: readonly string[], types: readonly Type[], gives: Type) => string;
  /**
   * The function of present values in kernels/functions.ts, made with the options of the call: in place of `js` and of a
   * columnar kernel, as both engines call it. Integers come as doubles, and what it gives for an integer is checked there.
   */
  readonly fn?: FunctionName | ((types: readonly Type[], gives: Type) => FunctionName);
  /**
   * SQL text with exactly the same meaning, or undefined for argument types where there is none. The arguments are never
   * missing; doubles of any width come as DOUBLE, integers as BIGINT (stored uint64 as UBIGINT), and the same is given.
   */
  readonly sql?: (args: readonly string[], types: readonly Type[], gives: Type) => string | undefined;
  readonly loop?: true;
  /** Whether it can fail on some values (integers beyond 2**53): then it is computed only where its value is used. */
  readonly mayFail?: (types: readonly Type[], gives: Type) => boolean;
  /** Rough cost of one evaluation in nanoseconds; from 5 up it is worth keeping per element. */
  readonly cost?: number;
}

/** The name of the function that computes a call; undefined where the operation has none. */
export function functionOf({ fn }: Op, types: readonly Type[], gives: Type): FunctionName | undefined {
  return typeof fn === 'function' ? fn(types, gives) : fn;
}

/** Whether the operation makes single values of single values. */
export const isScalar = (op: Op): boolean => op.js !== undefined || op.fn !== undefined;

/** Lets the table keep its entries' names while each entry is checked. */
export function defineOps<const T extends Readonly<Record<string, Op>>>(ops: T): T {
  return ops;
}
