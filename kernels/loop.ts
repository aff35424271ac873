import { bitmapOf } from './bits.ts';
import { categoryIndex, fillPartial, indexCategories, integerIndex, regularIndex, variableIndex } from './histogram.ts';
import { makeFunction } from './functions.ts';
import { type Grouping, Groups } from './groups.ts';
import { gather, pick } from './pick.ts';
import { exact, whole, wrapPhi } from './scalar.ts';
import { bytesAre, bytesBegin, bytesEnd, bytesInclude } from './text-bytes.ts';
import { cos, cosh, sin, sinh } from './trigonometry.ts';

/** What generated loops may call; in their text it is `k`. */
export const library = {
  exact,
  whole,
  wrapPhi,
  sin,
  cos,
  sinh,
  cosh,
  make: makeFunction,
  grow,
  scratch,
  fromZero,
  sliceIndex,
  stableOrder,
  sameLength,
  text,
  bytesAre,
  bytesBegin,
  bytesEnd,
  bytesInclude,
  toInt64,
  bits: bitmapOf,
  strings,
  pick,
  gather,
  regularIndex,
  variableIndex,
  integerIndex,
  categoryIndex,
  indexCategories,
  fillPartial,
  groups: (parts: number, how: Grouping, most: number): Groups => new Groups(parts, how, most),
} as const;

export type Library = typeof library;
/** A generated loop: reads input buffers for n rows and gives one partial result an output. */
export type Loop = (input: readonly unknown[], n: number, k: Library, constants: readonly unknown[]) => unknown[];

const compiled = new Map<string, Loop>();
const MOST_COMPILED = 500;

/** The function of a loop's text; equal texts are compiled once. Throws EvalError where code generation is not allowed. */
export function compileLoop(text: string): Loop {
  const known = compiled.get(text);
  if (known !== undefined) return known;
  const loop = trained(new Function('input', 'n', 'k', 'constants', text) as Loop);
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  compiled.set(text, loop);
  return loop;
}

/** A loop over so many rows is called before on a few of them, so often, for at most so many milliseconds. */
const LONG = 50_000;
const [TRAINING_ROWS, TRAINING_RUNS, TRAINING_TIME] = [500, 40, 20];

/**
 * A loop that engines compile well. One that is called once for many rows is compiled while it runs, before all of it was
 * seen, and left again and again for what was not; calls for few rows show all of it, and then it is compiled as a whole.
 */
function trained(loop: Loop): Loop {
  let isTrained = false;
  return (input, n, k, constants) => {
    if (!isTrained && n >= LONG) {
      isTrained = true;
      const end = Date.now() + TRAINING_TIME;
      try {
        for (let run = 0; run < TRAINING_RUNS && Date.now() < end; run++) loop(input, TRAINING_ROWS, k, constants);
      } catch {
        // whatever is wrong, the run itself tells it
      }
    }
    return loop(input, n, k, constants);
  };
}

type Growable =
  | Float64Array
  | Float32Array
  | Int32Array
  | Uint8Array
  | Int8Array
  | Int16Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** The same values in twice the room. */
export function grow<T extends Growable>(array: T): T {
  const larger = new (array.constructor as new (length: number) => T)(Math.max(64, array.length * 2));
  (larger as unknown as { set(from: T): void }).set(array);
  return larger;
}

const scratches: Int32Array[] = [];
/** Room for numbers that a loop needs while it runs; what is in it is of no meaning. Loops of one thread share it. */
export function scratch(which: number, length: number): Int32Array {
  const known = scratches[which];
  if (known !== undefined && known.length >= length) return known;
  const made = new Int32Array(length);
  scratches[which] = made;
  return made;
}

/** The offsets of n lists, from zero. */
export function fromZero(offsets: Int32Array, n: number): Int32Array {
  const start = offsets[0] as number;
  if (start === 0) return offsets.length === n + 1 ? offsets : offsets.subarray(0, n + 1);
  return offsets.subarray(0, n + 1).map((offset) => offset - start);
}

/** An index into start..end as JavaScript's slice takes it: negative ones count from the end, all are kept in range. */
export function sliceIndex(index: number, start: number, end: number): number {
  const at = index < 0 ? end + index : start + index;
  return Math.max(start, Math.min(end, at));
}

/** Fills `order` with 0..n-1 in rising (or falling) order of the keys; equal keys keep their order, NaN comes last. */
export function stableOrder(
  order: Int32Array,
  keys: Float64Array | BigInt64Array | BigUint64Array,
  n: number,
  descending: boolean,
): void {
  if (n > FEW) return sortMany(order, keys, n, descending);
  for (let i = 0; i < n; i++) {
    const key = keys[i] as number | bigint;
    let at = i;
    while (at > 0 && comesBefore(key, keys[order[at - 1] as number] as number | bigint, descending)) {
      order[at] = order[at - 1] as number;
      at--;
    }
    order[at] = i;
  }
}

/** Up to so many, inserting one by one is the fastest way to sort. */
const FEW = 32;

function sortMany(
  order: Int32Array,
  keys: Float64Array | BigInt64Array | BigUint64Array,
  n: number,
  descending: boolean,
): void {
  const used = order.subarray(0, n);
  for (let i = 0; i < n; i++) used[i] = i;
  const key = (i: number): number | bigint => keys[i] as number | bigint;
  used.sort((a, b) =>
    comesBefore(key(a), key(b), descending) ? -1 : comesBefore(key(b), key(a), descending) ? 1 : a - b,
  );
}

function comesBefore(a: number | bigint, b: number | bigint, descending: boolean): boolean {
  return b !== b ? a === a : descending ? a > b : a < b;
}

export class LengthProblem extends RangeError {
  readonly row: number;
  readonly lengths: readonly [number, number];
  /** What the lists are called, where it is known. */
  readonly lists: string;
  constructor(row: number, a: number, b: number, lists = '') {
    super(`lists of ${a} and ${b} elements are walked together in row ${row}`);
    this.row = row;
    this.lengths = [a, b];
    this.lists = lists;
  }
}

/** Lists that are walked together have equal lengths. */
export function sameLength(a: number, b: number, row: number, lists?: string): void {
  if (a !== b) throw new LengthProblem(row, a, b, lists);
}

// a text may begin with U+FEFF
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** String i of a column. */
export function text(offsets: Int32Array, bytes: Uint8Array, i: number): string {
  const start = offsets[i] ?? 0;
  const end = offsets[i + 1] ?? 0;
  if (end - start > 24) return decoder.decode(bytes.subarray(start, end));
  let out = '';
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte > 127) return decoder.decode(bytes.subarray(start, end));
    out += String.fromCharCode(byte);
  }
  return out;
}

/** Whole numbers as 64-bit integers. */
export function toInt64(values: Float64Array): BigInt64Array {
  const out = new BigInt64Array(values.length);
  const halves = new Int32Array(out.buffer);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    halves[2 * i] = value;
    halves[2 * i + 1] = Math.floor(value / 4294967296);
  }
  return out;
}

const encoder = new TextEncoder();
/** Texts as a column. */
export function strings(texts: readonly string[]): { is: 'strings'; offsets: Int32Array; bytes: Uint8Array } {
  const offsets = new Int32Array(texts.length + 1);
  for (let i = 0; i < texts.length; i++) offsets[i + 1] = (offsets[i] as number) + bytesOf(texts[i] as string);
  const bytes = new Uint8Array(offsets[texts.length] as number);
  for (let i = 0; i < texts.length; i++)
    encode(texts[i] as string, bytes, offsets[i] as number, offsets[i + 1] as number);
  return { is: 'strings', offsets, bytes };
}

/** How many bytes a text has in UTF-8; half a pair of UTF-16 units becomes U+FFFD, which has three. */
function bytesOf(piece: string): number {
  let n = piece.length;
  for (let i = 0; i < piece.length; i++) {
    const unit = piece.charCodeAt(i);
    if (unit < 0x80) continue;
    n += unit < 0x800 ? 1 : 2;
    // a pair of units has four bytes
    if ((unit & 0xfc00) === 0xd800 && (piece.charCodeAt(i + 1) & 0xfc00) === 0xdc00) i++;
  }
  return n;
}

/** Writes a text; short ones of ASCII characters are written by hand. */
function encode(piece: string, into: Uint8Array, start: number, end: number): void {
  if (end - start > piece.length || piece.length > 64) encoder.encodeInto(piece, into.subarray(start, end));
  else for (let i = 0; i < piece.length; i++) into[start + i] = piece.charCodeAt(i);
}
