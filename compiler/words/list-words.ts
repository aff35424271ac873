import { call, type OpName } from '../ops/table.ts';
import { lambda } from '../tree/bind.ts';
import { type Expr, field, type LambdaExpr, literal, record } from '../tree/expr.ts';
import { ExpressionError } from '../tree/problem.ts';
import type { Argument } from '../vocabulary.ts';
import { elementOf, filterList, isPresent, known, mapList, orElse, over } from './build.ts';
import { sameListAsBest } from './best-places.ts';
import { sameCollection } from './collections.ts';
import { joinCollections, joiningOf } from './joining.ts';

/** One method of lists: what `list.name(...)` means. `word` gives error messages the method's name. */
export type ListWord = (list: Expr, args: readonly Argument[], word: string) => Expr;

const none: (op: OpName) => ListWord = (op) => (list) => call(op, [list]);

/** The lambda argument over the list's elements. */
export function lambdaArg(list: Expr, args: readonly Argument[], word: string, at = 0): LambdaExpr {
  const arg = args[at];
  if (arg?.is === 'lambda') return over(list, (element) => arg.build(element));
  throw new ExpressionError('wrong-argument', `${word} needs a function of the element`, { hint: `${word}(x => …)` });
}

/** A value argument; constants become literals, plain objects of constants records of literals. */
export function valueArg(args: readonly Argument[], at: number, word: string): Expr {
  const expr = valueOf(args[at]);
  if (expr !== undefined) return expr;
  throw new ExpressionError('wrong-argument', `${word} needs a value as argument ${at + 1}`);
}

/** The argument as a value, if it is one. */
export function valueOf(arg: Argument | undefined): Expr | undefined {
  if (arg?.is === 'value') return arg.expr;
  return arg?.is === 'constant' ? constantExpr(arg.value) : undefined;
}

function constantExpr(value: unknown): Expr | undefined {
  if (value === undefined || ['number', 'boolean', 'string', 'bigint'].includes(typeof value))
    return literal(value as number);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const entries = Object.entries(value).map(([key, of]) => [key, constantExpr(of)] as const);
  return entries.every((entry): entry is [string, Expr] => entry[1] !== undefined) ? record(entries) : undefined;
}

/** A constant argument, undefined where there is none. */
export function constantArg(args: readonly Argument[], at: number, word: string): unknown {
  const arg = args[at];
  if (arg === undefined) return undefined;
  if (arg.is === 'constant') return arg.value;
  if (arg.is === 'value' && arg.expr.node === 'literal') return arg.expr.value;
  throw new ExpressionError('wrong-argument', `${word} needs a constant as argument ${at + 1}`);
}

function mapped(op: OpName): ListWord {
  return (list, args, word) => call(op, [args.length === 0 ? list : call('map', [list, lambdaArg(list, args, word)])]);
}

const combinations: ListWord = (list, args, word) => {
  const n = constantArg(args, 0, word);
  const names = constantArg(args, 1, word) ?? Array.from({ length: Number(n) }, (_, i) => String(i));
  if (typeof n !== 'number' || !Number.isInteger(n) || n < 2 || n > 6) {
    throw new ExpressionError('wrong-argument', `combinations needs how many to choose, from 2 to 6`, {
      hint: "combinations(2, ['a', 'b'])",
    });
  }
  if (
    !Array.isArray(names) ||
    names.length !== n ||
    !names.every((x) => typeof x === 'string') ||
    new Set(names).size !== n
  ) {
    throw new ExpressionError('wrong-argument', `combinations(${n}) needs ${n} different names`, {
      hint: `combinations(${n}, [${['a', 'b', 'c', 'd', 'e', 'f']
        .slice(0, n)
        .map((x) => `'${x}'`)
        .join(', ')}])`,
    });
  }
  return call('combinations', [list], { names });
};

const cross: ListWord = (list, args, word) => {
  const names = constantArg(args, 1, word) ?? ['0', '1'];
  if (!Array.isArray(names) || names.length !== 2 || names[0] === names[1])
    throw new ExpressionError('wrong-argument', 'cross needs two different names', {
      hint: "jets.cross(leptons, ['jet', 'lepton'])",
    });
  return call('cross', [list, valueArg(args, 0, word)], { names: names.map(String) });
};

const sortBy: ListWord = (list, args, word) => {
  const option = constantArg(args, 1, word) as { descending?: unknown } | undefined;
  return call('sortBy', [list, lambdaArg(list, args, word)], { descending: option?.descending === true });
};

const sort: ListWord = (list, args, word) => {
  const option = constantArg(args, 0, word) as { descending?: unknown } | undefined;
  return call('sortBy', [list, over(list, (x) => x)], { descending: option?.descending === true });
};

const filter: ListWord = (list, args, word) => {
  const arg = args[0];
  if (arg?.is !== 'value') return call('filter', [list, lambdaArg(list, args, word)]);
  return filterByMask(list, arg.expr);
};

/** The elements where a list of truth values, element by element of the same length, is true. */
export function filterByMask(list: Expr, mask: Expr): Expr {
  const zipped = zip([
    ['value', list],
    ['keep', mask],
  ]);
  return mapList(
    filterList(zipped, (x) => field(x, 'keep')),
    (x) => field(x, 'value'),
  );
}

const at: ListWord = (list, args, word) => {
  const place = valueArg(args, 0, word);
  sameListAsBest(list, place, word);
  return call('at', [list, place]);
};

/** The elements of both lists; with options as one collection of records that say where they are from. */
const concat: ListWord = (list, args, word) => {
  const other = valueArg(args, 0, word);
  if (args.length < 2) return call('concat', [list, other]);
  return joinCollections([list, other], joiningOf(constantArg(args, 1, word), word), word);
};

const contains: ListWord = (list, args, word) => {
  const value = valueArg(args, 0, word);
  return call('any', [mapList(list, (x) => call('eq', [x, value]))]);
};

/** The texts with a separator between them; as in JavaScript, missing ones are empty. */
const joinTexts: ListWord = (list, args, word) => {
  const texts = elementOf(list).is === 'option' ? mapList(list, (x) => orElse(x, literal(''))) : list;
  return call('joinText', [texts, args.length === 0 ? literal(',') : valueArg(args, 0, word)]);
};

/** The methods of lists. */
export const listWords: ReadonlyMap<string, ListWord> = new Map<string, ListWord>([
  ['filter', filter],
  ['map', (list, args, word) => call('map', [list, lambdaArg(list, args, word)])],
  ['flatMap', (list, args, word) => call('flatten', [call('map', [list, lambdaArg(list, args, word)])])],
  ['some', (list, args, word) => call('any', [call('map', [list, lambdaArg(list, args, word)])])],
  ['every', (list, args, word) => call('all', [call('map', [list, lambdaArg(list, args, word)])])],
  ['find', (list, args, word) => call('at', [call('filter', [list, lambdaArg(list, args, word)]), literal(0)])],
  [
    'count',
    (list, args, word) =>
      args.length === 0
        ? call('length', [list])
        : call('length', [call('filter', [list, lambdaArg(list, args, word)])]),
  ],
  ['includes', contains],
  ['sum', (list, args, word) => sumOf(args.length === 0 ? list : call('map', [list, lambdaArg(list, args, word)]))],
  ['prod', mapped('prod')],
  ['min', mapped('min')],
  ['max', mapped('max')],
  ['any', none('any')],
  ['all', none('all')],
  ['argmin', mapped('argmin')],
  ['argmax', mapped('argmax')],
  ['minBy', (list, args, word) => call('minBy', [list, lambdaArg(list, args, word)])],
  ['maxBy', (list, args, word) => call('maxBy', [list, lambdaArg(list, args, word)])],
  ['at', at],
  ['first', (list) => call('at', [list, literal(0)])],
  ['last', (list) => call('at', [list, literal(-1)])],
  [
    'slice',
    (list, args, word) =>
      call('slice', [
        list,
        args.length > 0 ? valueArg(args, 0, word) : literal(0),
        ...(args.length > 1 ? [valueArg(args, 1, word)] : []),
      ]),
  ],
  ['reverse', none('reverse')],
  ['toReversed', none('reverse')],
  ['sort', sort],
  ['sortBy', sortBy],
  ['indices', none('indices')],
  ['combinations', combinations],
  ['cross', cross],
  ['concat', concat],
  ['join', joinTexts],
  ['flat', none('flatten')],
  ['flatten', none('flatten')],
  ['present', (list) => mapList(filterList(list, isPresent), known)],
]);

/** Records made of the elements of several lists of equal lengths. */
export function zip(lists: readonly (readonly [string, Expr])[], name = ''): Expr {
  sameCollection(
    lists.map(([, list]) => list),
    'zip',
  );
  const fn = lambda(
    lists.map(([, list]) => elementOf(list)),
    (...elements) =>
      record(
        lists.map(([key], i) => [key, elements[i] as Expr] as const),
        name,
      ),
  );
  return call('map', [...lists.map(([, list]) => list), fn]);
}

/** The sum of a list: of numbers; of truth values, how many are true. */
export function sumOf(list: Expr): Expr {
  return list.type.is === 'list' && list.type.of.is === 'bool' ? call('countTrue', [list]) : call('sum', [list]);
}
