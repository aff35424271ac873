/** Plain values as JSON, one a line. What JSON has no words for becomes text: NaN, infinities, integers beyond 2**53. Missing is null. */
export function valuesToJsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value ?? null, spelled)}\n`).join('');
}

/** Plain values as one JSON text, with the words of `valuesToJsonLines`. */
export const valuesToJson = (values: readonly unknown[]): string => JSON.stringify(values, spelled);

function spelled(_key: string, value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === 'bigint') return String(value);
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
