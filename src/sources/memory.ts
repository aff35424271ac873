import type { Table } from 'apache-arrow';
import type { Layout, RecordLayout } from '../../kernels/layout.ts';
import type { Form, Need, SourceInfo } from '../../compiler/source.ts';
import { SourceError } from '../../compiler/tree/problem.ts';
import { never, type RecordType, record, showType, type Type } from '../../compiler/tree/type.ts';
import { arrange, type SchemaName } from '../schemas/registry.ts';
import type { Schema, StoredColumn } from '../schemas/schema.ts';
import { typeOfLayout } from '../../compiler/tree/layout-type.ts';
import { arrowColumns, commonLength } from './memory/arrow.ts';
import { columnLayout, type MemoryColumn } from './memory/columns.ts';
import { fits, valuesToLayout } from './memory/encode.ts';
import { inferType } from './memory/infer.ts';
import { sliceLayout } from '../../kernels/slice.ts';
import { checkedChunkSize, cutRows } from './cut-rows.ts';
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

/** A source of plain objects, one a row; see `inferType` for the types. */
export function fromValues(rows: readonly unknown[], options: MemoryOptions = {}): Source {
  const type = inferType(rows, 'the rows');
  if (rows.length === 0) return fromLayouts(new Map(), 0, options);
  if (type.is !== 'record') {
    const found = type.is === 'option' ? 'a missing row' : `rows of type ${type.is}`;
    throw new SourceError('not-records', `rows must be objects, found ${found}`, {
      hint: 'put other values in a field: { x: value }, or use fromColumns',
    });
  }
  return fromLayouts((valuesToLayout(rows, type) as RecordLayout).fields, rows.length, options);
}

/** A source of columns of equal length; typed arrays are not copied. */
export function fromColumns(
  columns: Readonly<Record<string, MemoryColumn>> | ReadonlyMap<string, MemoryColumn>,
  options: MemoryOptions = {},
): Source {
  const entries: readonly (readonly [string, MemoryColumn])[] =
    columns instanceof Map ? [...columns] : Object.entries(columns);
  const layouts = new Map(entries.map(([name, column]) => [name, columnLayout(column, `column '${name}'`)]));
  return fromLayouts(layouts, commonLength(layouts), options);
}

/** A source of an Arrow table; its buffers are not copied where it has one chunk. */
export function fromArrow(table: Table, options: MemoryOptions = {}): Source {
  const layouts = arrowColumns(table);
  commonLength(layouts);
  return fromLayouts(layouts, table.numRows, options);
}

/** The buffers of an array: of the given type, else of the type that the values show. */
export function arrayLayout(values: MemoryColumn, type?: Type): Layout {
  if (type === undefined) return columnLayout(values, 'the array', never);
  if (!Array.isArray(values)) throw new SourceError('bad-type', 'a type is for plain values; buffers have their own');
  for (const [i, value] of values.entries())
    if (!fits(value, type)) throw new SourceError('bad-type', `value ${i} is no ${showType(type)}`);
  return valuesToLayout(values, type);
}

/** A source of columns that are buffers already. */
export function fromLayouts(
  columns: ReadonlyMap<string, Layout>,
  rows: number,
  { name = 'memory', chunkSize, schema = 'plain' }: MemoryOptions,
): Source {
  const stored = storedColumns(record([...columns].map(([column, layout]) => [column, typeOfLayout(layout)])));
  const info = { name, ...arrange(stored, schema, name), rows, columns: columns.size };
  return new Memory(columns, info, rows, checkedChunkSize(chunkSize));
}

/** The columns of rows of a type, stored as they are. */
export function storedColumns({ fields }: RecordType): StoredColumn[] {
  return [...fields].map(([name, type]) => ({ name, type, form: formOf(type, name, []) }));
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

  constructor(columns: ReadonlyMap<string, Layout>, info: SourceInfo, rows: number, chunkSize: number | undefined) {
    this.info = info;
    this.#columns = columns;
    const file = info.name;
    const ranges = cutRows(file, { start: 0, stop: rows }, chunkSize);
    this.#partitions = ranges.map((range, index) => ({ index, file, ...range }));
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
