import type { CompileOptions, Output } from '../compile.ts';
import { canFail } from '../emit/failing.ts';
import { toSql } from '../emit/sql.ts';
import { outputSql } from '../emit/sql-output.ts';
import { call } from '../ops/table.ts';
import type { PlannedOutput } from '../plan/plan.ts';
import type { SourceInfo } from '../source.ts';
import { apply } from '../tree/bind.ts';
import { type CallExpr, type Expr, type LambdaExpr, param, visit } from '../tree/expr.ts';

type Wanted = NonNullable<CompileOptions['placement']>;

/** Decides where each output is computed, and which condition storage may use to leave rows out. */
export function place(
  outputs: readonly Output[],
  info: SourceInfo,
  placement: Wanted,
): { outputs: PlannedOutput[]; filter: Expr | undefined } {
  const placed = outputs.map((output) => ({ ...output, ...placeOf(output.expr, info, placement) }));
  const local = placed.filter((output) => output.place === 'local').map((output) => output.expr);
  const filter = placement === 'local' || info.storage !== 'sql' ? undefined : filterOf(local, info, placement);
  return { outputs: placed, filter };
}

function placeOf(output: CallExpr, info: SourceInfo, placement: Wanted): Pick<PlannedOutput, 'place' | 'why'> {
  const local = (why: string): Pick<PlannedOutput, 'place' | 'why'> => ({ place: 'local', why });
  if (placement === 'local') return local('asked for');
  if (info.storage !== 'sql') return local('these data have no storage that computes');
  const query = outputSql(output, info);
  if (query.is === 'none') return local(query.why);
  if (placement === 'storage') return { place: 'storage', why: 'DuckDB computes it while it scans: asked for' };
  if (query.plain && query.columns.length === 0) return local('the number of rows is known without reading');
  const axes = output.options['axes'];
  const simple =
    query.plain &&
    (output.op === 'reduceRows'
      ? ['count', 'min', 'max'].includes(String(output.options['how']))
      : Array.isArray(axes) && axes.length === 1);
  if (simple)
    return {
      place: 'storage',
      why: 'DuckDB aggregates single values while it scans, which is cheaper than to deliver them',
    };
  return local('storage could compute it, but loops over delivered columns are about as fast');
}

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

const hasRows = (dataset: Expr): boolean =>
  dataset.node === 'call' && (dataset.op === 'rows' || hasRows(dataset.args[0] as Expr));
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
