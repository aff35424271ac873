import { type Layout, type ListLayout, lengthOf, type NumbersLayout, type StringsLayout } from '../layout.ts';
import { changeElements, withoutMissing } from './flattening.ts';
import { int64Of } from './integers.ts';
import { type ArrayKernel, ArrayProblem } from './kernel.ts';
import { behind } from './walk.ts';

/**
 * `ak.run_lengths`: how many equal values follow each other, in the deepest lists each for itself (numbers, booleans or
 * texts). Missing values are left out first; NaN equals nothing. Throws `wrong-type` for records and unions.
 *
 * @example run_lengths([[[1, 1, 2], [], [5]]]) gives [[2, 1], [], [1]]
 */
export const runLengths: ArrayKernel = ([array]) => {
  const layout = array as Layout;
  const inLists = runsInside(layout);
  if (inLists !== undefined) return inLists;
  const { values } = withoutMissing(layout);
  return runsOf({ is: 'list', offsets: Int32Array.of(0, lengthOf(values)), content: values }).content;
};

/** The array with runs in its deepest lists; undefined where it has none. */
function runsInside(layout: Layout): Layout | undefined {
  switch (layout.is) {
    case 'list': {
      const inside = runsInside(layout.content);
      if (inside !== undefined) return { ...layout, content: inside };
      return runsOf(changeElements(layout, withoutMissing(layout.content)));
    }
    case 'option': {
      const inside = runsInside(layout.content);
      return inside === undefined ? undefined : behind(layout, inside);
    }
    case 'record':
    case 'union':
      throw new ArrayProblem('wrong-type', `run_lengths: values of a ${layout.is} do not follow each other in runs`, {
        hint: 'ask for the runs of one field',
      });
    default:
      return undefined;
  }
}

/** The lengths of the runs in lists of present values. */
function runsOf({ offsets, content }: ListLayout): ListLayout {
  const begins = runStarts(content);
  const out = new Int32Array(offsets.length);
  const lengths = new Int32Array(begins.length);
  let to = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const stop = offsets[i + 1] as number;
    for (let at = offsets[i] as number; at < stop; at++) {
      if (at === offsets[i] || begins[at] === 1) to++;
      lengths[to - 1] = (lengths[to - 1] as number) + 1;
    }
    out[i + 1] = to;
  }
  return { is: 'list', offsets: out, content: int64Of(lengths.subarray(0, to)) };
}

/** 1 where a value differs from the one before it. */
function runStarts(layout: Layout): Uint8Array {
  if (layout.is === 'numbers') return numberStarts(layout);
  if (layout.is === 'strings') return textStarts(layout);
  return new Uint8Array(lengthOf(layout));
}

function numberStarts({ data }: NumbersLayout): Uint8Array {
  const begins = new Uint8Array(data.length);
  if (data instanceof BigInt64Array || data instanceof BigUint64Array) {
    const halves = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
    for (let i = 1; i < begins.length; i++)
      if (halves[2 * i] !== halves[2 * i - 2] || halves[2 * i + 1] !== halves[2 * i - 1]) begins[i] = 1;
  } else for (let i = 1; i < begins.length; i++) if (data[i] !== data[i - 1]) begins[i] = 1;
  return begins;
}

function textStarts({ offsets, bytes }: StringsLayout): Uint8Array {
  const begins = new Uint8Array(Math.max(0, offsets.length - 1));
  for (let i = 1; i < begins.length; i++) {
    const [last, start, end] = [offsets[i - 1] as number, offsets[i] as number, offsets[i + 1] as number];
    let same = end - start === start - last;
    for (let k = 0; same && k < end - start; k++) same = bytes[last + k] === bytes[start + k];
    if (!same) begins[i] = 1;
  }
  return begins;
}
