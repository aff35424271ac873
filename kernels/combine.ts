/** Elements chosen from lists: for each choice, the position of each of its members. */
export interface Choices {
  readonly offsets: Int32Array;
  readonly members: readonly Int32Array[];
}

/** Lists of doubles. */
interface Doubles {
  readonly offsets: Int32Array;
  readonly data: Float64Array;
}
/** Doubles chosen from lists: for each choice, the value of each of its members. */
export interface ChosenDoubles {
  readonly offsets: Int32Array;
  readonly columns: readonly Float64Array[];
}

/** The offsets of the choices of n elements of each list. */
function choiceOffsets(offsets: Int32Array, n: number, replacement: boolean): Int32Array {
  const counts = new Int32Array(offsets.length);
  let total = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    total += choicesOf((offsets[i + 1] as number) - (offsets[i] as number), n, replacement);
    checkCount(total);
    counts[i + 1] = total;
  }
  return counts;
}

/** The values of all choices of two elements of each list, without their positions in between. */
export function chooseDoubles({ offsets, data }: Doubles, replacement: boolean): ChosenDoubles {
  const pairs = choiceOffsets(offsets, 2, replacement);
  const total = pairs[pairs.length - 1] as number;
  const [left, right] = [new Float64Array(total), new Float64Array(total)];
  const skip = replacement ? 0 : 1;
  let at = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const end = offsets[i + 1] as number;
    for (let a = offsets[i] as number; a < end; a++) {
      const value = data[a] as number;
      for (let b = a + skip; b < end; b++, at++) {
        left[at] = value;
        right[at] = data[b] as number;
      }
    }
  }
  return { offsets: pairs, columns: [left, right] };
}

/** All choices of n elements of each list, in order; with `replacement` an element may be chosen again. */
export function chooseFrom(offsets: Int32Array, n: number, replacement = false): Choices {
  const counts = choiceOffsets(offsets, n, replacement);
  const total = counts[counts.length - 1] as number;
  const members = Array.from({ length: n }, () => new Int32Array(total));
  if (n === 2) choosePairs(members[0] as Int32Array, members[1] as Int32Array, offsets, replacement);
  else fillChoices(members, offsets, replacement);
  return { offsets: counts, members };
}

/** How many choices of n elements there are of so many. */
export function choicesOf(length: number, n: number, replacement = false): number {
  const most = replacement && length > 0 ? length + n - 1 : length;
  let count = 1;
  for (let i = 0; i < n && count > 0; i++) count = (count * (most - i)) / (i + 1);
  return count;
}

function checkCount(count: number): void {
  if (count > 0x7fffffff) throw new RangeError(`${count} choices are more than 32-bit offsets can count`);
}

function choosePairs(left: Int32Array, right: Int32Array, offsets: Int32Array, replacement: boolean): void {
  const skip = replacement ? 0 : 1;
  let at = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    const end = offsets[i + 1] as number;
    for (let a = offsets[i] as number; a < end; a++) {
      for (let b = a + skip; b < end; b++) {
        left[at] = a;
        right[at++] = b;
      }
    }
  }
}

function fillChoices(members: readonly Int32Array[], offsets: Int32Array, replacement: boolean): void {
  const chosen = new Int32Array(members.length);
  let at = 0;
  for (let i = 0; i + 1 < offsets.length; i++)
    at = fillFrom(members, chosen, offsets[i] as number, offsets[i + 1] as number, at, replacement ? 0 : 1);
}

/** The choices of one list; a member is at least `step` behind the one before it. */
function fillFrom(
  members: readonly Int32Array[],
  chosen: Int32Array,
  start: number,
  end: number,
  from: number,
  step: number,
): number {
  const n = chosen.length;
  if (start + (n - 1) * step >= end) return from;
  for (let j = 0; j < n; j++) chosen[j] = start + j * step;
  for (let at = from; ; at++) {
    for (let j = 0; j < n; j++) (members[j] as Int32Array)[at] = chosen[j] as number;
    let j = n - 1;
    while (j >= 0 && chosen[j] === end - 1 - (n - 1 - j) * step) j--;
    if (j < 0) return at + 1;
    chosen[j] = (chosen[j] as number) + 1;
    for (j++; j < n; j++) chosen[j] = (chosen[j - 1] as number) + step;
  }
}

/** The offsets of the pairs of an element of list i of the first with one of list i of the second. */
function pairOffsets(first: Int32Array, second: Int32Array): Int32Array {
  const offsets = new Int32Array(first.length);
  let total = 0;
  for (let i = 0; i + 1 < first.length; i++) {
    total += ((first[i + 1] as number) - (first[i] as number)) * ((second[i + 1] as number) - (second[i] as number));
    checkCount(total);
    offsets[i + 1] = total;
  }
  return offsets;
}

/** All pairs of an element of list i of the first with one of list i of the second, the second running faster. */
export function pairUp(first: Int32Array, second: Int32Array): Choices {
  const offsets = pairOffsets(first, second);
  const total = offsets[first.length - 1] as number;
  const [left, right] = [new Int32Array(total), new Int32Array(total)];
  let at = 0;
  for (let i = 0; i + 1 < first.length; i++) {
    const [start, end] = [second[i] as number, second[i + 1] as number];
    for (let a = first[i] as number; a < (first[i + 1] as number); a++) {
      for (let b = start; b < end; b++, at++) {
        left[at] = a;
        right[at] = b;
      }
    }
  }
  return { offsets, members: [left, right] };
}

/** The values of all pairs of `pairUp`, without their positions in between. */
export function pairDoubles(first: Doubles, second: Doubles): ChosenDoubles {
  const offsets = pairOffsets(first.offsets, second.offsets);
  const total = offsets[offsets.length - 1] as number;
  const [left, right] = [new Float64Array(total), new Float64Array(total)];
  let at = 0;
  for (let i = 0, a = first.offsets[0] as number; i + 1 < offsets.length; i++) {
    const [start, end] = [second.offsets[i] as number, second.offsets[i + 1] as number];
    const last = first.offsets[i + 1] as number;
    for (; a < last; a++) {
      const value = first.data[a] as number;
      for (let b = start; b < end; b++, at++) {
        left[at] = value;
        right[at] = second.data[b] as number;
      }
    }
  }
  return { offsets, columns: [left, right] };
}
