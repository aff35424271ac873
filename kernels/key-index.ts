import { halvesOf, type NumberArray } from './dtype.ts';

/** One half of a key column: its lower or its upper 32 bits. Where all rows have the same, that is kept once. */
interface Half {
  readonly column: number;
  readonly upper: boolean;
  /** The bits that all rows have; undefined where they differ, and are stored. */
  readonly common: number | undefined;
}

/**
 * Finds the row that has a key: a hash table with open addressing, over keys of one or several integers of up to 64 bits.
 * Its buffers are shared memory, so that threads use one index.
 */
export interface KeyIndex {
  readonly rows: number;
  readonly halves: readonly Half[];
  /** Whether a column holds unsigned integers of 64 bits, of which the upper half tells no sign. */
  readonly wide: readonly boolean[];
  /** The stored halves of each row, row after row. */
  readonly words: Int32Array;
  /** Row + 1, or 0 where nothing is; as many as a power of two. */
  readonly slots: Int32Array;
}

/** An index, and the rows that it does not find, as an earlier row has their key. */
export interface MadeIndex {
  readonly index: KeyIndex;
  /** How many there are, and the first of them. */
  readonly repeated: { readonly count: number; readonly first: readonly number[] };
}

/** Rows that an index can have. */
export const MOST_ROWS = 2 ** 30;
/** Repeated rows that are named. */
const MOST_NAMED = 5;

/**
 * The index of at most `MOST_ROWS` keys that come in pieces, each with the columns of the key; columns keep their kind from
 * piece to piece.
 */
export function indexKeys(pieces: readonly (readonly NumberArray[])[], columns: number): MadeIndex {
  const rows = pieces.reduce((sum, [first]) => sum + (first?.length ?? 0), 0);
  const halves: Half[] = [];
  for (let column = 0; column < columns; column++)
    for (const upper of [false, true]) halves.push({ column, upper, common: commonBits(pieces, column, upper) });
  const stored = halves.filter(({ common }) => common === undefined);
  const words = sharedIntegers(rows * stored.length);
  for (const [place, { column, upper }] of stored.entries()) {
    let row = 0;
    for (const piece of pieces) {
      const half = halfOf(piece[column] as NumberArray, upper);
      for (let i = 0; i < half.length; i++) words[row++ * stored.length + place] = half[i] as number;
    }
  }
  const wide = Array.from({ length: columns }, (_, column) => isWide(pieces[0]?.[column]));
  return filled({ rows, halves, wide, words, slots: sharedIntegers(slotsFor(rows)) }, stored.length);
}

/** The row of each key, -1 where there is none; of rows with one key any. */
export function findKeys(index: KeyIndex, keys: readonly NumberArray[]): Int32Array {
  const length = keys[0]?.length ?? 0;
  const found = new Int32Array(length);
  if (index.rows === 0) return found.fill(-1);
  const stored: Int32Array[] = [];
  for (const { column, upper, common } of index.halves) {
    const half = halfOf(keys[column] as NumberArray, upper);
    if (upper && isWide(keys[column]) !== index.wide[column]) dropNegative(half, found);
    if (common === undefined) stored.push(half);
    else for (let i = 0; i < length; i++) if (half[i] !== common) found[i] = -1;
  }
  findRows(index, stored, found);
  return found;
}

/** Writes the row of each key where -1 does not stand yet. */
function findRows({ words, slots, rows }: KeyIndex, keys: readonly Int32Array[], found: Int32Array): void {
  const mask = slots.length - 1;
  const width = keys.length;
  let last = -1;
  for (let i = 0; i < found.length; i++) {
    if (found[i] === -1) continue;
    // keys mostly come in the order they have there
    if (last + 1 < rows && isKey(words, last + 1, keys, i)) {
      found[i] = ++last;
      continue;
    }
    let hash = 0;
    for (let w = 0; w < width; w++) hash = mixed(hash, (keys[w] as Int32Array)[i] as number);
    let slot = finished(hash) & mask;
    while (slots[slot] !== 0 && !isKey(words, (slots[slot] as number) - 1, keys, i)) slot = (slot + 1) & mask;
    const row = (slots[slot] as number) - 1;
    found[i] = row;
    if (row >= 0) last = row;
  }
}

/** Whether the row has key `i`. */
function isKey(words: Int32Array, row: number, keys: readonly Int32Array[], i: number): boolean {
  const width = keys.length;
  for (let w = 0; w < width; w++) if (words[row * width + w] !== (keys[w] as Int32Array)[i]) return false;
  return true;
}

/** Puts all rows into the slots. */
function filled(index: KeyIndex, width: number): MadeIndex {
  const { rows, words, slots } = index;
  const mask = slots.length - 1;
  const first: number[] = [];
  let count = 0;
  for (let row = 0; row < rows; row++) {
    let hash = 0;
    for (let w = 0; w < width; w++) hash = mixed(hash, words[row * width + w] as number);
    let slot = finished(hash) & mask;
    while (slots[slot] !== 0 && !areEqual(words, width, (slots[slot] as number) - 1, row)) slot = (slot + 1) & mask;
    if (slots[slot] === 0) slots[slot] = row + 1;
    else if (count++ < MOST_NAMED) first.push(row);
  }
  return { index, repeated: { count, first } };
}

function areEqual(words: Int32Array, width: number, a: number, b: number): boolean {
  for (let w = 0; w < width; w++) if (words[a * width + w] !== words[b * width + w]) return false;
  return true;
}

// Multiplication and shifts as in MurmurHash3, whose constants these are.
function mixed(hash: number, word: number): number {
  const bits = Math.imul(word, 0xcc9e2d51);
  const next = hash ^ Math.imul((bits << 15) | (bits >>> 17), 0x1b873593);
  return (Math.imul((next << 13) | (next >>> 19), 5) + 0xe6546b64) | 0;
}

function finished(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

/** At most two thirds of the slots are taken. */
function slotsFor(rows: number): number {
  let slots = 2;
  while (2 * slots < 3 * rows) slots *= 2;
  return slots;
}

/** The bits that all rows have in a half of a column; undefined where they differ. */
function commonBits(pieces: readonly (readonly NumberArray[])[], column: number, upper: boolean): number | undefined {
  let common: number | undefined;
  for (const piece of pieces) {
    const half = halfOf(piece[column] as NumberArray, upper);
    if (half.length === 0) continue;
    const bits = half[0] as number;
    if (common !== undefined && common !== bits) return undefined;
    common = bits;
    for (let i = 1; i < half.length; i++) if (half[i] !== bits) return undefined;
  }
  return common ?? 0;
}

/** The lower or upper 32 bits of integers, as they are in 64 bits. */
function halfOf(column: NumberArray, upper: boolean): Int32Array {
  const half = new Int32Array(column.length);
  if (column.BYTES_PER_ELEMENT === 8) {
    const both = halvesOf(column);
    for (let i = 0, at = upper ? 1 : 0; i < half.length; i++, at += 2) half[i] = both[at] as number;
  } else if (!upper) for (let i = 0; i < half.length; i++) half[i] = column[i] as number;
  else if (isSigned(column)) for (let i = 0; i < half.length; i++) half[i] = (column[i] as number) >> 31;
  return half;
}

const isSigned = (column: NumberArray): boolean =>
  column instanceof Int32Array || column instanceof Int16Array || column instanceof Int8Array;

const isWide = (column: NumberArray | undefined): boolean => column instanceof BigUint64Array;

/** A number below 0 has the upper bits of one from 2**63 on: where one side is unsigned, they are not the same. */
function dropNegative(upper: Int32Array, found: Int32Array): void {
  for (let i = 0; i < upper.length; i++) if ((upper[i] as number) < 0) found[i] = -1;
}

const sharedIntegers = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length));
