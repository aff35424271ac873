import type { FixedAxis } from '../../../compiler/axis.ts';

/** How a series is drawn: filled from zero, as an outline, on top of the series before it, or as points. */
export type SeriesStyle = 'area' | 'line' | 'stack' | 'points';

/**
 * What error bars say: nothing, one standard deviation √variance, or the central interval of 68.27 % of a Poisson
 * mean. Where entries have weights there is no count, and so 'poisson' is as 'deviation'.
 */
export type ErrorBars = 'none' | 'deviation' | 'poisson';

/** The bins of one histogram in a picture. */
export interface Series {
  readonly name: string;
  readonly style: SeriesStyle;
  /** Its place among the colours; undefined is the colour of text. */
  readonly colour: number | undefined;
  readonly values: readonly number[];
  readonly variances: readonly number[];
  readonly errors: ErrorBars;
  /** What lies before the first bin and after the last one; undefined where the axis has no such cell. */
  readonly under: number | undefined;
  readonly over: number | undefined;
}

/** A panel below: the sum of `of` (each by itself where there are several) over the sum of `to`. */
export interface RatioPanel {
  readonly of: readonly string[];
  readonly to: readonly string[];
  readonly title: string;
  readonly range: readonly [number, number] | undefined;
}

/** Series over the bins of one axis. */
export interface BinsFigure {
  readonly is: 'bins';
  readonly title: string;
  readonly axis: FixedAxis;
  readonly yTitle: string;
  readonly log: boolean;
  /** Whether values are divided by the width of their bin. */
  readonly density: boolean;
  readonly series: readonly Series[];
  readonly ratio: RatioPanel | undefined;
}

/** One value for each pair of bins of two axes, row-major, the first axis slowest. */
export interface HeatFigure {
  readonly is: 'heat';
  readonly title: string;
  readonly axes: readonly [FixedAxis, FixedAxis];
  readonly valueTitle: string;
  readonly log: boolean;
  readonly values: readonly number[];
  /** What lies outside of the axes, in words. */
  readonly note: string;
}

/** How many events are left after each cut, in their order; the first step is what there is before any. */
export interface CutflowData {
  readonly name?: string | undefined;
  readonly steps: readonly CutflowStep[];
}

/** One cut. */
export interface CutflowStep {
  readonly cut: string;
  /** How many events pass this cut and all before it. */
  readonly events: number;
  /** The sum of their weights. */
  readonly weighted?: number | undefined;
  /** How many events pass this cut, whatever the others say. */
  readonly alone?: number | undefined;
}

/** Bars of a cutflow. */
export interface CutflowFigure {
  readonly is: 'cutflow';
  readonly title: string;
  readonly log: boolean;
  readonly bars: readonly CutflowBar[];
  /** Whether bars are sums of weights rather than numbers of events. */
  readonly weighted: boolean;
}

/** A bar of a cutflow; shares are undefined where there is nothing to compare with. */
export interface CutflowBar {
  readonly cut: string;
  readonly value: number;
  readonly alone: number | undefined;
  readonly ofAll: number | undefined;
  readonly ofPrevious: number | undefined;
}
