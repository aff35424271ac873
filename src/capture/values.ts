import type { AnyNode, Expression, PrivateIdentifier, Super } from 'acorn';
import { type Expr, literal, record } from '../../compiler/tree/expr.ts';
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
  /** The functions that are being read, from the outermost in. */
  readonly open: AnyNode[];
  readonly outside: Map<string, unknown>;
  evaluate(node: Readable, scope: Scope): Value;
  call(fn: Value, args: readonly Value[], named: string): Value;
  /** The syntax and surroundings of a JavaScript function. */
  lambdaOf(fn: Function): Value & { is: 'lambda' };
}

/** The value as a node of the tree. */
export function toExpr(value: Value): Expr {
  switch (value.is) {
    case 'expr':
      return value.expr;
    case 'later':
      return toExpr(value.get());
    case 'constant':
      return constantExpr(value.value, value.name);
    case 'record':
      return record([...value.fields].map(([name, of]) => [name, toExpr(of)] as const));
    case 'tuple':
      throw new ExpressionError('list-here', 'a list written with [ ] cannot stand here', { hint: 'give it to a method, or make a record: ({ a, b })' });
    case 'lambda':
    case 'global':
      throw functionHere();
  }
}

function constantExpr(value: unknown, name: string | undefined): Expr {
  switch (typeof value) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'bigint':
    case 'undefined':
      return literal(value);
    case 'object': {
      if (value === null) return literal(undefined);
      if (isLazy(value)) throw refusal('lazy', name);
      const made = Object.getPrototypeOf(value) as unknown;
      if (made === null || made === Object.prototype || Object.getPrototypeOf(made) === null) {
        return record(Object.entries(value).map(([key, of]) => [key, constantExpr(of, `${name ?? 'it'}.${key}`)] as const));
      }
      break;
    }
    case 'function':
      throw functionHere();
  }
  throw new ExpressionError('constant-kind', `${name ?? 'this value'} cannot be part of a query: it is neither a number, a boolean, a string, a list nor a plain object`, {
    hint: 'read the number that is needed from it before the query',
  });
}

function functionHere(): ExpressionError {
  return new ExpressionError('function-here', 'a function stands where a value is needed', { hint: 'call it, or give it to a method such as .map(…)' });
}

/** Whether a value is a column, dataset or reduced value of this library. */
export function isLazy(value: unknown): boolean {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && Symbol.for('jagged.lazy') in value;
}
