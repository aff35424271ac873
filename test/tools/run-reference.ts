import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Case, type Judged, judge, type Verdict } from './awkward-reference.ts';
import { choices } from './choices.ts';

/** How all cases of a file went. */
export interface Report {
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly cases: readonly Judged[];
}

/** Runs every case of a file in the format of awkward-ops.json. */
export async function runCases(cases: readonly Case[]): Promise<Report> {
  const judged: Judged[] = [];
  for (const one of cases) judged.push(await judge(one, choices));
  const counts: Record<Verdict, number> = { equal: 0, chosen: 0, unsupported: 0, wrong: 0 };
  for (const { verdict } of judged) counts[verdict]++;
  return { counts, cases: judged };
}

/** The counts, and the cases that are not equal, with the reason. */
export function reportText({ counts, cases }: Report): string {
  const listed = (['chosen', 'unsupported', 'wrong'] as const).flatMap((verdict) =>
    cases.filter((one) => one.verdict === verdict).map(({ id, why }) => `${verdict}  ${id}: ${why}`),
  );
  const { equal, chosen, unsupported, wrong } = counts;
  return [...listed, `${equal} equal, ${chosen} chosen, ${unsupported} unsupported, ${wrong} wrong`].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = process.argv[2];
  if (file === undefined) throw new Error('which file? npm run reference -- FILE.json');
  const told = JSON.parse(readFileSync(file, 'utf8')) as { readonly cases?: readonly Case[] };
  if (told.cases === undefined) throw new Error(`${file} has no cases`);
  const report = await runCases(told.cases);
  console.log(reportText(report));
  if (report.counts.wrong > 0) process.exitCode = 1;
}
