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

/** The values of several layouts of one type, one after the other. */
export function concatLayouts(parts: readonly Layout[]): Layout {
  const [first] = parts;
  if (first === undefined) throw new RangeError('nothing to join');
  if (parts.length === 1) return first;
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
    case 'option':
      return concatOptions(parts as OptionLayout[]);
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
  const bytes = new Uint8Array(parts.reduce((n, part) => n + part.bytes.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part.bytes, at);
    at += part.bytes.length;
  }
  return { is: 'strings', offsets: joinOffsets(parts.map((p) => p.offsets)), bytes };
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

function concatOptions(parts: readonly OptionLayout[]): OptionLayout {
  const content = concatLayouts(parts.map((part) => part.content));
  const valid = new Uint8Array((lengthOf(content) + 7) >> 3);
  let at = 0;
  for (const part of parts) {
    const n = lengthOf(part.content);
    for (let i = 0; i < n; i++, at++) {
      if ((((part.valid[i >> 3] as number) >> (i & 7)) & 1) === 1)
        valid[at >> 3] = (valid[at >> 3] as number) | (1 << (at & 7));
    }
  }
  return { is: 'option', valid, content };
}
