import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Case } from '../tools/awkward-reference.ts';
import { choices } from '../tools/choices.ts';
import { reportText, runCases } from '../tools/run-reference.ts';
import { reference } from '../tools/shared.ts';

const table = reference<{ readonly cases: readonly Case[] }>('awkward-ops.json');
const semantics = readFileSync(new URL('../../docs/semantics.md', import.meta.url), 'utf8');

describe('what Awkward Array gives', () => {
  it.skipIf(table === undefined)('is given here too, through the public functions', async () => {
    const report = await runCases(table?.cases ?? []);
    const { equal, chosen, unsupported, wrong } = report.counts;
    console.log(`awkward-ops: ${equal} equal, ${chosen} chosen, ${unsupported} unsupported, ${wrong} wrong`);
    expect(reportText({ ...report, cases: report.cases.filter(({ verdict }) => verdict === 'wrong') })).toMatch(
      / 0 wrong$/,
    );
    expect(report.counts).toEqual({ equal: 0, chosen: 0, unsupported: 0, wrong: 0 });
  });

  it('or differs for a reason that the documentation gives', () => {
    for (const id of Object.keys(choices)) expect(semantics, id).toContain(`\`${id}\``);
  });
});
