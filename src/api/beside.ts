import { type Expr, field } from '../../compiler/tree/expr.ts';
import { ExecutionError, ExpressionError } from '../../compiler/tree/problem.ts';
import { record } from '../../compiler/tree/type.ts';
import { type Layout, lengthOf } from '../../kernels/layout.ts';
import { ArraySource } from '../sources/array-source.ts';
import { arrayColumn } from './array-column.ts';
import { ColumnCore } from './column-core.ts';
import { type Core, joinReadings, sameRows } from './core.ts';
import { madeOf } from './derived.ts';
import { layoutOf } from './output.ts';

/** What an array function works on: columns, and plain values that stand for every row. */
export type Input = ColumnCore | Expr;

export const exprOf = (input: Input): Expr => (input instanceof ColumnCore ? input.expr : input);

/** Columns of the same rows, and the plain values beside them. Arrays of one length go together; other datasets do not mix. */
export function together(inputs: readonly Input[], what: string): { core: Core; exprs: Expr[] } {
  const columns = inputs.filter((input) => input instanceof ColumnCore);
  const [first, ...others] = columns;
  if (first === undefined) {
    throw new ExpressionError('wrong-argument', `${what} needs a column or an array, found plain values only`, {
      hint: 'make an array of them: ak.array([…])',
    });
  }
  const same = others.every(({ core }) => core.rows === first.core.rows && core.source === first.core.source);
  if (same)
    return {
      core: joinReadings(
        first.core,
        others.map(({ core }) => core),
      ),
      exprs: inputs.map(exprOf),
    };
  if (!columns.every(({ core }) => core.source instanceof ArraySource))
    for (const other of others) sameRows(first.core, other.core, what);
  return sideBySide(inputs, columns, what);
}

/** Arrays of one length as fields of one array. */
function sideBySide(
  inputs: readonly Input[],
  columns: readonly ColumnCore[],
  what: string,
): { core: Core; exprs: Expr[] } {
  const distinct = [...new Set(columns)];
  const type = record(distinct.map(({ expr }, i) => [String(i), expr.type] as const));
  const made = new ArraySource({
    name: distinct.map(({ core }) => core.source.info.name).join(', '),
    type,
    length: undefined,
    load: async (signal) => {
      const layouts = await Promise.all(distinct.map((column) => layoutOf(column, { signal })));
      const length = lengthOf(layouts[0] as Layout);
      for (const other of layouts)
        if (lengthOf(other) !== length)
          throw new ExecutionError(
            'lengths-differ',
            `${what} takes arrays of one length, found ${length} and ${lengthOf(other)} entries`,
          );
      return { is: 'record', length, fields: new Map(layouts.map((layout, i) => [String(i), layout])) };
    },
  });
  madeOf(made, distinct);
  const joined = arrayColumn(made);
  return {
    core: joined.core,
    exprs: inputs.map((input) =>
      input instanceof ColumnCore ? field(joined.expr, String(distinct.indexOf(input))) : input,
    ),
  };
}
