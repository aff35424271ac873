import { concatLayouts, joinOffsets } from '../concat.ts';
import type { DType } from '../dtype.ts';
import {
  type Layout,
  type ListLayout,
  lengthOf,
  type NumbersLayout,
  type RecordLayout,
  type UnionLayout,
} from '../layout.ts';
import { sliceLayout } from '../slice.ts';
import { takeLayout } from '../take-layout.ts';
import { asOption, presentFlags } from './axes.ts';
import { castNumbers, commonDType } from './promote.ts';

/** How layouts of unlike types are put together. */
export interface Merging {
  /** Whether truth values and numbers become numbers; otherwise they stay side by side in a union. */
  readonly boolsAreNumbers: boolean;
}

/**
 * The values of several layouts, one after the other, in the type that holds them all: numbers take the common element
 * type, lists and records are merged inside, an option anywhere makes an option, and what does not go together becomes a
 * union. Missing values of no known type are missing values of the common type.
 */
export function mergeLayouts(parts: readonly Layout[], merging: Merging): Layout {
  const known = parts.filter((part) => part.is !== 'nothing');
  if (known.length === 0) return concatLayouts(parts);
  const missing = parts.some((part) => part.is === 'option' || (part.is === 'nothing' && part.length > 0));
  if (missing) return mergeOptions(parts, known[0] as Layout, merging);
  return known.length === 1 ? (known[0] as Layout) : mergeKnown(known, merging);
}

function mergeOptions(parts: readonly Layout[], like: Layout, merging: Merging): Layout {
  const none = sliceLayout(like.is === 'option' ? like.content : like, 0, 0);
  const contents = parts.map((part) => {
    if (part.is === 'option') return part.content;
    return part.is === 'nothing' ? takeLayout(none, new Int32Array(part.length).fill(-1)) : part;
  });
  const flags = new Uint8Array(parts.reduce((n, part) => n + lengthOf(part), 0));
  let at = 0;
  for (const part of parts) {
    flags.set(presentFlags(part), at);
    at += lengthOf(part);
  }
  return asOption(flags, mergeLayouts(contents, merging));
}

/** Layouts that are neither options nor of unknown type; the parts of unions count one by one. */
function mergeKnown(parts: readonly Layout[], merging: Merging): Layout {
  const pool = parts.flatMap((part) => (part.is === 'union' ? part.contents : [part]));
  const { groups, group, base } = groupAlike(pool, merging);
  const merged = groups.map((members) => mergeAlike(members, merging));
  if (merged.length === 1 && !parts.some(({ is }) => is === 'union')) return merged[0] as Layout;
  const length = parts.reduce((n, part) => n + lengthOf(part), 0);
  const [tags, index] = [new Int8Array(length), new Int32Array(length)];
  let [at, member] = [0, 0];
  for (const part of parts) {
    const inUnion = part.is === 'union' ? part : undefined;
    for (let i = 0; i < lengthOf(part); i++, at++) {
      const from = member + (inUnion === undefined ? 0 : (inUnion.tags[i] as number));
      tags[at] = group[from] as number;
      index[at] = (base[from] as number) + (inUnion === undefined ? i : (inUnion.index[i] as number));
    }
    member += inUnion === undefined ? 1 : inUnion.contents.length;
  }
  return merged.length === 1 ? takeLayout(merged[0] as Layout, index) : { is: 'union', tags, index, contents: merged };
}

interface Groups {
  readonly groups: Layout[][];
  /** The group of each layout, and where in the merged group its values begin. */
  readonly group: number[];
  readonly base: number[];
}

/** Layouts that merge without a union are one group. */
function groupAlike(pool: readonly Layout[], merging: Merging): Groups {
  const groups: Layout[][] = [];
  const [group, base]: [number[], number[]] = [[], []];
  for (const layout of pool) {
    const found = groups.findIndex((members) => members.every((member) => areAlike(member, layout, merging)));
    const at = found < 0 ? groups.push([]) - 1 : found;
    const members = groups[at] as Layout[];
    group.push(at);
    base.push(members.reduce((n, member) => n + lengthOf(member), 0));
    members.push(layout);
  }
  return { groups, group, base };
}

/** Whether values of both layouts merge into a type without unions. */
function areAlike(a: Layout, b: Layout, merging: Merging): boolean {
  if (a.is === 'option') return areAlike(a.content, b, merging);
  if (b.is === 'option') return areAlike(a, b.content, merging);
  if (a.is === 'nothing' || b.is === 'nothing') return true;
  if (a.is === 'numbers' && b.is === 'numbers')
    return merging.boolsAreNumbers || (a.dtype === 'bool') === (b.dtype === 'bool');
  if (a.is === 'list' && b.is === 'list') return areAlike(a.content, b.content, merging);
  if (a.is === 'record' && b.is === 'record') return areAlikeRecords(a, b, merging);
  return a.is === 'strings' && b.is === 'strings';
}

function areAlikeRecords(a: RecordLayout, b: RecordLayout, merging: Merging): boolean {
  return (
    a.fields.size === b.fields.size &&
    [...a.fields].every(([name, field]) => {
      const other = b.fields.get(name);
      return other !== undefined && areAlike(field, other, merging);
    })
  );
}

/** Layouts that are alike, as one; some may be options or of unknown type. */
function mergeAlike(parts: readonly Layout[], merging: Merging): Layout {
  const [first] = parts;
  if (parts.length === 1 && first !== undefined) return first;
  const is = first?.is;
  if (parts.some((part) => part.is !== is)) return mergeLayouts(parts, merging);
  switch (is) {
    case 'numbers':
      return mergeNumbers(parts as NumbersLayout[]);
    case 'list':
      return mergeLists(parts as ListLayout[], merging);
    case 'record':
      return mergeRecords(parts as RecordLayout[], merging);
    case 'option':
      return mergeLayouts(parts, merging);
    default:
      return concatLayouts(parts);
  }
}

function mergeNumbers(parts: readonly NumbersLayout[]): Layout {
  const dtype = parts.map((part) => part.dtype).reduce<DType>(commonDType, 'bool');
  return concatLayouts(parts.map((part) => castNumbers(part, dtype)));
}

function mergeLists(parts: readonly ListLayout[], merging: Merging): Layout {
  const { size } = parts[0] as ListLayout;
  return {
    is: 'list',
    offsets: joinOffsets(parts.map((part) => part.offsets)),
    content: mergeLayouts(
      parts.map((part) => part.content),
      merging,
    ),
    ...(size !== undefined && parts.every((part) => part.size === size) ? { size } : {}),
  };
}

function mergeRecords(parts: readonly RecordLayout[], merging: Merging): Layout {
  const [first] = parts as [RecordLayout];
  const fields = [...first.fields.keys()].map((field): [string, Layout] => [
    field,
    mergeLayouts(
      parts.map((part) => part.fields.get(field) as Layout),
      merging,
    ),
  ]);
  return {
    is: 'record',
    length: parts.reduce((n, part) => n + part.length, 0),
    fields: new Map(fields),
    ...(first.name !== undefined && parts.every((part) => part.name === first.name) ? { name: first.name } : {}),
  };
}

/** A union whose contents that are alike have become one; where all have, no union. */
export function unionOf(union: UnionLayout, merging: Merging = { boolsAreNumbers: false }): Layout {
  const { groups, group, base } = groupAlike(union.contents, merging);
  if (groups.length === union.contents.length) return union;
  const merged = groups.map((members) => mergeAlike(members, merging));
  const index = new Int32Array(union.index.length);
  for (let i = 0; i < index.length; i++) {
    const at = union.index[i] as number;
    index[i] = at < 0 ? at : at + (base[union.tags[i] as number] as number);
  }
  if (merged.length === 1) return takeLayout(merged[0] as Layout, index);
  const tags = Int8Array.from(union.tags, (tag) => group[tag] as number);
  return { is: 'union', tags, index, contents: merged };
}
