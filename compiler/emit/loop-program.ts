import type { FixedAxis } from '../axis.ts';
import type { CallExpr, Expr, LambdaExpr, ParamExpr } from '../tree/expr.ts';
import { depthOf } from '../tree/datasets.ts';
import { param, visit } from '../tree/expr.ts';
import { int, isWide, type ListType, present, type RecordType, type TableType, type Type } from '../tree/type.ts';
import { type Cursor, open, put } from './block.ts';
import { canFail } from './failing.ts';
import { indexedList } from './indexed.ts';
import { listBehind } from './list-behind.ts';
import { type Binding, LoopEmitter } from './loop.ts';
import { type Counter, group, tally } from './loop-counting.ts';
import { builder, filler, listText } from './loop-output.ts';
import { NoLoop } from './no-loop.ts';
import { repeatedIn } from './repeated.ts';
import { emptyVal } from './shape.ts';
import { type Env, type ListVal, type Rec, scalar, type Scalar, type Val } from './value.ts';

/** The text of a loop, the buffers it reads, and the constants that are too long for text. */
export interface LoopProgram {
  readonly text: string;
  readonly bindings: readonly Binding[];
  readonly constants: readonly unknown[];
}

/** The loop of outputs, or why there is none: then kernels compute them. `isThere` as for `loopProgram`. */
export function loopOrReason(
  outputs: readonly CallExpr[],
  isThere?: (output: CallExpr) => boolean,
): LoopProgram | string {
  try {
    return loopProgram(outputs, isThere);
  } catch (error) {
    if (error instanceof NoLoop) return error.message;
    throw error;
  }
}

/**
 * One loop over the rows of a source that computes all the outputs. Each output is a collect, fill or reduceRows call. Those
 * that are there already come out undefined; what they are made of is bound all the same.
 */
export function loopProgram(
  outputs: readonly CallExpr[],
  isThere: (output: CallExpr) => boolean = () => false,
): LoopProgram {
  return new Program(outputs, isThere).program();
}

const COUNTERS: Readonly<Record<string, Counter>> = { tally, group };

class Program {
  private readonly loops: LoopEmitter;
  private readonly outputs: readonly CallExpr[];
  private readonly isThere: (output: CallExpr) => boolean;
  private readonly tables = new Map<Expr, { env: Env; at: Cursor }>();

  constructor(outputs: readonly CallExpr[], isThere: (output: CallExpr) => boolean) {
    this.outputs = outputs;
    this.isThere = isThere;
    this.loops = new LoopEmitter(repeatedIn(outputs));
  }

  program(): LoopProgram {
    // outputs over all rows come before those over chosen ones, so that what they share is computed in the open
    const order = this.outputs
      .map((_, i) => i)
      .sort((a, b) => depthOf(this.outputs[a] as CallExpr) - depthOf(this.outputs[b] as CallExpr));
    const done: string[] = [];
    for (const i of order) done[i] = this.output(this.outputs[i] as CallExpr);
    for (const { at } of this.tables.values()) if (at.block.empty) at.block.parent?.drop(at.block);
    put({ block: this.loops.program }, `return [${done.join(', ')}];`);
    return { text: this.loops.render(), bindings: this.loops.bindings, constants: this.loops.constants };
  }

  private output(call: CallExpr): string {
    if (!this.isThere(call)) return this.made(call);
    // code that names the buffers, and is dropped
    const rows = new Program([call], () => false);
    rows.program();
    for (const { path, part } of rows.loops.bindings) this.loops.buffer(path, part);
    return 'undefined';
  }

  private made(call: CallExpr): string {
    const [dataset, fn] = call.args as [Expr, LambdaExpr];
    const { env, at } = this.rows(dataset);
    const all = this.entriesOfAllRows(call, env, at);
    if (all !== undefined) return this.counted(call, all, { block: this.loops.program });
    const val = this.loops.emit(fn.body, this.bindRow(env, fn), at);
    if (call.op === 'fill' || COUNTERS[call.op] !== undefined) return this.counted(call, val, at);
    if (call.op === 'reduceRows') return this.reduce(call, val, fn.body.type, at);
    if (dataset.node !== 'source') return this.collect(val, fn.body.type, at);
    if (val.is === 'list' && val.offsets !== undefined) return this.likeStored(val, val.offsets, fn.body, at);
    return this.collect(val, fn.body.type, at, 'n');
  }

  private counted(call: CallExpr, val: Val, at: Cursor): string {
    const counter = COUNTERS[call.op];
    if (counter !== undefined) return counter(this.loops, call, val, at);
    const into = filler(this.loops, call.options['axes'] as unknown as FixedAxis[], call.options['weighted'] === true);
    into.push(val, at);
    return into.done;
  }

  /** Entries that are made of stored elements alone, of all rows as one list: then rows need not be walked. */
  private entriesOfAllRows(call: CallExpr, env: Env, at: Cursor): ListVal | undefined {
    const [dataset, fn] = call.args as [Expr, LambdaExpr];
    const counts = call.op === 'fill' || call.op === 'group';
    if (!counts || dataset.node !== 'source' || !this.isAlone()) return undefined;
    const stored = listBehind(fn.body, WALKS);
    if (stored?.type.is !== 'list') return undefined;
    const list = this.loops.emit(stored, this.bindRow(env, fn), at);
    if (list.is !== 'list' || list.offsets === undefined || list.indexed === undefined) return undefined;
    const { offsets, indexed } = list;
    const all = indexedList(this.loops, { start: `${offsets}[0]`, end: `${offsets}[n]`, at: indexed.at });
    return this.loops.ofAllRows(fn.body, stored, all, { block: this.loops.program }) as ListVal;
  }

  private collect(val: Val, type: Type, at: Cursor, room?: string): string {
    const into = builder(this.loops, type, room);
    into.push(val, at);
    return into.done;
  }

  /** Lists with the offsets of stored ones. Elements that are made of stored elements alone need no loop over the rows. */
  private likeStored(val: ListVal, offsets: string, expr: Expr, at: Cursor): string {
    const { of, size } = expr.type as ListType;
    const [start, end] = [`${offsets}[0]`, `${offsets}[n]`];
    const into = builder(this.loops, of, `${end} - ${start}`);
    const all =
      this.isAlone() && listBehind(expr, MAPS) !== undefined && val.indexed !== undefined
        ? indexedList(this.loops, { start, end, at: val.indexed.at }).each
        : undefined;
    if (all === undefined) val.each(at, (element, inner) => into.push(element, inner));
    else all({ block: this.loops.program }, (element, inner) => into.push(element, inner));
    return listText(`k.fromZero(${offsets}, n)`, into.done, size);
  }

  /** Whether only one output is to be computed, so that none shares work with it. */
  private isAlone(): boolean {
    return this.outputs.filter((output) => !this.isThere(output)).length === 1;
  }

  private bindRow(env: Env, fn: LambdaExpr): Env {
    const row = [...env.values.values()][0] as Val;
    return this.loops.bind(env, fn, [row], env.home);
  }

  private rows(dataset: Expr): { env: Env; at: Cursor } {
    const known = this.tables.get(dataset);
    if (known !== undefined) return known;
    const made = this.makeRows(dataset);
    this.tables.set(dataset, made);
    return made;
  }

  private makeRows(dataset: Expr): { env: Env; at: Cursor } {
    if (dataset.node === 'source') {
      const at = open({ block: this.loops.program }, 'for (let i = 0; i < n; i++) ', true);
      this.loops.beginRows(open(at, ''));
      const { row } = dataset.type as TableType;
      return { env: this.rowEnv(row, sourceVal(this.loops, row, [], 'i'), at), at };
    }
    const [of, fn] = (dataset as CallExpr).args as [Expr, LambdaExpr];
    const parent = this.rows(of);
    const env = this.bindRow(parent.env, fn);
    if ((dataset as CallExpr).op === 'where') {
      return { env: parent.env, at: open(parent.at, `if (${this.loops.text(fn.body, env, parent.at)}) `) };
    }
    let made: { env: Env; at: Cursor } | undefined;
    const list = this.loops.emit(fn.body, env, parent.at);
    if (list.is !== 'list') throw new Error('rows are made of a list');
    // joined lists are walked in several loops, and rows need one; the row may hold lists that were joined further out
    const one = joins(dataset) ? this.loops.lists.keep(fn.body, list, env, parent.at) : list;
    one.each(parent.at, (element, at) => {
      if (made !== undefined) throw new NoLoop('rows are made of joined lists');
      made = { env: this.rowEnv((dataset.type as TableType).row, element, at), at };
    });
    if (made !== undefined) return made;
    const { row } = dataset.type as TableType;
    const at = open(parent.at, 'if (false) ');
    return { env: this.rowEnv(row, emptyVal(row), at), at };
  }

  private rowEnv(type: Type, val: Val, at: Cursor): Env {
    return this.loops.rootEnv(new Map<ParamExpr, Val>([[param(0, type), val]]), at.block);
  }

  private reduce(call: CallExpr, val: Val, type: Type, at: Cursor): string {
    const how = String(call.options['how']);
    const inside = val.is === 'option' ? open(at, `if (${val.valid}) `) : at;
    const x = ((val.is === 'option' ? val.of : val) as Scalar).text;
    const [value, count] = [this.loops.name('a'), this.loops.name('m')];
    const wide = isWide(present(type));
    switch (how) {
      case 'count':
        this.loops.declare(`let ${value} = 0;`);
        put(inside, `${value}++;`);
        return value;
      case 'any':
      case 'all':
        this.loops.declare(`let ${value} = ${how === 'all'};`);
        // the first row that decides ends it, where no row after it may stop with an error
        if (this.outputs.length === 1 && !canFail(call)) {
          put(inside, how === 'any' ? `if (${x}) return [true];` : `if (!${x}) return [false];`);
          return value;
        }
        put(inside, how === 'any' ? `if (${x}) ${value} = true;` : `if (!${x}) ${value} = false;`);
        return value;
      case 'sum':
      case 'mean': {
        this.loops.declare(`let ${value} = 0, ${count} = 0;`);
        const number = present(type).is === 'bool' ? `(${x} ? 1 : 0)` : wide ? `k.exact(${x})` : x;
        put(
          inside,
          call.type === int
            ? `${value} = k.whole(${value} + ${number}); ${count}++;`
            : `${value} += ${number}; ${count}++;`,
        );
        return `{ sum: ${value}, count: ${count} }`;
      }
      default: {
        this.loops.declare(`let ${value}, ${count} = 0;`);
        const better = how === 'min' ? '<' : '>';
        put(
          inside,
          `if (${count}++ === 0 || ${x} ${better} ${value} || (${value} !== ${value} && ${x} === ${x})) ${value} = ${x};`,
        );
        return value;
      }
    }
  }
}

const MAPS: ReadonlySet<string> = new Set(['map']);
const WALKS: ReadonlySet<string> = new Set(['map', 'filter']);

/** Whether lists are put together in the expression. */
function joins(expr: Expr): boolean {
  let found = false;
  visit(expr, (node) => {
    found ||= node.node === 'call' && (node.op === 'concat' || node.op === 'listOf');
  });
  return found;
}

/** The value that stands at an index of the source's buffers. */
export function sourceVal(loops: LoopEmitter, type: Type, path: readonly string[], index: string): Val {
  switch (type.is) {
    case 'number':
      return scalar(`${loops.buffer(path, 'data')}[${index}]`, type);
    case 'bool':
      return scalar(`(${loops.buffer(path, 'data')}[${index}] !== 0)`, type);
    case 'string': {
      const stored = `${loops.buffer(path, 'offsets')}, ${loops.buffer(path, 'bytes')}, ${index}`;
      return { ...scalar(`k.text(${stored})`, type), stored };
    }
    case 'option': {
      const valid = loops.buffer(path, 'valid');
      return {
        is: 'option',
        valid: `(((${valid}[(${index}) >> 3] >> ((${index}) & 7)) & 1) === 1)`,
        of: sourceVal(loops, type.of, [...path, '?'], index),
      };
    }
    case 'list':
      return sourceList(loops, type.of, path, index);
    case 'record':
      return sourceRecord(loops, type, path, index);
    case 'union':
      return scalar(`k.pick(${loops.buffer(path, 'whole')}, ${index})`, type);
    case 'never':
      return scalar('0', type);
    default:
      throw new Error(`no data of type ${type.is}`);
  }
}

function sourceList(loops: LoopEmitter, of: Type, path: readonly string[], index: string): Val {
  const elements = new Map<string, Val>();
  let offsets: string | undefined;
  const edge = (text: string): string => {
    offsets ??= loops.buffer(path, 'offsets');
    // read once a row: V8 would read them again after each store into scratch memory
    return index === 'i' ? loops.atRow(`${offsets}[${text}]`) : `${offsets}[${text}]`;
  };
  const among = {
    path,
    get start() {
      return edge(index);
    },
  };
  const element = (k: string): Val => {
    const made = sourceVal(loops, of, [...path, '[]'], k);
    // lists in lists begin anew for each of these
    if (made.is !== 'record' || index !== 'i') return made;
    return { ...made, position: { keys: [k], from: ([place]) => element(place as string), among } };
  };
  const at = (k: string): Val => {
    const known = elements.get(k) ?? element(k);
    elements.set(k, known);
    return known;
  };
  const indexed = {
    get start() {
      return edge(index);
    },
    get end() {
      return edge(`${index} + 1`);
    },
    at,
  };
  return {
    is: 'list',
    each: (where, body) => indexedList(loops, indexed).each(where, body),
    indexed,
    get offsets() {
      return index === 'i' ? loops.buffer(path, 'offsets') : undefined;
    },
    position: { keys: [index], from: ([i]) => sourceList(loops, of, path, i as string) },
  };
}

function sourceRecord(loops: LoopEmitter, type: RecordType, path: readonly string[], index: string): Rec {
  const fields = new Map<string, Val>();
  const get = (name: string): Val => {
    const known = fields.get(name) ?? sourceVal(loops, type.fields.get(name) as Type, [...path, name], index);
    fields.set(name, known);
    return known;
  };
  return {
    is: 'record',
    names: [...type.fields.keys()],
    get,
    position: { keys: [index], from: ([i]) => sourceRecord(loops, type, path, i as string) },
  };
}
