/** Cutflows, weights, variations, sets and maps are outputs of processors: merged over files and data sets. */
import { beforeAll, describe, expect, test } from 'vitest';
import {
  analysis,
  axis,
  compute,
  countBy,
  cutflow,
  type Dataset,
  distinct,
  histogram,
  inProcess,
  nMinusOne,
  open,
  selection,
  threads,
  vary,
  weights,
} from '../../../src/index.ts';
import { scratch } from '../sources/support.ts';
import { type Demo, EVENTS, type Files, makeFiles } from './data.ts';

const folder = scratch();
let files: Files;
beforeAll(async () => {
  files = await makeFiles(folder);
}, 60_000);

function processor(events: Dataset<Demo>) {
  const cuts = selection(events, {
    muons: (e) => e.Muon.length >= 2,
    met: (e) => e.MET.pt > 20,
    hard: (e) => e.Muon.some((m) => m.pt > 25),
  });
  // powers of two, so that sums are exact in any order
  const w = weights(events).with('w', (e) => (e.MET.pt > 30 ? 2 : 0.5), { up: (e) => (e.MET.pt > 30 ? 4 : 0.25) });
  return {
    flow: cutflow(cuts, { weight: w.total() }),
    without: nMinusOne(cuts),
    charges: countBy(events.Muon.charge),
    numbers: distinct(events.map((e) => ({ muons: e.Muon.length, met: e.MET.pt > 20 }))),
    varied: vary(
      events.with({ weight: w.total() }),
      { up: (e) => e.withField('Muon.pt', (m) => m.pt * 1.1), ...w.variationsOf('weight') },
      (e) => ({
        pt: histogram(axis.regular(10, 0, 100)).fill(e.Muon.filter((m) => m.pt > 20).pt, { weight: e.weight }),
        met: histogram(axis.regular(10, 0, 100)).fill(e.MET.pt),
      }),
    ),
  };
}

const told = (outputs: object): string =>
  JSON.stringify(outputs, (_, value: unknown) => (value instanceof Map || value instanceof Set ? [...value] : value));
const job = () =>
  analysis<Demo, ReturnType<typeof processor>>({ recorded: files.recorded, simulated: files.simulated }, processor);

describe('analysis tools in a processor', () => {
  test('give for all data sets what they give of all files at once', async () => {
    const { outputs, datasets } = await job().run({ executor: inProcess() });
    const at = async (paths: readonly string[]) => compute(processor(await open<Demo>(paths)));
    expect(told(datasets['simulated'] as object)).toBe(told(await at(files.simulated)));
    expect(told(outputs)).toBe(told(await at([...files.recorded, ...files.simulated])));
    expect(outputs.flow.rows()[0]?.passed.events).toBe(4 * EVENTS + 300);
    expect(outputs.varied.up.pt.sum()).toBeGreaterThan(outputs.varied.nominal.pt.sum());
  });

  test('give the same in worker threads', async () => {
    const [here, there] = [await job().run({ executor: inProcess() }), await job().run({ executor: threads(2) })];
    expect(told(there.outputs)).toBe(told(here.outputs));
  });

  test('stop where partial results cannot be merged, and refuse cuts that differ between data sets', async () => {
    const many = analysis<Demo, { met: ReturnType<typeof distinct> }>({ recorded: files.recorded }, (events) => ({
      met: distinct(events.MET.pt, { most: 5100 }),
    }));
    await expect(many.run()).rejects.toMatchObject({ cause: { code: 'too-many-keys' } });
    const unlike = analysis<Demo, { flow: ReturnType<typeof cutflow> }>(
      { simulated: files.simulated, recorded: files.recorded },
      (events, { dataset }) => ({ flow: cutflow(selection(events, { [dataset]: (e: Demo) => e.MET.pt > 20 })) }),
    );
    await expect(unlike.run()).rejects.toMatchObject({ code: 'outputs-differ' });
  });
});
