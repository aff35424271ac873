import type { Output } from '../../compiler/compile.ts';
import type { Plan } from '../../compiler/plan/plan.ts';
import type { AxisSpec } from '../../compiler/axis.ts';
import { run, type RunOptions } from '../execute/run.ts';
import { ASK, type Asked, type Core, joinReadings, planOf, runOptionsOf, simplyAsked } from './core.ts';
import { leavesOf, mapLeaves } from './outputs.ts';
import { overWiderRows, sourceNode, widestOf } from './widen.ts';

type Entry = readonly [name: string, asked: Asked, axes: readonly AxisSpec[] | undefined];

/** Computes lazy things, and those in objects among them, in one pass over each source; gives the results in the same objects. */
export async function computeAll(
  outputs: Readonly<Record<string, unknown>>,
  options: RunOptions = {},
): Promise<Record<string, unknown>> {
  const ready = await findRanges(entriesOf(outputs), options);
  const results = new Map<string, unknown>();
  for (const [core, group] of bySource(ready)) {
    const plan = planOf(core, outputsOf(core, group));
    const values = await run(plan, core.source, runOptionsOf(core, options));
    for (const [name, { finish }, axes] of group) results.set(name, finish(values.get(name), axes));
  }
  return mapLeaves(outputs, (_lazy, name) => results.get(name));
}

/** The plans that `computeAll` would run; the ranges of automatic axes stay open. */
export function plansOf(outputs: Readonly<Record<string, unknown>>): { core: Core; plan: Plan }[] {
  return [...bySource(entriesOf(outputs))].map(([core, group]) => ({
    core,
    plan: planOf(core, outputsOf(core, group)),
  }));
}

const entriesOf = (outputs: Readonly<Record<string, unknown>>): Entry[] =>
  leavesOf(outputs).map(({ name, asked }) => [name, asked, undefined]);

/** The outputs of a group, all over the rows of its source. */
const outputsOf = ({ source }: Core, group: readonly Entry[]): Output[] =>
  group.map(([name, { call, core }, axes]) => {
    const expr = call(axes);
    return { name, expr: core.source === source ? expr : overWiderRows(expr, sourceNode(source)) };
  });

/** The outputs by source. Those of rows that others are joined from are computed over the joined rows, in one pass. */
function bySource(asked: readonly Entry[]): Map<Core, Entry[]> {
  const groups = new Map<Core, Entry[]>();
  const cores = asked.map(([, { core }]) => core);
  for (const entry of asked) {
    const widest = widestOf(entry[1].core, cores);
    const core = [...groups.keys()].find((known) => known.source === widest.source) ?? widest;
    groups.set(core, [...(groups.get(core) ?? []), entry]);
  }
  // what any of the outputs has read from outside belongs to the one plan
  return new Map(
    [...groups].map(([core, group]) => [
      joinReadings(
        core,
        group.map(([, asked]) => asked.core),
      ),
      group,
    ]),
  );
}

/** Finds the ranges of automatic axes in one pass before the filling. */
async function findRanges(asked: readonly Entry[], options: RunOptions): Promise<Entry[]> {
  const wanted: Record<string, unknown> = {};
  asked.forEach(([, { core, ranges }], i) => {
    for (const { axis, min, max } of ranges) {
      wanted[`${i}/${axis}/min`] = {
        [ASK]: () => simplyAsked(core, min, (x) => x),
      };
      wanted[`${i}/${axis}/max`] = {
        [ASK]: () => simplyAsked(core, max, (x) => x),
      };
    }
  });
  if (Object.keys(wanted).length === 0) return [...asked];
  const found = await computeAll(wanted, options);
  return asked.map(([name, question], i): Entry => {
    const at = (axis: number, end: string, none: number): number => Number(found[`${i}/${axis}/${end}`] ?? none);
    return [
      name,
      question,
      question.ranged(
        new Map(question.ranges.map(({ axis }) => [axis, [at(axis, 'min', 0), at(axis, 'max', 1)] as const])),
      ),
    ];
  });
}
