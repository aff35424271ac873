import { showName, showType, type Type } from '../../compiler/tree/type.ts';
import { showValue } from './show.ts';

/** How large a preview may be. */
export interface ShowOptions {
  /** Lines for the values at most; 20 unless told. */
  readonly rows?: number | undefined;
  /** Characters a line at most; 80 unless told. */
  readonly width?: number | undefined;
}

/** The rows that a preview shows: the first, the last, and how many there are; undefined where more were not read. */
export interface Ends {
  readonly first: readonly unknown[];
  readonly last: readonly unknown[];
  readonly length: number | undefined;
}

const MORE = '…';

/** How many rows a preview shows of the beginning and of the end, where there are too many for all. */
export function shownRows(rows: number): { readonly first: number; readonly last: number } {
  return { first: Math.ceil((rows - 1) / 2), last: Math.floor((rows - 1) / 2) };
}

/** Rows in brackets, one a line, each cut in the middle to fit; what is left out is `…`. Below them stands the type. */
export function preview({ first, last, length }: Ends, type: Type, width: number): string {
  const isWhole = length === first.length + last.length;
  const lines = [
    ...first.map((row) => fitted(row, width - 2)),
    ...(isWhole ? [] : [MORE]),
    ...last.map((row) => fitted(row, width - 2)),
  ];
  const head = `type: ${length ?? 'var'} * `;
  return `[${lines.join(',\n ')}]\n${head}${fitType(type, width - head.length)}`;
}

/** The longest text of a value within a width; `…` where not even its brackets fit. */
function fitted(value: unknown, width: number): string {
  const whole = wholeText(value, width);
  if (whole !== undefined) return whole;
  if (typeof value === 'string') return fitText(value, width);
  if (Array.isArray(value)) return width < 3 ? MORE : fitList(value, width - 2);
  return typeof value === 'object' && value !== null && width >= 3 ? fitRecord(Object.entries(value), width - 2) : MORE;
}

/** The text of a value, or undefined as soon as it is too long. */
function wholeText(value: unknown, width: number): string | undefined {
  if (typeof value !== 'object' || value === null) {
    if (typeof value === 'string' && value.length > width) return undefined;
    const text = showValue(value);
    return text.length > width ? undefined : text;
  }
  const isList = Array.isArray(value);
  const parts: string[] = [];
  let room = width - 2;
  for (const [name, of] of isList ? value.entries() : Object.entries(value)) {
    const label = isList ? '' : `${String(name)}: `;
    const text = wholeText(of, room - label.length);
    if (text === undefined) return undefined;
    parts.push(label + text);
    room -= label.length + text.length + 2;
  }
  // the last one has no comma after it
  if (room < (parts.length > 0 ? -2 : 0)) return undefined;
  return isList ? `[${parts.join(', ')}]` : `{${parts.join(', ')}}`;
}

/** Elements from both ends, in turn, as long as there is room. */
function fitList(values: readonly unknown[], width: number): string {
  const left: string[] = [];
  const right: string[] = [];
  let room = width - MORE.length;
  let [start, stop] = [0, values.length];
  while (start < stop) {
    const fromLeft = left.length <= right.length;
    const value = values[fromLeft ? start : stop - 1];
    const text = wholeText(value, room - 2) ?? (left.length === 0 ? fitted(value, room - 2) : undefined);
    if (text === undefined || (left.length === 0 && text === MORE)) break;
    (fromLeft ? left : right).push(text);
    room -= text.length + 2;
    if (fromLeft) start++;
    else stop--;
  }
  return `[${[...left, ...(start < stop ? [MORE] : []), ...right.reverse()].join(', ')}]`;
}

/** Fields from the left as long as there is room; nested values leave half of it to the fields after them. */
function fitRecord(fields: readonly (readonly [string, unknown])[], width: number): string {
  const parts: string[] = [];
  let room = width;
  for (const [i, [name, value]] of fields.entries()) {
    const isLast = i === fields.length - 1;
    const inner = room - name.length - 2 - (isLast ? 0 : MORE.length + 2);
    const nested = typeof value === 'object' && value !== null && !isLast;
    const text =
      wholeText(value, nested ? Math.max(8, inner >> 1) : inner) ?? fitted(value, nested ? inner >> 1 : inner);
    if (text.length > inner || (text === MORE && parts.length > 0)) {
      parts.push(MORE);
      break;
    }
    parts.push(`${name}: ${text}`);
    room -= name.length + 2 + text.length + 2;
  }
  return `{${parts.join(', ')}}`;
}

/** The beginning of a text; a character of two units is not cut in half. */
function fitText(text: string, width: number): string {
  if (width < 4) return MORE;
  const begin = JSON.stringify(text.slice(0, width)).slice(0, width - 2);
  return `${begin.replace(/[\ud800-\udbff]$|\\$/, '')}${MORE}"`;
}

/** The type in datashape, records with as many fields as fit. */
function fitType(type: Type, width: number): string {
  const whole = showType(type);
  if (whole.length <= width) return whole;
  switch (type.is) {
    case 'list': {
      const head = `${type.size ?? 'var'} * `;
      return head + fitType(type.of, width - head.length);
    }
    case 'option':
      return type.of.is === 'list' ? `option[${fitType(type.of, width - 8)}]` : `?${fitType(type.of, width - 1)}`;
    case 'record':
      return fitRecordType(type, width);
    default:
      return whole;
  }
}

function fitRecordType({ name, fields }: Type & { readonly is: 'record' }, width: number): string {
  const parts: string[] = [];
  let room = width - name.length - 2 - MORE.length;
  for (const [i, [field, of]] of [...fields].entries()) {
    const head = `${showName(field)}: `;
    const text = head + showType(of);
    const inner =
      text.length + 2 > room ? head + fitType(of, (i < fields.size - 1 ? room >> 1 : room) - head.length) : text;
    if (inner.length + 2 > room) break;
    parts.push(inner);
    room -= inner.length + 2;
  }
  const inside = [...parts, ...(parts.length < fields.size ? [MORE] : [])].join(', ');
  return name === '' ? `{${inside}}` : `${name}[${inside}]`;
}
