import type { FixedAxis } from '../../compiler/axis.ts';
import { flowOf } from '../../kernels/histogram.ts';
import { bar, clip, divisorFor, longest, padLeft, padRight, printable } from './characters.ts';
import { edgesOf, labelsOfBins, namesOfBins, shortNumber, titleOf } from './histogram-bins.ts';
import type { Histogram } from './histogram.ts';
import { shareScale } from './plots/shares.ts';

export interface TextOptions {
  /** The width of the drawing in characters; 80 unless told. */
  readonly width?: number;
  /** The most lines that bins may take; bins are joined until they fit. 40 unless told. */
  readonly rows?: number;
  /** Whether the bars of a histogram with one axis have a logarithmic scale. */
  readonly log?: boolean;
}

const SHADES = [' ', '░', '▒', '▓', '█'];

/** A drawing of the histogram for a terminal: bars for one axis, shades for two, each axis by itself for more. */
export function drawText(histogram: Histogram, { width = 80, rows = 40, log = false }: TextOptions): string {
  const size = { width: Math.max(20, Math.floor(width)), rows: Math.max(1, Math.floor(rows)), log };
  const { axes } = histogram;
  if (axes.length === 0) return `${shortNumber(histogram.sum())}\n${total(histogram)}`;
  if (axes.length === 1) return drawBars(histogram, size);
  if (axes.length === 2) return drawGrid(histogram, size);
  return axes.map((_, i) => drawBars(histogram.project(i), size)).join('\n\n');
}

function drawBars(histogram: Histogram, { width, rows, log }: Required<TextOptions>): string {
  const axis = histogram.axes[0] as FixedAxis;
  const names = namesOfBins(axis);
  const joined = names === undefined ? divisorFor(histogram.values().length, rows) : 1;
  const shown = joined === 1 ? histogram : histogram.rebin(joined);
  const values = [...shown.values()];
  const labels = labelsOfBins(shown.axes[0] as FixedAxis).map((label) => clip(printable(label), Math.floor(width / 2)));
  const numbers = values.map(shortNumber);
  const [labelWidth, numberWidth] = [longest(labels), longest(numbers)];
  const room = Math.max(4, width - labelWidth - numberWidth - 3);
  const share = shareScale(values.map(Math.abs), log);
  const lines = values.map((value, i) => {
    const label = (names === undefined ? padLeft : padRight)(labels[i] as string, labelWidth);
    return `${label} │${signedBar(value, share(Math.abs(value)), room).padEnd(room)} ${(numbers[i] as string).padStart(numberWidth)}`;
  });
  const note = joined === 1 ? [] : [`each line is ${joined} bins`];
  return [...heading(titleOf(axis)), ...lines, [...flowNotes(shown), ...note].join(' · '), total(histogram)]
    .filter((line) => line !== '')
    .join('\n');
}

function signedBar(value: number, share: number, room: number): string {
  // a bar below zero is drawn in another shade, as there is no room to its left
  return value < 0 && share > 0 ? '▒'.repeat(Math.max(1, Math.round(share * room))) : bar(share, room);
}

function drawGrid(histogram: Histogram, { width, rows }: Omit<Required<TextOptions>, 'log'>): string {
  const [x, y] = histogram.axes as [FixedAxis, FixedAxis];
  const [nx = 0, ny = 0] = histogram.shape();
  const yLabels = namesOfBins(y)?.map((name) => clip(printable(name), Math.floor(width / 3)));
  const yEdges = [...edgesOf(y)].map(shortNumber);
  const labelWidth = longest(yLabels ?? yEdges);
  const groupX = Math.ceil(nx / (width - labelWidth - 3));
  const groupY = yLabels === undefined ? Math.ceil(ny / rows) : 1;
  const columns = Math.ceil(nx / groupX);
  const cells = new Float64Array(columns * Math.ceil(ny / groupY));
  histogram.values().forEach((value, i) => {
    const cell = Math.floor((i % ny) / groupY) * columns + Math.floor(i / ny / groupX);
    cells[cell] = (cells[cell] as number) + value;
  });
  const repeat = Math.max(1, Math.min(2, Math.floor((width - labelWidth - 3) / columns)));
  const top = largest([...cells]);
  const lines: string[] = [];
  for (let row = cells.length / columns - 1; row >= 0; row--) {
    const label = (yLabels ?? yEdges)[row * groupY] as string;
    const line = [...cells.subarray(row * columns, (row + 1) * columns)]
      .map((value) => shade(value, top).repeat(repeat))
      .join('');
    lines.push(`${padLeft(label, labelWidth)} │${line}│`);
  }
  const xNames = namesOfBins(x)?.map(printable);
  const low = xNames?.[0] ?? shortNumber(edgesOf(x)[0] as number);
  const high = xNames?.at(-1) ?? shortNumber(edgesOf(x)[nx] as number);
  const span = columns * repeat;
  const pad = ' '.repeat(labelWidth + 2);
  const ends =
    nx === 1 && xNames !== undefined ? low : `${low}${' '.repeat(Math.max(1, span - low.length - high.length))}${high}`;
  const scale = top === 0 ? '' : `${SHADES.slice(1).join('')} up to ${shortNumber(top)}`;
  const named = [
    ['→', titleOf(x)],
    ['↑', titleOf(y)],
  ]
    .filter(([, title]) => title !== '')
    .map(([arrow, title]) => `${arrow} ${printable(title as string)}`);
  const sides = [`${' '.repeat(labelWidth)} └${'─'.repeat(span)}┘`, pad + ends];
  return [named.join('   '), ...lines, ...sides, scale, total(histogram)].filter((line) => line !== '').join('\n');
}

function shade(value: number, top: number): string {
  if (!(value > 0) || top === 0) return value < 0 ? '-' : ' ';
  return SHADES[Math.min(4, Math.ceil((value / top) * 4))] as string;
}

function flowNotes(histogram: Histogram): string[] {
  const { under, over } = flowOf(histogram.axes[0] as FixedAxis);
  const cells = histogram.values({ flow: true });
  const after = shortNumber(cells[cells.length - 1] as number);
  if (under && over) return [`underflow ${shortNumber(cells[0] as number)}`, `overflow ${after}`];
  return over ? [`other ${after}`] : [];
}

function total(histogram: Histogram): string {
  const all = histogram.sum({ flow: true });
  const outside = all - histogram.sum();
  const parts = [histogram.weighted ? `sum of weights ${shortNumber(all)}` : `entries ${all}`];
  if (histogram.axes.length > 1 && outside !== 0) parts.push(`${shortNumber(outside)} of them in flow`);
  if (histogram.skipped > 0) parts.push(`skipped ${histogram.skipped} missing`);
  return parts.join(' · ');
}

function heading(title: string): string[] {
  return title === '' ? [] : [printable(title)];
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
}
