import { cellText } from '../table.ts';
import { percent } from './cutflow.ts';
import type { CutflowBar, CutflowFigure } from './figure.ts';
import { colourOf } from './palette.ts';
import { shareScale } from './shares.ts';
import { fitText, heading, label, line, px, type Surround, svgDocument, tooltip, widest } from './svg.ts';

const ROW = 26;
const HEAD = 11;
const FAINT = `font-size="${HEAD}" fill-opacity="0.75"`;

/** A column of numbers, which end at a place. */
interface Column {
  readonly head: string;
  readonly cells: readonly string[];
  readonly end: number;
  readonly start: number;
}

/** The drawing of a cutflow: a bar for each cut, as high as there are cuts. */
export function cutflowSvg(figure: CutflowFigure, width: number, surround: Surround): string {
  const { bars, title } = figure;
  const columns = columnsOf(figure, width - 12);
  const cuts = bars.map(({ cut }) => fitText(cut, width * 0.36));
  const left = 12 + widest(cuts) + 10;
  const right = Math.max(left + 20, (columns[0] as Column).start - 14);
  const top = title === '' ? 12 : 40;
  const bottom = top + 20 + Math.max(1, bars.length) * ROW;
  const hasAlone = bars.some(({ alone }) => alone !== undefined);
  const share = shareScale(
    bars.flatMap(({ value, alone }) => [value, alone ?? 0]),
    figure.log,
  );
  const rows = bars.map((bar, i) => {
    const y = top + 20 + i * ROW;
    const name = label(left - 8, y + 15, cuts[i] as string, 'text-anchor="end"');
    const numbers = columns.map(({ end, cells }) => label(end, y + 15, cells[i] as string, 'text-anchor="end"'));
    const whole = bar.cut === cuts[i] ? '' : tooltip(bar.cut);
    const at = (value: number): number => left + share(value) * (right - left);
    return `<g>${whole}${name}${barSvg(bar, at, y)}${numbers.join('')}</g>`;
  });
  return svgDocument({ width, height: bottom + (hasAlone ? 26 : 8) }, summary(figure), surround, [
    heading(title, width),
    ...columns.map(({ head, end }) => label(end, top + 10, head, `text-anchor="end" ${FAINT}`)),
    bars.length === 0 ? label(12, top + 36, 'no cuts') : '',
    ...rows,
    line(`M${px(left)},${top + 18}V${bottom}`, 0.6),
    hasAlone ? aloneLegend(bottom) : '',
  ]);
}

function columnsOf({ bars, weighted }: CutflowFigure, right: number): Column[] {
  const all: readonly (readonly [string, readonly string[]])[] = [
    [weighted ? 'weights' : 'events', bars.map(({ value }) => cellText(value))],
    ['of all', bars.map(({ ofAll }) => percent(ofAll))],
    ['of previous', bars.map(({ ofPrevious }) => percent(ofPrevious))],
  ];
  let end = right;
  const fromRight = all.toReversed().map(([head, cells]): Column => {
    const column = { head, cells, end, start: end - Math.max(widest(cells), widest([head], HEAD)) };
    end = column.start - 14;
    return column;
  });
  return fromRight.reverse();
}

function barSvg({ value, alone }: CutflowBar, at: (value: number) => number, y: number): string {
  const [left, right] = [at(0), at(value)];
  const bar = `<rect x="${px(left)}" y="${y + 2}" width="${px(right - left)}" height="${ROW - 8}" fill="${colourOf(0)}"/>`;
  return bar + (alone === undefined ? '' : line(`M${px(at(alone))},${y}v${ROW - 4}`, 1, 'stroke-width="2"'));
}

function aloneLegend(top: number): string {
  const mark = line(`M14,${top + 6}v12`, 1, 'stroke-width="2"');
  return mark + label(22, top + 16, 'events that pass this cut alone', FAINT);
}

function summary({ title, bars, weighted }: CutflowFigure): string {
  const all = bars.map(({ cut, value }) => `${cut}: ${cellText(value)}`).join(', ');
  return `${title === '' ? 'cutflow' : title}; ${weighted ? 'sums of weights' : 'events'} left after each cut: ${all}`;
}
