import type { CutflowBar, CutflowData, CutflowFigure } from './figure.ts';

/** How a cutflow is drawn. */
export interface CutflowOptions {
  readonly title?: string;
  /** Whether bars have a logarithmic scale. */
  readonly log?: boolean;
  /** Whether sums of weights are drawn rather than numbers of events. */
  readonly weighted?: boolean;
}

/** The bars of a cutflow, with their shares of the first one and of the one before. */
export function cutflowFigure({ name, steps }: CutflowData, options: CutflowOptions): CutflowFigure {
  const weighted = options.weighted === true;
  const values = steps.map((step) => (weighted ? (step.weighted ?? Number.NaN) : step.events));
  const share = (value: number, of: number | undefined): number | undefined =>
    of !== undefined && of > 0 && Number.isFinite(value / of) ? value / of : undefined;
  const bars = steps.map(({ cut, alone }, i): CutflowBar => {
    const value = values[i] as number;
    return {
      cut,
      value,
      // how many events pass one cut says nothing beside sums of weights
      alone: weighted ? undefined : alone,
      ofAll: share(value, values[0]),
      ofPrevious: i === 0 ? undefined : share(value, values[i - 1]),
    };
  });
  return { is: 'cutflow', title: options.title ?? name ?? '', log: options.log === true, bars, weighted };
}

/** A share in percent, with as many digits as say something. */
export function percent(share: number | undefined): string {
  if (share === undefined) return '';
  const value = share * 100;
  return `${value === 0 || Math.abs(value) >= 0.1 ? value.toFixed(1) : value.toPrecision(2)} %`;
}
