import { lookUp, mayFail } from '../ops/table.ts';
import { type CallExpr, type Expr, freshParam, type LambdaExpr, type Literal, type ParamExpr, visit } from '../tree/expr.ts';
import { rebuild } from '../tree/bind.ts';
import { bool, int, isWide, type ListType, present, type Type } from '../tree/type.ts';
import { Block, type Cursor, hoist, open, put } from './block.ts';
import { ListEmitter } from './loop-lists.ts';
import { both, type Env, type Maybe, type Rec, scalar, type Scalar, type Stored, type Val } from './value.ts';

/** A buffer of the input that the code reads: where it is in the row's layout, and which part of it. */
export interface Binding {
  readonly path: readonly string[];
  readonly part: 'data' | 'offsets' | 'bytes' | 'valid';
}

/**
 * Turns typed expressions into the text of one loop over rows. Elementwise work, filters, pairs and reductions become
 * nested loops without intermediate columns; what depends only on outer values is placed before the inner loop; what
 * depends on one element of a pair is computed once per element.
 */
export class LoopEmitter {
  readonly program = new Block('');
  readonly bindings: Binding[] = [];
  private readonly declarations: string[] = [];
  private readonly known = new Map<string, string>();
  private names = 0;
  readonly lists = new ListEmitter(this);

  /** A new name for a variable. */
  name(prefix: string): string {
    return `${prefix}${this.names++}`;
  }

  /** Declares something at the top of the function. */
  declare(line: string): void {
    this.declarations.push(line);
  }

  /** The variable of an input buffer. */
  buffer(path: readonly string[], part: Binding['part']): string {
    const key = JSON.stringify([path, part]);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const name = `c${this.bindings.length}`;
    this.known.set(key, name);
    this.bindings.push({ path, part });
    return name;
  }

  render(): string {
    const inputs = this.bindings.map((_, i) => `const c${i} = input[${i}];`);
    return ["'use strict';", ...inputs, ...this.declarations, ...this.program.render()].join('\n');
  }

  rootEnv(params: ReadonlyMap<ParamExpr, Val>, home: Block): Env {
    return { parent: undefined, level: 0, values: params, home, memo: new Map(), kept: new Map() };
  }

  /** The environment of a lambda's body. Nothing new is opened where the parameters stand for these very values already. */
  bind(env: Env, fn: LambdaExpr, values: readonly Val[], home: Block): Env {
    if (fn.params.every((p, i) => lookup(env, p) === values[i])) return env;
    const level = fn.params[0]?.level ?? 0;
    return { parent: env, level, values: new Map(fn.params.map((p, i) => [p, values[i] as Val])), home, memo: new Map(), kept: new Map() };
  }

  /** The code of an expression needed at the cursor. */
  emit(expr: Expr, env: Env, at: Cursor): Val {
    switch (expr.node) {
      case 'literal':
        return literalVal(expr.value, expr.type);
      case 'param': {
        const val = lookup(env, expr);
        if (val === undefined) throw new Error(`parameter ${expr.level} is not bound`);
        return val;
      }
      case 'field':
        return fieldOf(this.emit(expr.of, env, at), expr.name, at);
      case 'record':
        return { is: 'record', names: expr.names, get: (name, where) => this.emit(expr.values[expr.names.indexOf(name)] as Expr, env, where) };
      case 'call':
        return this.emitCall(expr, env, at);
      default:
        throw new Error(`a ${expr.node} has no value of its own`);
    }
  }

  /** A scalar's text; options must have been taken care of. */
  text(expr: Expr, env: Env, at: Cursor): string {
    const val = this.emit(expr, env, at);
    if (val.is !== 'scalar') throw new Error(`expected a scalar, found a ${val.is}`);
    return val.text;
  }

  private emitCall(expr: CallExpr, env: Env, at: Cursor): Val {
    const home = homeOf(env, expr);
    const known = home.memo.get(expr)?.find((entry) => entry.block.encloses(at.block));
    if (known !== undefined) return known.val;
    const stored = this.storedValue(expr, env);
    if (stored !== undefined) return stored;
    const where = canFail(expr) ? at : hoist(at, home.home);
    const val = this.makeCall(expr, env, where);
    const entry = { val, block: where.block };
    const entries = home.memo.get(expr);
    if (entries === undefined) home.memo.set(expr, [entry]);
    else entries.push(entry);
    return val;
  }

  private makeCall(expr: CallExpr, env: Env, at: Cursor): Val {
    const op = lookUp(expr.op);
    if (op.js !== undefined && expr.op !== 'and' && expr.op !== 'or') return this.scalarCall(expr, env, at);
    const [a, b] = expr.args as [Expr, Expr];
    switch (expr.op) {
      case 'and':
      case 'or':
        return this.logic(expr, env, at);
      case 'if':
        return this.conditional(expr, env, at);
      case 'mask': {
        const test = this.text(b, env, at);
        const val = this.guarded(test, a, env, at);
        return val.is === 'option' ? { is: 'option', valid: this.keep(both(test, val.valid), at, true), of: val.of } : { is: 'option', valid: test, of: val };
      }
      case 'coalesce':
        return this.coalesce(expr, env, at);
      case 'isPresent': {
        const x = this.emit(a, env, at);
        return scalar(x.is === 'option' ? (isSimple(x.valid) ? x.valid : `(${x.valid})`) : 'true', bool);
      }
      case 'known': {
        const x = this.emit(a, env, at);
        return x.is === 'option' ? x.of : x;
      }
      case 'with': {
        const base = this.emit(a, env, at);
        const added = this.emit(b, env, at) as Rec;
        return base.is === 'option' ? { is: 'option', valid: base.valid, of: withFields(base.of as Rec, added) } : withFields(base as Rec, added);
      }
      default:
        return this.lists.emit(expr, env, at);
    }
  }

  private scalarCall(expr: CallExpr, env: Env, at: Cursor): Val {
    const op = lookUp(expr.op);
    const vals = expr.args.map((arg) => this.emit(arg, env, at));
    let valid = 'true';
    const counted = present(expr.type).is === 'number';
    const texts = vals.map((val, i) => {
      const inner = val.is === 'option' ? val.of : val;
      if (val.is === 'option') valid = both(valid, val.valid);
      if (inner.is !== 'scalar') throw new Error(`${expr.op} of a ${inner.is}`);
      return counted && isWide(present((expr.args[i] as Expr).type)) ? `k.exact(${inner.text})` : inner.text;
    });
    const text = (op.js as NonNullable<typeof op.js>)(texts, expr.args.map((x) => x.type), expr.type);
    const type = present(expr.type);
    if (valid === 'true') return scalar(this.keep(text, at, isSimple(text)), type);
    const guard = canFailHere(expr) ? `(${valid}) ? ${text} : ${emptyOf(type)}` : text;
    return { is: 'option', valid: this.keep(valid, at, isSimple(valid)), of: scalar(this.keep(guard, at, false), type) };
  }

  /** `a && b`, `a || b`: the second is computed only where it counts, when it needs code of its own. */
  private logic(expr: CallExpr, env: Env, at: Cursor): Val {
    const [first, ...rest] = operandsOf(expr.op, expr);
    const result = this.name('b');
    const outer = open(at, '');
    put(outer, `let ${result} = ${this.text(first as Expr, env, outer)};`);
    // each operand stands inside the test of the one before: it sees what that one has computed
    let inner = outer;
    for (const operand of rest) {
      inner = open(inner, `if (${expr.op === 'and' ? result : `!${result}`}) `);
      put(inner, `${result} = ${this.text(operand, env, inner)};`);
    }
    return scalar(result, bool);
  }

  private conditional(expr: CallExpr, env: Env, at: Cursor): Val {
    const [test, a, b] = expr.args as [Expr, Expr, Expr];
    if (expr.type.is === 'list' || expr.type.is === 'record') {
      // one side is a value that there cannot be: what is chosen from lists and records is written in other ways
      const only = a.type.is === 'never' ? b : a;
      return adaptVal(this.emit(only, env, at), only.type, expr.type);
    }
    const cond = this.text(test, env, at);
    const result = this.name('v');
    const outer = open(at, '');
    const yes = open(outer, `if (${cond}) `);
    const no = open(outer, 'else ');
    const x = this.coerced(a, expr.type, env, yes);
    const y = this.coerced(b, expr.type, env, no);
    if (yes.block.empty && no.block.empty) {
      at.block.drop(outer.block);
      return scalar(this.keep(`(${cond} ? ${x} : ${y})`, at, false), expr.type);
    }
    put({ block: outer.block, before: yes.block }, `let ${result} = ${emptyOf(expr.type)};`);
    put(yes, `${result} = ${x};`);
    put(no, `${result} = ${y};`);
    return scalar(result, expr.type);
  }

  /** `a ?? b`: the second is computed only where the first is missing, if computing it elsewhere could fail. */
  private coalesce(expr: CallExpr, env: Env, at: Cursor): Val {
    const [a, b] = expr.args as [Expr, Expr];
    const x = adaptVal(this.emit(a, env, at), a.type, expr.type);
    if (!canFail(b) || x.is !== 'option') return this.keepVal(orElse(x, adaptVal(this.emit(b, env, at), b.type, expr.type)), at);
    const [valid, result] = [this.name('b'), this.name('v')];
    put(at, `let ${valid} = ${x.valid}, ${result} = ${emptyOf(expr.type)};`);
    put(at, `if (${valid}) ${result} = ${(x.of as Scalar).text};`);
    const inside = open(at, 'else ');
    const y = adaptVal(this.emit(b, env, inside), b.type, expr.type);
    put(inside, y.is === 'option' ? `${valid} = ${y.valid}; if (${valid}) ${result} = ${(y.of as Scalar).text};` : `${result} = ${(y as Scalar).text};`);
    const val = scalar(result, present(expr.type));
    return y.is === 'option' ? { is: 'option', valid, of: val } : val;
  }

  /** A scalar as text of another type: stored 64-bit integers become numbers. */
  private coerced(expr: Expr, to: Type, env: Env, at: Cursor): string {
    const text = this.text(expr, env, at);
    return isWide(expr.type) && !isWide(to) ? `k.exact(${text})` : text;
  }

  /** A value that is only computed where the condition holds, if computing it elsewhere could fail. */
  private guarded(test: string, expr: Expr, env: Env, at: Cursor): Val {
    const type = present(expr.type);
    if (!canFail(expr) || expr.type.is === 'option' || type.is === 'record' || type.is === 'list') return this.emit(expr, env, at);
    const result = this.name('v');
    put(at, `let ${result} = ${emptyOf(type)};`);
    const inside = open(at, `if (${test}) `);
    put(inside, `${result} = ${this.text(expr, env, inside)};`);
    return scalar(result, type);
  }

  /** Puts text into a constant, unless it is simple enough to stand as it is. */
  keep(text: string, at: Cursor, simple: boolean): string {
    if (simple && /^[\w$.]+$|^-?\d/.test(text)) return text;
    const name = this.name('v');
    put(at, `const ${name} = ${text};`);
    return name;
  }

  private keepVal(val: Val, at: Cursor): Val {
    if (val.is === 'scalar') return scalar(this.keep(val.text, at, false), val.type);
    if (val.is === 'option') return { is: 'option', valid: this.keep(val.valid, at, false), of: this.keepVal(val.of, at) };
    return val;
  }

  /** A costly value that depends on one kept element alone is computed once per element and read from there. */
  private storedValue(expr: CallExpr, env: Env): Val | undefined {
    if (expr.type.is !== 'number' || costOf(expr) < 5 || canFail(expr)) return undefined;
    const root = this.onlyRoot(expr, env);
    if (root === undefined) return undefined;
    const text = root.stored.store.compute(expr, root.expr)(root.stored.key);
    return scalar(text, expr.type);
  }

  /** The one kept element that an expression is computed from, if there is exactly one and nothing else changes with it. */
  private onlyRoot(expr: Expr, env: Env): { expr: Expr; stored: Stored } | undefined {
    const deepest = homeOf(env, expr);
    let found: { expr: Expr; stored: Stored } | undefined;
    let clear = true;
    const see = (node: Expr): void => {
      if (!clear || !node.free.some((level) => level === deepest.level)) return;
      const stored = this.storedElement(node, deepest);
      if (stored !== undefined) {
        if (found !== undefined && found.expr !== node) clear = false;
        found = { expr: node, stored };
        return;
      }
      if (node.node === 'param' || node.node === 'lambda') clear = false;
      else if (node.node === 'field') see(node.of);
      else if (node.node === 'call') node.args.forEach(see);
      else clear = false;
    };
    see(expr);
    if (!clear || found === undefined) return undefined;
    return expr.free.length === 1 ? found : undefined;
  }

  private storedElement(node: Expr, env: Env): Stored | undefined {
    if (node.node === 'param') {
      const val = env.values.get(node);
      return val?.is === 'record' ? val.stored : undefined;
    }
    if (node.node !== 'field' || node.of.node !== 'param') return undefined;
    const holder = env.values.get(node.of);
    if (holder?.is !== 'record' || holder.stored !== undefined || holder.position === undefined) return undefined;
    // only where the part stands is asked for: code written on the way is dropped
    const part = holder.get(node.name, { block: new Block('', this.program) });
    return part.is === 'record' ? part.stored : undefined;
  }
}

/** The operands of a chain of one logic operation, in order. */
function operandsOf(op: string, expr: Expr): Expr[] {
  return expr.node === 'call' && expr.op === op ? expr.args.flatMap((arg) => operandsOf(op, arg)) : [expr];
}

/** The same expression with one node exchanged for a fresh parameter. */
export function abstractNode(expr: Expr, node: Expr): { param: ParamExpr; body: Expr } {
  const param = freshParam(node.type);
  const seen = new Map<Expr, Expr>([[node, param]]);
  const go = (x: Expr): Expr => {
    const done = seen.get(x);
    if (done !== undefined) return done;
    const made = rebuild(x, go);
    seen.set(x, made);
    return made;
  };
  return { param, body: go(expr) };
}

function lookup(env: Env, param: ParamExpr): Val | undefined {
  for (let e: Env | undefined = env; e !== undefined; e = e.parent) {
    const val = e.values.get(param);
    if (val !== undefined) return val;
  }
  return undefined;
}

/** The innermost environment that binds a level. */
export function envOf(env: Env, level: number): Env | undefined {
  for (let e: Env | undefined = env; e !== undefined; e = e.parent) if (e.level === level) return e;
  return undefined;
}

/** The innermost environment whose values the expression uses; the outermost one for a constant. */
export function homeOf(env: Env, expr: Expr): Env {
  let e = env;
  while (e.parent !== undefined && !expr.free.includes(e.level)) e = e.parent;
  return e;
}

function fieldOf(val: Val, name: string, at: Cursor): Val {
  if (val.is === 'option') {
    const inner = fieldOf(val.of, name, at);
    return inner.is === 'option' ? { is: 'option', valid: `(${both(val.valid, inner.valid)})`, of: inner.of } : { is: 'option', valid: val.valid, of: inner };
  }
  if (val.is !== 'record') throw new Error(`field ${name} of a ${val.is}`);
  return val.get(name, at);
}

function withFields(base: Rec, added: Rec): Rec {
  const names = [...new Set([...base.names, ...added.names])];
  return { is: 'record', names, get: (name, at) => (added.names.includes(name) ? added.get(name, at) : base.get(name, at)) };
}

function orElse(a: Val, b: Val): Val {
  if (a.is !== 'option') return a;
  const x = a.of as Scalar;
  if (b.is === 'option') return { is: 'option', valid: `(${a.valid} || ${b.valid})`, of: scalar(`(${a.valid} ? ${x.text} : ${b.valid} ? ${(b.of as Scalar).text} : ${emptyOf(x.type)})`, x.type) };
  return scalar(`(${a.valid} ? ${x.text} : ${(b as Scalar).text})`, x.type);
}

/** A value seen as a wider type: present where it may be missing, a number where it was a stored 64-bit integer. */
export function adaptVal(val: Val, from: Type, to: Type): Val {
  if (from === to) return val;
  if (from.is === 'never') return emptyVal(to);
  if (val.is === 'option') {
    const of = adaptVal(val.of, present(from), present(to));
    return { is: 'option', valid: val.valid, of };
  }
  if (to.is === 'option') return { is: 'option', valid: 'true', of: adaptVal(val, from, to.of) };
  if (val.is === 'scalar') return isWide(from) && !isWide(to) ? scalar(`k.exact(${val.text})`, to) : scalar(val.text, to);
  if (val.is === 'record' && from.is === 'record' && to.is === 'record') {
    const names = [...to.fields.keys()];
    const get = (name: string, at: Cursor): Val => adaptVal(val.get(name, at), from.fields.get(name) as Type, to.fields.get(name) as Type);
    return { is: 'record', names, get };
  }
  if (val.is === 'list' && from.is === 'list' && to.is === 'list') {
    return { is: 'list', each: (at, body) => val.each(at, (element, inner) => body(adaptVal(element, from.of, to.of), inner)) };
  }
  return val;
}

function literalVal(value: Literal, type: Type): Val {
  if (value === undefined) return { is: 'option', valid: 'false', of: scalar('0', present(type)) } satisfies Maybe;
  return scalar(literalText(value), type);
}

/** A constant as JavaScript text. */
export function literalText(value: Exclude<Literal, undefined>): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'number') return JSON.stringify(value);
  if (Object.is(value, -0)) return '(-0)';
  return value < 0 ? `(${value})` : String(value);
}

/** What stands in for a value that is not there. */
export function emptyOf(type: Type): string {
  const of = present(type);
  if (of.is === 'bool') return 'false';
  if (of.is === 'string') return "''";
  return isWide(of) ? '0n' : '0';
}

/** A value of the type for code that never runs: the element of a list without elements. */
export function emptyVal(type: Type): Val {
  switch (type.is) {
    case 'option':
      return { is: 'option', valid: 'false', of: emptyVal(type.of) };
    case 'list':
      return { is: 'list', each: () => undefined, indexed: { start: '0', end: '0', at: () => emptyVal(type.of) } };
    case 'record':
      return { is: 'record', names: [...type.fields.keys()], get: (name) => emptyVal(type.fields.get(name) as Type) };
    default:
      return scalar(emptyOf(type), type);
  }
}

const isSimple = (text: string): boolean => /^[\w$.]+$/.test(text);
const failing = new WeakMap<Expr, boolean>();

/** Whether evaluating the expression can fail on some values. */
export function canFail(expr: Expr): boolean {
  const known = failing.get(expr);
  if (known !== undefined) return known;
  let fails = false;
  visit(expr, (node) => {
    if (node.node === 'call' && canFailHere(node)) fails = true;
  });
  failing.set(expr, fails);
  return fails;
}

function canFailHere(expr: CallExpr): boolean {
  if (expr.op === 'map' && expr.args.length > 2) return true;
  const [a, b] = expr.args as [Expr, Expr | undefined];
  switch (expr.op) {
    case 'prod':
      return expr.type === int;
    case 'sum':
      return expr.type === int && sumMayGrow(present((a.type as ListType).of));
    case 'at':
    case 'slice':
      return expr.args.some((arg) => isWide(arg.type));
    case 'if':
      return narrows((b as Expr).type, expr.type) || narrows((expr.args[2] as Expr).type, expr.type);
    case 'coalesce':
    case 'concat':
      return narrows(a.type, expr.type) || narrows((b as Expr).type, expr.type);
    case 'listOf':
      return expr.args.some((arg) => narrows(arg.type, (expr.type as ListType).of));
    default:
      return lookUp(expr.op).js !== undefined && (mayFail(expr) || (present(expr.type).is === 'number' && expr.args.some((arg) => isWide(present(arg.type)))));
  }
}

/** Sums of stored integers up to 32 bits stay far below 2**53. */
const sumMayGrow = (of: Type): boolean => of === int || isWide(of);

/** Whether values of a type become those of another by making numbers of stored 64-bit integers. */
function narrows(from: Type, to: Type): boolean {
  const [a, b] = [present(from), present(to)];
  if (a === b) return false;
  if (a.is === 'list' && b.is === 'list') return narrows(a.of, b.of);
  if (a.is === 'record' && b.is === 'record') return [...b.fields].some(([name, type]) => narrows(a.fields.get(name) as Type, type));
  return isWide(a) && !isWide(b);
}

const costs = new WeakMap<Expr, number>();
function costOf(expr: Expr): number {
  if (expr.node === 'lambda') return 0;
  if (expr.node === 'field') return costOf(expr.of);
  if (expr.node !== 'call') return 0;
  const known = costs.get(expr);
  if (known !== undefined) return known;
  const op = lookUp(expr.op);
  const cost = op.js === undefined ? Number.NEGATIVE_INFINITY : (op.cost ?? 1) + expr.args.reduce((sum, a) => sum + costOf(a), 0);
  costs.set(expr, cost);
  return cost;
}
