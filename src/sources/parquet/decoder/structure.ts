import { DamagedPage } from '../../../../kernels/parquet/damaged.ts';
import { unpackLevels } from '../../../../kernels/parquet/hybrid.ts';
import {
  countBits,
  levelBits,
  type LevelTable,
  levelTable,
  listsOfBits,
  WIDEST_LEVEL,
} from '../../../../kernels/parquet/level-bits.ts';
import {
  countAtLeast,
  greatest,
  type LevelShape,
  levelsOfElements,
  levelsOfRows,
  listsOf,
} from '../../../../kernels/parquet/levels.ts';
import { damageOf } from './damage.ts';
import type { DataPage } from './pages.ts';
import type { Lease } from './rooms.ts';

/** What the levels of a column chunk say. A slot is an element of a list, or a row where there is no list. */
export interface Structure {
  readonly rows: number;
  /** List i is slots offsets[i] up to offsets[i + 1]; undefined where there is no list. */
  readonly offsets: Int32Array | undefined;
  readonly slots: number;
  /** Slots that have a value, in each page. */
  readonly present: readonly number[];
  /** The definition level of each slot; undefined where all have a value. */
  readonly slotLevels: Uint8Array | undefined;
  /** The definition level of each row; undefined where nothing is missing, down to the list if there is one. */
  readonly rowLevels: Uint8Array | undefined;
}

type LevelPages = readonly Pick<DataPage, 'entries' | 'repetition' | 'definition'>[];

interface Known {
  readonly shape: LevelShape;
  readonly pages: LevelPages;
  readonly structure: Structure;
}

/**
 * The structures of one row group. Columns of one collection have the same levels, byte by byte; they share one structure,
 * which spares the work, and proves that they belong together.
 */
export class Structures {
  readonly #rows: number;
  readonly #lease: Lease;
  readonly #known: Known[] = [];

  constructor(rows: number, lease: Lease) {
    this.#rows = rows;
    this.#lease = lease;
  }

  /** The structure of a column chunk, shared with one that has equal levels. */
  of(pages: LevelPages, shape: LevelShape): Structure {
    const same = this.#known.find((known) => isSameShape(known.shape, shape) && isSame(known.pages, pages));
    if (same !== undefined) return same.structure;
    const structure = this.#withKnownOffsets(structureOf(pages, shape, this.#rows, this.#lease));
    this.#known.push({ shape, pages, structure });
    return structure;
  }

  // Levels that are cut into other pages, or have another shape, may still be those of the same lists.
  #withKnownOffsets(structure: Structure): Structure {
    const { offsets } = structure;
    if (offsets === undefined) return structure;
    const known = this.#known.find(({ structure: { offsets: other } }) => other !== undefined && equal(other, offsets));
    return known === undefined ? structure : { ...structure, offsets: known.structure.offsets };
  }
}

const isSameShape = (a: LevelShape, b: LevelShape): boolean =>
  a.leaf === b.leaf && a.element === b.element && a.list === b.list;

const isSame = (a: LevelPages, b: LevelPages): boolean =>
  a.length === b.length && a.every((page, i) => isSamePage(page, b[i] as LevelPages[number]));

const isSamePage = (a: LevelPages[number], b: LevelPages[number]): boolean =>
  a.entries === b.entries &&
  a.repetition.length === b.repetition.length &&
  a.definition.length === b.definition.length &&
  Buffer.compare(a.repetition, b.repetition) === 0 &&
  Buffer.compare(a.definition, b.definition) === 0;

const equal = (a: Int32Array, b: Int32Array): boolean =>
  a === b ||
  (a.length === b.length &&
    Buffer.compare(
      new Uint8Array(a.buffer, a.byteOffset, a.byteLength),
      new Uint8Array(b.buffer, b.byteOffset, b.byteLength),
    ) === 0);

function structureOf(pages: LevelPages, shape: LevelShape, rows: number, lease: Lease): Structure {
  const entries = pages.reduce((sum, page) => sum + page.entries, 0);
  if (shape.element === undefined && entries !== rows)
    throw new DamagedPage(`it has ${entries} values, expected ${rows}`);
  if (shape.leaf === 0) return flat(rows, pages);
  return wholeStructure(pages, entries, shape, rows, lease) ?? structureOfLevels(pages, entries, shape, rows, lease);
}

const widthOf = (greatestLevel: number): number => 32 - Math.clz32(greatestLevel);

/** The structure where no value and no list is missing, as is usual; undefined where one is. */
function wholeStructure(
  pages: LevelPages,
  entries: number,
  { leaf, element, list }: LevelShape,
  rows: number,
  lease: Lease,
): Structure | undefined {
  if (widthOf(leaf) > WIDEST_LEVEL) return undefined;
  const isElement = lease.bytes((entries >> 3) + 2);
  const seen = bitsOf(pages, 'definition', leaf, element ?? leaf, isElement);
  if (seen >= 2 << leaf) throw new DamagedPage('a level is greater than there are');
  // all that is below the leaf, but for the list itself, which may be empty
  const missing = ((1 << leaf) - 1) & ~(element === undefined ? 0 : ((1 << element) - 1) & ~((1 << list) - 1));
  let whole: Structure | undefined;
  if ((seen & missing) === 0) {
    const offsets = element === undefined ? undefined : offsetsOf(pages, isElement, entries, rows, lease);
    const slots = offsets === undefined ? rows : (offsets[rows] as number);
    const present = presentBits(pages, isElement);
    whole = { rows, offsets, slots, present, slotLevels: undefined, rowLevels: undefined };
  }
  lease.give(isElement.buffer);
  return whole;
}

function offsetsOf(pages: LevelPages, isElement: Uint8Array, entries: number, rows: number, lease: Lease): Int32Array {
  const isStart = lease.bytes((entries >> 3) + 2);
  bitsOf(pages, 'repetition', 1, 0, isStart);
  const offsets = lease.words(rows + 1);
  listsOfBits(isStart, isElement, entries, offsets);
  lease.give(isStart.buffer);
  return offsets;
}

/** Bitmaps of all pages: definition levels of at least `level`, repetition levels that are it. Tells which levels there are. */
function bitsOf(
  pages: LevelPages,
  which: 'definition' | 'repetition',
  most: number,
  level: number,
  out: Uint8Array,
): number {
  const width = widthOf(most);
  const table = tableOf(which, width, level);
  let to = 0;
  let seen = 0;
  for (const [i, page] of pages.entries()) {
    try {
      seen |= levelBits(page[which], width, table, out, to, page.entries);
    } catch (error) {
      throw new DamagedPage(`${which} levels of data page ${i}: ${damageOf(error)}`);
    }
    to += page.entries;
  }
  return seen;
}

function presentBits(pages: LevelPages, bits: Uint8Array): number[] {
  let from = 0;
  return pages.map(({ entries }) => {
    from += entries;
    return countBits(bits, from - entries, from);
  });
}

const tables = new Map<string, LevelTable>();

function tableOf(which: 'definition' | 'repetition', width: number, level: number): LevelTable {
  const key = `${which} ${width} ${level}`;
  const known =
    tables.get(key) ?? levelTable(width, which === 'definition' ? (one) => one >= level : (one) => one === level);
  tables.set(key, known);
  return known;
}

function structureOfLevels(
  pages: LevelPages,
  entries: number,
  shape: LevelShape,
  rows: number,
  lease: Lease,
): Structure {
  const definition = unpacked(pages, 'definition', shape.leaf, entries, lease);
  // two bits can hold 3 where 2 is the greatest level there is
  if ((shape.leaf & (shape.leaf + 1)) !== 0 && greatest(definition, entries) > shape.leaf)
    throw new DamagedPage('a level is greater than there are');
  return shape.element === undefined
    ? flat(rows, pages, definition, shape.leaf)
    : lists(pages, definition, entries, shape, rows, lease);
}

function unpacked(
  pages: LevelPages,
  which: 'definition' | 'repetition',
  most: number,
  entries: number,
  lease: Lease,
): Uint8Array {
  const out = lease.bytes(entries);
  let to = 0;
  for (const [i, page] of pages.entries()) {
    try {
      unpackLevels(page[which], 0, page[which].length, widthOf(most), out, to, page.entries);
    } catch (error) {
      throw new DamagedPage(`${which} levels of data page ${i}: ${damageOf(error)}`);
    }
    to += page.entries;
  }
  return out;
}

function flat(rows: number, pages: LevelPages, levels?: Uint8Array, leaf = 0): Structure {
  const present = pages.map(({ entries }) => entries);
  const common = { rows, offsets: undefined, slots: rows };
  if (levels === undefined || countAtLeast(levels, 0, rows, leaf) === rows)
    return { ...common, present, slotLevels: undefined, rowLevels: undefined };
  return { ...common, present: presentOf(pages, levels, leaf), slotLevels: levels, rowLevels: levels };
}

function lists(
  pages: LevelPages,
  definition: Uint8Array,
  entries: number,
  shape: LevelShape & { readonly element?: number | undefined },
  rows: number,
  lease: Lease,
): Structure {
  const repetition = unpacked(pages, 'repetition', 1, entries, lease);
  const offsets = lease.words(rows + 1);
  const { values, missing } = listsOf(repetition, definition, entries, shape, offsets);
  const slots = offsets[rows] as number;
  const structure = {
    rows,
    offsets,
    slots,
    present: pages.length === 1 ? [values] : presentOf(pages, definition, shape.leaf),
    slotLevels: values === slots ? undefined : levelsOfElements(definition, entries, shape.element as number, slots),
    rowLevels: missing === 0 ? undefined : levelsOfRows(repetition, definition, entries, rows),
  };
  lease.give(repetition.buffer);
  lease.give(definition.buffer);
  return structure;
}

function presentOf(pages: LevelPages, levels: Uint8Array, leaf: number): number[] {
  let from = 0;
  return pages.map(({ entries }) => {
    from += entries;
    return countAtLeast(levels, from - entries, from, leaf);
  });
}
