import { isScalar } from '../../compiler/ops/op.ts';
import { lookUp } from '../../compiler/ops/table.ts';
import { rebuild } from '../../compiler/tree/bind.ts';
import { type CallExpr, type Expr, type FieldExpr, freshParam, type ParamExpr } from '../../compiler/tree/expr.ts';
import { Frame } from './columnar-frame.ts';
import { type Lazy, Taken, takeValue, type Value } from './columnar-value.ts';

/** A frame over elements, with the parameter that stands for them. */
interface Base {
  readonly frame: Frame;
  readonly param: ParamExpr;
}

const COSTLY = 5;

/** What is computed from one member of a pair alone is computed once per element, not once per pair. */
export class SharedWork {
  private readonly bases = new WeakMap<Lazy, Base>();

  /** The values of a costly expression, found on the axis of the elements it is computed from; else undefined. */
  evaluate(expr: CallExpr, frame: Frame, evaluate: (expr: Expr, frame: Frame) => Value): Value | undefined {
    if (expr.type.is !== 'number' || expr.free.length !== 1 || expr.free[0] !== frame.level || costOf(expr) < COSTLY)
      return undefined;
    const root = rootOf(expr);
    const member = root === undefined ? undefined : memberOf(root, frame);
    if (root === undefined || member === undefined || member.of.length >= frame.length) return undefined;
    const base = this.baseOf(member.of, root);
    return takeValue(evaluate(exchange(expr, root, base.param), base.frame), member.index);
  }

  private baseOf(elements: Lazy, root: FieldExpr): Base {
    const known = this.bases.get(elements);
    if (known !== undefined && known.param.type === root.type) return known;
    const param = freshParam(root.type);
    const base = { param, frame: new Frame(elements.length, new Map([[param, elements]])) };
    this.bases.set(elements, base);
    return base;
  }
}

/** The one record inside a lambda's parameter from which everything is computed. */
function rootOf(expr: Expr): FieldExpr | undefined {
  const found = new Set<Expr | undefined>();
  const see = (x: Expr): void => {
    if (x.free.length === 0) return;
    if (x.node === 'field' && x.of.node === 'param' && x.type.is === 'record') found.add(x);
    else if (x.node === 'field') see(x.of);
    else if (x.node === 'call') x.args.forEach(see);
    else found.add(undefined);
  };
  see(expr);
  const [root] = found;
  return found.size === 1 ? (root as FieldExpr | undefined) : undefined;
}

function memberOf(root: FieldExpr, frame: Frame): Taken | undefined {
  const param = frame.params.get(root.of as ParamExpr);
  const record = param?.force();
  const member = record?.is === 'record' ? record.field(root.name) : undefined;
  return member instanceof Taken ? member : undefined;
}

function exchange(expr: Expr, node: Expr, by: Expr): Expr {
  const go = (x: Expr): Expr => (x === node ? by : x.free.length === 0 ? x : rebuild(x, go));
  return go(expr);
}

const costs = new WeakMap<Expr, number>();
function costOf(expr: Expr): number {
  if (expr.node === 'field') return costOf(expr.of);
  if (expr.node !== 'call') return 0;
  const known = costs.get(expr);
  if (known !== undefined) return known;
  const op = lookUp(expr.op);
  const { cost = 1 } = op;
  const total = !isScalar(op) ? Number.NEGATIVE_INFINITY : expr.args.reduce((sum, arg) => sum + costOf(arg), cost);
  costs.set(expr, total);
  return total;
}
