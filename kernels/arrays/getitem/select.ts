import { positionsWhere } from '../../filter.ts';
import { type Layout, type ListLayout, lengthOf, type OptionLayout } from '../../layout.ts';
import { sliceLayout } from '../../slice.ts';
import { takeLayout } from '../../take-layout.ts';
import { countUp, regularOffsets } from '../integers.ts';
import { takeOrUnknown } from '../missing.ts';
import { ownRow, type RowOf, rowOfElements, rowOfTaken } from '../rows.ts';
import { behind, changeKindsAligned, changePresent } from '../walk.ts';
import { selectJagged } from './jagged.ts';
import {
  type AtStep,
  type IndexStep,
  isFull,
  type JaggedStep,
  maskLengthDiffers,
  outOfRange,
  type RangeStep,
  rangeIn,
  rowsDiffer,
  rowsIn,
  type Step,
  tooManyItems,
} from './steps.ts';

/** Where a selection is. */
interface Place {
  /** What is still to be done, from here inwards. */
  readonly steps: readonly Step[];
  /** Which position of the index arrays each value was chosen by, once one has been used. */
  readonly chosenBy?: Int32Array | undefined;
  /** The row of each value; undefined for the one list that all rows are put in. */
  readonly rowOf: RowOf | undefined;
}

/** What the steps select of the rows of an array. After a single row (`at`) the result has this one row. */
export function select(array: Layout, steps: readonly Step[], typeOnly: boolean): Layout {
  const [first] = steps;
  if (first === undefined) return array;
  const rows: ListLayout = {
    is: 'list',
    offsets: typeOnly ? new Int32Array(1) : Int32Array.of(0, lengthOf(array)),
    content: array,
  };
  const selected = selectIn(rows, { steps, rowOf: undefined });
  return first.is === 'at' ? selected : (selected as ListLayout).content;
}

/** Selects in values, as many as come out. */
export function selectIn(values: Layout, place: Place): Layout {
  const [step] = place.steps;
  if (step === undefined) return values;
  if (step.is === 'newaxis') return inNewAxis(values, place);
  switch (values.is) {
    case 'list':
      return selectInLists(values, place);
    case 'option':
      return selectInOption(values, place);
    case 'record':
      return {
        ...values,
        fields: new Map([...values.fields].map(([name, field]) => [name, selectIn(field, place)])),
      };
    case 'union':
      return changeKindsAligned(values, (kind, positions) => selectIn(kind, takenPlace(place, positions)));
    default:
      throw tooManyItems();
  }
}

/** The place of values that were taken from others. */
function takenPlace({ steps, chosenBy, rowOf }: Place, positions: Int32Array): Place {
  return {
    steps,
    chosenBy: chosenBy === undefined ? undefined : positions.map((at) => chosenBy[at] as number),
    rowOf: rowOf === undefined ? undefined : rowOfTaken(rowOf, positions),
  };
}

/** The place inside, after the first step. */
const inside = ({ steps }: Place, rowOf: RowOf, chosenBy?: Int32Array): Place => ({
  steps: steps.slice(1),
  rowOf,
  chosenBy,
});

function inNewAxis(values: Layout, { steps, chosenBy, rowOf }: Place): Layout {
  const content = selectIn(values, { steps: steps.slice(1), chosenBy, rowOf });
  return { is: 'list', offsets: countUp(lengthOf(content) + 1), content, size: 1 };
}

/** Ranges fail on nothing, so they may look behind missing values. */
function selectInOption(option: OptionLayout, place: Place): Layout {
  if (place.steps.every(({ is }) => is === 'range' || is === 'newaxis'))
    return behind(option, selectIn(option.content, place));
  return changePresent(option, (values, positions) =>
    selectIn(values, positions === undefined ? place : takenPlace(place, positions)),
  );
}

function selectInLists(lists: ListLayout, place: Place): Layout {
  const step = place.steps[0] as Exclude<Step, { is: 'newaxis' }>;
  switch (step.is) {
    case 'at':
      return selectAt(lists, step, place);
    case 'range':
      return selectRange(lists, step, place);
    case 'index':
      return place.chosenBy === undefined
        ? selectIndex(lists, step, place)
        : selectChosen(lists, step, place, place.chosenBy);
    case 'jagged':
      return selectByRow(lists, step, place);
  }
}

/** The rows of the elements of lists. */
const rowsInside = ({ offsets }: ListLayout, { rowOf }: Place): RowOf =>
  rowOf === undefined ? ownRow : rowOfElements(rowOf, offsets);

function selectAt(lists: ListLayout, { at }: AtStep, place: Place): Layout {
  const { offsets, content } = lists;
  const index = new Int32Array(offsets.length - 1);
  for (let i = 0; i < index.length; i++) {
    const start = offsets[i] as number;
    const length = (offsets[i + 1] as number) - start;
    if (at >= length || at < -length) throw outOfRange(at, length, place.rowOf?.(i));
    index[i] = at < 0 ? start + length + at : start + at;
  }
  const rows = rowOfTaken(rowsInside(lists, place), index);
  return selectIn(takeLayout(content, index), inside(place, rows, place.chosenBy));
}

function selectRange(lists: ListLayout, range: RangeStep, place: Place): Layout {
  const rows = rowsInside(lists, place);
  if (isFull(range)) return { ...lists, content: selectIn(lists.content, inside(place, rows)) };
  if (place.rowOf === undefined && range.step === 1) return selectRows(lists, range, place);
  const { offsets, index } = range.step === 1 ? stretches(lists, range) : strides(lists, range);
  const content = selectIn(takeLayout(lists.content, index), inside(place, rowOfTaken(rows, index)));
  const list: ListLayout = { is: 'list', offsets, content };
  return lists.size === undefined ? list : { ...list, size: rangeIn(range, lists.size).count };
}

/** A stretch of the rows needs no copy. */
function selectRows({ offsets, content }: ListLayout, range: RangeStep, place: Place): Layout {
  const length = lengthOf(content);
  const { first, count } = rangeIn(range, length);
  const rows = count === 0 ? sliceLayout(content, 0, 0) : sliceLayout(content, first, first + count);
  const selected = selectIn(
    rows,
    inside(place, (at) => at + first),
  );
  return { is: 'list', offsets: offsets.length === 1 ? offsets : Int32Array.of(0, count), content: selected };
}

interface Chosen {
  readonly offsets: Int32Array;
  readonly index: Int32Array;
}

/** The elements of a range without gaps in every list. */
function stretches({ offsets }: ListLayout, { start, stop }: RangeStep): Chosen {
  const out = new Int32Array(offsets.length);
  const index = new Int32Array(offsets[offsets.length - 1] as number);
  let to = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const begin = offsets[i] as number;
    const length = (offsets[i + 1] as number) - begin;
    let from = start ?? 0;
    if (from < 0) from = Math.max(0, from + length);
    let end = stop ?? length;
    if (end < 0) end += length;
    if (end > length) end = length;
    for (; from < end; from++) index[to++] = begin + from;
    out[i + 1] = to;
  }
  return { offsets: out, index: index.subarray(0, to) };
}

/** The elements of a range with steps in every list: as `rangeIn`, written out for speed. */
function strides({ offsets }: ListLayout, { start, stop, step }: RangeStep): Chosen {
  const out = new Int32Array(offsets.length);
  const index = new Int32Array(offsets[offsets.length - 1] as number);
  let to = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const begin = offsets[i] as number;
    const length = (offsets[i + 1] as number) - begin;
    const least = step > 0 ? 0 : -1;
    const most = step > 0 ? length : length - 1;
    let from = start ?? (step > 0 ? 0 : length - 1);
    if (start !== undefined && start < 0) from += length;
    from = Math.max(least, Math.min(most, from));
    let end = stop ?? (step > 0 ? length : -1);
    if (stop !== undefined && stop < 0) end += length;
    if (step > 0) for (; from < end && from < length; from += step) index[to++] = begin + from;
    else for (; from > end && from >= 0; from += step) index[to++] = begin + from;
    out[i + 1] = to;
  }
  return { offsets: out, index: index.subarray(0, to) };
}

/** The same positions in every list, as lists of as many. */
function selectIndex(lists: ListLayout, step: IndexStep, place: Place): Layout {
  const { positions, present } = step;
  const count = lists.offsets.length - 1;
  const there = present === undefined ? countUp(positions.length) : positionsWhere(present);
  const index = positionsInLists(lists, step, there, place);
  const rows = rowOfTaken(rowsInside(lists, place), index);
  const chosenBy = place.steps.slice(1).some(({ is }) => is === 'index') ? repeat(there, count) : undefined;
  const content = selectIn(takeLayout(lists.content, index), inside(place, rows, chosenBy));
  const all = present === undefined ? content : takeOrUnknown(content, withGaps(there, count, positions.length));
  return inDimensions(all, count, step);
}

function repeat(values: Int32Array, times: number): Int32Array {
  const out = new Int32Array(values.length * times);
  for (let i = 0; i < times; i++) out.set(values, i * values.length);
  return out;
}

/** Where in the content the positions (those that are there) lie, list by list. */
function positionsInLists({ offsets }: ListLayout, step: IndexStep, there: Int32Array, place: Place): Int32Array {
  const { positions, maskLength } = step;
  const index = new Int32Array((offsets.length - 1) * there.length);
  let to = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const start = offsets[i] as number;
    const length = (offsets[i + 1] as number) - start;
    if (maskLength !== undefined && maskLength !== length)
      throw maskLengthDiffers(maskLength, length, place.rowOf?.(i));
    for (let k = 0; k < there.length; k++) {
      const at = positions[there[k] as number] as number;
      if (at >= length || at < -length) throw outOfRange(at, length, place.rowOf?.(i));
      index[to++] = at < 0 ? start + length + at : start + at;
    }
  }
  return index;
}

/** For each of `length` positions in each list the value that was selected for it, -1 where it is missing. */
function withGaps(there: Int32Array, lists: number, length: number): Int32Array {
  const index = new Int32Array(lists * length).fill(-1);
  for (let i = 0; i < lists; i++)
    for (let k = 0; k < there.length; k++) index[i * length + (there[k] as number)] = i * there.length + k;
  return index;
}

/** Values in lists, as many in each as there are positions; with regular dimensions inside where the index array had them. */
function inDimensions(values: Layout, lists: number, { rows, size, inner }: IndexStep): ListLayout {
  const outer = inner.map((_, k) => inner.slice(0, k).reduce((n, one) => n * one, lists * rows));
  const content = inner.reduceRight<Layout>(
    (within, dimension, k) => ({
      is: 'list',
      offsets: regularOffsets(outer[k] as number, dimension),
      content: within,
      size: dimension,
    }),
    values,
  );
  const list: ListLayout = { is: 'list', offsets: regularOffsets(lists, rows), content };
  return size === undefined ? list : { ...list, size };
}

/** A further index array: in each list the one position that goes with the one before. */
function selectChosen(lists: ListLayout, step: IndexStep, place: Place, chosenBy: Int32Array): Layout {
  const { offsets, content } = lists;
  const { positions, maskLength } = step;
  const index = new Int32Array(chosenBy.length);
  for (let i = 0; i < index.length; i++) {
    const start = offsets[i] as number;
    const length = (offsets[i + 1] as number) - start;
    const at = positions[chosenBy[i] as number] as number;
    if (maskLength !== undefined && maskLength !== length)
      throw maskLengthDiffers(maskLength, length, place.rowOf?.(i));
    if (at >= length || at < -length) throw outOfRange(at, length, place.rowOf?.(i));
    index[i] = at < 0 ? start + length + at : start + at;
  }
  const rows = rowOfTaken(rowsInside(lists, place), index);
  return selectIn(takeLayout(content, index), inside(place, rows, chosenBy));
}

/** In every list an index that has as many rows as the list has elements: for the rows themselves each its own. */
function selectByRow(lists: ListLayout, step: JaggedStep, place: Place): Layout {
  const { offsets, content } = lists;
  const wanted = rowsIn(step);
  for (let i = 0; i + 1 < offsets.length; i++) {
    const length = (offsets[i + 1] as number) - (offsets[i] as number);
    if (length !== wanted) throw rowsDiffer(wanted, length, place.rowOf?.(i));
  }
  const once = offsets.length === 2 || wanted === 0;
  const index = once
    ? step.index
    : takeLayout(
        step.index,
        countUp(lengthOf(content)).map((at) => at % wanted),
      );
  const tail = inside(place, ownRow);
  const selected = selectJagged(content, index, rowsInside(lists, place), (values, rowOf) =>
    selectIn(values, { ...tail, rowOf }),
  );
  return { ...lists, content: selected };
}
