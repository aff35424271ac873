import { type AxisSpec, axisFromJson } from '../axis.ts';
import type { Expr, LambdaExpr, Options, RecordExpr } from '../tree/expr.ts';
import { TypeMismatchError } from '../tree/problem.ts';
import {
  bool,
  briefType,
  float64,
  int,
  isInteger,
  isOption,
  join,
  type ListType,
  list,
  option,
  optionIf,
  present,
  type RecordType,
  record,
  table,
  type Type,
  never,
} from '../tree/type.ts';
import { countingOps } from './counting.ts';
import { defineOps, type Op } from './op.ts';
import { mismatch, needCondition, needList, needNumberList } from './rules.ts';

const bodyOf = (fn: Expr): Type => (fn as LambdaExpr).body.type;
const looped = (doc: string, gives: Op['gives']): Op => ({ doc, gives, loop: true });
const sameList: Op['gives'] = ([a], _options, name) => needList(name, a as Expr);

function needKey(op: string, fn: Expr): void {
  const key = bodyOf(fn);
  if (key.is !== 'number' && key.is !== 'bool') throw mismatch(op, 'a number to order by', key);
}

function needBools(op: string, arg: Expr): void {
  const { of } = needList(op, arg);
  if (of.is !== 'bool' && of.is !== 'never')
    throw mismatch(op, 'a list of truth values', arg.type, 'give it a condition: .some(x => x > 0)');
}

const best = (doc: string): Op =>
  looped(doc, ([a, fn], _options, name) => {
    const key = present(bodyOf(fn as Expr));
    if (key.is !== 'number' && key.is !== 'bool') throw mismatch(name, 'a number to order by', key);
    return option(needList(name, a as Expr).of);
  });
const extreme = (doc: string): Op => looped(doc, ([a], _options, name) => option(needNumberList(name, a as Expr)));

function needNames(op: string, options: Options): readonly string[] {
  const names = options['names'];
  if (
    !Array.isArray(names) ||
    names.length < 2 ||
    names.length > 6 ||
    !names.every((name) => typeof name === 'string') ||
    new Set(names).size < names.length
  ) {
    throw new TypeMismatchError('wrong-argument', `${op} needs two to six different names`);
  }
  return names as string[];
}

/** Operations on lists; each is a loop. A lambda's parameter is the element. */
export const listOps = defineOps({
  length: looped('The number of elements.', ([a], _o, name) => (needList(name, a as Expr), int)),
  map: looped(
    'The list of what the lambda gives for each element; several lists of equal lengths are walked together.',
    (args, _o, name) => {
      for (const a of args.slice(0, -1)) needList(name, a);
      return list(bodyOf(args.at(-1) as Expr));
    },
  ),
  filter: looped('The elements for which the lambda gives true.', ([a, fn], _o, name) => {
    needCondition(name, bodyOf(fn as Expr));
    return needList(name, a as Expr);
  }),
  sum: looped('The sum from left to right, 0 for an empty list; missing elements are skipped.', ([a], _o, name) => {
    return isInteger(needNumberList(name, a as Expr)) ? int : float64;
  }),
  prod: looped(
    'The product from left to right, 1 for an empty list; missing elements are skipped.',
    ([a], _o, name) => {
      return isInteger(needNumberList(name, a as Expr)) ? int : float64;
    },
  ),
  min: extreme('The smallest element; missing for a list without one. NaN is skipped unless there is nothing else.'),
  max: extreme('The largest element; missing for a list without one. NaN is skipped unless there is nothing else.'),
  any: looped('Whether one or more elements are true.', ([a], _o, name) => (needBools(name, a as Expr), bool)),
  all: looped(
    'Whether every element is true; true for an empty list.',
    ([a], _o, name) => (needBools(name, a as Expr), bool),
  ),
  countTrue: looped('How many elements are true.', ([a], _o, name) => (needBools(name, a as Expr), int)),
  argmin: looped(
    'The index of the smallest element, the first of equal ones; NaN is skipped; missing for an empty list.',
    ([a], _o, name) => (needNumberList(name, a as Expr), option(int)),
  ),
  argmax: looped(
    'The index of the largest element, the first of equal ones; NaN is skipped; missing for an empty list.',
    ([a], _o, name) => (needNumberList(name, a as Expr), option(int)),
  ),
  minBy: best(
    'The element for which the lambda gives the smallest value, the first of equal ones; NaN is skipped; elements whose value is missing are skipped; missing where none is left.',
  ),
  maxBy: best(
    'The element for which the lambda gives the largest value, the first of equal ones; NaN is skipped; elements whose value is missing are skipped; missing where none is left.',
  ),
  at: looped(
    'The element at an index, counted from the end when negative; missing where there is none.',
    ([a, i], _o, name) => {
      if (!isInteger((i as Expr).type))
        throw mismatch(
          name,
          'a whole number as index',
          (i as Expr).type,
          (i as Expr).type.is === 'option'
            ? 'the index may be missing: say what to use instead, (i ?? 0) or i.orElse(0); the best element itself is list.maxBy(x => …)'
            : undefined,
        );
      return option(needList(name, a as Expr).of);
    },
  ),
  ancestor: looped(
    'The place reached from a first place on, going from a place to the one that the first list has there for as long as the second list has a value there; -1 where the way leaves the lists or goes in a circle.',
    ([places, values, ...given], _o, name) => {
      const [to, by] = [needList(name, places as Expr).of, needList(name, values as Expr).of];
      if (to.is !== 'never' && !isInteger(to)) throw mismatch(name, 'a list of places', (places as Expr).type);
      if (by.is !== 'never' && by.is !== 'number') throw mismatch(name, 'a list of numbers', (values as Expr).type);
      const [first, value] = given as [Expr, Expr];
      if (!isInteger(first.type)) throw mismatch(name, 'a whole number as first place', first.type);
      if (value.type.is !== 'number') throw mismatch(name, 'a number to look for', value.type);
      return int;
    },
  ),
  slice: looped(
    'The elements from the first index up to the second, as JavaScript has it.',
    ([a, ...indices], _o, name) => {
      for (const index of indices)
        if (!isInteger(index.type)) throw mismatch(name, 'whole numbers as indices', index.type);
      return needList(name, a as Expr);
    },
  ),
  reverse: looped('The elements in reverse order.', sameList),
  sortBy: looped(
    'The elements in rising order of what the lambda gives, equal ones in their old order, NaN last; falling with descending.',
    ([a, fn], _o, name) => {
      needKey(name, fn as Expr);
      return needList(name, a as Expr);
    },
  ),
  indices: looped(
    '0, 1, 2, … for the elements of the list.',
    ([a], _o, name) => (needList(name, a as Expr), list(int)),
  ),
  combinations: looped('All choices of n elements in order, as records with the given names.', ([a], options, name) => {
    const { of } = needList(name, a as Expr);
    return list(record(needNames(name, options).map((key) => [key, of] as const)));
  }),
  cross: looped(
    'All pairs of an element of the first list with one of the second, the second running faster.',
    ([a, b], options, name) => {
      const names = needNames(name, options) as [string, string];
      return list(
        record([
          [names[0], needList(name, a as Expr).of],
          [names[1], needList(name, b as Expr).of],
        ]),
      );
    },
  ),
  concat: looped(
    'The elements of the first list, then those of the second; records keep the fields that both have.',
    ([a, b], _o, name) => {
      return list(commonType(needList(name, a as Expr).of, needList(name, b as Expr).of));
    },
  ),
  flatten: looped('The elements of all inner lists, one level of lists less.', ([a], _o, name) => {
    const { of } = needList(name, a as Expr);
    return of.is === 'never' ? list(never) : list(needListType(name, of).of);
  }),
  listOf: looped('A list of the given values.', (args) => {
    const type = args.reduce<Type | undefined>((t, a) => (t === undefined ? undefined : join(t, a.type)), never);
    if (type === undefined)
      throw new TypeMismatchError(
        'unlike-types',
        `the elements of [ … ] do not go together: ${args.map((a) => briefType(a.type)).join(', ')}`,
      );
    return list(type);
  }),
  with: {
    doc: 'The record with more fields, or with some replaced.',
    gives: ([a, b]) => {
      const base = present((a as Expr).type);
      if (base.is !== 'record') throw mismatch('with', 'a record', base);
      const added = (b as RecordExpr).type as RecordType;
      return optionIf(isOption((a as Expr).type), record([...base.fields, ...added.fields], base.name));
    },
    loop: true,
  },
});

function needListType(op: string, type: Type): ListType {
  if (type.is !== 'list') throw mismatch(op, 'a list of lists', list(type), 'the list is flat already');
  return type;
}

/** What elements of two lists have in common: records keep their common fields. */
export function commonType(a: Type, b: Type): Type {
  if (a.is === 'record' && b.is === 'record') {
    const fields: [string, Type][] = [];
    for (const [key, type] of a.fields) {
      const other = b.fields.get(key);
      const joined =
        other === undefined
          ? undefined
          : type.is === 'record' && other.is === 'record'
            ? commonType(type, other)
            : join(type, other);
      if (joined !== undefined) fields.push([key, joined]);
    }
    if (fields.length === 0)
      throw new TypeMismatchError('unlike-types', `${briefType(a)} and ${briefType(b)} have no field in common`);
    return record(fields, a.name === b.name ? a.name : '');
  }
  const joined = join(a, b);
  if (joined === undefined)
    throw new TypeMismatchError('unlike-types', `cannot put ${briefType(a)} and ${briefType(b)} into one list`);
  return joined;
}

const rowOf = (dataset: Expr): Type => {
  if (dataset.type.is !== 'table') throw mismatch('rows', 'a dataset', dataset.type);
  return dataset.type.row;
};

/** Entries of a histogram are records of one value an axis (`0`, `1`, …), alone or in lists. */
function needEntries(type: Type, axes: readonly AxisSpec[]): void {
  if (type.is === 'list') return needEntries(type.of, axes);
  if (type.is !== 'record') throw mismatch('a histogram', 'records of values', type);
  for (const [name, of] of type.fields) {
    const value = present(of);
    const kind = name === 'weight' ? 'number' : kindOf(axes[Number(name)]);
    if (value.is !== kind && !(value.is === 'bool' && kind === 'number')) {
      const hint =
        value.is === 'record'
          ? `fill one of its fields: ${[...value.fields.keys()].slice(0, 6).join(', ')}`
          : undefined;
      throw mismatch(
        name === 'weight' ? 'the weight' : `axis ${axes[Number(name)]?.name || name}`,
        kind === 'bool' ? 'true or false' : `a ${kind}`,
        of,
        hint,
      );
    }
  }
  return undefined;
}

function kindOf(axis: AxisSpec | undefined): 'number' | 'bool' | 'string' {
  if (axis?.is === 'boolean') return 'bool';
  return axis?.is === 'category' && axis.of === 'string' ? 'string' : 'number';
}

/** What each reduction of rows takes; all rows can be counted. */
const REDUCTIONS: Readonly<Record<string, readonly Type['is'][]>> = {
  sum: ['number', 'bool', 'never'],
  mean: ['number', 'bool', 'never'],
  min: ['number', 'bool', 'never'],
  max: ['number', 'bool', 'never'],
  any: ['bool', 'never'],
  all: ['bool', 'never'],
};

function needReducible(of: Type, how: string): void {
  const takes = REDUCTIONS[how];
  if (takes === undefined) throw new TypeMismatchError('wrong-option', `there is no reduction of rows '${how}'`);
  if (takes.includes(of.is)) return;
  const hint =
    of.is === 'record' ? `choose one of its fields: ${[...of.fields.keys()].slice(0, 6).join(', ')}` : undefined;
  throw mismatch(`the ${how} of all rows`, takes.includes('number') ? 'numbers' : 'true or false', of, hint);
}

/** Operations on datasets: which rows there are, and what is made of all of them. */
export const tableOps = defineOps({
  where: looped(
    'The rows for which the lambda gives true.',
    ([ds, fn]) => (needCondition('where', bodyOf(fn as Expr)), (ds as Expr).type),
  ),
  rows: looped(
    'A dataset whose rows are the elements of each row’s list.',
    ([ds, fn], _o, name) => (rowOf(ds as Expr), table(needList(name, { type: bodyOf(fn as Expr) } as Expr).of)),
  ),
  collect: looped('One value per row, in order.', ([ds, fn]) => (rowOf(ds as Expr), list(bodyOf(fn as Expr)))),
  fill: looped('A histogram of the values.', ([ds, fn], options) => {
    rowOf(ds as Expr);
    needEntries(bodyOf(fn as Expr), (options['axes'] as readonly unknown[]).map(axisFromJson));
    return never;
  }),
  reduceRows: looped('One value from all rows.', ([ds, fn], options: Options) => {
    rowOf(ds as Expr);
    const of = present(bodyOf(fn as Expr));
    if (options['how'] === 'count') return int;
    needReducible(of, String(options['how']));
    switch (options['how']) {
      case 'any':
      case 'all':
        return bool;
      case 'sum':
        return isInteger(of) || of.is === 'bool' ? int : float64;
      case 'mean':
        return float64;
      default:
        return option(of.is === 'never' ? float64 : of);
    }
  }),
  ...countingOps,
});
