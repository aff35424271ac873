import { lookUp } from '../ops/table.ts';
import type { SourceInfo } from '../source.ts';
import { apply } from '../tree/bind.ts';
import { type CallExpr, type Expr, freshParam, type LambdaExpr, type ParamExpr, param } from '../tree/expr.ts';
import { isInteger, isWide, type ListType, type Type } from '../tree/type.ts';
import {
  canonicalText,
  type Collection,
  type Doubt,
  firstLeaf,
  formAt,
  inside,
  NotSql,
  pathOf,
  quotedName,
  type SqlScope,
  SqlScope as Scope,
  type SqlValue,
} from './sql-scope.ts';

/** A row expression as SQL over the stored columns; `$n` stands for the values, in order. */
export interface Sql {
  readonly is: 'sql';
  readonly text: string;
  readonly values: readonly SqlValue[];
  /** The stored columns in it. */
  readonly columns: readonly string[];
  readonly doubts: readonly Doubt[];
}
/** There is no SQL with exactly the same meaning, and why. */
export interface NoSql {
  readonly is: 'none';
  readonly why: string;
}

/** The SQL of an expression of the source's row (parameter level 0), its values numbered from `firstValue`. */
export function toSql(expr: Expr, info: SourceInfo, firstValue = 1): Sql | NoSql {
  return attempt(() => {
    const scope = new Scope(info, firstValue, quotedName);
    const text = new SqlWriter(scope).scalar(expr);
    const doubts = [...scope.doubts.values()];
    const loops = [text, ...doubts.map((doubt) => doubt.text)].some((part) => part.includes('lambda'));
    if (loops && [...scope.columns.keys()].some((name) => name.toLowerCase() === ELEMENT))
      throw new NotSql(`a column has the name ${ELEMENT}`);
    return { is: 'sql' as const, text, values: scope.values, columns: [...scope.columns.keys()], doubts };
  });
}

/** What `make` gives, or the reason why there is no SQL. */
export function attempt<T>(make: () => T): T | NoSql {
  try {
    return make();
  } catch (error) {
    if (error instanceof NotSql) return { is: 'none', why: error.message };
    throw error;
  }
}

const ELEMENT = 'jagged_element';

/** The elements of a stored list that pass some conditions, and what each becomes. */
export interface Stream {
  readonly collection: Collection;
  readonly tests: readonly Expr[];
  readonly value: Expr;
}

/** How the leaves of the elements at hand are called. */
interface Here {
  readonly collection: Collection;
  readonly leaf: (column: string, above: readonly string[], below: readonly string[]) => string;
}

/** Writes expressions over one scope. */
export class SqlWriter {
  readonly scope: SqlScope;
  readonly row: ParamExpr;
  private readonly collections = new Map<string, Collection>();
  private readonly lists = new Map<Collection, Set<string>>();
  private here: Here | undefined;

  constructor(scope: SqlScope) {
    this.scope = scope;
    this.row = param(0, scope.info.row);
  }

  /** The text of one value that is never missing. */
  scalar(expr: Expr): string {
    if (expr.type.is === 'option') throw new NotSql('a value may be missing');
    return this.value(expr);
  }

  /** The text of one value, NULL where it is missing; only stored values may be. */
  value(expr: Expr): string {
    switch (expr.node) {
      case 'literal':
        return this.literal(expr.value, expr.type);
      case 'field':
      case 'param':
        return this.stored(expr);
      case 'call':
        return this.call(expr);
      default:
        throw new NotSql(`a ${expr.node} is no single value`);
    }
  }

  private literal(value: unknown, type: Type): string {
    if (typeof value === 'boolean') return this.scope.value(value, 'BOOLEAN');
    if (typeof value === 'number')
      return isInteger(type) ? this.scope.value(BigInt(value), 'BIGINT') : this.scope.value(value, 'DOUBLE');
    if (typeof value === 'bigint' && BigInt.asIntN(64, value) === value) return this.scope.value(value, 'BIGINT');
    throw new NotSql(typeof value === 'string' ? 'text is compared here only' : 'this constant has no SQL');
  }

  private stored(expr: Expr): string {
    const found = pathOf(expr);
    if (found === undefined) throw new NotSql('a field of a computed record');
    const { root, path } = found;
    const type = expr.type.is === 'option' ? expr.type.of : expr.type;
    if (root === this.row) {
      const form = formAt(this.scope.info.form, path);
      if (form.is !== 'column') throw new NotSql(`a ${type.is} is no single value`);
      const text = inside(this.scope.column(form.column), form.inside);
      if (expr.type.is !== 'option') this.scope.doubt(`${text} IS NULL`, form.column);
      return canonicalText(text, type);
    }
    if (this.here === undefined || root !== this.here.collection.element) throw new NotSql('a value of another loop');
    return canonicalText(this.element(this.here, expr, path), type);
  }

  private element({ collection, leaf }: Here, expr: Expr, path: readonly string[]): string {
    if (expr.type.is === 'option') throw new NotSql('an element may be missing');
    const form = formAt(collection.form.of, path);
    if (form.is !== 'column')
      throw new NotSql(form.is === 'place' ? 'the place of an element is not stored' : 'a list inside a list');
    const [above, below] = split(form.inside, path.length);
    this.useList(collection, form.column, above, below);
    return leaf(form.column, above, below);
  }

  /** All lists of a collection that are used must be there, with all elements, and be equally long. */
  private useList(collection: Collection, column: string, above: readonly string[], below: readonly string[]): void {
    const list = inside(this.scope.column(column), above);
    this.scope.doubt(
      `${list} IS NULL OR len(list_filter(${list}, lambda ${ELEMENT}: ${inside(ELEMENT, below)} IS NULL)) > 0`,
      column,
    );
    const used = this.lists.get(collection) ?? new Set();
    const [first] = used;
    if (first !== undefined && first !== list)
      this.scope.doubt(`len(${list}) IS DISTINCT FROM len(${first})`, undefined);
    this.lists.set(collection, used.add(list));
  }

  private call(expr: CallExpr): string {
    const [a, b, c] = expr.args as [Expr, Expr, Expr];
    switch (expr.op) {
      case 'length':
        return this.length(a);
      case 'countTrue':
        return this.count(this.stream(a), (value) => value);
      case 'any':
        return `(${this.count(this.stream(a), (value) => value)} > 0)`;
      case 'all':
        return `(${this.count(this.stream(a), (value) => `NOT ${value}`)} = 0)`;
      case 'coalesce':
        if (a.type.is !== 'option') break;
        return `coalesce(${as(this.stored(a), a.type.of, expr.type)}, ${as(this.scalar(b), b.type, expr.type)})`;
      case 'isNaN':
      case 'isFinite':
      case 'isInteger':
        // the answer is known, but DuckDB wants every bound value to be in the text
        if (isInteger(a.type)) return `(${this.scalar(a)} IS ${expr.op === 'isNaN' ? '' : 'NOT '}NULL)`;
        break;
      case 'isPresent':
        return `(${this.stored(a)} IS NOT NULL)`;
      case 'if':
        return `(CASE WHEN ${this.scalar(a)} THEN ${as(this.scalar(b), b.type, expr.type)} ELSE ${as(this.scalar(c), c.type, expr.type)} END)`;
      default:
        break;
    }
    const text = lookUp(expr.op).sql?.(
      expr.args.map((arg) => this.scalar(arg)),
      expr.args.map((arg) => arg.type),
      expr.type,
    );
    if (text === undefined) throw new NotSql(`storage has no ${expr.op} that is sure to give the same bits`);
    return text;
  }

  private length(list: Expr): string {
    const stream = this.stream(list);
    if (stream.tests.length > 0) return this.count(stream, undefined);
    const { form } = stream.collection;
    if (form.counter !== undefined) {
      const counter = this.scope.column(form.counter);
      this.scope.doubt(`${counter} IS NULL`, form.counter);
      return `CAST(${counter} AS BIGINT)`;
    }
    return `len(${this.anyList(stream.collection)})`;
  }

  /** One of the stored lists of a collection. */
  anyList({ form }: Collection): string {
    const { column, inside: names, records } = firstLeaf(form.of);
    const text = inside(this.scope.column(column), split(names, records)[0]);
    this.scope.doubt(`${text} IS NULL`, column);
    return text;
  }

  /** How many elements of a stream pass its tests and one more. */
  private count(stream: Stream, last: ((value: string) => string) | undefined): string {
    if (this.here !== undefined) throw new NotSql('a list inside a loop over a list');
    const { collection } = stream;
    const columns = new Set<string>();
    const conditions = (leaf: Here['leaf']): string[] => {
      this.here = { collection, leaf };
      const texts = stream.tests.map((test) => this.scalar(test));
      if (last !== undefined) texts.push(last(this.scalar(stream.value)));
      this.here = undefined;
      return texts;
    };
    const listOf = (column: string, above: readonly string[]): string => inside(this.scope.column(column), above);
    try {
      const single = conditions((column, above, below) => {
        columns.add(listOf(column, above));
        return inside(ELEMENT, below);
      });
      if (columns.size === 1) return `len(list_filter(${[...columns][0]}, lambda ${ELEMENT}: ${single.join(' AND ')}))`;
      if (columns.size === 0) throw new NotSql('a condition that does not depend on the element');
      const several = conditions((column, above, below) => inside(`(${listOf(column, above)})[${ELEMENT}]`, below));
      return `len(list_filter(range(1, len(${[...columns][0]}) + 1), lambda ${ELEMENT}: ${several.join(' AND ')}))`;
    } finally {
      this.here = undefined;
    }
  }

  /** Runs `write` where the leaves of the collection's elements have the given texts. */
  within<T>(collection: Collection, leaf: Here['leaf'], write: () => T): T {
    this.here = { collection, leaf };
    try {
      return write();
    } finally {
      this.here = undefined;
    }
  }

  /** A list expression as what becomes of the elements of one stored list. */
  stream(list: Expr): Stream {
    if (list.type.is !== 'list') throw new NotSql('a list may be missing');
    if (list.node === 'field') return this.storedList(list);
    if (list.node !== 'call' || (list.op !== 'map' && list.op !== 'filter'))
      throw new NotSql(list.node === 'call' ? `${list.op} is not done by storage` : 'a list that is not stored');
    const of = list.args.slice(0, -1).map((arg) => this.stream(arg));
    const fn = list.args.at(-1) as LambdaExpr;
    const [first] = of as [Stream];
    const together = of.every(
      ({ collection, tests }) =>
        collection === first.collection &&
        tests.length === first.tests.length &&
        tests.every((test, i) => test === first.tests[i]),
    );
    if (!together) throw new NotSql('lists of several collections');
    const body = apply(
      fn,
      of.map(({ value }) => value),
    );
    return list.op === 'map' ? { ...first, value: body } : { ...first, tests: [...first.tests, body] };
  }

  private storedList(list: Expr): Stream {
    const found = pathOf(list);
    if (found?.root !== this.row) throw new NotSql('a list inside a list');
    const path = JSON.stringify(found.path);
    const form = formAt(this.scope.info.form, found.path);
    if (form.is !== 'list') throw new NotSql('a list that is not stored');
    const known = this.collections.get(path) ?? { path, form, element: freshParam((list.type as ListType).of) };
    this.collections.set(path, known);
    return { collection: known, tests: [], value: known.element };
  }
}

/** Text of one type as text of another that has all its values. */
function as(text: string, from: Type, to: Type): string {
  if (from === to) return text;
  if (from.is !== 'number' || to.is !== 'number' || isWide(from))
    throw new NotSql('64-bit integers become other numbers here only');
  return isInteger(to) || !isInteger(from) ? text : `CAST(${text} AS DOUBLE)`;
}

/** Struct fields above a list and below it: the records of the element are the innermost names. */
function split(names: readonly string[], records: number): [string[], string[]] {
  const above = Math.max(0, names.length - records);
  return [names.slice(0, above), names.slice(above)];
}
