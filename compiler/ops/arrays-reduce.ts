import { depthsOf } from '../../kernels/arrays/axes.ts';
import { argmax, argmin, max, min, nanargmax, nanargmin, nanmax, nanmin, ptp } from '../../kernels/arrays/extremes.ts';
import { all, any, count, countNonzero, nanprod, nansum, prod, sum } from '../../kernels/arrays/reduce.ts';
import { softmax } from '../../kernels/arrays/softmax.ts';
import {
  corr,
  covar,
  linearFit,
  mean,
  moment,
  nanmean,
  nanstd,
  nanvar,
  std,
  variance,
} from '../../kernels/arrays/statistics.ts';
import type { Options } from '../tree/expr.ts';
import { emptyLayout } from '../tree/layout-type.ts';
import type { Type } from '../tree/type.ts';
import { arrayOp, type Rows } from './array-op.ts';
import { alongAxis } from './arrays-structure.ts';
import { defineOps } from './op.ts';

/** The entries of the operations that make one value of many. */
export const reduceOps = defineOps({
  'ak.count': arrayOp('How many values there are; missing ones are not counted.', count, reduced),
  'ak.count_nonzero': arrayOp('How many values are not zero.', countNonzero, reduced),
  'ak.sum': arrayOp('The sum; integers and truth values give int64, checked at 2^53.', sum, reduced),
  'ak.nansum': arrayOp('The sum without NaN.', nansum, reduced),
  'ak.prod': arrayOp('The product; integers and truth values give int64, checked at 2^53.', prod, reduced),
  'ak.nanprod': arrayOp('The product without NaN.', nanprod, reduced),
  'ak.any': arrayOp('Whether a value is true, or not zero.', any, reduced),
  'ak.all': arrayOp('Whether all values are true, or not zero.', all, reduced),
  'ak.min': arrayOp('The least value; NaN only where there is nothing else.', min, reduced),
  'ak.nanmin': arrayOp('The least value that is not NaN.', nanmin, reduced),
  'ak.max': arrayOp('The greatest value; NaN only where there is nothing else.', max, reduced),
  'ak.nanmax': arrayOp('The greatest value that is not NaN.', nanmax, reduced),
  'ak.argmin': arrayOp('Where the least value is along the axis.', argmin, reduced),
  'ak.nanargmin': arrayOp('Where the least value that is not NaN is along the axis.', nanargmin, reduced),
  'ak.argmax': arrayOp('Where the greatest value is along the axis.', argmax, reduced),
  'ak.nanargmax': arrayOp('Where the greatest value that is not NaN is along the axis.', nanargmax, reduced),
  'ak.ptp': arrayOp('The greatest less the least value.', ptp, reduced),
  'ak.mean': arrayOp('The mean, of weights in a second array.', mean, reduced),
  'ak.nanmean': arrayOp('The mean without NaN.', nanmean, reduced),
  'ak.var': arrayOp('The mean square of deviations from the mean, for ddof values less.', variance, reduced),
  'ak.nanvar': arrayOp('The variance without NaN.', nanvar, reduced),
  'ak.std': arrayOp('The square root of the variance.', std, reduced),
  'ak.nanstd': arrayOp('The square root of the variance without NaN.', nanstd, reduced),
  'ak.moment': arrayOp('The mean of the n-th powers.', moment, reduced),
  'ak.covar': arrayOp('The covariance of two arrays, with weights in a third.', covar, reduced),
  'ak.corr': arrayOp('The correlation of two arrays, with weights in a third.', corr, reduced),
  'ak.linear_fit': arrayOp(
    'The straight line through points: intercept, slope and their errors, with weights in a third array.',
    linearFit,
    reduced,
  ),
  'ak.softmax': arrayOp(
    'The exponentials of the values of each deepest list, divided by their sum.',
    softmax,
    alongAxis(-1, { rows: 'all' }),
  ),
});

/** What becomes of the rows: reduced themselves, they are one value, or one for each place in them. */
function reduced(types: readonly Type[], options: Options): Rows {
  const { axis = null, keepdims = false } = options;
  if (axis === null) return keepdims === true ? 'all' : 'one';
  const most = Math.max(...types.map((type) => depthsOf(emptyLayout(type)).most));
  if (axis !== 0 && axis !== -most) return 'each';
  return most === 1 && keepdims !== true ? 'one' : 'all';
}
