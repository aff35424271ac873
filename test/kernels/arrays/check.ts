import { expect } from 'vitest';
import { structureOps } from '../../../compiler/ops/arrays-structure.ts';
import type { Json } from '../../../compiler/tree/expr.ts';
import { typeOfLayout } from '../../../compiler/tree/layout-type.ts';
import type { Type } from '../../../compiler/tree/type.ts';
import { ArrayProblem } from '../../../kernels/arrays/kernel.ts';
import { concatLayouts } from '../../../kernels/concat.ts';
import type { Layout } from '../../../kernels/layout.ts';
import { layoutToValues } from '../../../kernels/values.ts';
import type { Draw } from '../../oracle/data.ts';
import { run } from './cases.ts';
import { anyLayout } from './generate.ts';
import * as plain from './plain.ts';

/** An operation that changes structure. */
export type Op = keyof typeof structureOps;
export type Options = Readonly<Record<string, Json>>;

/** The values of a result, or the word for a refusal. */
function outcome(compute: () => unknown): unknown {
  try {
    return compute();
  } catch (error) {
    if (error instanceof ArrayProblem || error instanceof plain.Refused) return 'refused';
    throw error;
  }
}

const kernelOutcome = (op: Op, inputs: readonly Layout[], options: Options): unknown =>
  outcome(() => layoutToValues(run({ kernel: structureOps[op].kernel, inputs, options })));

/** The kernel gives what the plain meaning gives; and, where rows keep to themselves, the same however they are cut. */
export function check(op: Op, { array, beside = [], shared = [] }: Inputs, options: Options, meaning: Meaning): void {
  const inputs = [array, ...beside].map(([a, b]) => concatLayouts([a, b]));
  const both = [...inputs, ...shared];
  const type = typeOfLayout(inputs[0] as Layout);
  const found = kernelOutcome(op, both, options);
  const [rows, ...others] = both.map(layoutToValues) as [unknown[]];
  expect(found).toStrictEqual(outcome(() => meaning(rows, type, options, others)));
  if (outcome(() => structureOps[op].rows(both.map(typeOfLayout), options)) !== 'each') return;
  const halves = [0, 1].map((k) => [array, ...beside].map((pair) => pair[k] as Layout));
  const pieces = halves.map((half) => kernelOutcome(op, [...half, ...shared], options));
  expect(found).toStrictEqual(pieces.includes('refused') ? 'refused' : pieces.flat(1));
}

/** What an operation is given: an array in two pieces, others cut as it is, and others that belong to all rows. */
export interface Inputs {
  readonly array: readonly [Layout, Layout];
  readonly beside?: readonly (readonly [Layout, Layout])[];
  readonly shared?: readonly Layout[];
}
/** What an operation means, on plain values: of the rows, their type, the options and the other inputs. */
export type Meaning = (rows: unknown[], type: Type, options: Options, others: unknown[][]) => unknown;

/** Two pieces of an array of a random type; often one of them has no rows. */
export function pieces(draw: Draw, type: Type): [Layout, Layout] {
  const piece = (): Layout => anyLayout(draw, type, draw.pick([0, 1, 2, 3, 3, 10]));
  return [piece(), piece()];
}

/** An axis that is often there, and sometimes not. */
export const anyAxis = (draw: Draw): number => draw.pick([0, 1, 1, 2, 2, 3]);
