import { depthsOf } from '../../kernels/arrays/axes.ts';
import { localIndex, num } from '../../kernels/arrays/counting.ts';
import { flatten, ravel } from '../../kernels/arrays/flattening.ts';
import type { Options } from '../tree/expr.ts';
import { emptyLayout } from '../tree/layout-type.ts';
import type { Type } from '../tree/type.ts';
import { arrayOp, type Rows } from './arrays.ts';
import { defineOps } from './op.ts';

/** The entries of the operations that change structure: what is in which list, and what is there at all. */
export const structureOps = defineOps({
  'ak.num': arrayOp('How many elements each list at an axis has.', num, alongAxis(1, { rows: 'one' })),
  'ak.local_index': arrayOp('The place of each element in its list.', localIndex, alongAxis(-1, { rows: 'all' })),
  'ak.flatten': arrayOp(
    'The array without one level of lists, or (axis null) without any.',
    flatten,
    alongAxis(1, { rows: 'all', lists: 'all', none: 'all' }),
  ),
  'ak.ravel': arrayOp('The single values of an array, missing ones too, in one flat array.', ravel, 'all'),
});

/** What becomes of the rows at axis 0, at axis 1 and where there is no axis; `each` where nothing is said. */
interface ByAxis {
  readonly rows: Rows;
  readonly lists?: Rows;
  readonly none?: Rows;
}

/** What becomes of the rows, by the axis; in fields of several depths a negative axis may mean several. */
function alongAxis(otherwise: number | null, { rows, lists = 'each', none = 'each' }: ByAxis) {
  return ([type]: readonly Type[], options: Options): Rows => {
    const { axis = otherwise } = options;
    if (typeof axis !== 'number') return none;
    const { least, most } = depthsOf(emptyLayout(type as Type));
    const from = (depth: number): number => (axis < 0 ? depth + axis : axis);
    if (from(least) <= 0) return rows;
    return from(least) <= 1 && from(most) >= 1 ? lists : 'each';
  };
}
