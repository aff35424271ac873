/** What several walks over a list make of an element by walking others is computed once: always the same as by kernels. */
import { describe, expect, test } from 'vitest';
import { axis, compute, type Dataset, explain, fromValues, histogram, type List, vary } from '../../src/index.ts';

interface Jet {
  readonly pt: number;
  readonly eta: number;
  readonly hits: List<{ readonly x: number }>;
}
interface Event {
  readonly Jet: List<Jet>;
  readonly Mu: List<{ readonly eta: number }>;
  readonly cut: number;
}
const rows = Array.from({ length: 30 }, (_, i) => ({
  Jet: Array.from({ length: i === 7 ? 200 : i % 4 }, (_, j) => ({
    pt: 10 + ((7 * i + 13 * j) % 50),
    eta: ((i + 3 * j) % 9) - 4.5,
    hits: Array.from({ length: (i + j) % 3 }, (_, k) => ({ x: k + j })),
  })),
  Mu: Array.from({ length: i % 3 }, (_, j) => ({ eta: ((2 * i + j) % 7) - 3.5 })),
  cut: (i % 5) / 2,
}));
const events = fromValues<Event>(rows, { chunkSize: 11 });
const far = (j: Jet, e: { readonly Mu: Iterable<{ readonly eta: number }>; readonly cut: number }): boolean =>
  [...e.Mu].every((m) => Math.abs(m.eta - j.eta) > e.cut);
const bins = axis.regular(20, 0, 400);

/** How often the code of the loop takes absolute values of differences in eta. */
const computedIn = (outputs: Parameters<typeof explain>[0]): number =>
  explain(outputs, { verbose: true })
    .split('\nloop\n')[1]
    ?.match(/i \+ 1\) \{/g)?.length ?? 0;

async function same(outputs: Parameters<typeof compute>[0]): Promise<void> {
  const [loops, kernels] = [await compute(outputs), await compute(outputs, { engine: 'kernels' })];
  expect(JSON.stringify(loops)).toBe(JSON.stringify(kernels));
}

describe('what is made of an element of a list', () => {
  const clean = (e: Dataset<Event>) =>
    e.with({
      good: (one) => one.Jet.filter((j) => j.pt > 20 && one.Mu.every((m) => Math.abs(m.eta - j.eta) > one.cut)),
    });
  const scales = {
    up: (e: Dataset<Event>) => e.withField('Jet.pt', (j) => j.pt * 1.5),
    down: (e: Dataset<Event>) => e.withField('Jet.pt', (j) => j.pt * 0.5),
  };

  test('is computed once for all variations, in lists longer than before', async () => {
    const outputs = vary(events, scales, (e) => ({
      ht: histogram(bins).fill(clean(e).good.pt.sum()),
      pts: clean(e).good.pt,
      some: clean(e).where((one) => one.good.length > 1).good.eta,
    }));
    expect(computedIn(outputs)).toBeGreaterThan(6);
    await same(outputs);
    const { nominal, up } = await compute(outputs);
    const plain = (scale: number): number[][] =>
      rows.map((e) => e.Jet.flatMap((j) => (j.pt * scale > 20 && far(j as never, e) ? [j.pt * scale] : [])));
    expect(nominal.pts).toStrictEqual(plain(1));
    expect(up.pts).toStrictEqual(plain(1.5));
  });

  test('may be a number, or made of its own lists', async () => {
    const outputs = {
      a: events.Jet.filter((j, e) => e.Mu.map((m) => m.eta * j.eta).sum() > 1).pt,
      b: events.Jet.map((j, e) => e.Mu.map((m) => m.eta * j.eta).sum()),
      c: events.Jet.filter((j) => j.hits.some((h) => h.x > 0)).pt,
      d: events.Jet.sortBy((j) => (j.hits.some((h) => h.x > 0) ? j.pt : 0)).eta,
    };
    expect(computedIn(outputs)).toBe(4);
    await same(outputs);
  });

  test('is computed where it is asked for once', () => {
    expect(computedIn({ a: clean(events).good.pt })).toBe(0);
  });

  test('is that of the row: rows that are elements are others', async () => {
    const pairs = events.flatten((e) => e.Mu.map((m) => ({ m, jets: e.Jet })));
    await same({
      a: pairs.map((p) => p.jets.filter((j) => j.hits.some((h) => h.x > p.m.eta)).pt),
      b: pairs.map((p) => p.jets.map((j) => j.hits.some((h) => h.x > p.m.eta))),
      c: pairs.map((p) => p.jets.filter((j) => j.hits.map((h) => h.x * p.m.eta).sum() > 1).eta),
      d: pairs.map((p) => p.jets.filter((j) => j.hits.map((h) => h.x * p.m.eta).sum() > 1).pt),
    });
  });

  test('of two collections of one type is kept apart', async () => {
    const two = events.with({ More: (e) => e.Jet }).with({ Other: (e) => e.Jet.filter((j) => j.pt > 30) });
    await same({
      a: two.Jet.filter((j, e) => e.Mu.every((m) => m.eta > j.eta)).pt,
      b: two.More.filter((j, e) => e.Mu.every((m) => m.eta > j.eta)).eta,
      c: two.Other.filter((j, e) => e.Mu.every((m) => m.eta > j.eta)).pt,
      d: two.Jet.combinations(2, ['a', 'b']).filter(({ a, b }) => a.pt > b.pt).length,
      e: two.Jet.filter((j, e) => e.Jet.filter((k) => e.Mu.every((m) => m.eta > k.eta)).length > 1 && j.pt > 20).pt,
    });
  });
});
