import { variableIndex } from './histogram.ts';

/** Ranges of whole numbers, their ends included, ascending and apart from each other, by the whole number they belong to. */
export type Ranges = Readonly<Record<string, readonly (readonly [first: number, last: number])[]>>;

interface Ends {
  readonly firsts: Float64Array;
  readonly lasts: Float64Array;
}

const NONE: Ends = { firsts: new Float64Array(), lasts: new Float64Array() };

/** Whether `value` lies in one of the ranges of `of`: a search among sorted ends. Most rows ask for that of the row before. */
export function makeInRanges({ ranges }: { readonly ranges: Ranges }): (of: number, value: number) => boolean {
  const known = new Map(Object.entries(ranges).map(([of, list]) => [Number(of), endsOf(list)]));
  let [last, ends] = [Number.NaN, NONE];
  return (of, value) => {
    if (of !== last) [last, ends] = [of, known.get(of) ?? NONE];
    // the last range that begins at the value or before
    const at = variableIndex(value, ends.firsts) - 1;
    return at >= 0 && value <= (ends.lasts[at] as number);
  };
}

const endsOf = (list: Ranges[string]): Ends => ({
  firsts: Float64Array.from(list, ([first]) => first),
  lasts: Float64Array.from(list, ([, last]) => last),
});
