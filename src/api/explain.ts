import { explainPlan, type ExplainOptions } from '../../compiler/explain.ts';
import { needsOfOutputs } from '../../compiler/compile.ts';
import { pathOf } from '../../compiler/plan/path.ts';
import type { Plan } from '../../compiler/plan/plan.ts';
import { type Expr, visit } from '../../compiler/tree/expr.ts';
import type { Place } from '../../compiler/tree/problem.ts';
import { chooseThreads } from '../execute/choose.ts';
import type { Step } from '../execute/run.ts';
import { JoinedRows } from '../sources/join/joined-rows.ts';
import { computeAll, plansOf } from './compute.ts';
import type { ColumnCore } from './column-core.ts';
import { type Core, planOf, resultOf } from './core.ts';
import { inputsOf } from './derived.ts';
import { type Varied, variedIn } from './outputs.ts';

/** The plan of lazy things, as text (the default), JSON or DOT. Reads no data. */
export function explainAll(outputs: Readonly<Record<string, unknown>>, options: ExplainOptions = {}): string {
  const varied = variedIn(outputs);
  return plansOf(outputs)
    .map(({ core, plan }) =>
      explainOne(
        core,
        plan,
        options,
        varied.flatMap((of) => variationLines(of, plan)),
      ),
    )
    .join('\n\n');
}

/** The plan, and what running it took: rows and time of each kind of step. */
export async function analyzeAll(
  outputs: Readonly<Record<string, unknown>>,
  options: ExplainOptions = {},
): Promise<string> {
  const steps: Step[] = [];
  const start = performance.now();
  await computeAll(outputs, { onStep: (step) => steps.push(step) });
  const all = performance.now() - start;
  const lines = (['storage', 'read', 'loop'] as const).flatMap((did) => {
    const done = steps.filter((step) => step.did === did);
    if (done.length === 0) return [];
    const rows =
      did === 'storage'
        ? ''
        : `, ${done.reduce((sum, step) => sum + (step.rows ?? 0), 0).toLocaleString('en-US')} rows`;
    const workers = new Set(done.flatMap(({ thread }) => (thread === 0 ? [] : [thread]))).size;
    const where = workers === 0 ? '' : `, in ${workers} worker${workers === 1 ? '' : 's'}`;
    return [
      `  ${did.padEnd(8)}${done.length === 1 ? 'once' : `${done.length} times`}${rows}, ${done.reduce((sum, step) => sum + step.milliseconds, 0).toFixed(1)} ms${where}`,
    ];
  });
  const told = plansOf(outputs).flatMap(({ plan }) => (plan.forecast === undefined ? [] : [plan.forecast.chosen]));
  const expected = told.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const beside = told.length === 0 ? '' : `, expected ${expected.toFixed(1)} ms`;
  return [explainAll(outputs, options), `ran in ${all.toFixed(1)} ms${beside}`, ...lines].join('\n');
}

/** Which outputs of an analysis differ in its variations, and which are computed once for several. */
function variationLines(varied: Varied, plan: Plan): string[] {
  const computed = new Map(
    plan.outputs.flatMap(({ name, also = [] }) => [name, ...also].map((one) => [one, name] as const)),
  );
  const [nominal, ...variations] = [...varied];
  const lines = [...(nominal?.[1] ?? [])].flatMap(([inner, name]) => {
    const own = computed.get(name);
    if (own === undefined) return [];
    const differ = variations.flatMap(([key, names]) => (computed.get(names.get(inner) ?? '') === own ? [] : [key]));
    return [`  ${inner} ${differencesText(differ, variations.length)}`];
  });
  return lines.length === 0 ? [] : [`variations ${variations.map(([name]) => name).join(', ')}`, ...lines];
}

function differencesText(differ: readonly string[], all: number): string {
  if (differ.length === 0) return 'is the same in all: computed once';
  return differ.length === all ? 'differs in each' : `differs in ${differ.join(', ')} alone`;
}

function explainOne(core: Core, plan: Plan, options: ExplainOptions, variations: readonly string[] = []): string {
  const { source } = core;
  // storage reads the columns of its outputs too
  const needs = plan.outputs.every(({ place }) => place === 'local')
    ? plan.needs
    : needsOfOutputs(plan.outputs.map((output) => ({ ...output, place: 'local' as const })));
  const text = explainPlan(
    plan,
    {
      info: source.info,
      partitions: source.partitions().length,
      columns: source.columnsOf(needs),
      firstColumns: plan.first === undefined ? [] : source.columnsOf(plan.first.needs),
      scans:
        plan.needs.length === 0
          ? []
          : (source.scansOf?.({ needs: plan.needs, filter: plan.filter, pushed: plan.pushed }) ?? []),
      needs,
      lines: linesOf(core),
      captured: core.captured,
      joins: source instanceof JoinedRows ? source.lines(needs) : [],
      overlaps: core.overlaps.map(({ lines }) => lines),
      variations,
      threads: threadsOf(core, plan),
      pruned: plan.filter === undefined ? 0 : (source.pruned?.(plan.filter) ?? 0),
    },
    options,
  );
  const below = options.format === undefined || options.format === 'text' ? inputsOf(source) : [];
  return [text, ...below.flatMap((input) => madeOfLines(input, options))].join('\n');
}

/** The threads that do what runs here, in words; undefined where storage does everything. */
function threadsOf({ source, threads }: Core, plan: Plan): string | undefined {
  if (plan.outputs.every(({ place }) => place === 'storage')) return undefined;
  return chooseThreads(source, plan.needs, source.partitions(), threads.workers ?? 'auto').text;
}

/** The plan of a column that an array is made of. */
function madeOfLines({ core, expr }: ColumnCore, options: ExplainOptions): string[] {
  const plan = planOf(core, [{ name: 'input', expr: resultOf(core, 'collect', expr) }]);
  const lines = explainOne(core, plan, options).split('\n');
  return [`made of ${core.source.info.name}`, ...lines.map((line) => `  ${line}`)];
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
