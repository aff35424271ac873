import { cellText } from '../table.ts';
import { percent } from './cutflow.ts';
import type { CutflowFigure } from './figure.ts';
import { colourOf } from './palette.ts';
import { shareScale } from './shares.ts';
import { fitText, label, line, px, type Surround, svgDocument, tooltip, widest } from './svg.ts';

const ROW = 26;
const HEAD = 11;

/** The drawing of a cutflow: a bar for each cut, as high as there are cuts. */
export function cutflowSvg(figure: CutflowFigure, width: number, surround: Surround): string {
  const { bars, title } = figure;
  const cuts = bars.map(({ cut }) => fitText(cut, width * 0.36));
  const numbers = bars.map(({ value }) => cellText(value));
  const ofAll = bars.map((bar) => percent(bar.ofAll));
  const ofPrevious = bars.map((bar) => percent(bar.ofPrevious));
  const what = figure.weighted ? 'weights' : 'events';
  const heads = [what, 'of all', 'of previous'];
  const wide = [numbers, ofAll, ofPrevious].map((column, i) =>
    Math.max(widest(column), widest([heads[i] as string], HEAD)),
  );
  // columns of numbers end at these places, from the right
  const ends = wide.map((_, i) => width - 12 - wide.slice(i + 1).reduce((sum, next) => sum + next + 14, 0));
  const left = 12 + widest(cuts) + 10;
  const right = Math.max(left + 20, (ends[0] as number) - (wide[0] as number) - 14);
  const top = title === '' ? 12 : 40;
  const hasAlone = bars.some(({ alone }) => alone !== undefined);
  const foot = hasAlone ? 26 : 8;
  const share = shareScale(
    bars.flatMap(({ value, alone }) => [value, alone ?? 0]),
    figure.log,
  );
  const rows = bars.map(({ cut, value, alone }, i) => {
    const y = top + 20 + i * ROW;
    const texts = [numbers, ofAll, ofPrevious].map((column, c) =>
      label(ends[c] as number, y + 15, column[i] as string, 'text-anchor="end"'),
    );
    const whole = cut === cuts[i] ? '' : tooltip(cut);
    const bar = `<rect x="${px(left)}" y="${y + 2}" width="${px(share(value) * (right - left))}" height="${ROW - 8}" fill="${colourOf(0)}"/>`;
    const mark =
      alone === undefined
        ? ''
        : line(`M${px(left + share(alone) * (right - left))},${y}v${ROW - 4}`, 1, 'stroke-width="2"');
    return `<g>${whole}${label(left - 8, y + 15, cuts[i] as string, 'text-anchor="end"')}${bar}${mark}${texts.join('')}</g>`;
  });
  const bottom = top + 20 + Math.max(1, bars.length) * ROW;
  const headings = heads.map((head, i) =>
    label(ends[i] as number, top + 10, head, `text-anchor="end" font-size="${HEAD}" fill-opacity="0.75"`),
  );
  return svgDocument({ width, height: bottom + foot }, summary(figure), surround, [
    title === '' ? '' : label(width / 2, 25, fitText(title, width - 16, 15), 'text-anchor="middle" font-size="15"'),
    ...headings,
    bars.length === 0 ? label(12, top + 36, 'no cuts') : '',
    ...rows,
    line(`M${px(left)},${top + 18}V${bottom}`, 0.6),
    hasAlone
      ? line(`M14,${bottom + 6}v12`, 1, 'stroke-width="2"') +
        label(22, bottom + 16, 'events that pass this cut alone', `font-size="${HEAD}" fill-opacity="0.75"`)
      : '',
  ]);
}

function summary({ title, bars, weighted }: CutflowFigure): string {
  const all = bars.map(({ cut, value }) => `${cut}: ${cellText(value)}`).join(', ');
  return `${title === '' ? 'cutflow' : title}; ${weighted ? 'sums of weights' : 'events'} left after each cut: ${all}`;
}
