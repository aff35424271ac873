import { expect } from 'vitest';
import { parseType } from '../../../compiler/tree/datashape.ts';
import { typeOfLayout } from '../../../compiler/tree/layout-type.ts';
import { showType } from '../../../compiler/tree/type.ts';
import { ArrayProblem } from '../../../kernels/arrays/kernel.ts';
import type { Layout } from '../../../kernels/layout.ts';
import { OverflowProblem } from '../../../kernels/scalar.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { valuesToLayout } from '../../../src/sources/memory/encode.ts';
import { decode } from '../../tools/shared.ts';
import { type Call, type Case, casesWhere, run } from './cases.ts';

/** The reference cases of the given operations by id; none where the file is absent. */
export const casesOf = (ops: readonly string[]): (readonly [string, Case])[] =>
  casesWhere(({ op }) => ops.includes(op)).map((one) => [one.id, one]);

/** Values of a type without a length. */
export const made = (type: string, values: readonly unknown[]): Layout => valuesToLayout(values, parseType(type));

/** The datashape of a layout. */
export const shapeOf = (layout: Layout): string => showType(typeOfLayout(layout));

/** Another result than Awkward's, chosen on purpose. */
export interface Deviation {
  readonly why: string;
  readonly type?: string;
  readonly value?: unknown;
  /** The code of the error that is given here. */
  readonly error?: string;
}

/** Compares a call with what the reference has, or with the deviation. Doubles may differ in the last digits. */
export function check(one: Case, call: Call, deviation?: Deviation): void {
  const error = deviation?.error ?? (one.result === undefined ? /./ : undefined);
  if (error !== undefined) return expect(problemOf(() => call.kernel(call.inputs, call.options, false))).toMatch(error);
  const { value, type } = one.result as { value: unknown; type: string | null };
  const out = run(call);
  const isArray = type !== null && /^\d+ \* /.test(type);
  const shape = deviation?.type ?? (type ?? '').replace(/^\d+ \* /, '');
  if (isArray) expect(shapeOf(out)).toBe(shape);
  // one value is either missing or of the type: the type here must allow for both
  else if (type !== null) expect(shapeOf(out).replace(/^\?/, '')).toBe(shape);
  const wanted = deviation !== undefined && 'value' in deviation ? deviation.value : decode(value, type ?? '');
  expectClose(layoutToValues(out), isArray ? wanted : [wanted]);
}

/** The code of the problem that a call ends with; empty where it ends well. */
export function problemOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof ArrayProblem) return error.code;
    if (error instanceof OverflowProblem) return 'overflow';
    throw error;
  }
  return '';
}

/** Equal, but for the last digits of doubles. */
export function expectClose(found: unknown, wanted: unknown, tolerance = 1e-12): void {
  if (!close(found, wanted, tolerance)) expect(found).toEqual(wanted);
}

function close(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a === 'number' && typeof b === 'number')
    return Object.is(a, b) || a === b || Math.abs(a - b) <= tolerance * Math.max(Math.abs(a), Math.abs(b));
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((x, i) => close(x, b[i], tolerance));
  if (typeof a === 'object' && a !== null && typeof b === 'object' && b !== null) {
    const [left, right] = [Object.entries(a), b as Record<string, unknown>];
    return left.length === Object.keys(b).length && left.every(([key, x]) => close(x, right[key], tolerance));
  }
  return Object.is(a, b);
}
