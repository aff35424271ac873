import { expect, it } from 'vitest';
import { parseType } from '../../../compiler/tree/datashape.ts';
import { emptyLayout, typeOfLayout } from '../../../compiler/tree/layout-type.ts';
import { showType } from '../../../compiler/tree/type.ts';
import { type ArrayKernel, ArrayProblem } from '../../../kernels/arrays/kernel.ts';
import { type Layout, lengthOf } from '../../../kernels/layout.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import { valuesToLayout } from '../../../src/sources/memory/encode.ts';
import { inferType } from '../../../src/sources/memory/infer.ts';
import { decode, reference } from '../../tools/shared.ts';

/** One case of the reference: see the README beside it. */
export interface Case {
  readonly id: string;
  readonly op: string;
  readonly expr: string;
  readonly inputs: Readonly<Record<string, { readonly value: unknown; readonly type: string }>>;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly result?: { readonly value: unknown; readonly type: string | null };
  readonly error?: { readonly class: string };
}

/** A call of a kernel that a case stands for. */
export interface Call {
  readonly kernel: ArrayKernel;
  readonly inputs: readonly Layout[];
  readonly options: Readonly<Record<string, unknown>>;
}

/** The cases of the reference that fit; none where it is absent. */
export function casesWhere(fits: (one: Case) => boolean): Case[] {
  return (reference<{ cases: Case[] }>('awkward-ops.json')?.cases ?? []).filter(fits);
}

/** The input of a case that an argument names. */
export function inputOf(one: Case, argument: unknown): Layout {
  const { value, type } = one.inputs[(argument as { $ref: string }).$ref] as { value: unknown; type: string };
  const rows = type.replace(/^\d+ \* /, '');
  return valuesToLayout(decode(value, type) as unknown[], parseType(rows));
}

export const isInput = (argument: unknown): boolean =>
  typeof argument === 'object' && argument !== null && '$ref' in argument;

/** A call on whole arrays; what is computed from the types alone must be the type of the result. */
export function run({ kernel, inputs, options }: Call): Layout {
  const empty = inputs.map((input) => emptyLayout(typeOfLayout(input)));
  const expected = typeOfLayout(kernel(empty, options, true));
  const result = kernel(inputs, options, false);
  expect(showType(typeOfLayout(result))).toBe(showType(expected));
  expectSound(result);
  return result;
}

/** Buffers fit together: offsets start at 0 and end where the content does, fields are of one length. */
export function expectSound(layout: Layout): void {
  switch (layout.is) {
    case 'list':
      expect(layout.offsets[0]).toBe(0);
      expect(layout.offsets.at(-1)).toBe(lengthOf(layout.content));
      if (layout.size !== undefined) expect(lengthOf(layout.content)).toBe(layout.size * lengthOf(layout));
      return expectSound(layout.content);
    case 'record':
      for (const field of layout.fields.values()) {
        expect(lengthOf(field)).toBe(layout.length);
        expectSound(field);
      }
      return;
    case 'option':
      expect(layout.valid.length).toBeGreaterThanOrEqual((lengthOf(layout.content) + 7) >> 3);
      expect(layout.content.is).not.toBe('option');
      return expectSound(layout.content);
    case 'union':
      expect(layout.index.length).toBe(layout.tags.length);
      for (const content of layout.contents) expectSound(content);
  }
}

/** What a case may be compared by, besides its own result. */
export interface Differs {
  /** The code of the error that is chosen here instead of a result. */
  readonly error?: string;
  /** The type that the result has here, where Awkward's depends on the data. */
  readonly type?: string;
  /** Why. */
  readonly because: string;
}

/** Compares a call with its case: values, type, or that both refuse. `one` says that the result is one value, not rows. */
export function compare(
  one: Case,
  call: Call,
  { isOne = false, differs }: { isOne?: boolean; differs?: Differs | undefined } = {},
): void {
  it(one.id, () => {
    if (differs?.error !== undefined) return expect(codeOf(call)).toBe(differs.error);
    if (one.result === undefined) return expect(codeOf(call)).toMatch(CODES[one.error?.class ?? ''] ?? /./);
    const layout = run(call);
    const { value, type } = one.result;
    const wanted = decode(value, type ?? '');
    const values = layoutToValues(layout);
    expect(isOne ? values[0] : values).toStrictEqual(wanted);
    const whole = isOne ? '' : `${lengthOf(layout)} * `;
    if (type !== null) expect(`${whole}${showType(typeOfLayout(layout))}`).toBe(differs?.type ?? typeHere(type, isOne));
  });
}

/** The codes of errors that Awkward has a class of its own for. */
const CODES: Readonly<Record<string, RegExp>> = { AxisError: /^no-such-axis$/, FieldNotFoundError: /^unknown-field$/ };

/** One value's type has no length here, other than that of an array. */
const typeHere = (type: string, isOne: boolean): string => (isOne ? type.replace(/^\d+ \*/, 'var *') : type);

/** The code of the error of a call. */
export function codeOf({ kernel, inputs, options }: Call): string {
  try {
    kernel(inputs, options, false);
  } catch (error) {
    if (error instanceof ArrayProblem) return error.code;
    throw error;
  }
  return '';
}

/** Plain values as an array. */
export function arrayOf(values: readonly unknown[]): Layout {
  const untold = values.every((value) => Array.isArray(value) && value.length === 0);
  return valuesToLayout(values, untold ? parseType('var * unknown') : inferType(values));
}
