import type { Expr } from '../tree/expr.ts';
import type { Type } from '../tree/type.ts';
import { Block, type Cursor, open, put } from './block.ts';
import { abstractNode } from './env.ts';
import { indexedList } from './indexed.ts';
import type { LoopEmitter } from './loop.ts';
import { flatten } from './remember.ts';
import { emptyVal } from './shape.ts';
import type { Env, Indexed, ListVal, Position, Rec, Stored, Val } from './value.ts';

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
  private readonly filling: { element: Val; at: Cursor; slot: string }[] = [];
  /** The block in which the list is found. */
  readonly home: Block;
  private readonly where: Cursor;
  private readonly computed = new Map<string, string>();

  constructor(loops: LoopEmitter, of: ListVal, type: Type, at: Cursor) {
    this.loops = loops;
    this.type = type;
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
    const { param, body } = abstractNode(expr, root);
    const text = canonicalKey(expr, root);
    const known = this.computed.get(text);
    const base = this.of.indexed === undefined ? '0' : this.indexed.start;
    const slot = (name: string) => (key: string) => (base === '0' ? `${name}[${key}]` : `${name}[${key} - ${base}]`);
    if (known !== undefined) return slot(known);
    const name = this.loops.name('s');
    this.computed.set(text, name);
    this.loops.declare(`let ${name} = new Float64Array(64);`);
    if (this.filling.length === 0) this.walkOnce();
    for (const { element, at, slot: n } of this.filling) {
      const env: Env = {
        parent: undefined,
        level: param.level,
        values: new Map([[param, element]]),
        home: at.block,
        memo: new Map(),
        kept: new Map(),
      };
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
    this.filling.push({ element: at(index, inner), at: inner, slot });
  }

  /** Writes the positions of the elements into scratch memory. */
  private fill(): Indexed {
    const n = this.loops.name('n');
    put(this.where, `let ${n} = 0;`);
    let slots: string[] | undefined;
    let from: ((keys: readonly string[]) => Val) | undefined;
    let zeros: readonly string[] = [];
    this.of.each(this.where, (element, inner) => {
      const flat = flatten(element, inner, this.home);
      zeros = flat.zeros;
      slots ??= flat.keys.map((_, i) => this.scratch(flat, i));
      from ??= flat.from;
      flat.keys.forEach((key, i) => {
        const slot = (slots as string[])[i] as string;
        put(inner, `${grow(slot, n, flat.zeros[i] as string)}${slot}[${n}] = ${stored(key, flat.zeros[i] as string)};`);
      });
      const body = new Block('', inner.block);
      inner.block.put(body, inner.before);
      this.filling.push({ element, at: { block: body }, slot: n });
      put(inner, `${n}++;`);
    });
    if (from === undefined) return { start: '0', end: n, at: () => emptyVal(this.type) };
    const at = (k: string): Val =>
      this.marked(
        (from as (keys: readonly string[]) => Val)(
          (slots ?? []).map((slot, i) => (zeros[i] === 'false' ? `(${slot}[${k}] === 1)` : `${slot}[${k}]`)),
        ),
        k,
      );
    return { start: '0', end: n, at };
  }

  private scratch(flat: { keys: readonly string[]; zeros: readonly string[] }, i: number): string {
    const name = this.loops.name('s');
    const zero = flat.zeros[i];
    this.loops.declare(
      zero === '0'
        ? `let ${name} = new Float64Array(64);`
        : zero === 'false'
          ? `let ${name} = new Uint8Array(64);`
          : `const ${name} = [];`,
    );
    return name;
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

function grow(slot: string, n: string, zero: string): string {
  return zero === '0' || zero === 'false' ? `if (${n} >= ${slot}.length) ${slot} = k.grow(${slot}); ` : '';
}

const stored = (key: string, zero: string): string => (zero === 'false' ? `${key} ? 1 : 0` : key);

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
          ? `${x.op}(${x.args.map(go).join(',')})`
          : `#${x.id}`;
    names.set(x, text);
    return text;
  };
  return go(expr);
}
