import type { DType } from '../../../../kernels/dtype.ts';
import { Unreadable } from '../tree/unreadable.ts';
import { type ColumnType, typeOfColumn } from './column-types.ts';
import type { Node, Stored, StoredNumbers } from './node.ts';
import type { ColumnDescription, FieldDescription, SchemaDescription } from './schema-description.ts';

const MOST_DEPTH = 64;
const MOST_SIZE = 0x7fffffff;

/** The C++ types of numbers, as RNTuple names them. */
const NUMBERS: ReadonlyMap<string, DType> = new Map([
  ['bool', 'bool'],
  ['char', 'uint8'],
  ['std::byte', 'uint8'],
  ['std::int8_t', 'int8'],
  ['std::uint8_t', 'uint8'],
  ['std::int16_t', 'int16'],
  ['std::uint16_t', 'uint16'],
  ['std::int32_t', 'int32'],
  ['std::uint32_t', 'uint32'],
  ['std::int64_t', 'int64'],
  ['std::uint64_t', 'uint64'],
  ['float', 'float32'],
  ['double', 'float64'],
]);

/** Finds how the values of fields are stored. */
export class FieldNodes {
  /** The parts of fields that cannot be read, by their paths, with the reason. */
  readonly unreadable = new Map<string, string>();
  readonly #schema: SchemaDescription;
  readonly #inside = new Map<number, FieldDescription[]>();

  constructor(schema: SchemaDescription) {
    this.#schema = schema;
    for (const field of schema.fields) {
      if (field.parent === field.id) continue;
      const siblings = this.#inside.get(field.parent);
      if (siblings === undefined) this.#inside.set(field.parent, [field]);
      else siblings.push(field);
    }
  }

  /** The fields that are in no other. */
  get top(): readonly FieldDescription[] {
    return this.#schema.fields.filter(({ id, parent }) => id === parent);
  }

  /** How the values of a field are stored. @throws Unreadable */
  nodeOf(field: FieldDescription, path: string, depth = 0): Node {
    if (depth > MOST_DEPTH) throw new Unreadable('it has too many fields in one another');
    const node = this.#once(field, path, depth);
    if (field.repeated === undefined) return node;
    if (field.repeated > MOST_SIZE) throw new Unreadable(`it is an array of ${field.repeated} values`);
    return { is: 'array', size: field.repeated, of: node };
  }

  #once(field: FieldDescription, path: string, depth: number): Node {
    switch (field.role) {
      case 'leaf':
        return this.#leaf(field, path, depth);
      case 'collection':
        return this.#collection(field, path, depth);
      case 'record':
        return this.#record(field, path, depth);
      case 'variant':
        return this.#variant(field, path, depth);
      case 'streamer':
        throw new Unreadable(`it holds objects of the class ${field.typeName} in ROOT's own serialization`);
      default:
        throw new Unreadable('its structure is of a newer version of the format');
    }
  }

  #leaf(field: FieldDescription, path: string, depth: number): Node {
    const columns = this.#schema.columnsOf.get(field.id) ?? [];
    // An enum, an atomic or an array holds its value in another field.
    if (columns.length === 0) return this.nodeOf(this.#only(field), path, depth + 1);
    if (field.typeName === 'std::string') {
      const [index, characters] = [this.#stored(columns, path, 0, 2), this.#stored(columns, path, 1, 2)];
      return { is: 'string', index: ofKind(index, 'index'), characters: asText(ofKind(characters, 'number')) };
    }
    const stored = this.#stored(columns, path, 0, 1);
    if (field.typeName.startsWith('ROOT::RNTupleCardinality<'))
      return { is: 'lengths', dtype: 'int64', index: ofKind(stored, 'index') };
    const numbers = ofKind(stored, 'number');
    return { is: 'number', dtype: dtypeOf(field, numbers), numbers };
  }

  #collection(field: FieldDescription, path: string, depth: number): Node {
    const index = ofKind(this.#stored(this.#schema.columnsOf.get(field.id) ?? [], path, 0, 1), 'index');
    const of = this.nodeOf(this.#only(field), path, depth + 1);
    return { is: /^std::(optional|unique_ptr)</.test(field.typeName) ? 'optional' : 'list', index, of };
  }

  #record(field: FieldDescription, path: string, depth: number): Node {
    const fields = new Map<string, Node>();
    const parts = this.#inside.get(field.id) ?? [];
    for (const part of parts) {
      const isBase = part.name.startsWith(':');
      const name = isBase ? part.typeName : memberName(field, part);
      try {
        const node = this.nodeOf(part, isBase ? path : `${path}.${name}`, depth + 1);
        if (isBase && node.is === 'record') addBase(fields, name, node.fields);
        else add(fields, name, node);
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        this.unreadable.set(`${path}.${name}`, error.message);
      }
    }
    if (fields.size === 0 && parts.some(({ name }) => !name.startsWith(':')))
      throw new Unreadable('none of its fields can be read');
    return { is: 'record', fields };
  }

  #variant(field: FieldDescription, path: string, depth: number): Node {
    const tags = ofKind(this.#stored(this.#schema.columnsOf.get(field.id) ?? [], path, 0, 1), 'switch');
    const parts = this.#inside.get(field.id) ?? [];
    if (parts.length === 0 || parts.length > MOST_ALTERNATIVES)
      throw new Unreadable(`it is a variant of ${parts.length} types`);
    const of = parts.map((part) => this.nodeOf(part, path, depth + 1));
    if (of.some((node) => node.is === 'variant')) throw new Unreadable('it is a variant of variants');
    return { is: 'variant', tags, of, mayHoldNone: tags.choices.some(({ column }) => column.deferred) };
  }

  #only(field: FieldDescription): FieldDescription {
    const [inside, ...others] = this.#inside.get(field.id) ?? [];
    if (inside === undefined || others.length > 0)
      throw new Unreadable(`its type ${field.typeName} has ${others.length + (inside === undefined ? 0 : 1)} parts`);
    return inside;
  }

  /** The column `at` of each representation, which has `each` columns. */
  #stored(columns: readonly ColumnDescription[], field: string, at: number, each: number): Stored {
    const ordered = [...columns].sort((a, b) => a.representation - b.representation);
    if (columns.length === 0 || columns.length % each !== 0)
      throw new Unreadable(`it has ${columns.length} columns, expected ${each}`);
    const choices = ordered.flatMap((column, i) => {
      if (column.representation !== ordered[i - (i % each)]?.representation)
        throw new Unreadable('its representations have different numbers of columns');
      return i % each === at ? [{ column, type: typeOfColumn(column) }] : [];
    });
    if (new Set(choices.map(({ column }) => column.representation)).size < choices.length)
      throw new Unreadable(`it has ${columns.length} columns, expected ${each}`);
    return { field, choices };
  }
}

// As in trees, the parts of a pair are called as C++ does; those of a tuple are counted.
function memberName({ typeName }: FieldDescription, { name }: FieldDescription): string {
  if (typeName.startsWith('std::pair<')) return name === '_0' ? 'first' : name === '_1' ? 'second' : name;
  return typeName.startsWith('std::tuple<') ? name.replace(/^_/, '') : name;
}

const MOST_ALTERNATIVES = 125;

function ofKind<K extends ColumnType['is']>(stored: Stored, kind: K): Stored<Extract<ColumnType, { is: K }>> {
  const other = stored.choices.find(({ type }) => type.is !== kind);
  if (other !== undefined) throw new Unreadable(`its column is of the kind ${other.type.is}, expected ${kind}`);
  return stored as Stored<Extract<ColumnType, { is: K }>>;
}

function asText(characters: StoredNumbers): StoredNumbers {
  if (characters.choices.some(({ type }) => type.dtype !== 'uint8' || type.encoding !== 'plain'))
    throw new Unreadable('its text is not stored as characters');
  return characters;
}

const isFloat = (dtype: DType): boolean => dtype === 'float32' || dtype === 'float64';

// Floats may be stored with less precision than their type has; all else must be stored as what it is.
function dtypeOf({ typeName }: FieldDescription, { choices }: StoredNumbers): DType {
  const stored = choices.map(({ type }) => type.dtype);
  const dtype = NUMBERS.get(typeName) ?? stored[0];
  const other = stored.find((one) => one !== dtype && !(isFloat(one) && isFloat(dtype as DType)));
  if (dtype !== undefined && other === undefined) return dtype;
  throw new Unreadable(`its type is ${typeName}, but it is stored as ${other}`);
}

function add(fields: Map<string, Node>, name: string, node: Node): void {
  if (fields.has(name)) throw new Unreadable('another field has the same name');
  fields.set(name, node);
}

// A name that is taken gets that of the base in front.
function addBase(fields: Map<string, Node>, base: string, of: ReadonlyMap<string, Node>): void {
  for (const [name, node] of of) add(fields, fields.has(name) ? `${base}::${name}` : name, node);
}
