import { type Layout, type ListLayout, lengthOf } from '../layout.ts';
import { takeLayout, takeOrMissing } from '../take-layout.ts';
import { isValid } from '../bits.ts';
import type { Level, Operand, Rules } from './broadcast.ts';
import { ArrayProblem } from './kernel.ts';

/** The lists that all operands are brought to. */
export interface Target {
  readonly offsets: Int32Array;
  readonly size: number | undefined;
  /** The operand that has these lists. */
  readonly name: string;
}

export interface Aligned extends Target {
  /** The list of each element. */
  readonly parents: () => Int32Array;
}

/** The lists of an operand; of a passive one also where they may be missing. */
function listsOf({ layout }: Operand): ListLayout | undefined {
  if (layout.is === 'option') return layout.content.is === 'list' ? layout.content : undefined;
  return layout.is === 'list' ? layout : undefined;
}

/** Lists of one element each go with lists of any length, where the type says that they have one. */
const isStretchable = (operand: Operand): boolean => listsOf(operand)?.size === 1;

/** The common lists: all regular ones are of one size (or of size 1), otherwise those of the first that vary. */
export function targetOf(operands: readonly Operand[], level: Level, what: string): Target {
  const all = operands.filter((operand) => listsOf(operand) !== undefined);
  const size = commonSize(all, what);
  const long = all.filter((one) => !isStretchable(one));
  const leading =
    long.find(({ layout, single }) => layout.is === 'list' && !single) ??
    long.find(({ layout }) => layout.is === 'list') ??
    long[0] ??
    all.find(({ single }) => !single) ??
    (all[0] as Operand);
  const { name } = leading;
  if (size !== undefined) return { offsets: offsetsOfSize(leading, level.length, size), size, name };
  const offsets =
    leading.layout.is === 'list' ? ownOffsets(leading, level.length) : offsetsOfPresent(long, level.length);
  return { offsets, size, name };
}

/** The size of regular lists; undefined where some lists vary. */
function commonSize(operands: readonly Operand[], what: string): number | undefined {
  let first: { readonly size: number; readonly name: string } | undefined;
  for (const operand of operands) {
    const { size } = listsOf(operand) as ListLayout;
    if (size === undefined) return undefined;
    if (first === undefined || first.size === 1) first = { size, name: operand.name };
    else if (size !== 1 && size !== first.size)
      throw new ArrayProblem(
        'lengths-differ',
        `${what}: ${first.name} has lists of ${first.size} elements each, ${operand.name} of ${size}`,
        {
          hint: 'regular lists go together when they are of one size, or of size 1',
        },
      );
  }
  return first?.size;
}

function offsetsOfSize({ layout, single }: Operand, length: number, size: number): Int32Array {
  if (layout.is === 'list' && layout.size === size && !single) return layout.offsets;
  return Int32Array.from({ length: length + 1 }, (_, i) => i * size);
}

/** The offsets of lists that vary; the one list of a single value is repeated. */
function ownOffsets({ layout, single }: Operand, length: number): Int32Array {
  const { offsets } = layout as ListLayout;
  if (!single) return offsets;
  const [start = 0, stop = 0] = offsets;
  return Int32Array.from({ length: length + 1 }, (_, i) => i * (stop - start));
}

/** Where all lists may be missing: the lengths of those that are there, one element where none is. */
function offsetsOfPresent(operands: readonly Operand[], length: number): Int32Array {
  const offsets = new Int32Array(length + 1);
  for (let i = 0; i < length; i++) {
    let own = 1;
    for (const { layout, single } of operands) {
      const at = single ? 0 : i;
      if (layout.is !== 'option' || layout.content.is !== 'list' || !isValid(layout.valid, at)) continue;
      own = (layout.content.offsets[at + 1] as number) - (layout.content.offsets[at] as number);
      break;
    }
    offsets[i + 1] = (offsets[i] as number) + own;
  }
  return offsets;
}

/** The elements of an operand, one for each element of the common lists. */
export function alignTo(operand: Operand, target: Aligned, level: Level, rules: Rules): Operand {
  const lists = listsOf(operand);
  if (lists === undefined) return repeat(operand, target, rules);
  const { layout } = operand;
  if (operand.single) return { ...operand, ...singleList(operand, lists, target, level, rules) };
  if (lists.size === 1 && target.size !== 1) {
    const each =
      layout.is === 'option' ? takeOrMissing(lists.content, presentOnly(layout.valid, level.length)) : lists.content;
    return { ...operand, layout: takeLayout(each, target.parents()) };
  }
  if (layout.is === 'option')
    return { ...operand, layout: missingElements(operand, lists, layout.valid, target, level, rules) };
  compareOffsets(operand, lists.offsets, target, level, rules);
  return { ...operand, layout: lists.content };
}

/** A value goes with every element of the list beside it. */
function repeat(operand: Operand, target: Aligned, rules: Rules): Operand {
  if (operand.single) return operand;
  if (!rules.left && operand.layout.is !== 'nothing')
    throw new ArrayProblem(
      'not-deep-enough',
      `${rules.what}: ${operand.name} has single values where ${target.name} has lists`,
      { hint: 'both need as many dimensions' },
    );
  if (rules.masked && isNarrow(operand.layout)) return { ...operand, spread: target.offsets };
  return { ...operand, layout: takeLayout(operand.layout, target.parents()) };
}

/** Numbers that doubles hold whatever they are: nothing can go wrong with those of empty lists. */
const isNarrow = (layout: Layout): boolean =>
  layout.is === 'numbers' && layout.dtype !== 'int64' && layout.dtype !== 'uint64';

const presentOnly = (valid: Uint8Array, length: number): Int32Array =>
  Int32Array.from({ length }, (_, i) => (isValid(valid, i) ? i : -1));

/** One list that goes with every list of the others. */
function singleList(
  operand: Operand,
  lists: ListLayout,
  target: Aligned,
  level: Level,
  rules: Rules,
): { readonly layout: Layout; readonly single: boolean } {
  const { layout } = operand;
  const missing = layout.is === 'option' && lengthOf(layout) > 0 && !isValid(layout.valid, 0);
  const takes = layout.is === 'option' ? takeOrMissing : takeLayout;
  if (lists.size === 1 && target.size !== 1)
    return { layout: takes(lists.content, firstOf(lists, missing)), single: true };
  const { offsets } = target;
  const own = (lists.offsets[1] ?? 0) - (lists.offsets[0] ?? 0);
  const index = new Int32Array(offsets[level.length] as number);
  for (let i = 0; i < level.length; i++) {
    const start = offsets[i] as number;
    const stop = offsets[i + 1] as number;
    if (!missing && stop - start !== own)
      throw unlikeLists(operand, own, target, stop - start, level.rowOf(i), rules.what);
    for (let k = start; k < stop; k++) index[k] = missing ? -1 : k - start;
  }
  return { layout: takes(lists.content, index), single: false };
}

/** The place of the only element of a single list; none while only types are asked for. */
const firstOf = (lists: ListLayout, missing: boolean): Int32Array =>
  new Int32Array(lengthOf(lists)).fill(missing ? -1 : 0);

/** The elements of lists that may be missing: as many missing elements as the common list has. */
function missingElements(
  operand: Operand,
  lists: ListLayout,
  valid: Uint8Array,
  target: Aligned,
  level: Level,
  rules: Rules,
): Layout {
  const { offsets } = target;
  const index = new Int32Array(offsets[level.length] as number);
  for (let i = 0; i < level.length; i++) {
    const start = offsets[i] as number;
    const stop = offsets[i + 1] as number;
    const own = lists.offsets[i] as number;
    if (!isValid(valid, i)) {
      index.fill(-1, start, stop);
      continue;
    }
    const length = (lists.offsets[i + 1] as number) - own;
    if (length !== stop - start) throw unlikeLists(operand, length, target, stop - start, level.rowOf(i), rules.what);
    for (let k = start; k < stop; k++) index[k] = own + k - start;
  }
  return takeOrMissing(lists.content, index);
}

function compareOffsets(operand: Operand, offsets: Int32Array, target: Target, level: Level, rules: Rules): void {
  const wanted = target.offsets;
  if (offsets === wanted) return;
  for (let i = 1; i <= level.length; i++) {
    if (offsets[i] === wanted[i]) continue;
    const length = (offsets[i] as number) - (offsets[i - 1] as number);
    const other = (wanted[i] as number) - (wanted[i - 1] as number);
    throw unlikeLists(operand, length, target, other, level.rowOf(i - 1), rules.what);
  }
}

function unlikeLists(
  operand: Operand,
  length: number,
  target: Target,
  wanted: number,
  row: number,
  what: string,
): ArrayProblem {
  const [a, b] = [`${target.name} has a list of ${wanted}`, `${operand.name} one of ${length}`];
  return new ArrayProblem('lengths-differ', `${what}: ${a}, ${b} elements in row ${row}`, {
    hint: 'lists that go together have the same lengths in every row; ak.cartesian pairs each element with each',
    row,
  });
}
