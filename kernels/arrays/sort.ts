import { parentsOf } from '../broadcast.ts';
import { ARRAY_OF } from '../dtype.ts';
import { type Layout, type ListLayout, lengthOf, type NumbersLayout, type StringsLayout } from '../layout.ts';
import { toInt64 } from '../loop.ts';
import { positionsInOrder, sortedPositions, sortedValues } from '../sort.ts';
import { takeLayout } from '../take-layout.ts';
import { takeIndex } from '../take.ts';
import { depthsOf, noSuchAxis } from './axes.ts';
import { isValid } from '../bits.ts';
import { exactDoubles } from './doubles.ts';
import { type Belonging, bucket, columnsOf, emptyWhereMissing, indexesInLists, isNested, presentIn } from './groups.ts';
import { countUp, int64Of } from './integers.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { axisOption, flagOption } from './options.ts';
import { axisFrom, behind, changeLists } from './walk.ts';

/**
 * `ak.sort`: the values in rising order along an axis (default -1: in the deepest lists), or falling with `ascending: false`.
 * NaN and then missing values come last in both directions. Along an axis above others the values at equal places of the
 * lists are sorted, in their places. Numbers, truth values (false first) and texts (by their bytes) can be sorted; other
 * things are refused (`wrong-type`). Equal values keep their order, whatever `stable` says.
 */
export const sort: ArrayKernel = ([layout], options) => {
  const { descending, axis } = checked(options);
  return alongAxis(layout as Layout, axis, 'ak.sort', {
    lists: (content, offsets) => sortElements(content, offsets, descending),
    columns: (leaf, belonging) => takeLayout(leaf, columnOrder(leaf, belonging, descending)),
  });
};

/**
 * `ak.argsort`: for each place of the array that `ak.sort` gives, where along the axis its value came from (int64). Missing
 * values are counted and come last.
 */
export const argsort: ArrayKernel = ([layout], options) => {
  const { descending, axis } = checked(options);
  return alongAxis(layout as Layout, axis, 'ak.argsort', {
    lists: (content, offsets) => {
      const order = orderOf(content, offsets, descending);
      for (let i = 0; i + 1 < offsets.length; i++) {
        const start = offsets[i] as number;
        const end = offsets[i + 1] as number;
        for (let k = start; k < end; k++) order[k] = (order[k] as number) - start;
      }
      return int64Of(order);
    },
    columns: (leaf, belonging) => int64Of(takeIndex(belonging.places(), columnOrder(leaf, belonging, descending))),
  });
};

function checked(options: ArrayOptions): { readonly descending: boolean; readonly axis: number } {
  const axis = axisOption(options, -1);
  if (axis === null) throw new ArrayProblem('wrong-option', 'the option axis must be a whole number, found null');
  flagOption(options, 'stable', true);
  return { descending: !flagOption(options, 'ascending', true), axis };
}

/** What is done with the values at an axis. */
interface Sorting {
  /** With values that are not lists, which lie list by list. */
  readonly lists: (content: Layout, offsets: Int32Array) => Layout;
  /** With values below several levels of lists; the values of a group belong together. */
  readonly columns: (leaf: Layout, belonging: Belonging) => Layout;
}

function alongAxis(layout: Layout, axis: number, what: string, sorting: Sorting): Layout {
  const { most } = depthsOf(layout);
  if (axis >= most) throw noSuchAxis(what, axis, most);
  const inside = (content: Layout, offsets: Int32Array): Layout => {
    needSortable(content, what);
    if (!isNested(content)) return sorting.lists(content, offsets);
    const places = (): Int32Array => indexesInLists(offsets);
    return inColumns(content, { parents: parentsOf(offsets), count: offsets.length - 1, places }, sorting);
  };
  if (axisFrom(layout, axis, what) === 0) return inside(layout, Int32Array.of(0, lengthOf(layout)));
  return changeLists(layout, { what, axis }, (list) => ({ ...list, content: inside(list.content, list.offsets) }));
}

function needSortable(layout: Layout, what: string): void {
  switch (layout.is) {
    case 'list':
    case 'option':
      return needSortable(layout.content, what);
    case 'record':
      throw new ArrayProblem('wrong-type', `${what} cannot compare records`, {
        hint: 'take the records in the order of a field: array[ak.argsort(array.field)]',
      });
    case 'union':
      throw new ArrayProblem('wrong-type', `${what} cannot compare values of several types`);
  }
}

function inColumns(layout: Layout, belonging: Belonging, sorting: Sorting): Layout {
  if (layout.is === 'list') {
    const { columns } = columnsOf(layout, belonging);
    return { ...layout, content: inColumns(layout.content, columns, sorting) };
  }
  if (layout.is !== 'option' || layout.content.is !== 'list') return sorting.columns(layout, belonging);
  // missing lists come last in their group, and nothing in them belongs anywhere
  const order = orderInGroups(belonging, (offsets, members) => missingLast(takeBits(layout.valid, members), offsets));
  const moved = takeLayout(layout, order) as Layout & { is: 'option' };
  const lists = emptyWhereMissing(moved) as ListLayout;
  const parents = belonging.parents.map((parent, i) => (isValid(moved.valid, i) ? parent : -1));
  const places = (): Int32Array => takeIndex(belonging.places(), order);
  return behind(moved, inColumns(lists, { parents, count: belonging.count, places }, sorting));
}

/** For each place the position whose value comes there, where a group's values change places among themselves only. */
function orderInGroups(
  { parents, count }: Belonging,
  orderWithin: (offsets: Int32Array, members: Int32Array) => Int32Array,
): Int32Array {
  const { members, offsets } = bucket(parents, count);
  const within = orderWithin(offsets, members);
  const out = countUp(parents.length);
  for (let k = 0; k < members.length; k++) out[members[k] as number] = members[within[k] as number] as number;
  return out;
}

const columnOrder = (leaf: Layout, belonging: Belonging, descending: boolean): Int32Array =>
  orderInGroups(belonging, (offsets, members) => orderOf(takeLayout(leaf, members), offsets, descending));

/** One byte for each position: 1 where the bit is set. */
function takeBits(bits: Uint8Array, index: Int32Array): Uint8Array {
  const out = new Uint8Array(index.length);
  for (let i = 0; i < out.length; i++) out[i] = isValid(bits, index[i] as number) ? 1 : 0;
  return out;
}

/** Positions list by list, first those that are present. */
function missingLast(present: Uint8Array, offsets: Int32Array): Int32Array {
  const out = new Int32Array(present.length);
  let at = 0;
  for (let i = 0; i + 1 < offsets.length; i++)
    for (const wanted of [1, 0])
      for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) if (present[k] === wanted) out[at++] = k;
  return out;
}

function sortElements(content: Layout, offsets: Int32Array, descending: boolean): Layout {
  const doubles = content.is === 'numbers' ? exactDoubles(content.data) : undefined;
  if (doubles === undefined) return takeLayout(content, orderOf(content, offsets, descending));
  return numbersLike(content as NumbersLayout, sortedValues(offsets, doubles, descending));
}

/** Doubles that fit in an element type, as numbers of it. */
function numbersLike({ dtype }: NumbersLayout, values: Float64Array): NumbersLayout {
  if (dtype === 'float64') return { is: 'numbers', dtype, data: values };
  if (dtype !== 'int64' && dtype !== 'uint64') return { is: 'numbers', dtype, data: new ARRAY_OF[dtype](values) };
  const wide = toInt64(values);
  return { is: 'numbers', dtype, data: dtype === 'int64' ? wide : new BigUint64Array(wide.buffer) };
}

/** The positions of the values of each list in order. */
function orderOf(values: Layout, offsets: Int32Array, descending: boolean): Int32Array {
  switch (values.is) {
    case 'numbers':
      return sortedPositions(offsets, (exactDoubles(values.data) ?? values.data) as Float64Array, descending);
    case 'strings':
      return orderOfTexts(values, offsets, descending);
    case 'option': {
      const { members, offsets: shorter } = presentIn(values.valid, offsets);
      const order = orderOf(takeLayout(values.content, members), shorter, descending);
      return withMissing(takeIndex(members, order), shorter, values.valid, offsets);
    }
    default:
      return countUp(lengthOf(values));
  }
}

/** The positions of present values, list by list, each followed by those of the missing ones. */
function withMissing(present: Int32Array, shorter: Int32Array, valid: Uint8Array, offsets: Int32Array): Int32Array {
  const out = new Int32Array(offsets[offsets.length - 1] as number);
  let at = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const end = offsets[i + 1] as number;
    for (let k = shorter[i] as number; k < (shorter[i + 1] as number); k++) out[at++] = present[k] as number;
    if (at < end) for (let k = offsets[i] as number; k < end; k++) if (!isValid(valid, k)) out[at++] = k;
  }
  return out;
}

/** How many bytes of a text a double holds. */
const PREFIX = 6;

/** Texts are compared by their bytes, most often by the first few, which are one number. */
function orderOfTexts({ offsets: ends, bytes }: StringsLayout, offsets: Int32Array, descending: boolean): Int32Array {
  const prefixes = new Float64Array(Math.max(0, ends.length - 1));
  for (let i = 0; i < prefixes.length; i++) {
    let prefix = 0;
    const start = ends[i] as number;
    for (let k = start; k < start + PREFIX; k++)
      prefix = prefix * 256 + (k < (ends[i + 1] as number) ? (bytes[k] as number) : 0);
    prefixes[i] = prefix;
  }
  const before = (i: number, j: number): boolean => {
    const difference = (prefixes[i] as number) - (prefixes[j] as number);
    return difference === 0 ? compareBytes(bytes, ends, i, j) < 0 : difference < 0;
  };
  return positionsInOrder(offsets, descending ? (i, j) => before(j, i) : before);
}

function compareBytes(bytes: Uint8Array, ends: Int32Array, i: number, j: number): number {
  let [a, b] = [ends[i] as number, ends[j] as number];
  const [endA, endB] = [ends[i + 1] as number, ends[j + 1] as number];
  for (; a < endA && b < endB; a++, b++) if (bytes[a] !== bytes[b]) return (bytes[a] as number) - (bytes[b] as number);
  return endA - a - (endB - b);
}
