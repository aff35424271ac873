/** Answers as flat numbers, the same that awkward_ops.py writes. */
import type { Buffers } from '../../src/results/buffers.ts';

/** Lists as lengths, missing values as 0 and 1 before those that are there, records field by field; all as doubles. */
export function numbersOf(buffers: Buffers): Float64Array {
  const parts = partsOf(buffers);
  const all = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function partsOf(buffers: Buffers): Float64Array[] {
  if (ArrayBuffer.isView(buffers)) return [Float64Array.from(buffers as Float64Array, Number)];
  if ('bools' in buffers) return [Float64Array.from(buffers.bools)];
  if ('fields' in buffers) return Object.values(buffers.fields).flatMap(partsOf);
  if ('valid' in buffers) return presentOf(buffers.valid, partsOf(buffers.content));
  if (!('offsets' in buffers && 'content' in buffers)) throw new Error('numbers in lists, records and options only');
  const { offsets, content } = buffers;
  const lengths = Float64Array.from(
    { length: offsets.length - 1 },
    (_, i) => Number(offsets[i + 1]) - Number(offsets[i]),
  );
  return [lengths, ...partsOf(content)];
}

function presentOf(valid: Uint8Array, [values, ...others]: readonly Float64Array[]): Float64Array[] {
  if (values === undefined || others.length > 0) throw new Error('only numbers may be missing here');
  const there = Float64Array.from(values, (_, i) => ((valid[i >> 3] as number) >> (i & 7)) & 1);
  return [there, values.filter((_, i) => there[i] === 1)];
}

/** Where two answers differ; undefined where they are the same numbers. */
export function difference(ours: Float64Array, theirs: Float64Array): string | undefined {
  if (ours.length !== theirs.length) return `${ours.length} numbers here, ${theirs.length} there`;
  const at = ours.findIndex((value, i) => !Object.is(value, theirs[i]));
  return at < 0 ? undefined : `number ${at} is ${ours[at]} here, ${theirs[at]} there`;
}
