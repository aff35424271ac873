import { ExpressionError, suggest } from '../../compiler/tree/problem.ts';
import type { FixedAxis } from '../../compiler/axis.ts';
import { binCount } from '../../kernels/histogram.ts';
import { longest } from './characters.ts';

/** The edges of the bins, one more than there are bins; of booleans and categories 0, 1, 2, …. */
export function edgesOf(axis: FixedAxis): Float64Array {
  const bins = binCount(axis);
  switch (axis.is) {
    case 'regular':
      // as boost-histogram computes them: both ends come out exactly
      return Float64Array.from({ length: bins + 1 }, (_, i) => (1 - i / bins) * axis.lo + (i / bins) * axis.hi);
    case 'variable':
      return Float64Array.from(axis.edges);
    case 'integer':
      return Float64Array.from({ length: bins + 1 }, (_, i) => axis.lo + i);
    case 'boolean':
    case 'category':
      return Float64Array.from({ length: bins + 1 }, (_, i) => i);
    default:
      return axis satisfies never;
  }
}

/** The names of the bins of a boolean or category axis; undefined where bins are ranges of numbers. */
export function namesOfBins(axis: FixedAxis): string[] | undefined {
  if (axis.is === 'boolean') return ['false', 'true'];
  return axis.is === 'category' ? axis.categories.map(String) : undefined;
}

/** What each bin is called: its name, or its edges with as many digits as they all need. */
export function labelsOfBins(axis: FixedAxis): string[] {
  const names = namesOfBins(axis);
  if (names !== undefined) return names;
  const edges = edgesOf(axis);
  const texts = Array.from(edges, shortNumber);
  const decimals = longest(texts.map((text) => text.split('.')[1] ?? ''));
  const even = texts.every((text) => !text.includes('e')) ? Array.from(edges, (edge) => edge.toFixed(decimals)) : texts;
  const wide = longest(even);
  return even.slice(1).map((high, i) => `${(even[i] as string).padStart(wide)} – ${high.padStart(wide)}`);
}

/** What a drawing calls the axis. */
export function titleOf(axis: FixedAxis): string {
  return axis.label ?? axis.name ?? '';
}

/** The place of an axis given by its name or number; an error that tells the names there are. */
export function findAxis(axes: readonly FixedAxis[], which: string | number): number {
  const found = typeof which === 'number' ? which : axes.findIndex((axis) => axis.name === which);
  if (Number.isInteger(found) && found >= 0 && found < axes.length) return found;
  const hint =
    typeof which === 'string'
      ? suggest(
          which,
          axes.flatMap((axis) => axis.name ?? []),
        )
      : `there are ${axes.length} axes, from 0`;
  throw new ExpressionError('no-such-axis', `histogram has no axis ${JSON.stringify(which)}`, { hint });
}

/** The number of an edge by its value; an error where the value lies inside of a bin. */
export function findEdge(axis: FixedAxis, value: number): number {
  const edges = edgesOf(axis);
  const last = edges.length - 1;
  if (value <= (edges[0] as number)) return 0;
  if (value >= (edges[last] as number)) return last;
  const above = edges.findIndex((edge) => edge >= value);
  const [low, high] = [edges[above - 1] as number, edges[above] as number];
  // an edge such as 0.3 is not exactly what lo + 3 * 0.1 gives
  const slack = 1e-9 * (high - low);
  if (high - value <= slack) return above;
  if (value - low <= slack) return above - 1;
  throw new ExpressionError(
    'not-an-edge',
    `cannot cut ${axis.name ?? 'the axis'} at ${value}, which is inside of a bin`,
    { hint: `the nearest edges are ${low} and ${high}` },
  );
}

/** A number for people: integers whole, others in at most six digits. */
export function shortNumber(x: number): string {
  if (!Number.isFinite(x) || Number.isSafeInteger(x)) return x === 0 ? '0' : String(x);
  return String(Number(x.toPrecision(6)));
}
