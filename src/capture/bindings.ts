import type { Pattern } from 'acorn';
import { isOption } from '../../compiler/tree/type.ts';
import { readConstant } from './constants.ts';
import { orElse } from './operators.ts';
import { refusal } from './refuse.ts';
import { ExpressionError, suggest } from '../../compiler/tree/problem.ts';
import { constant, fromExpr, isArray, type Reading, type Scope, UNDEFINED, type Value } from './values.ts';

type Put = (name: string, value: Value) => void;

/** Makes a variable of the scope. */
export function declare(scope: Scope, name: string, value: Value): void {
  scope.variables.set(name, value);
}

/** Gives a new value to a variable of the function that is being read. */
export function assign(scope: Scope, name: string, value: Value): void {
  const owner = scope.owner(name);
  if (owner === undefined || !scope.own().includes(owner)) throw refusal('outer assignment', name);
  owner.variables.set(name, value);
}

/** Takes a value apart as a pattern says; `put` gets each name with its part. */
export function bind(reading: Reading, pattern: Pattern, value: Value, scope: Scope, put: Put): void {
  switch (pattern.type) {
    case 'Identifier':
      return put(pattern.name, value);
    case 'AssignmentPattern':
      return bind(
        reading,
        pattern.left,
        withDefault(reading, value, () => reading.evaluate(pattern.right, scope)),
        scope,
        put,
      );
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') throw refusal('rest');
        const key =
          property.computed || property.key.type !== 'Identifier'
            ? reading.evaluate(property.key, scope)
            : constant(property.key.name);
        // A default stands for a field that is not there, so it may be absent from a constant.
        const optional = property.value.type === 'AssignmentPattern';
        bind(reading, property.value, readKey(reading, value, key, false, optional), scope, put);
      }
      return undefined;
    case 'ArrayPattern':
      pattern.elements.forEach((element, i) => {
        if (element !== null) bind(reading, element, readKey(reading, value, constant(i), false), scope, put);
      });
      return undefined;
    case 'RestElement':
      throw refusal('rest');
    case 'MemberExpression':
      throw refusal('member assignment');
  }
}

function withDefault(reading: Reading, value: Value, fallback: () => Value): Value {
  if (value.is === 'constant') return value.value === undefined ? fallback() : value;
  if (value.is !== 'expr' || !isOption(value.expr.type)) return value;
  const other = fallback();
  if (other.is !== 'constant')
    throw new ExpressionError('default', 'a default must be a constant here', { hint: 'use ??: m.pt ?? other' });
  return orElse(reading, value, () => other);
}

/** `of[key]` or `of.key`. */
export function readKey(reading: Reading, of: Value, key: Value, optional: boolean, mayLack = false): Value {
  if (of.is === 'later') return readKey(reading, of.get(), key, optional, mayLack);
  if (key.is !== 'constant' || typeof key.value === 'symbol') return at(reading, of, key, optional);
  const name = typeof key.value === 'number' ? key.value : String(key.value);
  switch (of.is) {
    case 'expr':
      return typeof name === 'number'
        ? at(reading, of, key, optional)
        : fromExpr(reading.vocabulary.property(of.expr, name, optional));
    case 'constant':
      if (mayLack && typeof of.value === 'object' && of.value !== null && !(name in of.value)) return UNDEFINED;
      if (isArray(of.value) && typeof name === 'number' && !(name in of.value)) return UNDEFINED;
      return readConstant(reading, of, name);
    case 'record': {
      const value = of.fields.get(String(name));
      if (value === undefined && !mayLack)
        throw new ExpressionError('unknown-property', `the record has no '${name}'`, {
          hint: suggest(String(name), of.fields.keys()),
        });
      return value ?? UNDEFINED;
    }
    case 'tuple':
      if (name === 'length') return constant(of.items.length);
      return typeof name === 'number'
        ? (of.items[name] ?? UNDEFINED)
        : fromExpr(reading.vocabulary.property(reading.toExpr(of), name, optional));
    default:
      throw new ExpressionError('function-property', `'${name}' of a function cannot be read`, {
        hint: 'call the function',
      });
  }
}

function at(reading: Reading, of: Value, index: Value, optional: boolean): Value {
  const argument =
    index.is === 'constant'
      ? ({ is: 'constant', value: index.value } as const)
      : ({ is: 'value', expr: reading.toExpr(index) } as const);
  return fromExpr(reading.vocabulary.method(reading.toExpr(of), 'at', [argument], optional));
}
