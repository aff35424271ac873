import type { CallExpression, SpreadElement } from 'acorn';
import type { Argument } from '../../compiler/vocabulary.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { refusal } from './refuse.ts';
import { constant, fromExpr, isArray, isLazy, type Reading, type Scope, type Value } from './values.ts';

/** The values of a call's arguments, in order. */
export function argumentValues(reading: Reading, node: CallExpression, scope: Scope): Value[] {
  return node.arguments.flatMap((arg) =>
    arg.type === 'SpreadElement' ? spreadItems(reading, arg, scope) : [reading.evaluate(arg, scope)],
  );
}

/** The items that `...x` stands for in a list or a call. */
export function spreadItems(reading: Reading, node: SpreadElement, scope: Scope): readonly Value[] {
  const value = reading.evaluate(node.argument, scope);
  if (value.is === 'tuple') return value.items;
  if (value.is === 'constant' && isArray(value.value)) return Array.from(value.value, (item) => constant(item));
  throw refusal('spread');
}

/** A value as the vocabulary takes it. */
export function argumentOf(reading: Reading, value: Value): Argument {
  const options = optionsOf(value);
  if (options !== undefined)
    return {
      is: 'options',
      entries: new Map(
        [...options].map(([name, of]) => [name, isFunction(of) ? functionOf(reading, of) : argumentOf(reading, of)]),
      ),
    };
  const plain = asConstant(value);
  if (plain !== undefined && typeof plain.value !== 'function') {
    if (isLazy(plain.value)) throw refusal('lazy');
    return { is: 'constant', value: plain.value };
  }
  if (value.is === 'lambda' || value.is === 'global' || value.is === 'constant') {
    const more = value.is === 'lambda' ? value.syntax.params[1] : undefined;
    if (more?.type === 'Identifier') {
      throw new ExpressionError(
        'element-alone',
        `a function given to a list inside another takes the element alone, not '${more.name}' too`,
        { hint: 'the event is there already, by its own name; places are list.indices()' },
      );
    }
    return functionOf(reading, value);
  }
  return { is: 'value', expr: reading.toExpr(value) };
}

function functionOf(reading: Reading, fn: Value): Argument {
  return { is: 'lambda', build: (...params) => reading.toExpr(reading.call(fn, params.map(fromExpr), 'this')) };
}

function isFunction(value: Value): boolean {
  return (
    value.is === 'lambda' || value.is === 'global' || (value.is === 'constant' && typeof value.value === 'function')
  );
}

/** The fields of an object that has a function among them. */
function optionsOf(value: Value): ReadonlyMap<string, Value> | undefined {
  const fields =
    value.is === 'record'
      ? value.fields
      : value.is === 'constant' && typeof value.value === 'object' && value.value !== null && !isLazy(value.value)
        ? new Map(Object.entries(value.value).map(([name, of]) => [name, constant(of)]))
        : undefined;
  return fields !== undefined && [...fields.values()].some(isFunction) ? fields : undefined;
}

function asConstant(value: Value): { value: unknown } | undefined {
  switch (value.is) {
    case 'constant':
      return value;
    case 'tuple': {
      const items = value.items.map(asConstant);
      return items.every((item) => item !== undefined) ? { value: items.map((item) => item.value) } : undefined;
    }
    case 'record': {
      const entries = [...value.fields].map(([name, of]) => [name, asConstant(of)] as const);
      return entries.every(([, of]) => of !== undefined)
        ? { value: Object.fromEntries(entries.map(([name, of]) => [name, of?.value])) }
        : undefined;
    }
    default:
      return undefined;
  }
}
