import { call, type OpName } from '../ops/table.ts';
import { lambda } from '../tree/bind.ts';
import { type Expr, field, type LambdaExpr, literal, record } from '../tree/expr.ts';
import { present, type ListType } from '../tree/type.ts';
import { sameCollection } from './collections.ts';

/** The element type of a list expression. */
export const elementOf = (list: Expr) => (present(list.type) as ListType).of;

/** A lambda over the elements of a list. */
export function over(list: Expr, build: (element: Expr) => Expr): LambdaExpr {
  return lambda([elementOf(list)], build);
}

/** The list of what `build` gives for each element. */
export const mapList = (list: Expr, build: (element: Expr) => Expr): Expr => call('map', [list, over(list, build)]);
export const filterList = (list: Expr, build: (element: Expr) => Expr): Expr =>
  call('filter', [list, over(list, build)]);

/** Both are true. */
export const and = (a: Expr, b: Expr): Expr => (a === b || isTrue(b) ? a : isTrue(a) ? b : call('and', [a, b]));
const isTrue = (x: Expr): boolean => x.node === 'literal' && x.value === true;

/** Whether the value is there; known at once where it cannot be missing. */
export function isPresent(x: Expr): Expr {
  if (x.type.is !== 'option') return literal(true);
  if (x.node === 'literal') return literal(false);
  if (x.node === 'call' && x.op === 'mask') return and(isPresent(x.args[0] as Expr), x.args[1] as Expr);
  if (x.node === 'field')
    return x.type.of.is === 'option' || fieldIsOption(x.of, x.name) ? call('isPresent', [x]) : isPresent(x.of);
  return call('isPresent', [x]);
}

function fieldIsOption(of: Expr, name: string): boolean {
  const holder = present(of.type);
  return holder.is === 'record' && holder.fields.get(name)?.is === 'option';
}

/** The value where it has been checked to be there. */
export function known(x: Expr): Expr {
  if (x.type.is !== 'option') return x;
  if (x.node === 'call' && x.op === 'mask') return known(x.args[0] as Expr);
  if (x.node === 'field' && x.of.type.is === 'option') {
    const inner = field(known(x.of), x.name);
    return inner.type.is === 'option' ? call('known', [inner]) : inner;
  }
  return call('known', [x]);
}

/** Computes with the present values; missing where one of them is missing. */
export function lift(args: readonly Expr[], compute: (...args: Expr[]) => Expr): Expr {
  const test = args.map(isPresent).reduce(and, literal(true));
  const value = compute(...args.map(known));
  return isTrue(test) ? value : call('mask', [value, test]);
}

/** `c ? a : b`, also for records (field by field) and lists. */
export function choose(test: Expr, a: Expr, b: Expr): Expr {
  if (test.node === 'literal') return test.value === true ? a : b;
  if (a === b) return a;
  const [x, y] = [present(a.type), present(b.type)];
  if (x.is === 'list' && y.is === 'list' && a.type.is === 'list' && b.type.is === 'list') {
    return call('concat', [filterList(a, () => test), filterList(b, () => call('not', [test]))]);
  }
  if (a.type.is === 'option' || b.type.is === 'option') return chooseOption(test, a, b);
  if (x.is === 'record' && y.is === 'record') {
    const names = [...x.fields.keys()].filter((name) => y.fields.has(name));
    return record(
      names.map((name) => [name, choose(test, field(a, name), field(b, name))] as const),
      x.name === y.name ? x.name : '',
    );
  }
  return call('if', [test, a, b]);
}

function chooseOption(test: Expr, a: Expr, b: Expr): Expr {
  const nothing = (x: Expr): boolean => x.node === 'literal' && x.value === undefined;
  if (nothing(b)) return call('mask', [known(a), and(test, isPresent(a))]);
  if (nothing(a)) return call('mask', [known(b), and(call('not', [test]), isPresent(b))]);
  return call('mask', [choose(test, known(a), known(b)), choose(test, isPresent(a), isPresent(b))]);
}

/** `a ?? b`. */
export function orElse(a: Expr, b: Expr): Expr {
  if (a.type.is !== 'option') return a;
  if (a.node === 'literal') return b;
  const inner = present(a.type);
  if (inner.is === 'number' || inner.is === 'bool' || inner.is === 'string') return call('coalesce', [a, b]);
  return choose(isPresent(a), known(a), b);
}

/**
 * What `build` gives for values that stand together: lists among them are walked together, other values are repeated.
 * Where values beside lists may be missing, the whole list is missing with them, as Awkward has it.
 */
export function broadcast(args: readonly Expr[], build: (...values: Expr[]) => Expr, what = 'this'): Expr {
  if (args.some((a) => a.type.is === 'option') && args.some((a) => present(a.type).is === 'list'))
    return lift(args, (...there) => broadcast(there, build, what));
  return together(args, what, (...values) => broadcast(values, build, what), build);
}

/** `walk` for the elements where there are lists among the values, else `build` for the values. */
function together(
  args: readonly Expr[],
  what: string,
  walk: (...values: Expr[]) => Expr,
  build: (...values: Expr[]) => Expr,
): Expr {
  const lists = [...new Set(args.filter((a) => a.type.is === 'list'))];
  if (lists.length === 0) return build(...args);
  sameCollection(lists, what);
  const fn = lambda(lists.map(elementOf), (...elements) =>
    walk(...args.map((a) => (a.type.is === 'list' ? (elements[lists.indexOf(a)] as Expr) : a))),
  );
  return call('map', [...lists, fn]);
}

/** Operations that take a missing value for what it is, or refuse it. */
const TAKING_MISSING: ReadonlySet<OpName> = new Set<OpName>(['if', 'mask', 'coalesce', 'and', 'or', 'not']);

/** An elementwise operation; lists among the arguments are walked together, other values are repeated. */
export function elementwise(op: OpName, args: readonly Expr[]): Expr {
  const build = (...values: Expr[]): Expr =>
    op === 'if' ? choose(...(values as [Expr, Expr, Expr])) : call(op, values);
  if (!TAKING_MISSING.has(op)) return broadcast(args, build, op);
  return together(args, op, (...values) => elementwise(op, values), build);
}
