import { stringsAstype, valuesAstype } from '../../kernels/arrays/cast.ts';
import { almostEqual, arrayEqual } from '../../kernels/arrays/compare-arrays.ts';
import { enforceType } from '../../kernels/arrays/enforce.ts';
import { fullLike, nanToNum, onesLike, zerosLike } from '../../kernels/arrays/like.ts';
import { isclose, round } from '../../kernels/arrays/rounding.ts';
import { arrayOp } from './array-op.ts';
import { defineOps } from './op.ts';

/** Operations on the single values of arrays and on their types; the structure stays as it is. */
export const typeOps = defineOps({
  'ak.values_astype': arrayOp('The numbers of an array as another element type, checked.', valuesAstype, 'each'),
  'ak.strings_astype': arrayOp('The texts of an array as numbers.', stringsAstype, 'each'),
  'ak.enforce_type': arrayOp('The array with another type, where its values allow that.', enforceType, 'each'),
  'ak.full_like': arrayOp('One value in place of all single values of an array.', fullLike, 'each'),
  'ak.zeros_like': arrayOp('0 in place of all single values of an array.', zerosLike, 'each'),
  'ak.ones_like': arrayOp('1 in place of all single values of an array.', onesLike, 'each'),
  'ak.nan_to_num': arrayOp('Numbers in place of NaN and the infinities.', nanToNum, 'each'),
  'ak.round': arrayOp('Numbers rounded to `decimals`, halves to the even neighbour.', round, 'each'),
  'ak.isclose': arrayOp('Whether numbers of two arrays are close, value by value.', isclose, 'each'),
  'ak.almost_equal': arrayOp('Whether two arrays have one structure, and numbers that are close.', almostEqual, 'one'),
  'ak.array_equal': arrayOp('Whether two arrays have the same type and values.', arrayEqual, 'one'),
});
