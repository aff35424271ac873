/** The part that each row lies in: part `p` has the rows from `starts[p]` up to `starts[p + 1]`. Row -1 lies in none, -1. */
export function partsOfRows(rows: Int32Array, starts: Int32Array): Int32Array {
  const parts = new Int32Array(rows.length);
  let part = 0;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] as number;
    if (row < 0) parts[i] = -1;
    else {
      // neighbours mostly lie in one part
      if (row < (starts[part] as number) || row >= (starts[part + 1] as number)) part = partOf(row, starts);
      parts[i] = part;
    }
  }
  return parts;
}

/** The last part that begins at the row or before; empty ones before it begin there too. */
function partOf(row: number, starts: Int32Array): number {
  let low = 0;
  for (let high = starts.length - 1; high - low > 1; ) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= row) low = middle;
    else high = middle;
  }
  return low;
}

/** Rows put together by the parts they lie in. */
export interface GroupedRows {
  /** For each of the parts in their order the rows in it, counted from its start. */
  readonly within: readonly Int32Array[];
  /** Where each row is among those of all parts, one after the other; -1 for row -1. */
  readonly place: Int32Array;
}

/** Groups rows by their part (see `partsOfRows`); `order` has each part that occurs. */
export function groupRows(
  rows: Int32Array,
  parts: Int32Array,
  starts: Int32Array,
  order: readonly number[],
): GroupedRows {
  const counts = new Int32Array(starts.length);
  for (let i = 0; i < parts.length; i++) if ((parts[i] as number) >= 0) (counts[parts[i] as number] as number)++;
  const within: Int32Array[] = [];
  const before = new Int32Array(starts.length);
  let sum = 0;
  for (const part of order) {
    before[part] = sum;
    sum += counts[part] as number;
    within.push(new Int32Array(counts[part] as number));
  }
  const groupOf = new Int32Array(starts.length);
  for (let group = 0; group < order.length; group++) groupOf[order[group] as number] = group;
  const next = new Int32Array(starts.length);
  const place = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) {
    const part = parts[i] as number;
    if (part < 0) {
      place[i] = -1;
      continue;
    }
    const at = next[part] as number;
    next[part] = at + 1;
    (within[groupOf[part] as number] as Int32Array)[at] = (rows[i] as number) - (starts[part] as number);
    place[i] = (before[part] as number) + at;
  }
  return { within, place };
}
