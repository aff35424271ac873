import { typeOfLayout } from '../../compiler/tree/layout-type.ts';
import { SourceError } from '../../compiler/tree/problem.ts';
import { float64, never, type Type } from '../../compiler/tree/type.ts';
import type { Layout } from '../../kernels/layout.ts';
import { knownArray, VALUE } from '../sources/array-source.ts';
import { fromLayouts, type MemoryOptions } from '../sources/memory.ts';
import { dtypeOf, type PlainRecord } from '../sources/memory/infer.ts';
import { type Lists, type Records, Slot } from '../sources/memory/slot.ts';
import { arrayColumn } from './array-column.ts';
import { columnOf, datasetOf, type DatasetOptions } from './dataset.ts';
import type { Column } from './columns.ts';
import type { Dataset } from './datasets.ts';
import type { Dynamic, Untyped } from './values.ts';

/** A list or a record that is not ended yet. */
type Open =
  | { readonly is: 'list'; readonly lists: Lists }
  | {
      readonly is: 'record';
      readonly records: Records;
      field: { readonly name: string; readonly slot: Slot } | undefined;
    };

/**
 * Makes an array value by value, as Awkward's ArrayBuilder does: the type follows from what is appended. Integers beside
 * numbers with a fraction become such; `null` makes an option, and so does a field that not all records have. Values of
 * unlike kinds in one place are refused with SourceError, and then nothing was appended.
 *
 * @example
 * const builder = new ArrayBuilder();
 * builder.beginList();
 * builder.real(1.5);
 * builder.endList();
 * builder.append([2.5, 3.5]);
 * await builder.snapshot().toArray(); // [[1.5], [2.5, 3.5]]
 */
export class ArrayBuilder {
  readonly #values = new Slot('the array');
  readonly #open: Open[] = [];
  /** What went wrong in the middle of a value. */
  #broken: unknown;

  /** How many values there are; lists and records count once they are ended. */
  get length(): number {
    return this.#values.length - (this.#open.length > 0 ? 1 : 0);
  }

  /** Appends a missing value. */
  null(): void {
    this.#put((slot) => slot.null());
  }
  /** Appends true or false. */
  boolean(value: boolean): void {
    if (typeof value !== 'boolean') throw notA('boolean', 'true or false', value);
    this.#put((slot) => slot.boolean(value));
  }
  /** Appends a whole number of at most 64 bits; beyond 2**53 give a bigint. */
  integer(value: number | bigint): void {
    if (typeof value === 'bigint') return this.#put((slot) => slot.wide(value));
    if (!Number.isSafeInteger(value)) throw notA('integer', 'a whole number up to 2**53, or a bigint', value);
    this.#put((slot) => slot.integer(value === 0 ? 0 : value));
  }
  /** Appends a double-precision number. */
  real(value: number): void {
    if (typeof value !== 'number') throw notA('real', 'a number', value);
    this.#put((slot) => slot.real(value));
  }
  /** Appends text. */
  string(value: string): void {
    if (typeof value !== 'string') throw notA('string', 'text', value);
    this.#put((slot) => slot.string(value));
  }
  /** Begins a list: values are its elements until `endList`. */
  beginList(): void {
    this.#put((slot) => this.#open.push({ is: 'list', lists: slot.list() }));
  }
  /** Ends the list that was begun last. */
  endList(): void {
    const last = this.#last('list', 'endList');
    this.#open.pop();
    last.lists.end();
  }
  /** Begins a record: values are those of its fields, each named by `field`, until `endRecord`. */
  beginRecord(): void {
    this.#put((slot) => this.#open.push({ is: 'record', records: slot.record(), field: undefined }));
  }
  /** Says which field of the record comes next. */
  field(name: string): void {
    const last = this.#last('record', 'field');
    if (last.field !== undefined) throw noValue(last.field.name);
    last.field = { name, slot: last.records.field(name) as Slot };
  }
  /** Ends the record that was begun last; fields that it was not given are missing. */
  endRecord(): void {
    const last = this.#last('record', 'endRecord');
    if (last.field !== undefined) throw noValue(last.field.name);
    this.#open.pop();
    last.records.end();
  }

  /**
   * Appends a plain value: a number, bigint, boolean, text, null or undefined, an array, a typed array or an object. Whole
   * numbers but -0 are integers. If a list or a record holds what cannot stay, the builder cannot be used any more.
   */
  append(value: unknown): void {
    const depth = this.#open.length;
    try {
      this.#append(value);
    } catch (error) {
      if (this.#open.length > depth) this.#broken = error;
      throw error;
    }
  }

  /** The values so far as an array, as `ak.array` makes it. More may be appended; the array stays as it is. */
  snapshot(): Column<Dynamic, Untyped> {
    const layout = this.#layout(never);
    const { core, expr } = arrayColumn(knownArray('array', typeOfLayout(layout), layout));
    return columnOf(core, expr) as Column<Dynamic, Untyped>;
  }

  /** The records so far as a dataset, one a row; other values stand in a field named `value`. */
  toDataset<E = Untyped>(options: MemoryOptions & DatasetOptions = {}): Dataset<E> {
    const layout = this.#layout(float64);
    const columns = layout.is === 'record' ? layout.fields : new Map([[VALUE, layout]]);
    return datasetOf(fromLayouts(columns, this.#values.length, { name: 'array', ...options }), options) as Dataset<E>;
  }

  #layout(unknown: Type): Layout {
    this.#check();
    const last = this.#open.at(-1);
    if (last !== undefined)
      throw new SourceError('not-ended', `a ${last.is} of ${this.#values.path} is not ended`, {
        hint: `call ${last.is === 'list' ? 'endList' : 'endRecord'}() first`,
      });
    return this.#values.layout(unknown);
  }

  #append(value: unknown): void {
    switch (typeof value) {
      case 'undefined':
        return this.null();
      case 'boolean':
        return this.boolean(value);
      case 'bigint':
        return this.integer(value);
      case 'number':
        return Number.isSafeInteger(value) && !Object.is(value, -0) ? this.integer(value) : this.real(value);
      case 'string':
        return this.string(value);
      case 'object':
        if (value === null) return this.null();
        if (Array.isArray(value) || dtypeOf(value) !== undefined) return this.#appendList(value as ArrayLike<unknown>);
        if (isPlain(value)) return this.#appendRecord(value);
    }
    throw new SourceError('unknown-value', `append takes no ${nameOf(value)}`, {
      hint: 'numbers, booleans, text, arrays or plain objects',
    });
  }

  #appendList(values: ArrayLike<unknown>): void {
    const real = values instanceof Float64Array || values instanceof Float32Array;
    this.beginList();
    for (let i = 0; i < values.length; i++) {
      if (real) this.real(values[i] as number);
      else this.#append(values[i]);
    }
    this.endList();
  }

  #appendRecord(record: PlainRecord): void {
    this.beginRecord();
    for (const [name, of] of Object.entries(record)) {
      this.field(name);
      this.#append(of);
    }
    this.endRecord();
  }

  /** Lets a value in where the next one belongs. */
  #put(append: (slot: Slot) => void): void {
    this.#check();
    const last = this.#open.at(-1);
    if (last?.is !== 'record') return append(last === undefined ? this.#values : last.lists.content);
    if (last.field === undefined)
      throw new SourceError('no-field', 'a record takes values only for its fields', {
        hint: 'call field(name) first',
      });
    append(last.field.slot);
    last.field = undefined;
  }

  #last<K extends Open['is']>(is: K, what: string): Open & { readonly is: K } {
    this.#check();
    const last = this.#open.at(-1);
    if (last?.is === is) return last as Open & { readonly is: K };
    const found = last === undefined ? 'nothing is open' : `what is open is a ${last.is}`;
    throw new SourceError('not-open', `${what} goes with a ${is}, but ${found}`);
  }

  #check(): void {
    if (this.#broken === undefined) return;
    throw new SourceError('builder-broken', 'a value failed in the middle, so the builder cannot be used any more', {
      hint: 'make a new ArrayBuilder',
      cause: this.#broken,
    });
  }
}

function isPlain(value: object): value is PlainRecord {
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === null || prototype === Object.prototype;
}

function nameOf(value: unknown): string {
  return typeof value === 'object' ? ((value as object).constructor?.name ?? 'object') : typeof value;
}

function notA(method: string, expected: string, value: unknown): SourceError {
  return new SourceError('unknown-value', `${method} takes ${expected}, not ${String(value)}`);
}

function noValue(name: string): SourceError {
  return new SourceError('no-value', `the field '${name}' has no value yet`, {
    hint: 'append one, or null() where there is none',
  });
}
