import { canFail } from '../../compiler/emit/failing.ts';
import { functionOf, isScalar } from '../../compiler/ops/op.ts';
import { lookUp } from '../../compiler/ops/table.ts';
import { type CallExpr, type Expr, type LiteralExpr, visit } from '../../compiler/tree/expr.ts';
import { int, isInteger, isWide, type NumberType, option, present, type Type } from '../../compiler/tree/type.ts';
import {
  applyMade,
  binary,
  bothOnes,
  checkWhole,
  compareDoubles,
  comparisons,
  flip,
  mapOne,
  mapTwo,
  testOne,
  tests,
  testTwo,
  toDoubles,
  unary,
} from '../../kernels/elementwise.ts';
import { countOnes, positionsWhere } from '../../kernels/filter.ts';
import { makeFunction } from '../../kernels/functions.ts';
import type { Data } from '../../kernels/take.ts';
import type { Frame } from './columnar-frame.ts';
import { ListColumns } from './columnar-lists.ts';
import { SharedWork } from './columnar-shared.ts';
import {
  adaptLazy,
  appendLazy,
  asOption,
  dataOf,
  emptyValue,
  likeType,
  type Lazy,
  Once,
  ready,
  type Rec,
  recordOf,
  single,
  spreadLazy,
  spreadValue,
  Taken,
  takeValue,
  type Value,
} from './columnar-value.ts';

/**
 * Computes typed expressions over whole columns, one operation after the other. What can fail is computed only at the
 * positions where its value counts.
 */
export class Columns {
  private readonly lists = new ListColumns(this);
  private readonly shared = new SharedWork();

  /** The values of an expression at every position of the frame. */
  evaluate(expr: Expr, frame: Frame): Value {
    switch (expr.node) {
      case 'literal':
        return this.here(expr, frame, () => literalValue(expr, frame.length));
      case 'param':
        return this.here(expr, frame, () => frame.lookup(expr).force());
      case 'field':
        return this.remembered(expr, frame, () => fieldOf(this.evaluate(expr.of, frame), expr.name));
      case 'record':
        return this.remembered(expr, frame, () =>
          recordOf((name) => this.lazy(expr.values[expr.names.indexOf(name)] as Expr, frame)),
        );
      case 'call':
        return this.remembered(expr, frame, () => this.call(expr, frame));
      default:
        throw new Error(`a ${expr.node} has no values of its own`);
    }
  }

  /** The values of an expression, computed where they are asked for. */
  lazy(expr: Expr, frame: Frame): Lazy {
    return new Later(this, expr, frame);
  }

  data(expr: Expr, frame: Frame): Data {
    return dataOf(this.evaluate(expr, frame));
  }

  /** Truth values; of a list of nothing there are none. */
  bytes(expr: Expr, frame: Frame): Uint8Array {
    return this.data(expr, frame) as Uint8Array;
  }

  /** What is known already is taken; what depends on outer values alone is computed there. */
  private remembered(expr: Expr, frame: Frame, make: () => Value): Value {
    return this.here(expr, frame, () => this.fromOutside(expr, frame) ?? make());
  }

  private here(expr: Expr, frame: Frame, make: () => Value): Value {
    const value = frame.memo.get(expr) ?? make();
    frame.memo.set(expr, value);
    return value;
  }

  private fromOutside(expr: Expr, frame: Frame): Value | undefined {
    const risky = canFail(expr);
    let home = frame;
    while (!home.binds(expr)) {
      if (home.narrows || risky) return this.knownOutside(expr, frame, home);
      home = home.parent as Frame;
    }
    return home === frame ? undefined : takeValue(this.evaluate(expr, home), frame.pathTo(home));
  }

  /** The values where they have been computed already, beyond a frame at which computing would have to stop. */
  private knownOutside(expr: Expr, frame: Frame, from: Frame): Value | undefined {
    let outer = from;
    while (!outer.binds(expr)) {
      outer = outer.parent as Frame;
      const known = outer.memo.get(expr);
      if (known !== undefined) return takeValue(known, frame.pathTo(outer));
    }
    return from === frame || canFail(expr) ? undefined : takeValue(this.evaluate(expr, from), frame.pathTo(from));
  }

  private call(expr: CallExpr, frame: Frame): Value {
    const [a, b] = expr.args as [Expr, Expr];
    switch (expr.op) {
      case 'and':
      case 'or':
        return single(this.logic(expr.op === 'and', a, b, frame));
      case 'if':
        return this.conditional(expr, frame);
      case 'mask':
        return this.mask(a, b, frame);
      case 'coalesce':
        return this.coalesce(expr, frame);
      case 'isPresent': {
        const value = this.evaluate(a, frame);
        return single(value.is === 'option' ? value.valid : new Uint8Array(frame.length).fill(1));
      }
      case 'known': {
        const value = this.evaluate(a, frame);
        return value.is === 'option' ? value.of.force() : value;
      }
      case 'with':
        return this.extended(a, b, frame);
      default:
        return !isScalar(lookUp(expr.op))
          ? this.lists.call(expr, frame)
          : (this.perElement(expr, frame) ?? this.scalar(expr, frame));
    }
  }

  /** `a && b`, `a || b`: the second is computed only where it counts, if that can matter. */
  private logic(and: boolean, a: Expr, b: Expr, frame: Frame): Uint8Array {
    const first = this.bytes(a, frame);
    const open = and ? countOnes(first) : first.length - countOnes(first);
    if (open === 0) return first;
    if (open < first.length && (open * 4 < first.length || canFail(b) || walksLists(b))) {
      const index = this.positions(first, and ? 1 : 0);
      const second = this.bytes(b, frame.narrow(index));
      const out = first.slice();
      for (let i = 0; i < index.length; i++) out[index[i] as number] = second[i] as number;
      return out;
    }
    const second = this.bytes(b, frame);
    return and ? bothOnes(first, second) : flip(bothOnes(flip(first), flip(second)));
  }

  private readonly ones = new WeakMap<Uint8Array, Int32Array>();
  private readonly zeros = new WeakMap<Uint8Array, Int32Array>();
  /** The positions where a test is 1 or 0; the same array for the same test, so that narrow frames are shared. */
  positions(test: Uint8Array, wanted: number): Int32Array {
    const known = (wanted === 1 ? this.ones : this.zeros).get(test) ?? positionsWhere(test, wanted);
    (wanted === 1 ? this.ones : this.zeros).set(test, known);
    return known;
  }

  private conditional(expr: CallExpr, frame: Frame): Value {
    const [test, a, b] = expr.args as [Expr, Expr, Expr];
    const cond = this.bytes(test, frame);
    const side = (x: Expr, wanted: number): Lazy => adaptLazy(this.where(x, cond, wanted, frame), x.type, expr.type);
    return this.merged(cond, side(a, 1), side(b, 0));
  }

  /** An expression at the positions where the test is as wanted. */
  private where(expr: Expr, test: Uint8Array, wanted: number, frame: Frame): Lazy {
    const index = this.positions(test, wanted);
    if (index.length === frame.length) return this.lazy(expr, frame);
    return canFail(expr) || walksLists(expr)
      ? this.lazy(expr, frame.narrow(index))
      : this.lazy(expr, frame).take(index);
  }

  /** The values of two columns put together again: the first holds those where the test is 1. */
  private merged(test: Uint8Array, a: Lazy, b: Lazy): Value {
    if (b.length === 0) return a.force();
    if (a.length === 0) return b.force();
    const order = new Int32Array(test.length);
    let [yes, no] = [0, a.length];
    for (let i = 0; i < test.length; i++) order[i] = test[i] === 1 ? yes++ : no++;
    return appendLazy([a, b]).take(order).force();
  }

  private mask(a: Expr, test: Expr, frame: Frame): Value {
    const cond = this.bytes(test, frame);
    const index = this.positions(cond, 1);
    const of = canFail(a) || walksLists(a) ? this.where(a, cond, 1, frame) : undefined;
    const value = of === undefined ? this.lazy(a, frame) : spreadLazy(of, index, frame.length);
    if (a.type.is !== 'option') return { is: 'option', valid: cond, of: value };
    return asOption(cond, value.force());
  }

  private coalesce(expr: CallExpr, frame: Frame): Value {
    const [a, b] = expr.args as [Expr, Expr];
    const value = adaptLazy(
      this.lazy(a, frame),
      a.type,
      a.type.is === 'option' ? option(present(expr.type)) : expr.type,
    ).force();
    if (value.is !== 'option') return value;
    const first = value.of.take(this.positions(value.valid, 1));
    const there = expr.type.is === 'option' ? adaptLazy(first, expr.type.of, expr.type) : first;
    return this.merged(value.valid, there, adaptLazy(this.where(b, value.valid, 0, frame), b.type, expr.type));
  }

  private extended(a: Expr, b: Expr, frame: Frame): Value {
    const base = this.evaluate(a, frame);
    const added = b.type.is === 'record' ? b.type.fields : new Map();
    const extend = (of: Rec): Rec =>
      recordOf((name) => (added.has(name) ? (this.evaluate(b, frame) as Rec).field(name) : of.field(name)));
    if (base.is !== 'option') return extend(base as Rec);
    return { is: 'option', valid: base.valid, of: new Once(frame.length, () => extend(base.of.force() as Rec)) };
  }

  private perElement(expr: CallExpr, frame: Frame): Value | undefined {
    return canFail(expr) ? undefined : this.shared.evaluate(expr, frame, (of, on) => this.evaluate(of, on));
  }

  /** An operation on single values: of missing ones it gives missing ones. */
  private scalar(expr: CallExpr, frame: Frame): Value {
    const values = expr.args.map((arg) => this.evaluate(arg, frame));
    const valid = values.reduce<Uint8Array | undefined>(
      (all, v) => (v.is !== 'option' ? all : all === undefined ? v.valid : bothOnes(all, v.valid)),
      undefined,
    );
    if (valid === undefined) return single(applyScalar(expr, values.map(dataOf)));
    const index = canFail(expr) && countOnes(valid) < valid.length ? this.positions(valid, 1) : undefined;
    const columns = values.map((value) => {
      const of = value.is === 'option' ? value.of : ready(value, frame.length);
      return dataOf((index === undefined ? of : of.take(index)).force());
    });
    const result = single(applyScalar(expr, columns));
    return {
      is: 'option',
      valid,
      of: ready(index === undefined ? result : spreadValue(result, index, frame.length), frame.length),
    };
  }
}

/** An expression in a frame. */
class Later implements Lazy {
  private readonly columns: Columns;
  private readonly expr: Expr;
  private readonly frame: Frame;
  constructor(columns: Columns, expr: Expr, frame: Frame) {
    this.columns = columns;
    this.expr = expr;
    this.frame = frame;
  }

  get length(): number {
    return this.frame.length;
  }

  force(): Value {
    return this.columns.evaluate(this.expr, this.frame);
  }

  take(index: Int32Array): Lazy {
    const known = this.frame.memo.has(this.expr);
    const narrow = !known && (canFail(this.expr) || index.length <= this.length);
    return narrow ? new Later(this.columns, this.expr, this.frame.narrow(index)) : new Taken(this, index);
  }
}

function fieldOf(value: Value, name: string): Value {
  if (value.is === 'record') return value.field(name).force();
  if (value.is !== 'option') throw new Error(`field ${name} of a ${value.is}`);
  // the field of a missing record must not be computed
  const index = positionsWhere(value.valid);
  const { length } = value.valid;
  const inner = (index.length === length ? value.of : value.of.take(index)).force() as Rec;
  return asOption(value.valid, spreadLazy(inner.field(name), index, length).force());
}

function literalValue({ value, type }: LiteralExpr, length: number): Value {
  switch (typeof value) {
    case 'undefined':
      return emptyValue(type, length);
    case 'boolean':
      return single(new Uint8Array(length).fill(value ? 1 : 0));
    case 'string':
      return single(new Array<string>(length).fill(value));
    case 'bigint':
      return single(
        (type as NumberType).dtype === 'uint64'
          ? new BigUint64Array(length).fill(value)
          : new BigInt64Array(length).fill(value),
      );
    default:
      return single(new Float64Array(length).fill(value));
  }
}

/** An operation of the table on columns of present values. */
function applyScalar(expr: CallExpr, columns: readonly Data[]): Data {
  const { op } = expr;
  const [a, b] = columns as [Data, Data];
  const types = expr.args.map((arg) => present(arg.type)) as [Type, Type];
  const fn = functionOf(
    lookUp(op),
    expr.args.map((arg) => arg.type),
    expr.type,
  );
  if (fn !== undefined)
    return applyMade(
      makeFunction(fn, expr.options),
      columns.map((data, i) => (isWide(types[i] as Type) ? toDoubles(data) : data)),
      likeType(present(expr.type), a.length),
    );
  const compare = comparisons[op];
  if (comparisons[op] !== undefined && a instanceof Float64Array && b instanceof Float64Array)
    return compareDoubles(a, b, op);
  if (compare !== undefined) return testTwo(a, b, compare as (a: never, b: never) => boolean);
  if (op === 'not') return flip(a as Uint8Array);
  const test = tests[op];
  if (test !== undefined)
    return isInteger(types[0])
      ? new Uint8Array(a.length).fill(op === 'isNaN' || op === 'isInfinite' ? 0 : 1)
      : testOne(a as Float64Array, test);
  if (op === 'toNumber')
    return present(expr.type) === int || (present(expr.type) as NumberType).dtype !== 'float32'
      ? toDoubles(a)
      : types[0].is === 'bool'
        ? toDoubles(a)
        : mapOne(toDoubles(a), Math.fround);
  return arithmetic(expr, toDoubles(a), b === undefined ? undefined : toDoubles(b));
}

function arithmetic(expr: CallExpr, a: Float64Array, b: Float64Array | undefined): Float64Array {
  const { op } = expr;
  const integers = present(expr.type) === int;
  if (b === undefined) {
    const f = unary[op];
    if (f === undefined) throw new Error(`${op} has no kernel`);
    if (!integers) return mapOne(a, f);
    if (op === 'neg') return mapOne(a, (x) => 0 - x);
    return op === 'floor' || op === 'ceil' || op === 'round' || op === 'trunc' ? a : mapOne(a, f);
  }
  if (binary[op] === undefined) throw new Error(`${op} has no kernel`);
  const power = expr.args[1] as Expr;
  if (op === 'pow' && power.node === 'literal' && power.value === 2) return mapTwo(a, a, 'mul');
  const result = mapTwo(a, b, op);
  return lookUp(op).mayFail?.(
    expr.args.map((x) => x.type),
    expr.type,
  ) === true
    ? checkWhole(result)
    : result;
}

const walking = new WeakMap<Expr, boolean>();
/** Whether an expression does something with lists, so that computing it in vain would cost. */
function walksLists(expr: Expr): boolean {
  const known = walking.get(expr);
  if (known !== undefined) return known;
  let walks = false;
  visit(expr, (node) => {
    if (node.node === 'lambda') walks = true;
  });
  walking.set(expr, walks);
  return walks;
}
