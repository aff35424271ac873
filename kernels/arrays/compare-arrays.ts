import { makeFunction } from '../functions.ts';
import { type Layout, lengthOf, type NumbersLayout, type StringsLayout, type UnionLayout } from '../layout.ts';
import { sliceLayout } from '../slice.ts';
import { takeLayout } from '../take-layout.ts';
import { isValid } from '../bits.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { flagOption } from './options.ts';
import { toleranceOption } from './rounding.ts';
import { presentOf } from './walk.ts';

/**
 * `ak.almost_equal`: one truth value, whether two arrays have the same structure and numbers that are close (`rtol`, `atol`,
 * as for isclose; `equal_nan`). Element types must be the same unless `dtype_exact` is false (then integers go with integers
 * and doubles with doubles), names of records unless `check_parameters` is false, and lists must be regular or not alike
 * unless `check_regular` is false. Fields may come in any order.
 */
export const almostEqual: ArrayKernel = (inputs, options) => {
  const close = makeFunction('isClose', { ...toleranceOption(options) }) as Close;
  return truth(compareBoth('almost_equal', inputs, { ...comparing(options, 'dtype_exact'), close }));
};

/**
 * `ak.array_equal`: one truth value, whether two arrays have the same type and values; with `equal_nan` NaN equals NaN.
 * `same_content_types`, `check_parameters` and `check_regular` as `dtype_exact` and so on of almost_equal.
 */
export const arrayEqual: ArrayKernel = (inputs, options) => {
  const equalNaN = flagOption(options, 'equal_nan');
  const close: Close = (a, b) => equalNaN && a !== a && b !== b;
  return truth(compareBoth('array_equal', inputs, { ...comparing(options, 'same_content_types'), close }));
};

const truth = (is: boolean): NumbersLayout => ({ is: 'numbers', dtype: 'bool', data: Uint8Array.of(is ? 1 : 0) });

/** Whether two numbers that are not equal count as such. */
type Close = (a: number, b: number) => boolean;

interface Comparing {
  readonly sameDTypes: boolean;
  readonly sameNames: boolean;
  readonly sameRegular: boolean;
  readonly close: Close;
}

function comparing(options: ArrayOptions, dtypes: string): Omit<Comparing, 'close'> {
  return {
    sameDTypes: flagOption(options, dtypes, true),
    sameNames: flagOption(options, 'check_parameters', true),
    sameRegular: flagOption(options, 'check_regular', true),
  };
}

function compareBoth(what: string, [a, b, ...others]: readonly Layout[], how: Comparing): boolean {
  if (a === undefined || b === undefined || others.length > 0)
    throw new ArrayProblem('wrong-arguments', `${what} takes two arrays`);
  return areEqual(a, b, how);
}

function areEqual(a: Layout, b: Layout, how: Comparing): boolean {
  if (lengthOf(a) !== lengthOf(b)) return false;
  if (a.is === 'union' && b.is === 'union') return areEqualUnions(a, b, how);
  if (a.is === 'option' && b.is === 'option') return areEqualOptions(a, b, how);
  if (a.is === 'numbers' && b.is === 'numbers') return areEqualNumbers(a, b, how);
  if (a.is === 'strings' && b.is === 'strings') return areEqualTexts(a, b);
  if (a.is === 'list' && b.is === 'list')
    return (
      (!how.sameRegular || a.size === b.size) && isSame(a.offsets, b.offsets) && areEqual(a.content, b.content, how)
    );
  if (a.is === 'record' && b.is === 'record') {
    if (a.fields.size !== b.fields.size || (how.sameNames && a.name !== b.name)) return false;
    return [...a.fields].every(([name, field]) => {
      const other = b.fields.get(name);
      return other !== undefined && areEqual(field, other, how);
    });
  }
  return a.is === b.is;
}

function areEqualOptions(a: Layout & { is: 'option' }, b: Layout & { is: 'option' }, how: Comparing): boolean {
  for (let i = 0; i < lengthOf(a); i++) if (isValid(a.valid, i) !== isValid(b.valid, i)) return false;
  return areEqual(presentOf(a)?.values ?? a.content, presentOf(b)?.values ?? b.content, how);
}

/** Each kind of one must have its like in the other, and the values must be equal whichever kinds they are of. */
function areEqualUnions(a: UnionLayout, b: UnionLayout, how: Comparing): boolean {
  const none = (layout: Layout): Layout => sliceLayout(layout, 0, 0);
  const alike = (x: Layout, y: Layout): boolean => areEqual(none(x), none(y), how);
  if (a.contents.length !== b.contents.length || !a.contents.every((x) => b.contents.some((y) => alike(x, y))))
    return false;
  const pairs = new Map<number, [number[], number[]]>();
  for (let i = 0; i < a.tags.length; i++) {
    const pair = (a.tags[i] as number) * 128 + (b.tags[i] as number);
    const places = pairs.get(pair) ?? [[], []];
    places[0].push(a.index[i] as number);
    places[1].push(b.index[i] as number);
    pairs.set(pair, places);
  }
  return [...pairs].every(([pair, [x, y]]) =>
    areEqual(
      takeLayout(a.contents[pair >> 7] as Layout, Int32Array.from(x)),
      takeLayout(b.contents[pair & 127] as Layout, Int32Array.from(y)),
      how,
    ),
  );
}

function areEqualNumbers(a: NumbersLayout, b: NumbersLayout, { sameDTypes, close }: Comparing): boolean {
  if (sameDTypes ? a.dtype !== b.dtype : kindOf(a) !== kindOf(b)) return false;
  for (let i = 0; i < a.data.length; i++) {
    const [x, y] = [a.data[i], b.data[i]] as [number | bigint, number | bigint];
    // biome-ignore lint/suspicious/noDoubleEquals: a bigint and a number of one value are equal
    if (x != y && !close(Number(x), Number(y))) return false;
  }
  return true;
}

const kindOf = ({ dtype }: NumbersLayout): string => dtype.replace(/^u?(\D+)\d*$/, '$1');

function areEqualTexts(a: StringsLayout, b: StringsLayout): boolean {
  const end = a.offsets[a.offsets.length - 1] as number;
  return isSame(a.offsets, b.offsets) && isSame(a.bytes.subarray(0, end), b.bytes.subarray(0, end));
}

function isSame(a: Int32Array | Uint8Array, b: Int32Array | Uint8Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return a.length === b.length;
}
