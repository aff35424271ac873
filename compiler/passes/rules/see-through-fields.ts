import { costOf } from '../../emit/failing.ts';
import { call } from '../../ops/table.ts';
import { apply, lambda } from '../../tree/bind.ts';
import { type Expr, field, type LambdaExpr, type RecordExpr } from '../../tree/expr.ts';
import type { ListType } from '../../tree/type.ts';
import type { Rule } from '../rule.ts';

/**
 * Elements that got a field, or another value of one, are still those elements: what does not look at it is the same without
 * it. So jets of which the pt is varied are counted, chosen by eta and cleaned once for all variations. What looks at it
 * computes it itself, if that is cheap; else the elements stay as they are, so that it is computed once for each.
 */
export const seeThroughFields: Rule = {
  name: 'see-through-fields',
  why: 'what does not look at a field that was added is the same without it',
  apply: (expr) => {
    if (expr.node === 'field') return fieldOfOne(expr.of, expr.name);
    if (expr.node !== 'call') return undefined;
    const added = addedTo(expr.args[0]);
    if (added === undefined) return undefined;
    const [, ...rest] = expr.args;
    if (expr.op === 'slice' || expr.op === 'reverse')
      return call('map', [call(expr.op, [added.list, ...rest], expr.options), added.fn]);
    const [fn] = rest;
    if (rest.length !== 1 || fn?.node !== 'lambda' || !mayCompute(added, fn)) return undefined;
    if (expr.op === 'map') return call('map', [added.list, after(added, fn)]);
    if (expr.op !== 'filter' && expr.op !== 'sortBy') return undefined;
    return call('map', [call(expr.op, [added.list, after(added, fn)], expr.options), added.fn]);
  },
};

/** A list whose elements get fields: the list without them, and what gives them. */
interface Added {
  readonly list: Expr;
  readonly fn: LambdaExpr;
  readonly values: ReadonlyMap<string, Expr>;
}

/** The list behind one whose elements got fields. */
function addedTo(list: Expr | undefined): Added | undefined {
  if (list?.node !== 'call' || list.op !== 'map' || list.args.length !== 2) return undefined;
  const [of, fn] = list.args as [Expr, LambdaExpr];
  const values = new Map<string, Expr>();
  let base = fn.body;
  while (base.node === 'call' && base.op === 'with') {
    const { names, values: given } = base.args[1] as RecordExpr;
    // what was added last counts
    names.forEach((name, i) => {
      if (!values.has(name)) values.set(name, given[i] as Expr);
    });
    base = base.args[0] as Expr;
  }
  return base === fn.params[0] && values.size > 0 ? { list: of, fn, values } : undefined;
}

/** Beyond this a value is computed once for each element, and not by each that looks at it. */
const CHEAP = 10;

/** Whether a lambda over the elements looks at no field that was added, or at such that are cheap. */
function mayCompute({ values }: Added, fn: LambdaExpr): boolean {
  const looked = fieldsLookedAt(fn);
  return looked?.every((name) => !values.has(name) || isCheap(values.get(name) as Expr)) === true;
}

const isCheap = (value: Expr): boolean => {
  const cost = costOf(value);
  return cost >= 0 && cost <= CHEAP && value.type.is !== 'list' && value.type.is !== 'record';
};

/** The fields of its parameter that a lambda reads; undefined where it uses the element as a whole. */
function fieldsLookedAt({ params: [self], body }: LambdaExpr): string[] | undefined {
  const found = new Set<string>();
  const seen = new Set<Expr>();
  let whole = false;
  const see = (expr: Expr): void => {
    if (whole || seen.has(expr)) return;
    seen.add(expr);
    if (expr === self) whole = true;
    else if (expr.node === 'field' && expr.of === self) found.add(expr.name);
    else if (expr.node === 'field') see(expr.of);
    else if (expr.node === 'lambda') see(expr.body);
    else if (expr.node === 'call') expr.args.forEach(see);
    else if (expr.node === 'record') expr.values.forEach(see);
  };
  see(body);
  return whole ? undefined : [...found];
}

/** What a lambda gives for the elements with their fields, as a lambda over the elements without. */
const after = ({ list, fn: adding }: Added, fn: LambdaExpr): LambdaExpr =>
  lambda([(list.type as ListType).of], (x) => apply(fn, [apply(adding, [x])]));

/** A field of one chosen element, which was there before. */
function fieldOfOne(of: Expr, name: string): Expr | undefined {
  if (of.node !== 'call' || (of.op !== 'at' && of.op !== 'maxBy' && of.op !== 'minBy')) return undefined;
  const [list, how] = of.args as [Expr, Expr];
  const added = addedTo(list);
  if (added === undefined || added.values.has(name)) return undefined;
  if (of.op === 'at') return field(call('at', [added.list, how]), name);
  if (!mayCompute(added, how as LambdaExpr)) return undefined;
  return field(call(of.op, [added.list, after(added, how as LambdaExpr)]), name);
}
