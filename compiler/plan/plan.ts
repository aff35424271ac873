import type { Forecast } from '../cost.ts';
import type { SourceInfo, Need } from '../source.ts';
import type { CallExpr, Expr } from '../tree/expr.ts';
import { ExpressionError } from '../tree/problem.ts';
import { isResult } from '../ops/table.ts';
import { type TreeJson, treesFromJson, treesToJson } from './json.ts';

/** Where a node is computed. */
export type Placement = 'local' | 'storage';

/** One thing that is asked for. */
export interface PlannedOutput {
  readonly name: string;
  /** The names of outputs that are the same, and get its result too. */
  readonly also?: readonly string[];
  /** A collect, fill or reduceRows call, after rewriting. */
  readonly expr: CallExpr;
  readonly place: Placement;
  /** Why it is computed there. */
  readonly why: string;
}

/** What is to be done: data only. Loops and SQL are rendered from it by whoever runs it. */
export interface Plan {
  readonly version: 1;
  readonly source: string;
  readonly outputs: readonly PlannedOutput[];
  /** The parts of the row that the local outputs read. */
  readonly needs: readonly Need[];
  /** A condition on the row that every local output implies, for the storage to leave rows out. */
  readonly filter: Expr | undefined;
  /** Whether storage leaves out single rows by it while it scans, not only partitions of which statistics say enough. */
  readonly pushed: boolean;
  /** What is read first, to see whether the rest must be read; not part of the JSON, as results do not depend on it. */
  readonly first: FirstPhase | undefined;
  /** What the plan is expected to take; not part of the JSON, as it holds for these data and this machine. */
  readonly forecast: Forecast | undefined;
  /** How often each rewrite rule fired. */
  readonly fired: ReadonlyMap<string, number>;
  /** The trees as written and after each round of rewriting; only for explain, and not part of the JSON. */
  readonly stages: readonly Stage[];
}

/** A condition that all local outputs imply, asked of a partition before the rest of it is read. */
export interface FirstPhase {
  /** Whether any row passes. */
  readonly test: CallExpr;
  readonly needs: readonly Need[];
}

/** One output at one time of the rewriting. */
export interface Stage {
  readonly output: string;
  /** The rules that led here; none for what was written. */
  readonly rules: readonly string[];
  readonly expr: Expr;
}

/** A plan as JSON. */
export interface PlanJson {
  readonly version: 1;
  readonly source: string;
  readonly outputs: readonly Omit<PlannedOutput, 'expr'>[];
  readonly needs: readonly Need[];
  readonly filtered: boolean;
  readonly pushed: boolean;
  readonly fired: Readonly<Record<string, number>>;
  /** The output trees, then the filter where there is one. */
  readonly trees: TreeJson;
}

/** The plan as plain JSON, which runs the same after a round trip. */
export function planToJson(plan: Plan): PlanJson {
  const roots = plan.outputs.map((output): Expr => output.expr);
  return {
    version: 1,
    source: plan.source,
    outputs: plan.outputs.map(({ expr: _, ...told }) => told),
    needs: plan.needs,
    filtered: plan.filter !== undefined,
    pushed: plan.pushed,
    fired: Object.fromEntries(plan.fired),
    trees: treesToJson(plan.filter === undefined ? roots : [...roots, plan.filter]),
  };
}

/** A plan from outside: its trees are checked and typed anew, and must fit the source's type. */
export function planFromJson(
  json: unknown,
  info: SourceInfo,
  prepare: (outputs: readonly PlannedOutput[]) => readonly Need[],
): Plan {
  const told = json as Partial<PlanJson> | null;
  if (typeof told !== 'object' || told === null || told.version !== 1 || !Array.isArray(told.outputs))
    throw new ExpressionError('bad-plan', 'not a plan of version 1');
  const trees = treesFromJson(told.trees);
  const outputs = told.outputs.map((output: PlanJson['outputs'][number], i): PlannedOutput => {
    const expr = trees[i];
    if (expr?.node !== 'call' || !isResult(expr.op))
      throw new ExpressionError('bad-plan', `output ${i} is not a result`);
    checkSource(expr, info);
    return {
      name: String(output.name),
      also: Array.isArray(output.also) ? output.also.map(String) : [],
      expr,
      place: output.place === 'storage' ? 'storage' : 'local',
      why: String(output.why),
    };
  });
  const filter = told.filtered === true ? trees[outputs.length] : undefined;
  return {
    version: 1,
    source: info.name,
    outputs,
    needs: prepare(outputs),
    filter,
    pushed: told.pushed === true,
    first: undefined,
    forecast: undefined,
    fired: new Map(),
    stages: [],
  };
}

function checkSource(expr: Expr, info: SourceInfo): void {
  if (expr.node === 'source') {
    if (expr.type.is !== 'table' || expr.type.row !== info.row)
      throw new ExpressionError('bad-plan', `the plan was made for other data than ${info.name}`);
  } else if (expr.node === 'call') checkSource(expr.args[0] as Expr, info);
  else throw new ExpressionError('bad-plan', 'an output needs a dataset');
}
