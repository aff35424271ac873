import type { Layout } from '../../layout.ts';
import type { ArrayKernel, ArrayOptions } from '../kernel.ts';
import { selectFields } from './fields.ts';
import { readItems, withoutEllipsis } from './items.ts';
import { select } from './select.ts';
import { broadcastIndexes, checkTogether, isFull, type Step } from './steps.ts';

/**
 * Selection, what stands in brackets in Awkward: `array[…]`. The first input is the array, the others are index arrays;
 * `items` says what to do, from the outermost dimension inwards:
 *
 * - `{at: n}`: one position; negative ones count from the end. At the rows the result is this one row.
 * - `{start, stop, step}`: a range, as in Python; what is left out is open.
 * - `{list: […]}`: several positions (null for a missing value) or a mask, the same in every list.
 * - `{input: k}`: input k as such a list, or, where it has lists, positions or a mask for each row, at any depth; what is
 *   missing in it is missing in the result. Regular dimensions all the way down are an index of several dimensions.
 * - `{newaxis: true}`: a new dimension of length 1. `{ellipsis: true}`: full ranges, as many as there is room for.
 * - `{field: name}`, `{fields: names}`: one field of records, or records of several; they may stand anywhere.
 *
 * Several lists go together as in NumPy. Throws `out-of-range`, `lengths-differ` (a mask or index that is not as long as
 * what it selects from; Awkward accepts a mask that is too short), `unknown-field`, `wrong-type`, `no-such-axis`, each with
 * the first row where it shows.
 *
 * @example getitem([[[1, 2, 3], [], [4]], [[true, false, true], [], [true]]], {items: [{input: 1}]}) gives [[1, 3], [], [4]]
 */
export const getitem: ArrayKernel = (inputs, options, typeOnly) => {
  const items = readItems(options, inputs);
  const array = selectFields(inputs[0] as Layout, items.fields);
  const steps = withoutEllipsis(array, items);
  checkTogether(steps);
  return select(array, broadcastIndexes(steps, typeOnly), typeOnly);
};

const comesFromArray = (step: Step): boolean =>
  step.is === 'jagged' || (step.is === 'index' && step.size === undefined);

/** What a selection does with the rows: `each` keeps them, `all` chooses among them, `one` takes one. */
export function rowsOfGetitem(inputs: readonly Layout[], options: ArrayOptions): 'each' | 'all' | 'one' {
  const items = readItems(options, inputs);
  const [first, ...rest] = withoutEllipsis(selectFields(inputs[0] as Layout, items.fields), items);
  if (first === undefined || first.is === 'jagged') return 'each';
  if (first.is === 'at') return 'one';
  // an index array further inside is not one for each row
  return first.is === 'range' && isFull(first) && !rest.some(comesFromArray) ? 'each' : 'all';
}
