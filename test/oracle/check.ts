import type { CallExpr, Expr, LambdaExpr } from '../../compiler/tree/expr.ts';
import { int, type Type } from '../../compiler/tree/type.ts';
import { loopProgram } from '../../compiler/emit/loop-program.ts';
import type { GroupsPartial } from '../../kernels/groups.ts';
import type { TallyPartial } from '../../kernels/tally.ts';
import { type HistogramPartial, partialToJson } from '../../kernels/histogram.ts';
import type { Need } from '../../compiler/source.ts';
import { needsOfTrees } from '../../compiler/plan/tree-needs.ts';
import { type Layout, lengthOf, type RecordLayout } from '../../kernels/layout.ts';
import { runColumnar } from '../../src/execute/columnar.ts';
import { compileLoop, library } from '../../kernels/loop.ts';
import { bufferAt, show, valuesOf } from './data.ts';
import { interpretOutput, type Mode, type Output } from './interpret.ts';
import { Problem, type Value } from './meanings.ts';

/** What outputs over rows came to, as one text an output; or the problem. */
export type Outcome = { readonly texts: readonly string[] } | { readonly problem: string };

const bodyType = (call: CallExpr): Type => (call.args[1] as LambdaExpr).body.type;
const columns = (partial: HistogramPartial): string => JSON.stringify(partialToJson(partial));

function showOutput(call: CallExpr, output: Output): string {
  switch (output.is) {
    case 'values':
      return output.values.map((x) => show(x, bodyType(call))).join('\n');
    case 'histogram':
      return columns(output.partial);
    case 'sum':
      return `${show(output.sum, call.type)} of ${output.count}`;
    case 'one':
      return show(output.value, call.type);
    case 'tally':
    case 'groups':
      return showPartial(output.partial);
  }
}

/** A partial result as text, with every bit of its numbers. */
export function showPartial(partial: TallyPartial | GroupsPartial): string {
  return JSON.stringify(partial, (_, x: unknown) => {
    if (x instanceof Float64Array) return [...x];
    if (typeof x === 'bigint') return `${x}n`;
    return typeof x === 'number' && (Object.is(x, -0) || !Number.isFinite(x))
      ? `number ${Object.is(x, -0) ? '-0' : x}`
      : x;
  });
}

/** What the oracle says. */
export function oracle(outputs: readonly CallExpr[], rows: readonly Value[], mode: Mode): Outcome {
  try {
    return { texts: outputs.map((call) => showOutput(call, interpretOutput(call, rows, mode))) };
  } catch (problem) {
    if (problem instanceof Problem || problem instanceof RangeError) return { problem: problem.message };
    throw problem;
  }
}

/** What the generated loop says. */
export function loop(outputs: readonly CallExpr[], layout: Layout): Outcome & { readonly code: string } {
  const { text, bindings, constants } = loopProgram(outputs);
  const run = compileLoop(text);
  const input = bindings.map(({ path, part }) => bufferAt(layout, path, part));
  let results: unknown[];
  try {
    results = run(input, lengthOf(layout), library, constants);
  } catch (problem) {
    if (problem instanceof RangeError) return { problem: problem.message, code: text };
    throw new Error(`the loop failed with ${problem}\n${text}`);
  }
  return { texts: outputs.map((call, i) => showOutput(call, outputOf(call, results[i]))), code: text };
}

/** What kernels say, given no more of the rows than the trees say that they need. */
export function kernels(outputs: readonly CallExpr[], layout: Layout): Outcome & { readonly code: string } {
  const needed = onlyNeeded(layout, needsOfTrees(outputs)) as RecordLayout;
  const code = 'no loop';
  try {
    const results = runColumnar(outputs, needed);
    return { texts: outputs.map((call, i) => showOutput(call, outputOf(call, results[i]))), code };
  } catch (problem) {
    if (problem instanceof RangeError) return { problem: problem.message, code };
    throw problem;
  }
}

/** The parts of a layout that are needed, and nothing else. */
function onlyNeeded(layout: Layout, needs: readonly Need[]): Layout {
  if (needs.some(({ path, offsetsOnly }) => path.length === 0 && !offsetsOnly)) return layout;
  switch (layout.is) {
    case 'list':
    case 'option':
      return { ...layout, content: onlyNeeded(layout.content, needs) };
    case 'record': {
      const fields = [...layout.fields].flatMap(([name, of]): [string, Layout][] => {
        const below = needs.flatMap(({ path, offsetsOnly }) =>
          path[0] === name ? [{ path: path.slice(1), offsetsOnly }] : [],
        );
        return below.length === 0 ? [] : [[name, onlyNeeded(of, below)]];
      });
      return { ...layout, fields: new Map(fields) };
    }
    default:
      return layout;
  }
}

function outputOf(call: CallExpr, result: unknown): Output {
  if (call.op === 'fill') return { is: 'histogram', partial: result as HistogramPartial };
  if (call.op === 'collect')
    return { is: 'values', values: valuesOf(result as Layout, bodyType(call), lengthOf(result as Layout)) };
  if (call.op === 'tally') return { is: 'tally', partial: result as TallyPartial };
  if (call.op === 'group') return { is: 'groups', partial: result as GroupsPartial };
  const how = call.options['how'];
  if (how === 'sum' || how === 'mean') {
    const { sum, count } = result as { sum: number; count: number };
    return { is: 'sum', sum: call.type === int ? sum + 0 : sum, count };
  }
  return { is: 'one', value: result as Value };
}

/** What is wrong with the loop of a program; undefined where nothing is. */
export function differenceOf(
  outputs: readonly CallExpr[],
  rows: readonly Value[],
  layout: Layout,
  by: typeof loop = loop,
): string | undefined {
  const strict = oracle(outputs, rows, 'strict');
  const lenient = oracle(outputs, rows, 'lenient');
  const found = by(outputs, layout);
  const say = (what: string): string => `${what}\n--- loop\n${found.code}`;
  if ('problem' in found)
    return 'problem' in strict
      ? undefined
      : say(`the loop throws (${found.problem}), the oracle gives\n${strict.texts.join('\n')}`);
  if ('problem' in lenient)
    return say(`the oracle throws (${lenient.problem}), the loop gives\n${found.texts.join('\n')}`);
  const at = lenient.texts.findIndex((text, i) => text !== found.texts[i]);
  if (at < 0) return undefined;
  return say(`output ${at} differs\n--- oracle\n${lenient.texts[at]}\n--- loop\n${found.texts[at]}`);
}

/** The names of the operations in a tree. */
export function opsOf(expr: Expr, into: Set<string> = new Set()): Set<string> {
  if (expr.node === 'call') into.add(expr.op);
  const below =
    expr.node === 'call'
      ? expr.args
      : expr.node === 'record'
        ? expr.values
        : expr.node === 'field'
          ? [expr.of]
          : expr.node === 'lambda'
            ? [expr.body]
            : [];
  for (const child of below) opsOf(child, into);
  return into;
}
