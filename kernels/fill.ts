import {
  type BinAxis,
  type HistogramPartial,
  integerIndex,
  regularIndex,
  sizeOf,
  stridesOf,
  variableIndex,
} from './histogram.ts';

/** Values of an axis: numbers, or truth values as bytes. */
export type AxisColumn = Float64Array | Uint8Array;

/**
 * The partial of columns of values, one an axis without categories; entries with valid 0 are skipped. The same bits as
 * `fillPartial`, which takes any values.
 */
export function fillColumns(
  axes: readonly BinAxis[],
  columns: readonly AxisColumn[],
  valid?: Uint8Array,
  weights?: AxisColumn,
): HistogramPartial {
  const categories = axes.map(() => undefined);
  const strides = stridesOf(axes, categories);
  const size = sizeOf(axes, categories);
  const cells = new Int32Array((columns[0] as AxisColumn).length);
  for (let a = 0; a < axes.length; a++)
    addCells(cells, axes[a] as BinAxis, columns[a] as AxisColumn, strides[a] as number);
  const counts = new Float64Array(size);
  const skipped = valid === undefined ? 0 : valid.length - valid.reduce((n, x) => n + x, 0);
  if (weights === undefined) {
    count(counts, cells, valid);
    return { counts, categories, skipped };
  }
  const squares = new Float64Array(size);
  weigh(counts, squares, cells, weights, valid);
  return { counts, squares, categories, skipped };
}

function addCells(cells: Int32Array, axis: BinAxis, x: AxisColumn, stride: number): void {
  switch (axis.is) {
    case 'regular': {
      const { lo, hi, bins } = axis as { lo: number; hi: number; bins: number };
      for (let i = 0; i < cells.length; i++)
        cells[i] = (cells[i] as number) + stride * regularIndex(x[i] as number, lo, hi, bins);
      return;
    }
    case 'variable':
      for (let i = 0; i < cells.length; i++)
        cells[i] = (cells[i] as number) + stride * variableIndex(x[i] as number, axis.edges);
      return;
    case 'integer':
      for (let i = 0; i < cells.length; i++)
        cells[i] = (cells[i] as number) + stride * integerIndex(x[i] as number, axis.lo, axis.hi);
      return;
    default:
      for (let i = 0; i < cells.length; i++) cells[i] = (cells[i] as number) + (x[i] === 0 ? 0 : stride);
  }
}

function count(counts: Float64Array, cells: Int32Array, valid: Uint8Array | undefined): void {
  for (let i = 0; i < cells.length; i++) {
    if (valid !== undefined && valid[i] === 0) continue;
    const cell = cells[i] as number;
    counts[cell] = (counts[cell] as number) + 1;
  }
}

function weigh(
  counts: Float64Array,
  squares: Float64Array,
  cells: Int32Array,
  weights: AxisColumn,
  valid: Uint8Array | undefined,
): void {
  for (let i = 0; i < cells.length; i++) {
    if (valid !== undefined && valid[i] === 0) continue;
    const cell = cells[i] as number;
    const weight = weights[i] as number;
    counts[cell] = (counts[cell] as number) + weight;
    squares[cell] = (squares[cell] as number) + weight * weight;
  }
}
