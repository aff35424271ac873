import { collectsOf, isCollect, type Work, workOf } from '../../compiler/compile.ts';
import type { LoopProgram } from '../../compiler/emit/loop-program.ts';
import { lookUpArray } from '../../compiler/ops/table.ts';
import type { Binding } from '../../compiler/emit/loop.ts';
import type { CallExpr } from '../../compiler/tree/expr.ts';
import { constantLayout } from './constant.ts';
import { deliveredColumn } from './delivered.ts';
import { ExecutionError } from '../../compiler/tree/problem.ts';
import { ArrayProblem } from '../../kernels/arrays/kernel.ts';
import type { Layout, NumbersLayout, RecordLayout } from '../../kernels/layout.ts';
import { compileLoop, LengthProblem, library, type Loop } from '../../kernels/loop.ts';
import { OverflowProblem, ValueProblem } from '../../kernels/scalar.ts';
import { takeLayout } from '../../kernels/take-layout.ts';
import { runColumnar } from './columnar.ts';

/** How outputs are computed: by a loop generated for them, or by kernels, operation by operation. Both give the same bits. */
export type Engine = 'loops' | 'kernels';

/** What is computed for each partition. */
export interface Task extends Work {
  readonly engine: Engine | undefined;
}

/** The task of some outputs; undefined where there are none. */
export function taskOf(outputs: readonly CallExpr[], engine?: Engine): Task | undefined {
  return outputs.length === 0 ? undefined : { ...workOf(outputs), engine };
}

/** Runs a task over the rows of one partition; gives one partial result an output. */
export function runTask(task: Task, rows: RecordLayout, where: string): unknown[] {
  try {
    const all = task.stages.length === 0 ? rows : withStages(task, rows);
    return partials(task.loop, task.outputs, all, task.engine);
  } catch (error) {
    throw explained(error, where);
  }
}

/** The rows with the columns that whole-array operations make. */
function withStages({ stages, rowColumn, engine }: Task, rows: RecordLayout): RecordLayout {
  const fields = new Map(rows.fields);
  if (stages.some(({ chosen }) => chosen !== undefined))
    fields.set(rowColumn, { is: 'numbers', dtype: 'int32', data: rowNumbers(rows.length) });
  const all: RecordLayout = { ...rows, fields };
  for (const stage of stages) {
    const collected = partials(stage.loop, collectsOf(stage), all, engine) as Layout[];
    let next = 0;
    const inputs = stage.inputs.map(
      (input) => (isCollect(input) ? collected[next++] : constantLayout(input)) as Layout,
    );
    const made = lookUpArray(stage.op).kernel(inputs, stage.options, false);
    const numbers = collected[next] as NumbersLayout | undefined;
    fields.set(stage.column, numbers === undefined ? made : spread(made, numbers.data as Int32Array, rows.length));
  }
  return all;
}

function rowNumbers(length: number): Int32Array {
  const numbers = new Int32Array(length);
  for (let i = 0; i < length; i++) numbers[i] = i;
  return numbers;
}

/** Values for chosen rows as a column of all rows; nobody looks at the others. */
function spread(made: Layout, chosen: Int32Array, length: number): Layout {
  const index = new Int32Array(length).fill(-1);
  for (let i = 0; i < chosen.length; i++) index[chosen[i] as number] = i;
  return takeLayout(made, index);
}

/** The partial results of outputs; what lies in the rows as it is wanted needs no loop. */
function partials(
  program: LoopProgram | string,
  outputs: readonly CallExpr[],
  rows: RecordLayout,
  engine: Engine | undefined,
): unknown[] {
  const there = outputs.map((output) => deliveredColumn(output, rows));
  if (!there.includes(undefined)) return there;
  const made = runLoop(program, outputs, rows, engine);
  return there.map((column, i) => column ?? made[i]);
}

function runLoop(
  program: LoopProgram | string,
  outputs: readonly CallExpr[],
  rows: RecordLayout,
  engine: Engine | undefined,
): unknown[] {
  const loop = engine === 'kernels' || typeof program === 'string' ? undefined : compiled(program.text);
  if (loop === undefined || typeof program === 'string') return runColumnar(outputs, rows);
  return loop(
    program.bindings.map((binding) => bufferOf(rows, binding)),
    rows.length,
    library,
    program.constants,
  );
}

/** The loop, or undefined where code must not be generated (a browser's Content-Security-Policy, Node's flag). */
function compiled(text: string): Loop | undefined {
  try {
    return compileLoop(text);
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}

/** What a kernel stopped with, as an error for users; others stay as they are. */
export function explained(error: unknown, where: string): unknown {
  if (error instanceof ArrayProblem)
    return new ExecutionError(
      error.code,
      `${error.message}${error.row === undefined || error.message.includes(`row ${error.row}`) ? '' : `, first in row ${error.row}`} (${where})`,
      { hint: error.hint, cause: error },
    );
  if (error instanceof OverflowProblem)
    return new ExecutionError('overflow', `${error.message} (${where})`, {
      hint: 'convert to a double first: Number(x)',
      cause: error,
    });
  if (error instanceof ValueProblem)
    return new ExecutionError(error.code, `${error.message} (${where})`, { hint: error.hint, cause: error });
  if (error instanceof RangeError && error.message === 'Invalid string length')
    return new ExecutionError('text-too-long', `a text grew beyond what JavaScript can hold (${where})`, {
      hint: 'repeat or pad less, or leave long texts out first',
      cause: error,
    });
  if (error instanceof LengthProblem) {
    return new ExecutionError(
      'lengths-differ',
      `${error.lists === '' ? 'two lists' : error.lists} are walked together and differ in length: ${error.lengths[0]} and ${error.lengths[1]} elements, first in row ${error.row} (${where})`,
      {
        hint: 'only lists of the same collection go together element by element',
        cause: error,
      },
    );
  }
  return error;
}

/** The buffer that a loop reads: fields by name, `[]` for a list's content, `?` for the values of an option. */
export function bufferOf(rows: Layout, { path, part }: Binding): unknown {
  let layout = rows;
  for (const step of path) layout = stepInto(layout, step, path);
  if (part === 'whole') return layout;
  if (part === 'data' && layout.is === 'numbers') return layout.data;
  if (part === 'offsets' && (layout.is === 'list' || layout.is === 'strings')) return layout.offsets;
  if (part === 'bytes' && layout.is === 'strings') return layout.bytes;
  if (part === 'valid' && layout.is === 'option') return layout.valid;
  throw new Error(`no ${part} at ${path.join('.')}: the source delivered ${layout.is}`);
}

function stepInto(layout: Layout, step: string, path: readonly string[]): Layout {
  if (step === '[]' && layout.is === 'list') return layout.content;
  if (step === '?' && layout.is === 'option') return layout.content;
  const field = layout.is === 'record' ? layout.fields.get(step) : undefined;
  if (field === undefined) throw new Error(`the source delivered no ${path.join('.')}`);
  return field;
}
