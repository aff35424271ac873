/** How many of the bytes are 1. */
export function countOnes(bytes: Uint8Array): number {
  let n = 0;
  for (let i = 0; i < bytes.length; i++) n += bytes[i] as number;
  return n;
}

/** The positions where the test is 1 (or, with `wanted` 0, where it is 0). */
export function positionsWhere(test: Uint8Array, wanted = 1): Int32Array {
  const ones = countOnes(test);
  const out = new Int32Array(wanted === 1 ? ones : test.length - ones);
  let at = 0;
  for (let i = 0; i < test.length; i++) if (test[i] === wanted) out[at++] = i;
  return out;
}

/** The offsets of lists of which only the elements with test 1 are left. */
export function filterOffsets(offsets: Int32Array, test: Uint8Array): Int32Array {
  const out = new Int32Array(offsets.length);
  let kept = 0;
  for (let i = 0; i + 1 < offsets.length; i++) {
    for (let k = offsets[i] as number; k < (offsets[i + 1] as number); k++) kept += test[k] as number;
    out[i + 1] = kept;
  }
  return out;
}
