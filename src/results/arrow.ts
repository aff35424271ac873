import type { Data, DataType, Field, RecordBatch, Table, Vector } from 'apache-arrow';
import { bitmapOf } from '../../kernels/bits.ts';
import type { DType } from '../../kernels/dtype.ts';
import { type Layout, lengthOf } from '../../kernels/layout.ts';

type Arrow = typeof import('apache-arrow');
/** What `makeData` takes, whatever the type. */
type Make = (parts: Readonly<Record<string, unknown>>) => Data;

/** The name of the one column that values other than records are stored under. */
export const VALUE = 'value';

/** The columns that values become in a table: one for each field of records, else one. */
export function columnsOf(layout: Layout, name = VALUE): ReadonlyMap<string, Layout> {
  return layout.is === 'record' ? layout.fields : new Map([[name, layout]]);
}

/** The values of a layout as an Arrow vector. Buffers are shared, not copied; only booleans are packed into bits. */
export async function layoutToArrow(layout: Layout): Promise<Vector> {
  const arrow = await import('apache-arrow');
  return new arrow.Vector([dataOf(arrow, layout)]);
}

/** The values of a layout as an Arrow record batch: the columns of `columnsOf`. Buffers are shared. */
export async function layoutToBatch(layout: Layout, name?: string): Promise<RecordBatch> {
  const arrow = await import('apache-arrow');
  const columns = [...columnsOf(layout, name)].map(([field, of]) => {
    const data = dataOf(arrow, of);
    return { data, field: fieldOf(arrow, field, of, data) };
  });
  const schema = new arrow.Schema(columns.map(({ field }) => field));
  const make = arrow.makeData as unknown as Make;
  const rows = make({
    type: new arrow.Struct(schema.fields),
    length: lengthOf(layout),
    children: columns.map(({ data }) => data),
  });
  return new arrow.RecordBatch(schema, rows as never);
}

/** The values of a layout as an Arrow table of one record batch. */
export async function layoutToTable(layout: Layout, name?: string): Promise<Table> {
  const { Table: ArrowTable } = await import('apache-arrow');
  return new ArrowTable([await layoutToBatch(layout, name)]);
}

/** The values of a layout as the bytes of an Arrow IPC file (also called Feather 2). */
export async function layoutToIpc(layout: Layout, name?: string): Promise<Uint8Array> {
  const { tableToIPC } = await import('apache-arrow');
  return tableToIPC(await layoutToTable(layout, name), 'file');
}

/** A field may be null where its values are an option, and nowhere else. */
function fieldOf(arrow: Arrow, name: string, layout: Layout, { type }: Data): Field {
  return new arrow.Field(name, type as DataType, layout.is === 'option' || layout.is === 'nothing');
}

function dataOf(arrow: Arrow, layout: Layout, nullBitmap?: Uint8Array): Data {
  const make = arrow.makeData as unknown as Make;
  const length = lengthOf(layout);
  const common = nullBitmap === undefined ? { length } : { length, nullBitmap };
  switch (layout.is) {
    case 'option':
      return dataOf(arrow, layout.content, layout.valid);
    case 'numbers':
      return make({
        ...common,
        type: numberType(arrow, layout.dtype),
        data: layout.dtype === 'bool' ? bitmapOf(layout.data as Uint8Array) : layout.data,
      });
    case 'strings':
      return make({ ...common, type: new arrow.Utf8(), valueOffsets: layout.offsets, data: layout.bytes });
    case 'list': {
      const child = dataOf(arrow, layout.content);
      const item = fieldOf(arrow, 'item', layout.content, child);
      if (layout.size !== undefined && child.length === length * layout.size)
        return make({ ...common, type: new arrow.FixedSizeList(layout.size, item), child });
      const type = new arrow.List(item);
      return make({ ...common, type, valueOffsets: layout.offsets, child });
    }
    case 'record': {
      const children = [...layout.fields].map(([name, of]) => ({ name, of, data: dataOf(arrow, of) }));
      const type = new arrow.Struct(children.map(({ name, of, data }) => fieldOf(arrow, name, of, data)));
      return make({ ...common, type, children: children.map(({ data }) => data) });
    }
    case 'nothing':
      return make({ type: new arrow.Null(), length });
    case 'union': {
      const children = layout.contents.map((of) => ({ of, data: dataOf(arrow, of) }));
      const type = new arrow.DenseUnion(
        children.map((_, tag) => tag),
        children.map(({ of, data }, tag) => fieldOf(arrow, String(tag), of, data)),
      );
      return make({
        type,
        length,
        typeIds: layout.tags,
        valueOffsets: layout.index,
        children: children.map(({ data }) => data),
      });
    }
  }
}

function numberType(arrow: Arrow, dtype: DType): DataType {
  const types: Readonly<Record<DType, new () => DataType>> = {
    bool: arrow.Bool,
    int8: arrow.Int8,
    uint8: arrow.Uint8,
    int16: arrow.Int16,
    uint16: arrow.Uint16,
    int32: arrow.Int32,
    uint32: arrow.Uint32,
    int64: arrow.Int64,
    uint64: arrow.Uint64,
    float32: arrow.Float32,
    float64: arrow.Float64,
  };
  return new types[dtype]();
}
