import { parentsOf } from '../broadcast.ts';
import { type Layout, type ListLayout, lengthOf, type NumbersLayout, type OptionLayout } from '../layout.ts';
import { takeLayout } from '../take-layout.ts';
import { takeIndex } from '../take.ts';
import { depthsOf, noSuchAxis, positiveAxis } from './axes.ts';
import { isValid } from '../bits.ts';
import { regularOffsets } from './integers.ts';
import { ArrayProblem } from './kernel.ts';
import { behind } from './walk.ts';

/**
 * How a reduction sees an array: the values under its lists, and which of them go together. Along the deepest axis these are
 * the lists themselves; along another one the values at equal places of the lists below it (the columns of a ragged table).
 * Missing values belong to no group.
 */
export interface Groups {
  /** What is below all lists and options. */
  readonly leaf: Layout;
  /** Which values of the leaf belong to groups, group by group; undefined where it is all of them as they lie. */
  readonly members: Int32Array | undefined;
  /** Group i are members offsets[i] up to offsets[i + 1]. */
  readonly offsets: Int32Array;
  /** The index along the axis (missing values counted) of one member of each group; -1 stays -1. */
  readonly placesAt: (members: Int32Array) => Int32Array;
  /** The array that has one value in place of each group. */
  readonly rebuild: (perGroup: Layout) => Layout;
}

/** The groups of an array along an axis (null: all is one group). `keepdims` leaves lists of one in place of what is reduced. */
export function groupsOf(layout: Layout, axis: number | null, keepdims: boolean, what: string): Groups {
  const { most } = depthsOf(layout);
  if (axis === null) return groupAll(layout, keepdims ? most - 1 : 0);
  const at = positiveAxis(layout, axis, what);
  if (at >= most) throw noSuchAxis(what, axis, most);
  return at === 0 ? groupRows(layout, keepdims) : groupInside(layout, at, keepdims);
}

/** The members' numbers, group by group. */
export function valuesOf({ leaf, members }: Groups): NumbersLayout {
  if (leaf.is === 'nothing') return { is: 'numbers', dtype: 'float64', data: new Float64Array(0) };
  return (members === undefined ? leaf : takeLayout(leaf, members)) as NumbersLayout;
}

/** The groups without the members that are NaN. */
export function withoutNaN(groups: Groups): Groups {
  const { leaf } = groups;
  if (leaf.is !== 'numbers' || (leaf.dtype !== 'float64' && leaf.dtype !== 'float32')) return groups;
  const values = valuesOf(groups);
  const index = notNaN(values.data as Float64Array);
  if (index === undefined) return { ...groups, leaf: values, members: undefined };
  const offsets = offsetsOfKept(groups.offsets, index);
  const placesAt = (members: Int32Array): Int32Array => groups.placesAt(takeOrNone(index, members));
  return { ...groups, leaf: takeLayout(values, index), members: undefined, offsets, placesAt };
}

/** The offsets of groups of which the members at some positions, in rising order, are kept. */
export function offsetsOfKept(offsets: Int32Array, kept: Int32Array): Int32Array {
  const out = new Int32Array(offsets.length);
  for (let i = 1, n = 0; i < out.length; i++) {
    const end = offsets[i] as number;
    while (n < kept.length && (kept[n] as number) < end) n++;
    out[i] = n;
  }
  return out;
}

/** Where the numbers are not NaN, or undefined where none is. */
export function notNaN(data: Float64Array | Float32Array): Int32Array | undefined {
  let n = 0;
  for (let i = 0; i < data.length; i++) if (data[i] === data[i]) n++;
  if (n === data.length) return undefined;
  const index = new Int32Array(n);
  for (let i = 0, at = 0; i < data.length; i++) if (data[i] === data[i]) index[at++] = i;
  return index;
}

/** The values at the given positions, -1 where the position is. */
function takeOrNone(values: Int32Array, index: Int32Array): Int32Array {
  const out = new Int32Array(index.length);
  for (let i = 0; i < out.length; i++) {
    const at = index[i] as number;
    out[i] = at < 0 ? -1 : (values[at] as number);
  }
  return out;
}

/** Refuses what has no numbers to reduce. */
export function needNumbers(layout: Layout, what: string): void {
  switch (layout.is) {
    case 'list':
    case 'option':
      return needNumbers(layout.content, what);
    case 'numbers':
    case 'nothing':
      return;
    case 'record':
      throw new ArrayProblem('wrong-type', `${what} takes numbers, not records`, {
        hint: `apply it to a field: ${[...layout.fields.keys()].slice(0, 3).join(', ')}`,
      });
    case 'strings':
      throw new ArrayProblem('wrong-type', `${what} takes numbers, not texts`, {
        hint: 'ak.num counts the elements of lists',
      });
    case 'union':
      throw new ArrayProblem('wrong-type', `${what} takes numbers, not values of several types`);
  }
}

/** Whether the values are lists, or lists that may be missing. */
export const isNested = (layout: Layout): boolean =>
  layout.is === 'list' || (layout.is === 'option' && layout.content.is === 'list');

/** Lists where those that are missing are empty, so that nothing of them is seen. */
export function emptyWhereMissing({ valid, content }: OptionLayout): Layout {
  if (content.is !== 'list') return content;
  const { offsets } = content;
  const index = new Int32Array(lengthOf(content));
  let hidden = 0;
  for (let i = 0; i < index.length; i++) {
    const there = isValid(valid, i);
    index[i] = there ? i : -1;
    if (!there) hidden += (offsets[i + 1] as number) - (offsets[i] as number);
  }
  return hidden === 0 ? content : takeLayout(content, index);
}

/** Lists of one value each, with that length in their type. */
export function listsOfOne(content: Layout): ListLayout {
  return { is: 'list', offsets: regularOffsets(lengthOf(content), 1), content, size: 1 };
}

function groupAll(layout: Layout, wraps: number): Groups {
  const { leaf, members } = flat(layout);
  const length = members === undefined ? lengthOf(leaf) : members.length;
  return {
    leaf,
    members,
    offsets: Int32Array.of(0, length),
    placesAt: (at) => (members === undefined ? at : takeOrNone(members, at)),
    rebuild: (out) => {
      for (let i = 0; i < wraps; i++) out = listsOfOne(out);
      return out;
    },
  };
}

/** What is below all lists, and which of it is present. */
function flat(layout: Layout): Pick<Groups, 'leaf' | 'members'> {
  if (layout.is === 'list') return flat(layout.content);
  if (layout.is === 'nothing') return { leaf: layout, members: new Int32Array(0) };
  if (layout.is !== 'option') return { leaf: layout, members: undefined };
  const { valid, content } = layout;
  // of a regular list too, what is missing has no elements here
  if (content.is === 'list')
    return flat(emptyWhereMissing({ is: 'option', valid, content: { ...content, size: undefined } }));
  return { leaf: content, members: presentIn(valid, Int32Array.of(0, lengthOf(content))).members };
}

function groupRows(layout: Layout, keepdims: boolean): Groups {
  const groups = groupElements(layout, Int32Array.of(0, lengthOf(layout)));
  if (keepdims) return groups;
  const rebuild = (out: Layout): Layout => {
    const one = groups.rebuild(out);
    return one.is === 'list' ? one.content : one;
  };
  return { ...groups, rebuild };
}

function groupInside(layout: Layout, axis: number, keepdims: boolean): Groups {
  if (layout.is === 'option') {
    const groups = groupInside(emptyWhereMissing(layout), axis, keepdims);
    return { ...groups, rebuild: (out) => behind(layout, groups.rebuild(out)) };
  }
  const list = layout as ListLayout;
  if (axis > 1) {
    const groups = groupInside(list.content, axis - 1, keepdims);
    return { ...groups, rebuild: (out) => ({ ...list, content: groups.rebuild(out) }) };
  }
  const groups = groupElements(list.content, list.offsets);
  return keepdims ? { ...groups, rebuild: (out) => listsOfOne(groups.rebuild(out)) } : groups;
}

/** Groups of elements that lie list by list; what each group becomes takes the place of its list. */
function groupElements(content: Layout, offsets: Int32Array): Groups {
  const rebuild = (out: Layout): Layout => out;
  if (content.is === 'nothing') return { ...noMembers(content, offsets.length - 1), rebuild };
  if (content.is === 'option' && !isNested(content)) {
    const there = presentIn(content.valid, offsets);
    const placesAt = (at: Int32Array): Int32Array => fromStarts(takeOrNone(there.members, at), offsets);
    return { ...there, leaf: content.content, placesAt, rebuild };
  }
  if (content.is !== 'list' && content.is !== 'option')
    return { leaf: content, members: undefined, offsets, placesAt: (at) => fromStarts(at, offsets), rebuild };
  const places = (): Int32Array => indexesInLists(offsets);
  return groupColumns(content, { parents: parentsOf(offsets), count: offsets.length - 1, places });
}

/** Positions, one in each list, counted from the start of their list. */
function fromStarts(positions: Int32Array, offsets: Int32Array): Int32Array {
  const out = new Int32Array(positions.length);
  for (let i = 0; i < out.length; i++) {
    const at = positions[i] as number;
    out[i] = at < 0 ? -1 : at - (offsets[i] as number);
  }
  return out;
}

/** The index of each element in its list. */
export function indexesInLists(offsets: Int32Array): Int32Array {
  const out = new Int32Array(offsets[offsets.length - 1] as number);
  for (let i = 0; i + 1 < offsets.length; i++) {
    const start = offsets[i] as number;
    const end = offsets[i + 1] as number;
    for (let k = start; k < end; k++) out[k] = k - start;
  }
  return out;
}

function noMembers(leaf: Layout, count: number): Omit<Groups, 'rebuild'> {
  return { leaf, members: new Int32Array(0), offsets: new Int32Array(count + 1), placesAt: (at) => at };
}

/** The present elements of lists, and the offsets they have without the others. */
export function presentIn(valid: Uint8Array, offsets: Int32Array): { members: Int32Array; offsets: Int32Array } {
  const length = offsets[offsets.length - 1] as number;
  const members = new Int32Array(length);
  const shorter = new Int32Array(offsets.length);
  let n = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const end = offsets[i + 1] as number;
    for (let k = offsets[i] as number; k < end; k++) {
      members[n] = k;
      n += ((valid[k >> 3] as number) >> (k & 7)) & 1;
    }
    shorter[i + 1] = n;
  }
  return { members: members.subarray(0, n), offsets: shorter };
}

/** To which group each element belongs. */
export interface Belonging {
  /** The number of the group, -1 for none. */
  readonly parents: Int32Array;
  readonly count: number;
  /** The index of each element along the axis. */
  readonly places: () => Int32Array;
}

function groupColumns(layout: Layout, belonging: Belonging): Groups {
  const { parents, count, places } = belonging;
  switch (layout.is) {
    case 'list': {
      const { columns, offsets } = columnsOf(layout, belonging);
      const groups = groupColumns(layout.content, columns);
      return { ...groups, rebuild: (out) => ({ ...layout, offsets, content: groups.rebuild(out) }) };
    }
    case 'option':
      return groupColumns(layout.content, { parents: parentsOfPresent(parents, layout.valid), count, places });
    case 'nothing':
      return { ...noMembers(layout, count), rebuild: (out) => out };
    default: {
      const { members, offsets } = bucket(parents, count);
      const placesAt = (at: Int32Array): Int32Array => takeOrNone(places(), takeOrNone(members, at));
      return { leaf: layout, members, offsets, placesAt, rebuild: (out) => out };
    }
  }
}

function parentsOfPresent(parents: Int32Array, valid: Uint8Array): Int32Array {
  const out = new Int32Array(parents.length);
  for (let i = 0; i < out.length; i++) out[i] = isValid(valid, i) ? (parents[i] as number) : -1;
  return out;
}

/**
 * The groups of the elements of lists: those at equal places of the lists of one group go together. A group's list is as
 * long as its longest one; `offsets` are those of these lists.
 */
export function columnsOf(
  { offsets: lists, size }: ListLayout,
  { parents, count, places }: Belonging,
): { columns: Belonging; offsets: Int32Array } {
  const offsets = new Int32Array(count + 1);
  if (size !== undefined) for (let g = 0; g < count; g++) offsets[g + 1] = size;
  for (let i = 0; i < parents.length; i++) {
    const group = parents[i] as number;
    const width = (lists[i + 1] as number) - (lists[i] as number);
    if (group >= 0 && width > (offsets[group + 1] as number)) offsets[group + 1] = width;
  }
  addUp(offsets);
  const inner = new Int32Array(lists[lists.length - 1] as number);
  for (let i = 0; i < parents.length; i++) {
    const group = parents[i] as number;
    const start = lists[i] as number;
    const end = lists[i + 1] as number;
    if (group < 0) inner.fill(-1, start, end);
    else for (let k = start, to = offsets[group] as number; k < end; k++, to++) inner[k] = to;
  }
  const innerPlaces = (): Int32Array => takeIndex(places(), parentsOf(lists));
  return { columns: { parents: inner, count: offsets[count] as number, places: innerPlaces }, offsets };
}

/** The elements in the order of their groups; those of a group keep their order. */
export function bucket(parents: Int32Array, count: number): { members: Int32Array; offsets: Int32Array } {
  const offsets = new Int32Array(count + 1);
  for (let i = 0; i < parents.length; i++) {
    const group = parents[i] as number;
    if (group >= 0) offsets[group + 1] = (offsets[group + 1] as number) + 1;
  }
  addUp(offsets);
  const next = offsets.slice();
  const members = new Int32Array(offsets[count] as number);
  for (let i = 0; i < parents.length; i++) {
    const group = parents[i] as number;
    if (group < 0) continue;
    const at = next[group] as number;
    members[at] = i;
    next[group] = at + 1;
  }
  return { members, offsets };
}

/** Lengths, from index 1 on, become offsets in place. */
function addUp(lengths: Int32Array): void {
  let total = 0;
  for (let i = 0; i < lengths.length; i++) {
    total += lengths[i] as number;
    lengths[i] = total;
  }
  if (total > 0x7fffffff) throw new RangeError(`${total} elements are more than 32-bit offsets can count`);
}
