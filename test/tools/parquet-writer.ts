import { brotliCompressSync, gzipSync } from 'node:zlib';
import { Encoder } from '@toondepauw/node-zstd';
import { snappyCompress } from 'hysnappy';
import { crc32 } from '../../src/sources/parquet/decoder/checksum.ts';
import { Bytes, deltas, hybrid, packBits, split } from './parquet-encode.ts';

/** A field of a Parquet schema; a group has children, a leaf a physical type. */
export interface Field {
  readonly name: string;
  readonly repetition: 'required' | 'optional' | 'repeated';
  readonly isList?: boolean;
  readonly physical?: Physical;
  /** Width and sign of an integer. */
  readonly integer?: { readonly bits: number; readonly signed: boolean };
  readonly children?: readonly Field[];
}
export type Physical = 'bool' | 'int32' | 'int64' | 'float' | 'double';
export type Encoding = 'plain' | 'dictionary' | 'split' | 'delta' | 'rle';
export type Codec = 'none' | 'snappy' | 'gzip' | 'brotli' | 'zstd' | 'lz4';

/** How columns are written. */
export interface WriteOptions {
  readonly version: 1 | 2;
  readonly codec: Codec;
  readonly encoding: (physical: Physical) => Encoding;
  /** At most so many rows a page, and a row group. */
  readonly pageRows: number;
  readonly groupRows: number;
  readonly checksums?: boolean;
  /** The next number below something, for choices that must not matter. */
  readonly choose?: (below: number) => number;
  readonly createdBy?: string;
}

/** A list as most writers have it: a group around a repeated group around the element. */
export const listField = (name: string, element: Omit<Field, 'name'>, optional = true): Field => ({
  name,
  repetition: optional ? 'optional' : 'required',
  isList: true,
  children: [{ name: 'list', repetition: 'repeated', children: [{ ...element, name: 'element' }] }],
});

const PHYSICAL_NUMBER = { bool: 0, int32: 1, int64: 2, float: 4, double: 5 } as const;
const SIZE = { bool: 0, int32: 4, int64: 8, float: 4, double: 8 } as const;
const ENCODING_NUMBER = { plain: 0, rle: 3, delta: 5, dictionary: 8, split: 9 } as const;
const CODEC_NUMBER = { none: 0, snappy: 1, gzip: 2, brotli: 4, zstd: 6, lz4: 7 } as const;

const zstd = new Encoder(3);
const COMPRESS: Readonly<Record<Codec, (bytes: Uint8Array) => Uint8Array>> = {
  none: (bytes) => bytes,
  snappy: snappyCompress,
  gzip: (bytes) => gzipSync(bytes),
  brotli: (bytes) => brotliCompressSync(bytes),
  zstd: (bytes) => zstd.encodeSync(Buffer.from(bytes)),
  lz4: literalLz4,
};

/** An LZ4 block without copies. */
function literalLz4(bytes: Uint8Array): Uint8Array {
  const out = new Bytes().byte(Math.min(15, bytes.length) << 4);
  if (bytes.length >= 15) {
    let rest = bytes.length - 15;
    for (; rest >= 255; rest -= 255) out.byte(255);
    out.byte(rest);
  }
  return out.all(bytes).done();
}

/** One leaf with the entries of its column, as levels and values. */
interface Leaf {
  readonly field: Field;
  readonly path: readonly string[];
  readonly maxDefinition: number;
  readonly maxRepetition: number;
  readonly entries: { repetition: number; definition: number; value: unknown }[];
}

function leavesOf(fields: readonly Field[], path: readonly string[] = [], definition = 0, repetition = 0): Leaf[] {
  return fields.flatMap((field) => {
    const d = definition + (field.repetition === 'required' ? 0 : 1);
    const r = repetition + (field.repetition === 'repeated' ? 1 : 0);
    const inner = [...path, field.name];
    if (field.children !== undefined) return leavesOf(field.children, inner, d, r);
    return [{ field, path: inner, maxDefinition: d, maxRepetition: r, entries: [] }];
  });
}

/** Takes rows apart into the entries of their leaves. A value is an array for a list, an object for a struct. */
function shred(fields: readonly Field[], leaves: readonly Leaf[], row: Readonly<Record<string, unknown>>): void {
  let at = 0;
  const write = (field: Field, value: unknown, repetition: number, definition: number, depth: number): void => {
    if (field.repetition === 'repeated') {
      const list = (value ?? []) as readonly unknown[];
      const start = at;
      if (list.length === 0) inside(field, undefined, repetition, definition, depth + 1);
      for (const [i, element] of list.entries()) {
        at = start;
        inside(field, element, i === 0 ? repetition : depth + 1, definition + 1, depth + 1);
      }
    } else if (field.repetition === 'optional' && value === undefined)
      inside(field, undefined, repetition, definition, depth);
    else inside(field, value, repetition, definition + (field.repetition === 'optional' ? 1 : 0), depth);
  };
  const inside = (field: Field, value: unknown, repetition: number, definition: number, depth: number): void => {
    if (field.children === undefined) leaves[at++]?.entries.push({ repetition, definition, value });
    else
      for (const child of field.children)
        if (value === undefined) missing(child, repetition, definition);
        else write(child, partOf(field, value, child), repetition, definition, depth);
  };
  const missing = (field: Field, repetition: number, definition: number): void => {
    if (field.children === undefined) leaves[at++]?.entries.push({ repetition, definition, value: undefined });
    else for (const child of field.children) missing(child, repetition, definition);
  };
  for (const field of fields) write(field, row[field.name], 0, 0, 0);
}

// The groups in a list are not in its values.
function partOf(field: Field, value: unknown, child: Field): unknown {
  if (field.isList === true) return value;
  const isMiddle = field.repetition === 'repeated' && field.children?.length === 1 && child.name === 'element';
  return isMiddle ? value : (value as Readonly<Record<string, unknown>>)[child.name];
}

/** A Parquet file with the given rows. */
export function writeParquet(
  fields: readonly Field[],
  rows: readonly Readonly<Record<string, unknown>>[],
  options: WriteOptions,
): Uint8Array {
  const file = new Bytes().all(Buffer.from('PAR1'));
  const groups: Uint8Array[] = [];
  for (let from = 0; from < rows.length; from += options.groupRows) {
    const some = rows.slice(from, from + options.groupRows);
    const leaves = leavesOf(fields);
    for (const row of some) shred(fields, leaves, row);
    const chunks = leaves.map((leaf) => writeChunk(file, leaf, options));
    const group = new Struct().list(1, chunks).i64(2, 1).i64(3, some.length);
    groups.push(group.done());
  }
  const footer = new Struct()
    .i32(1, 2)
    .list(2, schemaOf(fields))
    .i64(3, rows.length)
    .list(4, groups)
    .text(6, options.createdBy ?? 'jagged tests')
    .done();
  return file.all(footer).fixed(footer.length, 4).all(Buffer.from('PAR1')).done();
}

function schemaOf(fields: readonly Field[]): Uint8Array[] {
  const element = (field: Field): Uint8Array[] => {
    const struct = new Struct();
    if (field.physical !== undefined) struct.i32(1, PHYSICAL_NUMBER[field.physical]);
    struct.i32(3, ['required', 'optional', 'repeated'].indexOf(field.repetition)).text(4, field.name);
    if (field.children !== undefined) struct.i32(5, field.children.length);
    if (field.isList === true) struct.i32(6, 3);
    if (field.integer !== undefined) {
      const { bits, signed } = field.integer;
      struct.struct(10, new Struct().struct(10, new Struct().i8(1, bits).bool(2, signed)));
    }
    return [struct.done(), ...(field.children ?? []).flatMap(element)];
  };
  return [new Struct().text(4, 'schema').i32(5, fields.length).done(), ...fields.flatMap(element)];
}

function writeChunk(file: Bytes, leaf: Leaf, options: WriteOptions): Uint8Array {
  const physical = leaf.field.physical as Physical;
  const encoding = options.encoding(physical);
  const start = file.length;
  const values = leaf.entries.map(({ value }) => value).filter((value) => value !== undefined);
  const known = [...new Map(values.map((value) => [keyOf(value), value])).values()];
  let size = 0;
  const put = (page: { bytes: Uint8Array; size: number }): void => {
    file.all(page.bytes);
    size += page.size;
  };
  if (encoding === 'dictionary') put(dictionaryPage(plain(known, physical), known.length, options));
  const firstData = file.length;
  for (const entries of pagesOf(leaf, options.pageRows)) put(dataPage(leaf, entries, known, encoding, options));
  const column = new Struct()
    .i32(1, PHYSICAL_NUMBER[physical])
    .integers(2, [ENCODING_NUMBER[encoding], ENCODING_NUMBER.rle, ...(encoding === 'dictionary' ? [0] : [])])
    .texts(3, leaf.path)
    .i32(4, CODEC_NUMBER[options.codec])
    .i64(5, leaf.entries.length)
    .i64(6, size)
    .i64(7, file.length - start)
    .i64(9, firstData);
  if (encoding === 'dictionary') column.i64(11, start);
  return new Struct().i64(2, 0).struct(3, column).done();
}

const keyOf = (value: unknown): string => `${typeof value} ${Object.is(value, -0) ? '-0' : String(value)}`;

/** Pages of at most so many rows; a row is never cut. */
function pagesOf({ entries }: Leaf, pageRows: number): Leaf['entries'][] {
  const pages: Leaf['entries'][] = [];
  let rows = 0;
  for (const entry of entries) {
    if (entry.repetition === 0 && rows++ % pageRows === 0) pages.push([]);
    pages.at(-1)?.push(entry);
  }
  return pages;
}

function dictionaryPage(bytes: Uint8Array, values: number, options: WriteOptions): { bytes: Uint8Array; size: number } {
  const stored = COMPRESS[options.codec](bytes);
  return pageWith(2, 7, new Struct().i32(1, values).i32(2, 0), stored, bytes.length, options);
}

function dataPage(
  { field, maxDefinition, maxRepetition }: Leaf,
  entries: Leaf['entries'],
  known: readonly unknown[],
  encoding: Encoding,
  options: WriteOptions,
): { bytes: Uint8Array; size: number } {
  const choose = options.choose ?? (() => 0);
  const levels = (which: 'repetition' | 'definition', most: number): Uint8Array =>
    most === 0
      ? new Uint8Array(0)
      : hybrid(
          entries.map((entry) => entry[which]),
          most.toString(2).length,
          () => choose(2) === 1,
          () => 1 + choose(40),
        );
  const repetition = levels('repetition', maxRepetition);
  const definition = levels('definition', maxDefinition);
  const values = entries.map(({ value }) => value).filter((value) => value !== undefined);
  const body = encoded(values, field.physical as Physical, encoding, known, choose);
  if (options.version === 2) {
    const packed = choose(5) === 1 ? body : COMPRESS[options.codec](body);
    const header = new Struct()
      .i32(1, entries.length)
      .i32(2, entries.length - values.length)
      .i32(3, entries.filter((entry) => entry.repetition === 0).length)
      .i32(4, ENCODING_NUMBER[encoding])
      .i32(5, definition.length)
      .i32(6, repetition.length)
      .bool(7, packed !== body);
    const stored = new Bytes().all(repetition).all(definition).all(packed).done();
    return pageWith(3, 8, header, stored, repetition.length + definition.length + body.length, options);
  }
  const page = new Bytes();
  if (maxRepetition > 0) page.fixed(repetition.length, 4).all(repetition);
  if (maxDefinition > 0) page.fixed(definition.length, 4).all(definition);
  page.all(body);
  const header = new Struct().i32(1, entries.length).i32(2, ENCODING_NUMBER[encoding]).i32(3, 3).i32(4, 3);
  return pageWith(0, 5, header, COMPRESS[options.codec](page.done()), page.length, options);
}

function pageWith(
  kind: number,
  id: number,
  inner: Struct,
  stored: Uint8Array,
  size: number,
  { checksums }: WriteOptions,
): { bytes: Uint8Array; size: number } {
  const header = new Struct().i32(1, kind).i32(2, size).i32(3, stored.length);
  if (checksums === true) header.i32(4, crc32(stored) | 0);
  const bytes = header.struct(id, inner).done();
  return { bytes: new Bytes().all(bytes).all(stored).done(), size: bytes.length + size };
}

function plain(values: readonly unknown[], physical: Physical): Uint8Array {
  if (physical === 'bool') return packBits(values.map(Number), 1);
  const out = new DataView(new ArrayBuffer(values.length * SIZE[physical]));
  for (const [i, value] of values.entries()) {
    if (physical === 'int32') out.setInt32(4 * i, Number(value), true);
    else if (physical === 'int64') out.setBigInt64(8 * i, BigInt(value as bigint), true);
    else if (physical === 'float') out.setFloat32(4 * i, value as number, true);
    else out.setFloat64(8 * i, value as number, true);
  }
  return new Uint8Array(out.buffer);
}

function encoded(
  values: readonly unknown[],
  physical: Physical,
  encoding: Encoding,
  known: readonly unknown[],
  choose: (below: number) => number,
): Uint8Array {
  switch (encoding) {
    case 'plain':
      return plain(values, physical);
    case 'split':
      return split(plain(values, physical), SIZE[physical]);
    case 'delta':
      return deltas(values as number[], physical === 'int32' ? 32 : 64);
    case 'rle': {
      const runs = hybrid(
        values.map(Number),
        1,
        () => choose(2) === 1,
        () => 1 + choose(40),
      );
      return new Bytes().fixed(runs.length, 4).all(runs).done();
    }
    case 'dictionary': {
      const places = new Map(known.map((value, i) => [keyOf(value), i]));
      const width = known.length < 2 ? 0 : (known.length - 1).toString(2).length;
      const runs = hybrid(
        values.map((value) => places.get(keyOf(value)) as number),
        width,
        () => choose(2) === 1,
        () => 1 + choose(40),
      );
      return new Bytes().byte(width).all(runs).done();
    }
  }
}

/** A struct in Thrift's compact protocol. */
class Struct {
  readonly #bytes = new Bytes();
  #last = 0;

  #field(id: number, wire: number): Bytes {
    this.#bytes.byte(((id - this.#last) << 4) | wire);
    this.#last = id;
    return this.#bytes;
  }

  i8(id: number, value: number): this {
    this.#field(id, 3).byte(value);
    return this;
  }
  i32(id: number, value: number): this {
    this.#field(id, 5).zigzag(value);
    return this;
  }
  i64(id: number, value: number): this {
    this.#field(id, 6).zigzag(value);
    return this;
  }
  bool(id: number, value: boolean): this {
    this.#field(id, value ? 1 : 2);
    return this;
  }
  text(id: number, value: string): this {
    const bytes = Buffer.from(value);
    this.#field(id, 8).varint(bytes.length).all(bytes);
    return this;
  }
  struct(id: number, value: Struct): this {
    this.#field(id, 12).all(value.done());
    return this;
  }
  list(id: number, structs: readonly Uint8Array[]): this {
    this.#many(id, 12, structs);
    return this;
  }
  integers(id: number, values: readonly number[]): this {
    this.#many(
      id,
      5,
      values.map((value) => new Bytes().zigzag(value).done()),
    );
    return this;
  }
  texts(id: number, values: readonly string[]): this {
    this.#many(
      id,
      8,
      values.map((value) => new Bytes().varint(Buffer.byteLength(value)).all(Buffer.from(value)).done()),
    );
    return this;
  }
  done(): Uint8Array {
    return new Bytes().all(this.#bytes.done()).byte(0).done();
  }

  #many(id: number, wire: number, items: readonly Uint8Array[]): void {
    const bytes = this.#field(id, 9);
    if (items.length < 15) bytes.byte((items.length << 4) | wire);
    else bytes.byte(0xf0 | wire).varint(items.length);
    for (const item of items) bytes.all(item);
  }
}
