import { describe, expect, test } from 'vitest';
import { compute, open } from '../../src/index.ts';
import { have, NANO, shared } from './data.ts';
import { analysis, columnsOf, type Nano, zPeak } from './planning.ts';

describe.runIf(have(NANO))('planning over 1,499 columns', () => {
  test('the Z peak reads 5 columns and finds 6 events', async () => {
    const events = await open<Nano>(shared(NANO));
    expect(columnsOf(zPeak(events)).sort()).toEqual(['Muon_charge', 'Muon_eta', 'Muon_mass', 'Muon_phi', 'Muon_pt']);
    expect((await compute(zPeak(events)))['z']?.sum({ flow: true })).toBe(6);
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
