/** The share of the full scale, 0 to 1, for a value: from zero, or on a logarithmic scale from half the least one above. */
export function shareScale(values: readonly number[], log: boolean): (value: number) => number {
  const finite = values.filter(Number.isFinite);
  const top = finite.reduce((most, value) => Math.max(most, value), 0);
  if (top === 0) return () => 0;
  const inside = (share: number): number => (Number.isFinite(share) ? Math.min(1, Math.max(0, share)) : 0);
  if (!log) return (value) => inside(value / top);
  const low = finite.reduce((least, value) => (value > 0 ? Math.min(least, value) : least), top) / 2;
  return (value) => (value > 0 ? inside(Math.log(value / low) / Math.log(top / low)) : 0);
}
