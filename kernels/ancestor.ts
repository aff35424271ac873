/** Lists of numbers: those from `starts` up to `ends` in the data. */
export interface NumberLists {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly data: ArrayLike<number>;
}

/**
 * For each row the place that is reached in its lists from `first` on, going from a place to the one that `places` has
 * there for as long as `values` there is `value`; -1 where the way leaves the lists, or goes in a circle.
 */
export function ancestors(
  places: NumberLists,
  values: NumberLists,
  first: ArrayLike<number>,
  value: ArrayLike<number>,
): Float64Array {
  const out = new Float64Array(first.length);
  for (let row = 0; row < out.length; row++) {
    const [from, begin] = [places.starts[row] as number, values.starts[row] as number];
    const length = Math.min((places.ends[row] as number) - from, (values.ends[row] as number) - begin);
    let at = first[row] as number;
    for (let left = length; ; left--) {
      if (!(at >= 0 && at < length) || left === 0) {
        at = -1;
        break;
      }
      if (values.data[begin + at] !== value[row]) break;
      at = places.data[from + at] as number;
    }
    out[row] = at;
  }
  return out;
}
