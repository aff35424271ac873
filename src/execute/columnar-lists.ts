import { canFail } from '../../compiler/emit/failing.ts';
import type { CallExpr, Expr, LambdaExpr, ParamExpr } from '../../compiler/tree/expr.ts';
import { int, type ListType, type Type } from '../../compiler/tree/type.ts';
import { ancestors, type NumberLists } from '../../kernels/ancestor.ts';
import { indexInList } from '../../kernels/broadcast.ts';
import { type Choices, chooseFrom, pairUp } from '../../kernels/combine.ts';
import { flip, toDoubles } from '../../kernels/elementwise.ts';
import { countOnes, filterOffsets, positionsWhere } from '../../kernels/filter.ts';
import { makeFunction } from '../../kernels/functions.ts';
import { sameLength, sliceIndex } from '../../kernels/loop.ts';
import {
  bestPositions,
  countLists,
  foldIntegers,
  type Keys,
  multiplyLists,
  someIs,
  sumLists,
} from '../../kernels/reduce.ts';
import { joinLists } from '../../kernels/text-parts.ts';
import { reversedPositions, sortedPositions } from '../../kernels/sort.ts';
import type { Columns } from './columnar-eval.ts';
import { Frame } from './columnar-frame.ts';
import {
  adaptLazy,
  appendLazy,
  asOption,
  dataOf,
  denseList,
  emptyValue,
  type Flat,
  flatOf,
  type Lazy,
  type ListValue,
  ready,
  recordOf,
  single,
  spreadLazy,
  type Value,
} from './columnar-value.ts';

interface Counted {
  readonly data: Keys;
  readonly valid: Uint8Array | undefined;
}

/** Operations on lists: each makes an axis, or reduces one. */
export class ListColumns {
  private readonly columns: Columns;
  private readonly frames = new WeakMap<Flat, { of: Frame; params: readonly ParamExpr[]; frame: Frame }[]>();
  constructor(columns: Columns) {
    this.columns = columns;
  }

  call(expr: CallExpr, frame: Frame): Value {
    const [a, b] = expr.args as [Expr, Expr];
    switch (expr.op) {
      case 'map':
        return this.map(expr, frame);
      case 'filter':
        return this.filter(a, b as LambdaExpr, frame);
      case 'flatten':
        return this.flatten(a, frame);
      case 'concat':
        return this.concat(expr, frame);
      case 'listOf':
        return this.listOf(expr, frame);
      case 'combinations': {
        const { offsets, element } = this.flat(a, frame);
        const names = expr.options['names'] as string[];
        return chosenRecords(
          names,
          chooseFrom(offsets, names.length),
          names.map(() => element),
        );
      }
      case 'cross': {
        const [first, second] = [this.flat(a, frame), this.flat(b, frame)];
        return chosenRecords(expr.options['names'] as string[], pairUp(first.offsets, second.offsets), [
          first.element,
          second.element,
        ]);
      }
      case 'slice':
        return this.slice(expr, frame);
      case 'reverse': {
        const { offsets, element } = this.flat(a, frame);
        return denseList(offsets, element.take(reversedPositions(offsets)));
      }
      case 'indices': {
        const { offsets } = this.flat(a, frame);
        return denseList(offsets, ready(single(indexInList(offsets)), offsets[frame.length] as number));
      }
      case 'sortBy':
        return this.sortBy(expr, frame);
      case 'splitText':
        return this.splitText(expr, frame);
      default:
        return this.reduce(expr, frame);
    }
  }

  private list(expr: Expr, frame: Frame): ListValue {
    const value = this.columns.evaluate(expr, frame);
    if (value.is !== 'list') throw new Error(`expected lists, found a ${value.is}`);
    return value;
  }

  private flat(expr: Expr, frame: Frame): Flat {
    return flatOf(this.list(expr, frame));
  }

  /** The frame of a lambda over the elements of lists. */
  private under(fn: LambdaExpr, flat: Flat, elements: readonly Lazy[], frame: Frame): Frame {
    const entries = this.frames.get(flat) ?? [];
    const known =
      elements.length > 1 ? undefined : entries.find((entry) => entry.of === frame && entry.params[0] === fn.params[0]);
    if (known !== undefined) return known.frame;
    const params = new Map(fn.params.map((p, i) => [p, elements[i] as Lazy]));
    const made = new Frame(flat.parents.length, params, {
      parent: frame,
      up: flat.parents,
      level: fn.params[0]?.level ?? 0,
    });
    if (elements.length === 1) this.frames.set(flat, [...entries, { of: frame, params: fn.params, frame: made }]);
    return made;
  }

  private map(expr: CallExpr, frame: Frame): Value {
    const fn = expr.args.at(-1) as LambdaExpr;
    const flats = expr.args.slice(0, -1).map((arg) => this.flat(arg, frame));
    const [first, ...others] = flats as [Flat, ...Flat[]];
    for (const other of others) checkLengths(first.offsets, other.offsets, frame);
    return denseList(
      first.offsets,
      this.columns.lazy(
        fn.body,
        this.under(
          fn,
          first,
          flats.map((flat) => flat.element),
          frame,
        ),
      ),
    );
  }

  private filter(of: Expr, fn: LambdaExpr, frame: Frame): Value {
    const flat = this.flat(of, frame);
    const test = this.columns.bytes(fn.body, this.under(fn, flat, [flat.element], frame));
    if (countOnes(test) === test.length) return denseList(flat.offsets, flat.element);
    return denseList(filterOffsets(flat.offsets, test), flat.element.take(this.columns.positions(test, 1)));
  }

  private flatten(of: Expr, frame: Frame): Value {
    const outer = this.flat(of, frame);
    const value = outer.element.force();
    if (value.is !== 'list') return denseList(outer.offsets, outer.element);
    const inner = flatOf(value);
    return denseList(
      outer.offsets.map((at) => inner.offsets[at] as number),
      inner.element,
    );
  }

  private concat(expr: CallExpr, frame: Frame): Value {
    const to = (expr.type as ListType).of;
    const parts = expr.args.map((arg) => ({ flat: this.flat(arg, frame), from: (arg.type as ListType).of }));
    const [a, b] = parts.map(({ flat }) => flat.offsets) as [Int32Array, Int32Array];
    const offsets = a.map((x, i) => x + (b[i] as number));
    const order = new Int32Array(offsets[frame.length] as number);
    const total = a[frame.length] as number;
    for (let i = 0, at = 0; i < frame.length; i++) {
      for (let k = a[i] as number; k < (a[i + 1] as number); k++) order[at++] = k;
      for (let k = b[i] as number; k < (b[i + 1] as number); k++) order[at++] = total + k;
    }
    return denseList(offsets, appendLazy(parts.map(({ flat, from }) => adaptLazy(flat.element, from, to))).take(order));
  }

  private listOf(expr: CallExpr, frame: Frame): Value {
    const to = (expr.type as ListType).of;
    const n = frame.length;
    const m = expr.args.length;
    const offsets = Int32Array.from({ length: n + 1 }, (_, i) => i * m);
    if (m === 0) return denseList(offsets, ready(emptyValue(to, 0), 0));
    const order = Int32Array.from({ length: n * m }, (_, k) => (k % m) * n + Math.floor(k / m));
    return denseList(
      offsets,
      appendLazy(expr.args.map((arg) => adaptLazy(this.columns.lazy(arg, frame), arg.type, to))).take(order),
    );
  }

  private slice(expr: CallExpr, frame: Frame): Value {
    const [of, from, to] = expr.args as [Expr, Expr, Expr | undefined];
    const { starts, ends, content } = this.list(of, frame);
    const first = toDoubles(this.columns.data(from, frame));
    const last = to === undefined ? undefined : toDoubles(this.columns.data(to, frame));
    const [newStarts, newEnds] = [new Int32Array(frame.length), new Int32Array(frame.length)];
    for (let i = 0; i < frame.length; i++) {
      const [start, end] = [starts[i] as number, ends[i] as number];
      const begin = sliceIndex(first[i] as number, start, end);
      newStarts[i] = begin;
      newEnds[i] = last === undefined ? end : Math.max(begin, sliceIndex(last[i] as number, start, end));
    }
    return { is: 'list', starts: newStarts, ends: newEnds, content };
  }

  private sortBy(expr: CallExpr, frame: Frame): Value {
    const [of, fn] = expr.args as [Expr, LambdaExpr];
    const flat = this.flat(of, frame);
    const keys = this.columns.data(fn.body, this.under(fn, flat, [flat.element], frame)) as Keys;
    return denseList(
      flat.offsets,
      flat.element.take(sortedPositions(flat.offsets, keys, expr.options['descending'] === true)),
    );
  }

  private splitText(expr: CallExpr, frame: Frame): Value {
    const split = makeFunction('splitText', expr.options) as (text: string) => readonly string[];
    const pieces = (this.columns.data(expr.args[0] as Expr, frame) as string[]).map(split);
    const offsets = new Int32Array(pieces.length + 1);
    pieces.forEach((some, i) => {
      offsets[i + 1] = (offsets[i] as number) + some.length;
    });
    return denseList(offsets, ready(single(pieces.flat()), offsets[pieces.length] as number));
  }

  private joinText(of: Expr, separator: Expr, frame: Frame): string[] {
    const { offsets, element } = this.flat(of, frame);
    const texts = element.length === 0 ? [] : (dataOf(element.force()) as string[]);
    return joinLists(offsets, texts, this.columns.data(separator, frame) as string[]);
  }

  private reduce(expr: CallExpr, frame: Frame): Value {
    const { op, args } = expr;
    const [of, second] = args as [Expr, Expr];
    switch (op) {
      case 'length': {
        const { starts, ends } = this.list(of, frame);
        const out = new Float64Array(frame.length);
        for (let i = 0; i < out.length; i++) out[i] = (ends[i] as number) - (starts[i] as number);
        return single(out);
      }
      case 'at':
        return this.at(of, second, frame);
      case 'ancestor':
        return this.ancestor(args, frame);
      case 'any':
      case 'all':
        return single(this.some(of, op === 'any', frame));
      case 'joinText':
        return single(this.joinText(of, second, frame));
      case 'countTrue':
        return single(countLists(this.flat(of, frame).offsets, this.truths(this.flat(of, frame))));
      case 'sum':
      case 'prod':
        return single(this.fold(expr, this.flat(of, frame)));
      default:
        return this.best(op, of, second, frame);
    }
  }

  private truths(flat: Flat): Uint8Array {
    return flat.parents.length === 0 ? new Uint8Array(0) : (dataOf(flat.element.force()) as Uint8Array);
  }

  /** Whether one is true, or all are; where computing can fail, elements after the decision are left out. */
  private some(of: Expr, any: boolean, frame: Frame): Uint8Array {
    const flat = this.flat(of, frame);
    const wanted = any ? 1 : 0;
    const found = canFail(of)
      ? stepwise(flat, (element) => testIs(dataOf(element.force()) as Uint8Array, wanted)).found
      : someIs(flat.offsets, this.truths(flat), wanted);
    return any ? found : flip(found);
  }

  private fold(expr: CallExpr, flat: Flat): Float64Array {
    const { data, valid } = counted(flat.element);
    if (expr.type === int) return foldIntegers(flat.offsets, data, valid, expr.op === 'prod');
    return expr.op === 'sum'
      ? sumLists(flat.offsets, data as Float64Array, valid)
      : multiplyLists(flat.offsets, data as Float64Array, valid);
  }

  private at(of: Expr, i: Expr, frame: Frame): Value {
    const found = i.node === 'literal' && i.value === 0 && canFail(of) ? this.firstOf(of, frame) : undefined;
    if (found !== undefined) return found;
    const { starts, ends, content } = this.list(of, frame);
    const wanted = toDoubles(this.columns.data(i, frame));
    const positions = new Int32Array(frame.length);
    for (let row = 0; row < positions.length; row++) {
      const index = wanted[row] as number;
      const [start, end] = [starts[row] as number, ends[row] as number];
      const at = index + (index < 0 ? end : start);
      positions[row] = at >= start && at < end ? at : -1;
    }
    return elementsAt(positions, content, (of.type as ListType).of);
  }

  private ancestor(args: readonly Expr[], frame: Frame): Value {
    const [places, values, first, value] = args as [Expr, Expr, Expr, Expr];
    const lists = (expr: Expr): NumberLists => {
      const { starts, ends, content } = this.list(expr, frame);
      return { starts, ends, data: content.length === 0 ? [] : toDoubles(dataOf(content.force())) };
    };
    const numbers = (expr: Expr): Float64Array => toDoubles(this.columns.data(expr, frame));
    return single(ancestors(lists(places), lists(values), numbers(first), numbers(value)));
  }

  /** The first element of filtered lists: tests after it are left out. */
  private firstOf(of: Expr, frame: Frame): Value | undefined {
    if (of.node !== 'call' || of.op !== 'filter') return undefined;
    const fn = of.args[1] as LambdaExpr;
    const flat = this.flat(of.args[0] as Expr, frame);
    const test = this.columns.lazy(fn.body, this.under(fn, flat, [flat.element], frame));
    const { positions } = stepwise({ ...flat, element: test }, (element) => dataOf(element.force()) as Uint8Array);
    return elementsAt(positions, flat.element, (of.type as ListType).of);
  }

  /** min, max, argmin, argmax, minBy, maxBy. */
  private best(op: string, of: Expr, fn: Expr, frame: Frame): Value {
    const flat = this.flat(of, frame);
    const least = op === 'min' || op === 'argmin' || op === 'minBy';
    if (op === 'minBy' || op === 'maxBy') {
      const keys = this.columns.data(
        (fn as LambdaExpr).body,
        this.under(fn as LambdaExpr, flat, [flat.element], frame),
      ) as Keys;
      return elementsAt(bestPositions(flat.offsets, keys, undefined, least), flat.element, (of.type as ListType).of);
    }
    if (op !== 'min' && op !== 'max' && op !== 'argmin' && op !== 'argmax') throw new Error(`${op} has no kernel`);
    const { data, valid } = counted(flat.element);
    const positions = bestPositions(flat.offsets, data, valid, least);
    if (op === 'min' || op === 'max') return elementsAt(positions, ready(single(data), data.length));
    return indicesAt(positions, flat.offsets);
  }
}

/** Whether the elements are there, and their values. */
function counted(element: Lazy): Counted {
  const value = element.force();
  if (value.is !== 'option') return { data: dataOf(value) as Keys, valid: undefined };
  return { data: dataOf(value.of.force()) as Keys, valid: value.valid };
}

function testIs(data: Uint8Array, wanted: number): Uint8Array {
  return wanted === 1 ? data : flip(data);
}

/** The elements at positions, missing where the position is -1. */
function elementsAt(positions: Int32Array, content: Lazy, type?: Type): Value {
  const valid = new Uint8Array(positions.length);
  for (let i = 0; i < valid.length; i++) valid[i] = (positions[i] as number) >= 0 ? 1 : 0;
  const index = positionsWhere(valid);
  const found = new Int32Array(index.length);
  for (let i = 0; i < found.length; i++) found[i] = positions[index[i] as number] as number;
  const of = spreadLazy(content.take(found), index, positions.length);
  return type?.is === 'option' ? asOption(valid, of.force()) : { is: 'option', valid, of };
}

function indicesAt(positions: Int32Array, offsets: Int32Array): Value {
  const valid = new Uint8Array(positions.length);
  const out = new Float64Array(positions.length);
  for (let i = 0; i < out.length; i++) {
    const at = positions[i] as number;
    if (at < 0) continue;
    valid[i] = 1;
    out[i] = at - (offsets[i] as number);
  }
  return { is: 'option', valid, of: ready(single(out), out.length) };
}

function chosenRecords(names: readonly string[], { offsets, members }: Choices, elements: readonly Lazy[]): ListValue {
  const content = recordOf((name) =>
    (elements[names.indexOf(name)] as Lazy).take(members[names.indexOf(name)] as Int32Array),
  );
  return denseList(offsets, ready(content, offsets[offsets.length - 1] as number));
}

function checkLengths(a: Int32Array, b: Int32Array, frame: Frame): void {
  for (let i = 0; i < frame.length; i++) {
    const [x, y] = [(a[i + 1] as number) - (a[i] as number), (b[i + 1] as number) - (b[i] as number)];
    if (x !== y) sameLength(x, y, frame.rowOf(i));
  }
}

/** Tests element after element of each list, and no further than to the first that is true. */
function stepwise(flat: Flat, test: (element: Lazy) => Uint8Array): { found: Uint8Array; positions: Int32Array } {
  const { offsets, element } = flat;
  const n = offsets.length - 1;
  const [found, positions] = [new Uint8Array(n), new Int32Array(n).fill(-1)];
  let rows = Int32Array.from({ length: n }, (_, i) => i);
  for (let step = 0; ; step++) {
    rows = rows.filter((row) => found[row] === 0 && (offsets[row] as number) + step < (offsets[row + 1] as number));
    if (rows.length === 0) return { found, positions };
    const at = rows.map((row) => (offsets[row] as number) + step);
    const truth = test(element.take(at));
    for (let i = 0; i < rows.length; i++) {
      if (truth[i] === 0) continue;
      found[rows[i] as number] = 1;
      positions[rows[i] as number] = at[i] as number;
    }
  }
}
