import type { Costing } from '../cost.ts';
import { canFail } from '../emit/failing.ts';
import { call } from '../ops/table.ts';
import type { FirstPhase } from '../plan/plan.ts';
import type { Need, SourceInfo } from '../source.ts';
import { apply } from '../tree/bind.ts';
import { type CallExpr, type Expr, type LambdaExpr, literal, param, rawLambda, source } from '../tree/expr.ts';
import { table } from '../tree/type.ts';

/** The name under which explain tells of it. */
export const CHEAP_COLUMNS_FIRST = 'cheap-columns-first';

/** The columns that decide are read first where they have at most this share of the bytes. */
const MOST_SHARE = 0.5;

/** What is needed to find the first phase of a plan. */
export interface FirstPhaseOptions {
  readonly costing: Costing | undefined;
  readonly needsOf: (outputs: readonly CallExpr[]) => readonly Need[];
}

/**
 * A condition that every output implies and that few bytes decide: two muons of which pairs are made, a jet above 30 GeV.
 * Its columns are read first, and where no row of a partition passes, nothing else is decoded. Only what stands before
 * any condition that may stop with an error counts, since no row may be missed that would.
 */
export function firstPhase(
  outputs: readonly CallExpr[],
  info: SourceInfo,
  { costing, needsOf }: FirstPhaseOptions,
): FirstPhase | undefined {
  if (costing === undefined || outputs.length === 0) return undefined;
  const conditions = outputs.map((output) => conditionsOf(output.args[0] as Expr, info));
  if (conditions.some((tests) => tests.length === 0)) return undefined;
  const weigh = weigher(outputs, info, costing, needsOf);
  if (weigh === undefined) return undefined;
  const tests: Expr[] = [];
  for (const parts of conditions) {
    const cheap = parts.flatMap((part) => weakened(part, weigh) ?? []);
    if (cheap.length === 0) return undefined;
    tests.push([...new Set(cheap)].reduce((a, b) => call('and', [a, b])));
  }
  const test = anyRow(
    [...new Set(tests)].reduce((a, b) => call('or', [a, b])),
    info,
  );
  return weigh(test) ? { test, needs: needsOf([test]) } : undefined;
}

/** Whether something is decided by few bytes, which the library decodes itself. */
type Weigh = (output: CallExpr) => boolean;

function weigher(
  outputs: readonly CallExpr[],
  info: SourceInfo,
  costing: Costing,
  needsOf: FirstPhaseOptions['needsOf'],
): ((test: Expr | CallExpr) => boolean) | undefined {
  const all = costing.of({ needs: needsOf(outputs), columns: [] });
  if (all === undefined) return undefined;
  const most = MOST_SHARE * all.columns.reduce((sum, { compressed }) => sum + compressed, 0);
  const isCheap: Weigh = (output) => {
    const costs = costing.of({ needs: needsOf([output]), columns: [] });
    if (costs === undefined || costs.columns.length === 0) return false;
    if (costs.columns.some(({ by }) => by !== 'own')) return false;
    return costs.columns.reduce((sum, { compressed }) => sum + compressed, 0) <= most;
  };
  return (test) => isCheap(test.node === 'call' && test.op === 'reduceRows' ? test : anyRow(test, info));
}

/** Whether a condition holds for any row. */
const anyRow = (test: Expr, info: SourceInfo): CallExpr =>
  call('reduceRows', [source(info.name, table(info.row)), rawLambda([param(0, info.row)], test)], { how: 'any' });

/** The conditions on the source's rows, single ones, before the first that may fail. */
function conditionsOf(dataset: Expr, info: SourceInfo): Expr[] {
  const all = rowConditions(dataset, info);
  const failing = all.findIndex(canFail);
  return failing < 0 ? all : all.slice(0, failing);
}

function rowConditions(dataset: Expr, info: SourceInfo): Expr[] {
  if (dataset.node !== 'call') return [];
  const [of, fn] = dataset.args as [Expr, LambdaExpr];
  const below = rowConditions(of, info);
  if (dataset.op !== 'where' || overElements(of)) return below;
  return [...below, ...conjuncts(apply(fn, [param(0, info.row)]))];
}

const overElements = (dataset: Expr): boolean =>
  dataset.node === 'call' && (dataset.op === 'rows' || overElements(dataset.args[0] as Expr));

const conjuncts = (test: Expr): Expr[] =>
  test.node === 'call' && test.op === 'and' ? test.args.flatMap(conjuncts) : [test];

/** What a condition implies that is cheap: itself, or that enough elements pass a part of their condition. */
function weakened(test: Expr, isCheap: (test: Expr) => boolean): Expr | undefined {
  if (isCheap(test)) return test;
  if (test.node !== 'call') return undefined;
  const [counted, least] = test.args as [Expr, Expr | undefined];
  if ((test.op === 'gt' || test.op === 'ge') && least?.node === 'literal' && isLength(counted)) {
    if (typeof least.value !== 'number' || least.value < (test.op === 'gt' ? 0 : 1)) return undefined;
    return shorter(counted.args[0] as Expr, (list) => call(test.op as 'gt', [call('length', [list]), least]), isCheap);
  }
  return undefined;
}

const isLength = (expr: Expr): expr is CallExpr => expr.node === 'call' && expr.op === 'length';

/** The first conditions of a filter, as many as are cheap together; with none of them, the list itself. */
function shorter(list: Expr, asked: (list: Expr) => Expr, isCheap: (test: Expr) => boolean): Expr | undefined {
  if (list.node !== 'call' || list.op !== 'filter') return undefined;
  const [of, fn] = list.args as [Expr, LambdaExpr];
  const parts = conjuncts(fn.body);
  for (let kept = parts.length - 1; kept >= 0; kept--) {
    const body = parts.slice(0, kept).reduce<Expr>((a, b) => (isTrue(a) ? b : call('and', [a, b])), literal(true));
    const test = asked(kept === 0 ? of : call('filter', [of, rawLambda(fn.params, body)]));
    if (isCheap(test)) return test;
  }
  return shorter(of, asked, isCheap);
}

const isTrue = (expr: Expr): boolean => expr.node === 'literal' && expr.value === true;
