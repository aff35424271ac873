import { clip, columnsOf, divisorFor, longest, padLeft, padRight, printable } from '../characters.ts';
import { labelsOfBins, namesOfBins, shortNumber, titleOf } from '../histogram-bins.ts';
import type { BinsFigure } from './figure.ts';
import { flowNote } from './figure-words.ts';
import { painted } from './palette.ts';
import { type Drawn, drawnRatios, drawnSeries, drawnTotal, joinBins, type Ratios, ratioRange } from './series.ts';
import { shareScale } from './shares.ts';

/** How a picture is drawn for a terminal. */
export interface TerminalOptions {
  /** The width of the drawing in characters; 80 unless told. */
  readonly width?: number;
  /** The most lines that bins may take; bins are joined until they fit. 40 unless told. */
  readonly rows?: number;
  /** Whether there are colours; `console.log(picture)` has them where the terminal shows them. */
  readonly colors?: boolean;
}

/** A column of numbers beside the bars. */
interface Column {
  readonly head: string;
  readonly cells: readonly string[];
}

/** A character of a bar and the colour of its series. */
interface Cell {
  readonly glyph: string;
  readonly colour: number | undefined;
}

const FILLS = ['█', '▒', '░', '▓', '#', '=', '%', '+', '~', '-'];
const MARKS = ['○', '□', '△', '◇', '×', '+', '▽', '◎', '☆', '■'];
const GAUGE = 13;
const SEVERAL: Cell = { glyph: '*', colour: undefined };

/** The drawing of series over bins for a terminal, a line a bin, with ratios beside them. */
export function binsText(given: BinsFigure, { width = 80, rows = 40, colors = false }: TerminalOptions): string {
  const names = namesOfBins(given.axis);
  const bins = given.series[0]?.values.length ?? 0;
  const joined = names === undefined ? divisorFor(bins, Math.max(1, rows)) : 1;
  const figure = joinBins(given, joined);
  const series = drawnSeries(figure);
  const total = drawnTotal(figure);
  const ratios = figure.ratio === undefined ? undefined : drawnRatios(figure);
  const wide = Math.max(30, Math.floor(width));
  const labels = labelsOfBins(figure.axis).map((label) => clip(printable(label), Math.floor(wide / 3)));
  const labelWidth = longest(labels);
  const columns = numberColumns(series, total, ratios, figure, Math.floor(wide * 0.45));
  const taken = columns.reduce((sum, column) => sum + widthOf(column) + 2, 0);
  const room = Math.max(4, wide - labelWidth - 2 - taken);
  const share = shareScale(
    [...series, ...(total === undefined ? [] : [total])].flatMap(({ values }) => values),
    figure.log,
  );
  const lines = labels.map((label, i) => {
    const numbers = columns.map((column) => `  ${padLeft(column.cells[i] as string, widthOf(column))}`);
    const bar = runs(barOf(series, i, share, room), colors);
    const name = (names === undefined ? padLeft : padRight)(label, labelWidth);
    return `${name} │${bar}${numbers.join('')}`.trimEnd();
  });
  const heads = columns.map((column) => `  ${padLeft(column.head, widthOf(column))}`).join('');
  const title = printable([titleOf(figure.axis), figure.density ? figure.yTitle : ''].filter(isThere).join(' · '));
  const left = labelWidth + 2 + room;
  const head = columnsOf(title) > left ? [title, ' '.repeat(left) + heads] : [padRight(title, left) + heads];
  const notes = [flowNote(figure), joined === 1 ? '' : `each line is ${joined} bins`, figure.log ? 'logarithmic' : ''];
  return [
    printable(figure.title),
    ...legend(series, wide, colors),
    ...head.map((text) => text.trimEnd()),
    ...lines,
    printable(notes.filter(isThere).join(' · ')),
  ]
    .filter(isThere)
    .join('\n');
}

function legend(series: readonly Drawn[], width: number, colors: boolean): string[] {
  const lines: { text: string; length: number }[] = [];
  for (const one of series) {
    if (one.name === '') continue;
    const name = clip(printable(one.name), 30);
    const last = lines.at(-1);
    const entry = `${painted(glyphOf(one, series), one.colour, colors)} ${name}`;
    const length = columnsOf(name) + 2;
    if (last === undefined || last.length + 3 + length > width) lines.push({ text: entry, length });
    else Object.assign(last, { text: `${last.text}   ${entry}`, length: last.length + 3 + length });
  }
  return lines.map(({ text }) => text);
}

/** The character of a series: fills for what is stacked, marks for the others; data come first among these. */
function glyphOf(one: Drawn, series: readonly Drawn[]): string {
  if (one.colour === undefined) return '●';
  const glyphs = isFilled(one) ? FILLS : MARKS;
  const place = series.filter((other) => isFilled(other) === isFilled(one)).indexOf(one);
  return glyphs[place % glyphs.length] as string;
}

function isFilled({ style }: Drawn): boolean {
  return style === 'stack' || style === 'area';
}

function barOf(series: readonly Drawn[], i: number, share: (value: number) => number, room: number): Cell[] {
  const cells = Array.from({ length: room }, (): Cell => ({ glyph: ' ', colour: undefined }));
  const end = (value: number): number => Math.round(share(value) * room);
  let reached = 0;
  for (const one of series.filter(isFilled)) {
    const value = one.values[i] as number;
    if (!Number.isFinite(value)) continue;
    cells.fill({ glyph: glyphOf(one, series), colour: one.colour }, end(reached), end(reached + value));
    reached += value;
  }
  const marked = new Set<number>();
  for (const one of series.filter((other) => !isFilled(other))) {
    const value = one.values[i] as number;
    if (!(value > 0) || value === Infinity) continue;
    // a mark stands where a bar of the same value would end
    const at = Math.max(0, end(value) - 1);
    cells[at] = marked.has(at) ? SEVERAL : { glyph: glyphOf(one, series), colour: one.colour };
    marked.add(at);
  }
  return cells;
}

/** The characters as text, each run of a colour painted at once. */
function runs(cells: readonly Cell[], colors: boolean): string {
  if (!colors) return cells.map(({ glyph }) => glyph).join('');
  let text = '';
  for (let i = 0; i < cells.length; ) {
    const { colour } = cells[i] as Cell;
    let run = '';
    for (; i < cells.length && cells[i]?.colour === colour; i++) run += cells[i]?.glyph;
    text += painted(run, colour, colors);
  }
  return text;
}

/** Numbers beside the bars, as many columns as fit: ratios, the sum of what is stacked, then the others. */
function numberColumns(
  series: readonly Drawn[],
  total: Drawn | undefined,
  ratios: Ratios | undefined,
  figure: BinsFigure,
  room: number,
): Column[] {
  const values = (one: Drawn, head: string): Column => ({
    head: clip(printable(head), 12),
    cells: one.values.map(shortNumber),
  });
  const several = (ratios?.ratios.length ?? 0) > 1;
  const ratioColumns = (ratios?.ratios ?? []).map((ratio) => ({
    head: clip(printable(several ? `${ratio.name} /` : (figure.ratio?.title ?? '')), 14),
    cells: ratio.values.map((_, i) => ratioText(ratio, i)),
  }));
  const first = ratios?.ratios[0];
  const gauge =
    ratios !== undefined && first !== undefined && !several ? [gaugeOf(ratios, first, figure.ratio?.range)] : [];
  const numbers = [
    ...(total === undefined ? [] : [values(total, 'sum')]),
    ...series.filter(({ style }) => style !== 'stack').map((one) => values(one, one.name)),
  ];
  let left = room;
  const fits = (column: Column): boolean => {
    left -= widthOf(column) + 2;
    return left >= 0;
  };
  const kept = new Set([...ratioColumns, ...numbers, ...gauge].filter(fits));
  return [...numbers, ...ratioColumns, ...gauge].filter((column) => kept.has(column));
}

function ratioText({ values, low, high }: Drawn, i: number): string {
  const value = values[i] as number;
  if (!Number.isFinite(value) || value === 0) return '–';
  const error = ((high[i] as number) - (low[i] as number)) / 2;
  return `${value.toFixed(2)}${error > 0 ? ` ± ${error.toFixed(2)}` : ''}`;
}

/** The ratio as a point with its error bar, on a line with a mark at 1. */
function gaugeOf(ratios: Ratios, ratio: Drawn, given: readonly [number, number] | undefined): Column {
  const [low, high] = ratioRange(ratios, given);
  const at = (value: number): number => Math.round(((value - low) / (high - low)) * (GAUGE - 1));
  const cells = ratio.values.map((value, i) => {
    const line = Array.from({ length: GAUGE }, (_, place): string => (place === at(1) ? '┊' : ' '));
    if (!Number.isFinite(value) || value === 0) return line.join('');
    const [from, to] = [at(ratio.low[i] as number), at(ratio.high[i] as number)];
    for (let place = Math.max(0, from); place <= Math.min(GAUGE - 1, to); place++)
      line[place] = place === at(1) ? '┼' : '─';
    const place = at(value);
    if (place < 0) line[0] = '◂';
    else if (place >= GAUGE) line[GAUGE - 1] = '▸';
    else line[place] = '●';
    return line.join('');
  });
  const [left, right] = [shortNumber(low), shortNumber(high)];
  return { head: left + right.padStart(GAUGE - left.length), cells };
}

function isThere(text: string): boolean {
  return text !== '';
}

function widthOf({ head, cells }: Column): number {
  return longest([head, ...cells]);
}
