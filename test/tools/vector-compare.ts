/**
 * How results are compared with those of scikit-hep's vector. A number is equal to the reference's when it is as close as
 * 1e-12 of it (float32: 1e-6), or as close as a change of the inputs in their last digit can bring it: each result
 * is computed again for inputs that differ so, and how far these results spread is the noise that no software is free of.
 */

/** A value of the reference: a number, a truth value, or a missing one. */
export type Leaf = number | boolean | null;

/** How often each input is computed again. */
export const COPIES = 8;
const SPREADS = 16;

/** Numbers that are not finite are text in the reference. */
export function decoded(value: unknown): unknown {
  if (value === 'NaN') return Number.NaN;
  if (value === 'Infinity') return Number.POSITIVE_INFINITY;
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY;
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, decoded(of)]));
}

/** A coordinate as the copy of this number has it; copy 0 is the coordinate itself. */
export function copyOf(value: number, copy: number, place: number, digit: number): number {
  if (copy === 0) return value;
  // a fixed mixture of signs, another one for each copy and place
  const bits = Math.imul(copy * 31 + place + 1, 0x9e3779b1) >>> 16;
  const sign = bits % 3 === 0 ? 0 : bits % 2 === 0 ? 1 : -1;
  return value * (1 + sign * digit);
}

/** All the values in nested lists. */
export function leaves(value: unknown): Leaf[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  return [value === undefined ? null : (value as Leaf)];
}

/** Whether nested lists have the same lengths. */
export function sameShape(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return Array.isArray(a) === Array.isArray(b);
  return a.length === b.length && a.every((item, i) => sameShape(item, b[i]));
}

export interface Precision {
  /** What is equal: this part of the value. */
  readonly relative: number;
  /** The last digit of the inputs. */
  readonly digit: number;
}
export const DOUBLE: Precision = { relative: 1e-12, digit: 2 ** -52 };
export const SINGLE: Precision = { relative: 1e-6, digit: 2 ** -23 };

/** What is found for one value: of the inputs as they are, and of their copies. */
export interface Found {
  readonly value: Leaf;
  readonly copies: readonly Leaf[];
}

/** Whether a value found is the reference's. */
export function isEqual({ value, copies }: Found, wanted: Leaf, { relative }: Precision): boolean {
  if (Object.is(value, wanted) || value === wanted) return true;
  if (typeof value !== 'number' || typeof wanted !== 'number' || !Number.isFinite(value - wanted)) return false;
  const spread = Math.max(0, ...copies.map((copy) => Math.abs(Number(copy) - value)));
  return Math.abs(value - wanted) <= relative * Math.abs(wanted) + SPREADS * spread;
}

/** Why a number of ours may differ from the reference's by more. */
export interface Choice {
  readonly reason: string;
  readonly cases: RegExp;
  readonly allows: (found: number | boolean, wanted: number | boolean, inputs: readonly number[]) => boolean;
}
