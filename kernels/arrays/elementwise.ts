import { compareDoubles, mapOne, mapTwo, testOne } from '../elementwise.ts';
import { type Layout, lengthOf, type NumbersLayout, type StringsLayout } from '../layout.ts';
import { strings, text } from '../loop.ts';
import { isValid } from './axes.ts';
import { broadcast, type Level, type Operand, type Rules } from './broadcast.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { computeDoubles, computeIntegers, computeTruth, readerOf, type Work } from './leaves.ts';
import { operandsOf } from './operands.ts';
import { textOption } from './options.ts';
import { type Kind, type ScalarFunction, scalarFunction } from './scalar-functions.ts';

/** Finds the scalar operation of a name on values of some kinds. Throws where there is none. */
export type ScalarLookup = (op: string, kinds: readonly Kind[], options: ArrayOptions) => ScalarFunction;

/**
 * The kernel that applies an operation on single values, `op`, to each of the values of arrays that are brought to one shape,
 * as NumPy's universal functions have it: values go with the lists beside them, regular lists of one element with longer
 * ones, and what is missing in one array is missing in the result. `scalars` are the numbers of inputs that are one value for
 * all rows. `lookup` finds the operation.
 *
 * Integers give integers where the operation keeps them (checked at 2**53), all else doubles; true counts as 1.
 */
export function elementwiseWith(lookup: ScalarLookup): ArrayKernel {
  return (inputs, options) => {
    const op = textOption(options, 'op');
    if (op === undefined) throw new ArrayProblem('wrong-option', 'elementwise needs the name of an operation as op');
    return mapValues(op, operandsOf(op, inputs, options), (kinds) => lookup(op, kinds, options));
  };
}

/** The kernel of the operations in kernels/elementwise.ts. */
export const elementwise: ArrayKernel = elementwiseWith(scalarFunction);

/** Applies a scalar operation, chosen by the kinds of the values, to arrays that are brought to one shape. */
export function mapValues(
  what: string,
  operands: readonly Operand[],
  choose: (kinds: readonly Kind[]) => ScalarFunction,
  more: Partial<Rules> = {},
): Layout {
  const [result] = broadcast(operands, {
    what,
    left: true,
    right: true,
    fields: false,
    masked: true,
    action: (leaves, level) => {
      const kinds = kindsOf(leaves);
      return kinds && [applyTo(choose(kinds), leaves, level)];
    },
    refuse: (leaves) => refusal(what, leaves),
    ...more,
  });
  return result as Layout;
}

/** The kinds of single values; undefined where an operand is no column of such. Of nothing, one may take what one will. */
function kindsOf(leaves: readonly Operand[]): readonly Kind[] | undefined {
  const kinds: Kind[] = [];
  const other = leaves.some(({ layout }) => layout.is === 'strings') ? 'text' : 'double';
  for (const { layout } of leaves) {
    if (layout.is === 'strings') kinds.push('text');
    else if (layout.is === 'nothing') kinds.push(other);
    else if (layout.is !== 'numbers') return undefined;
    else if (layout.dtype === 'bool') kinds.push('truth');
    else kinds.push(layout.dtype === 'float32' || layout.dtype === 'float64' ? 'double' : 'integer');
  }
  return kinds;
}

function refusal(what: string, operands: readonly Operand[]): ArrayProblem {
  const record = operands.find(({ layout }) => layout.is === 'record');
  const names = record?.layout.is === 'record' ? [...record.layout.fields.keys()].slice(0, 6).join(', ') : '';
  return new ArrayProblem('wrong-type', `${what} takes single values; ${record?.name ?? 'one array'} has records`, {
    hint: `choose a field first (${names})`,
  });
}

function applyTo(scalar: ScalarFunction, leaves: readonly Operand[], level: Level): Layout {
  const { length, valid } = level;
  if (scalar.takes === 'values')
    return scalar.loop === 'same' ? sameTexts(scalar, leaves, length) : applyToValues(scalar, leaves, level);
  if (scalar.loop === 'compare' && leaves.some(isWide)) {
    const wide = compareWide(scalar, leaves, level);
    if (wide !== undefined) return wide;
  }
  const readers = leaves.map(({ layout, single }) => readerOf(layout, single, valid));
  if (scalar.gives === 'truth') return computeTruth(readers, length, truthWork(scalar, valid));
  const work = numberWork(scalar, valid);
  return scalar.gives === 'integer'
    ? computeIntegers(readers, length, valid, work)
    : computeDoubles(readers, length, work);
}

function numberWork({ of, loop, name }: ScalarFunction, valid: Uint8Array | undefined): Work<Float64Array> {
  if (loop === 'one') return ([x], out) => mapOne(x as Float64Array, of as (x: number) => number, out);
  if (loop === 'two') return ([a, b], out) => mapTwo(a as Float64Array, b as Float64Array, name, out);
  return eachWork(of as (...values: number[]) => number, valid);
}

function truthWork({ of, loop, name }: ScalarFunction, valid: Uint8Array | undefined): Work<Uint8Array> {
  if (loop === 'test') return ([x], out) => testOne(x as Float64Array, of as (x: number) => boolean, out);
  if (loop === 'compare') return ([a, b], out) => compareDoubles(a as Float64Array, b as Float64Array, name, out);
  const test = of as (...values: number[]) => boolean;
  return eachWork((a, b, c, d) => (test(a as number, b as number, c as number, d as number) ? 1 : 0), valid);
}

/** Calls a function for each value that counts: it may throw. */
function eachWork(of: (...values: number[]) => number, valid: Uint8Array | undefined): Work<Float64Array | Uint8Array> {
  return (columns, out, from) => {
    const [a, b, c, d] = columns.map((column) => column) as [Float64Array, Float64Array, Float64Array, Float64Array];
    const counts = columns.length;
    for (let i = 0; i < out.length; i++) {
      if (valid !== undefined && !isValid(valid, from + i)) continue;
      const x = a[i] as number;
      out[i] =
        counts === 1
          ? of(x)
          : counts === 2
            ? of(x, b[i] as number)
            : counts === 3
              ? of(x, b[i] as number, c[i] as number)
              : of(x, b[i] as number, c[i] as number, d[i] as number);
    }
  };
}

const isWide = ({ layout }: Operand): boolean =>
  layout.is === 'numbers' && (layout.dtype === 'int64' || layout.dtype === 'uint64');

/** 64-bit integers that doubles do not hold are compared as they are; undefined where doubles hold all. */
function compareWide({ of }: ScalarFunction, leaves: readonly Operand[], level: Level): NumbersLayout | undefined {
  if (!leaves.some(({ layout }) => isLarge(layout))) return undefined;
  const test = of as (a: unknown, b: unknown) => boolean;
  const [a, b] = leaves.map(({ layout, single }) => {
    const data = layout.is === 'numbers' ? layout.data : new Float64Array(lengthOf(layout));
    return single ? () => data[0] : (i: number) => data[i];
  }) as [(i: number) => unknown, (i: number) => unknown];
  return {
    is: 'numbers',
    dtype: 'bool',
    data: Uint8Array.from({ length: level.length }, (_, i) => (test(a(i), b(i)) ? 1 : 0)),
  };
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
  const readers = leaves.map(valueReader);
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
