import { describe, expect, test } from 'vitest';
import {
  axis,
  compute,
  cutflow,
  type Dataset,
  explain,
  fromValues,
  histogram,
  type List,
  type LorentzVector,
  plan,
  runPlan,
  selection,
  stackVariations,
  vary,
  weights,
} from '../../src/index.ts';

type Any = any;

interface Event {
  readonly Jet: List<LorentzVector>;
  readonly Mu: List<LorentzVector>;
  readonly met: number;
  readonly w: number;
  readonly up: number;
}
const vector = (pt: number, eta: number) => ({ pt, eta, phi: 0, mass: 1 });
const rows = [
  { Jet: [vector(28, 0.5), vector(50, 1)], Mu: [vector(10, 1.1)], met: 10, w: 1, up: 2 },
  { Jet: [vector(29.5, 0)], Mu: [], met: 20, w: 0.5, up: 1 },
  { Jet: [vector(31, -2), vector(33, 2), vector(10, 0)], Mu: [vector(10, -2), vector(5, 2)], met: 30, w: 2, up: 0 },
];
const events = fromValues<Event>(rows, { chunkSize: 2 });
const scales = {
  jesUp: (e: Dataset<Event>) => e.withField('Jet.pt', (j) => j.pt * 1.1),
  jesDown: (e: Dataset<Event>) => e.withField('Jet.pt', (j) => j.pt * 0.9),
};
const analysis = (e: Dataset<Event>) => {
  const good = e.with({ jets: (one) => one.Jet.filter((j) => j.pt > 30) });
  return {
    ht: histogram(axis.regular(10, 0, 100)).fill(good.jets.pt.sum()),
    met: histogram(axis.regular(4, 0, 40)).fill(e.met),
    more: {
      n: good.where((one) => one.jets.length > 0).count(),
      eta: histogram(axis.regular(5, -3, 3)).fill(e.Jet.eta),
    },
  };
};

/** The pt of jets above 30, scaled. */
const above = (scale: number): number[][] =>
  rows.map(({ Jet }) => Jet.map(({ pt }) => pt * scale).filter((pt) => pt > 30));
const hts = (scale: number): Float64Array => {
  const cells = new Float64Array(10);
  for (const pts of above(scale)) {
    const ht = pts.reduce((a, b) => a + b, 0);
    const cell = Math.floor(ht / 10);
    if (cell < 10) cells[cell] = (cells[cell] as number) + 1;
  }
  return cells;
};

describe('variations', () => {
  test('give the outputs of each', async () => {
    const found = await compute(vary(events, scales, analysis));
    expect(Object.keys(found)).toStrictEqual(['nominal', 'jesUp', 'jesDown']);
    for (const [name, scale] of [
      ['nominal', 1],
      ['jesUp', 1.1],
      ['jesDown', 0.9],
    ] as const) {
      expect(found[name].ht.values()).toStrictEqual(hts(scale));
      expect(found[name].more.n).toBe(above(scale).filter((pts) => pts.length > 0).length);
      expect(found[name].met.sum()).toBe(3);
    }
  });

  test('compute once what does not depend on what is varied, and explain says so', () => {
    const text = explain({ all: vary(events, scales, analysis) });
    expect(text).toContain(
      [
        'variations jesUp, jesDown',
        '  ht differs in each',
        '  met is the same in all: computed once',
        '  more.n differs in each',
        '  more.eta is the same in all: computed once',
      ].join('\n'),
    );
    expect(text.match(/^output /gm)).toHaveLength(8);
  });

  test('are called with the name of the variation', async () => {
    const found = await compute(
      vary(events, scales, (e, name) => ({ met: name === 'nominal' ? e.met : e.where((one) => one.met > 15).met })),
    );
    expect(found.nominal.met).toStrictEqual([10, 20, 30]);
    expect(found.jesUp.met).toStrictEqual([20, 30]);
  });

  test('go through a plan', async () => {
    const outputs = vary(events, scales, analysis);
    const sent = await runPlan(JSON.parse(JSON.stringify(plan(outputs))), events);
    const direct = await compute(outputs);
    expect(JSON.stringify(sent['jesDown.met'])).toBe(JSON.stringify(direct.jesDown.met));
    expect(JSON.stringify(sent['jesUp.ht'])).toBe(JSON.stringify(direct.jesUp.ht));
  });

  test('of weights, selections and cutflows go together', async () => {
    const w = weights(events).with('w', (e) => e.w, { up: (e) => e.up });
    const all = vary(
      events.with({ weight: w.total() }),
      { ...scales, ...w.variationsOf('weight') } as Any,
      ((e: Dataset<Event & { weight: number }>) => {
        const cuts = selection(e, { jet: (one) => one.Jet.some((j) => j.pt > 30), met: (one) => one.met > 15 });
        return { cuts: cutflow(cuts, { weight: e.weight }) };
      }) as Any,
    ) as Any;
    const found = (await compute(all)) as Any;
    const passed = (name: string): number[] => found[name].cuts.rows().map(({ passed }: Any) => passed.sumw);
    expect(passed('nominal')).toStrictEqual([3.5, 3, 2]);
    expect(passed('jesUp')).toStrictEqual([3.5, 3.5, 2.5]);
    expect(passed('jesDown')).toStrictEqual([3.5, 1, 0]);
    expect(passed('wUp')).toStrictEqual([3, 2, 0]);
  });

  test('refuse to be called nominal, to give no dataset, and to change what events have', () => {
    const wrong = vary as Any;
    expect(() => wrong(events, { nominal: (e: Any) => e }, analysis)).toThrow('cannot be called nominal');
    expect(() => wrong(events, { up: 3 }, analysis)).toThrow('the variation up gives no dataset');
    expect(() => wrong(events, { up: (e: Any) => e.met }, analysis)).toThrow('gives no dataset');
    expect(() => wrong(events, { up: (e: Any) => e.select('met') }, analysis)).toThrow('Jet is gone');
    expect(() => wrong(events, { up: (e: Any) => e.withField('Jet.pt', (j: Any) => j.pt > 3) }, analysis)).toThrow(
      'changes what events have: Jet.pt is bool, and was float64',
    );
    expect(() => wrong(events, { up: (e: Any) => e.with({ met: (x: Any) => [x.met] }) }, analysis)).toThrow(
      'met is var * int64, and was int64',
    );
    expect(() => wrong(events, {}, undefined)).toThrow('vary takes a dataset');
    expect(() => wrong(rows, {}, analysis)).toThrow('vary takes a dataset');
  });
});

describe('stacked variations', () => {
  test('are histograms with an axis of variations, and other results by name', async () => {
    const found = await compute(vary(events, scales, analysis));
    const { ht, more } = stackVariations(found);
    expect(ht.axes.map(({ name }) => name)).toStrictEqual(['variation', undefined]);
    expect(ht.names(0)).toStrictEqual(['nominal', 'jesUp', 'jesDown']);
    for (const name of ['nominal', 'jesUp', 'jesDown'] as const)
      expect(ht.at({ variation: name }).values({ flow: true })).toStrictEqual(found[name].ht.values({ flow: true }));
    expect(more.n).toStrictEqual({ nominal: 2, jesUp: 3, jesDown: 1 });
    expect(more.eta.shape()).toStrictEqual([3, 5]);
  });

  test('keep weights, categories and what was skipped', async () => {
    const found = await compute(
      vary(events, { up: (e) => e.with({ w: (one) => one.up }) }, (e) => ({
        h: histogram(axis.category([], { of: 'int' })).fill(e.Jet.length, { weight: e.w }),
        some: histogram(axis.regular(1, 0, 100)).fill(e.Jet.pt.max(), { missing: 'skip' }),
      })),
    );
    const { h, some } = stackVariations(found);
    expect(h.weighted).toBe(true);
    expect([...h.values()]).toStrictEqual([1, 0.5, 2, 2, 1, 0]);
    expect([...h.variances()]).toStrictEqual([1, 0.25, 4, 4, 1, 0]);
    expect([...some.values()]).toStrictEqual([3, 3]);
  });

  test('refuse histograms of other axes, and what is not by variation', async () => {
    const found = await compute(
      vary(events, scales, (e, name) => ({ h: histogram(axis.regular(name === 'jesUp' ? 2 : 3, 0, 1)).fill(e.met) })),
    );
    expect(() => stackVariations(found)).toThrow('different axes');
    expect(() => stackVariations({ a: 3 })).toThrow('results of an analysis by variation');
    expect(() => stackVariations([] as Any)).toThrow('results of an analysis by variation');
  });
});
