import { isScalar } from '../ops/op.ts';
import { isArrayOp, lookUp, mayFail } from '../ops/table.ts';
import { type CallExpr, type Expr, visit } from '../tree/expr.ts';
import { int, isWide, type ListType, present, type Type } from '../tree/type.ts';

/** Sums of stored integers up to 32 bits stay far below 2**53. */
const sumMayGrow = (of: Type): boolean => of === int || isWide(of);

export const failing = new WeakMap<Expr, boolean>();

/** Whether evaluating the expression can fail on some values. */
export function canFail(expr: Expr): boolean {
  const known = failing.get(expr);
  if (known !== undefined) return known;
  let fails = false;
  visit(expr, (node) => {
    if (node.node === 'call' && canFailHere(node)) fails = true;
  });
  failing.set(expr, fails);
  return fails;
}

export function canFailHere(expr: CallExpr): boolean {
  if (isArrayOp(expr.op)) return true;
  const [a, b] = expr.args as [Expr, Expr | undefined];
  switch (expr.op) {
    case 'map':
      return expr.args.slice(1, -1).some((list) => countedOf(list) !== countedOf(a));
    case 'prod':
      return expr.type === int;
    case 'sum':
      return expr.type === int && sumMayGrow(present((a.type as ListType).of));
    case 'at':
    case 'slice':
      return expr.args.some((arg) => isWide(arg.type));
    case 'ancestor':
      return expr.args.some(({ type }) => isWide(type) || (type.is === 'list' && isWide(type.of)));
    case 'if':
      return narrows((b as Expr).type, expr.type) || narrows((expr.args[2] as Expr).type, expr.type);
    case 'coalesce':
    case 'concat':
      return narrows(a.type, expr.type) || narrows((b as Expr).type, expr.type);
    case 'listOf':
      return expr.args.some((arg) => narrows(arg.type, (expr.type as ListType).of));
    default:
      return (
        isScalar(lookUp(expr.op)) &&
        (mayFail(expr) || (makesDoubles(expr) && expr.args.some((arg) => isWide(present(arg.type)))))
      );
  }
}

/** The list whose elements a list has one for one, perhaps in another order: lists of the same have equal lengths. */
function countedOf(list: Expr): Expr {
  if (list.node !== 'call' || !COUNTED_AS_GIVEN.has(list.op)) return list;
  return countedOf(list.args[0] as Expr);
}

const COUNTED_AS_GIVEN: ReadonlySet<string> = new Set(['map', 'indices', 'sortBy', 'reverse']);

/** Whether values of a type become those of another by making numbers of stored 64-bit integers. */
export function narrows(from: Type, to: Type): boolean {
  const [a, b] = [present(from), present(to)];
  if (a === b) return false;
  if (a.is === 'list' && b.is === 'list') return narrows(a.of, b.of);
  if (a.is === 'record' && b.is === 'record')
    return [...b.fields].some(([name, type]) => narrows(a.fields.get(name) as Type, type));
  return isWide(a) && !isWide(b);
}

/** Whether stored 64-bit integers become doubles on the way in. */
const makesDoubles = (expr: CallExpr): boolean =>
  present(expr.type).is === 'number' || lookUp(expr.op).fn !== undefined;

export const costs = new WeakMap<Expr, number>();

export function costOf(expr: Expr): number {
  if (expr.node === 'lambda') return 0;
  if (expr.node === 'field') return costOf(expr.of);
  if (expr.node !== 'call') return 0;
  const known = costs.get(expr);
  if (known !== undefined) return known;
  const op = lookUp(expr.op);
  const cost = !isScalar(op)
    ? Number.NEGATIVE_INFINITY
    : (op.cost ?? 1) + expr.args.reduce((sum, a) => sum + costOf(a), 0);
  costs.set(expr, cost);
  return cost;
}
