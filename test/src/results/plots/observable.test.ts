import { describe, expect, it } from 'vitest';
import { axis } from '../../../../compiler/axis.ts';
import type { PlotMark, PlotSpec } from '../../../../src/results/plots/observable.ts';
import { cutflowChart, overlay, type Picture, stack } from '../../../../src/results/plots/picture.ts';
import { fill, withValues } from './support.ts';

/** The channels that marks of Observable Plot take from rows; other options are constants. */
const CHANNELS = new Set(['x', 'x1', 'x2', 'y', 'y1', 'y2', 'fill', 'stroke']);
/** Which channels each mark must have. */
const NEEDS: Readonly<Record<PlotMark['mark'], readonly (readonly string[])[]>> = {
  rectY: [['x1', 'x2', 'y']],
  rect: [['x1', 'x2', 'y1', 'y2']],
  barY: [
    ['x', 'y'],
    ['x', 'y1', 'y2'],
  ],
  barX: [
    ['x', 'y'],
    ['y', 'x1', 'x2'],
  ],
  cell: [['x', 'y']],
  tickY: [['x', 'y']],
  ruleY: [['y', 'x1', 'x2'], []],
  ruleX: [['x', 'y1', 'y2']],
  dot: [['x', 'y']],
};

function checkSpec(spec: Omit<PlotSpec, 'ratio'>): void {
  for (const { mark, data, options } of spec.marks) {
    expect(NEEDS[mark].some((names) => names.every((name) => name in options))).toBe(true);
    expect(data.length).toBeGreaterThan(0);
    const keys = Object.entries(options).flatMap(([name, of]) =>
      CHANNELS.has(name) && typeof of === 'string' && !/^#|^currentColor$/.test(of) ? [of] : [],
    );
    for (const row of data) for (const key of keys) expect(row).toHaveProperty(key);
  }
}

const X = axis.regular(2, 0, 4, { label: 'x' });
const C = axis.category(['u', 'v']);
const stacked = stack({ a: withValues([1, 2]), b: withValues([3, 4]), Data: withValues([5, 0]) }, { data: 'Data' });
const pictures: readonly (readonly [string, Picture])[] = [
  ['a stack', stacked],
  ['outlines', overlay({ a: withValues([1, 2]), b: withValues([3, 4]) }, { log: true, ratio: 'a' })],
  [
    'outlines over names',
    fill(
      [C, X],
      [
        ['u', 'v'],
        [1, 3],
      ],
    ).overlay({ by: 0 }),
  ],
  [
    'a stack over names',
    fill(
      [C, C],
      [
        ['u', 'v'],
        ['u', 'u'],
      ],
    ).stack({ data: 'u' }),
  ],
  ['one histogram', withValues([1, 2]).plot({ errors: true })],
  ['bars', fill([C], [['u']]).plot()],
  ['a heat map', fill([X, X], [[1], [3]]).plot({ log: true })],
  ['a heat map over names', fill([X, C], [[1], ['u']]).plot()],
  ['a heat map beside names', fill([C, X], [['u'], [1]]).plot()],
  ['a heat map of names', fill([C, C], [['u'], ['v']]).plot()],
  ['a cutflow', cutflowChart({ steps: [{ cut: 'a', events: 3, alone: 4 }] }, { log: true })],
];

describe('for Observable Plot', () => {
  it.each(pictures)('gives marks with the channels they need: %s', (_, picture) => {
    const spec = picture.toPlot();
    expect(spec.marks.length).toBeGreaterThan(0);
    checkSpec(spec);
    if (spec.ratio !== undefined) checkSpec(spec.ratio);
    expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
  });

  it('gives one row a bin and category', () => {
    const { rows, options, ratio } = stacked.toPlot();
    expect(rows).toHaveLength(6);
    expect(rows[0]).toEqual({ x1: 0, x2: 1, x: 0.5, count: 1, error: 1, low: 0, high: 2, category: 'a' });
    expect(options).toMatchObject({
      x: { label: 'x', domain: [0, 2] },
      y: { label: 'sum of weights' },
      color: { domain: ['a', 'b', 'Data'], range: ['#3f90da', '#ffa90e', 'currentColor'] },
    });
    expect(ratio?.rows).toHaveLength(1);
    expect(ratio?.rows[0]).toMatchObject({ x: 0.5, ratio: 5 / 4, category: 'Data' });
  });
});
