import { ARRAY_OF } from './dtype.ts';
import {
  type Layout,
  type ListLayout,
  lengthOf,
  type NumbersLayout,
  type OptionLayout,
  type RecordLayout,
  type StringsLayout,
} from './layout.ts';

/** The values of several layouts of one type, one after the other; where only some are options, the result is one. */
export function concatLayouts(parts: readonly Layout[]): Layout {
  const [first] = parts;
  if (first === undefined) throw new RangeError('nothing to join');
  if (parts.length === 1) return first;
  if (parts.some(({ is }) => is === 'option')) return concatOptions(parts);
  switch (first.is) {
    case 'numbers':
      return concatNumbers(parts as NumbersLayout[]);
    case 'strings':
      return concatStrings(parts as StringsLayout[]);
    case 'list':
      return {
        is: 'list',
        offsets: joinOffsets((parts as ListLayout[]).map((p) => p.offsets)),
        content: concatLayouts((parts as ListLayout[]).map((p) => p.content)),
      };
    case 'record':
      return concatRecords(parts as RecordLayout[]);
    default:
      return concatOptions(parts);
  }
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

function joinOffsets(parts: readonly Int32Array[]): Int32Array {
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
  return { is: 'record', length: parts.reduce((n, part) => n + part.length, 0), fields };
}

function concatOptions(parts: readonly Layout[]): OptionLayout {
  const content = concatLayouts(parts.map((part) => (part.is === 'option' ? part.content : part)));
  const valid = new Uint8Array((lengthOf(content) + 7) >> 3);
  let at = 0;
  for (const part of parts) {
    const n = lengthOf(part);
    for (let i = 0; i < n; i++, at++) {
      const there = part.is !== 'option' || (((part.valid[i >> 3] as number) >> (i & 7)) & 1) === 1;
      if (there) valid[at >> 3] = (valid[at >> 3] as number) | (1 << (at & 7));
    }
  }
  return { is: 'option', valid, content };
}
