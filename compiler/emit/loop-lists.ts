import type { CallExpr, Expr, LambdaExpr } from '../tree/expr.ts';
import { showExpr } from '../tree/show.ts';
import { bool, int, isWide, type ListType, type NumberType, present, string, type Type } from '../tree/type.ts';
import { countUp, type Cursor, open, put, underCondition } from './block.ts';
import { homeOf } from './env.ts';
import { canFail } from './failing.ts';
import { indexedList, indexOf, mostOf, placeOf, withElements } from './indexed.ts';
import type { LoopEmitter } from './loop.ts';
import { chosenRecord, Kept } from './loop-kept.ts';
import { asOption, Remembered, unplaced } from './remember.ts';
import { isSimplyChosen } from './repeated.ts';
import { RunningCounts } from './running-counts.ts';
import { adaptVal, emptyOf } from './shape.ts';
import { type Env, type Indexed, type ListVal, scalar, type Scalar, type Val } from './value.ts';

type Body = (element: Val, at: Cursor) => void;

/** Lists in generated code: where they come from, how they are walked, and what is reduced from them. */
export class ListEmitter {
  private readonly loops: LoopEmitter;
  /** Filtered lists that are walked several times. */
  private readonly repeated: ReadonlySet<Expr>;
  private readonly counts: RunningCounts;
  constructor(loops: LoopEmitter, repeated: ReadonlySet<Expr>) {
    this.loops = loops;
    this.repeated = repeated;
    this.counts = new RunningCounts(loops);
  }

  emit(expr: CallExpr, env: Env, at: Cursor): Val {
    const [a, b] = expr.args as [Expr, Expr];
    switch (expr.op) {
      case 'map':
        return this.map(expr, env, at);
      case 'filter': {
        const chosen = this.filter(this.list(a, env, at), b as LambdaExpr, env);
        return this.repeated.has(expr) ? this.keep(expr, chosen, env, at) : chosen;
      }
      case 'flatten':
        return this.flatten(this.list(a, env, at));
      case 'concat':
        return this.concat(expr, env, at);
      case 'listOf':
        return this.listOf(expr, env, at);
      case 'combinations':
        return this.combinations(expr, env, at);
      case 'cross':
        return this.cross(expr, env, at);
      case 'slice':
        return this.slice(expr, env, at);
      case 'reverse':
        return this.reverse(a, env, at);
      case 'indices':
        return this.indices(a, env, at);
      case 'sortBy':
        return this.sortBy(expr, env, at);
      case 'splitText':
        return this.splitText(expr, env, at);
      case 'joinText':
        return this.joinText(a, b, env, at);
      default:
        return this.reduce(expr, env, at);
    }
  }

  list(expr: Expr, env: Env, at: Cursor): ListVal {
    const val = this.loops.emit(expr, env, at);
    if (val.is !== 'list') throw new Error(`expected a list, found a ${val.is}`);
    return val;
  }

  /** A list walked in a lambda that it does not depend on is kept outside of the loop, so that it is found once. */
  private walked(expr: Expr, env: Env, at: Cursor): ListVal {
    const val = this.list(expr, env, at);
    if (canFail(expr)) return val;
    const outside = this.loops.place(at, homeOf(env, expr).home);
    return outside.block === at.block ? val : this.keep(expr, val, env, at);
  }

  /** The list with its elements in reach by index. */
  keep(expr: Expr, val: ListVal, env: Env, at: Cursor): Kept {
    const home = homeOf(env, expr);
    const known = home.kept.get(expr)?.find((entry) => this.loops.sees(entry.block, at));
    if (known !== undefined) return known.list as Kept;
    const where = canFail(expr) ? at : this.loops.place(at, home.home);
    // what is needed under a condition only is not found for all rows; its code may be written several times, so it is short
    const isLater = val.indexed === undefined && isSimplyChosen(expr) && !this.loops.isLate;
    const first = isLater ? underCondition(at, where.block) : undefined;
    const kept = new Kept(this.loops, val, (expr.type as ListType).of, where, first);
    const entries = home.kept.get(expr) ?? [];
    entries.push({ list: kept, block: kept.seen });
    home.kept.set(expr, entries);
    return kept;
  }

  private map(expr: CallExpr, env: Env, at: Cursor): ListVal {
    const fn = expr.args.at(-1) as LambdaExpr;
    if (expr.args.length > 2) return this.mapTogether(expr, fn, env, at);
    const of = this.list(expr.args[0] as Expr, env, at);
    const value = (element: Val, inner: Cursor): Val =>
      this.loops.emit(fn.body, this.loops.bind(env, fn, [element], inner.block), inner);
    return {
      is: 'list',
      each: (where, body) => of.each(where, (element, inner) => body(value(element, inner), inner)),
      get offsets() {
        return of.offsets;
      },
      get most() {
        return mostOf(of);
      },
      indexed:
        of.indexed === undefined
          ? undefined
          : withElements(of.indexed, (k, where) => value((of.indexed as Indexed).at(k, where), where)),
    };
  }

  private mapTogether(expr: CallExpr, fn: LambdaExpr, env: Env, at: Cursor): ListVal {
    const lists = expr.args.slice(0, -1).map((list) => this.indexed(list, env, at));
    const [first] = lists as [Indexed];
    for (const other of lists.slice(1)) {
      if (other.start !== first.start || other.end !== first.end)
        put(at, `k.sameLength(${first.end} - ${first.start}, ${other.end} - ${other.start}, i, ${names(expr)});`);
    }
    const value = (k: string, where: Cursor): Val => {
      const elements = lists.map((list) =>
        list.at(list.start === first.start ? k : indexOf(placeOf(k, first.start), list.start), where),
      );
      return this.loops.emit(fn.body, this.loops.bind(env, fn, elements, where.block), where);
    };
    return indexedList(this.loops, { start: first.start, end: first.end, at: value });
  }

  /** The list by index; what has no indices is kept in scratch memory first. */
  private indexed(expr: Expr, env: Env, at: Cursor): Indexed {
    const val = this.list(expr, env, at);
    return val.indexed ?? this.keep(expr, val, env, at).indexed;
  }

  private filter(of: ListVal, fn: LambdaExpr, env: Env): ListVal {
    return {
      is: 'list',
      each: (at, body) =>
        of.each(at, (element, inner) => {
          const test = this.loops.text(fn.body, this.loops.bind(env, fn, [element], inner.block), inner);
          if (test === 'true') body(element, inner);
          else if (test !== 'false') body(element, open(inner, `if (${test}) `));
        }),
      get most() {
        return mostOf(of);
      },
    };
  }

  private flatten(of: ListVal): ListVal {
    return { is: 'list', each: (at, body) => of.each(at, (inner, where) => (inner as ListVal).each(where, body)) };
  }

  private concat(expr: CallExpr, env: Env, at: Cursor): ListVal {
    const to = (expr.type as ListType).of;
    const parts = expr.args.map((arg) => ({ from: (arg.type as ListType).of, val: this.list(arg, env, at) }));
    const each = (where: Cursor, body: Body): void => {
      for (const { from, val } of parts)
        val.each(where, (element, inner) => body(unplaced(adaptVal(element, from, to)), inner));
    };
    return {
      is: 'list',
      each,
      get most() {
        const all = parts.map(({ val }) => mostOf(val));
        return all.includes(undefined) ? undefined : `(${all.join(' + ')})`;
      },
    };
  }

  private listOf(expr: CallExpr, env: Env, at: Cursor): ListVal {
    const to = (expr.type as ListType).of;
    const items = expr.args.map((arg) => unplaced(adaptVal(this.loops.emit(arg, env, at), arg.type, to)));
    return {
      is: 'list',
      each: (where, body) => {
        for (const item of items) body(item, open(where, ''));
      },
    };
  }

  private combinations(expr: CallExpr, env: Env, at: Cursor): ListVal {
    const names = expr.options['names'] as string[];
    const [of] = expr.args as [Expr];
    const val = this.list(of, env, at);
    return {
      is: 'list',
      each: (where, body) => {
        const kept = this.keep(of, val, env, where);
        const choose = (chosen: string[], inner: Cursor): void => {
          const lists = chosen.map(() => kept);
          if (chosen.length === names.length) return body(chosenRecord(names, lists, chosen), inner);
          const index = this.loops.name('i');
          const from = chosen.length === 0 ? '0' : `${chosen.at(-1)} + 1`;
          return choose(
            [...chosen, index],
            open(inner, `for (let ${index} = ${from}; ${index} < ${kept.indexed.end}; ${index}++) `, true),
          );
        };
        choose([], where);
      },
    };
  }

  private cross(expr: CallExpr, env: Env, at: Cursor): ListVal {
    const names = expr.options['names'] as string[];
    const vals = expr.args.map((arg) => this.list(arg, env, at));
    return {
      is: 'list',
      each: (where, body) => {
        const kept = expr.args.map((arg, i) => this.keep(arg, vals[i] as ListVal, env, where));
        let inner = where;
        const chosen = kept.map((list) => {
          const index = this.loops.name('i');
          inner = open(inner, `for (let ${index} = 0; ${index} < ${list.indexed.end}; ${index}++) `, true);
          return index;
        });
        body(chosenRecord(names, kept, chosen), inner);
      },
    };
  }

  private slice(expr: CallExpr, env: Env, at: Cursor): ListVal {
    const [of, from, to] = expr.args as [Expr, Expr, Expr | undefined];
    const list = this.indexed(of, env, at);
    const [start, end] = [this.loops.name('s'), this.loops.name('e')];
    const text = (x: Expr): string =>
      isWide(x.type) ? `k.exact(${this.loops.text(x, env, at)})` : this.loops.text(x, env, at);
    put(at, `const ${start} = k.sliceIndex(${text(from)}, ${list.start}, ${list.end});`);
    put(
      at,
      `const ${end} = ${to === undefined ? list.end : `Math.max(${start}, k.sliceIndex(${text(to)}, ${list.start}, ${list.end}))`};`,
    );
    return indexedList(this.loops, { start, end, at: list.at });
  }

  private reverse(of: Expr, env: Env, at: Cursor): ListVal {
    const list = this.indexed(of, env, at);
    return indexedList(this.loops, {
      ...list,
      at: (k, where) => list.at(this.loops.keep(`${list.end} - 1 - ${k} + ${list.start}`, where, false), where),
    });
  }

  private indices(of: Expr, env: Env, at: Cursor): ListVal {
    const list = this.indexed(of, env, at);
    return indexedList(this.loops, { ...list, at: (k) => scalar(placeOf(k, list.start), int) });
  }

  private sortBy(expr: CallExpr, env: Env, at: Cursor): ListVal {
    const [of, fn] = expr.args as [Expr, LambdaExpr];
    const kept = this.keep(of, this.list(of, env, at), env, at);
    const [order, keys, n] = [this.loops.name('o'), this.loops.name('y'), this.loops.name('n')];
    const array = isWide(fn.body.type)
      ? `Big${(fn.body.type as NumberType).dtype === 'int64' ? 'Int' : 'Uint'}64Array`
      : 'Float64Array';
    this.loops.declare(`let ${order} = new Int32Array(64), ${keys} = new ${array}(64);`);
    put(at, `const ${n} = ${kept.indexed.end};`);
    put(at, `if (${n} > ${order}.length) { ${order} = new Int32Array(2 * ${n}); ${keys} = new ${array}(2 * ${n}); }`);
    kept.each(at, (element, inner) => {
      const index = kept.lastIndex;
      const env2 = this.loops.bind(env, fn, [element], inner.block);
      const key = this.loops.text(fn.body, env2, inner);
      put(inner, `${keys}[${index}] = ${fn.body.type.is === 'bool' ? `+${key}` : key};`);
    });
    put(at, `k.stableOrder(${order}, ${keys}, ${n}, ${expr.options['descending'] === true});`);
    return indexedList(this.loops, {
      start: '0',
      end: n,
      at: (k, where) => kept.indexed.at(this.loops.keep(`${order}[${k}]`, where, false), where),
    });
  }

  private splitText(expr: CallExpr, env: Env, at: Cursor): ListVal {
    const split = this.loops.function('splitText', expr.options);
    const pieces = this.loops.name('t');
    put(at, `const ${pieces} = ${split}(${this.loops.text(expr.args[0] as Expr, env, at)});`);
    const element = (k: string): Val => scalar(`${pieces}[${k}]`, string);
    return indexedList(this.loops, { start: '0', end: `${pieces}.length`, at: element });
  }

  private joinText(of: Expr, separator: Expr, env: Env, at: Cursor): Val {
    const between = this.loops.keep(this.loops.text(separator, env, at), at, true);
    const begun = this.loops.name('b');
    put(at, `let ${begun} = false;`);
    return this.accumulate(
      of,
      string,
      "''",
      env,
      at,
      (x, r) => `if (${begun}) ${r} += ${between}; ${r} += ${x}; ${begun} = true;`,
    );
  }

  private reduce(expr: CallExpr, env: Env, at: Cursor): Val {
    const [of, second] = expr.args as [Expr, Expr];
    const elements = (of.type as ListType).of;
    switch (expr.op) {
      case 'length':
        return this.length(of, env, at);
      case 'at':
        return this.at(expr, env, at);
      case 'ancestor':
        return this.ancestor(expr, env, at);
      case 'any':
      case 'all':
        return this.test(expr.op === 'any', of, env, at);
      case 'countTrue':
        return this.accumulate(of, int, '0', env, at, (x, r) => `${r} += +${x};`);
      case 'sum':
      case 'prod': {
        const sign = expr.op === 'sum' ? '+' : '*';
        const value = (x: string, r: string): string =>
          expr.type === int
            ? `${r} = k.whole(${r} ${sign} ${isWide(present(elements)) ? `k.exact(${x})` : x});`
            : `${r} ${sign}= ${x};`;
        return this.accumulate(of, expr.type, sign === '+' ? '0' : '1', env, at, value);
      }
      case 'min':
      case 'max':
        return this.best(of, expr.op === 'min', env, at, (element) => element, 'value');
      case 'argmin':
      case 'argmax':
        return this.best(of, expr.op === 'argmin', env, at, (element) => element, 'index');
      case 'minBy':
      case 'maxBy': {
        const fn = second as LambdaExpr;
        const key = (element: Val, inner: Cursor): Val =>
          this.loops.emit(fn.body, this.loops.bind(env, fn, [element], inner.block), inner);
        return this.best(of, expr.op === 'minBy', env, at, key, 'element');
      }
      default:
        throw new Error(`${expr.op} cannot be written as a loop`);
    }
  }

  private length(of: Expr, env: Env, at: Cursor): Val {
    const { indexed } = this.list(of, env, at);
    if (indexed !== undefined) return scalar(this.loops.keep(placeOf(indexed.end, indexed.start), at, true), int);
    const known = this.counts.inRow(of, env, at);
    if (known !== undefined) return scalar(this.loops.keep(known, at, false), int);
    const n = this.loops.name('n');
    put(at, `let ${n} = 0;`);
    this.walked(of, env, at).each(at, (_element, inner) => countUp(inner, n));
    return scalar(n, int);
  }

  private at(expr: CallExpr, env: Env, at: Cursor): Val {
    const [of, i] = expr.args as [Expr, Expr];
    const list = this.list(of, env, at);
    if (list.indexed === undefined && i.node === 'literal' && i.value === 0)
      return this.first(list, (of.type as ListType).of, at);
    const { start, end, at: element } = list.indexed ?? this.keep(of, list, env, at).indexed;
    const [index, valid] = [this.loops.name('x'), this.loops.name('b')];
    const wanted = isWide(i.type) ? `k.exact(${this.loops.text(i, env, at)})` : this.loops.text(i, env, at);
    put(
      at,
      i.node === 'literal' && Number(i.value) >= 0
        ? `let ${index} = ${start} + ${wanted};`
        : `let ${index} = ${wanted}; ${index} += ${index} < 0 ? ${end} : ${start};`,
    );
    put(at, `const ${valid} = ${index} >= ${start} && ${index} < ${end}; if (!${valid}) ${index} = 0;`);
    if (!canFail(of)) return asOption(valid, element(index, at));
    const memory = new Remembered(this.loops, (of.type as ListType).of, at);
    const inside = open(at, `if (${valid}) `);
    memory.keep(element(index, inside), inside);
    return memory.option(valid);
  }

  private ancestor(expr: CallExpr, env: Env, at: Cursor): Val {
    const [places, values, first, value] = expr.args as [Expr, Expr, Expr, Expr];
    const [to, by] = [this.indexed(places, env, at), this.indexed(values, env, at)];
    const [place, wanted, length, left] = ['x', 'v', 'n', 'n'].map((prefix) => this.loops.name(prefix));
    const exactly = (val: Val): string => {
      const { text, type } = val as Scalar;
      return isWide(type) ? `k.exact(${text})` : text;
    };
    put(at, `let ${place} = ${exactly(this.loops.emit(first, env, at))};`);
    put(at, `const ${wanted} = ${exactly(this.loops.emit(value, env, at))};`);
    put(at, `const ${length} = Math.min(${to.end} - ${to.start}, ${by.end} - ${by.start});`);
    const inside = open(at, `for (let ${left} = ${length}; ; ${left}--) `, true);
    put(inside, `if (!(${place} >= 0 && ${place} < ${length}) || ${left} === 0) { ${place} = -1; break; }`);
    put(inside, `if (${exactly(by.at(`(${by.start} + ${place})`, inside))} !== ${wanted}) break;`);
    put(inside, `${place} = ${exactly(to.at(`(${to.start} + ${place})`, inside))};`);
    return scalar(place as string, int);
  }

  private first(list: ListVal, of: Type, at: Cursor): Val {
    const [label, found] = [this.loops.name('L'), this.loops.name('b')];
    const memory = new Remembered(this.loops, of, at);
    put(at, `let ${found} = false;`);
    list.each(open(at, `${label}: `), (element, inner) => {
      memory.keep(element, inner);
      put(inner, `${found} = true; break ${label};`);
    });
    return memory.option(found);
  }

  private test(any: boolean, of: Expr, env: Env, at: Cursor): Val {
    const [result, label] = [this.loops.name('b'), this.loops.name('L')];
    put(at, `let ${result} = ${!any};`);
    this.eachOf(of, env, open(at, `${label}: `), (element, inner) => {
      put(inner, `if (${any ? '' : '!'}${(element as Scalar).text}) { ${result} = ${any}; break ${label}; }`);
    });
    return scalar(result, bool);
  }

  private accumulate(
    of: Expr,
    type: Type,
    zero: string,
    env: Env,
    at: Cursor,
    step: (x: string, r: string) => string,
  ): Val {
    const result = this.loops.name('r');
    put(at, `let ${result} = ${zero};`);
    this.eachOf(of, env, at, (element, inner) =>
      whereThere(element, inner, (x, where) => put(where, step((x as Scalar).text, result))),
    );
    return scalar(result, type);
  }

  private eachOf(of: Expr, env: Env, at: Cursor, body: Body): void {
    if (of.node === 'call' && of.op === 'map' && of.args.length === 2) {
      const fn = of.args[1] as LambdaExpr;
      this.walked(of.args[0] as Expr, env, at).each(at, (element, inner) =>
        body(this.loops.emit(fn.body, this.loops.bind(env, fn, [element], inner.block), inner), inner),
      );
    } else this.walked(of, env, at).each(at, body);
  }

  /** The element with the least or greatest key, the first of equal ones; NaN only where there is nothing else. */
  private best(
    of: Expr,
    least: boolean,
    env: Env,
    at: Cursor,
    keyOf: (element: Val, at: Cursor) => Val,
    gives: 'value' | 'index' | 'element',
  ): Val {
    const [best, found] = [this.loops.name('r'), this.loops.name('b')];
    const elements = (of.type as ListType).of;
    const [index, count] = [this.loops.name('x'), this.loops.name('n')];
    const memory = new Remembered(this.loops, elements, at);
    put(at, `let ${best} = ${gives === 'value' ? emptyOf(elements) : 'NaN'}, ${found} = false;`);
    if (gives === 'index') put(at, `let ${index} = 0, ${count} = -1;`);
    this.walkedFor(gives, of, env, at, (element, inner) => {
      if (gives === 'index') put(inner, `${count}++;`);
      whereThere(keyOf(element, inner), inner, (x, where) => {
        const key = this.loops.keep((x as Scalar).text, where, true);
        const [better, not] = least ? ['<', '>='] : ['>', '<='];
        const isBetter = `${key} ${better} ${best}`;
        // NaN is neither: what most elements are is told by two comparisons
        const inside = open(
          where,
          gives === 'value'
            ? `if (!${found} || ${isBetter} || (${best} !== ${best} && ${key} === ${key})) `
            : `if (${isBetter} || (!(${key} ${not} ${best}) && (${key} === ${key} || !${found}))) `,
        );
        put(inside, `${best} = ${key}; ${found} = true;`);
        if (gives === 'index') put(inside, `${index} = ${count};`);
        if (gives === 'element') memory.keep(element, inside);
      });
    });
    if (gives === 'element') return memory.option(found);
    return { is: 'option', valid: found, of: gives === 'value' ? scalar(best, present(elements)) : scalar(index, int) };
  }

  private walkedFor(gives: string, of: Expr, env: Env, at: Cursor, body: Body): void {
    if (gives === 'element') this.walked(of, env, at).each(at, body);
    else this.eachOf(of, env, at, body);
  }
}

/** Does something with an element where it is not missing. */
function whereThere(element: Val, at: Cursor, body: (x: Val, at: Cursor) => void): void {
  if (element.is !== 'option') body(element, at);
  else body(element.of, open(at, `if (${element.valid}) `));
}

/** The lists of a call as text for an error: what they are called in the user's code. */
function names(expr: CallExpr): string {
  const texts = expr.args.slice(0, -1).map((list) => showExpr(list).slice(0, 60));
  return JSON.stringify(texts.join(' and '));
}
