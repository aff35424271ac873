import type { BinsFigure, SeriesStyle } from './figure.ts';
import { colourOf, dashOf } from './palette.ts';
import type { Drawn } from './series.ts';
import { fitText, label, px, widthOf } from './svg.ts';

/** A line of a legend. */
export interface LegendEntry {
  readonly name: string;
  readonly style: SeriesStyle | 'band';
  readonly colour: number | undefined;
}

const ROW = 18;
const SWATCH = 22;
const MOST_WIDTH = 190;
/** Room for how many more entries there are. */
const MORE = 90;

/** The entries of a figure: its series that have names, and the error of the sum where it is drawn. */
export function legendOf({ series }: BinsFigure, total: Drawn | undefined): LegendEntry[] {
  const named = series.filter(({ name }) => name !== '');
  const points = named.filter(({ style }) => style === 'points');
  const others = named.filter(({ style }) => style !== 'points');
  const isUnsure = total?.values.some((value, i) => total.high[i] !== value) === true;
  const band = { name: 'uncertainty (stat.)', style: 'band', colour: undefined } as const;
  return [...points, ...others, ...(isUnsure ? [band] : [])];
}

/** Where the entries of a legend stand; those beyond its room are counted. */
export interface LegendLayout {
  readonly places: readonly { readonly entry: LegendEntry; readonly x: number; readonly y: number }[];
  readonly more: number;
  readonly height: number;
}

/** Entries one after another in rows of a width, in as many rows as a height has; there is always one. */
export function legendLayout(entries: readonly LegendEntry[], width: number, most: number): LegendLayout {
  const rows = Math.max(1, Math.floor(most / ROW));
  const places: { entry: LegendEntry; x: number; y: number }[] = [];
  let [x, row] = [0, 0];
  for (const entry of entries) {
    const wide = entryWidth(entry);
    if (x > 0 && x + wide > width) [x, row] = [0, row + 1];
    // the last row keeps room to say how many more there are
    const isLast = places.length === entries.length - 1;
    if (row >= rows || (row === rows - 1 && !isLast && x > 0 && x + wide + MORE > width)) break;
    places.push({ entry, x, y: row * ROW + ROW / 2 });
    x += wide;
  }
  const shown = (places.at(-1)?.y ?? 0) + ROW / 2;
  return { places, more: entries.length - places.length, height: entries.length === 0 ? 0 : shown + 8 };
}

/** The legend from its corner at the top left. */
export function legendSvg({ places, more }: LegendLayout, left: number, top: number): string {
  const parts = places.map(
    ({ entry, x, y }) =>
      swatch(entry, left + x, top + y) + label(left + x + SWATCH, top + y + 4, fitText(entry.name, MOST_WIDTH)),
  );
  const last = places.at(-1);
  if (more === 0 || last === undefined) return parts.join('');
  const end = left + last.x + entryWidth(last.entry);
  return parts.join('') + label(end, top + last.y + 4, `and ${more} more`, 'font-style="italic"');
}

function entryWidth({ name }: LegendEntry): number {
  return Math.min(MOST_WIDTH, widthOf(name)) + SWATCH + 14;
}

function swatch({ style, colour }: LegendEntry, x: number, y: number): string {
  const paint = colourOf(colour);
  const box = `x="${px(x + 2)}" y="${px(y - 5)}" width="13" height="10"`;
  switch (style) {
    case 'stack':
    case 'area':
      return `<rect ${box} fill="${paint}"/>`;
    case 'band':
      return `<rect ${box} fill="currentColor" fill-opacity="0.3"/>`;
    case 'line':
      return `<path d="M${px(x)},${px(y)}h17" stroke="${paint}" stroke-width="2.4"${dashOf(colour)}/>`;
    case 'points':
      return `<path d="M${px(x + 8.5)},${px(y - 7)}v14" stroke="${paint}" stroke-width="1.3"/><circle cx="${px(x + 8.5)}" cy="${px(y)}" r="3.2" fill="${paint}"/>`;
    default:
      return style satisfies never;
  }
}
