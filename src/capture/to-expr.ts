import type { AssignmentExpression, Expression, Identifier, TemplateLiteral } from 'acorn';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import type { Vocabulary } from '../../compiler/vocabulary.ts';
import { assign, bind } from './bindings.ts';
import { callValue } from './apply.ts';
import { readChain } from './chains.ts';
import { Conditions } from './conditions.ts';
import { NUMERIC_GLOBALS } from './constants.ts';
import { choose, logical } from './flow.ts';
import { arrayValue, objectValue } from './objects.ts';
import { binary, unary } from './operators.ts';
import { isCounter, plain } from './parse.ts';
import { pointing } from './pointing.ts';
import { refusal } from './refuse.ts';
import { constant, type Readable, type Reading, type Scope, UNDEFINED, type Value, valueExpr } from './values.ts';

/** A reader of syntax. `lambdaOf` says how a JavaScript function that is met on the way is opened. */
export function startReading(
  vocabulary: Vocabulary,
  lambdaOf: (reading: Reading, fn: Function) => Value & { is: 'lambda' },
): Reading {
  const reading: Reading = {
    vocabulary,
    conditions: new Conditions(vocabulary),
    present: new Set(),
    starts: new Set(),
    open: [],
    outside: new Map(),
    toExpr: (value) => valueExpr(vocabulary, value),
    evaluate: (node, scope) => evaluate(reading, node, scope),
    call: (fn, args, named) => callValue(reading, fn, args, named),
    lambdaOf: (fn) => lambdaOf(reading, fn),
  };
  return reading;
}

function evaluate(reading: Reading, node: Readable, scope: Scope): Value {
  switch (node.type) {
    case 'MemberExpression':
    case 'CallExpression':
      return readChain(reading, node, scope);
    case 'ParenthesizedExpression':
      return evaluate(reading, node.expression, scope);
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return { is: 'lambda', syntax: node, scope };
    default:
      return pointing(reading, node, scope, () => read(reading, node, scope));
  }
}

function read(reading: Reading, node: Readable, scope: Scope): Value {
  switch (node.type) {
    case 'Literal':
      if (node.regex) throw refusal('regex');
      return constant(node.bigint ? BigInt(node.bigint) : node.value);
    case 'Identifier':
      return identifier(node, scope);
    case 'ChainExpression':
      return readChain(reading, node.expression, scope);
    case 'UnaryExpression':
      return not(reading, node.operator, node.argument, scope);
    case 'BinaryExpression':
      if (node.operator === 'in' || node.operator === 'instanceof') throw refusal(node.operator);
      return binary(reading, node.operator, evaluate(reading, node.left, scope), evaluate(reading, node.right, scope));
    case 'LogicalExpression':
      return logical(reading, node.operator, evaluate(reading, node.left, scope), node.right, scope);
    case 'ConditionalExpression': {
      const branch = (taken: Expression) => ({ run: () => evaluate(reading, taken, scope), syntax: plain(taken) });
      return choose(
        reading,
        evaluate(reading, node.test, scope),
        scope,
        branch(node.consequent),
        branch(node.alternate),
      );
    }
    case 'SequenceExpression':
      return node.expressions
        .filter((e) => !isCounter(e))
        .reduce<Value>((_, e) => evaluate(reading, e, scope), UNDEFINED);
    case 'AssignmentExpression':
      return assignment(reading, node, scope);
    case 'TemplateLiteral':
      return template(reading, node, scope);
    case 'ObjectExpression':
      return objectValue(reading, node, scope);
    case 'ArrayExpression':
      return arrayValue(reading, node, scope);
    default:
      throw refusal(node.type);
  }
}

const OPPOSITE: Readonly<Record<string, string>> = { '===': '!==', '==': '!=', '!==': '===', '!=': '==' };

/** Minifiers write `!(a === b)` and `a !== b` for each other. */
function not(reading: Reading, op: string, of: Expression, scope: Scope): Value {
  const inner = op === '!' ? plain(of) : of;
  const opposite = inner.type === 'BinaryExpression' && op === '!' ? OPPOSITE[inner.operator] : undefined;
  if (inner.type !== 'BinaryExpression' || opposite === undefined)
    return unary(reading, op, evaluate(reading, of, scope));
  return binary(reading, opposite, evaluate(reading, inner.left, scope), evaluate(reading, inner.right, scope));
}

function identifier({ name }: Identifier, scope: Scope): Value {
  const local = scope.owner(name)?.variables.get(name);
  if (local !== undefined) return local;
  if (name === 'arguments') throw refusal('arguments');
  const found = scope.home.find(name);
  if (found !== undefined) return found;
  if (NUMERIC_GLOBALS.has(name)) return constant(NUMERIC_GLOBALS.get(name));
  if (name === 'PI') return constant(Math.PI);
  throw scope.home.missing(name, scope);
}

function assignment(reading: Reading, node: AssignmentExpression, scope: Scope): Value {
  const put = (name: string, value: Value): void => assign(scope, name, value);
  const { left, operator, right } = node;
  if (left.type === 'MemberExpression') throw refusal('member assignment');
  if (operator === '=') {
    const value = evaluate(reading, right, scope);
    bind(reading, left, value, scope, put);
    return value;
  }
  if (left.type !== 'Identifier') throw new ExpressionError('assignment', 'this cannot be assigned to');
  const op = operator.slice(0, -1);
  const owner = scope.owner(left.name);
  if (owner === undefined || !scope.own().includes(owner)) throw refusal('outer assignment', left.name);
  const before = evaluate(reading, left, scope);
  const value = ['&&', '||', '??'].includes(op)
    ? logical(reading, op, before, right, scope)
    : binary(reading, op, before, evaluate(reading, right, scope));
  assign(scope, left.name, value);
  return value;
}

function template(reading: Reading, node: TemplateLiteral, scope: Scope): Value {
  const parts = node.expressions.map((e) => evaluate(reading, e, scope));
  if (!parts.every((p) => p.is === 'constant')) throw refusal('TemplateLiteral');
  return constant(
    node.quasis
      .map((quasi, i) => `${quasi.value.cooked ?? ''}${i < parts.length ? String(parts[i]?.value) : ''}`)
      .join(''),
  );
}
