/**
 * Whether `auto` chooses well: each query by turns here, in storage, and where `auto` places it.
 * `npx tsx test/bench/placement.ts [FILE]`, by default 400,000 generated events.
 */
import { ak, axis, compute, type Dataset, histogram, open } from '../../src/index.ts';
import { q1, q2, q3, q4, q5, q6btag, q6pt, q7, q8, type SingleMu } from '../../docs/examples/adl.ts';
import { byTurns, timesText, withEvents } from './timing.ts';

type Events = Dataset<SingleMu>;
type Outputs = Parameters<typeof compute>[0];
const REPEATS = 9;
const PLACEMENTS = ['local', 'storage', 'auto'] as const;
const MET = axis.regular(100, 0, 200);

const QUERIES: Readonly<Record<string, (events: Events) => Outputs>> = {
  q1: (events) => ({ h: q1(events) }),
  q2: (events) => ({ h: q2(events) }),
  q3: (events) => ({ h: q3(events) }),
  q4: (events) => ({ h: q4(events) }),
  q5: (events) => ({ h: q5(events) }),
  q6pt: (events) => ({ h: q6pt(events) }),
  q6btag: (events) => ({ h: q6btag(events) }),
  q7: (events) => ({ h: q7(events) }),
  q8: (events) => ({ h: q8(events) }),
  'five at once': (events) => ({ q1: q1(events), q2: q2(events), q4: q4(events), q5: q5(events), q7: q7(events) }),
  'least MET': (events) => ({ m: ak.min(events.MET.pt, { axis: 0 }) }),
  'rows with MET > 60': (events) => ({ n: events.where((e) => e.MET.pt > 60).count() }),
  'MET of two muons': (events) => ({ h: histogram(MET).fill(events.where((e) => e.Muon.length === 2).MET.pt) }),
  'MET, phi': (events) => ({
    h: histogram(MET, axis.regular(20, -4, 4)).fill(events.MET.pt, events.MET.phi),
  }),
  'jets of MET > 90': (events) => ({ h: histogram(MET).fill(events.where((e) => e.MET.pt > 90).Jet.pt) }),
  'jets of MET > 10': (events) => ({ h: histogram(MET).fill(events.where((e) => e.MET.pt > 10).Jet.pt) }),
  'q7 of MET > 90': (events) => ({ h: q7(events.where((e) => e.MET.pt > 90)) }),
  'q6 of MET > 90': (events) => ({ h: q6pt(events.where((e) => e.MET.pt > 90)) }),
  'q5 of one run': (events) => ({ h: q5(events.where('run === 194003')) }),
  'MET of one run': (events) => ({ h: q1(events.where('run === 194003')) }),
};

async function main(file: string): Promise<void> {
  const opened = await Promise.all(
    PLACEMENTS.map(async (placement) => [placement, await open<SingleMu>(file, { placement })] as const),
  );
  console.log(
    `${'query'.padEnd(20)}${PLACEMENTS.map((name) => name.padStart(18)).join('')}   auto / better   of, ms: least (median) of ${REPEATS}`,
  );
  for (const [name, query] of Object.entries(QUERIES)) {
    const works = Object.fromEntries(opened.map(([placement, events]) => [placement, () => compute(query(events))]));
    const times = await byTurns(works as Record<(typeof PLACEMENTS)[number], () => unknown>, REPEATS);
    const least = Math.min(times.local.least, times.storage.least);
    const median = Math.min(times.local.median, times.storage.median);
    const ratio = `${(times.auto.least / least).toFixed(2)} (${(times.auto.median / median).toFixed(2)})`;
    console.log(
      `${name.padEnd(20)}${PLACEMENTS.map((placement) => timesText(times[placement]).padStart(18)).join('')}   ${ratio.padEnd(16)}${times.local.least <= times.storage.least ? 'local' : 'storage'}`,
    );
  }
}

void withEvents(400_000, main);
