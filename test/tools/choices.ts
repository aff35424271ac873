const numbers = 'integers beyond 2**53 are an error in arithmetic, never rounded or wrapped';
const nan = 'NaN is skipped by min, max, argmin and argmax alike, and is the result where there is nothing else';
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
  'slice/newaxis-outer': 'the number of rows is not part of a type',
};
