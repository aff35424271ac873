import type { CallExpr } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { emptyLayout } from '../../compiler/tree/layout-type.ts';
import { showType } from '../../compiler/tree/type.ts';
import type { RecordLayout } from '../../kernels/layout.ts';
import { isGroup, mapLeaves } from '../api/outputs.ts';
import { finishOutput, mergePair, mergeTree } from '../execute/merge.ts';
import { localOutputs } from '../execute/executor.ts';
import { runTask, type Task, taskOf } from '../execute/task.ts';
import { rowOfWork } from '../execute/crew/workbench.ts';
import type { Parts } from '../execute/crew/work.ts';
import type { Prepared } from './processor.ts';
import type { SetParts } from './runner.ts';

type Named = Record<string, unknown>;

/** The results of a data set by the names of its outputs, in the objects they were given in. */
export function resultsOf(prepared: Prepared, parts: SetParts): Named {
  const partOf = partsByName(prepared, parts);
  return mapLeaves(prepared.outputs as unknown as Named, (_lazy, name) => finished(prepared, name, partOf.get(name)));
}

/** The results of all data sets as one: outputs of one name are merged, in the order of the data sets. */
export function resultsOfAll(prepared: readonly Prepared[], parts: readonly SetParts[]): Named {
  const named = prepared.map((one, set) => partsByName(one, parts[set]));
  const shape = prepared.map(({ outputs }) => outputs as unknown as Named).reduce(joined);
  return mapLeaves(shape, (_lazy, name) => {
    const having = prepared.filter(({ asked }) => asked.has(name));
    const [first] = having as [Prepared];
    checkAlike(name, having);
    const output = exprOf(first, name);
    const found = prepared.flatMap((one, set) => (one.asked.has(name) ? [named[set]?.get(name)] : []));
    return finished(
      first,
      name,
      mergeTree(found, (a, b) => mergePair(output, a, b)),
    );
  });
}

function partsByName(prepared: Prepared, parts: SetParts): Map<string, unknown> {
  const known = parts ?? partsOfNothing(prepared);
  return new Map(
    prepared.plan.outputs.flatMap(({ name, also = [] }, i) =>
      [name, ...also].map((one): [string, unknown] => [one, known[i]]),
    ),
  );
}

/** What no rows give. */
function partsOfNothing({ plan, work }: Prepared): Parts {
  const task = taskOf(localOutputs(plan), work.engine) as Task;
  return runTask(task, emptyLayout(rowOfWork(work)) as RecordLayout, work.dataset);
}

function exprOf({ plan }: Prepared, name: string): CallExpr {
  const found = plan.outputs.find((output) => output.name === name || output.also?.includes(name) === true);
  return (found as { expr: CallExpr }).expr;
}

const finished = (prepared: Prepared, name: string, part: unknown): unknown =>
  prepared.asked.get(name)?.finish(finishOutput(exprOf(prepared, name), part));

/** What outputs must have in common to be merged. */
function kindOf(output: CallExpr): string {
  const { op, options, type } = output;
  return op === 'fill' ? JSON.stringify(options['axes']) : `${String(options['how'] ?? op)} ${showType(type)}`;
}

function checkAlike(name: string, prepared: readonly Prepared[]): void {
  const kinds = prepared.map((one) => [one.work.dataset, kindOf(exprOf(one, name))] as const);
  const [first, other] = [kinds[0], kinds.find(([, kind]) => kind !== kinds[0]?.[1])];
  if (other !== undefined)
    throw new ExpressionError(
      'outputs-differ',
      `the output ${name} is not the same for ${first?.[0]} and ${other[0]}: ${first?.[1]}, and ${other[1]}`,
      { hint: 'give outputs of unlike data sets other names' },
    );
}

/** The outputs of both, objects among them joined. */
function joined(a: Named, b: Named): Named {
  const both = Object.entries(b).map(([key, value]) => {
    const there = a[key];
    return [key, isGroup(there) && isGroup(value) ? joined(there, value) : (there ?? value)] as const;
  });
  return { ...a, ...Object.fromEntries(both) };
}

/** Throws ExpressionError where outputs of one name cannot be merged: before anything is read. */
export function checkOutputs(prepared: readonly Prepared[]): void {
  const names = new Set(prepared.flatMap(({ asked }) => [...asked.keys()]));
  for (const name of names)
    checkAlike(
      name,
      prepared.filter(({ asked }) => asked.has(name)),
    );
}
