import { type Layout, type ListLayout, lengthOf } from '../layout.ts';
import { positiveAxis } from './axes.ts';
import { countUp, int64Of, lengthsOf } from './integers.ts';
import type { ArrayKernel } from './kernel.ts';
import { wholeAxisOption } from './options.ts';
import { axisFrom, changeLists } from './walk.ts';

/**
 * `ak.num`: how many elements each list at an axis has (default 1); at axis 0, the number of rows as one value. Missing
 * lists have a missing number. Throws `no-such-axis` where the array is not that deep.
 *
 * @example num([[[1, 2], []]], {axis: 1}) gives [2, 0]
 */
export const num: ArrayKernel = ([array], options) => {
  const axis = wholeAxisOption(options, 1);
  const layout = array as Layout;
  if (axisFrom(layout, axis, 'num') === 0) return int64Of(Int32Array.of(lengthOf(layout)));
  return changeLists(layout, { what: 'num', axis }, ({ offsets }) => lengthsOf(offsets));
};

/**
 * `ak.local_index`: for each element at an axis (default -1) its place in its list; at axis 0 the number of each row.
 * Throws `no-such-axis` where the array is not that deep, or where a negative axis meets fields of several depths.
 *
 * @example local_index([[[5, 5], [7]]]) gives [[0, 1], [0]]
 */
export const localIndex: ArrayKernel = ([array], options) => {
  const layout = array as Layout;
  const axis = positiveAxis(layout, wholeAxisOption(options, -1), 'local_index');
  if (axis === 0) return int64Of(countUp(lengthOf(layout)));
  return changeLists(layout, { what: 'local_index', axis }, (list) => ({ ...list, content: int64Of(placesIn(list)) }));
};

function placesIn({ offsets }: ListLayout): Int32Array {
  const out = new Int32Array(offsets[offsets.length - 1] as number);
  for (let i = 0; i + 1 < offsets.length; i++) {
    const start = offsets[i] as number;
    const stop = offsets[i + 1] as number;
    for (let k = start; k < stop; k++) out[k] = k - start;
  }
  return out;
}
