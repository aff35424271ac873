/** How many rows met each condition of several; of weighted rows also the sums of the weights and of their squares. */
export interface TallyPartial {
  readonly counts: Float64Array;
  readonly sums?: Float64Array;
  readonly squares?: Float64Array;
}

/** Both in one. Counts merge in any grouping to the same bits. */
export function mergeTallies(a: TallyPartial, b: TallyPartial): TallyPartial {
  const counts = addEach(a.counts, b.counts);
  if (a.sums === undefined || a.squares === undefined || b.sums === undefined || b.squares === undefined)
    return { counts };
  return { counts, sums: addEach(a.sums, b.sums), squares: addEach(a.squares, b.squares) };
}

const addEach = (a: Float64Array, b: Float64Array): Float64Array => a.map((x, i) => x + (b[i] as number));
