import type { Costing } from './cost.ts';
import { loopOrReason, type LoopProgram } from './emit/loop-program.ts';
import { CHEAP_COLUMNS_FIRST, firstPhase } from './passes/first-phase.ts';
import { rules } from './passes/index.ts';
import { rewrite } from './passes/rule.ts';
import { place } from './passes/place.ts';
import { isDelivered } from './plan/delivered.ts';
import { mergeNeeds, needsOfBindings } from './plan/needs.ts';
import { needsOfTrees } from './plan/tree-needs.ts';
import type { Plan, PlannedOutput, Stage } from './plan/plan.ts';
import { type ArrayStage, stage } from './plan/stages.ts';
import type { SourceInfo } from './source.ts';
import { canonical } from './tree/bind.ts';
import type { CallExpr, Expr } from './tree/expr.ts';

/** Something to compute: a collect, fill or reduceRows call, as the user's code built it. */
export interface Output {
  readonly name: string;
  /** The names of outputs that turned out to be the same. */
  readonly also?: readonly string[];
  readonly expr: CallExpr;
}

export interface CompileOptions {
  /** Where things are computed: `auto` (the default) chooses by cost; the others force it as far as meaning allows. */
  readonly placement?: 'auto' | 'local' | 'storage';
  /** What work costs on the source; without it, `auto` computes here. */
  readonly costing?: Costing | undefined;
  /** The names of rules that are left out, to see what they do. */
  readonly without?: ReadonlySet<string> | undefined;
}

/** The plan of several outputs over one source: rewritten, pruned, and placed. Same input, same plan. */
export function compile(outputs: readonly Output[], info: SourceInfo, options: CompileOptions = {}): Plan {
  const fired = new Map<string, number>();
  const stages: Stage[] = [];
  const applied = rules.filter(({ name }) => options.without?.has(name) !== true);
  const rewritten = outputs.map(({ name, expr }) => {
    const written = canonical(expr);
    stages.push({ output: name, rules: [], expr: written });
    const done = rewrite(written, applied, (inRound, then) =>
      stages.push({ output: name, rules: inRound, expr: then }),
    );
    for (const [rule, times] of done.fired) fired.set(rule, (fired.get(rule) ?? 0) + times);
    return { name, expr: done.expr as CallExpr };
  });
  const placed = place(together(rewritten), info, {
    placement: options.placement ?? 'auto',
    costing: options.costing,
    needsOf,
  });
  const here = placed.outputs.filter((output) => output.place === 'local').map((output) => output.expr);
  const skip = placed.pushed || options.without?.has(CHEAP_COLUMNS_FIRST) === true;
  const first = skip ? undefined : firstPhase(here, info, { costing: options.costing, needsOf });
  if (first !== undefined) fired.set(CHEAP_COLUMNS_FIRST, 1);
  return { version: 1, source: info.name, ...placed, needs: needsOf(here), first, fired, stages };
}

/** Outputs that are the same are one, with the other names beside. */
function together(outputs: readonly Output[]): Output[] {
  const known = new Map<CallExpr, { name: string; also: string[]; expr: CallExpr }>();
  for (const { name, expr } of outputs) {
    const first = known.get(expr);
    if (first === undefined) known.set(expr, { name, also: [], expr });
    else first.also.push(name);
  }
  return [...known.values()];
}

/** How local outputs are computed on each partition: whole-array operations one after the other, then one loop. */
export interface Work {
  readonly stages: readonly WorkStage[];
  readonly outputs: readonly CallExpr[];
  /** The loop, or why there is none: then kernels compute the outputs, operation by operation. */
  readonly loop: LoopProgram | string;
  /** The column that numbers the rows, for the stages. */
  readonly rowColumn: string;
}

/** A whole-array operation and the loop that makes its inputs. */
export interface WorkStage extends ArrayStage {
  readonly loop: LoopProgram | string;
}

/** The work that was last made for outputs with the same first one: explain, compile and run ask for the same. */
const works = new WeakMap<CallExpr, { readonly outputs: readonly CallExpr[]; readonly work: Work }>();

/** The work of some outputs. */
export function workOf(outputs: readonly CallExpr[]): Work {
  const [first] = outputs;
  const known = first === undefined ? undefined : works.get(first);
  if (known?.outputs.length === outputs.length && known.outputs.every((output, i) => output === outputs[i]))
    return known.work;
  const work = makeWork(outputs);
  if (first !== undefined) works.set(first, { outputs: [...outputs], work });
  return work;
}

function makeWork(outputs: readonly CallExpr[]): Work {
  const staged = stage(outputs);
  const stages = staged.stages.map((one) => ({ ...one, loop: loopOrReason(collectsOf(one), isDelivered) }));
  const loop = loopOrReason(staged.outputs, isDelivered);
  return { stages, outputs: staged.outputs, loop, rowColumn: staged.rowColumn };
}

/** What the loop of a stage computes: the inputs, then the numbers of the chosen rows. */
export function collectsOf({ inputs, chosen }: ArrayStage): readonly CallExpr[] {
  const collects = inputs.filter(isCollect);
  return chosen === undefined ? collects : [...collects, chosen];
}

/** Whether an input of a stage is a column, not a constant. */
export const isCollect = (input: Expr): input is CallExpr => input.node === 'call' && input.op === 'collect';

/** The work of the local outputs; undefined where storage does everything. */
export function localWork(outputs: readonly PlannedOutput[]): Work | undefined {
  const local = outputs.filter((output) => output.place === 'local');
  return local.length === 0 ? undefined : workOf(local.map((output) => output.expr));
}

/** The parts of the row that work reads. */
export function needsOfWork({ stages, outputs, loop, rowColumn }: Work): Plan['needs'] {
  const made = new Set([rowColumn, ...stages.map(({ column }) => column)]);
  const parts = [...stages.map((one) => ({ loop: one.loop, outputs: collectsOf(one) })), { loop, outputs }];
  const bindings = parts.flatMap((part) => (typeof part.loop === 'string' ? [] : part.loop.bindings));
  const walked = needsOfTrees(parts.flatMap((part) => (typeof part.loop === 'string' ? part.outputs : [])));
  return mergeNeeds([...needsOfBindings(bindings), ...walked].filter(({ path }) => !made.has(path[0] as string)));
}

/** The parts of the row that outputs read when they are computed here. */
export const needsOf = (outputs: readonly CallExpr[]): Plan['needs'] =>
  outputs.length === 0 ? [] : needsOfWork(workOf(outputs));

/** The parts of the row that the local outputs read. */
export const needsOfOutputs = (outputs: readonly PlannedOutput[]): Plan['needs'] =>
  needsOf(outputs.filter(({ place }) => place === 'local').map(({ expr }) => expr));
