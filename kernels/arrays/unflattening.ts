import { type Layout, type ListLayout, lengthOf } from '../layout.ts';
import { takeLayout } from '../take-layout.ts';
import { asOption, presentFlags } from './axes.ts';
import { offsetsOfCounts, regularOffsets, toInt32 } from './integers.ts';
import { type ArrayKernel, ArrayProblem } from './kernel.ts';
import { countOption, wholeAxisOption } from './options.ts';
import { ownRow, type RowOf, rowOfElements, rowOfTaken } from './rows.ts';
import { axisFrom, changeLists, changePresent, changeWherePresent } from './walk.ts';

/**
 * `ak.unflatten`: one more level of lists at an axis (default 0): the values there, in lists of the given lengths. The
 * lengths are the second input (a missing one makes a missing list), or the option `counts`, one length for all lists
 * (which are regular then). Below the rows the lengths follow each other through all lists, and must end where each list
 * does; or, which Awkward does not have, they are in lists as the array is.
 *
 * Throws `lengths-differ` where the lengths do not add up, also where one length leaves a remainder (Awkward drops it),
 * `out-of-range` for a negative length, `wrong-type` where they are no integers, and `no-such-axis`.
 *
 * @example unflatten([[10, 20, 30], [2, 0, 1]]) gives [[10, 20], [], [30]]
 */
export const unflatten: ArrayKernel = ([array, lengths], options) => {
  const layout = array as Layout;
  const axis = axisFrom(layout, wholeAxisOption(options, 0), 'unflatten');
  if (lengths === undefined) return intoEqual(layout, axis, countOption(options, 'counts'));
  if (axis === 0) return intoLists(layout, countsOf(lengths));
  if (lengths.is === 'list') return likeLists(layout, lengths, axis, ownRow);
  const counts = countsOf(lengths);
  const walk = { what: 'unflatten', axis, presentOnly: true };
  return changeLists(layout, walk, (list, rowOf) => insideLists(list, counts, rowOf));
};

/** Lists of the same length each. */
function intoEqual(layout: Layout, axis: number, size: number): Layout {
  if (axis === 0) return equalLists(layout, size);
  return changeLists(layout, { what: 'unflatten', axis, presentOnly: true }, ({ offsets, content }, rowOf) => {
    const outer = new Int32Array(offsets.length);
    for (let i = 0; i + 1 < offsets.length; i++) {
      const length = (offsets[i + 1] as number) - (offsets[i] as number);
      outer[i + 1] = (outer[i] as number) + fullLists(length, size, rowOf(i));
    }
    return { is: 'list', offsets: outer, content: equalLists(content, size) };
  });
}

function equalLists(content: Layout, size: number): ListLayout {
  return { is: 'list', offsets: regularOffsets(fullLists(lengthOf(content), size), size), content, size };
}

function fullLists(length: number, size: number, row?: number): number {
  const lists = size === 0 ? 0 : length / size;
  if (size * lists === length && Number.isInteger(lists)) return lists;
  throw doNotFit(`${length} values do not fill lists of ${size}`, row);
}

function doNotFit(message: string, row?: number): ArrayProblem {
  const where = row === undefined ? '' : ` in row ${row}`;
  return new ArrayProblem('lengths-differ', `unflatten: ${message}${where}`, row === undefined ? {} : { row });
}

/** Where lists of the given lengths begin, and which of them are missing. */
interface Counts {
  readonly offsets: Int32Array;
  readonly present: Uint8Array | undefined;
}

function countsOf(lengths: Layout): Counts {
  if (lengths.is === 'nothing')
    return { offsets: new Int32Array(lengths.length + 1), present: new Uint8Array(lengths.length) };
  const numbers = lengths.is === 'option' ? lengths.content : lengths;
  if (numbers.is !== 'numbers')
    throw new ArrayProblem('wrong-type', `unflatten: lengths must be integers, found ${numbers.is}`);
  const present = lengths.is === 'option' ? presentFlags(lengths) : undefined;
  const all = toInt32(numbers, 'unflatten: lengths');
  const counts = present === undefined ? all : all.map((count, i) => (present[i] === 1 ? count : 0));
  const negative = counts.findIndex((count) => count < 0);
  if (negative >= 0)
    throw new ArrayProblem('out-of-range', `unflatten: length ${negative} is negative: ${counts[negative]}`);
  return { offsets: offsetsOfCounts(counts), present };
}

/** Values in lists that fill them to the last. */
function intoLists(content: Layout, { offsets, present }: Counts): Layout {
  const total = offsets[offsets.length - 1] as number;
  if (total !== lengthOf(content)) throw doNotFit(`the lengths add up to ${total}, not to ${lengthOf(content)}`);
  const list: ListLayout = { is: 'list', offsets, content };
  return present === undefined ? list : asOption(present, list);
}

/** The elements of lists in lists whose lengths follow each other; none may go on in the next list. */
function insideLists({ offsets, content }: ListLayout, counts: Counts, rowOf: RowOf): Layout {
  const begins = counts.offsets;
  const outer = new Int32Array(offsets.length);
  let at = 0;
  for (let i = 1; i < offsets.length; i++) {
    const end = offsets[i] as number;
    // as many as end here: empty ones at the border belong to the list before it
    while (at + 1 < begins.length && (begins[at + 1] as number) <= end) at++;
    if (begins[at] !== end) throw doNotFit('the lengths do not end where the list does', rowOf(i - 1));
    outer[i] = at;
  }
  const inner = at + 1 === begins.length ? counts : upTo(counts, at);
  return { is: 'list', offsets: outer, content: intoLists(content, inner) };
}

/** The first lengths; what is left over must be empty. */
function upTo({ offsets, present }: Counts, lists: number): Counts {
  if (offsets[lists] !== offsets[offsets.length - 1]) throw doNotFit('there are more lengths than values');
  return { offsets: offsets.slice(0, lists + 1), present: present?.slice(0, lists) };
}

/** Lengths in lists beside those of the array. */
function likeLists(values: Layout, lengths: Layout, axis: number, rowOf: RowOf): Layout {
  if (lengths.is === 'option')
    return changeWherePresent(values, lengths, (kept, beside, at) =>
      likeLists(kept, beside, axis, rowOfTaken(rowOf, at)),
    );
  if (values.is === 'option')
    return changePresent(values, (kept, at) =>
      likeLists(kept, at === undefined ? lengths : takeLayout(lengths, at), axis, rowOfTaken(rowOf, at)),
    );
  if (values.is !== 'list' || lengths.is !== 'list')
    throw new ArrayProblem('wrong-type', 'unflatten: the lengths must be in lists as the array is, or in none');
  return axis === 1 ? likeList(values, lengths, rowOf) : likeOuter(values, lengths, axis, rowOf);
}

function likeList(list: ListLayout, lengths: ListLayout, rowOf: RowOf): Layout {
  const counts = countsOf(lengths.content);
  const rows = checkedRows(list, lengths);
  for (let i = 0; i < rows; i++) {
    const wanted = counts.offsets[lengths.offsets[i + 1] as number];
    if (wanted !== list.offsets[i + 1]) throw doNotFit('the lengths do not end where the list does', rowOf(i));
  }
  return { is: 'list', offsets: lengths.offsets, content: intoLists(list.content, counts) };
}

function likeOuter(list: ListLayout, lengths: ListLayout, axis: number, rowOf: RowOf): Layout {
  const rows = checkedRows(list, lengths);
  for (let i = 0; i < rows; i++)
    if (list.offsets[i + 1] !== lengths.offsets[i + 1]) throw doNotFit('there are not as many lengths', rowOf(i));
  const inner = rowOfElements(rowOf, list.offsets);
  return { ...list, content: likeLists(list.content, lengths.content, axis - 1, inner) };
}

function checkedRows(list: ListLayout, lengths: ListLayout): number {
  const [rows, found] = [lengthOf(list), lengthOf(lengths)];
  if (rows !== found) throw doNotFit(`there are lengths for ${found} lists, not for ${rows}`);
  return rows;
}
