import type { NumberArray } from '../dtype.ts';
import { type Layout, type ListLayout, lengthOf } from '../layout.ts';
import { type ArrayKernel, ArrayProblem } from './kernel.ts';
import { axisOption } from './options.ts';
import type { RowOf } from './rows.ts';
import { axisFrom, behind, changeEveryList, changeKindsAligned, changeLists } from './walk.ts';

/**
 * `ak.to_regular`: the array, after checking that all lists at an axis (default 1; null for every axis) have the same
 * length; missing lists are not looked at. What length that is depends on the data, so it is not part of the type: lists that
 * were regular stay so, others stay `var` (in Awkward they get their size). Throws `lengths-differ` (naming the first
 * row that differs), and `no-such-axis` where the array is not that deep.
 *
 * @example to_regular([[[1, 2], [3, 4]]]) gives [[1, 2], [3, 4]]
 */
export const toRegular: ArrayKernel = ([array], options) => {
  const layout = array as Layout;
  const axis = axisOption(options, 1);
  const walk = { what: 'to_regular', presentOnly: true };
  if (axis === null) changeEveryList(layout, walk, checked);
  else if (axisFrom(layout, axis, walk.what) !== 0) changeLists(layout, { ...walk, axis }, checked);
  return layout;
};

/** The lists, which must all have the length of the first. */
function checked(list: ListLayout, rowOf: RowOf): ListLayout {
  const { offsets } = list;
  const size = (offsets[1] ?? 0) - (offsets[0] ?? 0);
  for (let i = 1; i + 1 < offsets.length; i++) {
    const length = (offsets[i + 1] as number) - (offsets[i] as number);
    if (length !== size) throw differs(length, size, rowOf(i));
  }
  return list;
}

function differs(length: number, size: number, row: number): ArrayProblem {
  return new ArrayProblem(
    'lengths-differ',
    `to_regular: a list in row ${row} has ${length} elements, the first list has ${size}`,
    { row, hint: 'pad_none with clip makes lists of one length' },
  );
}

/**
 * `ak.from_regular`: lists at an axis (default 1; null for every axis) that are no longer regular by type. Throws
 * `no-such-axis` where the array is not that deep.
 */
export const fromRegular: ArrayKernel = ([array], options) => {
  const layout = array as Layout;
  const axis = axisOption(options, 1);
  const walk = { what: 'from_regular' };
  if (axis === null) return changeEveryList(layout, walk, withoutSize);
  return axisFrom(layout, axis, walk.what) === 0 ? layout : changeLists(layout, { ...walk, axis }, withoutSize);
};

const withoutSize = ({ offsets, content }: ListLayout): ListLayout => ({ is: 'list', offsets, content });

/**
 * `ak.to_packed`: the same values in buffers of their own that hold nothing else: parts of larger buffers are copied, and
 * values that a union does not use left out.
 */
export const toPacked: ArrayKernel = ([array]) => packed(array as Layout);

function packed(layout: Layout): Layout {
  switch (layout.is) {
    case 'numbers':
      return { ...layout, data: own(layout.data) };
    case 'strings':
      return { ...layout, offsets: own(layout.offsets), bytes: own(layout.bytes) };
    case 'list':
      return { ...layout, offsets: own(layout.offsets), content: packed(layout.content) };
    case 'record':
      return { ...layout, fields: new Map([...layout.fields].map(([name, field]) => [name, packed(field)])) };
    case 'option': {
      const bytes = (lengthOf(layout.content) + 7) >> 3;
      return behind({ ...layout, valid: own(layout.valid.subarray(0, bytes)) }, packed(layout.content));
    }
    case 'union':
      return changeKindsAligned(layout, packed);
    case 'nothing':
      return layout;
  }
}

/** A buffer that is not part of a larger one. */
function own<T extends NumberArray>(data: T): T {
  return data.byteLength === data.buffer.byteLength ? data : (data.slice() as T);
}
