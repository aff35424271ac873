import type { FixedAxis } from '../../compiler/axis.ts';
import type { CallExpr, Expr, LambdaExpr } from '../../compiler/tree/expr.ts';
import { emptyLayout } from '../../compiler/tree/layout-type.ts';
import { int, isWide, type ListType, present, type RecordType, type Type } from '../../compiler/tree/type.ts';
import { bothOnes } from '../../kernels/elementwise.ts';
import { ARRAY_OF } from '../../kernels/dtype.ts';
import { type AxisColumn, fillColumns } from '../../kernels/fill.ts';
import { positionsWhere } from '../../kernels/filter.ts';
import { fillPartial, type Filling, type HistogramPartial } from '../../kernels/histogram.ts';
import type { Layout } from '../../kernels/layout.ts';
import { library, toInt64 } from '../../kernels/loop.ts';
import { gather, type Pick } from '../../kernels/pick.ts';
import { exact, whole } from '../../kernels/scalar.ts';
import type { Data } from '../../kernels/take.ts';
import type { Columns } from './columnar-eval.ts';
import type { Frame } from './columnar-frame.ts';
import {
  dataOf,
  flatOf,
  type Lazy,
  type ListValue,
  type Maybe,
  type Rec,
  spreadLazy,
  type Value,
} from './columnar-value.ts';

/** Values as a layout. */
export function layoutOf(of: Lazy, type: Type): Layout {
  switch (type.is) {
    case 'option':
      return optionLayout(of.force() as Maybe, type.of);
    case 'list': {
      const { offsets, element } = flatOf(of.force() as ListValue);
      const lists = { is: 'list', offsets: offsets.slice(), content: layoutOf(element, type.of) } as const;
      return type.size === undefined ? lists : { ...lists, size: type.size };
    }
    case 'record': {
      const { length } = of;
      const fields = new Map(
        [...type.fields].map(([name, field]) => [name, layoutOf((of.force() as Rec).field(name), field)]),
      );
      return type.name === '' ? { is: 'record', length, fields } : { is: 'record', length, fields, name: type.name };
    }
    case 'string':
      return library.strings(dataOf(of.force()) as string[]);
    case 'never':
      return { is: 'nothing', length: of.length };
    case 'union':
      return gather(
        dataOf(of.force()) as unknown as Pick[],
        type.of.map((one) => emptyLayout(one)),
      );
    default:
      return numbersLayout(dataOf(of.force()), type);
  }
}

function optionLayout(value: Maybe, type: Type): Layout {
  // what is under a missing value is not computed, and zero
  const index = positionsWhere(value.valid);
  const { length } = value.valid;
  const there = index.length === length ? value.of : spreadLazy(value.of.take(index), index, length);
  return { is: 'option', valid: library.bits(value.valid), content: layoutOf(there, type) };
}

function numbersLayout(data: Data, type: Type): Layout {
  if (type.is === 'bool') return { is: 'numbers', dtype: 'bool', data: (data as Uint8Array).slice() };
  if (type.is !== 'number') return { is: 'numbers', dtype: 'float64', data: (data as Float64Array).slice() };
  if (type.dtype === 'int') return { is: 'numbers', dtype: 'int64', data: toInt64(data as Float64Array) };
  return { is: 'numbers', dtype: type.dtype, data: new ARRAY_OF[type.dtype](data as never) };
}

/** The partial result of a fill call: entries are records, alone or in lists. */
export function fillOutput(columns: Columns, call: CallExpr, frame: Frame): HistogramPartial {
  const fn = call.args[1] as LambdaExpr;
  let entries = columns.lazy(fn.body, frame);
  let type = fn.body.type;
  for (; type.is === 'list'; type = (type as ListType).of) entries = flatOf(entries.force() as ListValue).element;
  const axes = call.options['axes'] as unknown as FixedAxis[];
  if (entries.length === 0)
    return fillPartial(
      axes,
      axes.map(() => []),
      call.options['weighted'] === true ? [] : undefined,
    );
  const names = [...axes.map((_, i) => String(i)), ...(call.options['weighted'] === true ? ['weight'] : [])];
  const rec = entries.force() as Rec;
  const fields = names.map((name) => rec.field(name).force());
  const valid = fields.reduce<Uint8Array | undefined>(
    (all, f) => (f.is !== 'option' ? all : all === undefined ? f.valid : bothOnes(all, f.valid)),
    undefined,
  );
  const types = names.map((name) => (type as RecordType).fields.get(name) as Type);
  if (axes.some((axis) => axis.is === 'category')) {
    const filling = fields.map((field, i) => fillingOf(field, types[i] as Type, valid));
    return fillPartial(
      axes,
      filling.slice(0, axes.length),
      names.length > axes.length ? (filling.at(-1) as ArrayLike<number>) : undefined,
    );
  }
  const filling = fields.map((field, i) => columnOf(field, types[i] as Type));
  return fillColumns(axes, filling.slice(0, axes.length), valid, filling[axes.length]);
}

function columnOf(field: Value, type: Type): AxisColumn {
  const data = dataOf(field.is === 'option' ? field.of.force() : field);
  return isWide(present(type)) ? Float64Array.from(data as BigInt64Array, Number) : (data as AxisColumn);
}

/** A column of an axis; undefined where the entry is skipped. */
function fillingOf(field: Value, type: Type, valid: Uint8Array | undefined): Filling {
  const data = dataOf(field.is === 'option' ? field.of.force() : field) as Float64Array;
  const of = present(type);
  const plain = of.is === 'bool' ? Array.from(data, Boolean) : isWide(of) ? Float64Array.from(data, Number) : data;
  return valid === undefined
    ? plain
    : Array.from(plain as ArrayLike<number>, (x, i) => (valid[i] === 1 ? x : undefined));
}

/** The partial result of a reduceRows call. */
export function reduceOutput(columns: Columns, call: CallExpr, frame: Frame): unknown {
  const { body } = call.args[1] as LambdaExpr;
  const of = presentOnly(columns, body, frame);
  const how = call.options['how'];
  if (how === 'count') return of.length;
  const data = dataOf(of.force()) as Float64Array;
  if (how === 'any') return data.includes(1);
  if (how === 'all') return !data.includes(0);
  if (how === 'sum' || how === 'mean') return { sum: sumOf(data, call.type === int), count: data.length };
  const best = bestOf(data, how === 'min');
  return present(body.type).is === 'bool' && best !== undefined ? best === 1 : best;
}

function presentOnly(columns: Columns, body: Expr, frame: Frame): Lazy {
  const of = columns.lazy(body, frame);
  if (body.type.is !== 'option') return of;
  const value = of.force() as Maybe;
  return value.of.take(positionsWhere(value.valid));
}

function sumOf(data: ArrayLike<number | bigint>, checked: boolean): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number | bigint;
    const next = sum + (typeof value === 'bigint' ? exact(value) : value);
    sum = checked ? whole(next) : next;
  }
  return sum;
}

function bestOf(data: ArrayLike<number | bigint>, least: boolean): number | bigint | undefined {
  let best = data[0];
  for (let i = 1; i < data.length; i++) {
    const x = data[i] as number | bigint;
    const held = best as number | bigint;
    if ((least ? x < held : x > held) || (held !== held && x === x)) best = x;
  }
  return best;
}
