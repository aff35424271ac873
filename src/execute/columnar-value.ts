import { isWide, type ListType, present, type Type } from '../../compiler/tree/type.ts';
import { areDense, offsetsOf, parentsOf, positionsOf } from '../../kernels/broadcast.ts';
import { bothOnes, toDoubles } from '../../kernels/elementwise.ts';
import { positionsWhere } from '../../kernels/filter.ts';
import { appendData, type Data, spreadData, spreadIndex, takeBytes, takeData, takeIndex } from '../../kernels/take.ts';

/** The values of an expression on an axis. */
export type Value = Single | Maybe | Rec | ListValue;

export interface Single {
  readonly is: 'single';
  readonly data: Data;
}
/** Values that may be missing; what `of` holds where valid is 0 has no meaning. */
export interface Maybe {
  readonly is: 'option';
  readonly valid: Uint8Array;
  readonly of: Lazy;
}
export interface Rec {
  readonly is: 'record';
  readonly field: (name: string) => Lazy;
}
/** Lists: list i is the content from starts[i] to ends[i]. */
export interface ListValue {
  readonly is: 'list';
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly content: Lazy;
}

/** Values that are computed when they are asked for, and only those that are asked for. */
export interface Lazy {
  readonly length: number;
  force(): Value;
  take(index: Int32Array): Lazy;
}

/** Values that `make` gives when they are first needed. */
export class Once implements Lazy {
  readonly length: number;
  private readonly make: () => Value;
  private value: Value | undefined;
  constructor(length: number, make: () => Value) {
    this.length = length;
    this.make = make;
  }

  force(): Value {
    this.value ??= this.make();
    return this.value;
  }

  take(index: Int32Array): Lazy {
    return new Taken(this, index);
  }
}

/** Some of the values of another column. */
export class Taken implements Lazy {
  readonly of: Lazy;
  readonly index: Int32Array;
  private value: Value | undefined;
  constructor(of: Lazy, index: Int32Array) {
    this.of = of;
    this.index = index;
  }

  get length(): number {
    return this.index.length;
  }

  force(): Value {
    this.value ??= takeValue(this.of.force(), this.index);
    return this.value;
  }

  take(index: Int32Array): Lazy {
    return this.value === undefined ? this.of.take(takeIndex(this.index, index)) : new Taken(this, index);
  }
}

export const single = (data: Data): Single => ({ is: 'single', data });
export const ready = (value: Value, length: number): Lazy => new Once(length, () => value);

/** A record whose fields are made when they are first read. */
export function recordOf(make: (name: string) => Lazy): Rec {
  const known = new Map<string, Lazy>();
  return {
    is: 'record',
    field: (name) => {
      const field = known.get(name) ?? make(name);
      known.set(name, field);
      return field;
    },
  };
}

/** Lists that lie one after the other. */
export function denseList(offsets: Int32Array, content: Lazy): ListValue {
  return { is: 'list', starts: offsets.subarray(0, -1), ends: offsets.subarray(1), content };
}

/** The data of single values. */
export function dataOf(value: Value): Data {
  if (value.is !== 'single') throw new Error(`expected single values, found a ${value.is}`);
  return value.data;
}

/** The elements of lists as an axis of their own. */
export interface Flat {
  readonly offsets: Int32Array;
  readonly parents: Int32Array;
  readonly element: Lazy;
}

const flats = new WeakMap<ListValue, Flat>();
/** The elements of all lists, list by list. */
export function flatOf(list: ListValue): Flat {
  const known = flats.get(list);
  if (known !== undefined) return known;
  const { starts, ends, content } = list;
  const offsets = offsetsOf(starts, ends);
  const dense = areDense(starts, ends) && content.length === offsets[starts.length];
  const flat: Flat = {
    offsets,
    parents: parentsOf(offsets),
    element: dense ? content : content.take(positionsOf(starts, offsets)),
  };
  flats.set(list, flat);
  return flat;
}

export function takeValue(value: Value, index: Int32Array): Value {
  switch (value.is) {
    case 'single':
      return single(takeData(value.data, index));
    case 'option':
      return { is: 'option', valid: takeBytes(value.valid, index), of: value.of.take(index) };
    case 'list':
      return {
        is: 'list',
        starts: takeIndex(value.starts, index),
        ends: takeIndex(value.ends, index),
        content: value.content,
      };
    case 'record':
      return recordOf((name) => value.field(name).take(index));
  }
}

/** Value i at index[i], on an axis of `length`; elsewhere something without meaning (lists are empty there). */
export function spreadValue(value: Value, index: Int32Array, length: number): Value {
  switch (value.is) {
    case 'single':
      return single(spreadData(value.data, index, length));
    case 'option':
      return {
        is: 'option',
        valid: spreadData(value.valid, index, length) as Uint8Array,
        of: spreadLazy(value.of, index, length),
      };
    case 'list':
      return {
        is: 'list',
        starts: spreadIndex(value.starts, index, length),
        ends: spreadIndex(value.ends, index, length),
        content: value.content,
      };
    case 'record':
      return recordOf((name) => spreadLazy(value.field(name), index, length));
  }
}

export function spreadLazy(of: Lazy, index: Int32Array, length: number): Lazy {
  return index.length === length ? of : new Once(length, () => spreadValue(of.force(), index, length));
}

/** A value that is there where the test is 1; an option inside an option is one option. */
export function asOption(valid: Uint8Array, value: Value): Maybe {
  if (value.is !== 'option') return { is: 'option', valid, of: ready(value, valid.length) };
  return { is: 'option', valid: bothOnes(valid, value.valid), of: value.of };
}

/** Columns of one type, one after the other. */
export function appendLazy(parts: readonly Lazy[]): Lazy {
  const filled = parts.filter((part) => part.length > 0);
  if (filled.length === 1) return filled[0] as Lazy;
  if (filled.length === 0) return parts[0] as Lazy;
  return new Once(
    filled.reduce((n, part) => n + part.length, 0),
    () => appendValues(filled),
  );
}

function appendValues(parts: readonly Lazy[]): Value {
  const values = parts.map((part) => part.force());
  const [first] = values as [Value];
  switch (first.is) {
    case 'single':
      return single(appendData(values.map(dataOf)));
    case 'option':
      return {
        is: 'option',
        valid: appendData((values as Maybe[]).map((v) => v.valid)) as Uint8Array,
        of: appendLazy((values as Maybe[]).map((v) => v.of)),
      };
    case 'list':
      return appendLists(values as ListValue[]);
    case 'record':
      return recordOf((name) => appendLazy((values as Rec[]).map((v) => v.field(name))));
  }
}

function appendLists(lists: readonly ListValue[]): ListValue {
  const length = lists.reduce((n, list) => n + list.starts.length, 0);
  const [starts, ends] = [new Int32Array(length), new Int32Array(length)];
  let [at, base] = [0, 0];
  for (const list of lists) {
    for (let i = 0; i < list.starts.length; i++, at++) {
      starts[at] = base + (list.starts[i] as number);
      ends[at] = base + (list.ends[i] as number);
    }
    base += list.content.length;
  }
  return { is: 'list', starts, ends, content: appendLazy(lists.map((list) => list.content)) };
}

/** A value as one of a wider type: present where it may be missing, a number where it was a stored 64-bit integer. */
export function adaptLazy(of: Lazy, from: Type, to: Type): Lazy {
  return from === to ? of : new Adapted(of, from, to);
}

class Adapted implements Lazy {
  private readonly of: Lazy;
  private readonly from: Type;
  private readonly to: Type;
  private value: Value | undefined;
  constructor(of: Lazy, from: Type, to: Type) {
    this.of = of;
    this.from = from;
    this.to = to;
  }

  get length(): number {
    return this.of.length;
  }

  force(): Value {
    this.value ??= adaptValue(this.of, this.from, this.to);
    return this.value;
  }

  // what is left out must not be converted: conversions can fail
  take(index: Int32Array): Lazy {
    return new Adapted(this.of.take(index), this.from, this.to);
  }
}

function adaptValue(of: Lazy, from: Type, to: Type): Value {
  if (from.is === 'never') return emptyValue(to, of.length);
  const value = of.force();
  if (value.is === 'option') {
    // what is under a missing value must not be converted
    const index = positionsWhere(value.valid);
    const there = index.length === of.length ? value.of : value.of.take(index);
    return {
      is: 'option',
      valid: value.valid,
      of: spreadLazy(adaptLazy(there, present(from), present(to)), index, of.length),
    };
  }
  if (to.is === 'option')
    return { is: 'option', valid: new Uint8Array(of.length).fill(1), of: adaptLazy(of, from, to.of) };
  if (value.is === 'single') return isWide(from) && !isWide(to) ? single(toDoubles(value.data)) : value;
  if (value.is === 'list')
    return { ...value, content: adaptLazy(value.content, (from as ListType).of, (to as ListType).of) };
  if (from.is !== 'record' || to.is !== 'record') return value;
  return recordOf((name) => adaptLazy(value.field(name), from.fields.get(name) as Type, to.fields.get(name) as Type));
}

/** Values of a type that stand for nothing. */
export function emptyValue(type: Type, length: number): Value {
  switch (type.is) {
    case 'option':
      return { is: 'option', valid: new Uint8Array(length), of: emptyLazy(type.of, length) };
    case 'list':
      return {
        is: 'list',
        starts: new Int32Array(length),
        ends: new Int32Array(length),
        content: emptyLazy(type.of, 0),
      };
    case 'record':
      return recordOf((name) => emptyLazy(type.fields.get(name) as Type, length));
    default:
      return single(likeType(type, length));
  }
}

const emptyLazy = (type: Type, length: number): Lazy => new Once(length, () => emptyValue(type, length));

/** Zeroed data for values of a type. */
export function likeType(type: Type, length: number): Data {
  if (type.is === 'bool') return new Uint8Array(length);
  if (type.is === 'string') return new Array<string>(length).fill('');
  if (type.is === 'number' && type.dtype === 'int64') return new BigInt64Array(length);
  return type.is === 'number' && type.dtype === 'uint64' ? new BigUint64Array(length) : new Float64Array(length);
}
