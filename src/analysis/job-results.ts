import type { PlannedOutput } from '../../compiler/plan/plan.ts';
import type { Layout } from '../../kernels/layout.ts';
import { ASK } from '../api/core.ts';
import { plainResult } from '../api/plans.ts';
import type { Outputs } from '../api/types.ts';
import { planOfWork } from '../execute/crew/workbench.ts';
import type { Work } from '../execute/crew/work.ts';
import { Histogram } from '../results/histogram.ts';
import { anyText, jsonWriter, layoutToJson } from '../results/json.ts';
import { type Gathered, type GatheredSet, gather } from './gather.ts';
import type { Job } from './job.ts';
import type { Prepared } from './processor.ts';
import { resultsOf, resultsOfAll } from './results.ts';

/** Merges parts of a job without the program that wrote it. */
export function gatherJob(job: Job, where: readonly string[]): Promise<Gathered> {
  const sets = job.works.map((work): GatheredSet => ({ name: work.dataset, odd: [], plan: planOfWork(work) }));
  return gather(job, sets, where);
}

/** What parts of a job gave, as JSON: the outputs by their names, of all data sets and of each, and the ledger. */
export function resultsJson({ works }: Job, { parts, ledger }: Gathered): string {
  const prepared = works.map(preparedOf);
  const datasets = prepared.map(
    (one, set) => `${JSON.stringify(one.work.dataset)}:${objectOf(resultsOf(one, parts[set]))}`,
  );
  const outputs = objectOf(resultsOfAll(prepared, parts));
  return `{"outputs":${outputs},"datasets":{${datasets.join(',')}},"ledger":${JSON.stringify(ledger)}}`;
}

const objectOf = (texts: Readonly<Record<string, unknown>>): string =>
  `{${Object.entries(texts)
    .map(([name, text]) => `${JSON.stringify(name)}:${text}`)
    .join(',')}}`;

/** Stands for an output whose program is not here. */
class Named {
  [ASK](): void {}
}

/** A work as if a processor had given it, with JSON for the user's results. */
function preparedOf(work: Work): Prepared {
  const plan = planOfWork(work);
  const finishers = plan.outputs.flatMap((output) =>
    [output.name, ...(output.also ?? [])].map(
      (name) => [name, { finish: (value: unknown) => jsonOf(output, value) }] as const,
    ),
  );
  const asked = new Map(finishers);
  const outputs = Object.fromEntries([...asked.keys()].map((name) => [name, new Named()])) as unknown as Outputs;
  return { work, plan, outputs, asked, explain: () => '' };
}

function jsonOf({ expr }: PlannedOutput, value: unknown): string {
  if (expr.op === 'collect') return layoutToJson(value as Layout);
  if (expr.op === 'reduceRows') return jsonWriter(expr.type)(value);
  const result = plainResult(expr, value);
  return result instanceof Histogram ? JSON.stringify(result) : anyText(result);
}
