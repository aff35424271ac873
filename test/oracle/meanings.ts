import { numberMeanings } from './number-meanings.ts';
import { textMeanings } from './text-meanings.ts';
import { wrapPhi } from '../../kernels/scalar.ts';
// held against exact values in test/kernels/trigonometry.test.ts
import { cos, cosh, sin, sinh } from '../../kernels/trigonometry.ts';
import type { arrayOps } from '../../compiler/ops/arrays.ts';
import type { OpName } from '../../compiler/ops/table.ts';
import { int, isInteger, isWide, present, type Type } from '../../compiler/tree/type.ts';

import {
  type Arg,
  exact,
  Failed,
  failedIn,
  type Given,
  limited,
  listAt,
  type Meaning,
  numeric,
  ofPresent,
  Problem,
  type Row,
  type Value,
  valueAt,
  whole,
} from './given.ts';

export { type Arg, Failed, Problem, type Row, TooLarge, type Value } from './given.ts';

const compare = (f: (a: number | bigint, b: number | bigint) => boolean): Meaning =>
  ofPresent(([a, b]) => f(a as number, b as number));
// A bigint and a number are equal where they are the same number.
const equal = (a: Value, b: Value): boolean =>
  typeof a === typeof b
    ? a === b
    : !((a as number) < (b as number)) && !((a as number) > (b as number)) && a === a && b === b;
/** Of an integer the answer is known without its value. */
const test =
  (f: (x: number) => boolean): Meaning =>
  (given) => {
    const value = valueAt(given, 0);
    if (value === undefined) return undefined;
    if (isInteger(present((given.args[0] as Arg).type))) return f(0);
    return value instanceof Failed ? value : f(value as number);
  };

const onList =
  (f: (list: Value[], given: Given) => Value): Meaning =>
  (given) => {
    const list = listAt(given, 0);
    return list instanceof Failed ? list : f(list, given);
  };
const hole = (x: Failed): Failed => new Failed(x.problem, true);

/** The elements up to the first one that is not known. */
function walk(given: Given, i: number, step: (x: Value, out: Value[]) => Failed | undefined): Value {
  const list = valueAt(given, i);
  if (list instanceof Failed) return list;
  const out: Value[] = [];
  for (const x of list as Value[]) {
    const stop = x instanceof Failed && x.hole ? x : step(x, out);
    if (stop === undefined) continue;
    out.push(hole(stop));
    break;
  }
  return out;
}

/** A value as one of a wider type: stored 64-bit integers become numbers, records lose fields. */
export function adapt(x: Value, from: Type, to: Type, given: Given): Value {
  if (from === to || x === undefined || x instanceof Failed) return x;
  const [a, b] = [present(from), present(to)];
  if (isWide(a) && !isWide(b)) return exact(x, given);
  if (a.is === 'list' && b.is === 'list') return (x as Value[]).map((y) => adapt(y, a.of, b.of, given));
  if (a.is === 'record' && b.is === 'record') {
    return new Map(
      [...b.fields].map(([name, type]) => [name, adapt((x as Row).get(name), a.fields.get(name) as Type, type, given)]),
    );
  }
  return x;
}
const adapted = (given: Given, i: number, to = given.type): Value =>
  adapt(valueAt(given, i), (given.args[i] as Arg).type, to, given);
const numberOf = (x: Value, given: Given): number | Failed => (x instanceof Failed ? x : exact(x, given));
const elementType = (type: Type): Type => (type.is === 'list' ? type.of : type);

/** The position of the best key; NaN loses against everything. */
function bestOf(keys: readonly Value[], least: boolean): number {
  let best = -1;
  keys.forEach((key, i) => {
    if (key === undefined) return;
    const held = keys[best] as number;
    if (
      best < 0 ||
      (Number.isNaN(held) && !Number.isNaN(key)) ||
      (least ? (key as number) < held : (key as number) > held)
    )
      best = i;
  });
  return best;
}
const extreme = (least: boolean): Meaning => onList((list) => failedIn(list) ?? list[bestOf(list, least)]);
const position = (least: boolean): Meaning =>
  onList((list) => {
    const at = bestOf(list, least);
    return failedIn(list) ?? (at < 0 ? undefined : at);
  });
const bestBy = (least: boolean): Meaning =>
  onList((list, given) => {
    const keys = list.map((x) => (given.args[1] as Arg).apply(x));
    return failedIn(keys) ?? list[bestOf(keys, least)];
  });

const quantifier =
  (any: boolean): Meaning =>
  (given) => {
    const list = valueAt(given, 0);
    if (list instanceof Failed) return list;
    for (const x of list as Value[]) if (x instanceof Failed || x === any) return x;
    return !any;
  };

const total = (zero: number, f: (a: number, b: number) => number): Meaning =>
  onList((list, given) => {
    let result = zero;
    for (const x of list) {
      if (x === undefined) continue;
      if (x instanceof Failed) return x;
      const number = exact(x, given);
      if (number instanceof Failed) return number;
      const next = present(given.type) === int ? whole(f(result, number), given) : f(result, number);
      if (next instanceof Failed) return next;
      result = next as number;
    }
    return result;
  });

function compareKeys(a: Value, b: Value, descending: boolean): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  const order = (a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0;
  return descending ? -order : order;
}

function choices(n: number, from: number, length: number): number[][] {
  if (n === 0) return [[]];
  const all: number[][] = [];
  for (let i = from; i < length; i++) for (const rest of choices(n - 1, i + 1, length)) all.push([i, ...rest]);
  return all;
}

const noRows: Meaning = () => {
  throw new Error('an operation on datasets has no value in a row');
};

/** What is asked for before the check that drops it: a list of nothing, or something that must not be used. */
function nothingOf(type: Type): Value {
  if (type.is === 'list') return [];
  if (type.is === 'option') return undefined;
  if (type.is === 'record') return new Map([...type.fields].map(([name, of]) => [name, nothingOf(of)]));
  return new Failed(new Problem('a missing value was taken for a present one'));
}

/** The operations within rows; those on whole arrays have oracles of their own (test/kernels/arrays). */
export type RowOp = Exclude<OpName, keyof typeof arrayOps>;

/** What each operation means, written from its line of documentation and not from its code. */
export const meanings: Record<RowOp, Meaning> = {
  add: numeric((a, b) => a + b),
  sub: numeric((a, b) => a - b),
  mul: numeric((a, b) => a * b),
  div: numeric((a, b) => a / b),
  rem: numeric((a, b) => a % b),
  pow: numeric((a, b) => (b === 2 ? a * a : a ** b)),
  neg: numeric((a) => -a),
  abs: numeric(Math.abs),
  sign: numeric(Math.sign),
  min2: numeric(Math.min),
  max2: numeric(Math.max),
  floor: numeric(Math.floor),
  ceil: numeric(Math.ceil),
  round: numeric(Math.round),
  trunc: numeric(Math.trunc),
  sqrt: numeric(Math.sqrt),
  cbrt: numeric(Math.cbrt),
  exp: numeric(Math.exp),
  expm1: numeric(Math.expm1),
  log: numeric(Math.log),
  log2: numeric(Math.log2),
  log10: numeric(Math.log10),
  log1p: numeric(Math.log1p),
  sin: numeric(sin),
  cos: numeric(cos),
  tan: numeric(Math.tan),
  asin: numeric(Math.asin),
  acos: numeric(Math.acos),
  atan: numeric(Math.atan),
  atan2: numeric(Math.atan2),
  sinh: numeric(sinh),
  cosh: numeric(cosh),
  tanh: numeric(Math.tanh),
  asinh: numeric(Math.asinh),
  acosh: numeric(Math.acosh),
  atanh: numeric(Math.atanh),
  hypot: numeric(Math.hypot),
  wrapPhi: numeric(wrapPhi),
  gt: compare((a, b) => a > b),
  ge: compare((a, b) => a >= b),
  lt: compare((a, b) => a < b),
  le: compare((a, b) => a <= b),
  eq: ofPresent(([a, b]) => equal(a, b)),
  ne: ofPresent(([a, b]) => !equal(a, b)),
  and: (given) => {
    const a = valueAt(given, 0);
    return a === true ? valueAt(given, 1) : a;
  },
  or: (given) => {
    const a = valueAt(given, 0);
    return a === false ? valueAt(given, 1) : a;
  },
  not: ofPresent(([a]) => a === false),
  isNaN: test(Number.isNaN),
  isFinite: test(Number.isFinite),
  isInfinite: test((x) => Math.abs(x) === Infinity),
  isInteger: test(Number.isInteger),
  if: (given) => {
    const condition = valueAt(given, 0);
    if (condition instanceof Failed) return condition;
    return adapted(given, condition === true ? 1 : 2);
  },
  coalesce: (given) => adapted(given, valueAt(given, 0) === undefined ? 1 : 0),
  isPresent: (given) => valueAt(given, 0) !== undefined,
  known: (given) => {
    const value = valueAt(given, 0);
    if (value !== undefined) return value;
    return nothingOf(present(given.type));
  },
  toNumber: (given) => {
    const value = valueAt(given, 0);
    if (typeof value === 'boolean') return value ? 1 : 0;
    const number = numeric((x) => x)(given);
    return typeof number === 'number' && given.options['to'] === 'float32' ? Math.fround(number) : number;
  },
  mask: (given) => {
    const condition = valueAt(given, 1);
    return condition instanceof Failed ? condition : condition === true ? valueAt(given, 0) : undefined;
  },
  ...numberMeanings,
  ...textMeanings,

  length: onList((list) => list.length),
  map: (given) => {
    const fn = given.args.at(-1) as Arg;
    if (given.args.length === 2) {
      return walk(given, 0, (x, out) => {
        out.push(fn.apply(x));
        return undefined;
      });
    }
    const lists = given.args.slice(0, -1).map((_, i) => listAt(given, i));
    const failed = lists.find((list) => list instanceof Failed);
    if (failed !== undefined) return failed as Failed;
    const [first, ...others] = lists as Value[][];
    if (others.some((other) => other.length !== (first as Value[]).length))
      return given.fail('lists of unequal lengths');
    return (first as Value[]).map((_, i) => fn.apply(...(lists as Value[][]).map((list) => list[i])));
  },
  filter: (given) =>
    walk(given, 0, (x, out) => {
      const keep = (given.args[1] as Arg).apply(x);
      if (keep instanceof Failed) return keep;
      if (keep === true) out.push(x);
      return undefined;
    }),
  sum: total(0, (a, b) => a + b),
  prod: total(1, (a, b) => a * b),
  min: extreme(true),
  max: extreme(false),
  any: quantifier(true),
  all: quantifier(false),
  countTrue: onList((list) => failedIn(list) ?? list.filter((x) => x === true).length),
  argmin: position(true),
  argmax: position(false),
  minBy: bestBy(true),
  maxBy: bestBy(false),
  at: (given) => {
    const i = exact(valueAt(given, 1), given);
    if (i instanceof Failed) return i;
    const list = i === 0 ? valueAt(given, 0) : listAt(given, 0);
    return list instanceof Failed ? list : (list as Value[]).at(i);
  },
  ancestor: (given) => {
    const lists = [listAt(given, 0), listAt(given, 1)];
    const [first, value] = [exact(valueAt(given, 2), given), exact(valueAt(given, 3), given)];
    for (const x of [...lists, first, value]) if (x instanceof Failed) return x;
    const [places, values] = lists as [Value[], Value[]];
    const been = new Set<number>();
    let at = first as number;
    while (at >= 0 && at < Math.min(places.length, values.length) && !been.has(at)) {
      been.add(at);
      const [there, next] = [numberOf(values[at], given), () => numberOf(places[at], given)];
      if (there instanceof Failed) return there;
      if (there !== value) return at;
      const to = next();
      if (to instanceof Failed) return to;
      at = to;
    }
    return -1;
  },
  slice: onList((list, given) => {
    const ends = given.args.slice(1).map((arg) => exact(arg.value, given));
    return failedIn(ends) ?? list.slice(...(ends as number[]));
  }),
  reverse: onList((list) => [...list].reverse()),
  sortBy: onList((list, given) => {
    const keyed = list.map((x) => ({ x, key: (given.args[1] as Arg).apply(x) }));
    const failed = failedIn(keyed.map(({ key }) => key));
    return (
      failed ?? keyed.sort((a, b) => compareKeys(a.key, b.key, given.options['descending'] === true)).map(({ x }) => x)
    );
  }),
  indices: onList((list) => list.map((_, i) => i)),
  combinations: onList((list, given) => {
    const names = given.options['names'] as string[];
    limited(
      list.length > 12 && names.length > 2 ? list.flatMap(() => list.flatMap(() => list)) : list.flatMap(() => list),
    );
    return choices(names.length, 0, list.length).map(
      (chosen) => new Map(names.map((name, i) => [name, list[chosen[i] as number]])),
    );
  }),
  cross: onList((list, given) => {
    const [first, second] = given.options['names'] as [string, string];
    const other = listAt(given, 1);
    return other instanceof Failed
      ? other
      : limited(list.flatMap(() => other)) &&
          list.flatMap((a) =>
            other.map(
              (b) =>
                new Map([
                  [first, a],
                  [second, b],
                ]),
            ),
          );
  }),
  concat: (given) => {
    const [a, b] = [adapted(given, 0), adapted(given, 1)];
    if (a instanceof Failed) return a;
    return b instanceof Failed ? [...(a as Value[]), hole(b)] : [...(a as Value[]), ...(b as Value[])];
  },
  flatten: (given) =>
    walk(given, 0, (inner, out) => {
      if (inner instanceof Failed) return inner;
      out.push(...(inner as Value[]));
      limited(out);
      return undefined;
    }),
  listOf: (given) => given.args.map((_, i) => adapted(given, i, elementType(given.type))),
  with: (given) => {
    const [base, added] = [valueAt(given, 0), valueAt(given, 1)];
    if (base === undefined || base instanceof Failed) return base;
    return new Map([...(base as Row), ...(added as Row)]);
  },

  where: noRows,
  rows: noRows,
  collect: noRows,
  fill: noRows,
  reduceRows: noRows,
  tally: noRows,
  group: noRows,
};
