import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { axis } from '../../../../compiler/axis.ts';
import { JaggedError } from '../../../../compiler/tree/problem.ts';
import { Histogram } from '../../../../src/results/histogram.ts';
import { cutflowChart, overlay, type Picture, stack } from '../../../../src/results/plots/picture.ts';
import { checkMarkup, fill, HOSTILE, withValues } from './support.ts';

const X = axis.regular(4, 0, 8, { name: 'x', label: 'x [GeV]' });
const NAMES = ['a', 'b', 'c', 'd'];
const bars = (values: readonly number[]): Histogram =>
  new Histogram([axis.category(NAMES)], {
    counts: Float64Array.of(...values, 0),
    categories: [NAMES],
    skipped: 0,
  });
/** The heights of the bars of each series, as they are drawn. */
const heightsOf = (svg: string): number[][] =>
  [...svg.matchAll(/<g fill="#[0-9a-f]+">((?:<rect [^>]*>)+)<\/g>/g)].map(([, rects = '']) =>
    [...rects.matchAll(/height="([\d.]+)"/g)].map(([, height]) => Number(height)),
  );
/** The corners of the outline that fills from the floor. */
const outlineOf = (svg: string): { floor: number; tops: number[] } => {
  const [, floor, steps = ''] = /d="M[\d.]+,([\d.]+)((?:V[\d.]+H[\d.]+)+)V[\d.]+"/.exec(svg) ?? [];
  return { floor: Number(floor), tops: [...steps.matchAll(/V([\d.]+)/g)].map(([, top]) => Number(top)) };
};
const counts = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 4, maxLength: 4 });

describe('heights', () => {
  it('of an outline are in proportion to the values', () => {
    fc.assert(
      fc.property(counts, (values) => {
        const { floor, tops } = outlineOf(withValues(values).toSVG());
        const unit = (floor - Math.min(...tops)) / Math.max(...values);
        values.forEach((value, i) => expect(Math.abs(floor - (tops[i] as number) - value * unit)).toBeLessThan(0.05));
      }),
    );
  });

  it('of a stack are in proportion to the values, and stand on each other', () => {
    fc.assert(
      fc.property(fc.array(counts, { minLength: 2, maxLength: 5 }), (all) => {
        const set = Object.fromEntries(all.map((values, i) => [`h${i}`, bars(values)]));
        const heights = heightsOf(stack(set, { errors: false }).toSVG({ height: 1000 }));
        const sums = NAMES.map((_, bin) => all.reduce((sum, values) => sum + (values[bin] as number), 0));
        const drawn = NAMES.map((_, bin) => heights.reduce((sum, one) => sum + (one[bin] as number), 0));
        const unit = Math.max(...drawn) / Math.max(...sums);
        sums.forEach((sum, bin) => expect(Math.abs((drawn[bin] as number) - sum * unit)).toBeLessThan(0.2));
        all
          .flat()
          .forEach((value, i) => expect(Math.abs((heights.flat()[i] as number) - value * unit)).toBeLessThan(0.2));
      }),
    );
  });

  it('on a logarithmic scale differ as the logarithms do', () => {
    const { tops } = outlineOf(withValues([1, 10, 100, 1000]).toSVG({ log: true }));
    const steps = tops.slice(1).map((top, i) => (tops[i] as number) - top);
    for (const step of steps) expect(step).toBeCloseTo(steps[0] as number, 1);
  });

  it('of a cutflow are in proportion to the events', () => {
    const steps = [100, 50, 10, 0].map((events, i) => ({ cut: `c${i}`, events }));
    const svg = cutflowChart({ steps }).toSVG();
    const widths = [...svg.matchAll(/width="([\d.]+)" height="18"/g)].map(([, width]) => Number(width));
    const [whole = 0] = widths;
    expect(widths.map((width) => Math.round((width / whole) * 100))).toEqual([100, 50, 10, 0]);
  });
});

describe('parts', () => {
  const mixed = fill(
    [X, axis.category([], { name: 'dataset' })],
    [
      [1, 1, 3, 5, 9, 1],
      ['Z', 'tt', 'Z', 'Data', 'tt', 'Data'],
    ],
  );
  it('are a legend, titles, ticks, a band, points and the panel of ratios', () => {
    const svg = mixed.stack({ data: 'Data', title: 'Masses' }).toSVG();
    checkMarkup(svg);
    const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
    for (const text of ['Masses', 'Data', 'Z', 'tt', 'uncertainty (stat.)', 'x [GeV]', 'entries', 'Data / sum', '8'])
      expect(texts).toContain(text);
    expect(texts).toContain('overflow: tt 1');
    expect(svg.match(/class="band"/g)).toHaveLength(2);
    expect(svg.match(/<circle/g)).toHaveLength(1 + 2 + 1);
    expect(svg).toMatch(
      /aria-label="Masses; entries over x \[GeV\]; stacked: Z, tt; points: Data; below: Data \/ sum"/,
    );
  });
  it('of a set without ratio are fewer', () => {
    const svg = mixed.overlay({ errors: false }).toSVG();
    expect(svg).not.toContain('class="errors"');
    expect(svg).not.toContain('class="band"');
    expect(svg.match(/stroke-width="1.8"/g)).toHaveLength(3);
  });
  it('beyond the panel of ratios are arrows', () => {
    const svg = overlay(
      { a: withValues([100, 10]), b: withValues([10, 10]) },
      { ratio: { to: 'b', range: [0.5, 1.5] } },
    );
    expect(svg.toSVG()).toMatch(/class="beyond" d="M[^M]*Z"/);
  });
  it('of a heat map are cells with a bar of colours', () => {
    const heat = fill(
      [X, axis.regular(2, 0, 2)],
      [
        [1, 1, 1, 3, 99],
        [0, 0, 0, 1, 0],
      ],
    );
    const svg = heat.toSVG();
    checkMarkup(svg);
    const cells = /<g shape-rendering="crispEdges">(.*?)<\/g>/s.exec(svg)?.[1] ?? '';
    expect(cells.match(/M/g)).toHaveLength(2);
    expect(cells).toContain('rgb(253, 231, 37)');
    expect(svg).toContain('outside of the axes: 1');
  });
  it('have distinct dashes once colours are used up', () => {
    const names = Array.from({ length: 25 }, (_, i) => `h${i}`);
    const svg = overlay(Object.fromEntries(names.map((name, i) => [name, withValues([i + 1])])), { categories: names });
    expect(new Set(svg.toSVG().match(/stroke-dasharray="[^"]*"/g)).size).toBe(2);
  });
});

describe('odd values', () => {
  const odd = withValues([Number.NaN, Infinity, -3, 5, 0], [1, 1, Number.NaN, 5, 0]);
  const empty = withValues([0, 0, 0, 0, 0]);
  const one = axis.regular(1, 0, 1);
  const names = Array.from({ length: 100 }, (_, i) => `dataset number ${i} with a very long name ${'x'.repeat(300)}`);
  const pictures: readonly (readonly [string, (log: boolean) => Picture])[] = [
    ['NaN', (log) => stack({ odd, a: withValues([1, 2, 3, 4, 5]), Data: odd }, { data: 'Data', log })],
    ['NaN as outlines', (log) => overlay({ odd, empty }, { ratio: true, log })],
    ['NaN alone', (log) => odd.plot({ errors: true, log })],
    ['nothing', (log) => stack({ a: empty, b: empty }, { data: 'b', log })],
    ['nothing alone', (log) => empty.plot({ errors: true, log, density: true })],
    ['negative', (log) => stack({ a: withValues([5, 5]), b: withValues([-2, -9], [4, 81]) }, { log })],
    ['all negative', (log) => withValues([-1, -2]).plot({ log })],
    ['one bin', (log) => stack({ a: withValues([1]), b: withValues([2]) }, { data: 'b', log })],
    ['huge', (log) => stack({ a: withValues([1e300, 1]), b: withValues([1, 1e-300]) }, { data: 'b', log })],
    ['100 bins with names', (log) => fill([axis.category(names)], [names]).plot({ log })],
    ['100 categories', (log) => fill([axis.category(names), one], [names, names.map(() => 0.5)]).stack({ log })],
    [
      '100 outlines',
      (log) => fill([axis.category(names), one], [names, names.map(() => 0.5)]).overlay({ categories: names, log }),
    ],
    ['no categories to stack', (log) => new Histogram([axis.category([]), X]).stack({ log })],
    ['no categories', (log) => new Histogram([axis.category([]), axis.category([])]).plot({ log })],
    ['an empty heat map', (log) => new Histogram([X, X]).plot({ log })],
    ['a heat map of one value', (log) => fill([one, one], [[0.5], [0.5]]).plot({ log })],
    ['a heat map of names', (log) => fill([axis.category(names), axis.category(names)], [names, names]).plot({ log })],
    [
      'negative heat',
      (log) =>
        fill([one, one], [[0.5], [0.5]])
          .scale(-1)
          .plot({ log }),
    ],
    ['no cuts', (log) => cutflowChart({ steps: [] }, { log })],
    [
      'odd cuts',
      (log) =>
        cutflowChart(
          {
            steps: [
              { cut: names[0] as string, events: Number.NaN },
              { cut: '', events: -1 },
            ],
          },
          { log },
        ),
    ],
    ['cuts without weights', (log) => cutflowChart({ steps: [{ cut: 'a', events: 1 }] }, { log, weighted: true })],
  ];
  it.each(pictures)('are drawn at finite places: %s', (_, make) => {
    for (const log of [false, true]) {
      const picture = make(log);
      for (const width of [160, 640]) checkMarkup(picture.toSVG({ width, height: width === 160 ? 120 : 420 }));
      checkMarkup(picture.toHTML());
      expect(picture.toString({ width: 60 })).not.toMatch(/undefined/);
      expect(JSON.stringify(picture.toPlot())).not.toMatch(/undefined/);
    }
  });
});

describe('text that is not to be trusted', () => {
  const data = fill(
    [axis.category([], { label: HOSTILE }), axis.regular(1, 0, 1, { label: HOSTILE })],
    [
      [HOSTILE, 'Data'],
      [0.5, 0.5],
    ],
  );
  const pictures: readonly Picture[] = [
    data.stack({ data: HOSTILE, title: HOSTILE, yTitle: HOSTILE }),
    data.overlay({ ratio: { to: HOSTILE, title: HOSTILE }, title: HOSTILE }),
    data.plot({ title: HOSTILE, yTitle: HOSTILE }),
    data.project(0).plot({ title: HOSTILE }),
    cutflowChart({ name: HOSTILE, steps: [{ cut: HOSTILE, events: 1, alone: 2 }] }),
  ];
  it('is text in drawings and pages', () => {
    for (const picture of pictures) {
      checkMarkup(picture.toSVG());
      checkMarkup(picture.toHTML());
      expect(picture.toHTML()).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;\ufffd\ufffd');
    }
  });
  it('does not move the cursor of a terminal', () => {
    for (const picture of pictures) expect(picture.toString()).toMatch(/^[\P{Cc}\n]*$/u);
  });
});

describe('sizes', () => {
  it('are as asked for, within bounds', () => {
    const picture = overlay({ a: withValues([1]) });
    expect(picture.toSVG({ width: 300, height: 200 })).toMatch(/^<svg [^>]*width="300" height="200"/);
    for (const width of [10, 1e9, Number.NaN]) expect(() => picture.toSVG({ width })).toThrow(JaggedError);
    expect(() => cutflowChart({ steps: [] }).toSVG({ width: 1 })).toThrow(JaggedError);
  });
});
