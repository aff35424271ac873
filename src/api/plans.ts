import type { AxisSpec } from '../../compiler/axis.ts';
import { needsOfOutputs } from '../../compiler/compile.ts';
import { type PlanJson, planFromJson, planToJson } from '../../compiler/plan/plan.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import type { HistogramPartial } from '../../kernels/histogram.ts';
import type { Layout } from '../../kernels/layout.ts';
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
      [name, ...also].map((one) => [
        one,
        finished(expr.op, expr.options['axes'] as AxisSpec[] | undefined, values.get(one)),
      ]),
    ),
  );
}

function finished(op: string, axes: AxisSpec[] | undefined, value: unknown): unknown {
  if (op === 'collect') return layoutToValues(value as Layout);
  return op === 'fill' ? new Histogram(axes as AxisSpec[], value as HistogramPartial) : value;
}
