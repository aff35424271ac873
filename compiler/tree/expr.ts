import { hashOfText, Interned, mixed } from './interned.ts';
import { ExpressionError } from './problem.ts';
import { never, option, present, type Type, bool, float64, int, number, string, record as recordType } from './type.ts';

/**
 * The expression tree. Nodes are frozen and shared: building an equal node twice gives the same object, so `===`
 * finds common sub-expressions. Every node knows its type and the parameters that are free in it.
 */
export type Expr = SourceExpr | FieldExpr | LiteralExpr | ParamExpr | LambdaExpr | CallExpr | RecordExpr;

interface Node {
  /** A small number that identifies the node while the process lives. */
  readonly id: number;
  readonly type: Type;
  /** The free parameters, by number, in rising order. */
  readonly free: readonly number[];
}
/** A dataset that data come from; what it is, the plan's source table says. */
export interface SourceExpr extends Node {
  readonly node: 'source';
  readonly source: string;
}
/** A field of a record; of a missing record it is missing. */
export interface FieldExpr extends Node {
  readonly node: 'field';
  readonly of: Expr;
  readonly name: string;
}
export interface LiteralExpr extends Node {
  readonly node: 'literal';
  readonly value: Literal;
}
/**
 * A lambda's parameter. Numbers below 1000 are levels, counted from the root: 0 is the row, and a lambda binds the level
 * after the deepest one that is free in it. Larger numbers are parameters of lambdas that are being built or rewritten.
 */
export interface ParamExpr extends Node {
  readonly node: 'param';
  readonly level: number;
  readonly index: number;
}
export interface LambdaExpr extends Node {
  readonly node: 'lambda';
  readonly params: readonly ParamExpr[];
  readonly body: Expr;
}
export interface CallExpr extends Node {
  readonly node: 'call';
  readonly op: string;
  readonly args: readonly Expr[];
  readonly options: Options;
}
/** A record made from values. */
export interface RecordExpr extends Node {
  readonly node: 'record';
  readonly names: readonly string[];
  readonly values: readonly Expr[];
}

export type Literal = number | boolean | string | bigint | undefined;
/** Constants of a call that are not values: names, counts, directions. Plain JSON. */
export type Options = Readonly<Record<string, Json>>;
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export const NO_OPTIONS: Options = Object.freeze({});
const FIRST_TEMPORARY = 1000;
const NOTHING_FREE: readonly number[] = Object.freeze([]);

type Bare<T extends Expr = Expr> = T extends Expr ? Omit<T, 'id'> : never;
type Kind = Expr['node'];
const KINDS: readonly Kind[] = ['source', 'field', 'literal', 'param', 'lambda', 'call', 'record'];
const seeds = Object.fromEntries(KINDS.map((kind, i) => [kind, mixed(0, i + 1)])) as Record<Kind, number>;
const shared = new Interned<Expr>();
let made = 0;

/** The node with this hash that is the same, or else a new one. */
function share<T extends Expr>(hash: number, same: (other: Expr) => boolean, bare: () => Bare<T>): T {
  const known = shared.find(hash, same);
  if (known !== undefined) return known as T;
  const node = Object.freeze({ ...bare(), id: made++ }) as unknown as T;
  shared.add(hash, node);
  return node;
}

function hashOf(seed: number, nodes: readonly Expr[]): number {
  let hash = seed;
  for (let i = 0; i < nodes.length; i++) hash = mixed(hash, (nodes[i] as Expr).id);
  return hash;
}

function areSame(a: readonly Expr[], b: readonly Expr[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** A dataset by its name in the plan's source table. */
export function source(name: string, type: Type): SourceExpr {
  return share<SourceExpr>(
    mixed(mixed(seeds.source, type.id), hashOfText(name)),
    (other) => other.node === 'source' && other.type === type && other.source === name,
    () => ({ node: 'source', source: name, type, free: NOTHING_FREE }),
  );
}

/** A field of a record. Reading a record that was made from values gives the value. */
export function field(of: Expr, name: string): Expr {
  if (of.node === 'record') {
    const at = of.names.indexOf(name);
    if (at >= 0) return of.values[at] as Expr;
  }
  if (of.node === 'call' && of.op === 'with') {
    const added = of.args[1] as RecordExpr;
    return added.names.includes(name) ? field(added, name) : field(of.args[0] as Expr, name);
  }
  const holder = present(of.type);
  const type = holder.is === 'record' ? holder.fields.get(name) : undefined;
  if (type === undefined) throw new Error(`no field ${name} in the type of node ${of.id}`);
  const gives = of.type.is === 'option' ? option(type) : type;
  return share<FieldExpr>(
    mixed(mixed(seeds.field, of.id), hashOfText(name)),
    (other) => other.node === 'field' && other.of === of && other.name === name,
    () => ({ node: 'field', of, name, type: gives, free: of.free }),
  );
}

/** A constant. Whole numbers that a double holds exactly are integers. */
export function literal(value: Literal): LiteralExpr {
  return share<LiteralExpr>(
    mixed(mixed(seeds.literal, hashOfText(typeof value)), hashOfText(String(value))),
    (other) => other.node === 'literal' && Object.is(other.value, value),
    () => ({ node: 'literal', value, type: literalType(value), free: NOTHING_FREE }),
  );
}

function literalType(value: Literal): Type {
  switch (typeof value) {
    case 'boolean':
      return bool;
    case 'string':
      return string;
    case 'bigint':
      if (value < -(2n ** 63n) || value >= 2n ** 64n)
        throw new ExpressionError('too-large', `the integer ${value}n has more than 64 bits`);
      return value < 2n ** 63n ? number('int64') : number('uint64');
    case 'number':
      return Number.isSafeInteger(value) && !Object.is(value, -0) ? int : float64;
    default:
      return option(never);
  }
}

/** A parameter at a level; `index` tells several parameters of one lambda apart. */
export function param(level: number, type: Type, index = 0): ParamExpr {
  return share<ParamExpr>(
    mixed(mixed(mixed(seeds.param, level), index), type.id),
    (other) => other.node === 'param' && other.level === level && other.index === index && other.type === type,
    () => ({ node: 'param', level, index, type, free: [level] }),
  );
}

let temporaries = FIRST_TEMPORARY;
/** A parameter that is equal to no other, for a lambda under construction. */
export function freshParam(type: Type, index = 0): ParamExpr {
  return param(temporaries++, type, index);
}

/** A lambda over parameters of one level. Use `lambda` of bind.ts, which chooses the level. */
export function rawLambda(params: readonly ParamExpr[], body: Expr): LambdaExpr {
  return share<LambdaExpr>(
    mixed(hashOf(seeds.lambda, params), body.id),
    (other) => other.node === 'lambda' && other.body === body && areSame(other.params, params),
    () => ({
      node: 'lambda',
      params,
      body,
      type: body.type,
      free: body.free.filter((level) => !params.some((p) => p.level === level)),
    }),
  );
}

/** A call whose type is known. Use `call` of ops/table.ts, which finds the type. */
export function rawCall(op: string, args: readonly Expr[], type: Type, options: Options = NO_OPTIONS): CallExpr {
  const told = textOf(options);
  return share<CallExpr>(
    mixed(hashOf(mixed(seeds.call, hashOfText(op)), args), hashOfText(told)),
    (other) => other.node === 'call' && other.op === op && areSame(other.args, args) && textOf(other.options) === told,
    () => ({ node: 'call', op, args, options, type, free: union(args) }),
  );
}

function textOf(options: Options): string {
  return options === NO_OPTIONS || Object.keys(options).length === 0 ? '' : JSON.stringify(options);
}

/** A record made from values, in order; `name` is what behaviours go by. */
export function record(entries: Iterable<readonly [string, Expr]>, name = ''): RecordExpr {
  const names: string[] = [];
  const values: Expr[] = [];
  for (const [key, value] of new Map(entries)) {
    names.push(key);
    values.push(value);
  }
  const type = recordType(
    names.map((key, i) => [key, (values[i] as Expr).type] as const),
    name,
  );
  return share<RecordExpr>(
    hashOf(mixed(seeds.record, type.id), values),
    (other) => other.node === 'record' && other.type === type && areSame(other.values, values),
    () => ({ node: 'record', names, values, type, free: union(values) }),
  );
}

function union(nodes: readonly Expr[]): readonly number[] {
  let all: readonly number[] = NOTHING_FREE;
  for (const { free } of nodes) {
    if (free.length === 0 || free === all) continue;
    all = all.length === 0 ? free : [...new Set([...all, ...free])].sort((a, b) => a - b);
  }
  return all;
}

/** The nodes directly below. */
export function children(expr: Expr): readonly Expr[] {
  switch (expr.node) {
    case 'field':
      return [expr.of];
    case 'lambda':
      return [expr.body];
    case 'call':
      return expr.args;
    case 'record':
      return expr.values;
    default:
      return [];
  }
}

/** Whether the parameter's number is free in the node. */
export function isFree(expr: Expr, level: number): boolean {
  return expr.free.includes(level);
}

/** Whether the level is a temporary of a lambda under construction. */
export function isTemporary(level: number): boolean {
  return level >= FIRST_TEMPORARY;
}

/** Visits each node once, parents before children. */
export function visit(root: Expr, see: (expr: Expr) => void): void {
  const seen = new Set<Expr>();
  const queue: Expr[] = [root];
  for (let expr = queue.pop(); expr !== undefined; expr = queue.pop()) {
    if (seen.has(expr)) continue;
    seen.add(expr);
    see(expr);
    queue.push(...children(expr));
  }
}
