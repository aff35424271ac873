import type { Output } from '../../compiler/compile.ts';
import type { Plan } from '../../compiler/plan/plan.ts';
import type { CallExpr } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import type { FixedAxis } from '../../compiler/axis.ts';
import { emptyPartial, type HistogramPartial } from '../../kernels/histogram.ts';
import type { Layout } from '../../kernels/layout.ts';
import { layoutToValues } from '../../kernels/values.ts';
import { run, type RunOptions } from '../execute/run.ts';
import { Histogram } from '../results/histogram.ts';
import { asColumn, collectOf } from './column.ts';
import { type Core, planOf } from './core.ts';
import { HistogramBuilder, LazyHistogram, rangedAxes } from './histogram.ts';

/** A lazy value for the whole dataset: a count, a sum over rows. */
export class Reduced {
  readonly core: Core;
  readonly call: CallExpr;
  constructor(core: Core, expr: CallExpr) {
    this.core = core;
    this.call = expr;
    Object.freeze(this);
  }
  /** Computes it. */
  async value(options?: RunOptions): Promise<unknown> {
    return (await computeAll({ value: this }, options))['value'];
  }
}

interface Asked {
  readonly core: Core;
  readonly call: CallExpr;
  readonly finish: (value: unknown) => unknown;
}

/** Computes several lazy things in one pass over each source. */
export async function computeAll(outputs: Readonly<Record<string, unknown>>, options: RunOptions = {}): Promise<Record<string, unknown>> {
  const ranged = await findRanges(outputs, options);
  const asked = Object.entries(outputs).map(([name, lazy]) => [name, ask(name, lazy, ranged.get(name))] as const);
  const results: Record<string, unknown> = {};
  for (const [core, group] of bySource(asked)) {
    const plan = planOf(core, group.map(([name, { call }]): Output => ({ name, expr: call })));
    const values = await run(plan, core.source, options);
    for (const [name, { finish }] of group) results[name] = finish(values.get(name));
  }
  return Object.fromEntries(Object.keys(outputs).map((name) => [name, results[name]]));
}

/** The plans that `computeAll` would run; the ranges of automatic axes stay open. */
export function plansOf(outputs: Readonly<Record<string, unknown>>): { core: Core; plan: Plan }[] {
  const asked = Object.entries(outputs).map(([name, lazy]) => [name, ask(name, lazy, undefined)] as const);
  return [...bySource(asked)].map(([core, group]) => ({ core, plan: planOf(core, group.map(([name, { call }]) => ({ name, expr: call }))) }));
}

function bySource(asked: readonly (readonly [string, Asked])[]): Map<Core, (readonly [string, Asked])[]> {
  const groups = new Map<Core, (readonly [string, Asked])[]>();
  for (const entry of asked) {
    const core = [...groups.keys()].find((known) => known.source === entry[1].core.source) ?? entry[1].core;
    groups.set(core, [...(groups.get(core) ?? []), entry]);
  }
  return groups;
}

function ask(name: string, lazy: unknown, axes: LazyHistogram['axes'] | undefined): Asked {
  const column = asColumn(lazy);
  if (column !== undefined) return { core: column.core, call: collectOf(column), finish: (value) => layoutToValues(value as Layout) };
  if (lazy instanceof Reduced) return { core: lazy.core, call: lazy.call, finish: (value) => value };
  if (lazy instanceof LazyHistogram) {
    const fixed = (axes ?? lazy.axes) as FixedAxis[];
    return { core: lazy.core, call: lazy.result(fixed), finish: (value) => new Histogram(fixed, (value as HistogramPartial | undefined) ?? emptyPartial(fixed, { weighted: lazy.weighted })) };
  }
  if (lazy instanceof HistogramBuilder) throw new ExpressionError('not-filled', `the histogram ${name} has not been filled`, { hint: 'fill gives the filled one: const h = histogram(…).fill(column)' });
  throw new ExpressionError('not-lazy', `${name} is nothing that can be computed`, { hint: 'a column, a filled histogram, or a count or sum of rows' });
}

/** Finds the ranges of automatic axes in one pass before the filling. */
async function findRanges(outputs: Readonly<Record<string, unknown>>, options: RunOptions): Promise<Map<string, LazyHistogram['axes']>> {
  const wanted: Record<string, Reduced> = {};
  for (const [name, lazy] of Object.entries(outputs)) {
    if (!(lazy instanceof LazyHistogram)) continue;
    for (const { axis, min, max } of lazy.ranges()) {
      wanted[`${name}/${axis}/min`] = new Reduced(lazy.core, min);
      wanted[`${name}/${axis}/max`] = new Reduced(lazy.core, max);
    }
  }
  if (Object.keys(wanted).length === 0) return new Map();
  const found = await computeAll(wanted, options);
  return new Map(
    Object.entries(outputs).flatMap(([name, lazy]) => {
      if (!(lazy instanceof LazyHistogram)) return [];
      const ranges = new Map(lazy.ranges().map(({ axis }) => [axis, [Number(found[`${name}/${axis}/min`] ?? 0), Number(found[`${name}/${axis}/max`] ?? 1)] as const]));
      return [[name, rangedAxes(lazy.axes, ranges)] as const];
    }),
  );
}
