import { explainPlan, type ExplainOptions } from '../../compiler/explain.ts';
import { needsOfOutputs } from '../../compiler/compile.ts';
import { pathOf } from '../../compiler/plan/path.ts';
import type { Plan } from '../../compiler/plan/plan.ts';
import { type Expr, visit } from '../../compiler/tree/expr.ts';
import type { Place } from '../../compiler/tree/problem.ts';
import { plansOf } from './compute.ts';
import type { Core } from './core.ts';

/** The plan of lazy things, as text (the default), JSON or DOT. Reads no data. */
export function explainAll(outputs: Readonly<Record<string, unknown>>, options: ExplainOptions = {}): string {
  return plansOf(outputs).map(({ core, plan }) => explainOne(core, plan, options)).join('\n\n');
}

function explainOne(core: Core, plan: Plan, options: ExplainOptions): string {
  const { source } = core;
  // storage reads the columns of its outputs too
  const needs = plan.outputs.every(({ place }) => place === 'local') ? plan.needs : needsOfOutputs(plan.outputs.map((output) => ({ ...output, place: 'local' as const })));
  return explainPlan(plan, { info: source.info, partitions: source.partitions().length, columns: source.columnsOf(needs), needs, lines: linesOf(core), captured: core.captured }, options);
}

/** The user's text that first reads each part of the row: where the field itself stands, else the call that needs it. */
function linesOf(core: Core): Map<string, string> {
  const lines = new Map<string, string>();
  const note = (field: Expr, place: Place): void => {
    const path = pathOf(field);
    if (path !== undefined && !lines.has(path)) lines.set(path, lineOf(place));
  };
  const written = core.origins.flatMap((origins) => [...origins]);
  for (const [node, place] of written) note(node, place);
  written.sort(([, a], [, b]) => a.end - a.start - (b.end - b.start));
  for (const [node, place] of written) visit(node, (below) => note(below, place));
  return lines;
}

const MOST_SHOWN = 70;

function lineOf({ text, start }: Place): string {
  const from = text.lastIndexOf('\n', start) + 1;
  const to = text.indexOf('\n', start);
  const line = text.slice(from, to < 0 ? text.length : to).trim();
  return line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN - 2)} …` : line;
}
