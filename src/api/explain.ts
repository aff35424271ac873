import { explainPlan, type ExplainOptions } from '../../compiler/explain.ts';
import { needsOfOutputs } from '../../compiler/compile.ts';
import { pathOf } from '../../compiler/plan/path.ts';
import type { Plan } from '../../compiler/plan/plan.ts';
import { visit } from '../../compiler/tree/expr.ts';
import { originOf } from '../capture/origins.ts';
import { plansOf } from './compute.ts';
import type { Core } from './core.ts';

/** The plan of lazy things, as text (the default), JSON or DOT. Reads no data. */
export function explainAll(outputs: Readonly<Record<string, unknown>>, options: ExplainOptions = {}): string {
  return plansOf(outputs).map(({ core, plan }) => explainOne(core, plan, options)).join('\n\n');
}

function explainOne(core: Core, plan: Plan, options: ExplainOptions): string {
  const { source } = core;
  // storage reads the columns of its outputs too
  const needs = needsOfOutputs(plan.outputs.map((output) => ({ ...output, place: 'local' as const })));
  return explainPlan(plan, { info: source.info, partitions: source.partitions().length, columns: source.columnsOf(needs), needs, lines: linesOf(plan), captured: core.captured }, options);
}

/** The user's text that first reads each part of the row. */
function linesOf(plan: Plan): Map<string, string> {
  const lines = new Map<string, string>();
  for (const { expr } of plan.outputs) {
    visit(expr, (node) => {
      const place = node.node === 'field' ? originOf(node) : undefined;
      const path = place === undefined ? undefined : pathOf(node);
      if (place === undefined || path === undefined || lines.has(path)) return;
      const line = place.text.split('\n').find((_, i, all) => all.slice(0, i + 1).join('\n').length >= place.start) ?? place.text;
      lines.set(path, line.trim().slice(0, 70));
    });
  }
  return lines;
}
