import type { LogicalType, Vector } from '@duckdb/node-bindings';
import { allocate, ARRAY_OF, type DType, type NumberArray } from '../../../kernels/dtype.ts';
import type { Layout } from '../../../kernels/layout.ts';
import { SourceError } from '../../../compiler/tree/problem.ts';
import type { ColumnTree } from '../rows/column-tree.ts';
import type { LeafType } from '../rows/read-tree.ts';
import { StringPieces } from './string-pieces.ts';
import { Validity, type Rows } from './validity.ts';

type Bindings = typeof import('@duckdb/node-bindings');

/** What a builder must know beside the tree. */
export interface BuilderContext {
  readonly duckdb: Bindings;
  readonly file: string;
  readonly column: string;
}

/** Collects the values of one vector after the other. */
export interface VectorBuilder {
  append(vector: Vector, rows: Rows): void;
  finish(): Layout;
}

/** The builder for a column of the given DuckDB type; the type must be the one that the tree expects. */
export function builderFor(tree: ColumnTree, type: LogicalType, context: BuilderContext): VectorBuilder {
  switch (tree.is) {
    case 'leaf':
      return leafBuilder(tree.type, tree.optional, type, context);
    case 'list':
      return new ListBuilder(tree, type, context);
    case 'struct':
      return new StructBuilder(tree, type, context);
  }
}

// Type numbers of DuckDB's C interface; timestamps and times are 64-bit, dates 32-bit.
const DTYPE_OF: Readonly<Record<number, DType>> = {
  1: 'bool',
  2: 'int8',
  3: 'int16',
  4: 'int32',
  5: 'int64',
  6: 'uint8',
  7: 'uint16',
  8: 'uint32',
  9: 'uint64',
  10: 'float32',
  11: 'float64',
  12: 'int64',
  13: 'int32',
  14: 'int64',
  20: 'int64',
  21: 'int64',
  22: 'int64',
  31: 'int64',
  39: 'int64',
};
const [VARCHAR, LIST, STRUCT] = [17, 24, 25];

function leafBuilder(wanted: LeafType, optional: boolean, type: LogicalType, context: BuilderContext): VectorBuilder {
  const id = context.duckdb.get_type_id(type) as number;
  if (wanted === 'string') {
    if (id !== VARCHAR) throw differs(context, 'text', DTYPE_OF[id]);
    return new StringBuilder(optional, context);
  }
  const dtype = DTYPE_OF[id];
  const counts = dtype !== undefined && /int/.test(dtype);
  if (dtype === undefined || (wanted === 'count' ? !counts : wanted !== dtype))
    throw differs(context, wanted === 'count' ? 'an integer' : wanted, dtype);
  return new NumberBuilder(dtype, optional, context);
}

function differs({ file, column }: BuilderContext, wanted: string, found: string | undefined): SourceError {
  return new SourceError(
    'type-differs',
    `column '${column}' of ${file} is not as expected: wanted ${wanted}, found ${found ?? 'another type'}`,
  );
}

/** The first `count` values of a vector; DuckDB gives a copy, which is ours to keep. */
function dataOf<T>(
  duckdb: Bindings,
  vector: Vector,
  bytes: number,
  view: (buffer: ArrayBuffer, offset: number) => T,
): T {
  const data = duckdb.vector_get_data(vector, bytes);
  const own = data.byteOffset % 8 === 0 ? data : data.slice();
  return view(own.buffer as ArrayBuffer, own.byteOffset);
}

class NumberBuilder implements VectorBuilder {
  readonly #pieces: NumberArray[] = [];
  readonly #dtype: DType;
  readonly #context: BuilderContext;
  readonly #validity: Validity;
  #length = 0;

  constructor(dtype: DType, optional: boolean, context: BuilderContext) {
    this.#dtype = dtype;
    this.#context = context;
    this.#validity = new Validity(optional, 'value', context);
  }

  append(vector: Vector, rows: Rows): void {
    if (rows.count === 0) return;
    const ArrayType = ARRAY_OF[this.#dtype];
    const { duckdb } = this.#context;
    const all = dataOf<NumberArray>(
      duckdb,
      vector,
      rows.upTo * ArrayType.BYTES_PER_ELEMENT,
      (buffer, at) => new ArrayType(buffer, at, rows.upTo),
    );
    const piece =
      rows.index === undefined ? all.subarray(rows.from, rows.from + rows.count) : gather(this.#dtype, all, rows.index);
    const valid = this.#validity.take(vector, rows);
    // What DuckDB leaves behind a missing value is not defined; equal data must give equal bytes.
    const zero = allocate(this.#dtype, 1)[0];
    if (valid !== undefined) for (let i = 0; i < valid.length; i++) if (valid[i] === 0) piece[i] = zero as never;
    this.#pieces.push(piece);
    this.#length += piece.length;
  }

  finish(): Layout {
    const [only] = this.#pieces;
    const whole = this.#pieces.length === 1 && only !== undefined && only.byteLength === only.buffer.byteLength;
    const data = whole ? only : joined(this.#dtype, this.#pieces, this.#length);
    return this.#validity.wrap({ is: 'numbers', dtype: this.#dtype, data });
  }
}

function gather(dtype: DType, all: NumberArray, index: Int32Array): NumberArray {
  const to = allocate(dtype, index.length);
  for (let i = 0; i < index.length; i++) to[i] = all[index[i] as number] as never;
  return to;
}

function joined(dtype: DType, pieces: readonly NumberArray[], length: number): NumberArray {
  const to = allocate(dtype, length);
  let at = 0;
  for (const piece of pieces) {
    to.set(piece as never, at);
    at += piece.length;
  }
  return to;
}

class StringBuilder implements VectorBuilder {
  readonly #pieces: StringPieces;
  readonly #validity: Validity;

  constructor(optional: boolean, context: BuilderContext) {
    this.#pieces = new StringPieces(context);
    this.#validity = new Validity(optional, 'value', context);
  }

  append(vector: Vector, rows: Rows): void {
    if (rows.count > 0) this.#pieces.append(vector, rows, this.#validity.take(vector, rows));
  }

  finish(): Layout {
    return this.#validity.wrap(this.#pieces.finish());
  }
}

class StructBuilder implements VectorBuilder {
  readonly #children: { readonly name: string; readonly position: number; readonly builder: VectorBuilder }[] = [];
  readonly #context: BuilderContext;
  readonly #validity: Validity;
  #length = 0;

  constructor(tree: ColumnTree & { is: 'struct' }, type: LogicalType, context: BuilderContext) {
    const { duckdb, column } = context;
    this.#context = context;
    this.#validity = new Validity(tree.optional, 'value', context);
    if ((duckdb.get_type_id(type) as number) !== STRUCT) throw differs(context, 'a struct', undefined);
    const names = Array.from({ length: duckdb.struct_type_child_count(type) }, (_, i) =>
      duckdb.struct_type_child_name(type, i),
    );
    for (const [name, child] of tree.fields) {
      const position = names.indexOf(name);
      if (position < 0) throw differs(context, `a struct with '${name}'`, `${names.join(', ')}` as DType);
      const inner = { ...context, column: `${column}.${name}` };
      this.#children.push({
        name,
        position,
        builder: builderFor(child, duckdb.struct_type_child_type(type, position), inner),
      });
    }
  }

  append(vector: Vector, rows: Rows): void {
    const valid = this.#validity.take(vector, rows);
    // DuckDB clears the fields of a missing struct, which must not be taken for missing fields.
    const below = valid === undefined ? rows : { ...rows, present: valid };
    for (const { position, builder } of this.#children)
      builder.append(this.#context.duckdb.struct_vector_get_child(vector, position), below);
    this.#length += rows.count;
  }

  finish(): Layout {
    const fields = new Map(this.#children.map(({ name, builder }) => [name, builder.finish()]));
    return this.#validity.wrap({ is: 'record', length: this.#length, fields });
  }
}

class ListBuilder implements VectorBuilder {
  readonly #pieces: Int32Array[] = [];
  readonly #child: VectorBuilder | undefined;
  readonly #context: BuilderContext;
  readonly #validity: Validity;
  #lists = 0;
  #total = 0;

  constructor(tree: ColumnTree & { is: 'list' }, type: LogicalType, context: BuilderContext) {
    this.#context = context;
    this.#validity = new Validity(tree.optional, 'list', context);
    const { duckdb } = context;
    if ((duckdb.get_type_id(type) as number) !== LIST)
      throw differs(context, 'a list', DTYPE_OF[duckdb.get_type_id(type) as number]);
    this.#child = tree.of === undefined ? undefined : builderFor(tree.of, duckdb.list_type_child_type(type), context);
  }

  append(vector: Vector, rows: Rows): void {
    if (rows.count === 0) return;
    const { duckdb } = this.#context;
    // Entries are (offset, length) as 64-bit integers; both are below 2**32, so the low words do.
    const entries = dataOf(duckdb, vector, rows.upTo * 16, (buffer, at) => new Uint32Array(buffer, at, rows.upTo * 4));
    const ends = new Int32Array(rows.count);
    const content = contentOf(entries, rows, this.#validity.take(vector, rows), ends);
    this.#grow(content.count);
    this.#pieces.push(ends);
    this.#lists += rows.count;
    this.#child?.append(duckdb.list_vector_get_child(vector), content);
  }

  finish(): Layout {
    const offsets = new Int32Array(this.#lists + 1);
    let at = 1;
    for (const ends of this.#pieces) {
      const base = offsets[at - 1] as number;
      for (let i = 0; i < ends.length; i++) offsets[at++] = base + (ends[i] as number);
    }
    const content = this.#child?.finish() ?? {
      is: 'record' as const,
      length: this.#total,
      fields: new Map<string, Layout>(),
    };
    return this.#validity.wrap({ is: 'list', offsets, content });
  }

  #grow(count: number): void {
    this.#total += count;
    if (this.#total <= 0x7fffffff) return;
    const { column, file } = this.#context;
    throw new SourceError(
      'too-large',
      `column '${column}' of ${file} has more than 2**31 list elements in one partition`,
      { hint: 'use a smaller chunkSize' },
    );
  }
}

/** Which rows of the child vector the lists have, in order; sets `ends` to the running sum of their lengths. */
function contentOf(entries: Uint32Array, rows: Rows, valid: Uint8Array | undefined, ends: Int32Array): Rows {
  let base = -1;
  let sum = 0;
  let contiguous = true;
  for (let i = 0; i < rows.count; i++) {
    const at = 4 * (rows.index === undefined ? rows.from + i : (rows.index[i] as number));
    const length = valid !== undefined && valid[i] === 0 ? 0 : (entries[at + 2] as number);
    if (length > 0) {
      const offset = entries[at] as number;
      if (base < 0) base = offset;
      else if (offset !== base + sum) contiguous = false;
      sum += length;
    }
    ends[i] = sum;
  }
  const from = Math.max(0, base);
  const rowOf = (element: number): number => rows.rowOf(ends.findIndex((end) => end > element));
  if (contiguous) return { from, count: sum, index: undefined, upTo: from + sum, present: undefined, rowOf };
  return { ...gathered(entries, rows, ends, sum), present: undefined, rowOf };
}

// DuckDB may let lists share elements, or leave gaps and disorder between them.
function gathered(
  entries: Uint32Array,
  rows: Rows,
  ends: Int32Array,
  sum: number,
): Pick<Rows, 'from' | 'count' | 'index' | 'upTo'> {
  const index = new Int32Array(sum);
  let upTo = 0;
  let to = 0;
  for (let i = 0; i < rows.count; i++) {
    const end = ends[i] as number;
    if (end === to) continue;
    const row = rows.index === undefined ? rows.from + i : (rows.index[i] as number);
    let from = entries[4 * row] as number;
    while (to < end) index[to++] = from++;
    upTo = Math.max(upTo, from);
  }
  return { from: 0, count: sum, index, upTo };
}
