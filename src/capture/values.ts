import type { AnyNode, Expression, PrivateIdentifier, Super } from 'acorn';
import { type Expr, type Literal, literal, record } from '../../compiler/tree/expr.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import type { Vocabulary } from '../../compiler/vocabulary.ts';
import type { Conditions } from './conditions.ts';
import type { FunctionSyntax, Parsed } from './parse.ts';
import { refusal } from './refuse.ts';

/** What a piece of the user's code stands for while it is read. */
export type Value =
  | { readonly is: 'expr'; readonly expr: Expr }
  /** `name` is how the user reaches it from outside, such as `CUTS.pt`. */
  | { readonly is: 'constant'; readonly value: unknown; readonly name?: string | undefined }
  | { readonly is: 'lambda'; readonly syntax: FunctionSyntax; readonly scope: Scope }
  | { readonly is: 'record'; readonly fields: ReadonlyMap<string, Value> }
  | { readonly is: 'tuple'; readonly items: readonly Value[] }
  /** A function of the vocabulary. */
  | { readonly is: 'global'; readonly name: string }
  /** A variable that two branches left with different values; it is joined only if it is read. */
  | { readonly is: 'later'; readonly get: () => Value };

export const UNDEFINED: Value = { is: 'constant', value: undefined };
export const constant = (value: unknown, name?: string): Value => ({ is: 'constant', value, name });
/** A node as a value; a literal is its constant, so that it folds. */
export const fromExpr = (expr: Expr): Value => (expr.node === 'literal' ? constant(expr.value) : { is: 'expr', expr });

/** Where a text comes from, and what its free names mean. */
export interface Home {
  readonly parsed: Parsed;
  find(name: string): Value | undefined;
  missing(name: string, scope: Scope): ExpressionError;
}

/** The variables of a function or a block. */
export class Scope {
  readonly home: Home;
  readonly parent: Scope | undefined;
  readonly ofFunction: boolean;
  variables = new Map<string, Value>();
  constructor(home: Home, parent: Scope | undefined, ofFunction: boolean) {
    this.home = home;
    this.parent = parent;
    this.ofFunction = ofFunction;
  }
  /** The scope that declares the name. */
  owner(name: string): Scope | undefined {
    return this.variables.has(name) ? this : this.parent?.owner(name);
  }
  /** The scopes from here to the function's own. */
  own(): Scope[] {
    return this.ofFunction || this.parent === undefined ? [this] : [this, ...this.parent.own()];
  }
  /** All names that are declared here and outside. */
  names(): string[] {
    return [...this.variables.keys(), ...(this.parent?.names() ?? [])];
  }
}

/** Any node that stands for a value. */
export type Readable = Expression | Super | PrivateIdentifier;

/** The state of one capture, and the ways into the reader for the files that it is split into. */
export interface Reading {
  readonly vocabulary: Vocabulary;
  readonly conditions: Conditions;
  /** Values that are known to be there in the branch that is being read. */
  present: ReadonlySet<Expr>;
  /** Values after which a chain is read as if the user had written `?.`. */
  starts: ReadonlySet<Expr>;
  /** The functions that are being read, from the outermost in. */
  readonly open: AnyNode[];
  readonly outside: Map<string, unknown>;
  toExpr(value: Value): Expr;
  evaluate(node: Readable, scope: Scope): Value;
  call(fn: Value, args: readonly Value[], named: string): Value;
  /** The syntax and surroundings of a JavaScript function. */
  lambdaOf(fn: Function): Value & { is: 'lambda' };
}

/** The value as a node of the tree. */
export function valueExpr(words: Vocabulary, value: Value): Expr {
  switch (value.is) {
    case 'expr':
      return value.expr;
    case 'later':
      return valueExpr(words, value.get());
    case 'constant':
      return constantExpr(words, value.value, value.name);
    case 'record':
      return record([...value.fields].map(([name, of]) => [name, valueExpr(words, of)] as const));
    case 'tuple':
      return words.listOf(value.items.map((item) => valueExpr(words, item)));
    case 'lambda':
    case 'global':
      throw functionHere();
  }
}

function constantExpr(words: Vocabulary, value: unknown, name: string | undefined): Expr {
  if (typeof value === 'function') throw functionHere();
  if (typeof value === 'symbol') throw unfit(name);
  if (typeof value !== 'object') return literal(value as Literal);
  if (value === null) return literal(undefined);
  if (isLazy(value)) throw refusal('lazy', name);
  const of = name ?? 'the value';
  if (isArray(value)) return words.listOf(Array.from(value, (item, i) => constantExpr(words, item, `${of}[${i}]`)));
  if (!isPlain(value)) throw unfit(name);
  return record(Object.entries(value).map(([key, item]) => [key, constantExpr(words, item, `${of}.${key}`)] as const));
}

/** Whether the value is a list of JavaScript's: an array or a typed array. */
export function isArray(value: unknown): value is ArrayLike<unknown> & Iterable<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

function isPlain(value: object): boolean {
  const made = Object.getPrototypeOf(value) as unknown;
  return made === null || Object.getPrototypeOf(made) === null;
}

function unfit(name: string | undefined): ExpressionError {
  return new ExpressionError(
    'constant-kind',
    `${name ?? 'this value'} cannot be part of a query: it is neither a number, a boolean, a string, a list nor a plain object`,
    {
      hint: 'read the number that is needed from it before the query',
    },
  );
}

function functionHere(): ExpressionError {
  return new ExpressionError('function-here', 'a function stands where a value is needed', {
    hint: 'call it, or give it to a method such as .map(…)',
  });
}

/** Whether a value is a column, dataset or reduced value of this library. */
export function isLazy(value: unknown): boolean {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') && Symbol.for('jagged.lazy') in value
  );
}
