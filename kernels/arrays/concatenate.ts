import { type Layout, type ListLayout, lengthOf } from '../layout.ts';
import { takeLayout } from '../take-layout.ts';
import { isValid, noSuchAxis, positiveAxis } from './axes.ts';
import { broadcast, dimensions, type Level, type Operand } from './broadcast.ts';
import { type ArrayKernel, type ArrayOptions, ArrayProblem } from './kernel.ts';
import { operandsOf } from './operands.ts';
import { axisOption, flagOption } from './options.ts';
import { mergeLayouts } from './merge.ts';

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
    : joinLists('concatenate', inputs, options, axis, (contents) => mergeLayouts(contents, merging));
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

/** The lists at an axis one after the other; `merge` brings their elements to one form. */
export function joinLists(
  what: string,
  inputs: readonly Layout[],
  options: ArrayOptions,
  axis: number,
  merge: (contents: readonly Layout[]) => Layout,
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

/** Where the lists of an operand lie in its content, one list a row. */
interface Lists {
  readonly content: Layout;
  readonly starts: Int32Array;
  readonly stops: Int32Array;
}

function listsOf({ layout, single }: Operand, length: number): Lists {
  if (layout.is === 'nothing') return evenly({ is: 'nothing', length: 0 }, 0, length);
  const lists = layout.is === 'option' ? layout.content : layout;
  if (lists.is !== 'list') return evenly(layout, 1, length);
  const { offsets, content } = lists;
  if (single)
    return evenly(content, layout.is === 'option' && !isValid(layout.valid, 0) ? 0 : lengthOf(content), length);
  const starts = offsets.subarray(0, length);
  const stops = offsets.subarray(1, length + 1);
  if (layout.is !== 'option') return { content, starts, stops };
  const { valid } = layout;
  return { content, starts, stops: stops.map((stop, row) => (isValid(valid, row) ? stop : (starts[row] as number))) };
}

/** The same elements in every row. */
const evenly = (content: Layout, size: number, length: number): Lists => ({
  content,
  starts: new Int32Array(length),
  stops: new Int32Array(length).fill(size),
});

function joinRows(
  operands: readonly Operand[],
  { length }: Level,
  merge: (of: readonly Layout[]) => Layout,
): ListLayout {
  const parts = operands.map((operand) => listsOf(operand, length));
  const offsets = joinedOffsets(parts, length);
  const content = takeLayout(merge(parts.map((part) => part.content)), placesOf(parts, offsets));
  const size = operands.reduce<number | undefined>((sum, operand) => {
    const own = sizeOf(operand);
    return sum === undefined || own === undefined ? undefined : sum + own;
  }, 0);
  return size === undefined ? { is: 'list', offsets, content } : { is: 'list', offsets, content, size };
}

/** The length that all lists of an operand have by type. */
function sizeOf({ layout }: Operand): number | undefined {
  if (layout.is === 'list') return layout.size;
  if (layout.is === 'option' && layout.content.is === 'list') return undefined;
  return layout.is === 'nothing' ? undefined : 1;
}

function joinedOffsets(parts: readonly Lists[], length: number): Int32Array {
  const offsets = new Int32Array(length + 1);
  let total = 0;
  for (let row = 0; row < length; row++) {
    for (const { starts, stops } of parts) total += (stops[row] as number) - (starts[row] as number);
    offsets[row + 1] = total;
  }
  if (total > 0x7fffffff) throw new RangeError(`${total} elements are more than 32-bit offsets can count`);
  return offsets;
}

/** Where each element lies in the contents one after the other. */
function placesOf(parts: readonly Lists[], offsets: Int32Array): Int32Array {
  const places = new Int32Array(offsets[offsets.length - 1] as number);
  const next = offsets.slice(0, -1);
  let base = 0;
  for (const { content, starts, stops } of parts) {
    for (let row = 0; row < next.length; row++) {
      const stop = base + (stops[row] as number);
      let to = next[row] as number;
      for (let at = base + (starts[row] as number); at < stop; at++) places[to++] = at;
      next[row] = to;
    }
    base += lengthOf(content);
  }
  return places;
}
