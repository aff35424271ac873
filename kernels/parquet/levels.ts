import { DamagedPage } from './damaged.ts';

/**
 * How the levels of a leaf with at most one list above it are to be read. Every entry of a column chunk has a definition
 * level, which says how much of the path down to the leaf is there, and a repetition level, 0 where a new row begins.
 */
export interface LevelShape {
  /** The level at which the value itself is there. */
  readonly leaf: number;
  /** The level from which the list has an element; undefined where there is no list. */
  readonly element: number | undefined;
  /** The level from which the list itself is there. */
  readonly list: number;
}

/** What entries say of lists, found by `listsOf`. */
export interface Lists {
  /** How many values are there. */
  readonly values: number;
  /** How many lists are missing, or something around them. */
  readonly missing: number;
}

/**
 * Makes the offsets of lists from the levels of `count` entries, which must be those of exactly as many rows as there is
 * room for: list i is elements offsets[i] up to offsets[i + 1].
 */
export function listsOf(
  repetition: Uint8Array,
  definition: Uint8Array,
  count: number,
  { leaf, element = 0, list }: LevelShape,
  offsets: Int32Array,
): Lists {
  if (count > 0 && repetition[0] !== 0) throw new DamagedPage('the first value belongs to no row');
  const rows = offsets.length - 1;
  let row = 0;
  let elements = 0;
  let values = 0;
  let missing = 0;
  for (let i = 0; i < count; i++) {
    const level = definition[i] as number;
    // the last entry of a row writes where the next begins; beyond the last row, in damaged levels, nothing is written
    offsets[row] = elements;
    row += 1 - (repetition[i] as number);
    elements += (element - 1 - level) >>> 31;
    values += (leaf - 1 - level) >>> 31;
    missing += (level - list) >>> 31;
  }
  if (row !== rows) throw new DamagedPage(`the levels are those of ${row} rows, expected ${rows}`);
  offsets[rows] = elements;
  return { values, missing };
}

/** The definition level of every row: that of its first entry. */
export function levelsOfRows(repetition: Uint8Array, definition: Uint8Array, count: number, rows: number): Uint8Array {
  const out = new Uint8Array(rows);
  let row = 0;
  for (let i = 0; i < count; i++) if (repetition[i] === 0) out[row++] = definition[i] as number;
  return out;
}

/** The definition level of every element of a list: entries below `element` are lists without one. */
export function levelsOfElements(definition: Uint8Array, count: number, element: number, elements: number): Uint8Array {
  const out = new Uint8Array(elements);
  let to = 0;
  for (let i = 0; i < count; i++) {
    const level = definition[i] as number;
    if (level >= element) out[to++] = level;
  }
  return out;
}

/** How many of the levels `from` up to `to` are at least `level`. */
export function countAtLeast(levels: Uint8Array, from: number, to: number, level: number): number {
  let found = 0;
  for (let i = from; i < to; i++) found += (level - 1 - (levels[i] as number)) >>> 31;
  return found;
}

/** The greatest of the levels; 0 where there are none. */
export function greatest(levels: Uint8Array, count: number): number {
  let most = 0;
  for (let i = 0; i < count; i++) if ((levels[i] as number) > most) most = levels[i] as number;
  return most;
}

/** A validity bitmap of entries `from` up to `to`: 1 where the level is at least `level`. */
export function validityOf(levels: Uint8Array, from: number, to: number, level: number): Uint8Array {
  const valid = new Uint8Array((to - from + 7) >> 3);
  for (let i = from; i < to; i++) {
    const at = i - from;
    valid[at >> 3] = (valid[at >> 3] as number) | (((level - 1 - (levels[i] as number)) >>> 31) << (at & 7));
  }
  return valid;
}

/** A validity bitmap of `count` entries that are all there. */
export function allValid(count: number): Uint8Array {
  const valid = new Uint8Array((count + 7) >> 3).fill(255);
  if (count % 8 > 0) valid[valid.length - 1] = (1 << (count % 8)) - 1;
  return valid;
}

/** The first entry of `from` up to `to` with a level of at least `least` and below `below`, or -1. */
export function findLevel(levels: Uint8Array, from: number, to: number, least: number, below: number): number {
  for (let i = from; i < to; i++) {
    const level = levels[i] as number;
    if (level >= least && level < below) return i;
  }
  return -1;
}
