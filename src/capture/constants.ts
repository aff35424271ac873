import { ExpressionError, suggest } from '../../compiler/tree/problem.ts';
import { refusal } from './refuse.ts';
import { constant, isLazy, type Reading, type Value } from './values.ts';

const NUMBER_FUNCTIONS = ['isFinite', 'isInteger', 'isNaN', 'isSafeInteger', 'parseFloat', 'parseInt'] as const;
const BUILT_IN: ReadonlyMap<unknown, string> = new Map<unknown, string>([
  ...Object.getOwnPropertyNames(Math)
    .map((name) => [(Math as unknown as Record<string, unknown>)[name], `Math.${name}`] as const)
    .filter(([value]) => typeof value === 'function'),
  // The global parseFloat and Number.parseFloat are one function.
  ...NUMBER_FUNCTIONS.map((name) => [Number[name], `Number.${name}`] as const),
  [isNaN, 'Number.isNaN'],
  [isFinite, 'Number.isFinite'],
  [Number, 'Number'],
  [Boolean, 'Boolean'],
  [String, 'String'],
]);

/** JavaScript's own names that need no look outside. */
export const NUMERIC_GLOBALS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['undefined', undefined],
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['Math', Math],
  ['Number', Number],
  ['Boolean', Boolean],
  ['String', String],
  ['isNaN', isNaN],
  ['isFinite', isFinite],
]);

/** The vocabulary's name of a function value: one of JavaScript's, or one that is marked by this library. */
export function globalName(fn: Function): string | undefined {
  const marked = (fn as unknown as Record<symbol, unknown>)[Symbol.for('jagged.global')];
  return typeof marked === 'string' ? marked : BUILT_IN.get(fn);
}

/** The result of a JavaScript function of constants, where calling it is safe and repeatable. */
export function foldCall(fn: Function, args: readonly Value[]): Value | undefined {
  const name = BUILT_IN.get(fn);
  if (name === undefined || name === 'Math.random') return undefined;
  if (!args.every((a) => a.is === 'constant' && typeof a.value !== 'object' && typeof a.value !== 'function'))
    return undefined;
  return constant((fn as (...of: unknown[]) => unknown)(...args.map((a) => (a as { value: unknown }).value)));
}

const HIDDEN = new Set([
  '__proto__',
  'constructor',
  'prototype',
  'caller',
  'callee',
  'arguments',
  '__defineGetter__',
  '__lookupGetter__',
]);

/** A property of a plain JavaScript value. */
export function readConstant(reading: Reading, of: Value & { is: 'constant' }, key: string | number): Value {
  const { value } = of;
  const called = of.name ?? 'the value';
  if (value === undefined || value === null) {
    throw new ExpressionError('undefined-value', `cannot read '${key}': ${called} is ${value}`, {
      hint: 'is the value set before the query is built, and are params passed?',
    });
  }
  if (isLazy(value)) throw refusal('lazy', called);
  if (HIDDEN.has(String(key))) throw new ExpressionError('hidden-property', `'${key}' cannot be read in an expression`);
  const holder = Object(value) as Record<string | number, unknown>;
  if (!(key in holder)) {
    throw new ExpressionError('unknown-property', `${called} has no '${key}'`, {
      hint: suggest(String(key), Object.keys(holder)),
    });
  }
  // A namespace object is the toolchain's; to the user the name stands alone.
  const name = of.name === undefined ? undefined : isModule(value, of.name) ? String(key) : `${of.name}.${key}`;
  return outsideValue(reading, holder[key], name);
}

function isModule(value: unknown, name: string): boolean {
  const holder = value as Record<string | symbol, unknown>;
  return (
    /^__vite_ssr_import_\d+__$/.test(name) || holder['__esModule'] === true || holder[Symbol.toStringTag] === 'Module'
  );
}

/** A value from outside; plain ones are noted under the user's name for them. */
export function outsideValue(reading: Reading, value: unknown, name: string | undefined): Value {
  if (isLazy(value)) throw refusal('lazy', name);
  if (name !== undefined && ['number', 'string', 'boolean', 'bigint'].includes(typeof value))
    reading.outside.set(name, value);
  return constant(value, name);
}
