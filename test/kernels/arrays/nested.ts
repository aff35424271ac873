import fc from 'fast-check';
import { expect } from 'vitest';
import {
  bool,
  float64,
  list,
  number,
  option,
  optionIf,
  present,
  string,
  type Type,
} from '../../../compiler/tree/type.ts';
import type { ArrayKernel } from '../../../kernels/arrays/kernel.ts';
import { concatLayouts } from '../../../kernels/concat.ts';
import { type Layout, lengthOf } from '../../../kernels/layout.ts';
import { sliceLayout } from '../../../kernels/slice.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { fits, valuesToLayout } from '../../../src/sources/memory/encode.ts';
import { run } from './array-cases.ts';

/** Plain nested values with their type: what arrays are tested against. */
export interface Nested {
  readonly type: Type;
  readonly values: readonly unknown[];
}

export const layoutOf = ({ type, values }: Nested): Layout => valuesToLayout(values, type);

/** Random choices from one seed. */
export class Dice {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }
  /** A whole number from 0 to below n. */
  below(n: number): number {
    this.state = (Math.imul(this.state, 1664525) + 1013904223) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 2246822519) >>> 0;
    mixed = Math.imul(mixed ^ (mixed >>> 13), 3266489917) >>> 0;
    return ((mixed ^ (mixed >>> 16)) >>> 0) % n;
  }
  chance(oneIn: number): boolean {
    return this.below(oneIn) === 0;
  }
  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }
}

export const dice: fc.Arbitrary<Dice> = fc.integer().map((seed) => new Dice(seed));

/** Lists in lists, without values: what several arrays have in common. */
export interface Shape {
  readonly sizes: readonly (number | undefined)[];
  readonly rows: readonly unknown[];
}

/** A random shape of up to three dimensions; some have no rows, many lists are empty. */
export function shapeOf(roll: Dice, deepest = 2): Shape {
  const sizes = Array.from({ length: roll.below(deepest + 1) }, () => (roll.chance(3) ? roll.below(4) : undefined));
  const make = (depth: number): unknown => {
    if (depth === sizes.length) return 0;
    return Array.from({ length: sizes[depth] ?? roll.below(4) }, () => make(depth + 1));
  };
  return { sizes, rows: Array.from({ length: roll.chance(8) ? 0 : roll.below(6) }, () => make(0)) };
}

export type Leaf = (roll: Dice) => unknown;
/** Types of single values, with values of them. */
export const leaves: readonly (readonly [Type, Leaf])[] = [
  [number('int64'), (roll) => roll.below(9) - 4],
  [number('int8'), (roll) => roll.below(9) - 4],
  [number('uint16'), (roll) => roll.below(5)],
  [float64, (roll) => roll.pick([0, 0.5, -1.5, 2, Number.NaN, 1e300, -0])],
  [number('float32'), (roll) => roll.pick([0, 0.5, -1.5, 2])],
  [bool, (roll) => roll.chance(2)],
];
export const texts: readonly [Type, Leaf] = [string, (roll) => roll.pick(['', 'a', 'é', 'abc'])];

/**
 * An array that goes with others of the shape: as deep as the shape or less deep, with missing values at any level, and with
 * regular lists of one element in place of longer ones.
 */
export function arrayOf(roll: Dice, shape: Shape, [leaf, value]: readonly [Type, Leaf], options = true): Nested {
  const depth = roll.below(shape.sizes.length + 1);
  const stretched = roll.chance(4) ? roll.below(depth + 1) : depth;
  const missing = Array.from({ length: depth + 1 }, () => options && roll.chance(4));
  const typeFrom = (level: number): Type => {
    const inner = level === depth ? leaf : list(typeFrom(level + 1), level >= stretched ? 1 : shape.sizes[level]);
    return optionIf(missing[level] as boolean, inner);
  };
  const fill = (of: unknown, level: number): unknown => {
    if (missing[level] && roll.chance(3)) return undefined;
    if (level === depth) return value(roll);
    if (level >= stretched) return [fill(undefined, level + 1)];
    return (of as unknown[]).map((inner) => fill(inner, level + 1));
  };
  return { type: typeFrom(0), values: shape.rows.map((row) => fill(row, 0)) };
}

/** The type that a value of a union has; other types stay. */
export const resolved = (type: Type, value: unknown): Type =>
  type.is === 'union' ? (type.of.find((one) => fits(value, one)) as Type) : type;

/** The element of a value for place i of a common list: that of its own list, the only one of a stretched list, itself. */
export function elementAt(type: Type, value: unknown, i: number): readonly [Type, unknown] {
  const inner = present(type);
  if (inner.is !== 'list') return [type, value];
  if (value === undefined) return [option(inner.of), undefined];
  return [inner.of, (value as unknown[])[inner.size === 1 ? 0 : i]];
}

/** The length of the common list of some values, of which one or more are lists: by type, or that of a list that is there. */
export function commonLength(types: readonly Type[], values: readonly unknown[]): number {
  const lists = types.flatMap((type, at) => {
    const inner = present(type);
    return inner.is === 'list' ? [{ size: inner.size, value: values[at] as unknown[] | undefined }] : [];
  });
  if (lists.every(({ size }) => size !== undefined)) return lists.find(({ size }) => size !== 1)?.size ?? 1;
  return lists.find(({ size, value }) => size !== 1 && value !== undefined)?.value?.length ?? 1;
}

/** Compares a kernel with its meaning on plain values, row by row, and with itself on the rows cut in two. */
export function check(
  kernel: ArrayKernel,
  inputs: readonly Nested[],
  options: Record<string, unknown>,
  meaning: (row: readonly unknown[], types: readonly Type[]) => unknown,
): void {
  const layouts = inputs.map(layoutOf);
  const result = run(kernel, layouts, options);
  const types = inputs.map(({ type }) => type);
  const wanted = inputs[0]?.values.map((_, row) =>
    meaning(
      inputs.map(({ values }) => values[row]),
      types,
    ),
  );
  expect(layoutToValues(result)).toStrictEqual(wanted);
  const length = lengthOf(result);
  const cut = length >> 1;
  const parts = [
    [0, cut],
    [cut, length],
  ].map(([start = 0, stop = 0]) =>
    kernel(
      layouts.map((one) => sliceLayout(one, start, stop)),
      options,
      false,
    ),
  );
  expect(layoutToValues(concatLayouts(parts))).toStrictEqual(wanted);
}
