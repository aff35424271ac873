import type { CompileOptions, Output } from '../compile.ts';
import { canFail } from '../emit/failing.ts';
import { toSql } from '../emit/sql.ts';
import { outputSql, type SqlOutput } from '../emit/sql-output.ts';
import { both, type Costing, type Estimate, type Forecast, localEstimate, storageEstimate } from '../cost.ts';
import { call } from '../ops/table.ts';
import type { PlannedOutput } from '../plan/plan.ts';
import type { Need, ReadCosts, SourceInfo } from '../source.ts';
import { apply } from '../tree/bind.ts';
import { hasRows } from '../tree/datasets.ts';
import { type CallExpr, type Expr, type LambdaExpr, param, visit } from '../tree/expr.ts';

type Wanted = NonNullable<CompileOptions['placement']>;

/** What placement goes by, besides the outputs. */
export interface PlaceOptions {
  readonly placement: Wanted;
  /** What work costs; without it, everything is computed here. */
  readonly costing: CompileOptions['costing'];
  /** The parts of the row that outputs read when they are computed here. */
  readonly needsOf: (outputs: readonly CallExpr[]) => readonly Need[];
}

/** Where outputs are computed, and what that is expected to take. */
export interface Placed {
  readonly outputs: readonly PlannedOutput[];
  readonly filter: Expr | undefined;
  /** Whether storage leaves out single rows by the filter, not only whole partitions. */
  readonly pushed: boolean;
  readonly forecast: Forecast | undefined;
}

/** Decides where each output is computed, and which condition storage may use to leave rows out. */
export function place(outputs: readonly Output[], info: SourceInfo, options: PlaceOptions): Placed {
  const { placement, costing } = options;
  if (placement === 'local') return allLocal(outputs, 'asked for');
  if (info.storage !== 'sql') return allLocal(outputs, 'these data have no storage that computes');
  const queries = outputs.map(({ expr }) => outputSql(expr, info));
  if (placement === 'storage') return asMuchAsPossible(outputs, info, queries);
  const plans = new Alternatives(outputs, info, queries, options);
  return costing === undefined ? plans.uncosted() : plans.best(costing);
}

const local = (output: Output, why: string): PlannedOutput => ({ ...output, place: 'local', why });

const allLocal = (outputs: readonly Output[], why: string): Placed => ({
  outputs: outputs.map((output) => local(output, why)),
  filter: undefined,
  pushed: false,
  forecast: undefined,
});

function asMuchAsPossible(outputs: readonly Output[], info: SourceInfo, queries: readonly Query[]): Placed {
  const placed = outputs.map((output, i): PlannedOutput => {
    const query = queries[i] as Query;
    return query.is === 'none'
      ? local(output, query.why)
      : { ...output, place: 'storage', why: 'DuckDB computes it while it scans: asked for' };
  });
  const here = placed.filter((output) => output.place === 'local').map(({ expr }) => expr);
  const filter = filterOf(here, info, 'storage');
  return { outputs: placed, filter, pushed: filter !== undefined, forecast: undefined };
}

type Query = ReturnType<typeof outputSql>;

/** One way to place the outputs, and what it is expected to take. */
interface Way {
  /** What it is called where it is rejected. */
  readonly what: string;
  readonly stored: readonly number[];
  readonly filter: Expr | undefined;
  readonly pushed: boolean;
  readonly estimate: Estimate;
}

/** At most so many outputs are each tried alone in storage. */
const MOST_TRIED = 4;

/** The ways in which outputs can be placed. */
class Alternatives {
  private readonly outputs: readonly Output[];
  private readonly info: SourceInfo;
  private readonly queries: readonly Query[];
  private readonly needsOf: PlaceOptions['needsOf'];

  constructor(outputs: readonly Output[], info: SourceInfo, queries: readonly Query[], { needsOf }: PlaceOptions) {
    this.outputs = outputs;
    this.info = info;
    this.queries = queries;
    this.needsOf = needsOf;
  }

  /** Everything here; the filter only leaves out partitions. */
  uncosted(): Placed {
    const filter = this.filterOf(this.outputs);
    const outputs = this.outputs.map((output, i) => local(output, this.whyHere(i)));
    return { outputs, filter, pushed: false, forecast: undefined };
  }

  best(costing: Costing): Placed {
    const ways = this.ways(costing);
    if (ways === undefined) return this.uncosted();
    const [best, ...others] = [...ways].sort((a, b) => a.estimate.milliseconds - b.estimate.milliseconds) as [Way];
    const outputs = this.outputs.map((output, i): PlannedOutput => {
      if (!best.stored.includes(i)) return local(output, this.whyHere(i));
      return { ...output, place: 'storage', why: 'DuckDB computes it while it scans, which takes less time' };
    });
    const forecast = {
      chosen: best.estimate,
      rejected: others.slice(0, MOST_REJECTED).map(({ what, estimate }) => ({ what, estimate })),
    };
    return { outputs, filter: best.filter, pushed: best.pushed, forecast };
  }

  /** Why an output is computed here, though storage could or as it could not. */
  private whyHere(i: number): string {
    const query = this.queries[i] as Query;
    if (query.is === 'none') return query.why;
    return query.plain && query.columns.length === 0
      ? 'the number of rows is known without reading'
      : 'storage could compute it, but to decode the columns and loop over them takes less time';
  }

  private filterOf(outputs: readonly Output[]): Expr | undefined {
    return filterOf(
      outputs.map(({ expr }) => expr),
      this.info,
      'auto',
    );
  }

  /** All ways; undefined where nothing is known of costs. */
  private ways(costing: Costing): Way[] | undefined {
    const here = this.localWays([], costing);
    if (here === undefined) return undefined;
    const able = this.queries.flatMap((query, i) => (query.is === 'none' ? [] : [i]));
    const sets =
      able.length > 1 && able.length <= MOST_TRIED ? [able, ...able.map((i) => [i])] : able.length > 0 ? [able] : [];
    return [...here, ...sets.flatMap((stored) => this.localWays(stored, costing) ?? [])];
  }

  /** The ways in which some outputs are in storage: the others with all rows, or with rows left out by the scan. */
  private localWays(stored: readonly number[], costing: Costing): Way[] | undefined {
    const outputs = this.outputs.filter((_, i) => !stored.includes(i));
    const exprs = outputs.map(({ expr }) => expr);
    const filter = outputs.length === 0 ? undefined : this.filterOf(outputs);
    const needs = this.needsOf(exprs);
    const plain = costing.of({ needs, columns: [], filter });
    if (plain === undefined) return undefined;
    const storage = stored.map((i) => this.storageEstimate(i, costing));
    const names = stored.map((i) => this.outputs[i]?.name).join(', ');
    const where = stored.length === 0 ? 'here' : outputs.length === 0 ? 'in storage' : `${names} in storage`;
    const way = (what: string, estimate: Estimate, pushed: boolean): Way => ({
      what,
      stored,
      filter,
      pushed,
      estimate: storage.reduce(both, estimate),
    });
    const ways = [way(where, localEstimate(exprs, this.info, plain, costing.constants, undefined), false)];
    const sql = filter === undefined ? undefined : toSql(filter, this.info);
    if (filter === undefined || sql?.is !== 'sql') return ways;
    const costs = costing.of({ needs, columns: sql.columns, filter }) as ReadCosts;
    const pushed = localEstimate(exprs, this.info, costs, costing.constants, filter);
    return [...ways, way(`${where}, with rows left out by DuckDB`, pushed, true)];
  }

  private storageEstimate(i: number, { of, constants }: Costing): Estimate {
    const query = this.queries[i] as SqlOutput;
    const costs = of({ needs: [], columns: query.columns, filter: conjunction(query.tests) }) as ReadCosts;
    return storageEstimate(costs, constants, query.tests, this.info);
  }
}

/** So many of the rejected ways are remembered, the best first. */
const MOST_REJECTED = 2;

const conjunction = (tests: readonly Expr[]): Expr | undefined =>
  tests.length === 0 ? undefined : tests.reduce((a, b) => call('and', [a, b]));

/** The condition that every local output implies; undefined where one of them needs all rows. */
function filterOf(outputs: readonly CallExpr[], info: SourceInfo, placement: Wanted): Expr | undefined {
  const conditions = new Set<Expr>();
  for (const output of outputs) {
    const parts = pushable(conditionsOf(output.args[0] as Expr, info), info, placement);
    if (parts.length === 0) return undefined;
    conditions.add([...new Set(parts)].reduce((a, b) => call('and', [a, b])));
  }
  return conditions.size === 0 ? undefined : [...conditions].reduce((a, b) => call('or', [a, b]));
}

/** What storage may ask: nothing behind a condition that may stop with an error, which would then miss its row. */
function pushable(conditions: readonly Expr[], info: SourceInfo, placement: Wanted): Expr[] {
  const found: Expr[] = [];
  for (const part of conditions) {
    if (toSql(part, info).is === 'none') {
      if (canFail(part)) break;
    } else if (placement === 'storage' || isCheap(part)) found.push(part);
  }
  return found;
}

/** The conditions on the source's rows, down to single ones. */
function conditionsOf(dataset: Expr, info: SourceInfo): Expr[] {
  if (dataset.node !== 'call') return [];
  const [of, fn] = dataset.args as [Expr, LambdaExpr];
  const below = conditionsOf(of, info);
  if (dataset.op !== 'where' || hasRows(of)) return below;
  return [...below, ...conjuncts(apply(fn, [param(0, info.row)]))];
}

const conjuncts = (test: Expr): Expr[] =>
  test.node === 'call' && test.op === 'and' ? test.args.flatMap(conjuncts) : [test];

/** Single values and counts decide before lists are read; a loop over elements costs more than it saves. */
function isCheap(test: Expr): boolean {
  let cheap = true;
  visit(test, (expr) => {
    if (expr.node === 'lambda') cheap = false;
  });
  return cheap;
}
