import type { DType } from '../../kernels/dtype.ts';
import { areTupleNames } from '../../kernels/layout.ts';

/**
 * The type of a value, known without data. Types are shared: equal types are the same object, so `===` compares them.
 * `int` is an integer computed here: a whole number held as a double and checked at 2**53 (shown as int64).
 */
export type Type =
  | NumberType
  | BoolType
  | StringType
  | ListType
  | RecordType
  | OptionType
  | UnionType
  | TableType
  | NeverType;

export type NumberDType = Exclude<DType, 'bool'> | 'int';
export interface NumberType {
  readonly is: 'number';
  readonly id: number;
  readonly dtype: NumberDType;
}
export interface BoolType {
  readonly is: 'bool';
  readonly id: number;
}
export interface StringType {
  readonly is: 'string';
  readonly id: number;
}
export interface ListType {
  readonly is: 'list';
  readonly id: number;
  readonly of: Type;
  /** The length of every list, where all have the same by type (a regular list). */
  readonly size: number | undefined;
}
export interface RecordType {
  readonly is: 'record';
  readonly id: number;
  /** The name behaviours go by, such as `Muon`; empty where the record has none. */
  readonly name: string;
  readonly fields: ReadonlyMap<string, Type>;
}
export interface OptionType {
  readonly is: 'option';
  readonly id: number;
  readonly of: Type;
}
/** Values of unlike types, side by side. */
export interface UnionType {
  readonly is: 'union';
  readonly id: number;
  readonly of: readonly Type[];
}
/** A dataset: rows of one type. */
export interface TableType {
  readonly is: 'table';
  readonly id: number;
  readonly row: Type;
}
/** The type of nothing: the element of `[]`, the content of `undefined`. It joins with every type. */
export interface NeverType {
  readonly is: 'never';
  readonly id: number;
}

type Bare<T extends Type = Type> = T extends Type ? Omit<T, 'id'> : never;
const shared = new Map<string, Type>();

function share<T extends Type>(key: string, bare: Bare<T>): T {
  const known = shared.get(key);
  if (known !== undefined) return known as T;
  const type = Object.freeze({ ...bare, id: shared.size }) as unknown as T;
  shared.set(key, type);
  return type;
}

/** A number of the given element type. */
export const number = (dtype: NumberDType): NumberType => share<NumberType>(`n:${dtype}`, { is: 'number', dtype });
/** True or false. */
export const bool: BoolType = share<BoolType>('bool', { is: 'bool' });
/** Text. */
export const string: StringType = share<StringType>('string', { is: 'string' });
/** The type of nothing. */
export const never: NeverType = share<NeverType>('never', { is: 'never' });
/** A computed double. */
export const float64: NumberType = number('float64');
/** A computed integer. */
export const int: NumberType = number('int');

/** A list of values of one type; with `size`, a regular one: every list has that length. */
export function list(of: Type, size?: number): ListType {
  return share<ListType>(`l:${of.id}:${size ?? ''}`, { is: 'list', of, size });
}
/** Values of one of several types; nested unions are one, and one type alone is itself. */
export function union(types: readonly Type[]): Type {
  const of = [...new Set(types.flatMap((type) => (type.is === 'union' ? type.of : [type])))];
  if (of.length === 1) return of[0] as Type;
  return share<UnionType>(`u:${of.map((type) => type.id).join(',')}`, { is: 'union', of });
}
/** A value that may be missing; an option of an option is one option. */
export function option(of: Type): OptionType {
  return of.is === 'option' ? of : share<OptionType>(`o:${of.id}`, { is: 'option', of });
}
/** A record of named values; the order of the fields counts. */
export function record(fields: Iterable<readonly [string, Type]>, name = ''): RecordType {
  const map = new Map(fields);
  let key = `r:${JSON.stringify(name)}`;
  for (const [field, type] of map) key += `,${JSON.stringify(field)}:${type.id}`;
  return share<RecordType>(key, { is: 'record', name, fields: map });
}
/** A dataset of rows. */
export function table(row: Type): TableType {
  return share<TableType>(`t:${row.id}`, { is: 'table', row });
}

/** The type without its option. */
export function present(type: Type): Type {
  return type.is === 'option' ? type.of : type;
}
/** The type under lists and options. */
export function innermost(type: Type): Type {
  const of = present(type);
  return of.is === 'list' ? innermost(of.of) : of;
}
/** Makes `type` an option when `missing` is true. */
export function optionIf(missing: boolean, type: Type): Type {
  return missing ? option(type) : type;
}
/** Whether values of the type may be missing at the top level. */
export function isOption(type: Type): type is OptionType {
  return type.is === 'option';
}
/** Whether the number is an integer of any width. */
export function isInteger(type: Type): boolean {
  return type.is === 'number' && type.dtype !== 'float32' && type.dtype !== 'float64';
}
/** Whether values of the type are held as BigInt: stored 64-bit integers. */
export function isWide(type: Type): boolean {
  return type.is === 'number' && (type.dtype === 'int64' || type.dtype === 'uint64');
}

/** The one type that values of both types fit in without loss, or undefined where there is none. */
export function join(a: Type, b: Type): Type | undefined {
  if (a === b || b.is === 'never') return a;
  if (a.is === 'never') return b;
  if (a.is === 'option' || b.is === 'option') {
    const inner = join(present(a), present(b));
    return inner === undefined ? undefined : option(inner);
  }
  if (a.is === 'number' && b.is === 'number') return joinNumbers(a, b);
  if (a.is === 'list' && b.is === 'list') {
    const of = join(a.of, b.of);
    return of === undefined ? undefined : list(of, a.size === b.size ? a.size : undefined);
  }
  if (a.is === 'record' && b.is === 'record') return joinRecords(a, b);
  return undefined;
}

function joinNumbers(a: NumberType, b: NumberType): NumberType {
  if (isWide(a) && isWide(b)) return int;
  return isInteger(a) && isInteger(b) ? int : float64;
}

function joinRecords(a: RecordType, b: RecordType): RecordType | undefined {
  if (a.fields.size !== b.fields.size) return undefined;
  const fields: [string, Type][] = [];
  for (const [name, type] of a.fields) {
    const other = b.fields.get(name);
    const joined = other === undefined ? undefined : join(type, other);
    if (joined === undefined) return undefined;
    fields.push([name, joined]);
  }
  return record(fields, a.name === b.name ? a.name : '');
}

/** The type in Awkward's datashape notation: `var * {pt: float32, charge: ?int32}`. */
export function showType(type: Type): string {
  switch (type.is) {
    case 'number':
      return type.dtype === 'int' ? 'int64' : type.dtype;
    case 'bool':
    case 'string':
      return type.is;
    case 'never':
      return 'unknown';
    case 'list':
      return `${type.size ?? 'var'} * ${showType(type.of)}`;
    case 'option':
      return type.of.is === 'list' ? `option[${showType(type.of)}]` : `?${showType(type.of)}`;
    case 'union':
      return `union[${type.of.map(showType).join(', ')}]`;
    case 'table':
      return `rows * ${showType(type.row)}`;
    case 'record':
      return showRecord(type);
  }
}

function showRecord({ name, fields }: RecordType): string {
  if (areTupleNames(fields.keys())) {
    const slots = [...fields.values()].map(showType).join(', ');
    return name === '' ? `(${slots})` : `${name}[${slots}]`;
  }
  const shown = [...fields].map(([field, of]) => `${showName(field)}: ${showType(of)}`).join(', ');
  return name === '' ? `{${shown}}` : `${name}[${shown}]`;
}

/** A field's name in datashape: quoted where it is no plain word. */
export function showName(name: string): string {
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return name;
  return JSON.stringify(name).replace(/[\u007f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A short form for messages: records with many fields show the first three. */
export function briefType(type: Type): string {
  if (type.is === 'list') return `list of ${briefType(type.of)}`;
  if (type.is === 'option') return `${briefType(type.of)} or missing`;
  if (type.is === 'union') return type.of.map(briefType).join(' or ');
  if (type.is !== 'record') return showType(type);
  if (type.name !== '') return type.name;
  const names = [...type.fields.keys()];
  return `record {${names.slice(0, 3).join(', ')}${names.length > 3 ? ', …' : ''}}`;
}
