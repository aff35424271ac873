import { loopProgram } from '../../compiler/emit/loop-program.ts';
import type { CallExpr } from '../../compiler/tree/expr.ts';
import type { Layout, RecordLayout } from '../../kernels/layout.ts';
import { compileLoop, library } from '../../kernels/loop.ts';
import { runColumnar } from '../../src/execute/columnar.ts';
import { bufferOf } from '../../src/execute/task.ts';
import { interpretOutput } from '../oracle/interpret.ts';
import { Problem, type Value } from '../oracle/meanings.ts';

/** A result in which every bit counts, as plain values; strings tell -0, NaN and 64-bit integers apart. */
export function exactly(x: unknown): unknown {
  if (typeof x === 'number') return Object.is(x, -0) ? '-0' : Number.isFinite(x) ? x : String(x);
  if (typeof x === 'bigint') return `${x}n`;
  if (x instanceof Map) return [...x].map(([key, value]) => [key, exactly(value)]);
  if (ArrayBuffer.isView(x)) return [x.constructor.name, ...Array.from(x as unknown as ArrayLike<number>, exactly)];
  if (Array.isArray(x)) return x.map(exactly);
  if (typeof x === 'object' && x !== null)
    return Object.entries(x)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => [key, exactly(value)]);
  return x === undefined ? 'undefined' : x;
}

export type Outcome = { readonly results: unknown[] } | { readonly problem: Error };

function attempt(compute: () => unknown[]): Outcome {
  try {
    return { results: compute() };
  } catch (problem) {
    if (problem instanceof RangeError) return { problem };
    throw problem;
  }
}

export function byLoop(outputs: readonly CallExpr[], rows: Layout): Outcome {
  const { text, bindings, constants } = loopProgram(outputs);
  return attempt(() =>
    compileLoop(text)(
      bindings.map((b) => bufferOf(rows, b)),
      (rows as RecordLayout).length,
      library,
      constants,
    ),
  );
}

export const byKernels = (outputs: readonly CallExpr[], rows: Layout): Outcome =>
  attempt(() => runColumnar(outputs, rows as RecordLayout));

/** Whether the oracle, computing everything that an expression says, fails too. */
function strictFails(outputs: readonly CallExpr[], rows: readonly Value[]): boolean {
  try {
    for (const output of outputs) interpretOutput(output, rows, 'strict');
    return false;
  } catch (problem) {
    if (problem instanceof Problem || problem instanceof RangeError) return true;
    throw problem;
  }
}

export type Difference =
  | { readonly is: 'same' | 'both fail' | 'only the loop fails' | 'only the kernels fail' | 'refused' }
  | { readonly is: 'differs'; readonly text: string };

/** What the kernels do other than the loop. Either may fail where the strict oracle does. */
export function kernelDifference(outputs: readonly CallExpr[], rows: readonly Value[], layout: Layout): Difference {
  let loop: Outcome;
  try {
    loop = byLoop(outputs, layout);
  } catch (problem) {
    if (!/hold a computed list|rows are made of joined/.test(String(problem))) throw problem;
    byKernels(outputs, layout);
    return { is: 'refused' };
  }
  const kernels = byKernels(outputs, layout);
  if ('problem' in kernels) {
    if ('problem' in loop) return { is: 'both fail' };
    return strictFails(outputs, rows)
      ? { is: 'only the kernels fail' }
      : { is: 'differs', text: `the kernels fail: ${kernels.problem.stack}` };
  }
  if ('problem' in loop)
    return strictFails(outputs, rows)
      ? { is: 'only the loop fails' }
      : { is: 'differs', text: `the loop fails: ${loop.problem}` };
  const [a, b] = [loop.results, kernels.results].map((results) => results.map((x) => JSON.stringify(exactly(x)))) as [
    string[],
    string[],
  ];
  const at = a.findIndex((text, i) => text !== b[i]);
  return at < 0 ? { is: 'same' } : { is: 'differs', text: `output ${at}\n--- loop\n${a[at]}\n--- kernels\n${b[at]}` };
}
