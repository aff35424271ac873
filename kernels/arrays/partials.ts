import { concatLayouts } from '../concat.ts';
import { type Layout, lengthOf } from '../layout.ts';
import { max, min } from './extremes.ts';
import type { ArrayKernel } from './kernel.ts';
import { all, any, prod, sum } from './reduce.ts';

/**
 * Makes one result of those of several parts of the rows, reduced along axis 0 or altogether (axis null). It is associative
 * (doubles but for rounding), and the result of no rows changes nothing. At least one partial is wanted; all must come from
 * one kernel with one set of options.
 */
export type Merge = (partials: readonly Layout[]) => Layout;

/** How the partial results of reductions merge, by the name of the operation. */
export const MERGES: Readonly<Record<string, Merge>> = {
  'ak.count': mergeWith(sum),
  'ak.count_nonzero': mergeWith(sum),
  'ak.sum': mergeWith(sum),
  'ak.nansum': mergeWith(sum),
  'ak.prod': mergeWith(prod),
  'ak.nanprod': mergeWith(prod),
  'ak.min': mergeWith(min),
  'ak.nanmin': mergeWith(min),
  'ak.max': mergeWith(max),
  'ak.nanmax': mergeWith(max),
  'ak.any': mergeWith(any),
  'ak.all': mergeWith(all),
};

/** Partials are reduced as rows of a ragged table: what is at equal places goes together. */
function mergeWith(kernel: ArrayKernel): Merge {
  return (partials) => {
    const content = concatLayouts(partials);
    const offsets = new Int32Array(partials.length + 1);
    for (const [i, partial] of partials.entries()) offsets[i + 1] = (offsets[i] as number) + lengthOf(partial);
    const rows: Layout = { is: 'list', offsets, content };
    return kernel([rows], { axis: 0, mask_identity: mayBeMissing(content) }, false);
  };
}

/** Whether the values below all lists may be missing: then so may the merged ones. */
function mayBeMissing(layout: Layout): boolean {
  return layout.is === 'option' || (layout.is === 'list' && mayBeMissing(layout.content));
}
