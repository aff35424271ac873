import { allocate, type DType, type NumberArray } from '../dtype.ts';
import { type Layout, lengthOf, type NumbersLayout } from '../layout.ts';
import { strings, text } from '../loop.ts';
import { cast, dtypeOption, simplified } from './cast.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { flagOption } from './options.ts';
import { mapLeaves, wholeArray } from './scope.ts';

/**
 * `ak.full_like`: the structure of the first array with the second, one value, in place of all single values. It takes their
 * element type, or that of the option `dtype`; texts become the value as text. What nothing is known of stays so unless
 * `including_unknown` and a `dtype` are given. A value that its new type does not hold is an error.
 */
export const fullLike: ArrayKernel = ([array, value, ...others], options, typeOnly) => {
  if (array === undefined || value === undefined || others.length > 0)
    throw new ArrayProblem('wrong-arguments', 'full_like takes an array and one value');
  if (!typeOnly && lengthOf(value) !== 1)
    throw new ArrayProblem('wrong-length', `full_like: all become one value, found ${lengthOf(value)}`);
  return filled(array, fillOf(value), options);
};

/** `ak.zeros_like`: the structure of an array with 0 in place of all single values, false for truth values, empty texts. */
export const zerosLike: ArrayKernel = (inputs, options) =>
  filled(onlyOne('zeros_like', inputs), { written: '', numbers: whole(0) }, options);

/** `ak.ones_like`: the structure of an array with 1 in place of all single values, true for truth values. */
export const onesLike: ArrayKernel = (inputs, options) =>
  filled(onlyOne('ones_like', inputs), { written: '1', numbers: whole(1) }, options);

function onlyOne(what: string, [array, ...others]: readonly Layout[]): Layout {
  if (array === undefined || others.length > 0) throw new ArrayProblem('wrong-arguments', `${what} takes one array`);
  return array;
}

/** One value, as a text and as numbers (of length 1, or 0 while only types are asked for); a text is no number. */
interface Fill {
  readonly written: string;
  readonly numbers: NumbersLayout | undefined;
}

const whole = (value: number): NumbersLayout => ({ is: 'numbers', dtype: 'float64', data: Float64Array.of(value) });

function fillOf(value: Layout): Fill {
  if (value.is === 'strings')
    return { written: lengthOf(value) === 0 ? '' : text(value.offsets, value.bytes, 0), numbers: undefined };
  if (value.is !== 'numbers')
    throw new ArrayProblem('wrong-type', 'full_like fills with a number, a truth value or a text');
  const [only] = value.data;
  return { written: value.dtype === 'bool' ? String(only === 1) : String(only), numbers: value };
}

function filled(array: Layout, fill: Fill, options: ArrayOptions): Layout {
  const dtype = (options['dtype'] ?? null) === null ? undefined : dtypeOption(options, 'dtype');
  const unknown = flagOption(options, 'including_unknown');
  const result = mapLeaves(array, (leaf) => {
    const length = lengthOf(leaf);
    if (leaf.is === 'nothing') return unknown && dtype !== undefined ? repeated(fill, dtype, length) : leaf;
    if (leaf.is === 'numbers') return repeated(fill, dtype ?? leaf.dtype, length);
    if (dtype !== undefined) return repeated(fill, dtype, length);
    return strings(new Array<string>(length).fill(fill.written));
  });
  return dtype === undefined ? result : simplified(result);
}

function repeated({ numbers, written }: Fill, dtype: DType, length: number): NumbersLayout {
  if (numbers === undefined)
    throw new ArrayProblem('wrong-type', `full_like: the text '${written}' cannot take the place of numbers`);
  const data = allocate(dtype, length);
  const one = cast(numbers, dtype, wholeArray, 'full_like');
  const [value] = one.data;
  if (value === undefined || length === 0) return { is: 'numbers', dtype, data };
  if (dtype !== 'bool' && Number(value) !== Number(numbers.data[0]) && !isFloat(dtype) && !Number.isNaN(Number(value)))
    throw new ArrayProblem('out-of-range', `full_like: ${numbers.data[0]} is no ${dtype}`, {
      hint: 'give a dtype that holds it',
    });
  (data as { fill(value: number | bigint): unknown }).fill(value);
  return { is: 'numbers', dtype, data: data as NumberArray };
}

const isFloat = (dtype: DType): boolean => dtype === 'float32' || dtype === 'float64';

/**
 * `ak.nan_to_num`: doubles with `nan` (0) in place of NaN, `posinf` and `neginf` (the largest of their element type) in place
 * of the infinities. Other values stay as they are.
 */
export const nanToNum: ArrayKernel = (inputs, options) => {
  const array = onlyOne('nan_to_num', inputs);
  const replace = {
    nan: replacement(options, 'nan') ?? 0,
    posinf: replacement(options, 'posinf'),
    neginf: replacement(options, 'neginf'),
  };
  return mapLeaves(array, (leaf) => {
    if (leaf.is !== 'numbers' || !isFloat(leaf.dtype)) return leaf;
    const largest = leaf.dtype === 'float32' ? 3.4028234663852886e38 : Number.MAX_VALUE;
    const { nan, posinf = largest, neginf = -largest } = replace;
    const data = (leaf.data as Float64Array).map((x) =>
      x !== x ? nan : x === Infinity ? posinf : x === -Infinity ? neginf : x,
    );
    return { ...leaf, data };
  });
};

/** A number; undefined where nothing was said. */
function replacement(options: ArrayOptions, name: string): number | undefined {
  const { [name]: value = null } = options;
  if (value === null || typeof value === 'number') return value ?? undefined;
  throw new ArrayProblem('wrong-option', `the option ${name} must be a number, found ${JSON.stringify(value)}`);
}
