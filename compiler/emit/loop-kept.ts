import { type Expr, freshParam, type ParamExpr } from '../tree/expr.ts';
import type { Type } from '../tree/type.ts';
import { type Block, type Cursor, open, put } from './block.ts';
import { exchange } from './env.ts';
import { indexedList } from './indexed.ts';
import type { LoopEmitter } from './loop.ts';
import { Memory, type Slot } from './remember.ts';
import { emptyVal } from './shape.ts';
import type { Env, Indexed, ListVal, Position, Rec, Stored, Val } from './value.ts';

/** A place that each element passes, with what was already computed of it there, and the variable that counts them. */
interface Filling {
  readonly env: Env;
  readonly at: Cursor;
  readonly slot: string;
}

/**
 * A list whose elements are reached by index: one with indices of its own, or the positions of its elements in scratch
 * memory. What is computed from one element alone is kept beside it, filled in once per element.
 */
export class Kept implements ListVal {
  readonly is = 'list';
  readonly indexed: Indexed;
  /** The loop variable of the walk written last. */
  lastIndex = '';
  private readonly loops: LoopEmitter;
  private readonly of: ListVal;
  private readonly type: Type;
  private readonly filling: Filling[] = [];
  /** Stands for the element in what is computed from it. */
  private readonly param: ParamExpr;
  /** The block in which the list is found. */
  readonly home: Block;
  private readonly where: Cursor;
  private readonly computed = new Map<string, string>();

  constructor(loops: LoopEmitter, of: ListVal, type: Type, at: Cursor) {
    this.loops = loops;
    this.type = type;
    this.param = freshParam(type);
    this.of = of;
    this.home = at.block;
    this.where = open(at, '');
    if (of.indexed !== undefined) {
      const { start, end, at: element } = of.indexed;
      this.indexed = { start, end, at: (k, where) => this.marked(element(k, where), k) };
    } else this.indexed = this.fill();
  }

  each(at: Cursor, body: (element: Val, at: Cursor) => void): void {
    indexedList(this.loops, {
      ...this.indexed,
      at: (k, where) => {
        this.lastIndex = k;
        return this.indexed.at(k, where);
      },
    }).each(at, body);
  }

  compute(expr: Expr, root: Expr): (key: string) => string {
    const text = canonicalKey(expr, root);
    const known = this.computed.get(text);
    const base = this.of.indexed === undefined ? '0' : this.indexed.start;
    const slot = (name: string) => (key: string) => (base === '0' ? `${name}[${key}]` : `${name}[${key} - ${base}]`);
    if (known !== undefined) return slot(known);
    const name = this.loops.name('s');
    this.computed.set(text, name);
    this.loops.declare(`let ${name} = new Float64Array(64);`);
    if (this.filling.length === 0) this.walkOnce();
    const body = exchange(expr, root, this.param);
    for (const { env, at, slot: n } of this.filling) {
      const value = this.loops.text(body, env, at);
      put(at, `if (${n} >= ${name}.length) ${name} = k.grow(${name}); ${name}[${n}] = ${value};`);
    }
    return slot(name);
  }

  /** A loop over a list with indices of its own, for what is computed per element. */
  private walkOnce(): void {
    const { start, end, at } = this.of.indexed as Indexed;
    const index = this.loops.name('i');
    const slot = this.loops.name('n');
    const inner = open(
      this.where,
      `for (let ${index} = ${start}, ${slot} = 0; ${index} < ${end}; ${index}++, ${slot}++) `,
      true,
    );
    this.filling.push(this.fillingOf(at(index, inner), inner, slot));
  }

  private fillingOf(element: Val, at: Cursor, slot: string): Filling {
    const { param } = this;
    const values = new Map([[param, element]]);
    const env = { parent: undefined, level: param.level, values, home: at.block, memo: new Map(), kept: new Map() };
    return { env, at, slot };
  }

  /** Writes the elements into scratch memory. */
  private fill(): Indexed {
    const n = this.loops.name('n');
    put(this.where, `let ${n} = 0;`);
    const memory = new Memory(this.loops, this.home, (zero) => this.scratch(zero, n));
    this.of.each(this.where, (element, inner) => {
      memory.keep(element, inner);
      this.filling.push(this.fillingOf(element, open(inner, ''), n));
      put(inner, `${n}++;`);
    });
    const read = memory.reader();
    if (read === undefined) return { start: '0', end: n, at: () => emptyVal(this.type) };
    return { start: '0', end: n, at: (k) => this.marked(read(k), k) };
  }

  private scratch(zero: string, n: string): Slot {
    const name = this.loops.name('s');
    const grows = zero === '0' || zero === 'false';
    this.loops.declare(
      zero === '0'
        ? `let ${name} = new Float64Array(64);`
        : grows
          ? `let ${name} = new Uint8Array(64);`
          : `const ${name} = [];`,
    );
    const room = grows ? `if (${n} >= ${name}.length) ${name} = k.grow(${name}); ` : '';
    return {
      write: (text) => `${room}${name}[${n}] = ${zero === 'false' ? `${text} ? 1 : 0` : text};`,
      read: (key) => (zero === 'false' ? `(${name}[${key}] === 1)` : `${name}[${key}]`),
    };
  }

  private marked(element: Val, key: string): Val {
    if (element.is !== 'record') return element;
    return this.placed(element.names, key, element.get, element.position);
  }

  /** The element at an index; what is needed to read it is written where it is read. */
  private placed(names: readonly string[], key: string, get: Rec['get'], outer: Position | undefined): Rec {
    const mark: Stored = { store: this, key };
    const from = ([k]: readonly string[]): Rec =>
      this.placed(names, k as string, (name, at) => (this.indexed.at(k as string, at) as Rec).get(name, at), undefined);
    return { is: 'record', names, get, stored: mark, position: { keys: [key], from, within: [this.home], outer } };
  }
}

/** Equal for the same computation of different elements: `cos(lead.phi)` and `cos(sub.phi)`. */
function canonicalKey(expr: Expr, root: Expr): string {
  const names = new Map<Expr, string>([[root, '•']]);
  const go = (x: Expr): string => {
    const known = names.get(x);
    if (known !== undefined) return known;
    const text =
      x.node === 'field'
        ? `${go(x.of)}.${x.name}`
        : x.node === 'call'
          ? `${x.op}${JSON.stringify(x.options)}(${x.args.map(go).join(',')})`
          : `#${x.id}`;
    names.set(x, text);
    return text;
  };
  return go(expr);
}
