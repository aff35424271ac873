import type { FixedAxis } from '../../compiler/axis.ts';
import type { CallExpr, Expr, LambdaExpr } from '../../compiler/tree/expr.ts';
import { int, type ListType, present, type RecordType } from '../../compiler/tree/type.ts';
import type { GroupsPartial, Key } from '../../kernels/groups.ts';
import { fillPartial, type HistogramPartial } from '../../kernels/histogram.ts';
import type { TallyPartial } from '../../kernels/tally.ts';
import { type Arg, Failed, meanings, Problem, type Row, type RowOp, type Value } from './meanings.ts';

/**
 * How problems count. `strict`: whatever is evaluated must succeed (only the sides of `&&`, `||`, `?:`, `??` and of
 * masks are left out). `lenient`: only what the result is made of. Loops may do either, and nothing outside of the two.
 */
export type Mode = 'strict' | 'lenient';
type Bound = ReadonlyMap<string, Value>;

class Interpreter {
  private readonly mode: Mode;
  constructor(mode: Mode) {
    this.mode = mode;
  }

  readonly fail = (reason: string): Failed => {
    const problem = new Problem(reason);
    if (this.mode === 'strict') throw problem;
    return new Failed(problem);
  };

  evaluate(expr: Expr, bound: Bound): Value {
    switch (expr.node) {
      case 'literal':
        return expr.value;
      case 'param': {
        const key = `${expr.level}:${expr.index}`;
        if (!bound.has(key)) throw new Error(`nothing is bound to ${key}`);
        return bound.get(key);
      }
      case 'field': {
        const of = this.evaluate(expr.of, bound);
        if (of === undefined || of instanceof Failed) return of;
        return (of as Row).get(expr.name);
      }
      case 'record':
        return new Map(expr.names.map((name, i) => [name, this.evaluate(expr.values[i] as Expr, bound)]));
      case 'call':
        return meanings[expr.op as RowOp]({
          args: expr.args.map((arg) => this.arg(arg, bound)),
          options: expr.options,
          type: expr.type,
          fail: this.fail,
        });
      default:
        throw new Error(`a ${expr.node} has no value`);
    }
  }

  apply(fn: Expr, values: readonly Value[], bound: Bound): Value {
    const { params, body } = fn as LambdaExpr;
    return this.evaluate(
      body,
      new Map([...bound, ...params.map((p, i) => [`${p.level}:${p.index}`, values[i]] as const)]),
    );
  }

  private arg(expr: Expr, bound: Bound): Arg {
    const compute = (): Value => this.evaluate(expr, bound);
    let known: { value: Value } | undefined;
    return {
      type: expr.type,
      get value() {
        known ??= { value: compute() };
        return known.value;
      },
      apply: (...values) => this.apply(expr, values, bound),
    };
  }
}

const NOTHING: Bound = new Map();

/** The value, if every part of it could be computed. */
function settled<T extends Value>(value: T): Exclude<T, Failed> {
  if (value instanceof Failed) throw value.problem;
  if (Array.isArray(value)) value.forEach(settled);
  else if (value instanceof Map) for (const part of value.values()) settled(part);
  return value as Exclude<T, Failed>;
}

/** What an output gives: values for collect, a histogram for fill, one value for reduceRows. */
export type Output =
  | { readonly is: 'values'; readonly values: readonly Value[] }
  | { readonly is: 'histogram'; readonly partial: HistogramPartial }
  | { readonly is: 'sum'; readonly sum: number; readonly count: number }
  | { readonly is: 'one'; readonly value: Value }
  | { readonly is: 'tally'; readonly partial: TallyPartial }
  | { readonly is: 'groups'; readonly partial: GroupsPartial };

/** A collect, fill or reduceRows call over rows. */
export function interpretOutput(call: CallExpr, rows: readonly Value[], mode: Mode = 'strict'): Output {
  const interpreter = new Interpreter(mode);
  const [dataset, fn] = call.args as [Expr, Expr];
  const values = rowsOf(interpreter, dataset, rows).map((row) => interpreter.apply(fn, [row], NOTHING));
  if (call.op === 'collect') return { is: 'values', values: values.map(settled) };
  if (call.op === 'fill') return { is: 'histogram', partial: histogram(call, values) };
  if (call.op === 'tally') return { is: 'tally', partial: tally(call, values) };
  if (call.op === 'group') return { is: 'groups', partial: group(call, values) };
  return reduceRows(
    interpreter,
    call,
    values.filter((x) => x !== undefined),
  );
}

function rowsOf(interpreter: Interpreter, dataset: Expr, rows: readonly Value[]): readonly Value[] {
  if (dataset.node === 'source') return rows;
  const { op, args } = dataset as CallExpr;
  const [of, fn] = args as [Expr, Expr];
  const outer = rowsOf(interpreter, of, rows);
  if (op === 'where') return outer.filter((row) => settled(interpreter.apply(fn, [row], NOTHING)) === true);
  return outer.flatMap((row) => {
    const list = interpreter.apply(fn, [row], NOTHING);
    if (list instanceof Failed) throw list.problem;
    for (const x of list as Value[]) if (x instanceof Failed && x.hole) throw x.problem;
    return list as Value[];
  });
}

/** The entries among values: records, alone or in lists. */
function entriesIn(values: readonly Value[]): Row[] {
  const entries: Row[] = [];
  const collect = (value: Value): void => {
    if (value instanceof Failed) throw value.problem;
    if (Array.isArray(value)) value.forEach(collect);
    else entries.push(value as Row);
  };
  values.forEach(collect);
  return entries;
}

function tally({ type }: CallExpr, values: readonly Value[]): TallyPartial {
  const rows = values.map((value) => settled(value) as Row);
  const conditions = [...(type as RecordType).fields];
  const weighted = conditions[0]?.[1] !== int;
  const each = (f: (weight: number) => number): Float64Array =>
    Float64Array.from(conditions, ([name]) => {
      const passed = rows.filter((row) => (row.get('tests') as Row).get(name) === true);
      return passed.reduce((sum, row) => sum + f(Number(row.get('weight'))), 0);
    });
  const counts = each(() => 1);
  return weighted ? { counts, sums: each((w) => w), squares: each((w) => w * w) } : { counts };
}

function group({ options, type }: CallExpr, values: readonly Value[]): GroupsPartial {
  const { fields } = (type as ListType).of as RecordType;
  const parts = [...fields.keys()].slice(0, options['how'] === 'distinct' ? undefined : -1);
  const found: [Value[], number][] = [];
  for (const entry of entriesIn(values)) {
    const key = parts.map((name) => settled((entry.get('keys') as Row).get(name)));
    const value = options['how'] === 'sum' ? settled(entry.get('value')) : 1;
    if (key.includes(undefined) || value === undefined) continue;
    const known = found.find(([other]) => other.every((part, i) => sameKey(part, key[i])));
    if (typeof value === 'bigint' && !Number.isSafeInteger(Number(value)))
      throw new Problem(`${value} is beyond 2**53`);
    const sum = (known?.[1] ?? 0) + Number(value);
    if (fields.get('sum') === int && !Number.isSafeInteger(sum)) throw new Problem(`${sum} is beyond 2**53`);
    if (known === undefined) found.push([key, sum]);
    else known[1] = sum;
  }
  if (found.length > Number(options['most'])) throw new Problem('too many keys');
  const keys = parts.map((_, i) => found.map(([key]) => (key[i] === 0 ? 0 : (key[i] as Key))));
  return options['how'] === 'distinct' ? { keys } : { keys, values: Float64Array.from(found, ([, sum]) => sum) };
}

/** NaN is one key, and so are both zeros. */
const sameKey = (a: Value, b: Value): boolean => a === b || (Number.isNaN(a) && Number.isNaN(b));

function histogram(call: CallExpr, values: readonly Value[]): HistogramPartial {
  const axes = call.options['axes'] as unknown as FixedAxis[];
  const entries = entriesIn(values);
  const names = [...axes.keys()].map(String).concat(call.options['weighted'] === true ? 'weight' : []);
  const columns = names.map((name) =>
    entries.map((entry) => {
      if (names.some((other) => entry.get(other) === undefined)) return undefined;
      const value = settled(entry.get(name));
      return (typeof value === 'bigint' ? Number(value) : value) as number | string | boolean;
    }),
  );
  return fillPartial(
    axes,
    columns.slice(0, axes.length),
    call.options['weighted'] === true ? (columns.at(-1) as number[]) : undefined,
  );
}

function reduceRows(interpreter: Interpreter, call: CallExpr, values: readonly Value[]): Output {
  const how = call.options['how'];
  if (how === 'count') return { is: 'one', value: values.length };
  const known = values.map(settled);
  if (how === 'any' || how === 'all')
    return { is: 'one', value: how === 'any' ? known.some((x) => x === true) : known.every((x) => x === true) };
  if (how === 'sum' || how === 'mean') {
    const numbers = known.map((x) => {
      if (typeof x !== 'bigint') return Number(x);
      return Number.isSafeInteger(Number(x))
        ? Number(x)
        : settled(interpreter.fail(`${x} is beyond 2**53`) as Value as number);
    });
    const sum = numbers.reduce((a, b) => {
      if (present(call.type) === int && !Number.isSafeInteger(a + b)) throw new Problem(`${a + b} is beyond 2**53`);
      return a + b;
    }, 0);
    return { is: 'sum', sum, count: numbers.length };
  }
  let best: Value;
  for (const x of known as number[]) {
    const better = how === 'min' ? x < (best as number) : x > (best as number);
    if (best === undefined || better || (Number.isNaN(best) && !Number.isNaN(x))) best = x;
  }
  return { is: 'one', value: best };
}
