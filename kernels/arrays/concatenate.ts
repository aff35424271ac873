import { type Layout, type ListLayout, lengthOf } from '../layout.ts';
import { sliceLayout } from '../slice.ts';
import { takeLayout } from '../take-layout.ts';
import { noSuchAxis, positiveAxis } from './axes.ts';
import { isValid } from '../bits.ts';
import { regularOffsets } from './integers.ts';
import { interleave } from './interleave.ts';
import { broadcast, dimensions, type Level, type Operand } from './broadcast.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { operandsOf } from './operands.ts';
import { axisOption, flagOption } from './options.ts';
import { inOneForm, mergeLayouts } from './merge.ts';

/**
 * `ak.concatenate`: the rows of arrays one after the other (`axis` 0), or the lists of each row (`axis` 1 and more). Values
 * of unlike types merge, or make a union where they do not go together; `mergebool` says whether truth values merge with
 * numbers. A missing list counts as an empty one, and a single value (one of `scalars`) as a list of it.
 */
export const concatenate: ArrayKernel = (inputs, options) => {
  const merging = { boolsAreNumbers: flagOption(options, 'mergebool', true) };
  const axis = commonAxis('concatenate', inputs, options, 0);
  return axis === 0
    ? mergeLayouts(inputs, merging)
    : joinLists('concatenate', inputs, options, axis, (contents) => inOneForm(contents, merging));
};

/** The axis, from the outside; all arrays must have it. */
export function commonAxis(what: string, inputs: readonly Layout[], options: ArrayOptions, otherwise: number): number {
  const [first] = inputs;
  if (first === undefined) throw new ArrayProblem('wrong-arguments', `${what} needs at least one array`);
  const axis = axisOption(options, otherwise);
  if (axis === null) throw new ArrayProblem('wrong-option', `${what} needs an axis that is a whole number`);
  const deepest = inputs.reduce((most, layout) => (dimensions(layout) > dimensions(most) ? layout : most), first);
  const found = positiveAxis(deepest, axis, what);
  const depth = dimensions(deepest);
  if (depth > 0 && found >= depth) throw noSuchAxis(what, axis, depth);
  return found;
}

/** Brings the elements of several arrays to one form, each by itself. */
export type Merge = (contents: readonly Layout[]) => readonly Layout[];

/** The lists at an axis one after the other; `merge` brings their elements to one form. */
export function joinLists(
  what: string,
  inputs: readonly Layout[],
  options: ArrayOptions,
  axis: number,
  merge: Merge,
): Layout {
  const [result] = broadcast(operandsOf(what, inputs, options), {
    what,
    left: false,
    right: false,
    fields: false,
    masked: false,
    action: (operands, level) =>
      level.depth === axis && operands.every(isJoined) ? [joinRows(operands, level, merge)] : undefined,
    refuse: (operands) => {
      const flat = operands.find(({ layout }) => layout.is !== 'list') ?? operands[0];
      return new ArrayProblem('not-deep-enough', `${what}: ${flat?.name} has no lists at axis ${axis}`, {
        hint: 'axis 0 puts rows after one another',
      });
    },
  });
  return result as Layout;
}

/** Whether an operand has lists here, or a single value that counts as one. */
function isJoined({ layout, single }: Operand): boolean {
  if (layout.is === 'option' && layout.content.is === 'list') return true;
  return layout.is === 'list' || layout.is === 'nothing' || (single && layout.is !== 'union');
}

function joinRows(operands: readonly Operand[], { length }: Level, merge: Merge): ListLayout {
  const lists = operands.map((operand) => listsOf(operand, length));
  const offsets = joinedOffsets(
    lists.map((part) => part.offsets),
    length,
  );
  const contents = merge(lists.map((part) => part.content));
  const content = interleave(
    contents,
    lists.map((part) => part.offsets),
    offsets,
  );
  const size = operands.reduce<number | undefined>((sum, operand) => {
    const own = sizeOf(operand);
    return sum === undefined || own === undefined ? undefined : sum + own;
  }, 0);
  return size === undefined ? { is: 'list', offsets, content } : { is: 'list', offsets, content, size };
}

interface Lists {
  readonly content: Layout;
  readonly offsets: Int32Array;
}

/** The lists of an operand, one a row: a missing one is empty, a single value a list of itself. */
function listsOf({ layout, single }: Operand, length: number): Lists {
  const lists = layout.is === 'option' ? layout.content : layout;
  if (layout.is === 'nothing') return { content: { is: 'nothing', length: 0 }, offsets: new Int32Array(length + 1) };
  if (lists.is !== 'list') return repeated(layout, length);
  if (single)
    return repeated(
      layout.is === 'option' && !isValid(layout.valid, 0) ? sliceLayout(lists.content, 0, 0) : lists.content,
      length,
    );
  return layout.is === 'option' ? presentLists(layout.valid, lists) : lists;
}

/** The same elements in every row. */
function repeated(content: Layout, length: number): Lists {
  const size = lengthOf(content);
  const index = new Int32Array(size * length);
  for (let i = 0; i < index.length; i++) index[i] = i % size;
  return { content: takeLayout(content, index), offsets: regularOffsets(length, size) };
}

function presentLists(valid: Uint8Array, { offsets, content }: ListLayout): Lists {
  const own = new Int32Array(offsets.length);
  const index = new Int32Array(lengthOf(content));
  let to = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    if (isValid(valid, i)) for (let at = offsets[i] as number; at < (offsets[i + 1] as number); at++) index[to++] = at;
    own[i + 1] = to;
  }
  return to === index.length
    ? { offsets, content }
    : { offsets: own, content: takeLayout(content, index.subarray(0, to)) };
}

/** The length that all lists of an operand have by type. */
function sizeOf({ layout }: Operand): number | undefined {
  if (layout.is === 'list') return layout.size;
  if (layout.is === 'option' && layout.content.is === 'list') return undefined;
  return layout.is === 'nothing' ? undefined : 1;
}

function joinedOffsets(parts: readonly Int32Array[], length: number): Int32Array {
  const total = parts.reduce((sum, offsets) => sum + (offsets[length] as number), 0);
  if (total > 0x7fffffff) throw new RangeError(`${total} elements are more than 32-bit offsets can count`);
  const joined = new Int32Array(length + 1);
  for (const offsets of parts)
    for (let i = 0; i <= length; i++) joined[i] = (joined[i] as number) + (offsets[i] as number);
  return joined;
}
