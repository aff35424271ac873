import { type Layout, type ListLayout, lengthOf, type RecordLayout, type UnionLayout } from '../layout.ts';
import { takeOrMissing } from '../take-layout.ts';
import { asOption, presentFlags } from './axes.ts';
import { type Changed, changeElements, withoutMissing } from './flattening.ts';
import type { ArrayKernel } from './kernel.ts';
import { unionOf } from './merge.ts';
import { axisOption, wholeAxisOption } from './options.ts';
import { axisFrom, behind, changeLists, changeValues, optionOutside } from './walk.ts';

/**
 * `ak.firsts`: the first element of each list at an axis (default 1), missing where the list is empty or missing; at axis
 * 0 the first row as one value, missing where there is none. Throws `no-such-axis` where the array is not that deep.
 *
 * @example firsts([[[1, 2], []]]) gives [1, undefined]
 */
export const firsts: ArrayKernel = ([array], options) => {
  const layout = array as Layout;
  const axis = wholeAxisOption(options, 1);
  if (axisFrom(layout, axis, 'firsts') === 0)
    return takeOrUnknown(layout, Int32Array.of(lengthOf(layout) > 0 ? 0 : -1));
  return changeLists(layout, { what: 'firsts', axis }, ({ offsets, content }) =>
    takeOrUnknown(content, firstPlaces(offsets)),
  );
};

function firstPlaces(offsets: Int32Array): Int32Array {
  const out = new Int32Array(offsets.length - 1);
  for (let i = 0; i < out.length; i++) {
    const start = offsets[i] as number;
    // -1 where the end is not behind the start: the sign of their difference is that of no other
    out[i] = start | ~((start - (offsets[i + 1] as number)) >> 31);
  }
  return out;
}

/** As `takeOrMissing`; what nothing is known of stays so. */
export function takeOrUnknown(layout: Layout, index: Int32Array): Layout {
  return layout.is === 'nothing' ? { is: 'nothing', length: index.length } : takeOrMissing(layout, index);
}

/**
 * `ak.singletons`: lists of one element for the present values at an axis (default 0), empty ones for the missing; the
 * reverse of `firsts`. Records that cannot be missing are changed in each field. Throws `no-such-axis`.
 *
 * @example singletons([[1, undefined]]) gives [[1], []]
 */
export const singletons: ArrayKernel = ([array], options) =>
  changeValues(array as Layout, { what: 'singletons', axis: wholeAxisOption(options, 0) }, eachInList);

function eachInList(layout: Layout): Layout {
  if (layout.is === 'record') return changeFields(layout, eachInList);
  if (layout.is === 'union') return changeKinds(layout, eachInList);
  const { values, starts } = withoutMissing(layout);
  return { is: 'list', offsets: starts, content: values };
}

/**
 * `ak.is_none`: whether each value at an axis (default 0) is missing; lists that are missing themselves stay so. Records
 * that cannot be missing tell it of each field. Throws `no-such-axis` where the array is not that deep.
 *
 * @example is_none([[1, undefined]]) gives [false, true]
 */
export const isNone: ArrayKernel = ([array], options) =>
  changeValues(array as Layout, { what: 'is_none', axis: wholeAxisOption(options, 0) }, areMissing);

function areMissing(layout: Layout): Layout {
  if (layout.is === 'record') return changeFields(layout, areMissing);
  if (layout.is === 'union') return changeKinds(layout, areMissing);
  const data = presentFlags(layout);
  for (let i = 0; i < data.length; i++) data[i] = 1 - (data[i] as number);
  return { is: 'numbers', dtype: 'bool', data };
}

/**
 * `ak.drop_none`: the array without the missing values at an axis, or (axis null, the default) without any in lists and
 * among the rows. A field of a record keeps its own missing values: nothing can be dropped there. Throws `no-such-axis`.
 *
 * @example drop_none([[[1, undefined], undefined]]) gives [[1]]
 */
export const dropNone: ArrayKernel = ([array], options) => {
  const layout = array as Layout;
  const axis = axisOption(options, null);
  if (axis === null) return dropDeep(layout).values;
  if (axisFrom(layout, axis, 'drop_none') === 0) return withoutMissing(layout).values;
  return changeLists(layout, { what: 'drop_none', axis }, dropElements);
};

function dropElements(list: ListLayout): Layout {
  const { is } = optionOutside(list.content);
  return is === 'option' || is === 'nothing' ? changeElements(list, withoutMissing(list.content)) : list;
}

function dropDeep(layout: Layout): Changed {
  const { values, starts } = withoutMissing(layout);
  return { values: dropInside(values), starts };
}

function dropInside(layout: Layout): Layout {
  switch (layout.is) {
    case 'list':
      return changeElements(layout, dropDeep(layout.content));
    case 'option':
      return behind(layout, dropInside(layout.content));
    case 'record':
      return changeFields(layout, dropInside);
    case 'union':
      return changeKinds(layout, dropInside);
    default:
      return layout;
  }
}

/**
 * `ak.nan_to_none`: NaN becomes missing, in floating-point numbers at any depth.
 *
 * @example nan_to_none([[NaN, 1]]) gives [undefined, 1]
 */
export const nanToNone: ArrayKernel = ([array]) => withoutNaN(array as Layout);

function withoutNaN(layout: Layout): Layout {
  switch (layout.is) {
    case 'numbers':
      return layout.dtype === 'float32' || layout.dtype === 'float64'
        ? asOption(areNumbers(layout.data as Float64Array), layout)
        : layout;
    case 'list':
      return { ...layout, content: withoutNaN(layout.content) };
    case 'option':
      return behind(layout, withoutNaN(layout.content));
    case 'record':
      return changeFields(layout, withoutNaN);
    case 'union':
      return changeKinds(layout, withoutNaN);
    default:
      return layout;
  }
}

function areNumbers(data: Float64Array): Uint8Array {
  const flags = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) if (data[i] === data[i]) flags[i] = 1;
  return flags;
}

/** A record with every field changed. */
function changeFields(record: RecordLayout, change: (field: Layout) => Layout): Layout {
  return { ...record, fields: new Map([...record.fields].map(([name, field]) => [name, change(field)])) };
}

/** A union with the values of every kind changed. */
function changeKinds(union: UnionLayout, change: (content: Layout) => Layout): Layout {
  return unionOf({ ...union, contents: union.contents.map(change) });
}
