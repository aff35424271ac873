import { functionOf, isScalar } from '../ops/op.ts';
import { lookUp } from '../ops/table.ts';
import { type CallExpr, type Expr, type FieldExpr, freshParam, type LambdaExpr } from '../tree/expr.ts';
import type { Options, ParamExpr } from '../tree/expr.ts';
import { bool, isWide, present, type Type } from '../tree/type.ts';
import type { FunctionName } from '../../kernels/functions.ts';
import { Block, type Cursor, hoist, open, put } from './block.ts';
import { exchange, holderOf, homeOf } from './env.ts';
import { canFail, canFailHere, costOf } from './failing.ts';
import { ListEmitter } from './loop-lists.ts';
import { PerElement } from './per-element.ts';
import type { Repeated } from './repeated.ts';
import { testOnBytes } from './text-on-bytes.ts';
import { adaptVal, emptyOf, fieldOf, literalVal, orElse, withFields } from './shape.ts';
import { both, type Env, type ListVal, type Rec, scalar, type Scalar, type Stored, type Val } from './value.ts';

/** A buffer of the input that the code reads: where it is in the row's layout, and which part of it. */
export interface Binding {
  readonly path: readonly string[];
  readonly part: 'data' | 'offsets' | 'bytes' | 'valid' | 'whole';
}

/**
 * Turns typed expressions into the text of one loop over rows. Elementwise work, filters, pairs and reductions become
 * nested loops without intermediate columns; what depends only on outer values is placed before the inner loop; what
 * depends on one element of a pair is computed once per element.
 */
export class LoopEmitter {
  readonly program = new Block('');
  readonly bindings: Binding[] = [];
  /** Plain data that the code refers to. */
  readonly constants: unknown[] = [];
  private readonly declarations: string[] = [];
  private readonly known = new Map<string, string>();
  private names = 0;
  readonly lists: ListEmitter;
  private readonly perElement: PerElement;

  /** `repeated` is what several walks over lists ask for. */
  constructor(repeated: Repeated) {
    this.perElement = new PerElement(this, repeated.work);
    this.lists = new ListEmitter(this, repeated.lists);
  }

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

  private head: Cursor | undefined;
  /** Says where the code of a row begins. */
  beginRows(head: Cursor): void {
    this.head = head;
  }

  private readonly edges = new Map<string, string>();
  /** The text of what is read from an array, read once in each row. */
  atRow(text: string): string {
    if (this.head === undefined) return text;
    const known = this.edges.get(text);
    if (known !== undefined) return known;
    const name = this.name('e');
    put(this.head, `const ${name} = ${text};`);
    this.edges.set(text, name);
    return name;
  }

  /** The text of plain data that the code is run with. */
  constant(value: unknown): string {
    this.constants.push(value);
    return `constants[${this.constants.length - 1}]`;
  }

  private readonly made = new Map<string, string>();
  /** The variable of a function of kernels/functions.ts, made once for its options. */
  function(name: FunctionName, options: Options): string {
    const key = JSON.stringify([name, options]);
    const known = this.made.get(key);
    if (known !== undefined) return known;
    const variable = this.name('f');
    this.declare(`const ${variable} = k.make('${name}', ${this.constant(options)});`);
    this.made.set(key, variable);
    return variable;
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
    const bound = fn.params.every((p, i) => {
      const holder = holderOf(env, p);
      return holder?.values.get(p) === values[i] && holder?.home.encloses(home) === true;
    });
    if (bound) return env;
    const level = fn.params[0]?.level ?? 0;
    return {
      parent: env,
      level,
      values: new Map(fn.params.map((p, i) => [p, values[i] as Val])),
      home,
      memo: new Map(),
      kept: new Map(),
    };
  }

  /** The code of an expression needed at the cursor. */
  emit(expr: Expr, env: Env, at: Cursor): Val {
    switch (expr.node) {
      case 'literal':
        return literalVal(expr.value, expr.type);
      case 'param': {
        const val = holderOf(env, expr)?.values.get(expr);
        if (val === undefined) throw new Error(`parameter ${expr.level} is not bound`);
        return val;
      }
      case 'field':
        return fieldOf(this.emit(expr.of, env, at), expr.name, at);
      case 'record':
        return {
          is: 'record',
          names: expr.names,
          get: (name, where) => this.emit(expr.values[expr.names.indexOf(name)] as Expr, env, where),
        };
      case 'call':
        return this.emitCall(expr, env, at);
      default:
        throw new Error(`a ${expr.node} has no value of its own`);
    }
  }

  /** The code of a row's expression with the elements of all rows, as one list, in place of a stored list of the row. */
  ofAllRows(expr: Expr, stored: Expr, all: ListVal, at: Cursor): Val {
    const list = freshParam(stored.type);
    const env = { ...this.rootEnv(new Map([[list, all]]), this.program), level: list.level };
    return this.emit(exchange(expr, stored, list), env, at);
  }

  /** A scalar's text; options must have been taken care of. */
  text(expr: Expr, env: Env, at: Cursor): string {
    const val = this.emit(expr, env, at);
    if (val.is !== 'scalar') throw new Error(`expected a scalar, found a ${val.is}`);
    return val.text;
  }

  private lateIn: Block | undefined;

  /**
   * Writes code into a block after code behind it was written. It uses nothing from outside the block that was computed
   * since, and places nothing there.
   */
  later<T>(block: Block, write: () => T): T {
    const outer = this.lateIn;
    this.lateIn = block;
    try {
      return write();
    } finally {
      this.lateIn = outer;
    }
  }

  /** Whether the code being written stands before code that is there already. */
  get isLate(): boolean {
    return this.lateIn !== undefined;
  }

  /** Whether what was computed in a block can be used at the cursor. */
  sees(block: Block, at: Cursor): boolean {
    return block.encloses(at.block) && (this.lateIn === undefined || this.lateIn.encloses(block));
  }

  /** The outermost place for code that depends on nothing inside loops below `home`. */
  place(at: Cursor, home: Block): Cursor {
    return this.lateIn === undefined ? hoist(at, home) : at;
  }

  private emitCall(expr: CallExpr, env: Env, at: Cursor): Val {
    const home = homeOf(env, expr);
    const known = this.computed(expr, home, at);
    if (known !== undefined) return known;
    const stored = this.storedValue(expr, env, at);
    if (stored !== undefined) return stored;
    const where = canFail(expr) ? at : this.place(at, home.home);
    const make = (place: Cursor): Val => this.makeCall(expr, env, place);
    const val = this.perElement.emit(expr, env, where, make) ?? make(where);
    const entry = { val, block: where.block };
    const entries = home.memo.get(expr);
    if (entries === undefined) home.memo.set(expr, [entry]);
    else entries.push(entry);
    return val;
  }

  /** The value of an expression that was computed before, where it is seen from the cursor. */
  private computed(expr: Expr, home: Env, at: Cursor): Val | undefined {
    return home.memo.get(expr)?.find((entry) => this.sees(entry.block, at))?.val;
  }

  private makeCall(expr: CallExpr, env: Env, at: Cursor): Val {
    const op = lookUp(expr.op);
    if (isScalar(op) && expr.op !== 'and' && expr.op !== 'or') return this.scalarCall(expr, env, at);
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
        return val.is === 'option'
          ? { is: 'option', valid: this.keep(both(test, val.valid), at, true), of: val.of }
          : { is: 'option', valid: test, of: val };
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
        return base.is === 'option'
          ? { is: 'option', valid: base.valid, of: withFields(base.of as Rec, added) }
          : withFields(base as Rec, added);
      }
      default:
        return this.lists.emit(expr, env, at);
    }
  }

  private scalarCall(expr: CallExpr, env: Env, at: Cursor): Val {
    const op = lookUp(expr.op);
    const vals = expr.args.map((arg) => this.emit(arg, env, at));
    let valid = 'true';
    const counted = present(expr.type).is === 'number' || op.fn !== undefined;
    const texts = vals.map((val, i) => {
      const inner = val.is === 'option' ? val.of : val;
      if (val.is === 'option') valid = both(valid, val.valid);
      if (inner.is !== 'scalar') throw new Error(`${expr.op} of a ${inner.is}`);
      return counted && isWide(present((expr.args[i] as Expr).type)) ? `k.exact(${inner.text})` : inner.text;
    });
    const types = expr.args.map((x) => x.type);
    const fn = functionOf(op, types, expr.type);
    const text =
      testOnBytes(expr, vals.map(innermost), (value) => this.constant(value)) ??
      (fn === undefined
        ? (op.js as NonNullable<typeof op.js>)(texts, types, expr.type)
        : `${this.function(fn, expr.options)}(${texts.join(', ')})`);
    const type = present(expr.type);
    if (valid === 'true') return scalar(this.keep(text, at, isSimple(text)), type);
    const guard = canFailHere(expr) ? `(${valid}) ? ${text} : ${emptyOf(type)}` : text;
    return {
      is: 'option',
      valid: this.keep(valid, at, isSimple(valid)),
      of: scalar(this.keep(guard, at, false), type),
    };
  }

  /** `a && b`, `a || b`: the second is computed only where it counts, when it needs code of its own. */
  private logic(expr: CallExpr, env: Env, at: Cursor): Val {
    const [first, ...rest] = this.operandsOf(expr.op, expr, env, at);
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

  /** The operands of a chain of one logic operation, in order; a part of the chain that is known is one of them. */
  private operandsOf(op: string, chain: CallExpr, env: Env, at: Cursor): Expr[] {
    return chain.args.flatMap((arg) =>
      arg.node === 'call' && arg.op === op && this.computed(arg, homeOf(env, arg), at) === undefined
        ? this.operandsOf(op, arg, env, at)
        : [arg],
    );
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
    if (!canFail(b) || x.is !== 'option')
      return this.keepVal(orElse(x, adaptVal(this.emit(b, env, at), b.type, expr.type)), at);
    const [valid, result] = [this.name('b'), this.name('v')];
    put(at, `let ${valid} = ${x.valid}, ${result} = ${emptyOf(expr.type)};`);
    put(at, `if (${valid}) ${result} = ${(x.of as Scalar).text};`);
    const inside = open(at, 'else ');
    const y = adaptVal(this.emit(b, env, inside), b.type, expr.type);
    put(
      inside,
      y.is === 'option'
        ? `${valid} = ${y.valid}; if (${valid}) ${result} = ${(y.of as Scalar).text};`
        : `${result} = ${(y as Scalar).text};`,
    );
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
    if (!canFail(expr) || expr.type.is === 'option' || type.is === 'record' || type.is === 'list')
      return this.emit(expr, env, at);
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
    if (val.is === 'option')
      return { is: 'option', valid: this.keep(val.valid, at, false), of: this.keepVal(val.of, at) };
    return val;
  }

  /** A costly value that depends on one kept element alone is computed once per element and read from there. */
  private storedValue(expr: CallExpr, env: Env, at: Cursor): Val | undefined {
    const type = present(expr.type);
    if (type.is !== 'number') return undefined;
    const cost = costOf(expr);
    const isOfChosen = cost === Number.NEGATIVE_INFINITY;
    if (!isOfChosen && (cost < 5 || type !== expr.type || canFail(expr))) return undefined;
    const root = this.onlyRoot(expr, env, at);
    if (root?.isChosen !== isOfChosen) return undefined;
    const { store, key } = root.stored;
    // of an element that was chosen, only what was needed of all elements is there
    const text = root.isChosen ? store.known(expr, root.expr, at) : store.compute(expr, root.expr, at);
    if (text === undefined) return undefined;
    const val = scalar(text(key), type);
    return root.valid === 'true' ? val : { is: 'option', valid: root.valid, of: val };
  }

  /** The one kept element that an expression is computed from, if there is exactly one and nothing else changes with it. */
  private onlyRoot(expr: Expr, env: Env, at: Cursor): Root | undefined {
    if (expr.free.length !== 1) return undefined;
    const deepest = homeOf(env, expr);
    let found: Root | undefined;
    let clear = true;
    const seen = new Set<Expr>();
    const see = (node: Expr): void => {
      if (!clear || seen.has(node) || !node.free.includes(deepest.level)) return;
      seen.add(node);
      const root = this.storedElement(node, deepest, at);
      if (root !== undefined) {
        if (found !== undefined && found.expr !== node) clear = false;
        found = root;
        return;
      }
      if (node.node === 'param' || node.node === 'lambda') clear = false;
      else if (node.node === 'field') see(node.of);
      else if (node.node === 'call') node.args.forEach(see);
      else clear = false;
    };
    see(expr);
    return clear ? found : undefined;
  }

  private storedElement(node: Expr, env: Env, at: Cursor): Root | undefined {
    if (node.node === 'param') return rootOf(node, env.values.get(node), false);
    const of = node.node === 'field' ? node.of : node;
    const holder = of.node === 'param' ? env.values.get(of) : this.chosenElement(of, env, at);
    if (holder === undefined || of === node) return rootOf(node, holder, true);
    const whole = holder.is === 'option' ? holder.of : holder;
    if (whole.is !== 'record' || whole.stored !== undefined || whole.position === undefined) return undefined;
    // only where the part stands is asked for: code written on the way is dropped
    const part = fieldOf(holder, (node as FieldExpr).name, { block: new Block('', this.program) });
    return rootOf(node, part, of.node !== 'param');
  }

  /** The element of a list that a call has chosen, where that is done. */
  private chosenElement(expr: Expr, env: Env, at: Cursor): Val | undefined {
    if (expr.node !== 'call' || present(expr.type).is !== 'record') return undefined;
    if (expr.op !== 'known') return this.computed(expr, env, at);
    const val = this.chosenElement(expr.args[0] as Expr, env, at);
    return val?.is === 'option' ? val.of : val;
  }
}

/** A kept element that something is computed from, and the text of whether it is there. */
interface Root {
  readonly expr: Expr;
  readonly stored: Stored;
  readonly valid: string;
  /** Whether it was chosen out of its list, so that it is one of many. */
  readonly isChosen: boolean;
}

function rootOf(expr: Expr, val: Val | undefined, isChosen: boolean): Root | undefined {
  const of = val?.is === 'option' ? val.of : val;
  if (of?.is !== 'record' || of.stored === undefined) return undefined;
  return { expr, stored: of.stored, valid: val?.is === 'option' ? val.valid : 'true', isChosen };
}

const isSimple = (text: string): boolean => /^[\w$.]+$/.test(text);

/** The scalar in an option of it. */
const innermost = (val: Val): Scalar => (val.is === 'option' ? val.of : val) as Scalar;
