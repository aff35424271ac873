import { describe, expect, it } from 'vitest';
import { axis, type AxisSpec } from '../../../compiler/axis.ts';
import { JaggedError } from '../../../compiler/tree/problem.ts';
import { fillPartial, type Filling } from '../../../kernels/histogram.ts';
import { Histogram } from '../../../src/results/histogram.ts';

const make = (axes: readonly AxisSpec[], columns: readonly Filling[], weights?: readonly number[]): Histogram =>
  new Histogram(axes, fillPartial(axes, columns, weights));
const X = axis.regular(4, 0, 8, { name: 'x', label: 'x [GeV]' });
const one = make([X], [[-1, 0, 1, 2, 5, 7.9, 8, Number.NaN, undefined]]);
const D = axis.category([], { name: 'dataset' });
const two = make(
  [X, D],
  [
    [1, 1, 3, 9],
    ['ZJets', 'tt', 'ZJets', 'tt'],
  ],
  [1, 2, 3, 4],
);

describe('numbers', () => {
  it('leaves flow out unless asked', () => {
    expect([...one.values()]).toEqual([2, 1, 1, 1]);
    expect([...one.values({ flow: true })]).toEqual([1, 2, 1, 1, 1, 2]);
    expect([one.sum(), one.sum({ flow: true }), one.skipped]).toEqual([5, 8, 1]);
    expect([...one.edges()]).toEqual([0, 2, 4, 6, 8]);
    expect([...one.centers('x')]).toEqual([1, 3, 5, 7]);
    expect([...two.variances()]).toEqual([1, 4, 9, 0, 0, 0, 0, 0]);
    expect(two.shape({ flow: true })).toEqual([6, 2]);
    expect(two.names(1)).toEqual(['ZJets', 'tt']);
  });
  it('projects with flow, in the order asked', () => {
    expect([...two.project('dataset').values()]).toEqual([4, 6]);
    const turned = two.project('dataset', 'x');
    expect([...turned.values({ flow: true })]).toEqual([0, 1, 3, 0, 0, 0, 0, 2, 0, 0, 0, 4]);
    expect(turned.project('x', 'dataset').toJSON()).toEqual(two.toJSON());
    expect(two.project().sum()).toBe(10);
  });
  it('joins bins', () => {
    expect([...one.rebin(2).values({ flow: true })]).toEqual([1, 3, 2, 2]);
    expect(one.rebin(4).axes).toEqual([{ ...X, bins: 1 }]);
    expect(make([axis.integer(0, 4)], [[0, 1, 3]]).rebin(2).axes).toEqual([{ is: 'regular', bins: 2, lo: 0, hi: 4 }]);
    expect(() => one.rebin(3)).toThrow(/4 can be divided by 1, 2, 4/);
    expect(() => two.rebin(1, 'dataset')).toThrow(JaggedError);
  });
  it('slices by value, what falls out goes to flow', () => {
    const cut = one.slice({ x: { from: 2, to: 6 } });
    expect([...cut.values({ flow: true })]).toEqual([3, 1, 1, 3]);
    expect(cut.axes).toEqual([{ ...X, bins: 2, lo: 2, hi: 6 }]);
    expect([...one.slice({ x: { from: 4 } }).values({ flow: true })]).toEqual([4, 1, 1, 2]);
    expect(() => one.slice({ x: { from: 3 } })).toThrow(/nearest edges are 2 and 4/);
    expect(() => one.slice({ x: { from: 6, to: 2 } })).toThrow(JaggedError);
    const tt = two.slice({ dataset: ['tt'] }).project('dataset');
    expect([...tt.values({ flow: true })]).toEqual([6, 4]);
    const tenths = make([axis.regular(10, 0, 1, { name: 'x' })], [[0.35]]);
    expect(tenths.slice({ x: { from: 0.3, to: 0.7 } }).sum()).toBe(1);
  });
  it('picks one bin', () => {
    expect([...two.at({ dataset: 'ZJets' }).values()]).toEqual([1, 3, 0, 0]);
    expect(two.at({ dataset: 'tt', x: 100 }).sum()).toBe(4);
    expect(() => two.at({ dataset: 'WJets' })).toThrow(/ZJets, tt/);
    expect(() => two.at({ datset: 'tt' })).toThrow(/did you mean 'dataset'/);
  });
  it('adds, with categories by name, and scales', () => {
    const other = make(
      [X, D],
      [
        [1, 1],
        ['WW', 'tt'],
      ],
      [10, 20],
    );
    const both = two.plus(other);
    expect(both.names('dataset')).toEqual(['ZJets', 'tt', 'WW']);
    expect([...both.project('dataset').values()]).toEqual([4, 26, 10]);
    expect(() => one.plus(make([axis.regular(4, 0, 9, { name: 'x' })], [[]]))).toThrow(/different axes/);
    expect([...one.scale(2).variances()]).toEqual([8, 4, 4, 4]);
    expect(one.sum()).toBe(5);
  });
  it('refuses an axis without a range', () => {
    expect(() => new Histogram([axis.regular(3)])).toThrow(JaggedError);
  });
});

describe('UHI JSON', () => {
  it('comes back whole', () => {
    const axes = [
      X,
      D,
      axis.boolean({ name: 'b' }),
      axis.integer(0, 2),
      axis.variable([0, 1, 5]),
      axis.category([4, 2]),
    ];
    for (const h of [
      one,
      two,
      make(
        axes,
        [
          [1, 9],
          ['a', 'b'],
          [true, false],
          [0, 7],
          [2, Number.NaN],
          [2, 3],
        ],
        [0.5, 2],
      ),
    ]) {
      const back = Histogram.fromJSON(JSON.stringify(h));
      expect(back.toJSON()).toEqual(h.toJSON());
      expect(back.axes).toEqual(h.axes);
      expect(back.skipped).toBe(h.skipped);
    }
  });
  it('reads what others write: no flow, sparse, nothing', () => {
    const bare = { type: 'regular', lower: 0, upper: 2, bins: 2, underflow: false, overflow: false, circular: false };
    const read = (storage: object) => [
      ...Histogram.fromJSON({ uhi_schema: 1, axes: [bare], storage }).values({ flow: true }),
    ];
    expect(read({ type: 'double', values: [1.5, 2] })).toEqual([0, 1.5, 2, 0]);
    expect(read({ type: 'int', index: [[1]], values: [7] })).toEqual([0, 0, 7, 0]);
    expect(read({ type: 'int' })).toEqual([0, 0, 0, 0]);
    for (const storage of [
      { type: 'mean' },
      { type: 'int', values: [1] },
      { type: 'int', values: ['1', 2] },
      { type: 'int', index: [[9]], values: [1] },
    ])
      expect(() => read(storage)).toThrow(JaggedError);
    expect(() =>
      Histogram.fromJSON({ uhi_schema: 1, axes: [{ ...bare, bins: -1 }], storage: { type: 'int' } }),
    ).toThrow(JaggedError);
    expect(() => Histogram.fromJSON(3)).toThrow(JaggedError);
  });
});

describe('drawings', () => {
  it('draws bars', () => {
    expect(one.toString({ width: 30 })).toBe(
      [
        'x [GeV]',
        `0 – 2 │${'█'.repeat(21)} 2`,
        ...['2 – 4', '4 – 6', '6 – 8'].map((bin) => `${bin} │${'█'.repeat(10)}▌${' '.repeat(10)} 1`),
        'underflow 1 · overflow 2',
        'entries 8 · skipped 1 missing',
      ].join('\n'),
    );
  });
  it('keeps to its width and has no control characters', () => {
    const names = make([axis.category([])], [['\u001b[2Jevil', 'a'.repeat(200)]]);
    for (const h of [one, two, names, two.project('dataset', 'x'), new Histogram([X])]) {
      for (const width of [30, 80])
        for (const line of h.toString({ width }).split('\n').slice(0, -1))
          expect(line.length).toBeLessThanOrEqual(width);
    }
    expect(names.toString()).not.toContain('\u001b');
  });
  it('writes counts whole', () => {
    expect(one.scale(1234567).toString()).toContain(' 2469134');
  });
  it('draws SVG without the user text as markup', () => {
    const svg = make([axis.regular(1, 0, 1, { label: '<script>"&\u0000' })], [[0.5]]).toSVG({
      title: '</svg>',
      errors: true,
    });
    expect(svg).toContain('&lt;script&gt;&quot;&amp;\uFFFD');
    expect(svg.match(/<\/svg>/g)).toHaveLength(1);
    expect(svg).toContain('class="errors"');
  });
  it('draws odd values with finite places', () => {
    const odd = make([X], [[1, 3, 5]], [Number.NaN, Infinity, -2]);
    for (const h of [
      odd,
      new Histogram([X]),
      new Histogram([X, D]),
      new Histogram([D]),
      two,
      two.scale(-1),
      two.project('dataset', 'x'),
      two.scale(0),
    ]) {
      for (const log of [false, true]) expect(h.toSVG({ errors: true, log })).not.toMatch(/NaN|Infinity|undefined/);
      expect(h.toString()).not.toMatch(/undefined/);
    }
    expect(() => two.project().toSVG()).toThrow(/project/);
  });
  it('gives tables', () => {
    expect(one.toCSV()).toBe('x_lo,x_hi,value,variance\n0,2,2,2\n2,4,1,1\n4,6,1,1\n6,8,1,1\n');
    expect(one.toCSV({ flow: true })).toContain('-Infinity,0,1,1\n');
    expect(make([axis.category([], { name: 'a,"b' })], [['x\ny']]).toCSV()).toBe(
      '"a,""b",value,variance\n"x\ny",1,1\n',
    );
    expect(one.toPlot()[1]).toEqual({ x1: 2, x2: 4, y: 1, error: 1 });
    expect(two.toPlot()[0]).toEqual({ x1: 0, x2: 2, y: 'ZJets', value: 1, error: 1 });
  });
  it('shows itself in notebooks', () => {
    const show = (h: Histogram) =>
      (h as unknown as Record<symbol, () => Record<string, string>>)[Symbol.for('Jupyter.display')]?.call(h);
    expect(Object.keys(show(one) ?? {})).toEqual(['text/html', 'image/svg+xml', 'text/plain']);
    expect(Object.keys(show(two.project()) ?? {})).toEqual(['text/plain']);
    const pictures = [two.stack(), two.plot({ log: true }), two.overlay()] as unknown[] as Histogram[];
    for (const picture of pictures)
      expect(show(picture)?.['text/html']).toMatch(/^<figure .*<svg .*<table .*<\/figure>$/s);
  });
});
