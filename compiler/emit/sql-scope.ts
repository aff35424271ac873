import type { Form, SourceInfo } from '../source.ts';
import type { Expr, ParamExpr } from '../tree/expr.ts';
import { present, type Type } from '../tree/type.ts';

/** Why something has no SQL with the same meaning. */
export class NotSql extends Error {}

/** A value that is bound to a parameter of the statement. */
export type SqlValue = number | bigint | string | boolean;

/**
 * Rows whose stored values break the type (a missing value where there is none, unequal lists of one collection). They
 * must not be lost in silence: a filter lets them pass, and an aggregate is not used for them.
 */
export interface Doubt {
  readonly text: string;
  /** The stored column for which statistics without missing values prove that there is no such row. */
  readonly provenBy: string | undefined;
}

/** The elements of one stored list: all its leaves lie in columns of equally long lists. */
export interface Collection {
  readonly path: string;
  readonly form: Form & { readonly is: 'list' };
  readonly element: ParamExpr;
}

/** A name as SQL: nothing in it can end the quotes. */
export function quotedName(name: string): string {
  if (name.includes('\0')) throw new NotSql('a name with a zero byte');
  return `"${name.replaceAll('"', '""')}"`;
}

/** What a stored column is called in the text, and what has been said so far. */
export class SqlScope {
  readonly info: SourceInfo;
  readonly values: SqlValue[] = [];
  readonly doubts = new Map<string, Doubt>();
  readonly columns = new Map<string, string>();
  private readonly known = new Map<string, string>();
  private readonly firstValue: number;
  private readonly nameOf: (column: string, index: number) => string;

  constructor(info: SourceInfo, firstValue: number, nameOf: (column: string, index: number) => string) {
    this.info = info;
    this.firstValue = firstValue;
    this.nameOf = nameOf;
  }

  /** The text of a bound value. */
  value(value: SqlValue, type: 'DOUBLE' | 'BIGINT' | 'BOOLEAN'): string {
    const key = `${type}:${Object.is(value, -0) ? '-0' : String(value)}`;
    const text = this.known.get(key) ?? `CAST($${this.firstValue + this.values.push(value) - 1} AS ${type})`;
    this.known.set(key, text);
    return text;
  }

  /** The text of a stored column. */
  column(name: string): string {
    const known = this.columns.get(name) ?? this.nameOf(name, this.columns.size);
    this.columns.set(name, known);
    return known;
  }

  doubt(text: string, provenBy: string | undefined): void {
    this.doubts.set(text, { text, provenBy });
  }
}

/** Struct fields of a value. */
export function inside(text: string, names: readonly string[]): string {
  return names.reduce((of, name) => `(${of}).${quotedName(name)}`, text);
}

/** The field names from a parameter down to an expression, and that parameter. */
export function pathOf(expr: Expr): { root: ParamExpr; path: string[] } | undefined {
  if (expr.node === 'param') return { root: expr, path: [] };
  if (expr.node !== 'field') return undefined;
  const of = pathOf(expr.of);
  return of === undefined ? undefined : { root: of.root, path: [...of.path, expr.name] };
}

/** The form at a path of field names. */
export function formAt(form: Form, path: readonly string[]): Form {
  return path.reduce((at, name) => {
    const next = at.is === 'record' ? at.fields.get(name) : undefined;
    if (next === undefined) throw new NotSql(`${name} is no stored field`);
    return next;
  }, form);
}

/** The first leaf of a list's elements, and how many records lie above it in the element. */
export function firstLeaf(form: Form, records = 0): { column: string; inside: readonly string[]; records: number } {
  if (form.is === 'column') return { ...form, records };
  if (form.is === 'list') return firstLeaf(form.of, records);
  const field = form.is === 'record' ? [...form.fields.values()].find(({ is }) => is !== 'place') : undefined;
  if (field === undefined) throw new NotSql('a record without stored fields');
  return firstLeaf(field, records + 1);
}

/** Text of a stored scalar as the operations take it: DOUBLE, BIGINT, UBIGINT or BOOLEAN. */
export function canonicalText(text: string, type: Type): string {
  const of = present(type);
  if (of.is === 'bool') return text;
  if (of.is === 'string') throw new NotSql('text is compared here only');
  if (of.is !== 'number') throw new NotSql(`a ${of.is} is no single value`);
  if (of.dtype === 'float64' || of.dtype === 'int64' || of.dtype === 'uint64') return text;
  return `CAST(${text} AS ${of.dtype === 'float32' ? 'DOUBLE' : 'BIGINT'})`;
}
