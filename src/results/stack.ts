import { axis } from '../../compiler/axis.ts';
import { ExpressionError } from '../../compiler/tree/problem.ts';
import { Histogram } from './histogram.ts';

type ByName = readonly (readonly [name: string, result: unknown])[];

/** Results by variation, as each result by variation: histograms become one, with an axis of variations before their own. */
export function stacked(results: unknown): Record<string, unknown> {
  const byName = isPlain(results) ? Object.entries(results) : [];
  if (byName.length === 0 || !byName.every(([, result]) => isPlain(result)))
    throw new ExpressionError('wrong-argument', 'stackVariations takes the results of an analysis by variation', {
      hint: 'const { all } = await compute({ all: vary(events, variations, analysis) }); stackVariations(all)',
    });
  return inside(byName);
}

function inside(byName: ByName): Record<string, unknown> {
  const names = Object.keys(byName[0]?.[1] as object);
  return Object.fromEntries(
    names.map((name) => [
      name,
      together(byName.map(([variation, result]) => [variation, (result as Record<string, unknown>)[name]])),
    ]),
  );
}

function together(byName: ByName): unknown {
  if (byName.every(([, result]) => result instanceof Histogram)) return stackedHistogram(byName);
  return byName.every(([, result]) => isPlain(result)) ? inside(byName) : Object.fromEntries(byName);
}

function stackedHistogram(byName: ByName): Histogram {
  const stacked = byName.map(([variation, result]) => {
    const { axes, partial } = result as Histogram;
    const variations = axis.category([variation], { growth: true, name: 'variation' });
    return new Histogram([variations, ...axes], { ...partial, categories: [[variation], ...partial.categories] });
  });
  return stacked.reduce((a, b) => a.plus(b));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const made: unknown = Object.getPrototypeOf(value);
  return made === Object.prototype || made === null;
}
