import { literal, type Expr } from '../../compiler/tree/expr.ts';
import { isOption } from '../../compiler/tree/type.ts';
import { meansPresence } from './conditions.ts';
import { refusal } from './refuse.ts';
import { constant, fromExpr, type Reading, type Value } from './values.ts';

type Fold = (a: never, b: never) => unknown;
const FOLDS: Readonly<Record<string, Fold>> = {
  '+': (a: number, b: number) => a + b,
  '-': (a: number, b: number) => a - b,
  '*': (a: number, b: number) => a * b,
  '/': (a: number, b: number) => a / b,
  '%': (a: number, b: number) => a % b,
  '**': (a: number, b: number) => a ** b,
  '<': (a: number, b: number) => a < b,
  '<=': (a: number, b: number) => a <= b,
  '>': (a: number, b: number) => a > b,
  '>=': (a: number, b: number) => a >= b,
  // biome-ignore lint/suspicious/noDoubleEquals: it is the user's ==
  '==': (a: unknown, b: unknown) => a == b,
  // biome-ignore lint/suspicious/noDoubleEquals: it is the user's !=
  '!=': (a: unknown, b: unknown) => a != b,
  '===': (a: unknown, b: unknown) => a === b,
  '!==': (a: unknown, b: unknown) => a !== b,
  '&': (a: number, b: number) => a & b,
  '|': (a: number, b: number) => a | b,
  '^': (a: number, b: number) => a ^ b,
  '<<': (a: number, b: number) => a << b,
  '>>': (a: number, b: number) => a >> b,
  '>>>': (a: number, b: number) => a >>> b,
};
const FLIPPED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '>': '<', '>=': '<=' };
const EQUALITIES: Readonly<Record<string, boolean>> = { '==': true, '===': true, '!=': false, '!==': false };

/** An operator with two values. */
export function binary(reading: Reading, op: string, left: Value, right: Value): Value {
  const fold = FOLDS[op];
  if (fold === undefined) throw refusal(op);
  if (left.is === 'constant' && right.is === 'constant')
    return constant(fold(left.value as never, right.value as never));
  const equal = EQUALITIES[op];
  if (equal !== undefined) return equality(reading, left, right, equal);
  if (FLIPPED[op] !== undefined && left.is === 'constant') return binary(reading, FLIPPED[op], right, left);
  // Minifiers swap factors; the product is the same to the last bit.
  if (op === '*' && left.is === 'constant') return binary(reading, op, right, left);
  return fromExpr(reading.vocabulary.operator(op, [reading.toExpr(left), reading.toExpr(right)]));
}

function equality(reading: Reading, left: Value, right: Value, equal: boolean): Value {
  if (left.is === 'constant') return equality(reading, right, left, equal);
  if (right.is === 'constant' && (right.value === undefined || right.value === null)) {
    // Both null and undefined say "missing": the data know one kind of it only.
    if (left.is !== 'expr' || !isOption(left.expr.type) || isKnown(reading, left.expr)) return constant(!equal);
    const there = fromExpr(reading.conditions.isPresent(left.expr));
    return equal ? not(reading, there) : there;
  }
  return fromExpr(reading.conditions.equality(reading.toExpr(left), reading.toExpr(right), equal));
}

function isKnown(reading: Reading, expr: Expr): boolean {
  return [...reading.present].some((x) => reading.vocabulary.known(x) === expr);
}

/** The value as a condition: where it can only be missing or there, whether it is there. */
export function asTest(reading: Reading, value: Value): Value {
  if (value.is === 'constant') return constant(Boolean(value.value));
  if (value.is !== 'expr') return constant(true);
  if (isKnown(reading, value.expr) && !isScalar(value.expr)) return constant(true);
  return meansPresence(value.expr.type) ? fromExpr(reading.conditions.isPresent(value.expr)) : value;
}

const isScalar = (e: Expr): boolean => ['bool', 'number', 'string', 'option'].includes(e.type.is);

/** The opposite of a condition. */
export function not(reading: Reading, value: Value): Value {
  const test = asTest(reading, value);
  return test.is === 'constant' ? constant(!test.value) : fromExpr(reading.conditions.not(reading.toExpr(test)));
}

/** An operator with one value. */
export function unary(reading: Reading, op: string, of: Value): Value {
  switch (op) {
    case '!':
      return not(reading, of);
    case 'void':
      return constant(undefined);
    case '-':
    case '+':
      if (of.is === 'constant') return constant(op === '-' ? -(of.value as number) : +(of.value as number));
      return fromExpr(reading.vocabulary.operator(op, [reading.toExpr(of)]));
    case '~':
      if (of.is === 'constant') return constant(~(of.value as number));
      return fromExpr(reading.vocabulary.operator(op, [reading.toExpr(of)]));
    case 'typeof':
      if (of.is === 'constant') return constant(typeof of.value);
      throw refusal(op);
    default:
      throw refusal(op);
  }
}

/** `left ?? right`, where right is read only if it can be needed. */
export function orElse(reading: Reading, left: Value, right: () => Value): Value {
  if (left.is === 'constant') return left.value === undefined || left.value === null ? right() : left;
  if (left.is !== 'expr') return left;
  if (isKnown(reading, left.expr)) return left;
  const other = right();
  if (other.is === 'constant' && (other.value === undefined || other.value === null) && isOption(left.expr.type))
    return left;
  return fromExpr(
    reading.vocabulary.operator('??', [
      left.expr,
      other.is === 'constant' && other.value === null ? literal(undefined) : reading.toExpr(other),
    ]),
  );
}
