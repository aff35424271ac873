import type { DType } from '../dtype.ts';
import type { Layout, NumbersLayout } from '../layout.ts';
import { toInt64 } from '../loop.ts';
import { someIs } from '../reduce.ts';
import { doublesOf, nonzeroFlags } from './doubles.ts';
import { ones, products, someNonzero, sums, wholeProducts, wholeSums } from './folds.ts';
import { type Groups, groupsOf, needNumbers, valuesOf, withoutNaN } from './groups.ts';
import { int64Of, lengthsOf } from './integers.ts';
import type { ArrayKernel, ArrayOptions } from './kernel.ts';
import { axisOption, flagOption } from './options.ts';
import { behind } from './walk.ts';

/** What a reduction makes of groups: one value for each. */
export type Fold = (groups: Groups, options: ArrayOptions, masked: boolean) => Layout;

/** How a reduction goes about it, apart from what it makes of a group. */
export interface Reduction {
  /** The name in messages. */
  readonly what: string;
  readonly fold: Fold;
  /** Whether empty groups give missing values where nothing is said (`mask_identity`). */
  readonly masks?: boolean;
  /** Whether NaN counts as missing. */
  readonly skipsNaN?: boolean;
}

/**
 * A reduction as a kernel: `axis` (default null: all values together), `keepdims` (default false) and `mask_identity` work
 * alike for all. Records, texts and unions are refused (`wrong-type`), as are axes that are not there (`no-such-axis`).
 */
export function reduction({ what, fold, masks = false, skipsNaN = false }: Reduction): ArrayKernel {
  return ([layout], options) => {
    const array = layout as Layout;
    needNumbers(array, what);
    const found = groupsOf(array, axisOption(options, null), flagOption(options, 'keepdims'), what);
    const groups = skipsNaN ? withoutNaN(found) : found;
    const masked = flagOption(options, 'mask_identity', masks);
    const out = fold(groups, options, masked);
    return groups.rebuild(masked ? missingWhereEmpty(groups.offsets, out) : out);
  };
}

/** The values of groups, missing where a group has no members. */
export function missingWhereEmpty(offsets: Int32Array, perGroup: Layout): Layout {
  const count = offsets.length - 1;
  const valid = new Uint8Array((count + 7) >> 3);
  for (let i = 0; i < count; i++) {
    // 1 where the end is behind the start, without a branch
    const some = ((offsets[i] as number) - (offsets[i + 1] as number)) >>> 31;
    valid[i >> 3] = (valid[i >> 3] as number) | (some << (i & 7));
  }
  return behind({ is: 'option', valid, content: perGroup }, perGroup);
}

/** A column of numbers. */
export const numbers = (dtype: DType, data: NumbersLayout['data']): NumbersLayout => ({ is: 'numbers', dtype, data });

/** Whether sums and products of such numbers are doubles; else they are integers. */
const isReal = (dtype: DType): boolean => dtype === 'float64' || dtype === 'float32';

const countFold: Fold = ({ offsets }) => lengthsOf(offsets);

const sumFold: Fold = (groups) => {
  const values = valuesOf(groups);
  if (isReal(values.dtype)) return numbers('float64', sums(groups.offsets, doublesOf(values)));
  if (values.dtype === 'bool') return countNonzeroFold(groups, {}, false);
  return numbers('int64', toInt64(wholeSums(groups.offsets, doublesOf(values))));
};

const prodFold: Fold = (groups) => {
  const values = valuesOf(groups);
  if (isReal(values.dtype)) return numbers('float64', products(groups.offsets, doublesOf(values)));
  return numbers('int64', toInt64(wholeProducts(groups.offsets, doublesOf(values))));
};

const countNonzeroFold: Fold = (groups) => int64Of(ones(groups.offsets, nonzeroFlags(valuesOf(groups))));

const anyFold: Fold = (groups) => {
  const { offsets } = groups;
  const values = valuesOf(groups);
  const { data } = values;
  return numbers(
    'bool',
    data instanceof Float64Array ? someNonzero(offsets, data) : someIs(offsets, nonzeroFlags(values), 1),
  );
};

const allFold: Fold = (groups) => {
  const some = someIs(groups.offsets, nonzeroFlags(valuesOf(groups)), 0);
  for (let i = 0; i < some.length; i++) some[i] = 1 - (some[i] as number);
  return numbers('bool', some);
};

/** `ak.count`: how many values there are; missing ones are not counted, NaN is. Int64. */
export const count: ArrayKernel = reduction({ what: 'ak.count', fold: countFold });

/** `ak.count_nonzero`: how many values are not zero; NaN is not, missing ones are not counted. Int64. */
export const countNonzero: ArrayKernel = reduction({ what: 'ak.count_nonzero', fold: countNonzeroFold });

/**
 * `ak.sum`: sums from left to right, 0 for nothing. Of integers and truth values int64, checked at 2**53 (OverflowProblem);
 * of floats float64.
 */
export const sum: ArrayKernel = reduction({ what: 'ak.sum', fold: sumFold });

/** `ak.prod`: products from left to right, 1 for nothing; types as `sum`. */
export const prod: ArrayKernel = reduction({ what: 'ak.prod', fold: prodFold });

/** `ak.any`: whether a value is not zero; false for nothing. */
export const any: ArrayKernel = reduction({ what: 'ak.any', fold: anyFold });

/** `ak.all`: whether all values are not zero; true for nothing. */
export const all: ArrayKernel = reduction({ what: 'ak.all', fold: allFold });

/** `ak.nansum`: `sum` that takes NaN as missing. */
export const nansum: ArrayKernel = reduction({ what: 'ak.nansum', fold: sumFold, skipsNaN: true });

/** `ak.nanprod`: `prod` that takes NaN as missing. */
export const nanprod: ArrayKernel = reduction({ what: 'ak.nanprod', fold: prodFold, skipsNaN: true });
