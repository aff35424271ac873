/** Compares jagged with its peers: `npm run bench -- --help`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.ts';
import { makerOf, prepareData } from './data.ts';
import { fromStart, measure } from './measure.ts';
import { ADL, OWN, readOptions, USAGE } from './options.ts';
import { findPeers, projectRoot } from './peers.ts';
import { type Findings, tablesOf, writeSection } from './report.ts';

/** The query that is asked of new processes. */
const FIRST = '5';

async function main(args: readonly string[]): Promise<void> {
  if (args.includes('--help')) return console.log(USAGE);
  const scripts = join(projectRoot, '../shared/bench');
  const { maker, sample } = makerOf(scripts);
  const options = readOptions(args, scripts, existsSync(maker) && existsSync(sample));
  await prepareData(options);
  const script = await bundle(
    join(projectRoot, 'test/bench/peers/jagged.ts'),
    projectRoot,
    join(projectRoot, 'dist/bench/jagged.mjs'),
  );
  const { peers, missing } = findPeers(options, script);
  for (const { name, why } of missing) console.log(`without ${name}: ${why}`);
  const measured = await measure(peers, options.queries, options.rounds);
  const first = new Map<string, number>();
  if (options.queries.includes(FIRST))
    for (const peer of peers)
      if (measured.some((one) => one.peer === peer.name && one.query === FIRST) && peer.queries.includes(FIRST))
        first.set(peer.name, await fromStart(peer, FIRST));
  report({ options, peers, missing, measured, fromStart: first });
}

function report(findings: Findings): void {
  console.log(`\n${tablesOf(findings)}`);
  if (!findings.options.write) return;
  const layout = `${findings.options.layout}${findings.options.threads === 1 ? ', one thread' : ''}`;
  for (const [heading, names] of [
    [`ADL queries, layout ${layout}`, ADL],
    [`Other queries, layout ${layout}`, OWN],
  ] as const) {
    const measured = findings.measured.filter(({ query }) => names.includes(query));
    const fromStarts = names === ADL ? findings.fromStart : new Map<string, number>();
    if (measured.length > 0) writeSection(heading, { ...findings, measured, fromStart: fromStarts });
  }
  console.log(`written: docs/benchmarks.md`);
}

await main(process.argv.slice(2));
