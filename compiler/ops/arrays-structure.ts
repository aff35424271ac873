import { depthsOf } from '../../kernels/arrays/axes.ts';
import { localIndex, num } from '../../kernels/arrays/counting.ts';
import { flatten, ravel } from '../../kernels/arrays/flattening.ts';
import { fillNone, padNone } from '../../kernels/arrays/filling.ts';
import { getitem, rowsOfGetitem } from '../../kernels/arrays/getitem/getitem.ts';
import { mask } from '../../kernels/arrays/masking.ts';
import { dropNone, firsts, isNone, nanToNone, singletons } from '../../kernels/arrays/missing.ts';
import { fromRegular, toPacked, toRegular } from '../../kernels/arrays/regular.ts';
import { runLengths } from '../../kernels/arrays/runs.ts';
import { unflatten } from '../../kernels/arrays/unflattening.ts';
import { optionOutside } from '../../kernels/arrays/walk.ts';
import type { Options } from '../tree/expr.ts';
import { emptyLayout } from '../tree/layout-type.ts';
import { present, type Type } from '../tree/type.ts';
import { arrayOp, type Rows } from './array-op.ts';
import { defineOps } from './op.ts';

/** The entries of the operations that change structure: what is in which list, and what is there at all. */
export const structureOps = defineOps({
  'ak.getitem': arrayOp(
    'What items select: positions, ranges, masks, index arrays, new dimensions, fields.',
    getitem,
    (types, options) => rowsOfGetitem(types.map(emptyLayout), options),
  ),
  'ak.num': arrayOp('How many elements each list at an axis has.', num, alongAxis(1, { rows: 'one' })),
  'ak.local_index': arrayOp('The place of each element in its list.', localIndex, alongAxis(-1, { rows: 'all' })),
  'ak.flatten': arrayOp(
    'The array without one level of lists, or (axis null) without any.',
    flatten,
    alongAxis(1, { rows: 'all', lists: 'all', none: 'all' }),
  ),
  'ak.ravel': arrayOp('The single values of an array, missing ones too, in one flat array.', ravel, 'all'),
  'ak.firsts': arrayOp(
    'The first element of each list at an axis, missing where there is none.',
    firsts,
    alongAxis(1, { rows: 'one' }),
  ),
  'ak.singletons': arrayOp(
    'Lists of one element for present values, empty ones for missing values.',
    singletons,
    'each',
  ),
  'ak.is_none': arrayOp('Whether each value at an axis is missing.', isNone, 'each'),
  'ak.drop_none': arrayOp(
    'The array without the missing values at an axis, or (axis null) without any.',
    dropNone,
    (types, options) => (dropsRows(types, options) ? 'all' : 'each'),
  ),
  'ak.fill_none': arrayOp(
    'A value in place of the missing ones at an axis, or (axis null) everywhere.',
    fillNone,
    'each',
  ),
  'ak.pad_none': arrayOp(
    'Lists at an axis with missing values added up to a length, or with clip of just that length.',
    padNone,
    alongAxis(1, { rows: 'all' }),
  ),
  'ak.nan_to_none': arrayOp('NaN made missing.', nanToNone, 'each'),
  'ak.unflatten': arrayOp('One more level of lists at an axis, of the given lengths.', unflatten, rowsOfUnflatten),
  'ak.to_regular': arrayOp('The array, once all lists at an axis are found to have one length.', toRegular, 'all'),
  'ak.from_regular': arrayOp('The array with lists at an axis that are not regular by type.', fromRegular, 'each'),
  'ak.run_lengths': arrayOp(
    'How many equal values follow each other in the deepest lists.',
    runLengths,
    alongAxis(-1, { rows: 'all' }),
  ),
  'ak.to_packed': arrayOp('The same values in buffers that hold nothing else.', toPacked, 'each'),
  'ak.mask': arrayOp('Values made missing where a mask is not valid_when.', mask, 'each'),
});

/** Lengths that follow each other through all rows are for all rows together; one length, or lengths for each row, are not. */
function rowsOfUnflatten(types: readonly Type[], options: Options): Rows {
  const [, lengths] = types;
  const along = alongAxis(0, { rows: 'all' })(types, options);
  return lengths === undefined || present(lengths).is === 'list' ? along : 'all';
}

/** Rows vanish only where they may be missing. */
function dropsRows(types: readonly Type[], options: Options): boolean {
  const { is } = optionOutside(emptyLayout(types[0] as Type));
  const rows = alongAxis(null, { rows: 'all', none: 'all' })(types, options);
  return rows === 'all' && (is === 'option' || is === 'nothing');
}

/** What becomes of the rows at axis 0, at axis 1 and where there is no axis; `each` where nothing is said. */
interface ByAxis {
  readonly rows: Rows;
  readonly lists?: Rows;
  readonly none?: Rows;
}

/** What becomes of the rows, by the axis; in fields of several depths a negative axis may mean several. */
export function alongAxis(otherwise: number | null, { rows, lists = 'each', none = 'each' }: ByAxis) {
  return ([type]: readonly Type[], options: Options): Rows => {
    const { axis = otherwise } = options;
    if (typeof axis !== 'number') return none;
    const { least, most } = depthsOf(emptyLayout(type as Type));
    const from = (depth: number): number => (axis < 0 ? depth + axis : axis);
    if (from(least) <= 0) return rows;
    return from(least) <= 1 && from(most) >= 1 ? lists : 'each';
  };
}
