import { type Expr, freshParam, type ParamExpr } from '../tree/expr.ts';
import type { Type } from '../tree/type.ts';
import { type Block, type Cursor, open, put, underCondition } from './block.ts';
import { exchange } from './env.ts';
import { indexedList, indexOf, mostOf, placeOf } from './indexed.ts';
import type { LoopEmitter } from './loop.ts';
import { Memory, type Slot } from './remember.ts';
import { emptyVal } from './shape.ts';
import type { Env, Indexed, ListVal, Position, Rec, Stored, Val } from './value.ts';

/** A loop that fills scratch arrays: where it passes each element, the variable that counts them, and room for them. */
interface Filling {
  readonly env: Env;
  readonly at: Cursor;
  readonly slot: string;
  readonly room: Room | undefined;
}

/** Scratch arrays that are made larger together, before up to so many elements are put into them. */
class Room {
  private readonly at: Cursor;
  private readonly most: string;
  private larger: Cursor | undefined;
  constructor(at: Cursor, most: string) {
    this.at = open(at, '');
    this.most = most;
  }

  add(name: string, array: string): void {
    this.larger ??= open(this.at, `if (${this.most} > ${name}.length) `);
    put(this.larger, `${name} = new ${array}(2 * ${this.most});`);
  }
}

/** A value that is kept beside each element: the array it lies in, and how it is made of the element. */
interface Computed {
  readonly name: string;
  readonly body: Expr;
}

/** In so many places it is asked whether the values are there; if more need them, they are computed where the list is found. */
const MOST_ASKED = 2;

/**
 * A list whose elements are reached by their place: those of a list with indices, or elements whose positions are in
 * scratch memory. What is computed from one element alone is kept beside it, filled in once per element: where the list is
 * found, or, if it is needed under a condition only, where that first holds.
 */
export class Kept implements ListVal {
  readonly is = 'list';
  readonly indexed: Indexed;
  /** The loop variable of the walk written last. */
  lastIndex = '';
  private readonly loops: LoopEmitter;
  private readonly of: ListVal;
  private readonly type: Type;
  /** The loops in which elements are put into scratch memory. */
  private readonly collecting: Filling[] = [];
  /** The loops in which what is computed of elements is put there. */
  private readonly filling: Filling[] = [];
  /** Stands for the element in what is computed from it. */
  private readonly param: ParamExpr;
  /** The block for each run of which the list is found anew, and where that begins. */
  readonly home: Block;
  private readonly start: Cursor;
  /** The block inside which it is there, and where it is found. */
  readonly seen: Block;
  private readonly where: Cursor;
  private readonly computed = new Map<string, Computed>();
  /** The element at a place, without what is kept beside it. */
  private readonly plain: Indexed['at'];
  /** Blocks in which what is computed is there. */
  private readonly filledIn: Block[] = [];
  /** The variable that says whether it is. */
  private isFilled: string | undefined;

  /** With a place `first`, further inside than `at`, elements are written into scratch memory when that is first reached. */
  constructor(loops: LoopEmitter, of: ListVal, type: Type, at: Cursor, first?: Cursor) {
    this.loops = loops;
    this.type = type;
    this.param = freshParam(type);
    this.of = of;
    this.home = at.block;
    this.start = open(at, '');
    this.seen = (first ?? at).block;
    this.where = first === undefined ? open(at, '') : this.firstTime(first);
    const { end, at: element } = of.indexed === undefined ? this.collect() : this.places(of.indexed);
    this.plain = element;
    this.indexed = { start: '0', end, at: (k, where) => this.marked(element(k, where), k) };
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

  compute(expr: Expr, root: Expr, at: Cursor): (key: string) => string {
    this.fillFor(at);
    const text = canonicalKey(expr, root);
    const { name } = this.computed.get(text) ?? this.add(text, exchange(expr, root, this.param));
    return (key) => `${name}[${key}]`;
  }

  known(expr: Expr, root: Expr, at: Cursor): ((key: string) => string) | undefined {
    const found = this.computed.get(canonicalKey(expr, root));
    if (found === undefined || !this.isFilledAt(at)) return undefined;
    return (key) => `${found.name}[${key}]`;
  }

  private add(text: string, body: Expr): Computed {
    const made = { name: this.loops.name('s'), body };
    this.computed.set(text, made);
    this.loops.declare(`let ${made.name} = new Float64Array(64);`);
    for (const filling of this.filling) this.write(made, filling);
    return made;
  }

  private write({ name, body }: Computed, { env, at, slot, room }: Filling): void {
    // the loop may stand before what the elements are made of was computed for others
    const value = this.loops.later(at.block, () => this.loops.text(body, env, at));
    room?.add(name, 'Float64Array');
    put(at, `${room === undefined ? growing(name, slot) : ''}${name}[${slot}] = ${value};`);
  }

  private isFilledAt(at: Cursor): boolean {
    return this.filledIn.some((block) => this.loops.sees(block, at) || block === this.seen);
  }

  /** Sees to it that at the cursor there is what is computed of the elements. */
  private fillFor(at: Cursor): void {
    if (this.isFilledAt(at)) return;
    const asks = this.filledIn.length < MOST_ASKED && !this.loops.isLate;
    const place = asks ? underCondition(at, this.seen) : undefined;
    if (place === undefined) return this.fillAtOnce();
    if (this.isFilled === undefined) {
      this.isFilled = this.loops.name('b');
      put(this.start, `let ${this.isFilled} = false;`);
    }
    this.filledIn.push(place.block);
    const inside = open(place, `if (!${this.isFilled}) `);
    put(inside, `${this.isFilled} = true;`);
    this.fillIn(this.walk(inside));
  }

  private fillAtOnce(): void {
    this.filledIn.push(this.seen);
    if (this.isFilled !== undefined) put(this.where, `${this.isFilled} = true;`);
    if (this.collecting.length === 0) this.fillIn(this.walk(this.where));
    else this.collecting.forEach((filling) => this.fillIn(filling));
  }

  private fillIn(filling: Filling): void {
    this.filling.push(filling);
    for (const made of this.computed.values()) this.write(made, filling);
  }

  /** A loop over the elements, for what is computed of each. */
  private walk(where: Cursor): Filling {
    const [start, end, at] =
      this.of.indexed === undefined
        ? ['0', this.indexed.end, this.plain]
        : [this.of.indexed.start, this.of.indexed.end, this.of.indexed.at];
    const room = new Room(where, this.indexed.end);
    const index = this.loops.name('i');
    const slot = start === '0' ? index : this.loops.name('n');
    const inner = open(
      where,
      start === '0'
        ? `for (let ${index} = 0; ${index} < ${end}; ${index}++) `
        : `for (let ${index} = ${start}, ${slot} = 0; ${index} < ${end}; ${index}++, ${slot}++) `,
      true,
    );
    return this.fillingOf(at(index, inner), inner, slot, room);
  }

  private fillingOf(element: Val, at: Cursor, slot: string, room: Room | undefined): Filling {
    const { param } = this;
    const values = new Map([[param, element]]);
    const env = { parent: undefined, level: param.level, values, home: at.block, memo: new Map(), kept: new Map() };
    return { env, at, slot, room };
  }

  /** The inside of a condition that holds once in a run of the list's home. */
  private firstTime(at: Cursor): Cursor {
    const isFound = this.loops.name('b');
    put(this.start, `let ${isFound} = false;`);
    const inside = open(at, `if (!${isFound}) `);
    put(inside, `${isFound} = true;`);
    return inside;
  }

  /** The elements of a list with indices, by their places. */
  private places({ start, end, at }: Indexed): Pick<Indexed, 'end' | 'at'> {
    if (start === '0') return { end, at };
    const n = this.loops.name('n');
    put(this.where, `const ${n} = ${placeOf(end, start)};`);
    return { end: n, at: (place, where) => at(indexOf(place, start), where) };
  }

  /** Writes the elements into scratch memory. */
  private collect(): Pick<Indexed, 'end' | 'at'> {
    const n = this.loops.name('n');
    put(this.start, `let ${n} = 0;`);
    const most = mostOf(this.of);
    const room = most === undefined ? undefined : new Room(this.where, most);
    const memory = new Memory(this.loops, this.home, (zero) => this.scratch(zero, n, room));
    this.of.each(this.where, (element, inner) => {
      memory.keep(element, inner);
      this.collecting.push(this.fillingOf(element, open(inner, ''), n, room));
      put(inner, `${n}++;`);
    });
    return { end: n, at: memory.reader() ?? (() => emptyVal(this.type)) };
  }

  private scratch(zero: string, n: string, room: Room | undefined): Slot {
    const name = this.loops.name('s');
    const array = zero === '0' ? 'Float64Array' : zero === 'false' ? 'Uint8Array' : undefined;
    this.loops.declare(array === undefined ? `const ${name} = [];` : `let ${name} = new ${array}(64);`);
    if (array !== undefined) room?.add(name, array);
    const grow = array !== undefined && room === undefined ? growing(name, n) : '';
    return {
      write: (text) => `${grow}${name}[${n}] = ${zero === 'false' ? `${text} ? 1 : 0` : text};`,
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

const growing = (name: string, n: string): string => `if (${n} >= ${name}.length) ${name} = k.grow(${name}); `;

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

/** A record of one element of each list, by the texts of their indices. */
export function chosenRecord(names: readonly string[], lists: readonly Kept[], chosen: readonly string[]): Rec {
  const parts = (keys: readonly string[]): Rec => ({
    is: 'record',
    names,
    get: (name, at) => {
      const which = names.indexOf(name);
      return (lists[which] as Kept).indexed.at(keys[which] as string, at);
    },
    position: { keys, from: parts, within: lists.map((list) => list.home) },
  });
  return parts(chosen);
}
