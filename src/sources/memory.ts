import type { Table } from 'apache-arrow';
import type { NumberArray } from '../../kernels/dtype.ts';
import { type Layout, lengthOf, type RecordLayout } from '../../kernels/layout.ts';
import type { Form, Need, SourceInfo } from '../../compiler/source.ts';
import { SourceError } from '../../compiler/tree/problem.ts';
import { float64, never, showType, type Type } from '../../compiler/tree/type.ts';
import { arrange, type SchemaName } from '../schemas/registry.ts';
import type { Schema } from '../schemas/schema.ts';
import { typeOfLayout } from '../../compiler/tree/layout-type.ts';
import { arrowColumns, commonLength } from './memory/arrow.ts';
import { fits, valuesToLayout } from './memory/encode.ts';
import { dtypeOf, inferType } from './memory/infer.ts';
import { sliceLayout } from '../../kernels/slice.ts';
import { assemble } from './rows/assemble.ts';
import { columnTrees } from './rows/column-tree.ts';
import { readTree } from './rows/read-tree.ts';
import type { Partition, ReadRequest, Source } from './source.ts';

/** How data in memory are taken. */
export interface MemoryOptions {
  /** What explain and errors call the data. */
  readonly name?: string | undefined;
  /** Rows a partition; without it there is one partition. */
  readonly chunkSize?: number | undefined;
  /** How columns become records; 'plain' where nothing is said. */
  readonly schema?: SchemaName | Schema | undefined;
}

/** A column: a typed array, lists as offsets and content, or an array of values. */
export type MemoryColumn =
  | NumberArray
  | readonly unknown[]
  | { readonly offsets: ArrayLike<number>; readonly content: MemoryColumn };

/** A source of plain objects, one a row; see `inferType` for the types. */
export function fromValues(rows: readonly unknown[], options: MemoryOptions = {}): Source {
  const type = inferType(rows, 'the rows');
  if (rows.length === 0) return source(new Map(), 0, options);
  if (type.is !== 'record') {
    const found = type.is === 'option' ? 'a missing row' : `rows of type ${type.is}`;
    throw new SourceError('not-records', `rows must be objects, found ${found}`, {
      hint: 'put other values in a field: { x: value }, or use fromColumns',
    });
  }
  return source((valuesToLayout(rows, type) as RecordLayout).fields, rows.length, options);
}

/** A source of columns of equal length; typed arrays are not copied. */
export function fromColumns(
  columns: Readonly<Record<string, MemoryColumn>> | ReadonlyMap<string, MemoryColumn>,
  options: MemoryOptions = {},
): Source {
  const entries: readonly (readonly [string, MemoryColumn])[] =
    columns instanceof Map ? [...columns] : Object.entries(columns);
  const layouts = new Map(entries.map(([name, column]) => [name, columnLayout(column, `column '${name}'`)]));
  return source(layouts, commonLength(layouts), options);
}

/** A source of an Arrow table; its buffers are not copied where it has one chunk. */
export function fromArrow(table: Table, options: MemoryOptions = {}): Source {
  const layouts = arrowColumns(table);
  commonLength(layouts);
  return source(layouts, table.numRows, options);
}

/** The buffers of an array: of the given type, else of the type that the values show. */
export function arrayLayout(values: MemoryColumn, type?: Type): Layout {
  if (type === undefined) return columnLayout(values, 'the array', never);
  if (!Array.isArray(values)) throw new SourceError('bad-type', 'a type is for plain values; buffers have their own');
  for (const [i, value] of values.entries())
    if (!fits(value, type)) throw new SourceError('bad-type', `value ${i} is no ${showType(type)}`);
  return valuesToLayout(values, type);
}

function columnLayout(column: MemoryColumn, path: string, unknown: Type = float64): Layout {
  const dtype = dtypeOf(column);
  if (dtype !== undefined) return { is: 'numbers', dtype, data: column as NumberArray };
  if (Array.isArray(column)) return valuesToLayout(column, inferType(column, path, unknown));
  if (typeof column !== 'object' || column === null || !('offsets' in column) || !('content' in column)) {
    throw new SourceError('unknown-value', `${path} is no column`, {
      hint: 'give a typed array, an array of values, or { offsets, content }',
    });
  }
  const content = columnLayout(column.content, `${path}[]`, unknown);
  return { is: 'list', offsets: checkedOffsets(column.offsets, lengthOf(content), path), content };
}

function checkedOffsets(offsets: ArrayLike<number>, length: number, path: string): Int32Array {
  const wrong = (what: string): SourceError => new SourceError('bad-offsets', `the offsets of ${path} ${what}`);
  if (offsets.length === 0 || Number(offsets[0]) !== 0) throw wrong('must begin with 0');
  for (let i = 1; i < offsets.length; i++) {
    const [before, here] = [Number(offsets[i - 1]), Number(offsets[i])];
    if (!Number.isInteger(here) || here < before)
      throw wrong(`must be whole numbers that do not fall: ${before}, ${here} at position ${i}`);
  }
  const last = Number(offsets[offsets.length - 1]);
  if (last !== length) throw wrong(`end at ${last}, but the content has ${length} values`);
  return offsets instanceof Int32Array
    ? offsets
    : Int32Array.from({ length: offsets.length }, (_, i) => Number(offsets[i]));
}

function source(
  columns: ReadonlyMap<string, Layout>,
  rows: number,
  { name = 'memory', chunkSize, schema = 'plain' }: MemoryOptions,
): Source {
  if (chunkSize !== undefined && (!Number.isSafeInteger(chunkSize) || chunkSize < 1)) {
    throw new SourceError('bad-option', `chunkSize is ${chunkSize}, expected a whole number from 1`);
  }
  const stored = [...columns].map(([column, layout]) => {
    const type = typeOfLayout(layout);
    return { name: column, type, form: formOf(type, column, []) };
  });
  return new Memory(columns, { name, ...arrange(stored, schema, name), rows, columns: columns.size }, rows, chunkSize);
}

function formOf(type: Type, column: string, inside: readonly string[]): Form {
  if (type.is === 'option') return formOf(type.of, column, inside);
  if (type.is === 'list') return { is: 'list', of: formOf(type.of, column, inside), counter: undefined };
  if (type.is !== 'record') return { is: 'column', column, inside };
  return {
    is: 'record',
    fields: new Map([...type.fields].map(([name, field]) => [name, formOf(field, column, [...inside, name])])),
  };
}

class Memory implements Source {
  readonly info: SourceInfo;
  readonly #columns: ReadonlyMap<string, Layout>;
  readonly #partitions: readonly Partition[];

  constructor(columns: ReadonlyMap<string, Layout>, info: SourceInfo, rows: number, chunkSize = Math.max(1, rows)) {
    this.info = info;
    this.#columns = columns;
    this.#partitions = Array.from({ length: Math.ceil(rows / chunkSize) }, (_, index) => ({
      index,
      file: info.name,
      start: index * chunkSize,
      stop: Math.min(rows, (index + 1) * chunkSize),
    }));
  }

  partitions(): readonly Partition[] {
    return this.#partitions;
  }

  columnsOf(needs: readonly Need[]): readonly string[] {
    return [...columnTrees(this.#tree(needs)).keys()];
  }

  async read({ file, start, stop }: Partition, { needs }: ReadRequest, signal?: AbortSignal): Promise<RecordLayout> {
    signal?.throwIfAborted();
    const tree = this.#tree(needs);
    const names = columnTrees(tree).keys();
    const columns = new Map(
      [...names].map((name) => [name, sliceLayout(this.#columns.get(name) as Layout, start, stop)]),
    );
    return assemble(tree, columns, stop - start, { file, firstRow: start });
  }

  async close(): Promise<void> {}

  #tree(needs: readonly Need[]): ReturnType<typeof readTree> {
    return readTree(this.info, needs, () => 0);
  }
}
