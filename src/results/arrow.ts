import type { Data, DataType, Table, Vector } from 'apache-arrow';
import type { DType } from '../../kernels/dtype.ts';
import { type Layout, lengthOf, type NumbersLayout } from '../../kernels/layout.ts';

type Arrow = typeof import('apache-arrow');
/** What `makeData` takes, whatever the type. */
type Make = (parts: Readonly<Record<string, unknown>>) => Data;

/**
 * The values of a layout as an Arrow vector. Buffers are shared, not copied; only booleans are packed into bits. Integers
 * computed in a query are whole doubles, and stay Float64.
 */
export async function layoutToArrow(layout: Layout): Promise<Vector> {
  const arrow = await import('apache-arrow');
  return new arrow.Vector([dataOf(arrow, layout)]);
}

/** The values of a layout as an Arrow table: a column for each field of records, else one column of the given name. */
export async function layoutToTable(layout: Layout, name = 'value'): Promise<Table> {
  const arrow = await import('apache-arrow');
  const columns = layout.is === 'record' ? [...layout.fields] : [[name, layout] as const];
  const fields = columns.map(([field, of]) => [field, dataOf(arrow, of)] as const);
  const schema = new arrow.Schema(fields.map(([field, { type }]) => new arrow.Field(field, type as DataType, true)));
  const make = arrow.makeData as unknown as Make;
  const rows = make({
    type: new arrow.Struct(schema.fields),
    length: lengthOf(layout),
    children: fields.map(([, data]) => data),
  });
  return new arrow.Table(schema, new arrow.RecordBatch(schema, rows as never));
}

/** The values of a layout as the bytes of an Arrow IPC file (also called Feather 2). */
export async function layoutToIpc(layout: Layout, name?: string): Promise<Uint8Array> {
  const { tableToIPC } = await import('apache-arrow');
  return tableToIPC(await layoutToTable(layout, name), 'file');
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
        data: layout.dtype === 'bool' ? packed(layout) : layout.data,
      });
    case 'strings':
      return make({ ...common, type: new arrow.Utf8(), valueOffsets: layout.offsets, data: layout.bytes });
    case 'list': {
      const child = dataOf(arrow, layout.content);
      return make({
        ...common,
        type: new arrow.List(new arrow.Field('item', child.type as DataType, true)),
        valueOffsets: layout.offsets,
        child,
      });
    }
    case 'record': {
      const children = [...layout.fields].map(([name, of]) => [name, dataOf(arrow, of)] as const);
      const type = new arrow.Struct(
        children.map(([name, { type: of }]) => new arrow.Field(name, of as DataType, true)),
      );
      return make({ ...common, type, children: children.map(([, data]) => data) });
    }
    case 'nothing':
      return make({ type: new arrow.Null(), length });
    case 'union': {
      const children = layout.contents.map((of) => dataOf(arrow, of));
      const type = new arrow.DenseUnion(
        children.map((_, tag) => tag),
        children.map(({ type: of }, tag) => new arrow.Field(String(tag), of as DataType, true)),
      );
      return make({ type, length, typeIds: layout.tags, valueOffsets: layout.index, children });
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

function packed({ data }: NumbersLayout): Uint8Array {
  const bits = new Uint8Array((data.length + 7) >> 3);
  for (let i = 0; i < data.length; i++) if (data[i]) bits[i >> 3] = (bits[i >> 3] as number) | (1 << (i & 7));
  return bits;
}
