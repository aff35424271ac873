/**
 * What each optimiser rule does: queries that it is for, with all rules and without this one, by turns; their results must
 * be equal. `npx tsx test/bench/rules.ts [FILE]`, by default 400,000 generated events.
 */
import { deepStrictEqual } from 'node:assert';
import { compile } from '../../compiler/compile.ts';
import type { CostRequest } from '../../compiler/source.ts';
import { q5, q7, type SingleMu } from '../../docs/examples/adl.ts';
import { axis, type Dataset, histogram, open } from '../../src/index.ts';
import { ASK, type Asked } from '../../src/api/core.ts';
import { costConstants } from '../../src/execute/cost-constants.ts';
import { run } from '../../src/execute/run.ts';
import { byTurns, timesText, withEvents } from './timing.ts';

const REPEATS = 15;
const MASS = axis.regular(60, 60, 120);

interface Case {
  readonly rule: string;
  readonly what: string;
  readonly query: (events: Dataset<SingleMu>) => unknown;
}

const CASES: readonly Case[] = [
  { rule: 'ask-counts-first', what: 'q5', query: q5 },
  { rule: 'cheap-columns-first', what: 'q7, rows in all partitions pass', query: q7 },
  {
    rule: 'cheap-columns-first',
    what: 'pairs of five muons or more',
    query: (events) => pairs(events.where((e) => e.Muon.length * 1.5 >= 12)),
  },
  {
    rule: 'cheap-columns-first',
    what: 'pairs in one run, asked in a way that statistics do not see',
    query: (events) => pairs(events.where('run / 2 === 97001.5')),
  },
  {
    rule: 'fuse-filters',
    what: 'three filters of jets',
    query: (events) =>
      histogram(axis.regular(100, 0, 200)).fill(
        events.Jet.filter((j) => j.pt > 20)
          .filter((j) => Math.abs(j.eta) < 2.4)
          .filter((j) => j.mass > 2).pt,
      ),
  },
  {
    rule: 'count-without-values',
    what: 'how many mapped jets',
    query: (events) =>
      histogram(axis.regular(20, 0, 20)).fill(events.map((e) => e.Jet.map((j) => j.pt * Math.cosh(j.eta)).length)),
  },
];

function pairs(events: Dataset<SingleMu>): unknown {
  return histogram(MASS).fill(events.map((e) => e.Muon.combinations(2, ['a', 'b']).map(({ a, b }) => a.add(b).mass)));
}

function runner(
  lazy: unknown,
  without: readonly string[],
): { work: () => Promise<unknown>; fired: ReadonlyMap<string, number> } {
  const { core, call } = (lazy as { [ASK](): Asked })[ASK]();
  const { source } = core;
  const plan = compile([{ name: 'h', expr: call() }], source.info, {
    costing: { of: (request: CostRequest) => source.costs?.(request), constants: costConstants },
    without: new Set(without),
  });
  return { work: () => run(plan, source), fired: plan.fired };
}

async function main(file: string): Promise<void> {
  const events = await open<SingleMu>(file);
  console.log(`ms: least (median) of ${REPEATS}`);
  for (const { rule, what, query } of CASES) {
    const [on, off] = [runner(query(events), []), runner(query(events), [rule])];
    if (!on.fired.has(rule)) throw new Error(`${rule} does not apply to ${what}`);
    deepStrictEqual(await on.work(), await off.work());
    const times = await byTurns({ on: on.work, off: off.work }, REPEATS);
    const gain = (times.off.least / times.on.least).toFixed(2);
    console.log(
      `${rule.padEnd(24)}${what.padEnd(66)} with ${timesText(times.on).padEnd(16)} without ${timesText(times.off).padEnd(16)} ${gain} times`,
    );
  }
}

void withEvents(400_000, main);
