import { describe, expect, test } from 'vitest';
import { compute, explain, open } from '../../src/index.ts';
import { have, NANO, shared } from './data.ts';
import { analysis, columnsOf, type Nano, variations, varied, zPeak } from './planning.ts';

describe.runIf(have(NANO))('planning over 1,499 columns', () => {
  test('the Z peak reads 5 columns and finds 6 events', async () => {
    const events = await open<Nano>(shared(NANO));
    expect(columnsOf(zPeak(events)).sort()).toEqual(['Muon_charge', 'Muon_eta', 'Muon_mass', 'Muon_phi', 'Muon_pt']);
    expect((await compute(zPeak(events)))['z']?.sum({ flow: true })).toBe(6);
  });

  test('20 variations of the jet pt compute once what does not look at it', async () => {
    const events = await open<Nano>(shared(NANO));
    const outputs = varied(events);
    expect(columnsOf(outputs)).toHaveLength(16);
    const text = explain(outputs);
    expect(text).toContain('  z is the same in all: computed once\n  ht differs in each\n  met is the same in all');
    expect(text.match(/^output /gm)).toHaveLength(23);
    const found = await compute(outputs);
    const written = await compute(variations(events));
    for (const scale of [0.9, 1, 1.09])
      expect(found[`pt ${scale}`]?.['ht']?.values()).toStrictEqual(written[`ht ${scale}`]?.values());
  });

  test('an analysis with three collections reads 16 columns', async () => {
    const events = await open<Nano>(shared(NANO));
    expect(columnsOf(analysis(events))).toHaveLength(16);
    const r = await compute(analysis(events));
    expect(Object.fromEntries(Object.entries(r).map(([name, h]) => [name, h.sum({ flow: true })]))).toEqual({
      z: 4,
      ht: 40,
      met: 40,
    });
  });
});
