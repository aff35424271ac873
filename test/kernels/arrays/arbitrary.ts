import fc from 'fast-check';
import type { Layout } from '../../../kernels/layout.ts';
import { made } from './comparing.ts';

/** A type of nested lists, and how plain values of it look. */
export type Shape = {
  readonly option: boolean;
} & (
  | { readonly is: 'leaf'; readonly type: string; readonly value: fc.Arbitrary<unknown> }
  | { readonly is: 'list'; readonly of: Shape; readonly size: number | undefined }
);

/** An array with its plain values. */
export interface Sample {
  readonly shape: Shape;
  readonly values: readonly unknown[];
  readonly layout: Layout;
}

const few = (...values: unknown[]): fc.Arbitrary<unknown> => fc.constantFrom(...values);
/** Sums and products of a few of them are exact. */
export const NUMBERS: readonly (readonly [string, fc.Arbitrary<unknown>])[] = [
  ['int64', few(-3, -1, 0, 1, 2, 7)],
  ['int8', few(-128, -1, 0, 1, 127)],
  ['uint16', few(0, 1, 2, 65535)],
  ['float64', few(-2, -0.5, -0, 0, 0.25, 1, 4, Number.NaN, Infinity)],
  ['float32', few(-2, -0.5, 0, 0.25, Number.NaN)],
  ['bool', few(false, true)],
];
export const TEXTS: readonly (readonly [string, fc.Arbitrary<unknown>])[] = [
  ['string', few('', 'a', 'ab', 'b', 'é', '𝛑', 'z', 'longer than eight', 'longer than nine')],
];

/** The datashape of a shape. */
export function textOf(shape: Shape): string {
  const bare = shape.is === 'leaf' ? shape.type : `${shape.size ?? 'var'} * ${textOf(shape.of)}`;
  if (!shape.option) return bare;
  return shape.is === 'leaf' ? `?${bare}` : `option[${bare}]`;
}

function shapes(depth: number, leaves: typeof NUMBERS): fc.Arbitrary<Shape> {
  const option = fc.boolean();
  if (depth === 0)
    return fc
      .record({ option, leaf: fc.constantFrom(...leaves) })
      .map(({ option, leaf: [type, value] }) => ({ is: 'leaf', option, type, value }));
  const size = fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined, freq: 4 });
  return fc.record({ is: fc.constant('list' as const), option, of: shapes(depth - 1, leaves), size });
}

function valuesOf(shape: Shape): fc.Arbitrary<unknown> {
  const bare =
    shape.is === 'leaf'
      ? shape.value
      : fc.array(valuesOf(shape.of), { minLength: shape.size ?? 0, maxLength: shape.size ?? 4 });
  return shape.option ? fc.option(bare, { nil: undefined, freq: 3 }) : bare;
}

export const sampleOf = (shape: Shape, values: readonly unknown[]): Sample => ({
  shape,
  values,
  layout: made(textOf(shape), values),
});

/** Arrays of `parts` parts of one shape, with up to `deepest` levels of lists in each row. */
export function samples(
  parts: number,
  {
    deepest = 2,
    shallowest = 0,
    leaves = NUMBERS,
  }: { deepest?: number; shallowest?: number; leaves?: typeof NUMBERS } = {},
): fc.Arbitrary<Sample[]> {
  return fc
    .integer({ min: shallowest, max: deepest })
    .chain((depth) => shapes(depth, leaves))
    .chain((shape) =>
      fc
        .array(fc.array(valuesOf(shape), { maxLength: 5 }), { minLength: parts, maxLength: parts })
        .map((rows) => rows.map((values) => sampleOf(shape, values))),
    );
}

/** How many levels of lists there are, the rows counted. */
export const depthOf = (shape: Shape): number => (shape.is === 'leaf' ? 1 : 1 + depthOf(shape.of));

/** The leaf below all lists. */
export const leafOf = (shape: Shape): Shape & { is: 'leaf' } => (shape.is === 'leaf' ? shape : leafOf(shape.of));
