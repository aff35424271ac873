import { call } from '../../ops/table.ts';
import { type CallExpr, type Expr, type LambdaExpr, literal, rawLambda } from '../../tree/expr.ts';
import type { Rule } from '../rule.ts';

/**
 * Pairs of muons need two muons: rows with fewer are left out before anything else is read or computed. Applies where a
 * row without elements adds nothing: a histogram or the keys of a list, and `where` with a condition that asks for some element.
 */
export const askCountsFirst: Rule = {
  name: 'ask-counts-first',
  why: 'a row with too few elements for a pair cannot contribute, and a count is cheap',
  apply: (expr) => {
    if (expr.node !== 'call' || !ASKING.has(expr.op)) return undefined;
    const [dataset, fn] = expr.args as [Expr, LambdaExpr];
    if (fn.free.length > 0) return undefined;
    const needed = expr.op === 'where' ? impliedBy(fn.body) : fn.body.type.is === 'list' ? elementsNeeded(fn.body) : [];
    const tests = needed
      .map(({ list, least }) => call('ge', [call('length', [list]), literal(least)]))
      .filter((test) => !asked(dataset, test));
    if (tests.length === 0) return undefined;
    const test = tests.reduce((a, b) => call('and', [a, b]));
    return call(expr.op as 'fill', [call('where', [dataset, rawLambda(fn.params, test)]), fn], expr.options);
  },
};

/** Results to which a row without entries adds nothing, and the choice of rows. */
const ASKING: ReadonlySet<string> = new Set(['fill', 'group', 'where']);

interface Needed {
  readonly list: Expr;
  readonly least: number;
}

/** What must hold for the list to have an element at all. */
function elementsNeeded(list: Expr): Needed[] {
  if (list.node !== 'call') return [];
  const [of] = list.args as [Expr];
  switch (list.op) {
    case 'map':
      return list.args.length === 2 ? elementsNeeded(of) : [];
    case 'filter':
    case 'sortBy':
    case 'reverse':
      return elementsNeeded(of);
    case 'combinations': {
      const base = baseOf(of);
      return base === undefined ? [] : [{ list: base, least: (list.options['names'] as string[]).length }];
    }
    case 'cross':
      return list.args.map(baseOf).flatMap((base) => (base === undefined ? [] : [{ list: base, least: 1 }]));
    default:
      return [];
  }
}

/** The stored list whose elements a filtered or sorted list chooses from. */
function baseOf(list: Expr): Expr | undefined {
  if (list.node === 'field') return list.free.length === 1 && list.free[0] === 0 ? list : undefined;
  if (
    list.node !== 'call' ||
    !['filter', 'sortBy', 'reverse', 'map'].includes(list.op) ||
    (list.op === 'map' && list.args.length > 2)
  )
    return undefined;
  return baseOf(list.args[0] as Expr);
}

function impliedBy(test: Expr): Needed[] {
  if (test.node !== 'call') return [];
  if (test.op === 'and') return test.args.flatMap(impliedBy);
  if (test.op === 'any') return elementsNeeded(test.args[0] as Expr);
  return [];
}

function asked(dataset: Expr, test: CallExpr): boolean {
  if (dataset.node !== 'call' || dataset.op !== 'where') return false;
  const [of, fn] = dataset.args as [Expr, LambdaExpr];
  return holds(fn.body, test) || asked(of, test);
}

function holds(body: Expr, test: Expr): boolean {
  return body === test || (body.node === 'call' && body.op === 'and' && body.args.some((arg) => holds(arg, test)));
}
