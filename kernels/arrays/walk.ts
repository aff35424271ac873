import { type Layout, type ListLayout, lengthOf, type OptionLayout, type UnionLayout } from '../layout.ts';
import { takeLayout } from '../take-layout.ts';
import { asOption, depthsOf, noSuchAxis, positiveAxis, presentFlags } from './axes.ts';
import { unionOf } from './merge.ts';
import { ownRow, type RowOf, rowOfElements, rowOfKind, rowOfTaken } from './rows.ts';

/** How a walk goes through an array to an axis. */
export interface Walk {
  /** The operation, for messages. */
  readonly what: string;
  /** Counted from the layout at hand; a negative one counts from the deepest dimension of each field for itself. */
  readonly axis: number;
  /** Whether what lies behind missing values is left out, for changes that may fail on a value. */
  readonly presentOnly?: boolean;
}

/**
 * Changes the lists whose elements lie at an axis (1 or deeper), everywhere below records, options and unions. As many
 * values must come out. Throws where some field is not that deep.
 */
export function changeLists(layout: Layout, walk: Walk, change: (list: ListLayout, rowOf: RowOf) => Layout): Layout {
  const from = (inner: Layout, axis: number, rowOf: RowOf): Layout => {
    const at = axisFrom(inner, axis, walk.what);
    if (at === 0) throw tooDeep(layout, walk);
    return inner.is === 'list' && at === 1 ? change(inner, rowOf) : changeInside(inner, at, rowOf, from, layout, walk);
  };
  return from(layout, walk.axis, ownRow);
}

/** Changes the values at an axis, in the same places. As many values must come out. */
export function changeValues(layout: Layout, walk: Walk, change: (values: Layout) => Layout): Layout {
  const from = (inner: Layout, axis: number, rowOf: RowOf): Layout => {
    const at = axisFrom(inner, axis, walk.what);
    return at === 0 ? change(inner) : changeInside(inner, at, rowOf, from, layout, walk);
  };
  return from(layout, walk.axis, ownRow);
}

/** Changes the lists at every axis, from the inside out. As many values must come out. */
export function changeEveryList(
  layout: Layout,
  walk: Omit<Walk, 'axis'>,
  change: (list: ListLayout, rowOf: RowOf) => Layout,
): Layout {
  const from = (inner: Layout, axis: number, rowOf: RowOf): Layout => {
    if (inner.is === 'numbers' || inner.is === 'strings' || inner.is === 'nothing') return inner;
    const changed = changeInside(inner, axis, rowOf, from, layout, { ...walk, axis });
    return changed.is === 'list' ? change(changed, rowOf) : changed;
  };
  return from(layout, 0, ownRow);
}

/** The axis counted from this layout on; a negative one stays so above fields of several depths. */
export function axisFrom(layout: Layout, axis: number, what: string): number {
  if (axis >= 0) return axis;
  const { least, most } = depthsOf(layout);
  return least === most ? positiveAxis(layout, axis, what) : axis;
}

function tooDeep(layout: Layout, { axis, what }: Walk): Error {
  return noSuchAxis(what, axis, depthsOf(layout).least);
}

type Change = (inner: Layout, axis: number, rowOf: RowOf) => Layout;

/** A layout with what is inside it changed. */
function changeInside(layout: Layout, axis: number, rowOf: RowOf, change: Change, whole: Layout, walk: Walk): Layout {
  switch (layout.is) {
    case 'list': {
      const { offsets, content } = layout;
      return { ...layout, content: change(content, axis < 0 ? axis : axis - 1, rowOfElements(rowOf, offsets)) };
    }
    case 'option':
      return walk.presentOnly === true
        ? changePresent(layout, (values, at) => change(values, axis, rowOfTaken(rowOf, at)))
        : behind(layout, change(layout.content, axis, rowOf));
    case 'record':
      return {
        ...layout,
        fields: new Map([...layout.fields].map(([name, field]) => [name, change(field, axis, rowOf)])),
      };
    case 'union':
      return unionOf({
        ...layout,
        contents: layout.contents.map((content, tag) => change(content, axis, rowOfKind(rowOf, layout, tag))),
      });
    default:
      throw tooDeep(whole, walk);
  }
}

/** Other content for an option; missing values that the content has itself stay missing. */
export function behind({ valid }: OptionLayout, content: Layout): Layout {
  if (content.is === 'nothing') return content;
  if (content.is !== 'option') return { is: 'option', valid, content };
  return {
    is: 'option',
    valid: valid.map((byte, i) => byte & (content.valid[i] ?? 0)),
    content: content.content,
  };
}

/** The same values with an option around the union where there were options in it (also in a union inside an option). */
export function optionOutside(layout: Layout): Layout {
  if (layout.is === 'option')
    return layout.content.is === 'union' ? behind(layout, optionOutside(layout.content)) : layout;
  if (layout.is !== 'union' || !layout.contents.some(({ is }) => is === 'option' || is === 'nothing')) return layout;
  const present = layout.contents.map(presentFlags);
  const flags = Uint8Array.from(layout.tags, (tag, i) => present[tag]?.[layout.index[i] as number] ?? 0);
  const contents = layout.contents.map((content) => (content.is === 'option' ? content.content : content));
  return asOption(flags, unionOf({ ...layout, contents }));
}

/**
 * Changes a union kind by kind, for what needs to know which values of the union the values of a kind are (`positions`).
 * As many values must come out.
 */
export function changeKindsAligned(
  { tags, index, contents }: UnionLayout,
  change: (values: Layout, positions: Int32Array) => Layout,
): Layout {
  const counts = new Int32Array(contents.length);
  const order = Int32Array.from(tags, (tag) => (counts[tag] as number)++);
  const changed = contents.map((content, tag) => {
    const positions = new Int32Array(counts[tag] as number);
    for (let i = 0; i < tags.length; i++) if (tags[i] === tag) positions[order[i] as number] = i;
    const used = positions.map((at) => index[at] as number);
    return change(takeLayout(content, used), positions);
  });
  return unionOf({ is: 'union', tags, index: order, contents: changed });
}

/** The values of an option that are present, and where they were. */
export interface Present {
  readonly positions: Int32Array;
  readonly values: Layout;
}

/** The present values of an option; undefined where none is missing. */
export function presentOf({ valid, content }: OptionLayout): Present | undefined {
  const length = lengthOf(content);
  const positions = new Int32Array(length);
  let at = 0;
  for (let i = 0; i < length; i++) {
    positions[at] = i;
    at += ((valid[i >> 3] as number) >> (i & 7)) & 1;
  }
  if (at === length) return undefined;
  const kept = positions.slice(0, at);
  return { positions: kept, values: takeLayout(content, kept) };
}

/** The reverse of `presentOf`: value i lies at positions[i] of `length`, and the others are missing. */
export function spread(values: Layout, positions: Int32Array, length: number): Layout {
  if (values.is === 'nothing') return { is: 'nothing', length };
  const index = new Int32Array(length).fill(-1);
  const flags = new Uint8Array(length);
  for (let i = 0; i < positions.length; i++) {
    index[positions[i] as number] = i;
    flags[positions[i] as number] = 1;
  }
  return asOption(flags, takeLayout(values, index));
}

/** Changes the present values of an option only; `positions` says where they were, unless all are present. */
export function changePresent(
  option: OptionLayout,
  change: (values: Layout, positions: Int32Array | undefined) => Layout,
): Layout {
  const present = presentOf(option);
  if (present === undefined) return behind(option, change(option.content, undefined));
  return spread(change(present.values, present.positions), present.positions, lengthOf(option.content));
}

/**
 * Changes values where what lies beside them is present; elsewhere the result is missing. The change is given the values,
 * what lies beside them, and where they were (unless all are present).
 */
export function changeWherePresent(
  values: Layout,
  beside: OptionLayout,
  change: (values: Layout, beside: Layout, positions: Int32Array | undefined) => Layout,
): Layout {
  const present = presentOf(beside);
  if (present === undefined) {
    const changed = change(values, beside.content, undefined);
    return changed.is === 'nothing' ? changed : asOption(presentFlags(changed), changed);
  }
  const { positions } = present;
  return spread(change(takeLayout(values, positions), present.values, positions), positions, lengthOf(values));
}
