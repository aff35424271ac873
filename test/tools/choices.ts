/** A choice: the reason, and the reference cases that differ for it. */
export interface Choice {
  readonly reason: string;
  readonly ids: readonly string[];
}

/** Where results differ from Awkward Array on purpose; docs/semantics.md lists them. */
export const CHOICES: readonly Choice[] = [
  {
    reason: 'computed numbers are int64 and float64',
    ids: [
      'sum/jf32/axis1',
      'sum/jf32/none',
      'prod/jf32/axis1',
      'prod/jf32/none',
      'sum/ju8/axis1',
      'sum/u64j/axis1',
      'prod/ju8/axis1',
      'prod/u64j/axis1',
      'ptp/ji32/axis1',
      'ptp/jf32/axis1',
      'nan_to_num/f32',
      'ufunc/int32-plus-int-scalar',
      'ufunc/f32-times-python-float',
      'ufunc/f32-sqrt',
      'str.index_in',
    ],
  },
  {
    reason: 'one value that may be missing says so in its type',
    ids: [
      'min/j/none',
      'min/jf32/none',
      'max/j/none',
      'max/jf32/none',
      'argmin/j/none',
      'argmax/j/none',
      'nanmin/optf/none',
      'nanmax/optf/none',
      'nanmean/optf/none',
      'nanstd/optf/none',
      'nanvar/optf/none',
      'nanargmin/optf/none',
      'nanargmax/optf/none',
      'ptp/j/none',
    ],
  },
  {
    reason: 'NaN is skipped by min, max, argmin and argmax alike, and is the result where there is nothing else',
    ids: ['min/jnan/axis1', 'max/jnan/axis1', 'argmin/dup/axis1-ties-nan', 'argmax/dup/axis1-ties-nan'],
  },
  {
    reason: 'integers beyond 2**53 are an error in arithmetic, never rounded or wrapped',
    ids: ['sum/big/int64', 'sum/ubig/uint64-wraps'],
  },
  {
    reason: 'texts are not added up',
    ids: ['sum/strings'],
  },
  {
    reason: 'a remainder is an error, not dropped',
    ids: ['unflatten/scalar-not-multiple'],
  },
  {
    reason: 'the first of all rows may be missing, so it is one value, not an array',
    ids: ['firsts/j/axis0'],
  },
  {
    reason: 'the length that all lists have is found when it is computed; until then the type says var',
    ids: ['to_regular/ok', 'to_regular/axis1', 'to_regular/axis-none'],
  },
  {
    reason: 'JavaScript does not tell -1.0 from -1: whole numbers are integers',
    ids: ['where/event-cond-jagged-values'],
  },
  {
    reason: 'NaN is last in both directions',
    ids: [
      'sort/dup/nan-ties',
      'sort/dup/nan-ties-descending',
      'argsort/dup/nan-ties',
      'argsort/dup/nan-ties-descending',
    ],
  },
  {
    reason: 'arrays go together row by row; a flat array is not repeated over rows',
    ids: ['broadcast_arrays/regular-right', 'ufunc/regular-broadcast', 'ufunc/regular-mismatch'],
  },
  {
    reason: 'an integer divided by 0 is an error',
    ids: ['ufunc/int-floordiv-zero'],
  },
  {
    reason: 'computed integers are int64: nothing wraps around',
    ids: ['ufunc/int8-overflow', 'ufunc/uint8-minus'],
  },
  {
    reason: 'truth values are not numbers in arithmetic: write ak.where(x, 1, 0)',
    ids: ['ufunc/bool-plus-bool', 'ufunc/bool-plus-int'],
  },
  {
    reason: 'clip works on arrays of any nesting',
    ids: ['ufunc/clip'],
  },
  {
    reason: 'a number that the new type cannot hold is an error, never wrapped',
    ids: ['values_astype/flatf/uint8'],
  },
  {
    reason: 'a mask that is too short is an error',
    ids: ['slice/bool-length-mismatch'],
  },
  {
    reason: 'the number of rows is not part of a type',
    ids: ['slice/newaxis-outer'],
  },
  {
    reason: 'arrays never change: ak.with_field gives a new one',
    ids: ['pipe/setitem'],
  },
  {
    reason: 'a group that every match has is not missing where there is a match',
    ids: ['str.extract_regex'],
  },
  {
    reason: 'categories are a way of storing texts, not a type',
    ids: ['str.to_categorical'],
  },
];

/** The reason of each case that differs. */
export const choices: Readonly<Record<string, string>> = Object.fromEntries(
  CHOICES.flatMap(({ reason, ids }) => ids.map((id) => [id, reason])),
);

/** The table of docs/semantics.md. */
export function choicesTable(): string {
  const rows = CHOICES.map(({ reason, ids }) => `| ${reason} | ${ids.map((id) => `\`${id}\``).join(', ')} |`);
  return ['| here | reference cases that differ |', '| --- | --- |', ...rows].join('\n');
}
