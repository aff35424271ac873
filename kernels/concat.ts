import { isValid } from './bits.ts';
import { ARRAY_OF } from './dtype.ts';
import {
  type Layout,
  type ListLayout,
  lengthOf,
  type NumbersLayout,
  type OptionLayout,
  type RecordLayout,
  type StringsLayout,
  type UnionLayout,
} from './layout.ts';
import { sliceLayout } from './slice.ts';
import { takeLayout } from './take-layout.ts';

/** The values of several layouts of one type, one after the other; where only some are options, the result is one. */
export function concatLayouts(parts: readonly Layout[]): Layout {
  const [first] = parts;
  if (first === undefined) throw new RangeError('nothing to join');
  if (parts.length === 1) return first;
  if (parts.some(({ is }) => is === 'nothing')) return concatNothing(parts);
  if (parts.some(({ is }) => is === 'option')) return concatOptions(parts);
  switch (first.is) {
    case 'numbers':
      return concatNumbers(parts as NumbersLayout[]);
    case 'strings':
      return concatStrings(parts as StringsLayout[]);
    case 'list':
      return concatLists(parts as ListLayout[]);
    case 'record':
      return concatRecords(parts as RecordLayout[]);
    case 'union':
      return concatUnions(parts as UnionLayout[]);
    default:
      return concatOptions(parts);
  }
}

/** What nothing is known of joins with anything, as missing values. */
function concatNothing(parts: readonly Layout[]): Layout {
  const known = parts.find((part) => part.is !== 'nothing');
  if (known === undefined) return { is: 'nothing', length: parts.reduce((n, part) => n + lengthOf(part), 0) };
  const like = sliceLayout(known, 0, 0);
  return concatLayouts(
    parts
      .filter((part) => lengthOf(part) > 0 || part === known)
      .map((part) => (part.is === 'nothing' ? missing(like, part.length) : part)),
  );
}

function missing(like: Layout, length: number): OptionLayout {
  const content = takeLayout(like.is === 'option' ? like.content : like, new Int32Array(length).fill(-1));
  return { is: 'option', valid: new Uint8Array((length + 7) >> 3), content };
}

function concatLists(parts: readonly ListLayout[]): ListLayout {
  const { size } = parts[0] as ListLayout;
  return {
    is: 'list',
    offsets: joinOffsets(parts.map((p) => p.offsets)),
    content: concatLayouts(parts.map((p) => p.content)),
    ...(size !== undefined && parts.every((p) => p.size === size) ? { size } : {}),
  };
}

function concatUnions(parts: readonly UnionLayout[]): UnionLayout {
  const length = parts.reduce((n, part) => n + part.tags.length, 0);
  const [tags, index] = [new Int8Array(length), new Int32Array(length)];
  const before = (parts[0] as UnionLayout).contents.map(() => 0);
  let at = 0;
  for (const part of parts) {
    for (let i = 0; i < part.tags.length; i++, at++) {
      const tag = part.tags[i] as number;
      tags[at] = tag;
      index[at] = (before[tag] as number) + (part.index[i] as number);
    }
    for (const [tag, content] of part.contents.entries()) before[tag] = (before[tag] as number) + lengthOf(content);
  }
  const contents = before.map((_, tag) => concatLayouts(parts.map((part) => part.contents[tag] as Layout)));
  return { is: 'union', tags, index, contents };
}

function concatNumbers(parts: readonly NumbersLayout[]): NumbersLayout {
  const { dtype } = parts[0] as NumbersLayout;
  const data = new ARRAY_OF[dtype](parts.reduce((n, part) => n + part.data.length, 0));
  let at = 0;
  for (const part of parts) {
    (data as Float64Array).set(part.data as Float64Array, at);
    at += part.data.length;
  }
  return { is: 'numbers', dtype, data };
}

function concatStrings(parts: readonly StringsLayout[]): StringsLayout {
  const offsets = joinOffsets(parts.map((p) => p.offsets));
  const bytes = new Uint8Array(offsets[offsets.length - 1] as number);
  let at = 0;
  for (const part of parts) {
    const used = part.bytes.subarray(0, part.offsets[part.offsets.length - 1]);
    bytes.set(used, at);
    at += used.length;
  }
  return { is: 'strings', offsets, bytes };
}

/** Offsets of lists, one after the other. */
export function joinOffsets(parts: readonly Int32Array[]): Int32Array {
  const out = new Int32Array(parts.reduce((n, part) => n + part.length - 1, 1));
  let at = 0;
  let base = 0;
  for (const part of parts) {
    for (let i = 1; i < part.length; i++) out[++at] = base + (part[i] as number);
    base += part[part.length - 1] as number;
  }
  if (base > 0x7fffffff) throw new RangeError(`${base} elements are more than 32-bit offsets can count`);
  return out;
}

function concatRecords(parts: readonly RecordLayout[]): RecordLayout {
  const fields = new Map<string, Layout>();
  for (const name of (parts[0] as RecordLayout).fields.keys())
    fields.set(name, concatLayouts(parts.map((part) => part.fields.get(name) as Layout)));
  const { name } = parts[0] as RecordLayout;
  return {
    is: 'record',
    length: parts.reduce((n, part) => n + part.length, 0),
    fields,
    ...(name !== undefined && parts.every((part) => part.name === name) ? { name } : {}),
  };
}

function concatOptions(parts: readonly Layout[]): OptionLayout {
  const content = concatLayouts(parts.map((part) => (part.is === 'option' ? part.content : part)));
  const valid = new Uint8Array((lengthOf(content) + 7) >> 3);
  let at = 0;
  for (const part of parts) {
    const n = lengthOf(part);
    for (let i = 0; i < n; i++, at++) {
      const there = part.is !== 'option' || isValid(part.valid, i);
      if (there) valid[at >> 3] = (valid[at >> 3] as number) | (1 << (at & 7));
    }
  }
  return { is: 'option', valid, content };
}
