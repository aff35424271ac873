import type { Rows } from '../../compiler/ops/array-op.ts';
import { call, lookUp, lookUpArray, type OpName } from '../../compiler/ops/table.ts';
import { type Expr, literal, type Literal, type Options, record } from '../../compiler/tree/expr.ts';
import { hasRows } from '../../compiler/tree/datasets.ts';
import { typeOfLayout } from '../../compiler/tree/layout-type.ts';
import { ExecutionError, ExpressionError, TypeMismatchError } from '../../compiler/tree/problem.ts';
import type { ListType, Type } from '../../compiler/tree/type.ts';
import { ArrayProblem } from '../../kernels/arrays/kernel.ts';
import { type Merge, MERGES } from '../../kernels/arrays/partials.ts';
import type { Layout, ListLayout } from '../../kernels/layout.ts';
import { OverflowProblem } from '../../kernels/scalar.ts';
import { layoutToValues } from '../../kernels/values.ts';
import { ArraySource, knownArray } from '../sources/array-source.ts';
import { arrayLayout } from '../sources/memory.ts';
import type { MemoryColumn } from '../sources/memory/columns.ts';
import { constantLayout } from '../execute/constant.ts';
import type { Fold } from '../execute/run.ts';
import { arrayColumn, foldColumn, isWholeArray } from './array-column.ts';
import { exprOf, type Input, together } from './beside.ts';
import { asColumn, ColumnCore } from './column-core.ts';
import { resultOf } from './core.ts';
import { columnOf } from './dataset.ts';
import { inputsOf, madeOf } from './derived.ts';
import { layoutOf } from './output.ts';
import { Reduced } from './reduced.ts';

/** An array of plain values (of the type, where one is given), of a typed array, or of offsets and content. */
export function arrayOf(values: MemoryColumn, type?: Type): ColumnCore {
  const layout = arrayLayout(values, type);
  return arrayColumn(knownArray('array', type ?? typeOfLayout(layout), layout));
}

const isExpr = (value: unknown): value is Expr =>
  typeof value === 'object' && value !== null && 'node' in value && 'free' in value;

/** The plain values of an array that is there already, or of a plain list; undefined for anything else. */
export function valuesAtHand(value: unknown): readonly unknown[] | undefined {
  if (Array.isArray(value)) return value as readonly unknown[];
  const column = asColumn(value);
  if (column === undefined || !(column.core.source instanceof ArraySource) || !isWholeArray(column)) return undefined;
  const { known } = column.core.source.data;
  return known === undefined ? undefined : layoutToValues(known);
}

/** A plain value, list or object of them, as a constant of the expression. */
export function constantOf(value: unknown, what: string): Expr {
  if (Array.isArray(value))
    return call(
      'listOf',
      value.map((one) => constantOf(one, what)),
    );
  if (value === undefined || value === null) return literal(undefined);
  if (['number', 'string', 'boolean', 'bigint'].includes(typeof value)) return literal(value as Literal);
  if (typeof value === 'object' && !ArrayBuffer.isView(value))
    return record(Object.entries(value).map(([name, of]) => [name, constantOf(of, what)] as const));
  throw new ExpressionError('wrong-argument', `${what} takes a plain value here`);
}

/** A column, an array of plain values, a typed array, or one plain value. */
export function inputOf(value: unknown, what: string): Input {
  const column = asColumn(value);
  if (column !== undefined) return column;
  if (value === undefined || value === null) return literal(undefined);
  if (isExpr(value)) return value;
  if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint')
    return literal(value);
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return arrayOf(value as MemoryColumn);
  throw new ExpressionError('wrong-argument', `${what} takes columns, arrays and plain values`, {
    hint: 'inside a lambda write the method of the value: list.sum()',
  });
}

/**
 * Applies an operation on whole arrays: within each row where it goes row by row, which gives a column of the same rows;
 * else to all rows together, once they are there, which gives an array of its own, or one value.
 */
export function applyArrayOp(op: OpName, given: readonly unknown[], told: Options): object {
  const inputs = given.map((value) => inputOf(value, op));
  const scalars = inputs.flatMap((input, i) => (input instanceof ColumnCore ? [] : [i]));
  const options = scalars.length === 0 ? told : { ...told, scalars };
  const rows = rowsOf(op, inputs, options);
  if (rows === 'each') {
    const { core, exprs } = together(inputs, op);
    if (!hasRows(core.rows)) return columnOf(core, call(op, exprs, options));
  }
  const made = derived(op, inputs, options);
  if (rows === 'one' && made.expr.type.is !== 'list') return onlyValue(made);
  const { core, expr } = rows === 'one' ? entriesOf(made, made.expr.type as ListType) : made;
  return columnOf(core, expr);
}

function rowsOf(op: OpName, inputs: readonly Input[], options: Options): Rows {
  try {
    return lookUpArray(op).rows(
      inputs.map((input) => exprOf(input).type),
      options,
    );
  } catch (error) {
    throw error instanceof ArrayProblem
      ? new TypeMismatchError(error.code, error.message, { hint: error.hint, cause: error })
      : error;
  }
}

/** The elements of the one list that an array holds, as an array. */
function entriesOf(list: ColumnCore, { of }: ListType): ColumnCore {
  const made = new ArraySource({
    name: list.core.source.info.name,
    type: of,
    length: undefined,
    load: async (signal) => ((await layoutOf(list, { signal })) as ListLayout).content,
  });
  madeOf(made, inputsOf(list.core.source));
  return arrayColumn(made);
}

/** The array that an operation makes of all rows of its inputs. */
function derived(op: OpName, inputs: readonly Input[], options: Options): ColumnCore {
  const type = lookUp(op).gives(inputs.map(exprOf), options, op);
  const names = inputs.flatMap((input) => (input instanceof ColumnCore ? [input.core.source.info.name] : []));
  const made = new ArraySource({
    name: `${op}(${names.join(', ')})`,
    type,
    length: undefined,
    load: async (signal) => {
      const [column] = inputs;
      return column instanceof ColumnCore && foldsRows(op, inputs, options)
        ? foldColumn(column, foldOf(op, options), signal)
        : computeArray(op, await layoutsOf(inputs, signal), options);
    },
  });
  madeOf(
    made,
    inputs.filter((input) => input instanceof ColumnCore),
  );
  return arrayColumn(made);
}

/** Whether an operation reduces the rows of one column, and what it makes of parts of them can be merged. */
function foldsRows(op: OpName, inputs: readonly Input[], { axis = null, keepdims = false }: Options): boolean {
  return inputs.length === 1 && MERGES[op] !== undefined && (axis === null || axis === 0) && keepdims === false;
}

function foldOf(op: OpName, options: Options): Fold {
  const merge = MERGES[op] as Merge;
  return {
    partial: (rows) => computeArray(op, [rows], options),
    merge: (a, b) => explained(() => merge([a, b])),
  };
}

async function layoutsOf(inputs: readonly Input[], signal: AbortSignal | undefined): Promise<Layout[]> {
  const computed = await Promise.all(
    inputs.map((input) => (input instanceof ColumnCore ? layoutOf(input, { signal }) : undefined)),
  );
  return inputs.map((input, i) => computed[i] ?? constantLayout(input as Expr));
}

/** The one entry of an array, as a value of all rows. */
function onlyValue({ core, expr }: ColumnCore): Reduced {
  return new Reduced(core, resultOf(core, 'collect', expr), (layout) => layoutToValues(layout as Layout)[0]);
}

function computeArray(op: OpName, layouts: readonly Layout[], options: Options): Layout {
  return explained(() => lookUpArray(op).kernel(layouts, options, false));
}

/** Does the work of a kernel; what it refuses is an error of running. */
function explained(work: () => Layout): Layout {
  try {
    return work();
  } catch (error) {
    if (error instanceof OverflowProblem)
      throw new ExecutionError('overflow', error.message, { hint: 'convert to a double first', cause: error });
    if (!(error instanceof ArrayProblem)) throw error;
    const row = error.row === undefined ? '' : `, first in row ${error.row}`;
    throw new ExecutionError(error.code, `${error.message}${row}`, { hint: error.hint, cause: error });
  }
}
