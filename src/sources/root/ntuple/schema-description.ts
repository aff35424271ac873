import type { BytesReader } from './bytes-reader.ts';

/** The structural roles of fields, by their number. */
export const ROLES = ['leaf', 'collection', 'record', 'variant', 'streamer'] as const;

/** A field, as the schema describes it. */
export interface FieldDescription {
  readonly id: number;
  /** The id of the field it is in; its own where it is in none. */
  readonly parent: number;
  readonly role: (typeof ROLES)[number] | undefined;
  readonly name: string;
  /** The C++ type, such as `std::vector<float>`; empty where it has none. */
  readonly typeName: string;
  /** How many times the value is there, where the field is an array. */
  readonly repeated: number | undefined;
}

/** A stored column, as the schema describes it. */
export interface ColumnDescription {
  readonly id: number;
  readonly field: number;
  /** The number of its type; see column-types.ts. */
  readonly type: number;
  readonly bits: number;
  readonly representation: number;
  /** Whether elements that are missing in front of the first page are zeros. */
  readonly deferred: boolean;
  /** Whether there are no pages before the cluster in which it begins. */
  readonly suppressedBefore: boolean;
  readonly range: { readonly least: number; readonly most: number } | undefined;
}

/** Fields, columns, and which columns are used by more fields: of the header, and what the footer adds. */
export class SchemaDescription {
  readonly fields: FieldDescription[] = [];
  readonly columns: ColumnDescription[] = [];
  /** The columns of each field, in order; those of a projected field are columns of another one. */
  readonly columnsOf = new Map<number, ColumnDescription[]>();

  /** Reads a schema description: that of the header, then its extension in the footer. */
  add(reader: BytesReader): void {
    const fields = reader.list();
    for (let i = 0; i < fields.count; i++) this.fields.push(readField(fields.items.record(), this.fields.length));
    const columns = reader.list();
    for (let i = 0; i < columns.count; i++) {
      const column = readColumn(columns.items.record(), this.columns.length);
      this.columns.push(column);
      this.#attach(reader, column.field, column);
    }
    const aliases = reader.list();
    for (let i = 0; i < aliases.count; i++) {
      const alias = aliases.items.record();
      const [physical, field] = [alias.u32(), alias.u32()];
      const column = this.columns[physical];
      if (column === undefined) throw reader.damage(`it refers to column ${physical} of ${this.columns.length}`);
      this.#attach(reader, field, column);
    }
  }

  #attach(reader: BytesReader, field: number, column: ColumnDescription): void {
    if (field >= this.fields.length) throw reader.damage(`it refers to field ${field} of ${this.fields.length}`);
    const columns = this.columnsOf.get(field);
    if (columns === undefined) this.columnsOf.set(field, [column]);
    else columns.push(column);
  }
}

const REPEATED = 1;

function readField(reader: BytesReader, id: number): FieldDescription {
  reader.skip(8); // versions of the field and of its type
  const parent = reader.u32();
  const role = ROLES[reader.u16()];
  const flags = reader.u16();
  const [name, typeName] = [reader.string(), reader.string()];
  reader.string(); // the type's other name
  reader.string(); // the description
  return { id, parent, role, name, typeName, repeated: flags & REPEATED ? reader.count() : undefined };
}

const DEFERRED = 1;
const RANGED = 2;

function readColumn(reader: BytesReader, id: number): ColumnDescription {
  const [type, bits, field, flags, representation] = [
    reader.u16(),
    reader.u16(),
    reader.u32(),
    reader.u16(),
    reader.u16(),
  ];
  const first = flags & DEFERRED ? reader.i64() : 0n;
  const range = flags & RANGED ? { least: reader.f64(), most: reader.f64() } : undefined;
  return {
    id,
    field,
    type,
    bits,
    representation,
    deferred: (flags & DEFERRED) !== 0,
    suppressedBefore: first < 0n,
    range,
  };
}
