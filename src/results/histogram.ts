import type { AxisSpec, FixedAxis } from '../../compiler/axis.ts';
import { isAuto } from '../../compiler/axis.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import type { HistogramPartial, Move } from '../../kernels/histogram.ts';
import {
  binCount,
  cellCount,
  cellOf,
  emptyPartial,
  flowOf,
  mergePartials,
  moveCells,
  sizeOf,
  stridesOf,
} from '../../kernels/histogram.ts';
import { edgesOf, findAxis, findEdge, namesOfBins } from './histogram-bins.ts';
import { plotRows, toCsv, type PlotRow } from './histogram-table.ts';
import { drawText, type TextOptions } from './histogram-text.ts';
import { readUhi, writeUhi, type UhiHistogram } from './histogram-uhi.ts';
import { DISPLAY, type MimeBundle } from './notebook.ts';
import type { OverlayOptions } from './plots/overlay.ts';
import { overlay, pictureOf, stack, type Picture, type PictureOptions } from './plots/picture.ts';
import type { SizeOptions } from './plots/svg.ts';

export interface FlowOptions {
  /** Whether underflow and overflow are taken too; by default only bins are. */
  readonly flow?: boolean;
}

/** What `slice` keeps of an axis: the bins of a range, or some of the categories. */
export type Slice = { readonly from?: number; readonly to?: number } | readonly (string | number)[];

/** A filled histogram. It never changes: each operation gives a new one. */
export class Histogram {
  readonly axes: readonly FixedAxis[];
  /** How many entries were not filled because a value was missing. */
  readonly skipped: number;
  /** Whether entries had weights, so that variances are sums of squared weights. */
  readonly weighted: boolean;
  readonly #partial: HistogramPartial;

  constructor(axes: readonly AxisSpec[], partial: HistogramPartial = emptyPartial(axes)) {
    this.axes = axes.map((axis, i): FixedAxis => {
      if (isAuto(axis))
        throw new ExpressionError('bad-axis', 'a filled histogram needs axes with a range, found one to be found');
      return axis.is === 'category' ? { ...axis, categories: [...(partial.categories[i] ?? axis.categories)] } : axis;
    });
    const size = sizeOf(this.axes, []);
    if (partial.counts.length !== size)
      throw new ExpressionError('bad-histogram', `histogram needs ${size} cells, found ${partial.counts.length}`);
    this.#partial = partial;
    this.skipped = partial.skipped;
    this.weighted = partial.squares !== undefined;
  }

  /** What to merge or to send: the storage with flow, as the kernels know it. */
  get partial(): HistogramPartial {
    return this.#partial;
  }

  /** The number of bins of each axis, or of cells where flow is taken too. */
  shape({ flow = false }: FlowOptions = {}): number[] {
    return this.axes.map((axis) => (flow ? cellCount(axis) : binCount(axis)));
  }

  /** Counts or sums of weights, row-major, the first axis slowest. */
  values(options: FlowOptions = {}): Float64Array {
    return this.#cells(this.#partial.counts, options);
  }

  /** The variance of each value: the sum of squared weights, or the count. */
  variances(options: FlowOptions = {}): Float64Array {
    return this.#cells(this.#partial.squares ?? this.#partial.counts, options);
  }

  /** The sum of all bins, flow left out unless asked for. */
  sum(options: FlowOptions = {}): number {
    return this.values(options).reduce((sum, value) => sum + value, 0);
  }

  /** The edges of an axis, one more than bins; of booleans and categories 0, 1, 2, …. */
  edges(which: string | number = 0): Float64Array {
    return edgesOf(this.#axis(which));
  }

  /** The middle of each bin. */
  centers(which: string | number = 0): Float64Array {
    const edges = this.edges(which);
    return edges.subarray(1).map((edge, i) => (edge + (edges[i] as number)) / 2);
  }

  /** The names of the bins of a boolean or category axis. */
  names(which: string | number = 0): string[] | undefined {
    return namesOfBins(this.#axis(which));
  }

  /** The histogram over the given axes alone, in the given order; the others are summed, with their flow. */
  project(...which: readonly (string | number)[]): Histogram {
    const kept = which.map((name) => findAxis(this.axes, name));
    if (new Set(kept).size !== kept.length)
      throw new ExpressionError('bad-projection', `cannot project on an axis twice: ${which.join(', ')}`);
    const axes = kept.map((i) => this.axes[i] as FixedAxis);
    const strides = stridesOf(axes, []);
    return this.#moved(
      axes,
      this.axes.map((axis, i) => ({ to: count(cellCount(axis)), stride: strides[kept.indexOf(i)] ?? 0 })),
    );
  }

  /** The histogram with every n bins of an axis joined; n must divide the number of bins. */
  rebin(n: number, which: string | number = 0): Histogram {
    const place = findAxis(this.axes, which);
    const axis = this.axes[place] as FixedAxis;
    const bins = binCount(axis);
    if (axis.is === 'boolean' || axis.is === 'category')
      throw new ExpressionError('bad-rebin', `cannot join bins of a ${axis.is} axis`, {
        hint: 'slice picks categories',
      });
    if (!Number.isInteger(n) || n < 1 || bins % n !== 0) {
      const divisors = count(bins)
        .map((i) => i + 1)
        .filter((i) => bins % i === 0);
      throw new ExpressionError('bad-rebin', `cannot join every ${n} of ${bins} bins`, {
        hint: `${bins} can be divided by ${divisors.slice(0, 12).join(', ')}`,
      });
    }
    const to = [0, ...count(bins).map((i) => Math.floor(i / n) + 1), bins / n + 1];
    const edges = edgesOf(axis).filter((_, i) => i % n === 0);
    return this.#replaced(place, n === 1 ? axis : withEdges(axis, edges), to);
  }

  /** The histogram with fewer bins, by value: what falls out goes to the flow cells. Cuts must be on edges. */
  slice(slices: Readonly<Record<string, Slice>>): Histogram {
    return Object.entries(slices).reduce<Histogram>((histogram, [name, slice]) => histogram.#sliced(name, slice), this);
  }

  /** The histogram of one bin of the named axes, without these axes: `at({ dataset: 'ZJets' })`. */
  at(picks: Readonly<Record<string, string | number | boolean>>): Histogram {
    const cells = new Map(
      Object.entries(picks).map(([name, value]) => [findAxis(this.axes, name), this.#pick(name, value)]),
    );
    const axes = this.axes.filter((_, i) => !cells.has(i));
    const strides = stridesOf(axes, []);
    let next = 0;
    return this.#moved(
      axes,
      this.axes.map((axis, i): Move => {
        const cell = cells.get(i);
        const all = count(cellCount(axis));
        return cell === undefined
          ? { to: all, stride: strides[next++] as number }
          : { to: all.map((c) => (c === cell ? 0 : -1)), stride: 0 };
      }),
    );
  }

  /** Both histograms in one; their axes must be the same, but growing categories may differ. */
  plus(other: Histogram): Histogram {
    const problem =
      this.axes.length !== other.axes.length
        ? `${this.axes.length} and ${other.axes.length} axes`
        : this.axes.map((axis, i) => difference(axis, other.axes[i] as FixedAxis)).find((found) => found !== undefined);
    if (problem !== undefined)
      throw new ExpressionError('different-axes', `cannot add histograms with different axes: ${problem}`);
    return new Histogram(this.axes, mergePartials(this.axes, this.#partial, other.#partial));
  }

  /** The histogram with every entry weighted by the factor, so that it is a weighted one. */
  scale(factor: number): Histogram {
    const { counts, squares = counts, categories, skipped } = this.#partial;
    return new Histogram(this.axes, {
      counts: counts.map((x) => x * factor),
      squares: squares.map((x) => x * factor * factor),
      categories,
      skipped,
    });
  }

  /** The histogram as UHI JSON (schema 1), which hist, boost-histogram and other tools read. */
  toJSON(): UhiHistogram {
    return writeUhi(this.axes, this.#partial);
  }

  /** The histogram of UHI JSON, given as an object or as text. */
  static fromJSON(json: unknown): Histogram {
    const { axes, partial } = readUhi(typeof json === 'string' ? JSON.parse(json) : json);
    return new Histogram(axes, partial);
  }

  /** A drawing for the terminal. */
  toString(options: TextOptions = {}): string {
    return drawText(this, options);
  }

  /** The picture of a histogram with one axis, or the heat map of one with two. Throws ExpressionError for others. */
  plot(options: PictureOptions = {}): Picture {
    return pictureOf(this, options);
  }

  /** The outlines of the categories of an axis over one another; see `overlay`. */
  overlay(options: OverlayOptions = {}): Picture {
    return overlay(this, options);
  }

  /** The categories of an axis on top of one another; see `stack`. */
  stack(options: OverlayOptions = {}): Picture {
    return stack(this, options);
  }

  /** A drawing as SVG text, of a histogram with one or two axes. */
  toSVG(options: PictureOptions & SizeOptions = {}): string {
    return this.plot(options).toSVG(options);
  }

  /** A drawing as a part of an HTML page, with a table, of a histogram with one or two axes. */
  toHTML(options: PictureOptions & SizeOptions = {}): string {
    return this.plot(options).toHTML(options);
  }

  /** One line a bin: its edges or name, value and variance. */
  toCSV(options: FlowOptions = {}): string {
    return toCsv(this, options);
  }

  /** One row a bin for Observable Plot: `Plot.rectY(h.toPlot(), { x1: 'x1', x2: 'x2', y: 'y' })`. */
  toPlot(): PlotRow[] {
    return plotRows(this);
  }

  /** What notebooks show. */
  [DISPLAY](): MimeBundle {
    const text = { 'text/plain': this.toString() };
    if (this.axes.length < 1 || this.axes.length > 2) return text;
    return { 'text/html': this.toHTML(), 'image/svg+xml': this.toSVG(), ...text };
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return this.toString();
  }

  #axis(which: string | number): FixedAxis {
    return this.axes[findAxis(this.axes, which)] as FixedAxis;
  }

  #cells(storage: Float64Array, { flow = false }: FlowOptions): Float64Array {
    if (flow) return storage.slice();
    const shape = this.shape();
    const strides = stridesOf(
      shape.map((bins) => ({ is: 'category', categories: count(bins), growth: true })),
      [],
    );
    const moves = this.axes.map((axis, i): Move => {
      const lead = flowOf(axis).under ? 1 : 0;
      const bins = binCount(axis);
      return {
        to: count(cellCount(axis)).map((c) => (c - lead >= 0 && c - lead < bins ? c - lead : -1)),
        stride: strides[i] as number,
      };
    });
    return moveCells(
      storage,
      moves,
      shape.reduce((product, bins) => product * bins, 1),
    );
  }

  #moved(axes: readonly FixedAxis[], moves: readonly Move[]): Histogram {
    const size = sizeOf(axes, []);
    const { counts, squares, skipped } = this.#partial;
    const moved = {
      counts: moveCells(counts, moves, size),
      categories: axes.map((axis) => (axis.is === 'category' ? axis.categories : undefined)),
      skipped,
    };
    return new Histogram(axes, squares === undefined ? moved : { ...moved, squares: moveCells(squares, moves, size) });
  }

  #replaced(place: number, axis: FixedAxis, to: readonly number[]): Histogram {
    const axes = this.axes.with(place, axis);
    const strides = stridesOf(axes, []);
    return this.#moved(
      axes,
      this.axes.map((old, i) => ({ to: i === place ? to : count(cellCount(old)), stride: strides[i] as number })),
    );
  }

  #sliced(name: string, slice: Slice): Histogram {
    const place = findAxis(this.axes, name);
    const axis = this.axes[place] as FixedAxis;
    if (isList(slice)) {
      if (axis.is !== 'category')
        throw new ExpressionError('bad-slice', `cannot take categories of ${name}, which is a ${axis.is} axis`, {
          hint: '{ from, to } takes a range',
        });
      const chosen = slice.map((value) => axis.categories[this.#pick(name, value)] as string | number);
      if (chosen.length === 0 || new Set(chosen).size !== chosen.length)
        throw new ExpressionError(
          'bad-slice',
          `slice of ${name} needs different categories, found ${JSON.stringify(slice)}`,
        );
      const to = count(cellCount(axis)).map((c) => {
        const at = chosen.indexOf(axis.categories[c] as string);
        return at < 0 ? chosen.length : at;
      });
      return this.#replaced(place, { ...axis, categories: chosen, growth: false }, to);
    }
    if (axis.is === 'boolean' || axis.is === 'category')
      throw new ExpressionError('bad-slice', `cannot take a range of ${name}, which is a ${axis.is} axis`, {
        hint: axis.is === 'category' ? 'give a list of categories' : 'at() picks one',
      });
    const bins = binCount(axis);
    const from = slice.from === undefined ? 0 : findEdge(axis, slice.from);
    const upTo = slice.to === undefined ? bins : findEdge(axis, slice.to);
    if (!(from < upTo))
      throw new ExpressionError('bad-slice', `no bin of ${name} is between ${slice.from} and ${slice.to}`);
    const to = count(bins + 2).map((c) => Math.min(Math.max(c - from, 0), upTo - from + 1));
    return this.#replaced(place, withEdges(axis, edgesOf(axis).slice(from, upTo + 1)), to);
  }

  #pick(name: string, value: string | number | boolean): number {
    const axis = this.#axis(name);
    if (axis.is === 'category') {
      const found = axis.categories.indexOf(value as string);
      if (found >= 0) return found;
      throw new ExpressionError('no-such-category', `${name} has no category ${JSON.stringify(value)}`, {
        hint: `there are ${axis.categories.join(', ')}`,
      });
    }
    const wanted = axis.is === 'boolean' ? 'boolean' : 'number';
    if (typeof value !== wanted)
      throw new ExpressionError('bad-pick', `${name} needs a ${wanted}, found ${JSON.stringify(value)}`);
    return cellOf(axis, value, undefined);
  }
}

function withEdges(axis: FixedAxis, edges: Float64Array): FixedAxis {
  const { name, label } = axis;
  const names = { ...(name === undefined ? {} : { name }), ...(label === undefined ? {} : { label }) };
  const [lo, hi] = [edges[0] as number, edges[edges.length - 1] as number];
  if (axis.is === 'variable') return { is: 'variable', edges: [...edges], ...names };
  if (axis.is === 'integer' && edges.length - 1 === hi - lo) return { is: 'integer', lo, hi, ...names };
  return { is: 'regular', bins: edges.length - 1, lo, hi, ...names };
}

function difference(a: FixedAxis, b: FixedAxis): string | undefined {
  const text = (axis: FixedAxis): string => {
    const { label: _, ...rest } = axis;
    return JSON.stringify(
      Object.entries(axis.is === 'category' && axis.growth ? { ...rest, categories: [] } : rest).sort(),
    );
  };
  return text(a) === text(b) ? undefined : `${text(a)} and ${text(b)}`;
}

function count(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

function isList(slice: Slice): slice is readonly (string | number)[] {
  return Array.isArray(slice);
}
