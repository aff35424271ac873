import type { Expr } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { argumentOf } from './arguments.ts';
import { bind, declare } from './bindings.ts';
import { foldCall, globalName } from './constants.ts';
import { runStatements } from './flow.ts';
import { pointed } from './pointing.ts';
import { refusal } from './refuse.ts';
import { fromExpr, isLazy, type Reading, Scope, UNDEFINED, type Value } from './values.ts';

const DEPTH = 24;
/** What stands for a function of `ak` inside a lambda, where its name is another. */
const AK_METHODS: Readonly<Record<string, string>> = {
  num: 'list.length',
  firsts: 'list.first()',
  cartesian: "list.cross(other, ['a', 'b'])",
  combinations: "list.combinations(2, ['a', 'b'])",
  concatenate: 'list.concat(other)',
  with_field: '({ ...x, name: value })',
  where: 'test ? a : b',
  mask: 'test ? x : undefined',
  zip: 'list.map(x => ({ … }))',
};

/** What a function that this library made means in an expression. */
type Word = (...args: Expr[]) => Expr;

/** The result of calling a value with values. */
export function callValue(reading: Reading, fn: Value, args: readonly Value[], named: string): Value {
  switch (fn.is) {
    case 'later':
      return callValue(reading, fn.get(), args, named);
    case 'lambda':
      return apply(reading, fn, args);
    case 'global':
      return callGlobal(reading, fn.name, args);
    case 'constant':
      if (typeof fn.value === 'function') return callConstant(reading, fn.value, args);
  }
  throw new ExpressionError('not-a-function', `${fn.is === 'constant' ? (fn.name ?? named) : named} is not a function`);
}

function callConstant(reading: Reading, fn: Function, args: readonly Value[]): Value {
  if (isLazy(fn)) throw refusal('lazy', fn.name);
  const marks = fn as unknown as Record<symbol, unknown>;
  const column = marks[Symbol.for('jagged.ak')];
  if (typeof column === 'string')
    throw new ExpressionError('ak-inside', `ak.${column} works on columns, not inside a function`, {
      hint: String(
        marks[Symbol.for('jagged.inside')] ?? `here values have methods: ${AK_METHODS[column] ?? `list.${column}()`}`,
      ),
    });
  const word = marks[Symbol.for('jagged.word')];
  if (typeof word === 'function') return fromExpr((word as Word)(...args.map((arg) => reading.toExpr(arg))));
  const name = globalName(fn);
  return name === undefined
    ? apply(reading, reading.lambdaOf(fn), args)
    : (foldCall(fn, args) ?? callGlobal(reading, name, args));
}

function callGlobal(reading: Reading, name: string, args: readonly Value[]): Value {
  // Compilers for old JavaScript write a ** b so.
  if (name === 'Math.pow' && args.length === 2)
    return fromExpr(
      reading.vocabulary.operator(
        '**',
        args.map((a) => reading.toExpr(a)),
      ),
    );
  if (!reading.vocabulary.isGlobal(name))
    throw new ExpressionError('unknown-function', `${name} is not known to queries`, {
      hint: 'write the arithmetic out, or use a method of the value',
    });
  return fromExpr(
    reading.vocabulary.global(
      name,
      args.map((a) => argumentOf(reading, a)),
    ),
  );
}

/** A function's result for values of its parameters. */
export function apply(reading: Reading, fn: Value & { is: 'lambda' }, args: readonly Value[]): Value {
  const { syntax } = fn;
  if (syntax.async) throw refusal('async');
  if (syntax.generator) throw refusal('generator');
  if (reading.open.filter((o) => o === syntax).length > DEPTH) throw refusal('recursion', syntax.id?.name);
  const scope = new Scope(fn.scope.home, fn.scope, true);
  if (syntax.id) declare(scope, syntax.id.name, fn);
  reading.open.push(syntax);
  try {
    syntax.params.forEach((param, i) =>
      pointed(param, scope, () =>
        bind(reading, param, args[i] ?? UNDEFINED, scope, (name, value) => declare(scope, name, value)),
      ),
    );
    if (syntax.body.type !== 'BlockStatement') return reading.evaluate(syntax.body, scope);
    return runStatements(reading, syntax.body.body, scope, () => UNDEFINED);
  } finally {
    reading.open.pop();
  }
}
