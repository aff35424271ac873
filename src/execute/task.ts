import type { LoopProgram } from '../../compiler/emit/loop-program.ts';
import type { Binding } from '../../compiler/emit/loop.ts';
import { ExecutionError } from '../../compiler/tree/problem.ts';
import type { Layout, RecordLayout } from '../../kernels/layout.ts';
import { compileLoop, LengthProblem, library } from '../../kernels/loop.ts';
import { OverflowProblem } from '../../kernels/scalar.ts';

/** Runs a loop over the rows of one partition; gives one partial result an output. */
export function runLoop(program: LoopProgram, rows: RecordLayout, where: string): unknown[] {
  const input = program.bindings.map((binding) => bufferOf(rows, binding));
  try {
    return compileLoop(program.text)(input, rows.length, library, program.constants);
  } catch (error) {
    throw explained(error, where);
  }
}

function explained(error: unknown, where: string): unknown {
  if (error instanceof OverflowProblem) return new ExecutionError('overflow', `${error.message} (${where})`, { hint: 'convert to a double first: Number(x)', cause: error });
  if (error instanceof LengthProblem) {
    return new ExecutionError('lengths-differ', `two lists are walked together and differ in length: ${error.lengths[0]} and ${error.lengths[1]} elements, first in row ${error.row} (${where})`, {
      hint: 'only lists of the same collection go together element by element',
      cause: error,
    });
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
