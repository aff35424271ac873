import type { Expr } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { inputOf } from './arrays.ts';
import { together } from './beside.ts';
import { asColumn, type ColumnCore } from './column-core.ts';
import type { Core } from './core.ts';

/** The column that a function of `ak` was given. */
export function need(value: unknown, what: string): ColumnCore {
  const column = asColumn(value);
  if (column === undefined)
    throw new ExpressionError('wrong-argument', `ak.${what} takes a column`, {
      hint: `inside a lambda write the method: list.${what}()`,
    });
  return column;
}

/** Values that stand together, at least one of them a column: what they are expressions of, and these. */
export function needTogether(values: readonly unknown[], what: string): { core: Core; exprs: Expr[] } {
  return together(
    values.map((value) => inputOf(value, `ak.${what}`)),
    `ak.${what}`,
  );
}

/** Columns by name make one collection, whose records want a name. */
export function namelessCollection(): ExpressionError {
  return new ExpressionError('wrong-option', 'ak.concatenate of named columns makes one collection of them', {
    hint: "name its records: { as: 'Lepton' }",
  });
}

/** Gives functions the names under which lambdas refuse them; `inside` says what stands for each of them there. */
export function markAk(
  functions: Readonly<Record<string, object>>,
  prefix = '',
  inside?: (name: string) => string,
): void {
  for (const [name, fn] of Object.entries(functions))
    Object.assign(fn, { [Symbol.for('jagged.ak')]: `${prefix}${name}`, [Symbol.for('jagged.inside')]: inside?.(name) });
}
