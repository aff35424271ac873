import { type Layout, type ListLayout, lengthOf, type OptionLayout, type UnionLayout } from '../layout.ts';
import { takeLayout } from '../take-layout.ts';
import { asOption, depthsOf, noSuchAxis, presentFlags } from './axes.ts';
import { countUp } from './integers.ts';
import { ArrayProblem, type ArrayKernel } from './kernel.ts';
import { mergeLayouts, unionOf } from './merge.ts';
import { axisOption } from './options.ts';
import { axisFrom, changeLists, optionOutside, presentOf } from './walk.ts';

/**
 * `ak.flatten`: takes one level of lists away at an axis (default 1): the elements of the lists there follow each other in
 * the list around them; missing lists vanish. At axis 0 missing rows vanish and nothing else happens. With axis null all
 * structure goes: the values of all lists and of all fields, field by field, without missing ones, in one flat array
 * (values of unlike types become a union). Throws `no-such-axis` where the array is not that deep, and `wrong-type` for
 * records, which have no elements.
 *
 * @example flatten([[[1, 2], [], [3]]]) gives [1, 2, 3]
 */
export const flatten: ArrayKernel = ([array], options) => {
  const layout = array as Layout;
  const axis = axisOption(options, 1);
  if (axis === null) return mergeFlat(leavesOf(layout, false));
  const at = axisFrom(layout, axis, 'flatten');
  if (at === 0) return withoutMissing(layout).values;
  if (at === 1) return joined(layout, axis).values;
  return changeLists(layout, { what: 'flatten', axis: axis - 1 }, (list) =>
    changeElements(list, joined(list.content, axis)),
  );
};

/**
 * `ak.ravel`: as `flatten` with axis null, but missing single values stay (missing lists and records vanish).
 *
 * @example ravel([[[1, undefined], [], [3]]]) gives [1, undefined, 3]
 */
export const ravel: ArrayKernel = ([array]) => {
  const leaves = leavesOf(array as Layout, true);
  // values of no known type are missing ones, and whether there are any is not for the type to know
  const unknown = leaves.some(({ is }) => is === 'nothing') && leaves.some(({ is }) => is !== 'nothing');
  return mergeFlat(unknown ? leaves.map(mayBeMissing) : leaves);
};

const mayBeMissing = (leaf: Layout): Layout => (leaf.is === 'nothing' ? leaf : asOption(presentFlags(leaf), leaf));

/** What became of values: others, and for each (and the end) where among these its own begin. */
export interface Changed {
  readonly values: Layout;
  readonly starts: Int32Array;
}

/** A list with other elements; of regular lists nothing is known of the length any more. */
export function changeElements({ offsets }: ListLayout, { values, starts }: Changed): ListLayout {
  const moved = new Int32Array(offsets.length);
  for (let i = 1; i < offsets.length; i++) moved[i] = starts[offsets[i] as number] as number;
  return { is: 'list', offsets: moved, content: values };
}

/** The values that are present. */
export function withoutMissing(array: Layout): Changed {
  const layout = optionOutside(array);
  const length = lengthOf(layout);
  if (layout.is === 'nothing') return { values: { is: 'nothing', length: 0 }, starts: new Int32Array(length + 1) };
  if (layout.is === 'option') return presentIn(layout);
  return { values: layout, starts: countUp(length + 1) };
}

function presentIn(option: OptionLayout): Changed {
  const length = lengthOf(option.content);
  const present = presentOf(option);
  if (present === undefined) return { values: option.content, starts: countUp(length + 1) };
  return { values: present.values, starts: startsOf(present.positions, length) };
}

/** What became of values that lay at `starts` before: the places of two steps in one. */
function then(starts: Int32Array, { values, starts: moved }: Changed): Changed {
  for (let i = 0; i < starts.length; i++) starts[i] = moved[starts[i] as number] as number;
  return { values, starts };
}

/** Where the values at the positions lie once the others are gone. */
function startsOf(positions: Int32Array, length: number): Int32Array {
  const starts = new Int32Array(length + 1);
  for (let i = 0; i < positions.length; i++) starts[(positions[i] as number) + 1] = 1;
  for (let i = 0; i < length; i++) starts[i + 1] = (starts[i + 1] as number) + (starts[i] as number);
  return starts;
}

/** The elements of lists, one after the other, without those of missing lists. */
function joined(lists: Layout, axis: number): Changed {
  switch (lists.is) {
    case 'list':
      return { values: lists.content, starts: lists.offsets };
    case 'option':
      return joinedPresent(lists, axis);
    case 'nothing':
      return withoutMissing(lists);
    case 'union':
      return joinedUnion(lists, axis);
    case 'record':
      throw new ArrayProblem('wrong-type', 'flatten: records have no elements to join', {
        hint: 'flatten their fields one by one, or choose another axis',
      });
    default:
      throw noSuchAxis('flatten', axis, depthsOf(lists).least);
  }
}

function joinedPresent(option: OptionLayout, axis: number): Changed {
  const present = presentOf(option);
  if (present === undefined) return joined(option.content, axis);
  return then(startsOf(present.positions, lengthOf(option)), joined(present.values, axis));
}

function joinedUnion({ tags, index, contents }: UnionLayout, axis: number): Changed {
  const changed = contents.map((content) => joined(content, axis));
  const starts = new Int32Array(tags.length + 1);
  for (let i = 0; i < tags.length; i++) {
    const { starts: inner } = changed[tags[i] as number] as Changed;
    const at = index[i] as number;
    starts[i + 1] = (starts[i] as number) + (inner[at + 1] as number) - (inner[at] as number);
  }
  const total = starts[tags.length] as number;
  const [outTags, outIndex] = [new Int8Array(total), new Int32Array(total)];
  for (let i = 0; i < tags.length; i++) {
    const tag = tags[i] as number;
    const shift = ((changed[tag] as Changed).starts[index[i] as number] as number) - (starts[i] as number);
    for (let k = starts[i] as number; k < (starts[i + 1] as number); k++) {
      outTags[k] = tag;
      outIndex[k] = k + shift;
    }
  }
  const values = unionOf({ is: 'union', tags: outTags, index: outIndex, contents: changed.map((one) => one.values) });
  return { values, starts };
}

/** The single values in an array, layout by layout; missing ones are kept or left out. */
function leavesOf(layout: Layout, keepMissing: boolean): Layout[] {
  switch (layout.is) {
    case 'list':
      return leavesOf(layout.content, keepMissing);
    case 'record':
      return [...layout.fields.values()].flatMap((field) => leavesOf(field, keepMissing));
    case 'union':
      return layout.contents.flatMap((content, tag) => leavesOf(ofKind(layout, content, tag), keepMissing));
    case 'option':
      if (keepMissing && (layout.content.is === 'numbers' || layout.content.is === 'strings')) return [layout];
      return leavesOf(presentIn(layout).values, keepMissing);
    case 'nothing':
      return [keepMissing ? layout : { is: 'nothing', length: 0 }];
    default:
      return [layout];
  }
}

/** The values of one kind that a union uses, in their order. */
function ofKind({ tags, index }: UnionLayout, content: Layout, tag: number): Layout {
  return takeLayout(
    content,
    index.filter((_, i) => tags[i] === tag),
  );
}

/** Flat values of several types in one array. */
function mergeFlat(leaves: readonly Layout[]): Layout {
  return mergeLayouts(leaves.length === 0 ? [{ is: 'nothing', length: 0 }] : leaves, { boolsAreNumbers: true });
}
