import type { Expr } from '../tree/expr.ts';
import { TypeMismatchError } from '../tree/problem.ts';
import {
  bool,
  briefType,
  float64,
  int,
  isInteger,
  isOption,
  join,
  type ListType,
  optionIf,
  present,
  type Type,
} from '../tree/type.ts';

/** The error of an argument that does not fit. */
export function mismatch(op: string, wanted: string, found: Type, hint?: string): TypeMismatchError {
  return new TypeMismatchError('wrong-type', `${op} needs ${wanted}, found ${briefType(found)}`, { hint });
}

const hintFor = (type: Type): string | undefined => {
  const inner = present(type);
  if (inner.is === 'list')
    return 'this is a list: reduce it (.sum(), .max(), .some(…)) or work on its elements with .map(…)';
  if (inner.is === 'record')
    return `this is a record: read one of its fields (${[...inner.fields.keys()].slice(0, 6).join(', ')})`;
  if (inner.is === 'string') return 'this is text, not a number';
  if (inner.is === 'bool') return 'this is true or false; write (x ? 1 : 0) to count it';
  return undefined;
};

/** All arguments are numbers (or missing). */
export function needNumbers(op: string, args: readonly Expr[]): boolean {
  let missing = false;
  for (const { type } of args) {
    if (present(type).is !== 'number') throw mismatch(op, 'a number', type, hintFor(type));
    missing ||= isOption(type);
  }
  return missing;
}

/** A double from numbers. */
export const givesFloat = (args: readonly Expr[], _options: unknown, name: string): Type =>
  optionIf(needNumbers(name, args), float64);

/** An integer from integers, else a double. */
export const givesNumber = (args: readonly Expr[], _options: unknown, name: string): Type => {
  const missing = needNumbers(name, args);
  return optionIf(missing, args.every((a) => isInteger(present(a.type))) ? int : float64);
};

/** True or false from numbers. */
export const givesTest = (args: readonly Expr[], _options: unknown, name: string): Type =>
  optionIf(needNumbers(name, args), bool);

/** True or false from two values of one kind that can be compared. */
export const givesComparison = (args: readonly Expr[], _options: unknown, name: string): Type => {
  const [a, b] = args.map((x) => present(x.type)) as [Type, Type];
  const kinds = ['number', 'bool', 'string'];
  if (!kinds.includes(a.is)) throw mismatch(name, 'a number, a truth value or text', a, hintFor(a));
  if (a.is !== b.is) {
    throw new TypeMismatchError('wrong-type', `cannot compare ${briefType(a)} with ${briefType(b)}`, {
      hint: hintFor(b) ?? hintFor(a),
    });
  }
  return optionIf(
    args.some((x) => isOption(x.type)),
    bool,
  );
};

/** True or false from truth values. */
export const givesLogic = (args: readonly Expr[], _options: unknown, name: string): Type => {
  for (const { type } of args) needCondition(name, type);
  return bool;
};

/** A condition is true or false, never missing. */
export function needCondition(op: string, type: Type): void {
  if (type.is === 'bool') return;
  if (type.is === 'option') {
    throw new TypeMismatchError('missing-condition', `the condition of ${op} may be missing`, {
      hint: 'say what a missing value means: (x ?? false) in a function, x.orElse(false) of a column',
    });
  }
  throw mismatch(op, 'true or false', type, type.is === 'number' ? 'compare it: x !== 0, x > 0' : hintFor(type));
}

/** The list type of an argument. */
export function needList(op: string, arg: Expr): ListType {
  if (arg.type.is === 'list') return arg.type;
  const hint =
    arg.type.is === 'option'
      ? 'the list may be missing: (list ?? [])'
      : arg.type.is === 'record'
        ? 'this is one record, not a list'
        : undefined;
  throw mismatch(op, 'a list', arg.type, hint);
}

/** The element type of a list of numbers; missing elements are allowed and skipped. */
export function needNumberList(op: string, arg: Expr): Type {
  const of = present(needList(op, arg).of);
  if (of.is !== 'number' && of.is !== 'never')
    throw mismatch(
      op,
      'a list of numbers',
      arg.type,
      of.is === 'record'
        ? `choose a field first: .${[...of.fields.keys()][0]}.${op}(), or .map(x => …).${op}()`
        : hintFor(of),
    );
  return of;
}

/** The type both values fit in. */
export function needJoin(op: string, a: Type, b: Type): Type {
  const type = join(a, b);
  if (type === undefined) {
    throw new TypeMismatchError(
      'unlike-types',
      `the two sides of ${op} do not go together: ${briefType(a)} and ${briefType(b)}`,
      {},
    );
  }
  return type;
}
