import { binary, comparisons, tests, unary } from '../elementwise.ts';
import { ArrayProblem } from './kernel.ts';

/** What a value is to a scalar operation. */
export type Kind = 'integer' | 'double' | 'truth' | 'text';

/** A scalar operation on values of some kinds. */
export interface ScalarFunction {
  readonly name: string;
  /** `numbers`: integers and truth values come as doubles. `values`: texts come as texts. */
  readonly takes: 'numbers' | 'values';
  readonly gives: 'integer' | 'double' | 'truth' | 'text';
  /** Which ready loop computes it; otherwise `of` is called for each value. */
  readonly loop: 'one' | 'rint' | 'two' | 'test' | 'compare' | 'same' | 'logic' | undefined;
  readonly of: (...values: never[]) => number | boolean | string;
}

/** Operations that give integers for integers; all others of the same tables give doubles. */
const KEEP_INTEGERS: ReadonlySet<string> = new Set([
  'add',
  'sub',
  'mul',
  'neg',
  'abs',
  'sign',
  'floor',
  'ceil',
  'round',
  'trunc',
  'min2',
  'max2',
]);

const ORDER: Readonly<Record<string, (order: number) => boolean>> = {
  gt: (order) => order > 0,
  ge: (order) => order >= 0,
  lt: (order) => order < 0,
  le: (order) => order <= 0,
  eq: (order) => order === 0,
  ne: (order) => order !== 0,
};

const logic: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  and: (a, b) => a !== 0 && b !== 0,
  or: (a, b) => a !== 0 || b !== 0,
  xor: (a, b) => a !== b,
  not: (a) => a === 0,
};

/** The scalar operation of a name on values of these kinds. Throws ArrayProblem where there is none. */
export function scalarFunction(op: string, kinds: readonly Kind[]): ScalarFunction {
  const found = textFunction(op, kinds) ?? numberFunction(op, kinds);
  if (found !== undefined) return found;
  if (!isKnown(op)) throw new ArrayProblem('unknown-operation', `there is no operation '${op}' on single values`);
  throw new ArrayProblem('wrong-type', `${op} does not take ${kinds.map((kind) => WORDS[kind]).join(' and ')}`, {
    hint: kinds.includes('text') ? 'strings_astype makes numbers of text' : hintOf(op),
  });
}

const WORDS: Readonly<Record<Kind, string>> = {
  integer: 'an integer',
  double: 'a double',
  truth: 'true or false',
  text: 'text',
};

const hintOf = (op: string): string =>
  op in logic
    ? 'compare numbers first, or use the operations on bits'
    : 'values_astype makes numbers of true and false';

const own = <T>(table: Readonly<Record<string, T>>, op: string): T | undefined =>
  Object.hasOwn(table, op) ? table[op] : undefined;

const isKnown = (op: string): boolean =>
  [unary, binary, tests, comparisons, logic].some((table) => Object.hasOwn(table, op));

function textFunction(op: string, kinds: readonly Kind[]): ScalarFunction | undefined {
  if (kinds.length !== 2 || kinds.some((kind) => kind !== 'text')) return undefined;
  const order = own(ORDER, op);
  if (order === undefined) return undefined;
  const of = (a: string, b: string): boolean => order(a < b ? -1 : a > b ? 1 : 0);
  const loop = op === 'eq' || op === 'ne' ? 'same' : undefined;
  return { name: op, takes: 'values', gives: 'truth', loop, of };
}

function numberFunction(op: string, kinds: readonly Kind[]): ScalarFunction | undefined {
  if (kinds.includes('text')) return undefined;
  const truths = kinds.every((kind) => kind === 'truth');
  if (kinds.length === 1) {
    const test = own(tests, op);
    if (test !== undefined) return { name: op, takes: 'numbers', gives: 'truth', loop: 'test', of: test };
    if (op === 'not' && truths)
      return { name: op, takes: 'numbers', gives: 'truth', loop: 'logic', of: logic['not'] as Logic };
    const of = own(unary, op);
    if (of === undefined || (op === 'neg' && truths)) return undefined;
    return { name: op, takes: 'numbers', gives: givesOf(op, kinds), loop: 'one', of };
  }
  if (kinds.length !== 2) return undefined;
  const compare = own(comparisons, op);
  if (compare !== undefined) return { name: op, takes: 'numbers', gives: 'truth', loop: 'compare', of: compare };
  if (truths && op !== 'not' && Object.hasOwn(logic, op))
    return { name: op, takes: 'numbers', gives: 'truth', loop: 'logic', of: logic[op] as Logic };
  const of = own(binary, op);
  if (of === undefined || (op === 'sub' && truths)) return undefined;
  return { name: op, takes: 'numbers', gives: givesOf(op, kinds), loop: 'two', of };
}

type Logic = (a: number, b: number) => boolean;

const givesOf = (op: string, kinds: readonly Kind[]): 'integer' | 'double' =>
  KEEP_INTEGERS.has(op) && !kinds.includes('double') ? 'integer' : 'double';
