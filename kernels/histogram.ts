/**
 * What the kernels need to know of a histogram axis. Cells of an axis in storage: regular, variable and integer axes
 * have underflow, the bins, overflow; a boolean axis has false, true; a category axis has its categories and, unless it
 * grows, one more cell for everything else.
 */
export type BinAxis =
  | { readonly is: 'regular'; readonly bins: number; readonly lo?: number; readonly hi?: number }
  | { readonly is: 'variable'; readonly edges: readonly number[] }
  | { readonly is: 'integer'; readonly lo: number; readonly hi: number }
  | { readonly is: 'boolean' }
  | { readonly is: 'category'; readonly categories: Categories; readonly growth: boolean };

/** The names of the bins of a category axis, in their order. */
export type Categories = readonly (string | number)[];

/** The cell of x on a regular axis: 0 underflow, 1..bins, bins + 1 overflow (and NaN). As in boost-histogram. */
export function regularIndex(x: number, lo: number, hi: number, bins: number): number {
  const place = ((x - lo) / (hi - lo)) * bins;
  if (place >= 0 && place < 2147483648) {
    // the lesser of the bin and `bins`, without a branch: values often lie on both sides of an edge
    const bin = place | 0;
    const over = bin - bins;
    return bin - (over & ~(over >> 31)) + 1;
  }
  return place < 0 ? 0 : bins + 1;
}

/** The cell of x between ascending edges, each bin with its lower edge: the number of edges that are not above x. */
export function variableIndex(x: number, edges: ArrayLike<number>): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    // NaN is not below any edge and so ends in overflow
    if (x < (edges[middle] as number)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The cell of x on an axis with one bin for each integer in [lo, hi); a fraction belongs to the integer below it. */
export function integerIndex(x: number, lo: number, hi: number): number {
  if (x < lo) return 0;
  return x < hi ? Math.floor(x) - lo + 1 : hi - lo + 1;
}

/** The cell of a boolean: false 0, true 1. */
export function booleanIndex(x: boolean | number): number {
  return x ? 1 : 0;
}

/** Categories with their places: what a category axis is while it is being filled. */
export interface CategoryIndex {
  readonly categories: (string | number)[];
  readonly index: Map<string | number, number>;
}

/** The index of the given categories. */
export function indexCategories(categories: Categories): CategoryIndex {
  return { categories: [...categories], index: new Map(categories.map((name, i) => [name, i])) };
}

/** The cell of a value on a category axis that does not grow; the cell after the last category holds all others. */
export function categoryIndex(value: string | number, known: CategoryIndex): number {
  return known.index.get(value) ?? known.categories.length;
}

/** The cell of a value on a growing category axis, with a new category where it was not known. */
export function growCategory(value: string | number, known: CategoryIndex): number {
  const found = known.index.get(value);
  if (found !== undefined) return found;
  if (typeof value === 'number' && !Number.isSafeInteger(value))
    throw new RangeError(`cannot make a category of ${value}: needs an integer`);
  const place = known.categories.length;
  // + 0 turns -0 into 0, which a Map takes for the same key
  known.categories.push(typeof value === 'number' ? value + 0 : value);
  known.index.set(value, place);
  return place;
}

/** How many bins an axis has, without flow; `categories` are those found, where they may have grown. */
export function binCount(axis: BinAxis, categories?: Categories): number {
  switch (axis.is) {
    case 'regular':
      return axis.bins;
    case 'variable':
      return axis.edges.length - 1;
    case 'integer':
      return axis.hi - axis.lo;
    case 'boolean':
      return 2;
    case 'category':
      return (categories ?? axis.categories).length;
    default:
      return axis satisfies never;
  }
}

/** Whether an axis has a cell before its first bin, and one after its last. */
export function flowOf(axis: BinAxis): { readonly under: boolean; readonly over: boolean } {
  const numeric = axis.is === 'regular' || axis.is === 'variable' || axis.is === 'integer';
  return { under: numeric, over: numeric || (axis.is === 'category' && !axis.growth) };
}

/** How many cells an axis takes in storage, flow included. */
export function cellCount(axis: BinAxis, categories?: Categories): number {
  const { under, over } = flowOf(axis);
  return binCount(axis, categories) + (under ? 1 : 0) + (over ? 1 : 0);
}

/**
 * What one partition adds to a histogram. `counts` (or sums of weights) and `squares` (sums of squared weights, only of
 * weighted histograms) are row-major over all cells, the first axis slowest.
 */
export interface HistogramPartial {
  readonly counts: Float64Array;
  readonly squares?: Float64Array;
  /** The categories of each category axis; undefined for other axes. */
  readonly categories: readonly (Categories | undefined)[];
  /** How many entries were not filled because a value or the weight was missing. */
  readonly skipped: number;
}

const MOST_CELLS = 2 ** 28;

/** A histogram with nothing in it: the identity of `mergePartials`. */
export function emptyPartial(
  axes: readonly BinAxis[],
  options: { readonly weighted?: boolean } = {},
): HistogramPartial {
  const categories = axes.map((axis) => (axis.is === 'category' ? axis.categories : undefined));
  const size = sizeOf(axes, categories);
  const counts = new Float64Array(size);
  return options.weighted
    ? { counts, squares: new Float64Array(size), categories, skipped: 0 }
    : { counts, categories, skipped: 0 };
}

/** The number of cells of a whole histogram. */
export function sizeOf(axes: readonly BinAxis[], categories: readonly (Categories | undefined)[]): number {
  const size = axes.reduce((product, axis, i) => product * cellCount(axis, categories[i]), 1);
  if (size > MOST_CELLS) throw new RangeError(`a histogram of ${size} cells is too large: at most ${MOST_CELLS}`);
  return size;
}

/** How far one step along each axis is in storage. */
export function stridesOf(axes: readonly BinAxis[], categories: readonly (Categories | undefined)[]): number[] {
  const strides = new Array<number>(axes.length).fill(1);
  for (let i = axes.length - 2; i >= 0; i--) {
    strides[i] = (strides[i + 1] as number) * cellCount(axes[i + 1] as BinAxis, categories[i + 1]);
  }
  return strides;
}

/** Where the cells of one axis go: cell c to `to[c] * stride`; -1 drops it. */
export interface Move {
  readonly to: ArrayLike<number>;
  readonly stride: number;
}

/** New storage of `size` cells with every cell added where the moves (one an axis) send it. */
export function moveCells(source: Float64Array, moves: readonly Move[], size: number): Float64Array {
  const target = new Float64Array(size);
  let from = 0;
  const walk = (axis: number, base: number): void => {
    const move = moves[axis];
    if (move === undefined) {
      if (base >= 0) target[base] = (target[base] as number) + (source[from] as number);
      from++;
      return;
    }
    for (let c = 0; c < move.to.length; c++) {
      const place = move.to[c] as number;
      walk(axis + 1, base < 0 || place < 0 ? -1 : base + place * move.stride);
    }
  };
  walk(0, 0);
  return target;
}

/** The same partial with room for more categories: `categories` must hold those of the partial. */
export function widenPartial(
  axes: readonly BinAxis[],
  partial: HistogramPartial,
  categories: readonly (Categories | undefined)[],
): HistogramPartial {
  if (
    partial.categories.every(
      (names, i) =>
        names?.length === categories[i]?.length && names?.every((n, j) => n === categories[i]?.[j]) !== false,
    )
  )
    return partial;
  const strides = stridesOf(axes, categories);
  const moves = axes.map((axis, i): Move => {
    const old = partial.categories[i];
    const wide = categories[i];
    const to = Array.from({ length: cellCount(axis, old) }, (_, c) => c);
    if (old !== undefined && wide !== undefined) {
      const known = indexCategories(wide);
      old.forEach((name, c) => {
        to[c] = categoryIndex(name, known);
      });
      if (to.length > old.length) to[old.length] = wide.length;
    }
    return { to, stride: strides[i] as number };
  });
  const size = sizeOf(axes, categories);
  const counts = moveCells(partial.counts, moves, size);
  const wide = { counts, categories, skipped: partial.skipped };
  return partial.squares === undefined ? wide : { ...wide, squares: moveCells(partial.squares, moves, size) };
}

/**
 * Both partials in one: cells added, categories in the order of first appearance. Counts merge in any grouping to the
 * same bits; an unweighted partial merged with a weighted one has weight 1 for each entry.
 */
export function mergePartials(axes: readonly BinAxis[], a: HistogramPartial, b: HistogramPartial): HistogramPartial {
  const categories = axes.map((_, i) => {
    const left = a.categories[i];
    return left === undefined ? undefined : [...new Set([...left, ...(b.categories[i] ?? [])])];
  });
  const left = widenPartial(axes, a, categories);
  const right = widenPartial(axes, b, categories);
  const merged = { counts: addCells(left.counts, right.counts), categories, skipped: a.skipped + b.skipped };
  if (a.squares === undefined && b.squares === undefined) return merged;
  return { ...merged, squares: addCells(left.squares ?? left.counts, right.squares ?? right.counts) };
}

function addCells(a: Float64Array, b: Float64Array): Float64Array {
  if (a.length !== b.length) throw new RangeError(`cannot add ${b.length} histogram cells to ${a.length}`);
  return a.map((value, i) => value + (b[i] as number));
}

/** Values of one axis, one for each entry; undefined or null is missing. */
export type Filling = ArrayLike<number | string | boolean | null | undefined>;

/**
 * The partial of the given entries: one column of values an axis, and weights. An entry with a missing value or weight
 * is skipped and counted. Generated loops must agree with this bit for bit.
 */
export function fillPartial(
  axes: readonly BinAxis[],
  columns: readonly Filling[],
  weights?: ArrayLike<number | null | undefined>,
): HistogramPartial {
  const entries = columns[0]?.length ?? weights?.length ?? 0;
  const known = axes.map((axis) => (axis.is === 'category' ? indexCategories(axis.categories) : undefined));
  const cells = axes.map(() => new Int32Array(entries));
  const filled = new Uint8Array(entries);
  for (let e = 0; e < entries; e++) {
    // an entry is looked at whole before categories grow, so that a skipped one leaves no category behind
    if ((weights !== undefined && weights[e] == null) || columns.some((column) => column[e] == null)) continue;
    filled[e] = 1;
    axes.forEach((axis, i) => {
      (cells[i] as Int32Array)[e] = cellOf(axis, columns[i]?.[e] as number | string | boolean, known[i]);
    });
  }
  const categories = known.map((index) => index?.categories);
  const strides = stridesOf(axes, categories);
  const counts = new Float64Array(sizeOf(axes, categories));
  const squares = weights === undefined ? undefined : new Float64Array(counts.length);
  let skipped = 0;
  for (let e = 0; e < entries; e++) {
    if (filled[e] === 0) {
      skipped++;
      continue;
    }
    let cell = 0;
    for (let i = 0; i < axes.length; i++) cell += ((cells[i] as Int32Array)[e] as number) * (strides[i] as number);
    const weight = weights === undefined ? 1 : (weights[e] as number);
    counts[cell] = (counts[cell] as number) + weight;
    if (squares !== undefined) squares[cell] = (squares[cell] as number) + weight * weight;
  }
  return squares === undefined ? { counts, categories, skipped } : { counts, squares, categories, skipped };
}

/** The cell of a value on an axis; `known` is the index of a category axis, which grows where the axis does. */
export function cellOf(axis: BinAxis, value: number | string | boolean, known: CategoryIndex | undefined): number {
  switch (axis.is) {
    case 'regular':
      if (axis.lo === undefined || axis.hi === undefined)
        throw new RangeError('cannot fill an axis whose range is not known');
      return regularIndex(Number(value), axis.lo, axis.hi, axis.bins);
    case 'variable':
      return variableIndex(Number(value), axis.edges);
    case 'integer':
      return integerIndex(Number(value), axis.lo, axis.hi);
    case 'boolean':
      return booleanIndex(value as boolean);
    case 'category': {
      const name = value as string | number;
      const index = known ?? indexCategories(axis.categories);
      return axis.growth ? growCategory(name, index) : categoryIndex(name, index);
    }
    default:
      return axis satisfies never;
  }
}

/** A partial as plain JSON; numbers that JSON does not have are written as strings. */
export interface PartialJson {
  readonly counts: readonly (number | string)[];
  readonly squares?: readonly (number | string)[];
  readonly categories: readonly (Categories | null)[];
  readonly skipped: number;
}

/** The partial as plain JSON, with every bit of its numbers. */
export function partialToJson(partial: HistogramPartial): PartialJson {
  const json = {
    counts: Array.from(partial.counts, encode),
    categories: partial.categories.map((names) => names ?? null),
    skipped: partial.skipped,
  };
  return partial.squares === undefined ? json : { ...json, squares: Array.from(partial.squares, encode) };
}

/** The partial that `partialToJson` wrote; a RangeError where it does not belong to these axes. */
export function partialFromJson(axes: readonly BinAxis[], json: PartialJson): HistogramPartial {
  if (json.categories.length !== axes.length)
    throw new RangeError(`found ${json.categories.length} histogram axes, wanted ${axes.length}`);
  const categories = axes.map((axis, i) => readCategories(axis, json.categories[i] ?? undefined));
  const size = sizeOf(axes, categories);
  const read = (cells: readonly (number | string)[]): Float64Array => {
    if (cells.length !== size) throw new RangeError(`found ${cells.length} histogram cells, wanted ${size}`);
    return Float64Array.from(cells, Number);
  };
  const partial = { counts: read(json.counts), categories, skipped: json.skipped };
  return json.squares === undefined ? partial : { ...partial, squares: read(json.squares) };
}

function readCategories(axis: BinAxis, found: Categories | undefined): Categories | undefined {
  if (axis.is !== 'category') return undefined;
  const names = found ?? [];
  const own =
    axis.categories.every((name, i) => names[i] === name) && (axis.growth || names.length === axis.categories.length);
  if (!own || new Set(names).size !== names.length) throw new RangeError('found other categories than the axis has');
  return names;
}

function encode(x: number): number | string {
  if (Object.is(x, -0)) return '-0';
  return Number.isFinite(x) ? x : String(x);
}
