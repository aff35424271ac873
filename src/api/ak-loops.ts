import { call, type OpName } from '../../compiler/ops/table.ts';
import { type Expr, field, literal, param, record } from '../../compiler/tree/expr.ts';
import { ExpressionError, TypeMismatchError } from '../../compiler/tree/problem.ts';
import { briefType, present, type TableType, type Type } from '../../compiler/tree/type.ts';
import { choose, elementwise, filterList, isPresent, known, lift, mapList, over } from '../../compiler/words/build.ts';
import { sumOf, zip } from '../../compiler/words/list-words.ts';
import { joinCollections, joiningOf } from '../../compiler/words/joining.ts';
import { namelessCollection, need, needTogether } from './ak-arguments.ts';
import { asColumn } from './column-core.ts';
import { valueOf } from './column.ts';
import { Reduced } from './reduced.ts';
import { type Core, overRow, resultOf } from './core.ts';
import { columnOf } from './dataset.ts';

interface AxisOption {
  readonly axis?: number | null;
}
type Columns = Readonly<Record<string, unknown>>;

/** How many levels of lists a value has. */
function depthOf(expr: Expr): number {
  let type = present(expr.type);
  let depth = 0;
  while (type.is === 'list') {
    depth++;
    type = present(type.of);
  }
  return depth;
}

/** Applies `reduce` to the lists at an axis: 1 is the row's own list, 2 the lists inside it, -1 the innermost. */
function atAxis(expr: Expr, axis: number, what: string, reduce: (list: Expr) => Expr): Expr {
  const depth = depthOf(expr);
  const level = axis < 0 ? depth + 1 + axis : axis;
  if (level < 1 || level > depth)
    throw new TypeMismatchError(
      'no-such-axis',
      `ak.${what} over axis ${axis}: the column has ${depth} level${depth === 1 ? '' : 's'} of lists (${briefType(expr.type)})`,
    );
  const inside = (x: Expr, down: number): Expr =>
    lift([x], (list) => (down === 1 ? reduce(list) : mapList(list, (y) => inside(y, down - 1))));
  return inside(expr, level);
}

/** Missing elements are skipped by reducers. */
const withoutMissing = (list: Expr): Expr =>
  list.type.is === 'list' && list.type.of.is === 'option' ? mapList(filterList(list, isPresent), known) : list;

function reducer(
  how: string,
  what: string,
  reduce: (list: Expr, core: Core) => Expr,
  prepare: (list: Expr) => Expr = withoutMissing,
) {
  return (column: unknown, options: AxisOption = {}): object => {
    const { core, expr } = need(column, what);
    const axis = options.axis ?? null;
    if (axis === null || axis === 0) {
      if (axis === 0 && depthOf(expr) > 0)
        throw new TypeMismatchError(
          'no-such-axis',
          `ak.${what} over axis 0 needs one value per row, found ${briefType(expr.type)}`,
          { hint: 'axis: null takes all elements together' },
        );
      return reduceRows(core, expr, how, what);
    }
    return columnOf(
      core,
      atAxis(expr, axis, what, (list) => reduce(prepare(needSingle(list, what)), core)),
    );
  };
}

/** Places count the missing elements too, which loops do not see. */
function placeReducer(how: 'argmin' | 'argmax') {
  return reducer(
    how,
    how,
    (list) => call(how, [list]),
    (list) => {
      if (list.type.is === 'list' && list.type.of.is === 'option')
        throw new TypeMismatchError('maybe-missing', `ak.${how} within rows takes elements that are not missing`);
      return list;
    },
  );
}

/** Lists of lists are reduced across by operations on whole arrays. */
function needSingle(list: Expr, what: string): Expr {
  if (list.type.is === 'list' && present(list.type.of).is === 'list')
    throw new TypeMismatchError('wrong-type', `ak.${what} within rows takes lists of single values`);
  return list;
}

/** One value from all elements of all rows. */
function reduceRows(core: Core, expr: Expr, how: string, what: string): Reduced {
  if (depthOf(expr) === 0) return new Reduced(core, resultOf(core, 'reduceRows', expr, { how }));
  if (expr.type.is === 'option')
    throw new TypeMismatchError('maybe-missing', `ak.${what} takes lists that are not missing`, {
      hint: 'column.orElse(…)',
    });
  const rows = call('rows', [core.rows, overRow(core, expr)]);
  const inner: Core = { ...core, rows, added: new Map(), selected: false };
  return reduceRows(inner, rowValue(inner), how, what);
}

const rowValue = (core: Core): Expr => param(0, (core.rows.type as TableType).row);
const holdsRecords = ({ type }: Expr): boolean => type.is === 'list' && type.of.is === 'record';
/** The sum of vectors, as their behaviour has it. */
const sumOfRecords = (core: Core, list: Expr): Expr => core.words.columns.method(list, 'sum', [], true);
const listOp =
  (op: OpName) =>
  (list: Expr): Expr =>
    call(op, [list]);
/** Of no values it is NaN, as 0 / 0 is. */
const mean = (list: Expr): Expr => call('div', [sumOf(list), call('length', [list])]);

/**
 * The functions of `ak` that are loops within each row, fused with what stands around them. Each takes what it can, and
 * refuses the rest with a TypeMismatchError; that is done by operations on whole arrays (`ak-arrays.ts`).
 */
export const loopForms = {
  num: (column: unknown, options: AxisOption = {}): object => {
    const { core, expr } = need(column, 'num');
    if (options.axis === 0) return new Reduced(core, resultOf(core, 'reduceRows', literal(true), { how: 'count' }));
    return columnOf(core, atAxis(expr, options.axis ?? 1, 'num', listOp('length')));
  },
  count: reducer('count', 'count', listOp('length')),
  sum: reducer('sum', 'sum', (list, core) => (holdsRecords(list) ? sumOfRecords(core, list) : sumOf(list))),
  prod: reducer('prod', 'prod', listOp('prod')),
  mean: reducer('mean', 'mean', mean),
  min: reducer('min', 'min', listOp('min')),
  max: reducer('max', 'max', listOp('max')),
  argmin: placeReducer('argmin'),
  argmax: placeReducer('argmax'),
  any: reducer('any', 'any', listOp('any')),
  all: reducer('all', 'all', listOp('all')),
  mask: (column: unknown, mask: unknown): object => {
    const { core, expr } = need(column, 'mask');
    const test = valueOf(core, mask, 'ak.mask');
    return columnOf(
      core,
      test.type.is === 'list' ? elementwise('mask', [expr, test]) : lift([expr], (x) => call('mask', [x, test])),
    );
  },
  where: (condition: unknown, a: unknown, b: unknown): object => {
    const { core, expr } = need(condition, 'where');
    const [x, y] = [valueOf(core, a, 'ak.where'), valueOf(core, b, 'ak.where')];
    return columnOf(core, expr.type.is === 'list' ? elementwise('if', [expr, x, y]) : choose(expr, x, y));
  },
  combinations: (
    column: unknown,
    n: number,
    options: { readonly fields?: readonly string[]; readonly axis?: number } = {},
  ): object => {
    const { core, expr } = need(column, 'combinations');
    const names = options.fields ?? Array.from({ length: n }, (_, i) => String(i));
    if (names.length !== n)
      throw new ExpressionError('wrong-argument', `ak.combinations of ${n} needs ${n} fields, found ${names.length}`);
    return columnOf(
      core,
      atAxis(expr, options.axis ?? 1, 'combinations', (list) => call('combinations', [list], { names: [...names] })),
    );
  },
  cartesian: (columns: Columns): object => {
    const { core, exprs, names } = several(columns, 'cartesian');
    if (names.length !== 2)
      throw new ExpressionError('wrong-argument', `ak.cartesian takes two columns so far, found ${names.length}`);
    return columnOf(core, call('cross', exprs, { names }));
  },
  zip: (columns: Columns): object => {
    const { core, exprs, names } = several(columns, 'zip');
    const entries = names.map((name, i) => [name, exprs[i] as Expr] as const);
    const lists = exprs.filter((x) => x.type.is === 'list');
    if (exprs.some(({ type }) => present(type).is === 'list' && !isFlatList(type)) || lists.length % exprs.length !== 0)
      throw new TypeMismatchError('wrong-type', 'ak.zip takes lists of one depth, or none');
    return columnOf(core, lists.length > 0 ? zip(entries) : record(entries));
  },
  flatten: (column: unknown, options: AxisOption = {}): object => {
    const { core, expr } = need(column, 'flatten');
    const { axis = 1 } = options;
    if (axis === null) throw new TypeMismatchError('no-such-axis', 'ak.flatten within rows is along an axis');
    if (axis !== 1)
      return columnOf(core, atAxis(expr, axis < 0 ? depthOf(expr) - 1 : axis - 1, 'flatten', listOp('flatten')));
    const rows = call('rows', [core.rows, overRow(core, expr)]);
    const inner: Core = { ...core, rows, added: new Map(), selected: false };
    return columnOf(inner, rowValue(inner));
  },
  firsts: (column: unknown): object => {
    const { core, expr } = need(column, 'firsts');
    return columnOf(
      core,
      atAxis(expr, 1, 'firsts', (list) => call('at', [list, literal(0)])),
    );
  },
  sort: (column: unknown, options: { readonly axis?: number; readonly ascending?: boolean } = {}): object => {
    const { core, expr } = need(column, 'sort');
    return columnOf(
      core,
      atAxis(expr, options.axis ?? -1, 'sort', (list) => sorted(list, options.ascending)),
    );
  },
  argsort: (column: unknown, options: { readonly axis?: number; readonly ascending?: boolean } = {}): object => {
    const { core, expr } = need(column, 'argsort');
    const places = (list: Expr): Expr => {
      const pairs = zip([
        ['key', list],
        ['place', call('indices', [list])],
      ]);
      return mapList(
        call('sortBy', [pairs, over(pairs, (x) => field(x, 'key'))], { descending: options.ascending === false }),
        (x) => field(x, 'place'),
      );
    };
    return columnOf(core, atAxis(expr, options.axis ?? -1, 'argsort', places));
  },
  concatenate: (columns: readonly unknown[] | Columns, { axis, ...options }: AxisOption & Columns = {}): object => {
    if ('as' in options) return oneCollection(columns, axis, options);
    if (!Array.isArray(columns)) throw namelessCollection();
    if (axis !== 1) throw new TypeMismatchError('no-such-axis', 'ak.concatenate within rows is over axis 1');
    const all = columns.map((column: unknown) => need(column, 'concatenate'));
    const [first] = all;
    if (first === undefined) throw new ExpressionError('wrong-argument', 'ak.concatenate needs at least one column');
    return columnOf(
      first.core,
      all
        .map((column) => valueOf(first.core, columnOf(column.core, column.expr), 'ak.concatenate'))
        .reduce((a, b) => call('concat', [a, b])),
    );
  },
  with_field: (column: unknown, value: unknown, name: string): object => {
    const { core, expr } = need(column, 'with_field');
    const added = valueOf(core, value, 'ak.with_field');
    if (expr.type.is !== 'list') return columnOf(core, call('with', [expr, record([[name, added]])]));
    if (added.type.is !== 'list')
      return columnOf(
        core,
        mapList(expr, (x) => call('with', [x, record([[name, added]])])),
      );
    return columnOf(
      core,
      mapList(
        zip([
          ['of', expr],
          ['value', added],
        ]),
        (x) => call('with', [field(x, 'of'), record([[name, field(x, 'value')]])]),
      ),
    );
  },
} as const;

/** The lists of each row one after the other, as one collection of records. */
function oneCollection(columns: readonly unknown[] | Columns, axis: unknown, options: Columns): object {
  const what = 'ak.concatenate';
  if (axis !== undefined && axis !== 1)
    throw new TypeMismatchError('no-such-axis', `${what} makes one collection of lists: over axis 1`);
  const names = Array.isArray(columns) ? undefined : Object.keys(columns);
  const joining = joiningOf(options, what, names);
  const { core, exprs } = needTogether(Object.values(columns), 'concatenate');
  return columnOf(core, joinCollections(exprs, joining, what));
}

const isFlatList = (type: Type): boolean => type.is === 'list' && present(type.of).is !== 'list';

function sorted(list: Expr, ascending = true): Expr {
  return call('sortBy', [list, over(list, (x) => x)], { descending: !ascending });
}

function several(columns: Columns, what: string): { core: Core; exprs: Expr[]; names: string[] } {
  const names = Object.keys(columns);
  const first = names.map((name) => asColumn(columns[name])).find((column) => column !== undefined);
  if (first === undefined)
    throw new ExpressionError('wrong-argument', `ak.${what} takes an object of columns`, {
      hint: `ak.${what}({ jet: events.Jet, lepton: events.Muon })`,
    });
  return { core: first.core, names, exprs: names.map((name) => valueOf(first.core, columns[name], `ak.${what}`)) };
}
