import { bar, clip, longest, padLeft, padRight, printable } from '../characters.ts';
import { cellText } from '../table.ts';
import { percent } from './cutflow.ts';
import type { CutflowFigure } from './figure.ts';
import { painted } from './palette.ts';
import { shareScale } from './shares.ts';
import type { TerminalOptions } from './bins-text.ts';

/** The drawing of a cutflow for a terminal: a line a cut, with shares of all and of the cut before. */
export function cutflowText(figure: CutflowFigure, { width = 80, colors = false }: TerminalOptions): string {
  const { bars, title, weighted, log } = figure;
  const wide = Math.max(40, Math.floor(width));
  const hasAlone = bars.some(({ alone }) => alone !== undefined);
  const columns = [
    [weighted ? 'weights' : 'events', ...bars.map(({ value }) => cellText(value))],
    ['of all', ...bars.map(({ ofAll }) => percent(ofAll))],
    ['of previous', ...bars.map(({ ofPrevious }) => percent(ofPrevious))],
    ...(hasAlone ? [['alone', ...bars.map(({ alone }) => cellText(alone))]] : []),
  ];
  const widths = columns.map(longest);
  const taken = widths.reduce((sum, one) => sum + one + 2, 0);
  const cuts = ['cut', ...bars.map(({ cut }) => printable(cut))].map((cut) =>
    clip(cut, Math.max(8, Math.min(30, wide - taken - 12))),
  );
  const first = longest(cuts);
  const room = Math.max(0, wide - first - taken - 2);
  const share = shareScale(
    bars.map(({ value }) => value),
    log,
  );
  const lines = cuts.map((cut, i) => {
    const numbers = columns.map((column, c) => `  ${padLeft(column[i] as string, widths[c] as number)}`).join('');
    const drawn = i === 0 ? '' : ` │${painted(bar(share(bars[i - 1]?.value as number), room), 0, colors)}`;
    return `${padRight(cut, first)}${numbers}${drawn}`.trimEnd();
  });
  return [printable(title), ...lines].filter((line) => line !== '').join('\n');
}
