import type { CallExpression, Expression } from 'acorn';
import { argumentValues } from './arguments.ts';
import { merge } from './objects.ts';
import { isFunctionSyntax } from './parse.ts';
import { refusal } from './refuse.ts';
import type { Reading, Scope, Value } from './values.ts';

const MERGES = new Set([
  '__assign',
  '__spreadValues',
  '__spreadProps',
  '_object_spread',
  '_object_spread_props',
  '_extends',
]);
const HELPERS =
  /^_{1,2}(rest|objRest|spreadArray|spread|read|values|objectWithoutProperties\w*|object_without_properties\w*|to_consumable_array|sliced_to_array)$/;

/** The value of a call that a compiler put around the user's code, or undefined for the user's own calls. */
export function unwrapped(reading: Reading, node: CallExpression, scope: Scope): Value | undefined {
  const name = calleeName(node.callee);
  if (name === undefined) return undefined;
  const local = name.includes('.') ? undefined : scope.owner(name);
  if (local !== undefined) return undefined;
  if (HELPERS.test(name)) throw refusal('helper', name);
  if (name === 'Object.assign' || MERGES.has(name)) return merge(reading, argumentValues(reading, node, scope));
  return isNaming(reading, node, scope, name) ? reading.evaluate(node.arguments[0] as Expression, scope) : undefined;
}

function calleeName({ type, ...node }: CallExpression['callee']): string | undefined {
  if (type === 'Identifier' && 'name' in node) return node.name;
  if (type !== 'MemberExpression' || !('object' in node) || node.computed) return undefined;
  return node.object.type === 'Identifier' && node.object.name === 'Object' && node.property.type === 'Identifier'
    ? `Object.${node.property.name}`
    : undefined;
}

/** Whether it is esbuild's `__name(f, 'f')`, under whatever name a minifier gave it. */
function isNaming(reading: Reading, node: CallExpression, scope: Scope, name: string): boolean {
  const [first, second] = node.arguments;
  if (
    node.arguments.length !== 2 ||
    second?.type !== 'Literal' ||
    typeof second.value !== 'string' ||
    first === undefined
  )
    return false;
  if (
    !isFunctionSyntax(first) &&
    !(first.type === 'Identifier' && scope.owner(first.name)?.variables.get(first.name)?.is === 'lambda')
  )
    return false;
  if (name === '__name') return true;
  const value = reading.evaluate(node.callee as Expression, scope);
  return (
    value.is === 'constant' &&
    typeof value.value === 'function' &&
    /["']name["'][\s\S]*configurable/.test(String(value.value))
  );
}
