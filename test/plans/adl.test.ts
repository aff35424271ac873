import { expect, test } from 'vitest';
import * as adl from '../../docs/examples/adl.ts';
import { open } from '../../src/index.ts';
import { FLAT, have, shared } from '../adl/data.ts';

const { q1, q2, q3, q4, q5, q6pt, q6btag, q7, q8 } = adl;

test.runIf(have(FLAT))('the plans of the ADL queries are as they were', async () => {
  const events = await open<adl.SingleMu>(shared(FLAT));
  for (const [name, query] of Object.entries({ q1, q2, q3, q4, q5, q6pt, q6btag, q7, q8 })) {
    await expect(`${query(events).explain()}\n`).toMatchFileSnapshot(`${name}.plan`);
  }
});
