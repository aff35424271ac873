import { describe, expect, it } from 'vitest';
import type { Case } from '../tools/awkward-reference.ts';
import { choices } from '../tools/choices.ts';
import { semanticsNow, semanticsText } from '../tools/reference.ts';
import { reportText, runCases } from '../tools/run-reference.ts';
import { reference } from '../tools/shared.ts';

const table = reference<{ readonly cases: readonly Case[] }>('awkward-ops.json');

describe('what Awkward Array gives', () => {
  it.skipIf(table === undefined)('is given here too, through the public functions', async () => {
    const report = await runCases(table?.cases ?? []);
    const { equal, chosen, unsupported, wrong } = report.counts;
    console.log(`awkward-ops: ${equal} equal, ${chosen} chosen, ${unsupported} unsupported, ${wrong} wrong`);
    expect(reportText({ ...report, cases: report.cases.filter(({ verdict }) => verdict === 'wrong') })).toMatch(
      / 0 wrong$/,
    );
    expect(report.counts).toEqual({ equal: 761, chosen: 61, unsupported: 0, wrong: 0 });
    const listed = report.cases.filter(({ verdict }) => verdict === 'chosen').map(({ id }) => id);
    expect(listed.filter((id) => choices[id] === undefined)).toEqual([]);
  });

  it('or differs for a reason that the documentation gives', () => {
    expect(semanticsNow(), 'npm run docs writes it anew').toBe(semanticsText());
  });
});
