const numbers = 'integers beyond 2**53 are an error in arithmetic, never rounded or wrapped';
const nan = 'NaN is skipped by min, max, argmin and argmax alike, and is the result where there is nothing else';
const rows = 'arrays go together row by row; a flat array is not repeated over rows';
const truth = 'truth values are not numbers in arithmetic: write ak.where(x, 1, 0)';
const size = 'the length that all lists have is found when it is computed; until then the type says var';
const order = 'NaN is last in both directions';

/** Reference cases that differ on purpose, by id, with the reason that docs/semantics.md gives. */
export const choices: Readonly<Record<string, string>> = {
  'min/jnan/axis1': nan,
  'max/jnan/axis1': nan,
  'argmin/dup/axis1-ties-nan': nan,
  'argmax/dup/axis1-ties-nan': nan,
  'sum/big/int64': numbers,
  'sum/ubig/uint64-wraps': numbers,
  'sum/strings': 'texts are not added up',
  'sort/dup/nan-ties': order,
  'sort/dup/nan-ties-descending': order,
  'argsort/dup/nan-ties': order,
  'argsort/dup/nan-ties-descending': order,
  'firsts/j/axis0': 'the first of all rows may be missing, so it is one value, not an array',
  'slice/bool-length-mismatch': 'a mask that is too short is an error',
  'ufunc/int-floordiv-zero': 'an integer divided by 0 is an error',
  'ufunc/int8-overflow': 'computed integers are int64: nothing wraps around',
  'ufunc/uint8-minus': 'computed integers are int64: nothing wraps around',
  'ufunc/bool-plus-bool': truth,
  'ufunc/bool-plus-int': truth,
  'ufunc/clip': 'clip works on arrays of any nesting',
  'ufunc/regular-broadcast': rows,
  'ufunc/regular-mismatch': rows,
  'broadcast_arrays/regular-right': rows,
  'unflatten/scalar-not-multiple': 'a remainder is an error, not dropped',
  'values_astype/flatf/uint8': 'a number that the new type cannot hold is an error, never wrapped',
  'to_regular/ok': size,
  'to_regular/axis1': size,
  'to_regular/axis-none': size,
  'where/event-cond-jagged-values': 'JavaScript does not tell -1.0 from -1: whole numbers are integers',
  'str.extract_regex': 'a group that every match has is not missing where there is a match',
  'str.to_categorical': 'categories are a way of storing texts, not a type',
  'to_json/jopt': 'JavaScript writes 1.0 as 1',
  'pipe/setitem': 'arrays never change: ak.with_field gives a new one',
  'slice/newaxis-outer': 'the number of rows is not part of a type',
};
