import type { Layout, ListLayout, NumbersLayout } from '../../layout.ts';
import { takeLayout } from '../../take-layout.ts';
import { isValid } from '../../bits.ts';
import { toInt32 } from '../integers.ts';
import { ArrayProblem } from '../kernel.ts';
import { takeOrUnknown } from '../missing.ts';
import { type RowOf, rowOfElements, rowOfTaken } from '../rows.ts';
import { changeKindsAligned, changePresent, changeWherePresent } from '../walk.ts';
import { maskLengthDiffers, outOfRange, rowsDiffer, tooManyItems } from './steps.ts';

/** What is still to be selected inside the selected elements. */
type Then = (values: Layout, rowOf: RowOf) => Layout;

/**
 * Selects in each list by the list of an index that lies beside it: positions, or a mask, of which some may be missing (as
 * then the element is). An index of lists of lists selects in the inner lists. Where a list of the index is missing, so is
 * the result.
 */
export function selectJagged(values: Layout, index: Layout, rowOf: RowOf, then: Then): Layout {
  if (index.is === 'option')
    return changeWherePresent(values, index, (kept, beside, at) =>
      selectJagged(kept, beside, rowOfTaken(rowOf, at), then),
    );
  switch (values.is) {
    case 'option':
      return changePresent(values, (kept, at) =>
        selectJagged(kept, at === undefined ? index : takeLayout(index, at), rowOfTaken(rowOf, at), then),
      );
    case 'record':
      return {
        ...values,
        fields: new Map([...values.fields].map(([name, field]) => [name, selectJagged(field, index, rowOf, then)])),
      };
    case 'union':
      return changeKindsAligned(values, (kind, at) =>
        selectJagged(kind, takeLayout(index, at), rowOfTaken(rowOf, at), then),
      );
    case 'list':
      return selectInList(values, index as ListLayout, rowOf, then);
    default:
      throw tooManyItems();
  }
}

function selectInList(lists: ListLayout, index: ListLayout, rowOf: RowOf, then: Then): Layout {
  const [inner, valid] =
    index.content.is === 'option' ? [index.content.content, index.content.valid] : [index.content, undefined];
  if (inner.is === 'list') {
    checkLengths(lists.offsets, index.offsets, rowOf);
    const rows = rowOfElements(rowOf, lists.offsets);
    const content = selectJagged(lists.content, index.content, rows, then);
    return { is: 'list', offsets: lists.offsets, content };
  }
  const { offsets, taken } = chosenOf(lists, index, inner, valid, rowOf);
  const missing = valid !== undefined || inner.is === 'nothing';
  const elements = missing ? takeOrUnknown(lists.content, taken) : takeLayout(lists.content, taken);
  return { is: 'list', offsets, content: then(elements, rowOfElements(rowOf, offsets)) };
}

function checkLengths(lists: Int32Array, index: Int32Array, rowOf: RowOf): void {
  if (lists === index) return;
  for (let i = 0; i + 1 < lists.length; i++) {
    const length = (lists[i + 1] as number) - (lists[i] as number);
    const wanted = (index[i + 1] as number) - (index[i] as number);
    if (length !== wanted) throw rowsDiffer(wanted, length, rowOf(i));
  }
}

/** Where the chosen elements lie, -1 for missing ones, and the offsets of the lists that they make. */
interface Chosen {
  readonly offsets: Int32Array;
  readonly taken: Int32Array;
}

function chosenOf(
  lists: ListLayout,
  { offsets }: ListLayout,
  inner: Layout,
  valid: Uint8Array | undefined,
  rowOf: RowOf,
): Chosen {
  if (inner.is === 'nothing') return { offsets, taken: new Int32Array(inner.length).fill(-1) };
  if (inner.is !== 'numbers')
    throw new ArrayProblem('wrong-type', `getitem: an index must be integers or booleans, found ${inner.is}`);
  return inner.dtype === 'bool'
    ? chosenByMask(lists.offsets, offsets, inner.data as Uint8Array, valid, rowOf)
    : chosenByPosition(lists.offsets, offsets, inner, valid, rowOf);
}

function chosenByMask(
  lists: Int32Array,
  mask: Int32Array,
  flags: Uint8Array,
  valid: Uint8Array | undefined,
  rowOf: RowOf,
): Chosen {
  checkMaskLengths(lists, mask, rowOf);
  const offsets = new Int32Array(lists.length);
  const taken = new Int32Array(flags.length);
  let to = 0;
  for (let i = 0; i + 1 < lists.length; i++) {
    const shift = (lists[i] as number) - (mask[i] as number);
    const stop = mask[i + 1] as number;
    // written always and kept where the flag says so: there is nothing to guess for the processor
    if (valid === undefined)
      for (let k = mask[i] as number; k < stop; k++) {
        taken[to] = k + shift;
        to += flags[k] as number;
      }
    else
      for (let k = mask[i] as number; k < stop; k++) {
        const present = ((valid[k >> 3] as number) >> (k & 7)) & 1;
        taken[to] = present === 1 ? k + shift : -1;
        to += (flags[k] as number) | (present ^ 1);
      }
    offsets[i + 1] = to;
  }
  return { offsets, taken: taken.subarray(0, to) };
}

function checkMaskLengths(lists: Int32Array, mask: Int32Array, rowOf: RowOf): void {
  if (lists === mask) return;
  for (let i = 0; i + 1 < lists.length; i++) {
    const length = (lists[i + 1] as number) - (lists[i] as number);
    const flags = (mask[i + 1] as number) - (mask[i] as number);
    if (flags !== length) throw maskLengthDiffers(flags, length, rowOf(i));
  }
}

function chosenByPosition(
  lists: Int32Array,
  index: Int32Array,
  numbers: NumbersLayout,
  valid: Uint8Array | undefined,
  rowOf: RowOf,
): Chosen {
  const positions = toInt32(numbers, 'getitem: positions');
  const taken = new Int32Array(positions.length);
  let k = index[0] as number;
  for (let i = 0; i + 1 < lists.length; i++) {
    const start = lists[i] as number;
    const length = (lists[i + 1] as number) - start;
    const stop = index[i + 1] as number;
    for (; k < stop; k++) {
      const at = positions[k] as number;
      // negative ones count from the end
      const from = at + (length & (at >> 31));
      if (from >>> 0 < length) taken[k] = start + from;
      else if (valid === undefined || isValid(valid, k)) throw outOfRange(at, length, rowOf(i));
    }
  }
  if (valid !== undefined) for (let k = 0; k < taken.length; k++) if (!isValid(valid, k)) taken[k] = -1;
  return { offsets: index, taken };
}
