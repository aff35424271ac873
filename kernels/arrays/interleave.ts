import { concatLayouts } from '../concat.ts';
import { allocate, type DType, type NumberArray } from '../dtype.ts';
import { type Layout, lengthOf, type NumbersLayout, type RecordLayout } from '../layout.ts';
import { takeLayout } from '../take-layout.ts';

/**
 * The elements of several lists a row, one list after the other: `contents` are of one form, `parts` the offsets of their
 * lists, and `offsets` those of the joined ones.
 */
export function interleave(contents: readonly Layout[], parts: readonly Int32Array[], offsets: Int32Array): Layout {
  const columns = contents.map(doublesOf);
  if (columns.every((data) => data !== undefined)) return joinedDoubles(columns, parts, offsets);
  return ordered(contents, targetsOf(parts, offsets), offsets[offsets.length - 1] as number);
}

const doublesOf = (content: Layout): Float64Array | undefined =>
  content.is === 'numbers' && content.data instanceof Float64Array ? content.data : undefined;

/** One column of doubles is written without targets in between. */
function joinedDoubles(
  columns: readonly Float64Array[],
  parts: readonly Int32Array[],
  offsets: Int32Array,
): NumbersLayout {
  const out = new Float64Array(offsets[offsets.length - 1] as number);
  const next = offsets.slice(0, -1);
  for (const [part, data] of columns.entries()) joinDoubles(data, parts[part] as Int32Array, next, out);
  return { is: 'numbers', dtype: 'float64', data: out };
}

function joinDoubles(data: Float64Array, own: Int32Array, next: Int32Array, out: Float64Array): void {
  let at = 0;
  for (let row = 0; row < next.length; row++) {
    const stop = own[row + 1] as number;
    let to = next[row] as number;
    while (at < stop) out[to++] = data[at++] as number;
    next[row] = to;
  }
}

/** For each part, where its elements go. */
function targetsOf(parts: readonly Int32Array[], offsets: Int32Array): readonly Int32Array[] {
  const next = offsets.slice(0, -1);
  return parts.map((own) => {
    const targets = new Int32Array(own[own.length - 1] as number);
    let at = 0;
    for (let row = 0; row < next.length; row++) {
      const stop = own[row + 1] as number;
      let to = next[row] as number;
      while (at < stop) targets[at++] = to++;
      next[row] = to;
    }
    return targets;
  });
}

/** Elements written to their targets: numbers straight, records field by field, all else by the way of where they come from. */
function ordered(contents: readonly Layout[], targets: readonly Int32Array[], length: number): Layout {
  const [first] = contents;
  const alike = contents.every(({ is }) => is === first?.is);
  if (alike && first?.is === 'numbers')
    return orderedNumbers(contents as readonly NumbersLayout[], first.dtype, targets, length);
  if (alike && first?.is === 'record') {
    const fields = [...first.fields.keys()].map((field): [string, Layout] => {
      const columns = contents.map((content) => (content as RecordLayout).fields.get(field) as Layout);
      return [field, ordered(columns, targets, length)];
    });
    return { ...first, length, fields: new Map(fields) };
  }
  return takeLayout(concatLayouts(contents), sourcesOf(contents, targets, length));
}

function orderedNumbers(
  contents: readonly NumbersLayout[],
  dtype: DType,
  targets: readonly Int32Array[],
  length: number,
): NumbersLayout {
  const out = allocate(dtype, length);
  for (const [k, { data }] of contents.entries()) scatter(data, targets[k] as Int32Array, out);
  return { is: 'numbers', dtype, data: out };
}

// Each width of numbers has a loop of its own, which is several times as fast as one for all.
function scatter(data: NumberArray, targets: Int32Array, out: NumberArray): void {
  if (data instanceof Float64Array) scatterDoubles(data, targets, out as Float64Array);
  else if (data.BYTES_PER_ELEMENT === 8) scatterPairs(asIntegers(data, 2), targets, asIntegers(out, 2));
  else if (data.BYTES_PER_ELEMENT === 4) scatterIntegers(asIntegers(data, 1), targets, asIntegers(out, 1));
  else scatterSmall(data as Uint8Array, targets, out as Uint8Array);
}

const asIntegers = ({ buffer, byteOffset, length }: NumberArray, each: number): Int32Array =>
  new Int32Array(buffer, byteOffset, each * length);

function scatterDoubles(data: Float64Array, targets: Int32Array, out: Float64Array): void {
  for (let i = 0; i < targets.length; i++) out[targets[i] as number] = data[i] as number;
}

function scatterIntegers(data: Int32Array, targets: Int32Array, out: Int32Array): void {
  for (let i = 0; i < targets.length; i++) out[targets[i] as number] = data[i] as number;
}

function scatterSmall(data: Uint8Array, targets: Int32Array, out: Uint8Array): void {
  for (let i = 0; i < targets.length; i++) out[targets[i] as number] = data[i] as number;
}

function scatterPairs(data: Int32Array, targets: Int32Array, out: Int32Array): void {
  for (let i = 0; i < targets.length; i++) {
    const to = 2 * (targets[i] as number);
    out[to] = data[2 * i] as number;
    out[to + 1] = data[2 * i + 1] as number;
  }
}

/** Where each element comes from, in the contents one after the other. */
function sourcesOf(contents: readonly Layout[], targets: readonly Int32Array[], length: number): Int32Array {
  const sources = new Int32Array(length);
  let base = 0;
  for (const [k, content] of contents.entries()) {
    const to = targets[k] as Int32Array;
    for (let i = 0; i < to.length; i++) sources[to[i] as number] = base + i;
    base += lengthOf(content);
  }
  return sources;
}
