import { describe, expect, test } from 'vitest';
import { axis, compute, cutflow, fromValues, histogram, selection, vary, weights } from '../../src/index.ts';

type Any = any;

interface Event {
  readonly gen: number;
  readonly pu: number;
  readonly up: number;
  readonly down: number;
  readonly x: number;
  readonly perhaps: number | undefined;
}
const rows = [
  { gen: 2, pu: 1.5, up: 3, down: 1, x: 1, perhaps: 1 },
  { gen: -1, pu: 0.5, up: 1, down: 0, x: 2, perhaps: undefined },
  { gen: 4, pu: 0, up: 0.5, down: 0.25, x: 3, perhaps: 2 },
];
const events = fromValues<Event>(rows, { chunkSize: 2 });
const w = weights(events)
  .with('gen', (e) => e.gen)
  .with('pileup', events.pu, { up: (e) => e.up, down: events.down })
  .with('scale', 2, { eig1: 3 });

describe('weights', () => {
  test('are the product of their factors, or of some', async () => {
    const found = await compute({
      none: weights(events).total(),
      total: w.total(),
      two: w.partial({ include: ['pileup', 'scale'] }),
      but: w.partial({ exclude: ['gen'] }),
      nothing: w.partial({ include: [] }),
    });
    expect(found.none).toStrictEqual([1, 1, 1]);
    expect(found.total).toStrictEqual([6, -1, 0]);
    expect(found.two).toStrictEqual([3, 1, 0]);
    expect(found.but).toStrictEqual([3, 1, 0]);
    expect(found.nothing).toStrictEqual([1, 1, 1]);
  });

  test('are varied in one factor, also where the nominal one is 0', async () => {
    expect(w.variations).toStrictEqual(['pileupUp', 'pileupDown', 'scaleEig1']);
    const found = await compute(Object.fromEntries(w.variations.map((name) => [name, w.variation(name)] as const)));
    expect(found).toStrictEqual({ pileupUp: [12, -2, 4], pileupDown: [4, -0, 2], scaleEig1: [9, -1.5, 0] });
  });

  test('do not change', () => {
    const more = w.with('more', 1);
    expect(w.names).toStrictEqual(['gen', 'pileup', 'scale']);
    expect(more.names).toStrictEqual(['gen', 'pileup', 'scale', 'more']);
    expect(Object.isFrozen(w)).toBe(true);
  });

  test('are those of histograms, cutflows, and of rows that were chosen', async () => {
    const cuts = selection(events, { x: (e) => e.x > 1 });
    const chosen = cuts.events;
    const withField = events.with({ w: w.total() }).where((e) => e.x > 1);
    const found = await compute({
      all: histogram(axis.regular(1, 0, 10)).fill(events.x, { weight: w.total() }),
      some: histogram(axis.regular(1, 0, 10)).fill(chosen.x, { weight: w.of(chosen).variation('pileupUp') }),
      cuts: cutflow(cuts, { weight: w.total() }),
      field: histogram(axis.regular(1, 0, 10)).fill(withField.x, { weight: withField.w }),
    });
    expect([...found.all.values(), ...found.some.values(), ...found.field.values()]).toStrictEqual([5, 2, -1]);
    expect([...found.some.variances()]).toStrictEqual([20]);
    expect(found.cuts.rows()[1]?.passed).toStrictEqual({ events: 2, sumw: -1, sumw2: 1 });
  });

  test('have statistics', async () => {
    const { s, none } = await compute({
      s: w.statistics(),
      none: weights(events.where((e) => e.x > 99))
        .with('gen', (e) => e.gen)
        .statistics(),
    });
    expect(s.gen).toStrictEqual({ sum: 5, sumOfSquares: 21, min: -1, max: 4 });
    expect(s.total).toStrictEqual({ sum: 5, sumOfSquares: 37, min: -1, max: 6 });
    expect(none.gen).toStrictEqual({ sum: 0, sumOfSquares: 0, min: undefined, max: undefined });
  });

  test('give their variations to vary', async () => {
    const found = await compute(
      vary(events.with({ weight: w.total() }), w.variationsOf('weight'), (e) => ({
        x: histogram(axis.regular(1, 0, 10)).fill(e.where((one) => one.x > 1).x, {
          weight: e.where((one) => one.x > 1).weight,
        }),
      })),
    );
    expect(Object.keys(found)).toStrictEqual(['nominal', 'pileupUp', 'pileupDown', 'scaleEig1']);
    expect(found.nominal.x.sum()).toBe(-1);
    expect(found.pileupUp.x.sum()).toBe(2);
    expect(found.scaleEig1.x.sum()).toBe(-1.5);
  });

  test('refuse names there are not, or are already, other rows, and what may be missing', () => {
    const wrong = w as Any;
    expect(() => wrong.variation('pileupUpp')).toThrow("no variation 'pileupUpp'\nhint: did you mean 'pileupUp'?");
    expect(() => wrong.variation('gen')).toThrow('no variation');
    expect(() => wrong.partial({ include: ['genn'] })).toThrow("there is no weight 'genn'");
    expect(() => wrong.partial({ exclude: ['other'] })).toThrow('there are gen, pileup, scale');
    expect(() => wrong.with('gen', 1)).toThrow('there is a weight gen already');
    expect(() => wrong.with('total', 1)).toThrow('total is the product of all');
    expect(() => wrong.with('pile', 1, { upUp: 1 }).with('pileUp', 1, { up: 2 })).toThrow(
      'a variation pileUpUp already',
    );
    expect(() => wrong.with('perhaps', (e: Any) => e.perhaps)).toThrow('the weight perhaps may be missing');
    expect(() => wrong.with('t', 1, { up: (e: Any) => e.gen > 1 })).toThrow('the variation tUp needs a number');
    expect(() => wrong.of(fromValues([{ gen: 1 }]))).toThrow('rows that were chosen among their own');
    expect(() => w.of(events.where((e) => e.x > 1)).of(events)).toThrow('chosen among their own');
    expect(() => weights(rows as Any)).toThrow('weights are those of a dataset');
  });
});
