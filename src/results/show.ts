const WIDEST = 100;

/** The first values as text, one a line; long ones are cut, and how many more there are is said. */
export function showValues(values: readonly unknown[], limit = 10): string {
  const lines = values.slice(0, limit).map(cutValue);
  const more = values.length - limit;
  return [...lines, ...(more > 0 ? [`… ${more.toLocaleString('en-US')} more`] : [])].join('\n');
}

/** One value as text: numbers short, records and lists in brackets. */
export function showValue(value: unknown): string {
  if (value === undefined || value === null) return 'missing';
  if (typeof value === 'number')
    return Number.isInteger(value) || !Number.isFinite(value) ? String(value) : String(Number(value.toPrecision(6)));
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(showValue).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([name, of]) => `${name}: ${showValue(of)}`)
      .join(', ')}}`;
  return String(value);
}

/** One value as text of a bounded length. */
export function cutValue(value: unknown): string {
  const text = showValue(value);
  return text.length > WIDEST ? `${text.slice(0, WIDEST - 2)} …` : text;
}
