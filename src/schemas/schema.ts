import type { DroppedReference, Reference } from '../../compiler/reference.ts';
import type { Form } from '../../compiler/source.ts';
import { list, option, record, type RecordType, type Type } from '../../compiler/tree/type.ts';

/** A column as it is stored, with its type and form. */
export interface StoredColumn {
  readonly name: string;
  readonly type: Type;
  readonly form: Form;
}

/** The rows that a schema makes of stored columns. */
export interface Arrangement {
  readonly row: RecordType;
  readonly form: Form;
  /** What leads from elements of one collection to those of another. */
  readonly references?: readonly Reference[] | undefined;
  /** References that the schema knows, but that lead nowhere in these data. */
  readonly dropped?: readonly DroppedReference[] | undefined;
}

/** A way to turn flat columns into records and collections. */
export interface Schema {
  readonly name: string;
  /** Whether the columns look like what the schema is for. */
  fits(columns: readonly StoredColumn[]): boolean;
  /** Whether it can be asked for, where they do not look like it by themselves; as `fits` where it does not say. */
  mayBe?(columns: readonly StoredColumn[]): boolean;
  arrange(columns: readonly StoredColumn[]): Arrangement;
}

/** A field of the row: a column as it is, or several put together. */
export type Field = StoredColumn;

/** A row of the given fields. */
export function rowOf(fields: readonly Field[]): Arrangement {
  return {
    row: record(fields.map(({ name, type }) => [name, type])),
    form: { is: 'record', fields: new Map(fields.map(({ name, form }) => [name, form])) },
  };
}

/** The same type, with the record in it named: `Jet` for the column `Jet: list<struct<…>>`. */
export function named(type: Type, name: string): Type {
  switch (type.is) {
    case 'record':
      return record(type.fields, name);
    case 'list':
      return list(named(type.of, name));
    case 'option':
      return option(named(type.of, name));
    default:
      return type;
  }
}
