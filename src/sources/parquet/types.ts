import type { DType } from '../../../kernels/dtype.ts';
import type { Form } from '../../../compiler/source.ts';
import { bool, list, number, option, optionIf, record, string, type Type } from '../../../compiler/tree/type.ts';
import type { StoredColumn } from '../../schemas/schema.ts';
import type { Footer } from './footer.ts';
import type { SchemaElement } from './metadata.ts';
import { leavesOf, schemaTrees, type SchemaNode } from './schema-tree.ts';

/** The columns of a file as types, and what was left out with the reason why. */
export interface StoredSchema {
  readonly columns: readonly StoredColumn[];
  /** Columns that cannot be read: name and reason. */
  readonly unsupported: ReadonlyMap<string, string>;
}

interface Context {
  readonly footer: Footer;
  /** Whether lists and their elements may be missing, where the statistics do not say that none is. */
  readonly nullable: boolean;
}

class Unsupported extends Error {}

/**
 * The types of a file's columns. A value is an option where the statistics do not rule missing ones out; inside lists,
 * where the statistics of many writers count empty lists as missing values, only if `nullable` asks for it: else the
 * scan stops at the first missing one.
 */
export function storedSchema(footer: Footer, nullable = false): StoredSchema {
  const columns: StoredColumn[] = [];
  const unsupported = new Map<string, string>();
  const lowered = new Map<string, string>();
  for (const node of schemaTrees(footer)) {
    const { name } = node.element;
    try {
      rejectTwins(name, lowered);
      const typed = typeOf(node, { footer, nullable }, { column: name, inside: [], inList: false });
      columns.push({ name, ...typed });
    } catch (error) {
      if (!(error instanceof Unsupported)) throw error;
      unsupported.set(name, error.message);
    }
  }
  return { columns, unsupported };
}

// DuckDB's names do not tell upper from lower case, so such a column cannot be asked for by its name.
function rejectTwins(name: string, lowered: Map<string, string>): void {
  const lower = name.toLowerCase();
  const twin = lowered.get(lower);
  if (twin !== undefined)
    throw new Unsupported(twin === name ? 'the name occurs twice' : `the name differs from '${twin}' only in case`);
  lowered.set(lower, name);
}

interface Position {
  readonly column: string;
  readonly inside: readonly string[];
  readonly inList: boolean;
}
interface Typed {
  readonly type: Type;
  readonly form: Form;
}

function typeOf(node: SchemaNode, context: Context, at: Position): Typed {
  if (node.element.repetition === 'repeated') return listOf(bare(node, context, { ...at, inList: true }));
  const typed = bare(node, context, at);
  return { ...typed, type: optionIf(isOptional(node, context, at), typed.type) };
}

function isOptional(node: SchemaNode, context: Context, at: Position): boolean {
  if (node.element.repetition !== 'optional') return false;
  if (!context.nullable && (at.inList || isList(node.element) || onlyLists(node))) return false;
  // One leaf without a missing value proves that nothing above it is missing.
  return !leavesOf(node).some((leaf) => context.footer.groups.every((group) => group.nullCount(leaf) === 0));
}

// The leaves of a struct that has nothing but lists say nothing of the struct.
function onlyLists(node: SchemaNode): boolean {
  return (
    node.children.length > 0 &&
    node.children.every((child) => isList(child.element) || child.element.repetition === 'repeated' || onlyLists(child))
  );
}

function listOf({ type, form }: Typed): Typed {
  return { type: list(type), form: { is: 'list', of: form, counter: undefined } };
}

function bare(node: SchemaNode, context: Context, at: Position): Typed {
  const { element } = node;
  if (node.leaf !== undefined)
    return { type: leafType(element), form: { is: 'column', column: at.column, inside: at.inside } };
  if (isMap(element)) throw new Unsupported('maps are not supported');
  if (isList(element)) return annotatedList(node, context, at);
  if (node.children.length === 0) throw new Unsupported('a struct without fields');
  return struct(node, context, at);
}

function struct(node: SchemaNode, context: Context, at: Position): Typed {
  const types: [string, Type][] = [];
  const forms = new Map<string, Form>();
  const lowered = new Map<string, string>();
  for (const child of node.children) {
    const { name } = child.element;
    rejectTwins(name, lowered);
    const { type, form } = typeOf(child, context, { ...at, inside: [...at.inside, name] });
    types.push([name, type]);
    forms.set(name, form);
  }
  return { type: record(types), form: { is: 'record', fields: forms } };
}

function annotatedList(node: SchemaNode, context: Context, at: Position): Typed {
  const found = elementOf(node);
  if (found === undefined) throw new Unsupported('a list of an unknown shape');
  const inner = { ...at, inList: true };
  return listOf(found.isMiddle ? bare(found.node, context, inner) : typeOf(found.node, context, inner));
}

/**
 * The element of an annotated list: what is inside the repeated group in the middle, or that group itself, which older
 * writers leave out; the rules are those of the format's page on backward compatibility. Undefined for other shapes.
 */
export function elementOf(list: SchemaNode): { readonly node: SchemaNode; readonly isMiddle: boolean } | undefined {
  const [middle] = list.children;
  if (middle === undefined || list.children.length !== 1 || middle.element.repetition !== 'repeated') return undefined;
  const { name } = middle.element;
  const [inside, another] = middle.children;
  const isMiddle =
    inside === undefined || another !== undefined || name === 'array' || name === `${list.element.name}_tuple`;
  return { node: isMiddle ? middle : inside, isMiddle };
}

const LOGICAL = {
  text: 1,
  map: 2,
  list: 3,
  enumeration: 4,
  decimal: 5,
  date: 6,
  time: 7,
  timestamp: 8,
  integer: 10,
  json: 12,
  bson: 13,
  uuid: 14,
  float16: 15,
};
const CONVERTED = {
  text: 0,
  map: 1,
  pairs: 2,
  list: 3,
  enumeration: 4,
  decimal: 5,
  date: 6,
  timestamps: [7, 8, 9, 10],
  uint8: 11,
  int64: 18,
  json: 19,
};
const INTEGERS = ['uint8', 'uint16', 'uint32', 'uint64', 'int8', 'int16', 'int32', 'int64'] as const;

/** Whether a group is marked as a list. */
export function isList({ converted, logical }: SchemaElement): boolean {
  return converted === CONVERTED.list || logical?.kind === LOGICAL.list;
}
function isMap({ converted, logical }: SchemaElement): boolean {
  return converted === CONVERTED.map || converted === CONVERTED.pairs || logical?.kind === LOGICAL.map;
}

/** The element type of a leaf of numbers or truth values that is stored as it is; undefined for all others. */
export function plainDType(element: SchemaElement): DType | undefined {
  const { physical, logical, converted } = element;
  const isTime =
    logical?.kind === LOGICAL.time ||
    logical?.kind === LOGICAL.timestamp ||
    CONVERTED.timestamps.includes(converted ?? -1);
  if (physical === undefined || physical === PHYSICAL_INT96 || isTime) return undefined;
  try {
    const type = leafType(element);
    if (type.is === 'bool') return 'bool';
    return type.is === 'number' && type.dtype !== 'int' ? type.dtype : undefined;
  } catch (error) {
    if (error instanceof Unsupported) return undefined;
    throw error;
  }
}

/** Whether a leaf is text. */
export function isText(element: SchemaElement): boolean {
  try {
    return element.physical !== undefined && leafType(element).is === 'string';
  } catch (error) {
    if (error instanceof Unsupported) return false;
    throw error;
  }
}

const PHYSICAL_INT96 = 3;

function leafType(element: SchemaElement): Type {
  const { physical, logical, converted } = element;
  if (logical?.kind === LOGICAL.decimal || converted === CONVERTED.decimal)
    throw new Unsupported('decimals are not supported');
  switch (physical) {
    case 0:
      return bool;
    case 1:
    case 2:
      return integerType(element, physical === 1 ? 'int32' : 'int64');
    case 3:
      return number('int64');
    case 4:
      return number('float32');
    case 5:
      return number('float64');
    case 6:
      return textType(element);
    default:
      throw new Unsupported('fixed-length bytes are not supported');
  }
}

// Dates are days, times and timestamps are microseconds (or nanoseconds), all since 1970-01-01 or midnight.
function integerType({ logical, converted }: SchemaElement, plain: 'int32' | 'int64'): Type {
  if (logical?.kind === LOGICAL.integer) {
    const dtype = INTEGERS.find((known) => known === `${logical.signed ? '' : 'u'}int${logical.bits}`);
    if (dtype === undefined) throw new Unsupported(`integers of ${logical.bits} bits are not supported`);
    return number(dtype);
  }
  if (logical?.kind === LOGICAL.time || logical?.kind === LOGICAL.timestamp) return number('int64');
  if (converted === undefined) return number(plain);
  if (CONVERTED.timestamps.includes(converted)) return number('int64');
  const dtype = INTEGERS[converted - CONVERTED.uint8];
  return number(dtype ?? plain);
}

function textType({ logical, converted }: SchemaElement): Type {
  const texts = [LOGICAL.text, LOGICAL.enumeration, LOGICAL.json];
  const older = [CONVERTED.text, CONVERTED.enumeration, CONVERTED.json];
  if ((logical !== undefined && texts.includes(logical.kind)) || (converted !== undefined && older.includes(converted)))
    return string;
  throw new Unsupported('bytes that are not marked as text are not supported');
}

/** The type of a column of two files: an option where it is one in either; undefined where the types differ otherwise. */
export function mergeTypes(a: Type, b: Type): Type | undefined {
  if (a === b) return a;
  if (a.is === 'option' || b.is === 'option') {
    const inner = mergeTypes(a.is === 'option' ? a.of : a, b.is === 'option' ? b.of : b);
    return inner === undefined ? undefined : option(inner);
  }
  if (a.is === 'list' && b.is === 'list') {
    const of = mergeTypes(a.of, b.of);
    return of === undefined ? undefined : list(of);
  }
  if (a.is !== 'record' || b.is !== 'record' || a.fields.size !== b.fields.size) return undefined;
  const fields: [string, Type][] = [];
  for (const [name, type] of a.fields) {
    const other = b.fields.get(name);
    const merged = other === undefined ? undefined : mergeTypes(type, other);
    if (merged === undefined) return undefined;
    fields.push([name, merged]);
  }
  return record(fields, a.name);
}
