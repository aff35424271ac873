/** The analysis tools over random events are what plain loops over plain values say, however the rows are cut. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  axis,
  compute,
  countBy,
  cutflow,
  type Dataset,
  distinct,
  fromValues,
  histogram,
  type List,
  lumiList,
  lumiMask,
  nMinusOne,
  selection,
  sumBy,
  vary,
  weights,
} from '../../src/index.ts';

type Any = any;

interface Jet {
  readonly pt: number;
  readonly eta: number;
  readonly flavour: number;
}
interface Event {
  readonly a: boolean;
  readonly b: boolean;
  readonly met: number;
  readonly w: number;
  readonly up: number;
  readonly name: string;
  readonly run: number;
  readonly luminosityBlock: number;
  readonly jets: List<Jet>;
}
type Plain = Omit<Event, 'jets'> & { readonly jets: readonly Jet[] };

const runs = Math.ceil(Number(process.env['JAGGED_RUNS'] ?? 300) / 5);
// sums of quarters are exact in any order
const quarters = fc.integer({ min: -8, max: 40 }).map((x) => x / 4);
const jet = fc.record({ pt: quarters, eta: quarters, flavour: fc.nat(3) });
const event: fc.Arbitrary<Plain> = fc.record({
  a: fc.boolean(),
  b: fc.boolean(),
  met: quarters,
  w: quarters,
  up: quarters,
  name: fc.constantFrom('x', 'y', 'zz'),
  run: fc.nat(3),
  luminosityBlock: fc.nat(12),
  jets: fc.array(jet, { maxLength: 4 }),
});
/** A row of every shape first, so that types do not depend on chance. */
const FIRST: Plain = {
  a: true,
  b: false,
  met: 0.25,
  w: 0.25,
  up: 0.25,
  name: 'x',
  run: 1,
  luminosityBlock: 1,
  jets: [{ pt: 0.25, eta: 0.25, flavour: 1 }],
};
const given = fc.tuple(
  fc.array(event, { maxLength: 25 }).map((rows) => [FIRST, ...rows]),
  fc.integer({ min: 1, max: 9 }),
  fc.constantFrom('loops' as const, 'kernels' as const),
);

const dataset = (rows: readonly Plain[], chunkSize: number): Dataset<Event> => fromValues<Event>(rows, { chunkSize });
const count = (rows: readonly Plain[], weight: (row: Plain) => number) => ({
  events: rows.length,
  sumw: rows.reduce((sum, row) => sum + weight(row), 0),
  sumw2: rows.reduce((sum, row) => sum + weight(row) ** 2, 0),
});

/** Cuts that the library reads and plain loops call. */
const CUTS = {
  a: (e: Plain) => e.a,
  met: (e: Plain) => e.met > 3,
  jets: (e: Plain) => e.jets.some((j) => j.pt > 2 && Math.abs(j.eta) < 5),
  not: (e: Plain) => !e.b,
  two: (e: Plain) => e.jets.filter((j) => j.pt > 1).length >= 2,
};
type Name = keyof typeof CUTS;
const NAMES = Object.keys(CUTS) as Name[];
const someNames = fc.shuffledSubarray(NAMES);

describe('the analysis tools', () => {
  test('cutflows and all cuts but one', async () => {
    await fc.assert(
      fc.asyncProperty(given, someNames, fc.boolean(), async ([rows, chunk, engine], names, weighted) => {
        const cuts = selection(dataset(rows, chunk), CUTS as Any).only(...(names as Any)) as Any;
        const options = weighted ? { weight: (e: Any) => e.w } : {};
        const weight = (row: Plain): number => (weighted ? row.w : 1);
        const found = await compute({ flow: cutflow(cuts, options), without: nMinusOne(cuts, options) }, { engine });
        const passing = (by: readonly Name[]): Plain[] => rows.filter((row) => by.every((name) => CUTS[name](row)));
        expect(found.flow.rows()).toStrictEqual([
          { name: 'all events', passed: count(rows, weight), alone: count(rows, weight) },
          ...names.map((name, i) => ({
            name,
            passed: count(passing(names.slice(0, i + 1)), weight),
            alone: count(passing([name]), weight),
          })),
        ]);
        expect(found.without.rows()).toStrictEqual(
          names.map((name) => ({ name, others: count(passing(names.filter((other) => other !== name)), weight) })),
        );
        expect(found.without.passed).toStrictEqual(count(passing(names), weight));
      }),
      { numRuns: runs },
    );
  });

  test('masks of selections', async () => {
    await fc.assert(
      fc.asyncProperty(given, someNames, fc.array(fc.boolean()), async ([rows, chunk, engine], names, wanted) => {
        const cuts = selection(dataset(rows, chunk), CUTS as Any) as Any;
        const require = Object.fromEntries(names.map((name, i) => [name, wanted[i] ?? true]));
        const found = await compute(
          {
            any: names.length === 0 ? cuts.require({}) : cuts.any(...names),
            require: cuts.require(require),
            met: cuts.only(...names).events.met,
          },
          { engine },
        );
        const passed = (row: Plain): boolean[] => names.map((name) => CUTS[name](row));
        expect(found).toStrictEqual({
          any: rows.map((row) => names.length === 0 || passed(row).includes(true)),
          require: rows.map((row) => names.every((name) => CUTS[name](row) === require[name])),
          met: rows.flatMap((row) => (passed(row).includes(false) ? [] : [row.met])),
        });
      }),
      { numRuns: runs },
    );
  });

  test('weights and their variations', async () => {
    await fc.assert(
      fc.asyncProperty(given, async ([rows, chunk, engine]) => {
        const events = dataset(rows, chunk);
        const w = weights(events)
          .with('one', (e) => e.w, { up: (e) => e.up })
          .with('two', (e) => e.met);
        const { up, part, statistics } = await compute(
          { up: w.variation('oneUp'), part: w.partial({ exclude: ['one'] }), statistics: w.statistics() },
          { engine },
        );
        expect(up).toStrictEqual(rows.map((row) => row.up * row.met));
        expect(part).toStrictEqual(rows.map((row) => row.met));
        const total = rows.map((row) => row.w * row.met);
        expect(statistics.total).toStrictEqual({
          sum: total.reduce((a, b) => a + b, 0),
          sumOfSquares: total.reduce((a, b) => a + b * b, 0),
          min: Math.min(...total),
          max: Math.max(...total),
        });
      }),
      { numRuns: runs },
    );
  });

  test('variations of a field', async () => {
    const SCALES = { nominal: 1, up: 1.5, down: 0.5 } as const;
    const good = (j: Jet, scale: number): boolean => j.pt * scale > 2 && Math.abs(j.eta) < 5;
    await fc.assert(
      fc.asyncProperty(given, async ([rows, chunk, engine]) => {
        const found = await compute(
          vary(
            dataset(rows, chunk),
            {
              up: (e) => e.withField('jets.pt', (j) => j.pt * 1.5),
              down: (e) => e.withField('jets.pt', (j) => j.pt * 0.5),
            },
            (e) => {
              const jets = e.jets.filter((j) => j.pt > 2 && Math.abs(j.eta) < 5);
              return {
                ht: jets.pt.sum(),
                eta: histogram(axis.regular(5, -10, 10)).fill(jets.eta),
                all: e.jets.filter((j) => j.eta > 1).flavour,
                first: e.jets.at(0).eta,
                leading: e.jets.sortBy((j) => j.pt, { descending: true }).at(0).flavour,
                met: e.met,
              };
            },
          ),
          { engine },
        );
        for (const name of ['nominal', 'up', 'down'] as const) {
          const scale = SCALES[name];
          const kept = rows.map(({ jets }) => jets.filter((j) => good(j, scale)));
          const { eta, ...rest } = found[name];
          expect(rest).toStrictEqual({
            ht: kept.map((jets) => jets.reduce((sum, j) => sum + j.pt * scale, 0)),
            all: rows.map(({ jets }) => jets.filter((j) => j.eta > 1).map((j) => j.flavour)),
            first: rows.map(({ jets }) => jets[0]?.eta),
            leading: rows.map(({ jets }) => jets.toSorted((a, b) => b.pt - a.pt)[0]?.flavour),
            met: rows.map(({ met }) => met),
          });
          expect(eta.sum({ flow: true })).toBe(kept.flat().length);
        }
      }),
      { numRuns: runs },
    );
  });

  test('sets and maps', async () => {
    await fc.assert(
      fc.asyncProperty(given, async ([rows, chunk, engine]) => {
        const events = dataset(rows, chunk);
        const found = await compute(
          {
            names: distinct(events.name),
            pairs: countBy(events.map((e) => ({ name: e.name, a: e.a }))),
            flavours: sumBy(events.jets.flavour, events.jets.pt),
          },
          { engine },
        );
        expect([...found.names]).toStrictEqual([...new Set(rows.map(({ name }) => name))]);
        const pairs = new Map<string, number>();
        for (const { name, a } of rows)
          pairs.set(JSON.stringify({ name, a }), (pairs.get(JSON.stringify({ name, a })) ?? 0) + 1);
        expect([...found.pairs].map(([pair, n]) => [JSON.stringify(pair), n])).toStrictEqual([...pairs]);
        const flavours = new Map<number, number>();
        for (const { flavour, pt } of rows.flatMap(({ jets }) => jets))
          flavours.set(flavour, (flavours.get(flavour) ?? 0) + pt);
        expect([...found.flavours]).toStrictEqual([...flavours]);
      }),
      { numRuns: runs },
    );
  });

  test('luminosity masks and lists', async () => {
    const lists = fc
      .uniqueArray(fc.nat(14), { maxLength: 8 })
      .map((ends) => ends.sort((a, b) => a - b))
      .map((ends) => ends.flatMap((end, i): [number, number][] => (i % 2 === 0 ? [[end, ends[i + 1] ?? end]] : [])));
    await fc.assert(
      fc.asyncProperty(given, fc.dictionary(fc.nat(3).map(String), lists), async ([rows, chunk, engine], ranges) => {
        const events = dataset(rows, chunk);
        const golden = lumiMask(ranges);
        const chosen = events.where((e) => golden(e.run, e.luminosityBlock));
        const found = await compute({ mask: golden(events), seen: lumiList(chosen), met: chosen.met }, { engine });
        const listed = ({ run, luminosityBlock }: Plain): boolean =>
          (ranges[run] ?? []).some(([first, last]) => first <= luminosityBlock && luminosityBlock <= last);
        expect(found.mask).toStrictEqual(rows.map(listed));
        expect(found.met).toStrictEqual(rows.filter(listed).map(({ met }) => met));
        const seen = new Set(rows.filter(listed).map(({ run, luminosityBlock }) => `${run}:${luminosityBlock}`));
        expect(found.seen.size).toBe(seen.size);
        for (let run = 0; run < 4; run++)
          for (let section = 0; section < 14; section++)
            expect(found.seen.has(run, section)).toBe(seen.has(`${run}:${section}`));
      }),
      { numRuns: runs },
    );
  });
});
