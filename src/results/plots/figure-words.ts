import { shortNumber, titleOf } from '../histogram-bins.ts';
import type { BinsFigure, Series, SeriesStyle } from './figure.ts';

/** What is in a figure, for those who do not see it. */
export function summaryOf(figure: BinsFigure): string {
  const named = (style: SeriesStyle): string =>
    figure.series
      .filter((one) => one.style === style && one.name !== '')
      .map(({ name }) => name)
      .join(', ');
  const parts = [
    figure.title,
    [figure.yTitle, titleOf(figure.axis)].filter((title) => title !== '').join(' over '),
    ...(
      [
        ['stack', 'stacked'],
        ['line', 'outlines'],
        ['points', 'points'],
      ] as const
    ).map(([style, word]) => (named(style) === '' ? '' : `${word}: ${named(style)}`)),
    figure.ratio === undefined ? '' : `below: ${figure.ratio.title}`,
  ];
  return parts.filter((part) => part !== '').join('; ');
}

/** What lies outside of the bins, where there is something. */
export function flowNote({ series }: BinsFigure): string {
  const outside = (word: string, of: (one: Series) => number | undefined): string[] => {
    const found = series.flatMap((one) => {
      const value = of(one) ?? 0;
      return value === 0 ? [] : `${one.name} ${shortNumber(value)}`.trim();
    });
    return found.length === 0 ? [] : [`${word}: ${found.join(', ')}`];
  };
  const ranges = series.some(({ under }) => under !== undefined);
  return [
    ...outside('underflow', ({ under }) => under),
    ...outside(ranges ? 'overflow' : 'other', ({ over }) => over),
  ].join(' · ');
}

/** The value of a bin with its standard deviation. */
export function valueText({ values, variances, errors }: Series, i: number): string {
  const value = shortNumber(values[i] as number);
  const deviation = Math.sqrt(variances[i] as number);
  return errors === 'none' || !(deviation > 0) ? value : `${value} ± ${Number(deviation.toPrecision(3))}`;
}
