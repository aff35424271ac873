import type { Layout } from '../layout.ts';
import { applyScalar } from './apply-scalar.ts';
import { broadcast, type Operand, type Rules } from './broadcast.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { operandsOf } from './operands.ts';
import { textOption } from './options.ts';
import type { Kind, ScalarFunction } from './scalar-functions.ts';

/** Finds the scalar operation of a name on values of some kinds. Throws where there is none. */
export type ScalarLookup = (op: string, kinds: readonly Kind[], options: ArrayOptions) => ScalarFunction;

/**
 * The kernel that applies an operation on single values, `op`, to each of the values of arrays that are brought to one shape,
 * as NumPy's universal functions have it: values go with the lists beside them, regular lists of one element with longer
 * ones, and what is missing in one array is missing in the result. `scalars` are the numbers of inputs that are one value for
 * all rows. `lookup` finds the operation.
 *
 * Integers give integers where the operation keeps them (checked at 2**53), all else doubles; true counts as 1.
 */
export function elementwiseWith(lookup: ScalarLookup): ArrayKernel {
  return (inputs, options) => {
    const op = textOption(options, 'op');
    if (op === undefined) throw new ArrayProblem('wrong-option', 'elementwise needs the name of an operation as op');
    return mapValues(op, operandsOf(op, inputs, options), (kinds) => lookup(op, kinds, options));
  };
}

/** Applies a scalar operation, chosen by the kinds of the values, to arrays that are brought to one shape. */
export function mapValues(
  what: string,
  operands: readonly Operand[],
  choose: (kinds: readonly Kind[]) => ScalarFunction,
  more: Partial<Rules> = {},
): Layout {
  const [result] = broadcast(operands, {
    what,
    left: true,
    right: true,
    fields: false,
    masked: true,
    action: (leaves, level) => {
      const kinds = kindsOf(leaves);
      return kinds && [applyScalar(choose(kinds), leaves, level)];
    },
    refuse: (leaves) => refusal(what, leaves),
    ...more,
  });
  return result as Layout;
}

/** The kinds of single values; undefined where an operand is no column of such. Of nothing, one may take what one will. */
function kindsOf(leaves: readonly Operand[]): readonly Kind[] | undefined {
  const kinds: Kind[] = [];
  const other = leaves.some(({ layout }) => layout.is === 'strings') ? 'text' : 'double';
  for (const { layout } of leaves) {
    if (layout.is === 'strings') kinds.push('text');
    else if (layout.is === 'nothing') kinds.push(other);
    else if (layout.is !== 'numbers') return undefined;
    else if (layout.dtype === 'bool') kinds.push('truth');
    else kinds.push(layout.dtype === 'float32' || layout.dtype === 'float64' ? 'double' : 'integer');
  }
  return kinds;
}

function refusal(what: string, operands: readonly Operand[]): ArrayProblem {
  const record = operands.find(({ layout }) => layout.is === 'record');
  const names = record?.layout.is === 'record' ? [...record.layout.fields.keys()].slice(0, 6).join(', ') : '';
  return new ArrayProblem('wrong-type', `${what} takes single values; ${record?.name ?? 'one array'} has records`, {
    hint: `choose a field first (${names})`,
  });
}
