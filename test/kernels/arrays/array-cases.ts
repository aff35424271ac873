import { expect } from 'vitest';
import { parseType } from '../../../compiler/tree/datashape.ts';
import { typeOfLayout } from '../../../compiler/tree/layout-type.ts';
import { showType } from '../../../compiler/tree/type.ts';
import type { ArrayKernel } from '../../../kernels/arrays/kernel.ts';
import { type Layout, lengthOf } from '../../../kernels/layout.ts';
import { sliceLayout } from '../../../kernels/slice.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { valuesToLayout } from '../../../src/sources/memory/encode.ts';
import { decode, reference } from '../../tools/shared.ts';

/** A case of the reference table, as its README says. */
export interface Case {
  readonly id: string;
  readonly op: string;
  /** What was evaluated, in Python. */
  readonly expr: string;
  readonly inputs: Readonly<Record<string, Typed>>;
  readonly args?: readonly unknown[];
  readonly kwargs?: Readonly<Record<string, unknown>>;
  readonly result?: Typed & { readonly tuple?: readonly Typed[] };
  readonly error?: { readonly class: string };
}

export interface Typed {
  readonly value: unknown;
  readonly type: string;
}

const table = reference<{ readonly cases: readonly Case[] }>('awkward-ops.json');

/** Whether the reference is at hand. */
export const present: boolean = table !== undefined;
/** The cases of some operations. */
export const casesOf = (...ops: readonly string[]): readonly Case[] =>
  (table?.cases ?? []).filter(({ op }) => ops.includes(op));
/** A case by its id. */
export function caseNamed(id: string): Case {
  const found = table?.cases.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no case ${id}`);
  return found;
}

const withoutLength = (type: string): string => type.replace(/^\d+ \* /, '');

/** An array from plain values and the type of one of them, as text. */
export const array = (type: string, values: readonly unknown[]): Layout => valuesToLayout(values, parseType(type));
/** The type of the values of an array, as text. */
export const typeOf = (layout: Layout): string => showType(typeOfLayout(layout));

/** The input of a case. */
export function inputOf(one: Case, name: string): Layout {
  const { value, type } = one.inputs[name] as Typed;
  return array(withoutLength(type), decode(value, type) as unknown[]);
}

/** A single value as an array of length 1. */
export function single(value: unknown): Layout {
  if (typeof value === 'string') return array('string', [value]);
  if (typeof value === 'boolean') return array('bool', [value]);
  return array(Number.isInteger(value) && !Object.is(value, -0) ? 'int64' : 'float64', [value]);
}

/** Arguments of a case as inputs of a kernel, with the numbers of those that are single values. */
export function argumentsOf(
  one: Case,
  args: readonly unknown[],
): { readonly inputs: readonly Layout[]; readonly scalars: readonly number[] } {
  const scalars: number[] = [];
  const inputs = args.map((arg, at) => {
    if (typeof arg === 'object' && arg !== null && '$ref' in arg) return inputOf(one, String(arg.$ref));
    scalars.push(at);
    // JSON does not tell 0.0 from 0
    return one.expr.includes(`${arg}.0`) ? array('float64', [arg]) : single(arg);
  });
  return { inputs, scalars };
}

/** What a kernel gives; its type must be the one it finds without rows. */
export function run(
  kernel: ArrayKernel,
  inputs: readonly Layout[],
  options: Readonly<Record<string, unknown>> = {},
): Layout {
  const result = kernel(inputs, options, false);
  const empty = kernel(
    inputs.map((input) => sliceLayout(input, 0, 0)),
    options,
    true,
  );
  expect(typeOf(empty)).toBe(typeOf(result));
  checkLayout(result);
  return result;
}

/** The buffers of a layout fit together. */
export function checkLayout(layout: Layout): void {
  const length = lengthOf(layout);
  switch (layout.is) {
    case 'list': {
      const { offsets, content, size } = layout;
      expect(offsets[0]).toBe(0);
      expect(offsets[length]).toBe(lengthOf(content));
      for (let i = 0; i < length; i++) {
        const own = (offsets[i + 1] as number) - (offsets[i] as number);
        expect(own).toBeGreaterThanOrEqual(0);
        if (size !== undefined) expect(own).toBe(size);
      }
      return checkLayout(content);
    }
    case 'record':
      for (const field of layout.fields.values()) {
        expect(lengthOf(field)).toBe(length);
        checkLayout(field);
      }
      return;
    case 'option':
      expect(layout.content.is).not.toBe('option');
      expect(layout.valid.length).toBeGreaterThanOrEqual((length + 7) >> 3);
      return checkLayout(layout.content);
    case 'union':
      layout.contents.forEach(checkLayout);
      return layout.tags.forEach((tag, i) => {
        expect(layout.index[i]).toBeLessThan(lengthOf(layout.contents[tag] as Layout));
      });
    case 'strings':
      expect(layout.offsets[length]).toBe(layout.bytes.length);
  }
}

/** Numbers of the reference that are computed are wider here: integers int64, floats float64. */
export const computed = (type: string): string =>
  type.replaceAll(/\bu?int(8|16|32|64)\b/g, 'int64').replaceAll(/\bfloat(16|32)\b/g, 'float64');

/** Compares a result with that of a case: its type and its values. */
export function expectResult(
  layout: Layout,
  { value, type }: Typed,
  change: (type: string) => string = (x) => x,
): void {
  expect(typeOf(layout)).toBe(showType(parseType(change(withoutLength(type)))));
  expect(layoutToValues(layout)).toStrictEqual(decode(value, type));
}

/** Compares numbers up to the rounding of other math libraries. */
export function expectClose(layout: Layout, { value, type }: Typed, relative = 1e-12): void {
  expect(typeOf(layout)).toBe(showType(parseType(computed(withoutLength(type)))));
  closeValues(layoutToValues(layout), decode(value, type), relative);
}

function closeValues(found: unknown, wanted: unknown, relative: number): void {
  if (Array.isArray(wanted)) {
    expect(found).toHaveLength(wanted.length);
    wanted.forEach((one, i) => closeValues((found as unknown[])[i], one, relative));
  } else if (typeof wanted === 'number' && Number.isFinite(wanted) && wanted !== 0)
    expect(Math.abs((found as number) - wanted) / Math.abs(wanted)).toBeLessThan(relative);
  else expect(found).toStrictEqual(wanted);
}
