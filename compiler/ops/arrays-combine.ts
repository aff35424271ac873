import { argsort, sort } from '../../kernels/arrays/sort.ts';
import { arrayOp } from './array-op.ts';
import { alongAxis } from './arrays-structure.ts';
import { defineOps } from './op.ts';

/** The entries of the operations that put values in order, or together. */
export const combineOps = defineOps({
  'ak.sort': arrayOp(
    'The values in rising or falling order along an axis; NaN and then missing values come last.',
    sort,
    alongAxis(-1, { rows: 'all' }),
  ),
  'ak.argsort': arrayOp(
    'Where along the axis the values of the sorted array came from.',
    argsort,
    alongAxis(-1, { rows: 'all' }),
  ),
});
