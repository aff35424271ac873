import { call, type OpName } from '../../compiler/ops/table.ts';
import { type Expr, literal, type Literal } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { innermost, present, showType } from '../../compiler/tree/type.ts';
import type { Argument } from '../../compiler/vocabulary.ts';
import { broadcast, elementwise, isPresent, lift, orElse } from '../../compiler/words/build.ts';
import { listWords } from '../../compiler/words/list-words.ts';
import type { Layout } from '../../kernels/layout.ts';
import { layoutToValues } from '../../kernels/values.ts';
import { together } from './beside.ts';
import { asColumn, COLUMN, ColumnCore, shownAs } from './column-core.ts';
import {
  ASK,
  captureOver,
  type Core,
  joinReadings,
  resultOf,
  rowOf,
  sameRows,
  simplyAsked,
  type UserFunction,
} from './core.ts';

const LAZY = Symbol.for('jagged.lazy');

/** What `column.name(...)` can be besides the words of its values: results and pictures. Filled by results.ts. */
export type OwnMethod = (column: ColumnCore, args: readonly unknown[]) => unknown;
export type OwnMethods = ReadonlyMap<string | symbol, OwnMethod>;

/** The object that the user holds. */
export function columnProxy(column: ColumnCore, own: OwnMethods): object {
  return new Proxy(shownAs({ column }, `Column(${column.core.source.info.name}: ${showType(column.expr.type)})`), {
    get: (_target, key) => readKey(column, key, own),
    has: (_target, key) => key === LAZY || key === ASK || own.has(key),
    set: () => {
      throw new ExpressionError('read-only', 'columns cannot be changed', {
        hint: 'make a new one: events.with({ name: column })',
      });
    },
  });
}

function readKey(column: ColumnCore, key: string | symbol, own: OwnMethods): unknown {
  if (key === COLUMN) return column;
  if (key === LAZY) return true;
  if (key === ASK)
    return () =>
      simplyAsked(column.core, resultOf(column.core, 'collect', column.expr), (value) =>
        layoutToValues(value as Layout),
      );
  if (key === Symbol.toPrimitive) return refusePrimitive;
  const method = own.get(key);
  if (method !== undefined) return (...args: unknown[]) => method(column, args);
  if (typeof key === 'symbol' || key === 'then' || key === 'toJSON') return undefined;
  return word(column, key, own);
}

/** A column has no value by itself: neither as text, `${column}`, nor in arithmetic. */
function refusePrimitive(wanted: 'string' | 'number' | 'default'): never {
  const [what, hint] =
    wanted === 'string'
      ? ['cannot be put into text', 'its values: await column.show(), await column.toArray()']
      : [
          'cannot stand in a condition or in arithmetic',
          'use its methods: a.and(b) for a && b, x.gt(30) for x > 30; or write a lambda: events.where(e => …)',
        ];
  throw new ExpressionError('column-as-value', `a column is not a value: it ${what}`, { hint });
}

const SCALAR_WORDS: ReadonlyMap<string, OpName> = new Map<string, OpName>([
  ...(
    [
      'add',
      'sub',
      'mul',
      'div',
      'rem',
      'pow',
      'neg',
      'abs',
      'sqrt',
      'exp',
      'log',
      'sin',
      'cos',
      'tan',
      'floor',
      'ceil',
      'round',
      'gt',
      'ge',
      'lt',
      'le',
      'eq',
      'ne',
      'isNaN',
      'and',
      'or',
      'not',
    ] as const
  ).map((op) => [op, op] as [string, OpName]),
]);

/** A word of the values: a method gives a function, a field or property a column. */
function word(column: ColumnCore, name: string, own: OwnMethods): unknown {
  const { core, expr } = column;
  const type = present(expr.type);
  const wrap = (made: Expr): object => columnProxy(new ColumnCore(core, made), own);
  const isList = type.is === 'list';
  const inner = isList ? innermost(expr.type) : type;
  if (inner.is !== 'record' && SCALAR_WORDS.has(name)) {
    return (...args: unknown[]) => {
      const beside = together([column, ...args.map((arg) => inputOf(arg, name))], name);
      const made = elementwise(SCALAR_WORDS.get(name) as OpName, beside.exprs);
      return columnProxy(new ColumnCore(beside.core, made), own);
    };
  }
  if (name === 'orElse') return (other: unknown) => wrap(orElse(expr, valueOf(core, other, name)));
  if (name === 'isPresent') return () => wrap(isPresent(expr));
  if (name === 'isMissing') return () => wrap(call('not', [isPresent(expr)]));
  if (name === 'mask')
    return (test: unknown) => wrap(lift([expr], (x) => call('mask', [x, valueOf(core, test, name)])));
  const ofTexts = inner.is === 'string' && name !== 'length' && !(isList && listWords.has(name));
  if ((isList && listWords.has(name)) || ofTexts || isMethod(column, name)) {
    return (...args: unknown[]) => {
      const read: Core[] = [];
      const given = argumentsOf(column, name, args, read);
      const made = ofTexts ? textMethod(core, expr, name, given) : core.words.columns.method(expr, name, given, true);
      return columnProxy(new ColumnCore(joinReadings(core, read), made), own);
    };
  }
  if (isList && /^\d+$/.test(name))
    return wrap(core.words.columns.method(expr, 'at', [{ is: 'constant', value: Number(name) }], true));
  return wrap(core.words.columns.property(expr, name, true));
}

/** A method of texts, elementwise through lists; lists among the arguments are walked together with them. */
function textMethod(core: Core, expr: Expr, name: string, args: readonly Argument[]): Expr {
  const values = args.flatMap((arg) => (arg.is === 'value' ? [arg.expr] : []));
  return broadcast([expr, ...values], (text, ...rest) => {
    const left = [...rest];
    const given = args.map((arg): Argument => (arg.is === 'value' ? { is: 'value', expr: left.shift() as Expr } : arg));
    return core.words.columns.method(text as Expr, name, given, true);
  });
}

function isMethod(column: ColumnCore, name: string): boolean {
  if (name === 'field') return true;
  const type = innermost(column.expr.type);
  if (type.is !== 'record' || type.fields.has(name)) return false;
  const members = column.core.words.behaviors.flatMap((behavior) => behavior.membersOf(type) ?? []);
  return members.some(({ methods, listMethods }) => methods.has(name) || listMethods.has(name));
}

/** The methods whose second argument are options, not the lambda's parameters. */
const WITH_OPTIONS = new Set(['sortBy', 'sort']);

function argumentsOf(column: ColumnCore, name: string, args: readonly unknown[], read: Core[]): Argument[] {
  const [first] = args;
  if (typeof first !== 'function')
    return args.map((arg) => optionsOf(column, arg, read) ?? argumentOf(column.core, arg));
  const withOptions = WITH_OPTIONS.has(name);
  const params = args[withOptions ? 2 : 1];
  const fn: Argument = {
    is: 'lambda',
    build: (...elements) => captureElement(column.core, first as UserFunction, elements, params, read),
  };
  return withOptions && args.length > 1 ? [fn, { is: 'constant', value: args[1] }] : [fn];
}

/** An object of options with a function or a column among them. */
function optionsOf({ core }: ColumnCore, arg: unknown, read: Core[]): Argument | undefined {
  if (typeof arg !== 'object' || arg === null || asColumn(arg) !== undefined) return undefined;
  const entries = Object.entries(arg);
  if (!entries.some(([, of]) => typeof of === 'function' || asColumn(of) !== undefined)) return undefined;
  return {
    is: 'options',
    entries: new Map(
      entries.map(([name, of]): [string, Argument] => [
        name,
        typeof of === 'function'
          ? {
              is: 'lambda',
              build: (...elements) => captureElement(core, of as UserFunction, elements, undefined, read),
            }
          : argumentOf(core, of),
      ]),
    ),
  };
}

function captureElement(core: Core, fn: UserFunction, elements: readonly Expr[], params: unknown, read: Core[]): Expr {
  const made = captureOver(
    { ...core, captured: new Map(), origins: [], overlaps: [] },
    fn,
    [...elements, rowOf(core)],
    params,
  );
  read.push(made.core);
  return made.expr;
}

function argumentOf(core: Core, arg: unknown): Argument {
  const column = asColumn(arg);
  if (column === undefined) return { is: 'constant', value: arg };
  sameRows(core, column.core, 'this');
  return { is: 'value', expr: column.expr };
}

/** A column, or a constant as a literal. */
function inputOf(arg: unknown, what: string): ColumnCore | Expr {
  return asColumn(arg) ?? plainValue(arg, what);
}

/** A column's expression, or a constant as a literal. */
export function valueOf(core: Core, arg: unknown, what: string): Expr {
  const column = asColumn(arg);
  if (column !== undefined) {
    sameRows(core, column.core, what);
    return column.expr;
  }
  return plainValue(arg, what);
}

function plainValue(arg: unknown, what: string): Expr {
  if (arg === undefined || ['number', 'boolean', 'string', 'bigint'].includes(typeof arg))
    return literal(arg as Literal);
  throw new ExpressionError('wrong-argument', `${what} takes a column or a plain value`, {
    hint: 'a number, a truth value, text, or a column of the same dataset',
  });
}
