import type { CallExpression, Expression, MemberExpression, Super } from 'acorn';
import type { Expr } from '../../compiler/tree/expr.ts';
import { isOption } from '../../compiler/tree/type.ts';
import { argumentOf, argumentValues } from './arguments.ts';
import { readKey } from './bindings.ts';
import { unwrapped } from './compiled-calls.ts';
import { plain, isFunctionSyntax } from './parse.ts';
import { refusal } from './refuse.ts';
import { pointing } from './pointing.ts';
import {
  constant,
  fromExpr,
  isArray,
  type Readable,
  type Reading,
  type Scope,
  UNDEFINED,
  type Value,
} from './values.ts';

/** A link of `a.b?.c(…)`: once a `?.` stands in the chain, all that follows is optional too. */
interface Link {
  readonly value: Value;
  readonly started: boolean;
}

/** The value of a chain of fields and calls. */
export function readChain(reading: Reading, node: Expression, scope: Scope): Value {
  const before = reading.present;
  try {
    return follow(reading, node, scope, undefined).value;
  } finally {
    reading.present = before;
  }
}

/**
 * The value of an expression as if `?.` stood after the part of it that is `start`, and whether it is a chain that
 * begins there. Undefined where that part does not occur.
 */
export function readFrom(
  reading: Reading,
  node: Expression,
  scope: Scope,
  start: Expr,
): { value: Value; link: boolean } | undefined {
  const syntax = plain(node);
  const before = reading.present;
  reading.present = new Set([...before].filter((x) => x !== start));
  try {
    const isChain =
      syntax.type === 'MemberExpression' || syntax.type === 'CallExpression' || syntax.type === 'ChainExpression';
    if (!isChain && syntax.type !== 'Identifier') return undefined;
    const { value, started } = follow(reading, syntax, scope, start);
    return started ? { value, link: isChain } : undefined;
  } finally {
    reading.present = before;
  }
}

function follow(reading: Reading, node: Readable, scope: Scope, start: Expr | undefined): Link {
  const link = step(reading, node, scope, start);
  if (link.value.is !== 'expr' || (link.value.expr !== start && !reading.starts.has(link.value.expr))) return link;
  suppose(reading, link.value.expr);
  return { ...link, started: true };
}

function step(reading: Reading, node: Readable, scope: Scope, start: Expr | undefined): Link {
  switch (node.type) {
    case 'ChainExpression':
      return start === undefined
        ? { value: readChain(reading, node.expression, scope), started: false }
        : follow(reading, node.expression, scope, start);
    case 'MemberExpression':
      return linkAt(reading, node, scope, () => member(reading, node, scope, start));
    case 'CallExpression':
      return linkAt(reading, node, scope, () => call(reading, node, scope, start));
    default:
      return { value: reading.evaluate(node, scope), started: false };
  }
}

function linkAt(reading: Reading, node: Expression, scope: Scope, run: () => Link): Link {
  let started = false;
  const value = pointing(reading, node, scope, () => {
    const link = run();
    started = link.started;
    return link.value;
  });
  return { value, started };
}

/** What follows `x?.` is only reached when x is there. */
function suppose(reading: Reading, x: Expr): void {
  if (isOption(x.type)) reading.present = new Set([...reading.present, x]);
}

function holder(reading: Reading, node: MemberExpression, scope: Scope, start: Expr | undefined): Link {
  const object: Expression | Super = node.object;
  const base = follow(reading, object.type === 'Super' ? object : plain(object), scope, start);
  if (node.optional && base.value.is === 'expr') suppose(reading, base.value.expr);
  return { value: base.value, started: base.started || node.optional === true };
}

function keyOf(reading: Reading, node: MemberExpression, scope: Scope): Value {
  if (node.property.type === 'PrivateIdentifier') throw refusal('PrivateIdentifier');
  return node.computed || node.property.type !== 'Identifier'
    ? reading.evaluate(node.property, scope)
    : constant(node.property.name);
}

function isNothing({ value, started }: Link): boolean {
  return started && value.is === 'constant' && (value.value === undefined || value.value === null);
}

function member(reading: Reading, node: MemberExpression, scope: Scope, start: Expr | undefined): Link {
  const base = holder(reading, node, scope, start);
  if (isNothing(base)) return { value: UNDEFINED, started: true };
  return { value: readKey(reading, base.value, keyOf(reading, node, scope), base.started), started: base.started };
}

function call(reading: Reading, node: CallExpression, scope: Scope, start: Expr | undefined): Link {
  const short = unwrapped(reading, node, scope);
  if (short !== undefined) return { value: short, started: false };
  const callee = node.callee.type === 'Super' ? node.callee : plain(node.callee);
  if (callee.type === 'Super') throw refusal('Super');
  if (callee.type !== 'MemberExpression') {
    const fn = isFunctionSyntax(callee)
      ? ({ is: 'lambda', syntax: callee, scope } as const)
      : reading.evaluate(callee, scope);
    return { value: reading.call(fn, argumentValues(reading, node, scope), 'this'), started: false };
  }
  const base = holder(reading, callee, scope, start);
  if (isNothing(base)) return { value: UNDEFINED, started: true };
  const key = keyOf(reading, callee, scope);
  const started = base.started || node.optional === true;
  const value = takesMethods(base.value)
    ? method(reading, base.value, key, node, { scope, optional: started })
    : reading.call(
        readKey(reading, base.value, key, started),
        argumentValues(reading, node, scope),
        String(key.is === 'constant' ? key.value : 'this'),
      );
  return { value, started };
}

function takesMethods(value: Value): boolean {
  if (value.is === 'expr' || value.is === 'tuple') return true;
  return (
    value.is === 'constant' &&
    (isArray(value.value) || ['string', 'number', 'boolean', 'bigint'].includes(typeof value.value))
  );
}

function method(
  reading: Reading,
  of: Value,
  key: Value,
  node: CallExpression,
  { scope, optional }: { scope: Scope; optional: boolean },
): Value {
  if (key.is !== 'constant') throw refusal('a method whose name is computed');
  const args = argumentValues(reading, node, scope).map((value) => argumentOf(reading, value));
  return fromExpr(reading.vocabulary.method(reading.toExpr(of), String(key.value), args, optional));
}
