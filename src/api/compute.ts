import type { Output } from '../../compiler/compile.ts';
import type { Plan } from '../../compiler/plan/plan.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import type { AxisSpec } from '../../compiler/axis.ts';
import { run, type RunOptions } from '../execute/run.ts';
import { ASK, type Asked, type Core, joinReadings, planOf, runOptionsOf, simplyAsked } from './core.ts';

type Entry = readonly [name: string, asked: Asked, axes: readonly AxisSpec[] | undefined];

/** Computes several lazy things in one pass over each source. */
export async function computeAll(
  outputs: Readonly<Record<string, unknown>>,
  options: RunOptions = {},
): Promise<Record<string, unknown>> {
  const asked = await Promise.all(
    Object.entries(outputs).map(async ([name, lazy]): Promise<Entry> => [name, ask(name, lazy), undefined]),
  );
  const ready = await findRanges(asked, options);
  const results: Record<string, unknown> = {};
  for (const [core, group] of bySource(ready)) {
    const plan = planOf(core, outputsOf(group));
    const values = await run(plan, core.source, runOptionsOf(core, options));
    for (const [name, { finish }, axes] of group) results[name] = finish(values.get(name), axes);
  }
  return Object.fromEntries(Object.keys(outputs).map((name) => [name, results[name]]));
}

/** The plans that `computeAll` would run; the ranges of automatic axes stay open. */
export function plansOf(outputs: Readonly<Record<string, unknown>>): { core: Core; plan: Plan }[] {
  const asked = Object.entries(outputs).map(([name, lazy]): Entry => [name, ask(name, lazy), undefined]);
  return [...bySource(asked)].map(([core, group]) => ({ core, plan: planOf(core, outputsOf(group)) }));
}

const outputsOf = (group: readonly Entry[]): Output[] =>
  group.map(([name, { call }, axes]) => ({ name, expr: call(axes) }));

function bySource(asked: readonly Entry[]): Map<Core, Entry[]> {
  const groups = new Map<Core, Entry[]>();
  for (const entry of asked) {
    const core = [...groups.keys()].find((known) => known.source === entry[1].core.source) ?? entry[1].core;
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

function ask(name: string, lazy: unknown): Asked {
  const question = typeof lazy === 'object' && lazy !== null ? (lazy as Record<symbol, unknown>)[ASK] : undefined;
  if (typeof question !== 'function') throw notLazy(name, lazy);
  return question.call(lazy) as Asked;
}

function notLazy(name: string, value: unknown): ExpressionError {
  const fill = typeof value === 'object' && value !== null && 'fill' in value && 'axes' in value;
  if (fill)
    return new ExpressionError('not-filled', `the histogram ${name} is not filled`, {
      hint: 'say with what: histogram(…).fill(column)',
    });
  const rows = (value as Record<symbol, unknown> | undefined)?.[Symbol.for('jagged.lazy')] === true;
  return new ExpressionError('not-lazy', `${name} is nothing that can be computed`, {
    hint: rows
      ? 'a dataset has many columns: name those you want, events.MET.pt'
      : 'a column, a filled histogram, or a count or sum of rows',
  });
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
