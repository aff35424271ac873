import type { Layout } from '../layout.ts';

/**
 * An operation on whole arrays, with the meaning of the Awkward function of its name. `inputs` are arrays (their first
 * dimension are the rows), `options` what the user said besides, as plain JSON with defaults filled in.
 *
 * The type of the result must depend on the types of the inputs and the options alone, never on the data: it is found by
 * running the kernel on arrays of length 0 with `typeOnly`. Then there are no rows to complain of, and nothing that depends
 * on rows may be thrown; errors of types (no such axis, a number wanted) are.
 */
export type ArrayKernel<O = ArrayOptions> = (inputs: readonly Layout[], options: O, typeOnly: boolean) => Layout;

/** Options as they come from a plan; each kernel checks and narrows its own with the helpers of options.ts. */
export type ArrayOptions = Readonly<Record<string, unknown>>;

/** Arrays that an operation cannot take. The layers above make a JaggedError of it. */
export class ArrayProblem extends Error {
  /** Stable, in kebab-case: no-such-axis, wrong-type, lengths-differ, out-of-range, unknown-field … */
  readonly code: string;
  readonly hint: string | undefined;
  /** The first row where it shows. */
  readonly row: number | undefined;
  constructor(code: string, message: string, more: { readonly hint?: string; readonly row?: number } = {}) {
    super(message);
    this.name = 'ArrayProblem';
    this.code = code;
    this.hint = more.hint;
    this.row = more.row;
  }
}
