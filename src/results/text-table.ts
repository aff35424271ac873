/** Rows of texts as lines, in columns as wide as their widest text: the first to the left, the others to the right. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length))) ?? [];
  const line = (row: readonly string[]): string =>
    row.map((text, i) => (i === 0 ? text.padEnd(widths[i] as number) : text.padStart(widths[i] as number))).join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
}

/** A count as text, with commas between thousands. */
export const countText = (x: number): string => x.toLocaleString('en-US');

/** A share as text, with one digit behind the point; nothing where it is none. */
export function percentText(part: number, of: number): string {
  return of === 0 ? '–' : `${((100 * part) / of).toFixed(1)} %`;
}
