import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { asColumn, type ColumnCore } from '../../../src/api/column-core.ts';
import { planOf, resultOf } from '../../../src/api/core.ts';
import {
  compute,
  type Dataset,
  fromValues,
  type List,
  type LorentzVector,
  open,
  overlapRemoval,
  overlapReport,
  type OverlapFlags,
} from '../../../src/index.ts';
import { arrayLayout } from '../../../src/sources/memory.ts';
import { byKernels, byLoop, exactly } from '../columnar-check.ts';
import { type Fate, plainFates, type PlainOptions, type PlainStep } from './plain-overlap.ts';

// each run compiles queries of many steps
const runs = Math.ceil(Number(process.env['JAGGED_RUNS'] ?? 300) / 10);
const NAMES = ['A', 'B', 'C'] as const;
type Name = (typeof NAMES)[number];

interface Thing extends LorentzVector {
  readonly track: number;
  readonly good: boolean;
}
type Event = { readonly [K in Name]: List<Thing> } & { readonly cut: number };
type Flagged = { readonly [K in Name]: List<Thing & OverlapFlags> };

/** Functions that the library reads and the plain loops call. */
const CONES = [0.3, 1.5, (a: Thing) => Math.min(1, 0.1 + 10 / a.pt), (a: Thing, b: Thing) => (a.pt + b.pt) / 100];
const SHARING = [
  (a: Thing, b: Thing) => a.track === b.track,
  (a: Thing, b: Thing) => a.track >= 0 && a.track === b.track,
];
const UNLESS = [
  (a: Thing, b: Thing) => a.pt > 2 * b.pt,
  (_a: Thing, b: Thing) => b.good,
  (a: Thing, _b: Thing, event: { readonly cut: number }) => a.pt > event.cut,
];
const WHERE = [(a: Thing) => a.good, (a: Thing, event: { readonly cut: number }) => a.pt < event.cut];
const PREFER = [(a: Thing) => a.pt, (a: Thing) => a.track];
const PART = ['good', (a: Thing) => a.pt > 12, (a: Thing, event: { readonly cut: number }) => a.pt < 2 * event.cut];

const maybe = <T>(values: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.option(fc.constantFrom(...values), { nil: undefined });

const thing = fc.record({
  pt: fc.double({ min: 5, max: 60, noNaN: true }),
  eta: fc.oneof(
    { weight: 12, arbitrary: fc.double({ min: -2, max: 2, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY) },
  ),
  phi: fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
  mass: fc.double({ min: 0.1, max: 5, noNaN: true }),
  track: fc.integer({ min: -1, max: 3 }),
  good: fc.boolean(),
});
const things = fc.array(thing, { maxLength: 4 });
const event = fc.record({ A: things, B: things, C: things, cut: fc.double({ min: 10, max: 50, noNaN: true }) });

const step = fc
  .record({
    remove: fc.constantFrom(...NAMES),
    near: fc.constantFrom(...NAMES),
    dR: maybe(CONES),
    using: maybe(['eta', 'rapidity'] as const),
    sharing: maybe(SHARING),
    unless: maybe(UNLESS),
    where: maybe(WHERE),
    against: maybe(['left', 'all'] as const),
    prefer: fc.constantFrom(...PREFER),
  })
  .map(({ using, prefer, dR, sharing, ...rest }) => ({
    ...rest,
    sharing,
    dR: dR ?? (sharing === undefined ? 0.7 : undefined),
    using: dR === undefined && sharing !== undefined ? undefined : using,
    prefer: rest.remove === rest.near ? prefer : undefined,
  }));

/** Types follow from the data: the first event has an object in each collection, with numbers that are not whole. */
const typical = { pt: 20.5, eta: 0.25, phi: 0.5, mass: 0.5, track: 1, good: true };
const first = { A: [typical], B: [typical], C: [typical], cut: 20.5 };

const cases = fc.record({
  events: fc.array(event, { maxLength: 5 }).map((others) => [first, ...others]),
  steps: fc.array(step, { maxLength: 5 }),
  where: fc.record({ A: maybe(PART), B: maybe(PART), C: fc.constantFrom(...PART) }),
  using: maybe(['eta', 'rapidity'] as const),
});

/** The dataset after the removal, as tests with random steps see it. */
function removed(events: Dataset<Event>, steps: readonly PlainStep[], options: PlainOptions & { gives?: 'left' }) {
  const all = { ...options, where: { A: undefined, B: undefined, ...options.where } };
  return overlapRemoval(events, steps as never, all as never) as unknown as Dataset<Flagged>;
}

const columnsOf = (data: Dataset<Flagged>) => ({
  A: data.A.passOR,
  B: data.B.passOR,
  C: data.C.passOR,
  byA: data.A.removedBy,
  byB: data.B.removedBy,
  byC: data.C.removedBy,
});

function wanted(fates: readonly Record<string, Fate[]>[]): Record<string, unknown> {
  const pass = (name: Name) => fates.map((of) => (of[name] as Fate[]).map((fate) => fate === 'left'));
  const by = (name: Name) =>
    fates.map((of) => (of[name] as Fate[]).map((fate) => (typeof fate === 'number' ? fate : -1)));
  return { A: pass('A'), B: pass('B'), C: pass('C'), byA: by('A'), byB: by('B'), byC: by('C') };
}

function wantedCounts(fates: readonly Record<string, Fate[]>[], steps: readonly PlainStep[]) {
  const count = (name: string, test: (fate: Fate) => boolean): number =>
    fates.reduce((sum, of) => sum + (of[name] as Fate[]).filter(test).length, 0);
  return {
    steps: steps.map(({ remove }, i) => count(remove, (fate) => fate === i)),
    collections: Object.fromEntries(
      NAMES.map((name) => [
        name,
        [count(name, () => true), count(name, (fate) => fate !== 'outside'), count(name, (fate) => fate === 'left')],
      ]),
    ),
  };
}

const counted = (report: {
  steps: readonly { removed: number }[];
  collections: readonly { name: string; all: number; takingPart: number; passed: number }[];
}) => ({
  steps: report.steps.map(({ removed: n }) => n),
  collections: Object.fromEntries(
    report.collections.map(({ name, all, takingPart, passed }) => [name, [all, takingPart, passed]]),
  ),
});

/** Whether the generated loop and the kernels give the same flags to the bit. */
function bothEngines(data: Dataset<Flagged>, events: readonly unknown[]): string {
  const columns = Object.entries(columnsOf(data)).map(
    ([name, column]) => [name, asColumn(column) as ColumnCore] as const,
  );
  const [, { core }] = columns[0] as (typeof columns)[number];
  const plan = planOf(
    core,
    columns.map(([name, { expr }]) => ({ name, expr: resultOf(core, 'collect', expr) })),
  );
  const outputs = plan.outputs.map(({ expr }) => expr);
  const layout = arrayLayout(events as unknown[]);
  const [loop, kernels] = [byLoop(outputs, layout), byKernels(outputs, layout)].map((outcome) =>
    JSON.stringify(exactly(outcome)),
  );
  return loop === kernels ? 'same' : `loop ${loop}, kernels ${kernels}`;
}

const folder = mkdtempSync(join(tmpdir(), 'jagged-overlap-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('overlap removal', () => {
  it('gives what plain loops give, in both engines', async () => {
    let removals = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ({ events, steps, where, using }) => {
        const options = { where, using };
        const fates = events.map((one) => plainFates(one, steps, options));
        const data = removed(fromValues<Event>(events, { chunkSize: 2 }), steps, options);
        const result = await compute({ ...columnsOf(data), report: overlapReport(data) });
        const { report, ...flags } = result;
        expect(flags).toEqual(wanted(fates));
        expect(counted(report)).toEqual(wantedCounts(fates, steps));
        removals += report.steps.reduce((sum, { removed: n }) => sum + n, 0);

        expect(bothEngines(data, events)).toBe('same');
      }),
      { numRuns: runs },
    );
    expect(removals).toBeGreaterThan(runs);
  }, 120_000);

  it('leaves those that pass, with gives: left', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ events, steps, where, using }) => {
        const from = fromValues<Event>(events);
        const [flagged, left] = [
          removed(from, steps, { where, using }),
          removed(from, steps, { where, using, gives: 'left' }),
        ];
        const { a, b, c, A, B, C } = await compute({
          a: flagged.A.filter((x) => x.passOR).pt,
          b: flagged.B.filter((x) => x.passOR).pt,
          c: flagged.C.filter((x) => x.passOR).pt,
          A: left.A.pt,
          B: left.B.pt,
          C: left.C.pt,
        });
        expect({ A, B, C }).toEqual({ A: a, B: b, C: c });
      }),
      { numRuns: Math.ceil(runs / 2) },
    );
  }, 120_000);

  it('gives the same wherever it is placed, of files in parts', async () => {
    let at = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ({ events, steps, where, using }) => {
        const file = join(folder, `${at++}.parquet`);
        const options = { where, using };
        const fates = events.map((one) => plainFates(one, steps, options));
        await fromValues<Event>(events).writeParquet(file, { rowGroupSize: 2 });
        for (const placement of ['local', 'storage', 'auto'] as const) {
          const from = await open<Event>(file, { placement });
          expect(await compute(columnsOf(removed(from, steps, options))), placement).toEqual(wanted(fates));
          await from.close();
        }
      }),
      { numRuns: Math.ceil(runs / 10) },
    );
  }, 120_000);
});
