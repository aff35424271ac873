import type { FixedAxis } from '../../../compiler/axis.ts';
import { ExpressionError } from '../../../compiler/tree/problem.ts';
import { printable } from '../characters.ts';
import { shortNumber } from '../histogram-bins.ts';
import { drawText } from '../histogram-text.ts';
import type { Histogram } from '../histogram.ts';
import { DISPLAY, type MimeBundle } from '../notebook.ts';
import { cellsHtml } from '../table.ts';
import { binsSvg } from './bins-svg.ts';
import { binsText, type TerminalOptions } from './bins-text.ts';
import { cutflowFigure, type CutflowOptions } from './cutflow.ts';
import { cutflowSvg } from './cutflow-svg.ts';
import { cutflowText } from './cutflow-text.ts';
import type { BinsFigure, CutflowData, CutflowFigure, HeatFigure } from './figure.ts';
import { tableOf } from './figure-table.ts';
import { heatSvg } from './heat-svg.ts';
import { plotSpec, type PlotSpec } from './observable.ts';
import { binsFigure, type HistogramSet, type OverlayOptions } from './overlay.ts';
import { checkSize, type SizeOptions, type Surround } from './svg.ts';

/** How one histogram is drawn by itself. */
export type PictureOptions = Pick<OverlayOptions, 'title' | 'yTitle' | 'log' | 'density' | 'errors'>;

/** A drawing as plain data, and as text, SVG or HTML when it is asked for. */
export class Picture {
  readonly #figure: BinsFigure | HeatFigure | CutflowFigure;
  /** The histogram of a picture of one alone, whose text says more. */
  readonly #alone: Histogram | undefined;

  constructor(figure: BinsFigure | HeatFigure | CutflowFigure, alone?: Histogram) {
    this.#figure = figure;
    this.#alone = alone;
  }

  /** The drawing for a terminal. There are no colours unless asked for; `console.log(picture)` asks where they show. */
  toString(options: TerminalOptions = {}): string {
    const figure = this.#figure;
    if (this.#alone !== undefined)
      return [printable(figure.title), drawText(this.#alone, { ...options, log: figure.log })]
        .filter((text) => text !== '')
        .join('\n');
    return figure.is === 'cutflow' ? cutflowText(figure, options) : binsText(figure as BinsFigure, options);
  }

  /** The drawing as SVG text. The height of a cutflow follows from its cuts. Throws ExpressionError for odd sizes. */
  toSVG(size: SizeOptions = {}): string {
    return this.#svg(size, 'page');
  }

  /**
   * The drawing as a part of an HTML page, with its numbers in a table that can be opened. It needs nothing from
   * outside, runs no script, and follows the light or dark colours of the reader.
   */
  toHTML(size: SizeOptions = {}): string {
    const cells = tableOf(this.#figure);
    const scroll = 'style="overflow:auto;max-height:24em;white-space:nowrap"';
    const table =
      cells === undefined
        ? ''
        : `<details style="font:13px system-ui,sans-serif"><summary>numbers</summary><div ${scroll}>${cellsHtml(cells)}</div></details>`;
    const style = 'margin:0;padding:8px;max-width:100%;color-scheme:light dark;color:CanvasText;background:Canvas';
    return `<figure class="jagged-picture" style="${style}">\n${this.#svg(size, 'html')}\n${table}</figure>`;
  }

  /** The rows and marks for Observable Plot, as plain data. */
  toPlot(): PlotSpec {
    return plotSpec(this.#figure);
  }

  /** What notebooks show. */
  [DISPLAY](): MimeBundle {
    return { 'text/html': this.toHTML(), 'image/svg+xml': this.toSVG(), 'text/plain': this.toString() };
  }

  [Symbol.for('nodejs.util.inspect.custom')](_depth: number, options?: { readonly colors?: boolean }): string {
    return this.toString({ colors: options?.colors === true });
  }

  #svg({ width = 640, height }: SizeOptions, surround: Surround): string {
    const figure = this.#figure;
    const isTall = figure.is === 'bins' && figure.ratio !== undefined;
    const size = checkSize(width, height ?? (isTall ? 520 : 420));
    switch (figure.is) {
      case 'bins':
        return binsSvg(figure, size, surround);
      case 'heat':
        return heatSvg(figure, size, surround);
      case 'cutflow':
        return cutflowSvg(figure, width, surround);
      default:
        return figure satisfies never;
    }
  }
}

/** The picture of one histogram with one or two axes. */
export function pictureOf(histogram: Histogram, options: PictureOptions = {}): Picture {
  const [x, y] = histogram.axes;
  if (x === undefined || histogram.axes.length > 2)
    throw new ExpressionError('bad-plot', `cannot draw a histogram with ${histogram.axes.length} axes`, {
      hint: 'project() it on one or two',
    });
  if (y !== undefined) return new Picture(heatFigure(histogram, [x, y], options), histogram);
  const figure = binsFigure({ '': histogram }, 'area', { ...options, errors: options.errors ?? false });
  // its own text knows of counts alone
  return new Picture(figure, figure.density ? undefined : histogram);
}

/**
 * Draws histograms over one another, as outlines with error bars: the categories of a histogram, or several histograms
 * with the same axis. Throws ExpressionError where axes or categories do not fit.
 *
 * @example
 * ```ts
 * overlay(masses, { by: 'dataset', ratio: 'ZJets', log: true }).toSVG();
 * overlay({ before, after }, { ratio: 'before' });
 * ```
 */
export function overlay(histograms: HistogramSet, options: OverlayOptions = {}): Picture {
  return new Picture(binsFigure(histograms, 'line', options));
}

/**
 * Draws histograms on top of one another, the first at the bottom, with the error of their sum as a shade. Those that
 * are named as `data` are points, with their ratio to the sum in a panel below. Throws ExpressionError where axes or
 * categories do not fit.
 *
 * @example
 * ```ts
 * stack(masses, { data: 'Data', title: 'Z → µµ' }).toSVG();
 * ```
 */
export function stack(histograms: HistogramSet, options: OverlayOptions = {}): Picture {
  return new Picture(binsFigure(histograms, 'stack', options));
}

/**
 * Draws how many events each cut leaves, with their shares of all and of those before the cut.
 *
 * @example
 * ```ts
 * cutflowChart({ name: 'Z → µµ', steps: [{ cut: 'all', events: 20000 }, { cut: 'two muons', events: 9334 }] });
 * ```
 */
export function cutflowChart(cutflow: CutflowData, options: CutflowOptions = {}): Picture {
  return new Picture(cutflowFigure(cutflow, options));
}

function heatFigure(
  histogram: Histogram,
  axes: readonly [FixedAxis, FixedAxis],
  { title = '', yTitle, log = false }: PictureOptions,
): HeatFigure {
  const valueTitle = yTitle ?? (histogram.weighted ? 'sum of weights' : 'entries');
  const outside = histogram.sum({ flow: true }) - histogram.sum();
  const note = outside === 0 ? '' : `outside of the axes: ${shortNumber(outside)}`;
  return { is: 'heat', title, axes, valueTitle, log, values: [...histogram.values()], note };
}
