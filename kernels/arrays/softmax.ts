import { type Layout, lengthOf, type NumbersLayout } from '../layout.ts';
import { takeLayout } from '../take-layout.ts';
import { depthsOf } from './axes.ts';
import { doublesOf } from './doubles.ts';
import { needNumbers, presentIn } from './groups.ts';
import { type ArrayKernel, ArrayProblem } from './kernel.ts';
import { axisOption } from './options.ts';
import { axisFrom, changeLists } from './walk.ts';

/**
 * `ak.softmax`: the exponentials of the values of each deepest list (`axis` -1 alone), divided by their sum; float64. Missing values
 * stay missing and do not count. The greatest value of a list is taken off before, so that exponentials do not overflow.
 */
export const softmax: ArrayKernel = ([input], options) => {
  const layout = input as Layout;
  const what = 'ak.softmax';
  needNumbers(layout, what);
  const axis = axisOption(options, -1);
  const { most } = depthsOf(layout);
  if (axis === null || axisFrom(layout, axis, what) !== most - 1)
    throw new ArrayProblem('wrong-option', `${what} goes along the deepest axis alone, found axis ${axis}`, {
      hint: `leave the axis out, or say -1`,
    });
  if (most === 1) return ofLists(layout, Int32Array.of(0, lengthOf(layout)));
  return changeLists(layout, { what, axis: most - 1 }, (list) => ({
    ...list,
    content: ofLists(list.content, list.offsets),
  }));
};

function ofLists(content: Layout, offsets: Int32Array): Layout {
  const length = lengthOf(content);
  if (content.is === 'nothing')
    return {
      is: 'option',
      valid: new Uint8Array((length + 7) >> 3),
      content: { is: 'numbers', dtype: 'float64', data: new Float64Array(length) },
    };
  if (content.is !== 'option')
    return { is: 'numbers', dtype: 'float64', data: shares(offsets, doublesOf(content as NumbersLayout)) };
  const { members, offsets: shorter } = presentIn(content.valid, offsets);
  const present = shares(shorter, doublesOf(takeLayout(content.content, members) as NumbersLayout));
  const data = new Float64Array(length);
  for (let i = 0; i < members.length; i++) data[members[i] as number] = present[i] as number;
  return { is: 'option', valid: content.valid, content: { is: 'numbers', dtype: 'float64', data } };
}

/** What part of the exponentials of its list each value's is. */
function shares(offsets: Int32Array, values: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i + 1 < offsets.length; i++) {
    const start = offsets[i] as number;
    const end = offsets[i + 1] as number;
    let top = -Infinity;
    for (let k = start; k < end; k++) top = Math.max(top, values[k] as number);
    // with infinity in it, or nothing else than -infinity, the quotients are as they come
    if (!Number.isFinite(top)) top = 0;
    let sum = 0;
    for (let k = start; k < end; k++) {
      const power = Math.exp((values[k] as number) - top);
      out[k] = power;
      sum += power;
    }
    for (let k = start; k < end; k++) out[k] = (out[k] as number) / sum;
  }
  return out;
}
