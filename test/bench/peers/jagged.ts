/** jagged as a peer: `node jagged.mjs FILE THREADS`, then a query a line. Opening the file and reading its footer are part of each answer. */
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import * as adl from '../../../docs/examples/adl.ts';
import { compute, type Dataset, type LazyHistogram, open } from '../../../src/index.ts';
import { forgetFooters } from '../../../src/sources/parquet/footer-cache.ts';
import { OWN_QUERIES } from '../own-queries.ts';

const ADL_QUERIES: Readonly<Record<string, (events: Dataset<adl.SingleMu>) => LazyHistogram>> = {
  '1': adl.q1,
  '2': adl.q2,
  '3': adl.q3,
  '4': adl.q4,
  '5': adl.q5,
  '6a': adl.q6pt,
  '6b': adl.q6btag,
  '7': adl.q7,
  '8': adl.q8,
};

const [file, threads] = [process.argv[2] as string, Number(process.argv[3])];
/** One thread is this one alone; as many as there are processors is what a user gets who says nothing. */
const options: object = threads === 1 ? { workers: 0 } : threads === availableParallelism() ? {} : { workers: threads };

async function answer(query: string): Promise<number[]> {
  forgetFooters();
  const events = await open<adl.SingleMu>(query === 'texts' ? join(dirname(file), 'texts.parquet') : file);
  const own = OWN_QUERIES[query];
  if (own !== undefined) return own(events)(options);
  const make = ADL_QUERIES[query];
  if (make === undefined) throw new Error(`there is no query ${query}`);
  const { filled } = await compute({ filled: make(events) }, options);
  return [...(filled as { values(o: { flow: boolean }): Float64Array }).values({ flow: true })];
}

async function timed(query: string): Promise<object> {
  const start = performance.now();
  const before = process.cpuUsage();
  const counts = await answer(query);
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - start, cpu: (user + system) / 1000, counts };
}

console.log(JSON.stringify({ ready: true }));
for await (const line of createInterface({ input: process.stdin })) {
  const found = await timed(line).catch((error: Error) => ({ error: error.message }));
  console.log(JSON.stringify(found));
}
