import { ARRAY_OF, type DType } from '../dtype.ts';
import type { NumbersLayout } from '../layout.ts';
import { toInt64 } from '../loop.ts';
import { bestPositions, type Keys } from '../reduce.ts';
import { doublesOf, exactDoubles } from './doubles.ts';
import { checkWhole } from '../elementwise.ts';
import { greatestPositions, greatests, leastPositions, leasts } from './folds.ts';
import { valuesOf } from './groups.ts';
import { int64Of } from './integers.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { numberOption } from './options.ts';
import { type Fold, numbers, reduction } from './reduce.ts';

/** The least and the greatest value of each element type. */
const RANGES: Readonly<Record<DType, readonly [least: number | bigint, greatest: number | bigint]>> = {
  bool: [0, 1],
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-2147483648, 2147483647],
  uint32: [0, 4294967295],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  float32: [-Infinity, Infinity],
  float64: [-Infinity, Infinity],
};

const isWide = (dtype: DType): boolean => dtype === 'int64' || dtype === 'uint64';
const isReal = (dtype: DType): boolean => dtype === 'float64' || dtype === 'float32';

/** The least or greatest value of each group, of the same element type; anything where a group is empty. */
function extremesOf(values: NumbersLayout, offsets: Int32Array, least: boolean): NumbersLayout {
  const { dtype, data } = values;
  const doubles = exactDoubles(data);
  if (doubles === undefined) return wideExtremes(values, offsets, least);
  const out = least ? leasts(offsets, doubles) : greatests(offsets, doubles);
  if (dtype === 'float64') return numbers(dtype, out);
  if (!isWide(dtype)) return numbers(dtype, new ARRAY_OF[dtype as 'int32'](out));
  const wide = toInt64(out);
  return numbers(dtype, dtype === 'int64' ? wide : new BigUint64Array(wide.buffer));
}

/** 64-bit integers that doubles do not hold are compared as they are. */
function wideExtremes({ dtype, data }: NumbersLayout, offsets: Int32Array, least: boolean): NumbersLayout {
  const at = bestPositions(offsets, data as BigInt64Array, undefined, least);
  const out = new ARRAY_OF[dtype as 'int64'](at.length);
  for (let i = 0; i < at.length; i++) out[i] = (data as BigInt64Array)[at[i] as number] ?? 0n;
  return numbers(dtype, out);
}

/** Lets a value take part in each group: it comes in place of nothing, of NaN, and of what it beats. */
function startFrom(out: NumbersLayout, offsets: Int32Array, start: number | bigint, least: boolean): void {
  const data = out.data as Float64Array;
  for (let i = 0; i < data.length; i++) {
    const x = data[i] as number;
    const beaten = (least ? start < x : start > x) || x !== x;
    if (beaten || offsets[i] === offsets[i + 1]) data[i] = start as number;
  }
}

/** The option `initial`, as a value of the element type. */
function initialOption(options: ArrayOptions, dtype: DType): number | bigint | undefined {
  if (options['initial'] === undefined || options['initial'] === null) return undefined;
  const initial = numberOption(options, 'initial');
  if (isReal(dtype)) return dtype === 'float32' ? Math.fround(initial) : initial;
  const [least, greatest] = RANGES[dtype];
  if (!Number.isInteger(initial) || initial < least || initial > greatest)
    throw new ArrayProblem('wrong-option', `the option initial must be a value of the type ${dtype}, found ${initial}`);
  return isWide(dtype) ? BigInt(initial) : initial;
}

const extremeFold =
  (least: boolean): Fold =>
  (groups, options, masked) => {
    const values = valuesOf(groups);
    const out = extremesOf(values, groups.offsets, least);
    const initial = initialOption(options, values.dtype);
    const start = initial ?? (RANGES[values.dtype][least ? 1 : 0] as number | bigint);
    if (initial !== undefined || !masked) startFrom(out, groups.offsets, start, least);
    return out;
  };

const positionFold =
  (least: boolean): Fold =>
  (groups) => {
    const { data } = valuesOf(groups);
    const doubles = exactDoubles(data);
    const best =
      doubles === undefined
        ? bestPositions(groups.offsets, data as Keys, undefined, least)
        : least
          ? leastPositions(groups.offsets, doubles)
          : greatestPositions(groups.offsets, doubles);
    return int64Of(groups.placesAt(best));
  };

const ptpFold: Fold = (groups) => {
  const values = valuesOf(groups);
  const data = doublesOf(values);
  const [low, high] = [leasts(groups.offsets, data), greatests(groups.offsets, data)];
  for (let i = 0; i < high.length; i++)
    high[i] = groups.offsets[i] === groups.offsets[i + 1] ? 0 : (high[i] as number) - (low[i] as number);
  return isReal(values.dtype) ? numbers('float64', high) : numbers('int64', toInt64(checkWhole(high)));
};

/**
 * `ak.min`: the least values, of the same element type. NaN is skipped unless there is nothing else (Awkward gives infinity
 * then). Nothing gives a missing value. With `mask_identity: false` the greatest value of the type takes part in each group,
 * and so is the result of nothing and of nothing but NaN; `initial` takes part in its place.
 */
export const min: ArrayKernel = reduction({ what: 'ak.min', fold: extremeFold(true), masks: true });

/** `ak.max`: the greatest values, as `min`. */
export const max: ArrayKernel = reduction({ what: 'ak.max', fold: extremeFold(false), masks: true });

/** `ak.nanmin`: `min` that takes NaN as missing. */
export const nanmin: ArrayKernel = reduction({
  what: 'ak.nanmin',
  fold: extremeFold(true),
  masks: true,
  skipsNaN: true,
});

/** `ak.nanmax`: `max` that takes NaN as missing. */
export const nanmax: ArrayKernel = reduction({
  what: 'ak.nanmax',
  fold: extremeFold(false),
  masks: true,
  skipsNaN: true,
});

/**
 * `ak.argmin`: where along the axis the least value is (with `axis` null in all of the values, counted through), the first of
 * equal ones. NaN is skipped unless there is nothing else, as in `min` (Awkward takes a NaN in first place). Nothing gives a
 * missing value; with `mask_identity: false` it is -1. Int64.
 */
export const argmin: ArrayKernel = reduction({ what: 'ak.argmin', fold: positionFold(true), masks: true });

/** `ak.argmax`: where the greatest value is, as `argmin`. */
export const argmax: ArrayKernel = reduction({ what: 'ak.argmax', fold: positionFold(false), masks: true });

/** `ak.nanargmin`: `argmin` that takes NaN as missing. */
export const nanargmin: ArrayKernel = reduction({
  what: 'ak.nanargmin',
  fold: positionFold(true),
  masks: true,
  skipsNaN: true,
});

/** `ak.nanargmax`: `argmax` that takes NaN as missing. */
export const nanargmax: ArrayKernel = reduction({
  what: 'ak.nanargmax',
  fold: positionFold(false),
  masks: true,
  skipsNaN: true,
});

/**
 * `ak.ptp`: the greatest less the least value; of integers an int64 checked at 2**53, of floats float64. Nothing gives a
 * missing value; with `mask_identity: false` it is 0.
 */
export const ptp: ArrayKernel = reduction({ what: 'ak.ptp', fold: ptpFold, masks: true });
