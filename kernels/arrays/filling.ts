import { isValid, bitmapOf } from '../bits.ts';
import { allocate, halvesOf } from '../dtype.ts';
import { type Layout, type ListLayout, lengthOf, type NumbersLayout, type OptionLayout } from '../layout.ts';
import { takeLayout } from '../take-layout.ts';
import { countUp, regularOffsets } from './integers.ts';
import { type ArrayKernel, ArrayProblem } from './kernel.ts';
import { mergeLayouts, unionOf } from './merge.ts';
import { takeOrUnknown } from './missing.ts';
import { axisOption, countOption, flagOption, wholeAxisOption } from './options.ts';
import { castNumbers, commonDType } from './promote.ts';
import { axisFrom, behind, changeLists, changeValues, optionOutside } from './walk.ts';

/**
 * `ak.fill_none`: a value in place of the missing ones at an axis (default -1, the deepest), or everywhere with axis null.
 * The second input is an array of one value; the result has the type that holds both (integers filled with 0.5 become
 * doubles, numbers filled with a text a union). Throws `no-such-axis`, and `wrong-length` where there is not one value.
 *
 * @example fill_none([[1, undefined], [0]]) gives [1, 0]
 */
export const fillNone: ArrayKernel = ([array, value], options, typeOnly) => {
  const fill = value as Layout;
  const axis = axisOption(options, -1);
  if (!typeOnly) checkFill(fill);
  if (axis === null) return fillDeep(array as Layout, fill);
  return changeValues(array as Layout, { what: 'fill_none', axis }, (values) => filled(values, fill));
};

function checkFill(fill: Layout): void {
  if (lengthOf(fill) !== 1)
    throw new ArrayProblem(
      'wrong-length',
      `fill_none: missing values are filled with one value, found ${lengthOf(fill)}`,
    );
  if (holdsUnknown(fill))
    throw new ArrayProblem('wrong-type', 'fill_none: what missing values are filled with holds missing values itself');
}

/** Whether there are values of no known type in it. */
function holdsUnknown(layout: Layout): boolean {
  if (layout.is === 'nothing') return layout.length > 0;
  if (layout.is === 'record') return [...layout.fields.values()].some(holdsUnknown);
  return (layout.is === 'list' || layout.is === 'option') && holdsUnknown(layout.content);
}

/** Fills from the inside out. */
function fillDeep(layout: Layout, fill: Layout): Layout {
  switch (layout.is) {
    case 'list':
      return { ...layout, content: fillDeep(layout.content, fill) };
    case 'record':
      return {
        ...layout,
        fields: new Map([...layout.fields].map(([name, field]) => [name, fillDeep(field, fill)])),
      };
    case 'union': {
      const outside = optionOutside(layout);
      if (outside.is !== 'union') return fillDeep(outside, fill);
      return unionOf({ ...layout, contents: layout.contents.map((content) => fillDeep(content, fill)) });
    }
    case 'option':
      return filled(behind(layout, fillDeep(layout.content, fill)), fill);
    default:
      return filled(layout, fill);
  }
}

/** Values with `fill` where they are missing. */
function filled(values: Layout, fill: Layout): Layout {
  const option = optionOutside(values);
  if (option.is === 'nothing') return takeLayout(fill, new Int32Array(option.length));
  if (option.is !== 'option') return values;
  const { content } = option;
  if (content.is === 'numbers' && fill.is === 'numbers') return filledNumbers(option.valid, content, fill);
  const length = lengthOf(content);
  const index = countUp(length);
  for (let i = 0; i < length; i++) if (!isValid(option.valid, i)) index[i] = length;
  return takeLayout(mergeLayouts([content, fill], { boolsAreNumbers: true }), index);
}

function filledNumbers(valid: Uint8Array, content: NumbersLayout, fill: NumbersLayout): NumbersLayout {
  const dtype = commonDType(content.dtype, fill.dtype);
  const value = castNumbers(fill, dtype).data;
  const { data } = castNumbers(content, dtype);
  if (value.length === 0) return { is: 'numbers', dtype, data: data.slice() };
  const out = allocate(dtype, data.length);
  if (out.BYTES_PER_ELEMENT === 8) fillPairs(halvesOf(data), valid, halvesOf(value), halvesOf(out));
  else for (let i = 0; i < data.length; i++) out[i] = (isValid(valid, i) ? data[i] : value[0]) as number;
  return { is: 'numbers', dtype, data: out };
}

/** Numbers of 8 bytes, or the one value where a bit is 0, by a mask: there is nothing for the processor to guess. */
function fillPairs(data: Int32Array, valid: Uint8Array, [low = 0, high = 0]: Int32Array, out: Int32Array): void {
  for (let i = 0; 2 * i < out.length; i++) {
    const mask = -(((valid[i >> 3] as number) >> (i & 7)) & 1);
    out[2 * i] = ((data[2 * i] as number) & mask) | (low & ~mask);
    out[2 * i + 1] = ((data[2 * i + 1] as number) & mask) | (high & ~mask);
  }
}

/**
 * `ak.pad_none`: lists at an axis (default 1) made at least `target` long with missing values; with `clip` exactly that
 * long (regular lists). At axis 0 the rows. The elements may be missing in the result, whether or not any was added.
 * Throws `no-such-axis` where the array is not that deep.
 *
 * @example pad_none([[[1], [2, 3, 4]]], {target: 2}) gives [[1, undefined], [2, 3, 4]]
 */
export const padNone: ArrayKernel = ([array], options) => {
  const layout = array as Layout;
  const axis = wholeAxisOption(options, 1);
  const target = countOption(options, 'target');
  const clip = flagOption(options, 'clip');
  if (axisFrom(layout, axis, 'pad_none') !== 0)
    return changeLists(layout, { what: 'pad_none', axis }, (list) =>
      clip ? clipped(list, target) : padded(list, target),
    );
  const length = lengthOf(layout);
  const index = new Int32Array(clip ? target : Math.max(length, target)).fill(-1);
  index.set(countUp(Math.min(length, index.length)));
  return takeOrUnknown(layout, index);
};

function clipped({ offsets, content }: ListLayout, target: number): ListLayout {
  const outer = regularOffsets(offsets.length - 1, target);
  const index = new Int32Array(outer[outer.length - 1] as number);
  let to = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const start = offsets[i] as number;
    const length = (offsets[i + 1] as number) - start;
    for (let k = 0; k < target; k++) index[to++] = k < length ? start + k : -1;
  }
  return { is: 'list', offsets: outer, content: takeOrUnknown(content, index), size: target };
}

function padded({ offsets, content, size }: ListLayout, target: number): ListLayout {
  const outer = new Int32Array(offsets.length);
  let total = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const length = (offsets[i + 1] as number) - (offsets[i] as number);
    const lacking = target - length;
    // nothing where it is below zero, by its sign: there is nothing for the processor to guess
    total += length + (lacking & ~(lacking >> 31));
    outer[i + 1] = total;
  }
  if (total > 0x7fffffff) throw new RangeError(`${total} elements are more than 32-bit offsets can count`);
  const values =
    content.is === 'numbers' && content.data instanceof Float64Array
      ? paddedDoubles(content.data, offsets, outer)
      : takeOrUnknown(content, paddedPlaces(offsets, outer));
  const list: ListLayout = { is: 'list', offsets: outer, content: values };
  return size === undefined ? list : { ...list, size: Math.max(size, target) };
}

/** Where the elements of padded lists come from, -1 for those that are added. */
function paddedPlaces(offsets: Int32Array, outer: Int32Array): Int32Array {
  const index = new Int32Array(outer[outer.length - 1] as number).fill(-1);
  for (let i = 0, from = offsets[0] as number; i + 1 < offsets.length; i++) {
    const end = offsets[i + 1] as number;
    for (let to = outer[i] as number; from < end; from++, to++) index[to] = from;
  }
  return index;
}

/** The elements of padded lists of doubles, without the places in between. */
function paddedDoubles(data: Float64Array, offsets: Int32Array, outer: Int32Array): OptionLayout {
  const out = new Float64Array(outer[outer.length - 1] as number);
  const there = new Uint8Array(out.length);
  for (let i = 0, from = offsets[0] as number; i + 1 < offsets.length; i++) {
    const end = offsets[i + 1] as number;
    for (let to = outer[i] as number; from < end; from++, to++) {
      out[to] = data[from] as number;
      there[to] = 1;
    }
  }
  return { is: 'option', valid: bitmapOf(there), content: { is: 'numbers', dtype: 'float64', data: out } };
}
