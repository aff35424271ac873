// What the real Python packages found in real files, held against analyses of several copies of them.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  analysis,
  axis,
  type Context,
  type Dataset,
  type Executor,
  histogram,
  type List,
  type LorentzVector,
} from '../../../src/index.ts';
import { reference, shared } from '../../tools/shared.ts';
import { type PhysliteEvent, selected } from '../overlap/physlite-selection.ts';
import { scratch } from '../sources/support.ts';

interface Peak {
  readonly file: string;
  /** The histogram is of so many copies. */
  readonly copies: number;
  readonly events_per_copy: number;
  readonly selected_per_copy: number;
  readonly histogram: { readonly counts: readonly number[]; readonly underflow: number; readonly overflow: number };
}
interface Nano {
  readonly Muon: List<LorentzVector & { readonly charge: number }>;
}

const peaks = reference<{ readonly z_peak: Readonly<Record<string, Peak>> }>('nanoaod.json')?.z_peak;

/** Two muons of opposite charge, and the mass of the two, by data set. */
function zPeak(events: Dataset<Nano>, { dataset, datasets }: Context) {
  const two = events.where((e) => e.Muon.length === 2 && e.Muon.map((m) => m.charge).sum() === 0);
  const mass = two.Muon.combinations(2, ['a', 'b']).map(({ a, b }) => a.add(b).mass);
  return {
    mass: histogram(axis.category(datasets), axis.regular(60, 60, 120, { name: 'mass' })).fill(dataset, mass),
    selected: two.count(),
    events: events.count(),
  };
}

/** Copies of a file in a folder of its own. */
function copies(of: string, count: number, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const [name = '', ending] = basename(of).split('.');
  for (let i = 1; i <= count; i++) copyFileSync(of, join(folder, `${name}_${i}.${ending}`));
  return folder;
}

/** Runs what is in the references with an executor. */
export function referenceKit(
  name: string,
  make: () => Promise<Executor> | Executor,
  end: () => Promise<void> | void = () => undefined,
): void {
  describe(`references, by ${name}`, () => {
    const folder = scratch();
    let executor: Executor;
    beforeAll(async () => {
      executor = await make();
    }, 120_000);
    afterAll(() => end());

    for (const ending of peaks === undefined ? [] : ['parquet', 'root'])
      test(`the Z peak of five copies each, ${ending}`, async () => {
        const known = Object.entries(peaks as Record<string, Peak>);
        const sets = Object.fromEntries(
          known.map(([set, { file, copies: count }]) => {
            const from = shared(`data/${file.replace('.root', `.${ending}`)}`) as string;
            return [set, copies(from, count, join(folder, ending, set))];
          }),
        );
        // a sixth file that nobody meant to have there
        writeFileSync(join(folder, ending, 'ZJets', 'readme.txt'), 'made by hand');
        const tree = ending === 'root' ? 'Events' : undefined;
        const { outputs, datasets, ledger } = await analysis(sets, zPeak, { tree }).run({ executor });
        const values = [...outputs.mass.values()];
        for (const [i, [set, peak]] of known.entries()) {
          const { counts, underflow, overflow } = peak.histogram;
          expect(values.slice(60 * i, 60 * (i + 1))).toEqual(counts);
          const here = datasets[set] as typeof outputs;
          expect(here.selected).toBe(peak.selected_per_copy * peak.copies);
          expect(here.events).toBe(peak.events_per_copy * peak.copies);
          const all = [...here.mass.values({ flow: true })].reduce((a, b) => a + b, 0);
          expect(all).toBe(counts.reduce((a, b) => a + b, underflow + overflow));
        }
        expect(ledger.complete).toBe(true);
        const strays = ledger.datasets.flatMap(({ odd }) => odd.filter(({ why }) => why === 'other-kind'));
        expect(strays.map(({ file }) => basename(file))).toEqual(['readme.txt']);
        copyFileSync(shared('data/nano_dimuon.root') as string, join(folder, ending, 'ZJets', 'stray.root'));
        const more = await analysis(sets, zPeak, { tree }).run({ executor, onError: 'skip' });
        expect(more.ledger.datasets[0]?.odd.find(({ why }) => why === 'name')).toMatchObject({
          file: join(folder, ending, 'ZJets', 'stray.root'),
        });
        expect(more.ledger.files.filter(({ dataset }) => dataset === 'ZJets')).toHaveLength(6);
      }, 60_000);

    const physlite = shared('data/PHYSLITE_example.root');
    if (physlite !== undefined)
      test('the selection of PHYSLITE objects, over three copies', async () => {
        const sets = { signal: copies(physlite, 3, join(folder, 'physlite')) };
        const process = (events: Dataset<PhysliteEvent>) => {
          const { Electrons: el, Muons: mu, Jets: jet } = selected(events);
          const each = axis.integer(0, 2);
          const of = (flags: object) => histogram(each).fill(flags as never);
          return {
            electrons: { baseline: of(el.baseline), passOR: of(el.passOR), signal: of(el.signal) },
            muons: { baseline: of(mu.baseline), passOR: of(mu.passOR), signal: of(mu.signal) },
            jets: { baseline: of(jet.baseline), passOR: of(jet.passOR), signal: of(jet.signal) },
          };
        };
        const { outputs } = await analysis(sets, process, { tree: 'CollectionTree' }).run({ executor });
        const counted = Object.values(outputs).map((flags) => {
          const [baseline = [], passOR = [], signal = []] = Object.values(flags).map((one) => [...one.values()]);
          return [(baseline[0] ?? 0) + (baseline[1] ?? 0), baseline[1], passOR[1], signal[1]];
        });
        const once = [
          [134, 123, 122, 100],
          [5, 3, 2, 0],
          [881, 379, 261, 183],
        ];
        expect(counted).toEqual(once.map((counts) => counts.map((count) => 3 * count)));
      }, 60_000);
  });
}
