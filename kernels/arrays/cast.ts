import { ARRAY_OF, allocate, type DType, type NumberArray } from '../dtype.ts';
import type { Layout, NumbersLayout, StringsLayout } from '../layout.ts';
import { text } from '../loop.ts';
import { emptyOf, fillerOf } from './form.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { unionOf } from './merge.ts';
import { flagOption, textOption } from './options.ts';
import { nonzeroFlags } from './doubles.ts';
import { firstFailing, mapLeaves, type Scope } from './scope.ts';

/**
 * `ak.values_astype`: all numbers and truth values of an array as another element type, the option `to`. Doubles lose their
 * fraction where they become integers, and 64-bit integers are rounded where they become doubles; a value that is out of the
 * range of the type, or NaN as an integer, is an error. What nothing is known of stays so unless `including_unknown`.
 */
export const valuesAstype: ArrayKernel = ([array, ...others], options) => {
  if (array === undefined || others.length > 0)
    throw new ArrayProblem('wrong-arguments', 'values_astype takes one array');
  const to = dtypeOption(options, 'to');
  const unknown = flagOption(options, 'including_unknown');
  return simplified(
    mapLeaves(array, (leaf, scope) => {
      if (leaf.is === 'numbers') return cast(leaf, to, scope, 'values_astype');
      return leaf.is === 'nothing' && unknown ? fillerOf({ is: 'numbers', dtype: to }, leaf.length) : leaf;
    }),
  );
};

/** Unions whose alternatives have become one, at every level. */
export function simplified(layout: Layout): Layout {
  switch (layout.is) {
    case 'list':
    case 'option':
      return { ...layout, content: simplified(layout.content) };
    case 'record':
      return { ...layout, fields: new Map([...layout.fields].map(([name, field]) => [name, simplified(field)])) };
    case 'union':
      return unionOf({ ...layout, contents: layout.contents.map(simplified) });
    default:
      return layout;
  }
}

/** An element type by its name. */
export function dtypeOption(options: ArrayOptions, name: string): DType {
  const dtype = textOption(options, name);
  if (dtype !== undefined && Object.hasOwn(ARRAY_OF, dtype)) return dtype as DType;
  throw new ArrayProblem('wrong-option', `the option ${name} must be an element type, found ${JSON.stringify(dtype)}`, {
    hint: `element types are ${Object.keys(ARRAY_OF).join(', ')}`,
  });
}

type Range = readonly [least: number, most: number];
/** The whole numbers that fit, as doubles; the ends of 64 bits are the first that do not, and so are left out. */
const RANGES: Readonly<Partial<Record<DType, Range>>> = {
  int8: [-0x80, 0x7f],
  uint8: [0, 0xff],
  int16: [-0x8000, 0x7fff],
  uint16: [0, 0xffff],
  int32: [-0x80000000, 0x7fffffff],
  uint32: [0, 0xffffffff],
  // the greatest doubles below 2**63 and 2**64
  int64: [-(2 ** 63), 2 ** 63 - 1024],
  uint64: [0, 2 ** 64 - 2048],
};
const LARGEST_FLOAT32 = 3.4028234663852886e38;

/** Numbers in another element type; throws `out-of-range` for a value that does not fit. */
export function cast(numbers: NumbersLayout, to: DType, scope: Scope, what: string): NumbersLayout {
  const { dtype, data } = numbers;
  if (dtype === to) return numbers;
  if (to === 'bool') return { is: 'numbers', dtype: to, data: nonzeroFlags(numbers) };
  const wide = data instanceof BigInt64Array || data instanceof BigUint64Array;
  if (wide && (to === 'int64' || to === 'uint64')) return castSign(data, to, scope, what);
  const values = wide ? rounded(data) : (data as Float64Array);
  const fits = fitting(values, dtype, to);
  const at = fits === undefined ? -1 : firstFailing(values.length, scope, fits);
  if (at >= 0)
    throw new ArrayProblem('out-of-range', `${what}: ${data[at]} does not fit ${to}`, {
      hint: 'replace it first, or choose a wider element type',
      row: scope.rowOf(at),
    });
  return { is: 'numbers', dtype: to, data: converted(values, to) };
}

/** 64-bit integers as the nearest doubles. */
function rounded(data: BigInt64Array | BigUint64Array): Float64Array {
  const signed = data instanceof BigInt64Array;
  const halves = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
  const out = new Float64Array(data.length);
  for (let i = 0; i < out.length; i++) {
    const high = halves[2 * i + 1] as number;
    out[i] = (signed ? high : high >>> 0) * 4294967296 + ((halves[2 * i] as number) >>> 0);
  }
  return out;
}

/** Whether value i fits an element type once its fraction is gone; undefined where all do. */
function fitting(values: Float64Array, from: DType, to: DType): ((at: number) => boolean) | undefined {
  const range = RANGES[to];
  if (range !== undefined) {
    const [least, most] = range;
    const own = RANGES[from];
    if (from === 'bool' || (own !== undefined && own[0] >= least && own[1] <= most)) return undefined;
    return (at) => {
      const whole = Math.trunc(values[at] as number);
      return whole >= least && whole <= most;
    };
  }
  if (from !== 'float64' || to !== 'float32') return undefined;
  return (at) => {
    const value = values[at] as number;
    return Math.abs(Math.fround(value)) <= LARGEST_FLOAT32 || value !== value || Math.abs(value) === Infinity;
  };
}

function converted(values: Float64Array, to: DType): NumberArray {
  const out = allocate(to, values.length);
  if (out instanceof BigInt64Array || out instanceof BigUint64Array) {
    const halves = new Int32Array(out.buffer);
    for (let i = 0; i < values.length; i++) {
      const whole = Math.trunc(values[i] as number);
      halves[2 * i] = whole;
      halves[2 * i + 1] = Math.floor(whole / 4294967296);
    }
  } else (out as Float64Array).set(values);
  return out;
}

/** Integers of 64 bits with a sign as ones without, or the other way round: the same bits, where the upper one is 0. */
function castSign(
  data: BigInt64Array | BigUint64Array,
  to: 'int64' | 'uint64',
  scope: Scope,
  what: string,
): NumbersLayout {
  const halves = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
  const at = firstFailing(data.length, scope, (i) => (halves[2 * i + 1] as number) >= 0);
  if (at >= 0)
    throw new ArrayProblem('out-of-range', `${what}: ${data[at]} does not fit ${to}`, { row: scope.rowOf(at) });
  const out = new ARRAY_OF[to](data.length);
  new Int32Array(out.buffer).set(halves);
  return { is: 'numbers', dtype: to, data: out };
}

/**
 * `ak.strings_astype`: all texts of an array as numbers of the element type `to`. Numbers are written as in Python, with
 * spaces around them at will: digits, with a fraction and an exponent for doubles, `nan` and `inf`; truth values as `true`
 * and `false`, or 1 and 0. Other texts, and numbers that do not fit, are an error.
 */
export const stringsAstype: ArrayKernel = ([array, ...others], options) => {
  if (array === undefined || others.length > 0)
    throw new ArrayProblem('wrong-arguments', 'strings_astype takes one array');
  const to = dtypeOption(options, 'to');
  return simplified(mapLeaves(array, (leaf, scope) => (leaf.is === 'strings' ? parsed(leaf, to, scope) : leaf)));
};

function parsed({ offsets, bytes }: StringsLayout, to: DType, scope: Scope): NumbersLayout {
  const length = offsets.length - 1;
  if (length === 0) return emptyOf({ is: 'numbers', dtype: to }) as NumbersLayout;
  const parse = PARSERS[to] ?? wholeNumber;
  const wide = to === 'int64' || to === 'uint64';
  const values = allocate(wide ? to : 'float64', length);
  const at = firstFailing(length, scope, (i) => {
    const value = parse(text(offsets, bytes, i).trim());
    if (value === undefined) return false;
    if (!wide) values[i] = Number(value);
    else if (BigInt.asIntN(64, BigInt(value)) !== BigInt(value) && to === 'int64') return false;
    else if (BigInt.asUintN(64, BigInt(value)) !== BigInt(value) && to === 'uint64') return false;
    else values[i] = BigInt(value);
    return true;
  });
  if (at >= 0)
    throw new ArrayProblem('bad-number', `strings_astype: '${text(offsets, bytes, at)}' is no ${to}`, {
      row: scope.rowOf(at),
    });
  const numbers: NumbersLayout = { is: 'numbers', dtype: wide ? to : 'float64', data: values };
  return to === 'bool'
    ? { is: 'numbers', dtype: to, data: nonzeroFlags(numbers) }
    : cast(numbers, to, scope, 'strings_astype');
}

/** The number that a text without spaces around it says, as a text that JavaScript reads. */
type Parse = (written: string) => string | undefined;

const wholeNumber: Parse = (written) => (/^[+-]?\d+$/.test(written) ? written.replace('+', '') : undefined);

const double: Parse = (written) => {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written)) return written;
  const word = /^([+-]?)(nan|inf|infinity)$/i.exec(written);
  if (word === null) return undefined;
  return word[2]?.toLowerCase() === 'nan' ? 'NaN' : `${word[1]}Infinity`;
};

const truth: Parse = (written) => (/^(true|1)$/i.test(written) ? '1' : /^(false|0)$/i.test(written) ? '0' : undefined);

const PARSERS: Readonly<Partial<Record<DType, Parse>>> = { float32: double, float64: double, bool: truth };
