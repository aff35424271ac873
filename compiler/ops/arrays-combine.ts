import { argcartesian, cartesian } from '../../kernels/arrays/cartesian.ts';
import { argcombinations, combinations } from '../../kernels/arrays/combinations.ts';
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
  'ak.combinations': arrayOp(
    'All choices of n elements of each list at an axis, in order.',
    combinations,
    alongAxis(1, { rows: 'all' }),
  ),
  'ak.argcombinations': arrayOp(
    'The positions in their list of all choices of n elements.',
    argcombinations,
    alongAxis(1, { rows: 'all' }),
  ),
  'ak.cartesian': arrayOp(
    'All tuples of one element of each array at an axis.',
    cartesian,
    alongAxis(1, { rows: 'all' }),
  ),
  'ak.argcartesian': arrayOp(
    'The positions in their lists of all tuples of one element of each array.',
    argcartesian,
    alongAxis(1, { rows: 'all' }),
  ),
});
