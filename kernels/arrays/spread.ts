/** How the pairs of each group lie around their means; weights count as so many pairs. One value a group. */
export interface Spread {
  /** The sum of weights, or how many pairs there are. */
  readonly total: Float64Array;
  readonly xMean: Float64Array;
  readonly yMean: Float64Array;
  /** Sums of products of deviations from the means. */
  readonly xx: Float64Array;
  readonly xy: Float64Array;
  readonly yy: Float64Array;
}

/**
 * The spread of pairs in groups. Two passes over each group: sums of squares less the square of the sum would lose all digits
 * where the values are close together.
 */
export function spreadOf(
  offsets: Int32Array,
  x: Float64Array,
  y: Float64Array,
  weights: Float64Array | undefined,
): Spread {
  const count = offsets.length - 1;
  const [total, xMean, yMean] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const [xx, xy, yy] = [new Float64Array(count), new Float64Array(count), new Float64Array(count)];
  const w = weights ?? new Float64Array(x.length).fill(1);
  for (let i = 0; i < count; i++) {
    const start = offsets[i] as number;
    const end = offsets[i + 1] as number;
    let sum = 0;
    let xSum = 0;
    let ySum = 0;
    for (let k = start; k < end; k++) {
      const weight = w[k] as number;
      sum += weight;
      xSum += weight * (x[k] as number);
      ySum += weight * (y[k] as number);
    }
    const xCenter = xSum / sum;
    const yCenter = ySum / sum;
    let squares = 0;
    let products = 0;
    let others = 0;
    for (let k = start; k < end; k++) {
      const weight = w[k] as number;
      const dx = (x[k] as number) - xCenter;
      const dy = (y[k] as number) - yCenter;
      squares += weight * dx * dx;
      products += weight * dx * dy;
      others += weight * dy * dy;
    }
    total[i] = sum;
    xMean[i] = xCenter;
    yMean[i] = yCenter;
    xx[i] = squares;
    xy[i] = products;
    yy[i] = others;
  }
  return { total, xMean, yMean, xx, xy, yy };
}
