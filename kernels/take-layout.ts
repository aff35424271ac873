import { bitmapOfPositions } from './bits.ts';
import { allocate, type NumberArray } from './dtype.ts';
import type { Layout, ListLayout, NumbersLayout, OptionLayout, StringsLayout } from './layout.ts';

/**
 * The values of a layout at the given positions. Position -1 gives something without meaning (zero, an empty list, in an
 * option a missing value): who asks for it hides it behind an option, as `takeOrMissing` does.
 */
export function takeLayout(layout: Layout, index: Int32Array): Layout {
  switch (layout.is) {
    case 'numbers':
      return takeNumbers(layout, index);
    case 'strings':
      return takeStrings(layout, index);
    case 'list':
      return takeLists(layout, index);
    case 'record':
      return {
        ...layout,
        length: index.length,
        fields: new Map([...layout.fields].map(([name, field]) => [name, takeLayout(field, index)])),
      };
    case 'option':
      return takeOptions(layout, index);
    case 'union':
      return {
        ...layout,
        tags: Int8Array.from(index, (at) => (at < 0 ? 0 : (layout.tags[at] as number))),
        index: Int32Array.from(index, (at) => (at < 0 ? -1 : (layout.index[at] as number))),
      };
    case 'nothing':
      return { is: 'nothing', length: index.length };
  }
}

/** The values at the given positions; at -1 they are missing. Options stay one option. */
export function takeOrMissing(layout: Layout, index: Int32Array): OptionLayout {
  if (layout.is === 'option') return takeOptions(layout, index);
  return { is: 'option', valid: bitmapOfPositions(index), content: takeLayout(layout, index) };
}

function takeNumbers({ dtype, data }: NumbersLayout, index: Int32Array): NumbersLayout {
  const out = allocate(dtype, index.length);
  if (data instanceof Float64Array && !hasMissing(index)) takeDoubles(data, index, out as Float64Array);
  else if (data.BYTES_PER_ELEMENT === 8) takePairs(asIntegers(data, 2), index, asIntegers(out, 2));
  else if (data.BYTES_PER_ELEMENT === 4) takeIntegers(asIntegers(data, 1), index, asIntegers(out, 1));
  else takeSmall(data as Uint8Array, index, out as Uint8Array);
  return { is: 'numbers', dtype, data: out };
}

/** The bits of numbers of 4 or 8 bytes, as one or two integers each. */
function asIntegers({ buffer, byteOffset, length }: NumberArray, each: number): Int32Array {
  return new Int32Array(buffer, byteOffset, length * each);
}

function hasMissing(index: Int32Array): boolean {
  let signs = 0;
  for (let i = 0; i < index.length; i++) signs |= index[i] as number;
  return signs < 0;
}

// Each kind of array has a loop of its own, which is several times as fast as one for all. At -1 a mask makes 0 of whatever is
// first: there is nothing for the processor to guess.
function takeDoubles(data: Float64Array, index: Int32Array, out: Float64Array): void {
  for (let i = 0; i < index.length; i++) out[i] = data[index[i] as number] as number;
}

function takeIntegers(data: Int32Array, index: Int32Array, out: Int32Array): void {
  for (let i = 0; i < index.length; i++) {
    const mask = ~((index[i] as number) >> 31);
    out[i] = (data[(index[i] as number) & mask] as number) & mask;
  }
}

function takeSmall(data: Uint8Array, index: Int32Array, out: Uint8Array): void {
  for (let i = 0; i < index.length; i++) {
    const mask = ~((index[i] as number) >> 31);
    out[i] = (data[(index[i] as number) & mask] as number) & mask;
  }
}

function takePairs(data: Int32Array, index: Int32Array, out: Int32Array): void {
  for (let i = 0; i < index.length; i++) {
    const mask = ~((index[i] as number) >> 31);
    const at = 2 * ((index[i] as number) & mask);
    out[2 * i] = (data[at] as number) & mask;
    out[2 * i + 1] = (data[at + 1] as number) & mask;
  }
}

/** The offsets of the lists (or texts) at the given positions, laid one after the other, and the total length. */
function takenOffsets(offsets: Int32Array, index: Int32Array): Int32Array {
  const out = new Int32Array(index.length + 1);
  let total = 0;
  for (let i = 0; i < index.length; i++) {
    const at = index[i] as number;
    if (at >= 0) total += (offsets[at + 1] as number) - (offsets[at] as number);
    out[i + 1] = total;
  }
  if (total > 0x7fffffff) throw new RangeError(`${total} elements are more than 32-bit offsets can count`);
  return out;
}

function takeStrings({ offsets, bytes }: StringsLayout, index: Int32Array): StringsLayout {
  const taken = takenOffsets(offsets, index);
  const out = new Uint8Array(taken[index.length] as number);
  for (let i = 0; i < index.length; i++) {
    const at = index[i] as number;
    if (at >= 0) out.set(bytes.subarray(offsets[at], offsets[at + 1]), taken[i]);
  }
  return { is: 'strings', offsets: taken, bytes: out };
}

function takeLists({ offsets, content, size }: ListLayout, index: Int32Array): ListLayout {
  if (size !== undefined) return takeRegular(offsets, content, size, index);
  const taken = takenOffsets(offsets, index);
  const inner = new Int32Array(taken[index.length] as number);
  let to = 0;
  for (let i = 0; i < index.length; i++) {
    const at = index[i] as number;
    if (at < 0) continue;
    const stop = offsets[at + 1] as number;
    for (let from = offsets[at] as number; from < stop; from++) inner[to++] = from;
  }
  return { is: 'list', offsets: taken, content: takeLayout(content, inner) };
}

/** Lists of one length keep it, also where the position is -1. */
function takeRegular(offsets: Int32Array, content: Layout, size: number, index: Int32Array): ListLayout {
  const inner = new Int32Array(index.length * size);
  for (let i = 0; i < index.length; i++) {
    const at = index[i] as number;
    for (let k = 0; k < size; k++) inner[i * size + k] = at < 0 ? -1 : (offsets[at] as number) + k;
  }
  return {
    is: 'list',
    offsets: Int32Array.from({ length: index.length + 1 }, (_, i) => i * size),
    content: takeLayout(content, inner),
    size,
  };
}

function takeOptions({ valid, content }: OptionLayout, index: Int32Array): OptionLayout {
  const bits = new Uint8Array((index.length + 7) >> 3);
  for (let i = 0; i < index.length; ) {
    const to = i >> 3;
    const end = Math.min(i + 8, index.length);
    let byte = 0;
    for (; i < end; i++) {
      const at = index[i] as number;
      if (at >= 0) byte |= (((valid[at >> 3] as number) >> (at & 7)) & 1) << (i & 7);
    }
    bits[to] = byte;
  }
  return { is: 'option', valid: bits, content: takeLayout(content, index) };
}
