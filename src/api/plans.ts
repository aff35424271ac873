import type { AxisSpec } from '../../compiler/axis.ts';
import { needsOfOutputs } from '../../compiler/compile.ts';
import { type PlanJson, planFromJson, planToJson } from '../../compiler/plan/plan.ts';
import type { CallExpr } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import type { ListType, RecordType } from '../../compiler/tree/type.ts';
import type { GroupsPartial } from '../../kernels/groups.ts';
import type { HistogramPartial } from '../../kernels/histogram.ts';
import type { Layout } from '../../kernels/layout.ts';
import type { TallyPartial } from '../../kernels/tally.ts';
import { layoutToValues } from '../../kernels/values.ts';
import { run, type RunOptions } from '../execute/run.ts';
import { Histogram } from '../results/histogram.ts';
import { plansOf } from './compute.ts';
import { runOptionsOf } from './core.ts';
import { asDataset } from './dataset.ts';

/** The plan of outputs over one source as plain JSON: it holds data only, no code, and runs the same elsewhere. */
export function planJson(outputs: Readonly<Record<string, unknown>>): PlanJson {
  const plans = plansOf(outputs);
  const [first] = plans;
  if (first === undefined || plans.length > 1)
    throw new ExpressionError('several-sources', `a plan is over one source, found ${plans.length}`);
  return planToJson(first.plan);
}

/** Runs a plan that may come from anywhere on a dataset's source: it is checked and typed anew first. */
export async function runPlanJson(
  json: unknown,
  dataset: unknown,
  options: RunOptions = {},
): Promise<Record<string, unknown>> {
  const core = asDataset(dataset);
  if (core === undefined) throw new ExpressionError('wrong-argument', 'runPlan takes a plan and a dataset');
  const plan = planFromJson(json, core.source.info, needsOfOutputs);
  const values = await run(plan, core.source, runOptionsOf(core, options));
  return Object.fromEntries(
    plan.outputs.flatMap(({ name, also = [], expr }) =>
      [name, ...also].map((one) => [one, plainResult(expr, values.get(one))]),
    ),
  );
}

/** The result of an output, of which nothing is known but its plan. */
export function plainResult({ op, options, type }: CallExpr, value: unknown): unknown {
  switch (op) {
    case 'collect':
      return layoutToValues(value as Layout);
    case 'fill':
      return new Histogram(options['axes'] as unknown as AxisSpec[], value as HistogramPartial);
    case 'tally':
      return tallyRecord((type as RecordType).fields, value as TallyPartial);
    case 'group':
      return groupRecords(((type as ListType).of as RecordType).fields, value as GroupsPartial);
    default:
      return value;
  }
}

type Fields = RecordType['fields'];

/** What was counted of each condition, by its name. */
function tallyRecord(fields: Fields, { counts, sums, squares }: TallyPartial): Record<string, unknown> {
  const found = [...fields.keys()].map((name, i): [string, unknown] => [
    name,
    sums === undefined ? counts[i] : { count: counts[i], sum: sums[i], squares: squares?.[i] },
  ]);
  return Object.fromEntries(found);
}

/** Each key as a record of its parts, and what was gathered of it. */
function groupRecords(fields: Fields, { keys, values }: GroupsPartial): Record<string, unknown>[] {
  const names = [...fields.keys()];
  const columns = values === undefined ? keys : [...keys, [...values]];
  return (keys[0] ?? []).map((_, i) => Object.fromEntries(names.map((name, at) => [name, columns[at]?.[i]])));
}
