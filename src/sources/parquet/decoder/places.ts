const MOST_KEPT = 1 << 22;
let kept = new Int32Array(0);

/** Room for places in a dictionary, which are forgotten at once: the same for all pages but very large ones. */
export function placesFor(count: number): Int32Array {
  if (count > MOST_KEPT) return new Int32Array(count);
  if (kept.length < count) kept = new Int32Array(count);
  return kept;
}
