import { expect, test } from 'vitest';
import { fromValues, type LorentzVector } from '../../src/index.ts';

test('a negative mass squared gives a negative mass, as in ROOT', async () => {
  const spacelike = { px: 3.5, py: 0.5, pz: 0.25, energy: 1.5 };
  const events = fromValues<{ v: LorentzVector }>([{ v: spacelike }], { name: 'spacelike' });
  const m2 = 1.5 * 1.5 - (3.5 * 3.5 + 0.5 * 0.5 + 0.25 * 0.25);
  expect(await events.v.mass.toArray()).toEqual([-Math.sqrt(-m2)]);
});
