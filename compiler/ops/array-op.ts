import { type ArrayKernel, ArrayProblem } from '../../kernels/arrays/kernel.ts';
import type { Layout } from '../../kernels/layout.ts';
import { emptyLayout, typeOfLayout } from '../tree/layout-type.ts';
import { TypeMismatchError } from '../tree/problem.ts';
import type { Type } from '../tree/type.ts';
import type { Op } from './op.ts';
import type { Expr, Options } from '../tree/expr.ts';

/**
 * What the rows of the result are: `each` gives one value for each row of the inputs, whatever the other rows are, so it can
 * go partition by partition; `all` makes other rows of all rows together; `one` makes a single value of them.
 */
export type Rows = 'each' | 'all' | 'one';

/** An operation on whole arrays. */
export interface ArrayOp extends Op {
  readonly kernel: ArrayKernel;
  readonly rows: (types: readonly Type[], options: Options) => Rows;
}

/** An operation on whole arrays, of its kernel. */
export function arrayOp(doc: string, kernel: ArrayKernel, rows: ArrayOp['rows'] | Rows): ArrayOp {
  return {
    doc,
    kernel,
    rows: typeof rows === 'string' ? () => rows : rows,
    gives: (args, options) => typeWith(kernel, args, options),
  };
}

/** The type of the result: what the kernel makes of no rows. */
function typeWith(kernel: ArrayKernel, args: readonly Expr[], options: Options): Type {
  try {
    return typeOfLayout(
      kernel(
        args.map((arg): Layout => emptyLayout(arg.type)),
        options,
        true,
      ),
    );
  } catch (error) {
    if (error instanceof ArrayProblem)
      throw new TypeMismatchError(error.code, error.message, { hint: error.hint, cause: error });
    throw error;
  }
}
