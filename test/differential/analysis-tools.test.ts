/** Cutflows, N−1, weights and luminosity masks as coffea has them; analysis_tools.py wrote what it gives. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  compute,
  type Counted,
  cutflow,
  fromColumns,
  type LumiRanges,
  lumiList,
  lumiMask,
  nMinusOne,
  selection,
  weights,
} from '../../src/index.ts';

type Name = 'trigger' | 'met' | 'jets' | 'veto';
interface Cuts {
  readonly cuts: readonly Name[];
  readonly weighted: boolean;
  readonly labels: readonly string[];
}
interface Reference {
  readonly versions: Readonly<Record<string, string>>;
  readonly events: Readonly<Record<keyof Event, readonly number[]>>;
  readonly golden: LumiRanges;
  readonly cutflows: readonly (Cuts &
    Readonly<Record<'alone' | 'passed' | 'weightsAlone' | 'weightsPassed', number[]>>)[];
  readonly nMinusOne: readonly (Cuts & { readonly events: number[]; readonly weights: number[] })[];
  readonly masks: Readonly<Record<'all' | 'any' | 'require', boolean[]>>;
  readonly weights: Readonly<Record<'total' | 'pileupUp' | 'pileupDown' | 'include' | 'exclude', number[]>> & {
    readonly variations: readonly string[];
    readonly statistics: Readonly<Record<'generator' | 'pileup', Record<'sumw' | 'sumw2' | 'min' | 'max', number>>>;
  };
  readonly lumiMask: readonly boolean[];
  readonly lumiSections: readonly (readonly [number, number])[];
}
interface Event {
  readonly trigger: boolean;
  readonly met: number;
  readonly njet: number;
  readonly veto: boolean;
  readonly weight: number;
  readonly pileup: number;
  readonly pileupUp: number;
  readonly pileupDown: number;
  readonly run: number;
  readonly luminosityBlock: number;
}

const path = new URL('analysis-tools.json', import.meta.url);
const coffea = JSON.parse(readFileSync(path, 'utf8')) as Reference;
const events = fromColumns<Event>(coffea.events, { chunkSize: 37 });
const cuts = selection(events, {
  trigger: (e) => e.trigger,
  met: (e) => e.met > 25,
  jets: (e) => e.njet >= 2,
  veto: (e) => e.veto,
});
const w = weights(events)
  .with('generator', (e) => e.weight)
  .with('pileup', (e) => e.pileup, { up: (e) => e.pileupUp, down: (e) => e.pileupDown });

/** Sums in another order, and variations by another product. */
function expectNear(found: readonly number[], wanted: readonly number[]): void {
  expect(found).toHaveLength(wanted.length);
  found.forEach((x, i) => expect(Math.abs(x - (wanted[i] as number))).toBeLessThan(1e-12 * Math.max(1, Math.abs(x))));
}

describe(`as coffea ${coffea.versions['coffea']} has it`, () => {
  test.each(coffea.cutflows)('the cutflow of $cuts, weighted: $weighted', async (wanted) => {
    const found = await cutflow(cuts.only(...wanted.cuts), wanted.weighted ? { weight: w.total() } : {}).value();
    const rows = found.rows();
    expect(rows.map(({ name }) => (name === 'all events' ? 'initial' : name))).toStrictEqual(wanted.labels);
    expect(rows.map(({ passed }) => passed.events)).toStrictEqual(wanted.passed);
    expect(rows.map(({ alone }) => alone.events)).toStrictEqual(wanted.alone);
    if (!wanted.weighted) return;
    expectNear(
      rows.map(({ passed }) => passed.sumw),
      wanted.weightsPassed,
    );
    expectNear(
      rows.map(({ alone }) => alone.sumw),
      wanted.weightsAlone,
    );
  });

  test.each(coffea.nMinusOne)('all cuts but one of $cuts, weighted: $weighted', async (wanted) => {
    const found = await nMinusOne(cuts.only(...wanted.cuts), wanted.weighted ? { weight: w.total() } : {}).value();
    const each = (of: (counted: Counted) => number): number[] =>
      [found.all, ...found.rows().map(({ others }) => others), found.passed].map(of);
    expect(['initial', ...found.rows().map(({ name }) => `N - ${name}`), 'N']).toStrictEqual(wanted.labels);
    expect(each(({ events: n }) => n)).toStrictEqual(wanted.events);
    if (wanted.weighted)
      expectNear(
        each(({ sumw }) => sumw),
        wanted.weights,
      );
  });

  test('masks of selections', async () => {
    const found = await compute({
      all: cuts.all('trigger', 'met'),
      any: cuts.any('jets', 'veto'),
      require: cuts.require({ trigger: true, veto: false, met: false }),
    });
    expect(found).toStrictEqual(coffea.masks);
  });

  test('weights', async () => {
    const { total, up, down, include, exclude, statistics } = await compute({
      total: w.total(),
      up: w.variation('pileupUp'),
      down: w.variation('pileupDown'),
      include: w.partial({ include: ['pileup'] }),
      exclude: w.partial({ exclude: ['pileup'] }),
      statistics: w.statistics(),
    });
    expect([...w.variations].sort()).toStrictEqual(coffea.weights.variations);
    expectNear(total, coffea.weights.total);
    expectNear(up, coffea.weights.pileupUp);
    expectNear(down, coffea.weights.pileupDown);
    expectNear(include, coffea.weights.include);
    expectNear(exclude, coffea.weights.exclude);
    for (const name of ['generator', 'pileup'] as const) {
      const { sum, sumOfSquares, min, max } = statistics[name];
      const wanted = coffea.weights.statistics[name];
      expectNear([sum, sumOfSquares], [wanted.sumw, wanted.sumw2]);
      expect([min, max]).toStrictEqual([wanted.min, wanted.max]);
    }
  });

  test('luminosity masks and lists', async () => {
    const golden = lumiMask(coffea.golden);
    const found = await compute({ mask: golden(events), seen: lumiList(events.where(golden(events))) });
    expect(found.mask).toStrictEqual(coffea.lumiMask);
    expect(found.seen.size).toBe(coffea.lumiSections.length);
    for (const [run, section] of coffea.lumiSections) expect(found.seen.has(run, section)).toBe(true);
  });
});
