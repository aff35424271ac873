import type { ArrayExpression, ObjectExpression } from 'acorn';
import { record } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { present } from '../../compiler/tree/type.ts';
import { spreadItems } from './arguments.ts';
import { isFunctionSyntax } from './parse.ts';
import { refusal } from './refuse.ts';
import { constant, fromExpr, type Reading, type Scope, UNDEFINED, type Value } from './values.ts';

/** `{ a, b: 1, ...c }`. */
export function objectValue(reading: Reading, node: ObjectExpression, scope: Scope): Value {
  const parts: Value[] = [];
  let fields = new Map<string, Value>();
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      parts.push({ is: 'record', fields }, reading.evaluate(property.argument, scope));
      fields = new Map();
      continue;
    }
    if (property.kind !== 'init') throw refusal('accessor');
    const key =
      property.computed || property.key.type !== 'Identifier'
        ? reading.evaluate(property.key, scope)
        : constant(property.key.name);
    if (key.is !== 'constant') throw new ExpressionError('computed-name', 'the name of a field must be a constant');
    if (key.value === '__proto__') throw new ExpressionError('hidden-property', "'__proto__' cannot be a field");
    const value: Value = isFunctionSyntax(property.value)
      ? { is: 'lambda', syntax: property.value, scope }
      : reading.evaluate(property.value, scope);
    fields.set(String(key.value), value);
  }
  return merge(reading, [...parts, { is: 'record', fields }]);
}

/** The records put over each other, the last on top: `{ ...a, ...b }`. */
export function merge(reading: Reading, parts: readonly Value[]): Value {
  return parts.reduce((below, above) => over(reading, below, above), { is: 'record', fields: new Map() } as Value);
}

function over(reading: Reading, below: Value, above: Value): Value {
  const top = fieldsOf(above);
  if (top?.size === 0) return below;
  const base = fieldsOf(below);
  if (base?.size === 0) return top === undefined ? above : { is: 'record', fields: top };
  const added = top ?? readAll(reading, above);
  if (base !== undefined) return { is: 'record', fields: new Map([...base, ...added]) };
  const fields = record([...added].map(([name, value]) => [name, reading.toExpr(value)] as const));
  return fromExpr(reading.vocabulary.method(reading.toExpr(below), 'with', [{ is: 'value', expr: fields }], false));
}

function fieldsOf(value: Value): ReadonlyMap<string, Value> | undefined {
  if (value.is === 'record') return value.fields;
  if (value.is === 'later') return fieldsOf(value.get());
  if (value.is !== 'constant') return undefined;
  if (value.value === undefined || value.value === null) return new Map();
  const name = value.name;
  return new Map(
    Object.entries(value.value).map(([key, of]) => [
      key,
      constant(of, name === undefined ? undefined : `${name}.${key}`),
    ]),
  );
}

function readAll(reading: Reading, value: Value): ReadonlyMap<string, Value> {
  const expr = reading.toExpr(value);
  const type = present(expr.type);
  if (type.is !== 'record')
    throw new ExpressionError('spread', '... needs a record here', { hint: 'write the fields out' });
  return new Map(
    [...type.fields.keys()].map((name) => [name, fromExpr(reading.vocabulary.property(expr, name, false))]),
  );
}

/** `[a, b, ...c]`. */
export function arrayValue(reading: Reading, node: ArrayExpression, scope: Scope): Value {
  const items = node.elements.flatMap((element) => {
    if (element === null) return [UNDEFINED];
    return element.type === 'SpreadElement' ? spreadItems(reading, element, scope) : [reading.evaluate(element, scope)];
  });
  return { is: 'tuple', items };
}
