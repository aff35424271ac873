import type { Layout } from '../layout.ts';
import { lengthOf } from '../layout.ts';
import type { Operand } from './broadcast.ts';
import { type ArrayOptions, ArrayProblem } from './kernel.ts';
import { namesOption } from './options.ts';

/**
 * The inputs as they are brought together. The option `scalars` lists the inputs that are one value for all rows (arrays of
 * length 1), `names` says what messages call them.
 */
export function operandsOf(what: string, inputs: readonly Layout[], options: ArrayOptions): readonly Operand[] {
  const names = namesOption(options, 'names');
  const scalars = scalarsOption(options, inputs.length);
  return inputs.map((layout, at) => {
    const single = scalars.has(at);
    if (single && lengthOf(layout) > 1)
      throw new ArrayProblem(
        'wrong-option',
        `${what}: input ${at + 1} is one of scalars but has ${lengthOf(layout)} values`,
      );
    return { layout, single, passive: false, name: names?.[at] ?? `input ${at + 1}` };
  });
}

/** The numbers of the inputs that are one value for all rows. */
export function scalarsOption({ scalars = [] }: ArrayOptions, inputs: number): ReadonlySet<number> {
  const places = Array.isArray(scalars) ? (scalars as readonly unknown[]) : [scalars];
  for (const at of places)
    if (!Number.isSafeInteger(at) || (at as number) < 0 || (at as number) >= inputs)
      throw new ArrayProblem(
        'wrong-option',
        `the option scalars lists inputs by number, found ${JSON.stringify(scalars)}`,
      );
  return new Set(places as readonly number[]);
}
