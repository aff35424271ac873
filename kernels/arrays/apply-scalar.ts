import type { NumberArray } from '../dtype.ts';
import { bothOnes, compareDoubles, flip, mapOne, mapTwo, testOne } from '../elementwise.ts';
import { type Layout, lengthOf, type NumbersLayout, type StringsLayout } from '../layout.ts';
import { strings, text } from '../loop.ts';
import { toEven } from '../numbers.ts';
import { isValid } from '../bits.ts';
import { type Level, type Operand, settled, spreadSingle } from './broadcast.ts';
import {
  computeDoubles,
  computeIntegers,
  computeTruth,
  type Reader,
  readerOf,
  spreadReader,
  type Work,
} from './leaves.ts';
import type { ScalarFunction } from './scalar-functions.ts';

/** A scalar operation on columns of single values, one after the other. */
export function applyScalar(scalar: ScalarFunction, leaves: readonly Operand[], level: Level): Layout {
  const { length, valid } = level;
  if (scalar.loop === 'same') return sameTexts(scalar, leaves, length);
  if (scalar.takes === 'values') return applyToValues(scalar, leaves, level);
  if (scalar.loop === 'logic') return combineTruth(scalar, leaves, length);
  if (scalar.loop === 'compare' && leaves.some(({ layout }) => isLarge(layout)))
    return compareWide(scalar, leaves, level);
  const readers = leaves.map((leaf) => numbersOf(leaf, valid));
  if (scalar.gives === 'truth') return computeTruth(readers, length, truthWork(scalar, valid));
  const work = numberWork(scalar, valid);
  return scalar.gives === 'integer'
    ? computeIntegers(readers, length, valid, work)
    : computeDoubles(readers, length, work);
}

const numbersOf = ({ layout, single, spread }: Operand, valid: Uint8Array | undefined): Reader =>
  spread !== undefined && layout.is === 'numbers' ? spreadReader(layout.data, spread) : readerOf(layout, single, valid);

function numberWork({ of, loop, name }: ScalarFunction, valid: Uint8Array | undefined): Work<Float64Array> {
  if (loop === 'one') return ([x], out) => mapOne(x as Float64Array, of as (x: number) => number, out);
  if (loop === 'rint') return ([x], out) => roundAll(x as Float64Array, out);
  if (loop === 'two') return ([a, b], out) => mapTwo(a as Float64Array, b as Float64Array, name, out);
  return eachWork(of as (...values: number[]) => number, valid);
}

/** The nearest whole numbers, halves to the even one. */
function roundAll(x: Float64Array, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = toEven(x[i] as number);
}

function truthWork({ of, loop, name }: ScalarFunction, valid: Uint8Array | undefined): Work<Uint8Array> {
  if (loop === 'test') return ([x], out) => testOne(x as Float64Array, of as (x: number) => boolean, out);
  if (loop === 'compare') return ([a, b], out) => compareDoubles(a as Float64Array, b as Float64Array, name, out);
  const test = of as (...values: number[]) => boolean;
  return eachWork((...values) => (test(...values) ? 1 : 0), valid);
}

/** Calls a function for each value that counts: it may throw. */
function eachWork(of: (...values: number[]) => number, valid: Uint8Array | undefined): Work<Float64Array | Uint8Array> {
  const counts = (i: number): boolean => valid === undefined || isValid(valid, i);
  return (columns, out, from) => {
    const [a, b] = columns as [Float64Array, Float64Array];
    if (columns.length === 1) {
      for (let i = 0; i < out.length; i++) if (counts(from + i)) out[i] = of(a[i] as number);
    } else if (columns.length === 2) {
      for (let i = 0; i < out.length; i++) if (counts(from + i)) out[i] = of(a[i] as number, b[i] as number);
    } else {
      for (let i = 0; i < out.length; i++)
        if (counts(from + i)) out[i] = of(...columns.map((column) => column[i] as number));
    }
  };
}

/** Truth values put together byte by byte. */
function combineTruth({ name }: ScalarFunction, leaves: readonly Operand[], length: number): NumbersLayout {
  const [a, b] = leaves.map((leaf) => bytesOf(spreadSingle(settled(leaf), length).layout)) as [Uint8Array, Uint8Array];
  return {
    is: 'numbers',
    dtype: 'bool',
    data: name === 'not' ? flip(a) : name === 'and' ? bothOnes(a, b) : differ(a, b, name),
  };
}

const bytesOf = (layout: Layout): Uint8Array => (layout as NumbersLayout).data as Uint8Array;

/** One is 1, or (`xor`) only one. */
function differ(a: Uint8Array, b: Uint8Array, name: string): Uint8Array {
  const out = new Uint8Array(a.length);
  if (name === 'xor') for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) ^ (b[i] as number);
  else for (let i = 0; i < out.length; i++) out[i] = (a[i] as number) | (b[i] as number);
  return out;
}

/** 64-bit integers that doubles do not hold are compared as they are. */
function compareWide({ of }: ScalarFunction, leaves: readonly Operand[], { length }: Level): NumbersLayout {
  const test = of as (a: unknown, b: unknown) => boolean;
  const [a, b] = leaves.map((leaf) => {
    const { layout } = spreadSingle(settled(leaf), length);
    return layout.is === 'numbers' ? layout.data : new Float64Array(length);
  }) as [NumberArray, NumberArray];
  const data = new Uint8Array(length);
  for (let i = 0; i < length; i++) data[i] = test(a[i], b[i]) ? 1 : 0;
  return { is: 'numbers', dtype: 'bool', data };
}

/** Whether some 64-bit integer is not below 2**52 in size. */
function isLarge(layout: Layout): boolean {
  if (layout.is !== 'numbers') return false;
  const { data } = layout;
  if (!(data instanceof BigInt64Array || data instanceof BigUint64Array)) return false;
  const signed = data instanceof BigInt64Array;
  const halves = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
  for (let i = 1; i < halves.length; i += 2) {
    const high = signed ? (halves[i] as number) : (halves[i] as number) >>> 0;
    if (high > 0xfffff || high < -0x100000) return true;
  }
  return false;
}

/** Values one by one, as texts and numbers. */
function applyToValues({ of, gives }: ScalarFunction, leaves: readonly Operand[], level: Level): Layout {
  const readers = leaves.map((leaf) => valueReader(settled(leaf)));
  const call = of as (...values: unknown[]) => number | boolean | string;
  const [a, b] = readers as [ValueReader, ValueReader];
  const at = (i: number): number | boolean | string =>
    readers.length === 2 ? call(a(i), b(i)) : call(...readers.map((read) => read(i)));
  const { length, valid } = level;
  const counts = (i: number): boolean => valid === undefined || isValid(valid, i);
  if (gives === 'text') return strings(Array.from({ length }, (_, i) => (counts(i) ? String(at(i)) : '')));
  const data = Float64Array.from({ length }, (_, i) => (counts(i) ? Number(at(i)) : 0));
  if (gives === 'double') return { is: 'numbers', dtype: 'float64', data };
  if (gives === 'truth') return { is: 'numbers', dtype: 'bool', data: Uint8Array.from(data) };
  return computeIntegers([(from, to) => data.subarray(from, to)], length, valid, ([x], out) =>
    out.set(x as Float64Array),
  );
}

/** Whether texts have the same bytes. */
function sameTexts({ name }: ScalarFunction, leaves: readonly Operand[], length: number): NumbersLayout {
  const [a, b] = leaves.map(textsOf) as [StringsLayout, StringsLayout];
  const [stepA, stepB] = leaves.map(({ single }) => (single ? 0 : 1)) as [number, number];
  const [same, other] = name === 'eq' ? [1, 0] : [0, 1];
  const data = new Uint8Array(length);
  for (let i = 0; i < length; i++) data[i] = isSame(a, i * stepA, b, i * stepB) ? same : other;
  return { is: 'numbers', dtype: 'bool', data };
}

/** Texts; in place of nothing as many empty ones. */
function textsOf({ layout }: Operand): StringsLayout {
  if (layout.is === 'strings') return layout;
  return { is: 'strings', offsets: new Int32Array(lengthOf(layout) + 1), bytes: new Uint8Array(0) };
}

function isSame(a: StringsLayout, i: number, b: StringsLayout, j: number): boolean {
  let at = a.offsets[i] as number;
  const stop = a.offsets[i + 1] as number;
  let to = b.offsets[j] as number;
  if (stop - at !== (b.offsets[j + 1] as number) - to) return false;
  while (at < stop) if (a.bytes[at++] !== b.bytes[to++]) return false;
  return true;
}

type ValueReader = (i: number) => unknown;

function valueReader({ layout, single }: Operand): ValueReader {
  if (layout.is === 'strings') return textReader(layout, single);
  if (single) {
    const read = readerOf(layout, true, undefined);
    return () => read(0, 1)[0];
  }
  const read = readerOf(layout, false, undefined);
  return (i) => read(i, i + 1)[0];
}

function textReader({ offsets, bytes }: StringsLayout, single: boolean): ValueReader {
  if (!single) return (i) => text(offsets, bytes, i);
  const only = offsets.length > 1 ? text(offsets, bytes, 0) : '';
  return () => only;
}
