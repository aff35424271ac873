import { loopProgram, type LoopProgram } from '../../compiler/emit/loop-program.ts';
import type { Binding } from '../../compiler/emit/loop.ts';
import type { CallExpr } from '../../compiler/tree/expr.ts';
import { ExecutionError } from '../../compiler/tree/problem.ts';
import type { Layout, RecordLayout } from '../../kernels/layout.ts';
import { compileLoop, LengthProblem, library, type Loop } from '../../kernels/loop.ts';
import { OverflowProblem } from '../../kernels/scalar.ts';
import { runColumnar } from './columnar.ts';

/** How outputs are computed: by a loop generated for them, or by kernels, operation by operation. Both give the same bits. */
export type Engine = 'loops' | 'kernels';

/** What is computed for each partition: a loop, and the outputs it was made for. */
export interface Task extends LoopProgram {
  readonly outputs: readonly CallExpr[];
  readonly engine: Engine | undefined;
}

/** The task of some outputs; undefined where there are none. */
export function taskOf(outputs: readonly CallExpr[], engine?: Engine): Task | undefined {
  return outputs.length === 0 ? undefined : { ...loopProgram(outputs), outputs, engine };
}

/** Runs a task over the rows of one partition; gives one partial result an output. */
export function runLoop(task: Task, rows: RecordLayout, where: string): unknown[] {
  try {
    const loop = task.engine === 'kernels' ? undefined : compiled(task.text);
    if (loop === undefined) return runColumnar(task.outputs, rows);
    return loop(
      task.bindings.map((binding) => bufferOf(rows, binding)),
      rows.length,
      library,
      task.constants,
    );
  } catch (error) {
    throw explained(error, where);
  }
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

function explained(error: unknown, where: string): unknown {
  if (error instanceof OverflowProblem)
    return new ExecutionError('overflow', `${error.message} (${where})`, {
      hint: 'convert to a double first: Number(x)',
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
